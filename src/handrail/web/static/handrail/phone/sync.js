/* The outbox: sends when it can, in any order, as often as needed; a thing leaves it only when the server named it as stored. */
"use strict";
(() => {
  const { store } = Phone;
  const FIRST_WAIT = 5000, LONGEST_WAIT = 900000, LET_GO = 90000, TOLD_EVERY = 400, AT_ONCE = 3, SENT_KEPT_DAYS = 30;
  const state = { shutOut: false, tried: null, line: true, sending: false };
  let wait = FIRST_WAIT, timer = 0, telling = 0, told = () => {};

  const tell = () => told();
  /* While much is sent, the page is told now and then, not each time. */
  const tellSoon = () => { telling = telling || setTimeout(() => { telling = 0; told(); }, TOLD_EVERY); };
  const headers = (item) => ({ "Accept": "application/json", "X-Handrail": "phone", "X-Handrail-Firm": item.firm || "" });

  const ask = (path, options) => {
    const stop = new AbortController(), end = setTimeout(() => stop.abort(), LET_GO);
    return fetch(path, { ...options, cache: "no-store", redirect: "error", credentials: "same-origin", signal: stop.signal })
      .finally(() => clearTimeout(end));
  };

  const post = async (item) => {
    if (item.type === "record")
      return ask("/phone/records", { method: "POST", headers: { ...headers(item), "Content-Type": "application/json" }, body: JSON.stringify(item.body) });
    if (item.type === "no-work")
      return ask("/phone/no-work", { method: "POST", headers: { ...headers(item), "Content-Type": "application/json" }, body: JSON.stringify({ day: item.day }) });
    const photo = await store.get("photos", item.id);
    if (!photo) return null;
    const form = new FormData();
    form.append("file", photo.blob, photo.name);
    for (const key of ["record_id", "caption", "part", "taken_on", "original_sha256"]) form.append(key, item[key] || "");
    return ask(`/phone/photos/${item.id}`, { method: "POST", headers: headers(item), body: form });
  };

  /* A hotel's sign-in page answers 200 too: only an answer that names this very thing lets it go. */
  const isTaken = (item, answer) => answer && (item.type === "no-work" ? answer.outcome === "stored" : answer.id === item.id);

  const settle = (item, answer) => store.within(["outbox", "sent", "photos"], "readwrite", (s) => {
    s.outbox.delete(item.id);
    if (item.type === "photo") s.photos.delete(item.id);
    if (item.type === "record") s.sent.put({ id: item.id, firm: item.firm, body: item.body, received_at: answer.received_at, outcome: answer.outcome }, item.id);
  });

  /* Gives "sent", "mend" (this one waits for a hand), "shut" (not let in) or "later" (no line). */
  const one = async (item) => {
    let response, answer;
    try { response = await post(item); } catch { return "later"; }
    if (response === null) { await store.drop("outbox", item.id); return "sent"; }
    try { answer = await response.json(); } catch { answer = null; }
    if (response.ok && isTaken(item, answer)) { await settle(item, answer); return "sent"; }
    if (response.status === 401 || response.status === 403) return "shut";
    if ([400, 404, 409, 413, 422].includes(response.status) && answer && answer.error) {
      await store.put("outbox", item.id, { ...item, state: "mend", error: answer.error, errors: answer.errors || {} });
      return "mend";
    }
    return "later";
  };

  const drain = async () => {
    const waiting = (await store.all("outbox")).filter((item) => item.state !== "mend");
    if (!waiting.length) return "done";
    // Records first: words are small and prove more than pictures.
    waiting.sort((a, b) => (a.type === "photo") - (b.type === "photo") || a.at.localeCompare(b.at));
    state.sending = true; tell();
    for (let start = 0; start < waiting.length; start += AT_ONCE) {
      const came = await Promise.all(waiting.slice(start, start + AT_ONCE).map(one));
      state.tried = Phone.clock.now().toISOString();
      if (came.includes("shut")) { state.shutOut = true; return "shut"; }
      if (came.includes("later")) { state.line = false; return "later"; }
      state.line = true; state.shutOut = false; tellSoon();
    }
    return (await store.all("outbox")).some((item) => item.state !== "mend") ? "again" : "done";
  };

  const again = (came) => {
    clearTimeout(timer);
    if (came === "later") {
      timer = setTimeout(() => Phone.sync.send(), wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    } else { wait = FIRST_WAIT; }
    // Another window of this phone is sending: look again when it is through.
    if (came === "busy") timer = setTimeout(() => Phone.sync.send(), FIRST_WAIT);
    if (came === "again") timer = setTimeout(() => Phone.sync.send(), 50);
  };

  const locked = (work) => navigator.locks
    ? navigator.locks.request("handrail-outbox", { ifAvailable: true }, (lock) => (lock ? work() : "busy"))
    : work();

  Phone.sync = {
    state,
    onChange(listener) { told = listener; },
    async send() {
      if (state.sending) return;
      let came = "later";
      try { came = await locked(drain); } catch { came = "later"; }
      state.sending = false;
      await store.put("kept", "tried", state.tried || (await store.get("kept", "tried")) || "");
      again(came); tell();
      // One thing that cannot go is no reason to show an old book.
      if (came === "done" || came === "later") await Phone.sync.refresh();
    },
    /* By a hand or a line that is back: start over without waiting. */
    now() { wait = FIRST_WAIT; clearTimeout(timer); return this.send(); },
    async refresh() {
      let response;
      try { response = await ask("/phone/book", { headers: { "Accept": "application/json" } }); } catch { state.line = false; tell(); return; }
      if (response.status === 401 || response.status === 403) { state.shutOut = true; state.line = true; tell(); return; }
      let book;
      try { book = await response.json(); } catch { return; }
      if (!response.ok || !book.firm) return;
      Phone.clock.set(book.made_at);
      await store.put("kept", "clock", Phone.clock.off);
      await store.put("kept", "book", book);
      state.shutOut = false; state.line = true;
      await forget();
      Phone.book = book; tell();
    },
  };

  /* What was sent long ago is in the book or gone from its thirty days. */
  const forget = async () => {
    const oldest = new Date(Phone.clock.now().getTime() - SENT_KEPT_DAYS * 86400000).toISOString();
    for (const sent of await store.all("sent")) if ((sent.received_at || "") < oldest) await store.drop("sent", sent.id);
  };

  addEventListener("online", () => Phone.sync.now());
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") Phone.sync.now(); });
})();
