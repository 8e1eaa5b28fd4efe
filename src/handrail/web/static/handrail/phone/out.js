/* Signing out: the book this browser was lent for the account is given back; what waits to be sent stays. */
"use strict";
(() => {
  const NAME = "handrail-phone", LONGEST_MS = 3000;

  /* Where the phone's page was never opened there is nothing, and nothing is made; a phone that was let in keeps its own book. */
  const giveBack = () => new Promise((done) => {
    const asked = indexedDB.open(NAME);
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onerror = asked.onblocked = done;
    asked.onsuccess = () => {
      const base = asked.result, all = base.transaction(["kept", "sent"], "readwrite"), kept = all.objectStore("kept");
      let out = false;
      kept.get("book").onsuccess = (found) => {
        const book = found.target.result;
        if (!book || book.let_in) return;
        out = true;
        kept.delete("book"); kept.put("out", "removed"); all.objectStore("sent").clear();
      };
      all.oncomplete = () => { if (out && window.BroadcastChannel) new BroadcastChannel(NAME).postMessage("out"); base.close(); done(); };
      all.onabort = () => { base.close(); done(); };
    };
  });

  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !("indexedDB" in window) || new URL(form.getAttribute("action") || "", location).pathname !== "/sign-out") return;
    event.preventDefault();
    // Signing out never waits on a store that does not answer.
    Promise.race([giveBack().catch(() => {}), new Promise((done) => setTimeout(done, LONGEST_MS))]).then(() => form.submit());
  });
})();
