/* The outbox: sends when it can, in any order, as often as needed; a thing leaves it only when the server named it as stored. */
"use strict";
(() => {
  const { store, say } = Phone;
  const FIRST_WAIT = 5000, LONGEST_WAIT = 900000, LET_GO = 90000, SLOWEST = 2, TOLD_EVERY = 400, AT_ONCE = 3, TRIES = 5, SENT_KEPT_DAYS = 30;
  const state = { shutOut: false, removed: false, tried: null, line: true, sending: false, asked: false, said: {} };
  let wait = FIRST_WAIT, timer = 0, telling = 0, lent = 0, told = () => {};

  const tell = () => told();
  /* While much is sent, the page is told now and then, not each time. */
  const tellSoon = () => { telling = telling || setTimeout(() => { telling = 0; told(); }, TOLD_EVERY); };
  const headers = (item) => ({ "Accept": "application/json", "X-Handrail": "phone", "X-Handrail-Firm": item.firm || "" });

  const ask = (path, options, letGo = LET_GO) => {
    const stop = new AbortController(), end = setTimeout(() => stop.abort(), letGo);
    return fetch(path, { ...options, cache: "no-store", redirect: "error", credentials: "same-origin", signal: stop.signal })
      .finally(() => clearTimeout(end));
  };

  const post = async (item) => {
    if (item.type === "record")
      return ask("/phone/records", { method: "POST", headers: { ...headers(item), "Content-Type": "application/json" }, body: JSON.stringify({ ...item.body, pictures: item.pictures || 0 }) });
    if (item.type === "no-work")
      return ask("/phone/no-work", { method: "POST", headers: { ...headers(item), "Content-Type": "application/json" }, body: JSON.stringify({ day: item.day }) });
    const photo = await store.get("photos", item.id);
    if (!photo) return null;
    const form = new FormData();
    form.append("file", photo.blob, photo.name);
    for (const key of ["record_id", "pictures", "caption", "part", "taken_on", "original_sha256"]) form.append(key, item[key] || "");
    // On one bar a picture takes minutes: it gets the time its size needs at SLOWEST bytes a millisecond, more each time it ran out.
    return ask(`/phone/photos/${item.id}`, { method: "POST", headers: headers(item), body: form }, (LET_GO + photo.blob.size / SLOWEST) * (1 + (item.slow || 0)));
  };

  /* A hotel's sign-in page answers 200 too: only an answer that names this very thing lets it go. */
  const isTaken = (item, answer) => answer && (item.type === "no-work" ? answer.outcome === "stored" : answer.id === item.id);

  /* The same thing, said the same way: what was changed on the phone meanwhile is another. */
  const isSame = (found, item) => Boolean(found) && found.revision === item.revision;
  /* Notes something on a thing that still waits, and gives whether it does; one that was thrown away or changed meanwhile is left. */
  const mark = async (item, more) => {
    let there = false;
    await store.within(["outbox"], "readwrite", (s) => {
      s.outbox.get(item.id).onsuccess = (found) => { there = isSame(found.target.result, item); if (there) s.outbox.put({ ...found.target.result, ...more }, item.id); };
    });
    return there;
  };

  /* The version that stands where this very text is what stands; 0 where another one does. */
  const versionOf = (item, answer) => (["stored", "changed"].includes(answer.outcome) || answer.version === item.body.follows + 1 ? answer.version : 0);
  const settle = (item, answer) => store.within(["outbox", "sent", "photos"], "readwrite", (s) => {
    const about = item.type === "photo" ? item.record_id : item.id;
    if (answer.said) state.said[about] = answer.said;
    s.outbox.get(item.id).onsuccess = (found) => { if (isSame(found.target.result, item)) s.outbox.delete(item.id); };
    if (item.type === "photo") {
      s.photos.delete(item.id);
      if (answer.said) s.sent.get(about).onsuccess = (found) => { if (found.target.result) s.sent.put({ ...found.target.result, said: answer.said }, about); };
    }
    // What not everybody may read is not kept on a phone that goes from hand to hand once it has arrived.
    if (item.type === "record" && !item.restricted && !Phone.isRestricted(item.body.kind))
      s.sent.put({ id: item.id, firm: item.firm, body: item.body, sheet: Boolean(item.draft && item.draft.sheet), received_at: answer.received_at, outcome: answer.outcome, version: versionOf(item, answer), aside: answer.outcome === "set_aside", pictures: item.pictures || 0, said: answer.said || "" }, item.id);
  });

  /* The owner removed this phone (true), the account has no "seat" in the firm any more, or it signed "out" here: all that
     was lent is given back. What waits stays, and what was begun. */
  const giveBack = async (why) => {
    lent++;
    state.shutOut = true; state.removed = why; state.said = {};
    await store.within(["kept", "sent"], "readwrite", (s) => { s.kept.delete("book"); s.kept.put(why, "removed"); s.sent.clear(); });
    Phone.book = null; Phone.saved = null; tell();
  };
  const whyOf = (answer) => (answer.seat ? "seat" : true);

  /* Gives "sent", "mend" (this one waits for a hand), "shut" (not let in), "later" (no line) or "failed" (the server choked on this one). */
  const one = async (item) => {
    let response, answer;
    // Before it goes: a change made from here on knows that this version may have arrived.
    if (item.type === "record" && !await mark(item, { attempted: true })) return "sent";
    try { response = await post(item); } catch (error) {
      if (item.type === "photo" && error.name === "AbortError") await mark(item, { slow: (item.slow || 0) + 1 });
      return "later";
    }
    if (response === null) { await store.drop("outbox", item.id); return "sent"; }
    try { answer = await response.json(); } catch { answer = null; }
    if (response.ok && isTaken(item, answer)) { await settle(item, answer); return "sent"; }
    const told = answer && answer.error;
    if ([401, 403].includes(response.status) && told) { if (answer.removed) await giveBack(whyOf(answer)); return "shut"; }
    if ([400, 404, 409, 413, 422].includes(response.status) && told) {
      await mark(item, { state: "mend", error: answer.error, errors: answer.errors || {}, attempted: false });
      return "mend";
    }
    // Something between here and the server answers in its place, or asks for patience.
    if (response.ok || response.status === 429) return "later";
    return "failed";
  };

  /* Where the server is well and still chokes on this one, it is this one's fault: after some tries a hand has to decide. */
  const blame = async (item) => {
    const tries = (item.tries || 0) + 1;
    await mark(item, tries < TRIES ? { tries } : { tries: 0, state: "mend", error: say("not_taken"), errors: {} });
  };

  /* Records first: words are small and prove more than pictures. Then what failed least. */
  const order = (a, b) => (a.type === "photo") - (b.type === "photo") || (a.tries || 0) + (a.slow || 0) - (b.tries || 0) - (b.slow || 0) || a.at.localeCompare(b.at);

  const drain = async () => {
    const tried = new Set();
    let well = false, failed = false;
    for (;;) {
      // Looked at anew each time: what is kept meanwhile goes before the pictures.
      const waiting = (await store.all("outbox")).filter((item) => item.state !== "mend" && !tried.has(item.id)).sort(order);
      if (!waiting.length) return failed ? "later" : "done";
      if (tried.size) tellSoon(); else tell();
      // Pictures go one at a time, so that one bar brings at least the first of them in.
      const next = waiting[0].type === "photo" ? waiting.slice(0, 1) : waiting.filter((item) => item.type !== "photo").slice(0, AT_ONCE);
      const came = await Promise.all(next.map(one));
      for (const item of next) tried.add(item.id);
      state.tried = Phone.clock.now().toISOString();
      if (came.includes("shut")) { state.shutOut = true; return "shut"; }
      if (came.includes("later")) { state.line = false; return "later"; }
      well = well || came.includes("sent") || came.includes("mend");
      if (came.includes("failed")) {
        failed = true;
        well = well || await Phone.sync.refresh();
        if (!well) return "later";
        for (const [place, item] of next.entries()) if (came[place] === "failed") await blame(item);
      }
      state.line = true; state.shutOut = false; tellSoon();
    }
  };

  const again = (came) => {
    clearTimeout(timer);
    if (came === "later") {
      timer = setTimeout(() => Phone.sync.send(), wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    } else { wait = FIRST_WAIT; }
    if (came === "asked") timer = setTimeout(() => Phone.sync.send(), 50);
    // Another window of this phone is sending: look again when it is through.
    if (came === "busy") timer = setTimeout(() => Phone.sync.send(), FIRST_WAIT);
  };

  const locked = (work) => navigator.locks
    ? navigator.locks.request("handrail-outbox", { ifAvailable: true }, (lock) => (lock ? work() : "busy"))
    : work();

  let asked = 0, answered = 0;
  Phone.sync = {
    state, mark,
    onChange(listener) { told = listener; },
    async send() {
      if (state.sending) { state.asked = true; return; }
      state.sending = true; state.asked = false;
      let came = "later";
      try { came = await locked(drain); } catch { came = "later"; }
      state.sending = false;
      await store.put("kept", "tried", state.tried || (await store.get("kept", "tried")) || "");
      // Something was kept just as the last look was over.
      again(state.asked && came === "done" ? "asked" : came); tell();
      // One thing that cannot go is no reason to show an old book.
      if (came === "done" || came === "later") await Phone.sync.refresh();
    },
    /* By a hand or a line that is back: start over without waiting. */
    now() { wait = FIRST_WAIT; clearTimeout(timer); return this.send(); },
    /* Gets the book anew; gives whether the server answered with one. */
    async refresh() {
      let response;
      const firm = Phone.book ? Phone.book.firm.id : "", before = lent, turn = ++asked;
      try { response = await ask("/phone/book", { headers: headers({ firm }) }); } catch { state.line = false; tell(); return false; }
      let book = null;
      try { book = await response.json(); } catch { /* not ours: judged by its status */ }
      // A slow answer says nothing any more once one asked for later has come.
      if (turn < answered) return false;
      answered = turn;
      if (response.status === 401 || response.status === 403) {
        state.shutOut = true; state.line = true;
        if (!book || !book.removed) { tell(); return false; }
        await giveBack(whyOf(book));
        // Whoever is signed in may keep records for another firm: its book is asked for once.
        return firm ? this.refresh() : false;
      }
      if (!book) return false;
      if (!response.ok || !book.firm || before !== lent) return false;
      Phone.clock.set(book.made_at);
      await store.put("kept", "clock", Phone.clock.off);
      await store.put("kept", "book", book);
      await store.drop("kept", "removed");
      state.shutOut = state.removed = false; state.line = true;
      await forget();
      Phone.book = book; tell();
      return true;
    },
  };

  /* What was sent long ago is in the book or gone from its thirty days. */
  const forget = async () => {
    const oldest = new Date(Phone.clock.now().getTime() - SENT_KEPT_DAYS * 86400000).toISOString();
    for (const sent of await store.all("sent")) if ((sent.received_at || "") < oldest) await store.drop("sent", sent.id);
  };

  // Somebody signs out in another window of this browser.
  if (window.BroadcastChannel) new BroadcastChannel("handrail-phone").onmessage = () => { clearTimeout(timer); giveBack("out"); };
  addEventListener("online", () => Phone.sync.now());
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") Phone.sync.now(); });
})();
