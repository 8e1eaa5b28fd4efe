/* What waits on this phone: the line at the foot of every screen, and the screen it leads to. */
"use strict";
(() => {
  const { el, button, link, store, say } = Phone;
  const strip = document.getElementById("waiting");
  let drawing = Promise.resolve();

  /* Why the book was given back: the phone was removed, the account lost its seat, or somebody signed out here. */
  const why = () => ({ seat: "removed_seat", out: "removed_out" })[Phone.sync.state.removed] || "removed";
  Phone.shutOut = () => {
    const words = Phone.sync.state.removed ? why() : "shut_out";
    return el("div", { class: "banner banner-bad" }, el("div", {}, el("h2", {}, say(words)), el("p", {}, say(`${words}_more`)),
      el("div", { class: "sign-row" }, link(say("pair"), "/pair"), link(say("sign_in"), "/sign-in?next=/phone", "quiet"))));
  };
  Phone.hasLine = () => navigator.onLine && Phone.sync.state.line;

  /* A record with its pictures is one thing that waits. */
  const counted = (all, one, alone) => {
    const pictures = all.filter((item) => item.type === "photo").length, things = all.length - pictures;
    return things ? `${say(one, { n: things })}${pictures ? say("with_pictures", { n: pictures }) : ""}` : say(alone, { n: pictures });
  };
  const triedAt = async () => Phone.sync.state.tried || (await store.get("kept", "tried"));

  const draw = async () => {
    const all = await store.all("outbox"), mend = all.filter((one) => one.state === "mend").length, tried = await triedAt();
    const words = mend ? say("strip_mend", { n: mend }) : all.length ? counted(all, "strip_waiting", "strip_pictures") : say("strip_done");
    const { shutOut, removed } = Phone.sync.state;
    const more = removed ? say(`strip_${why()}`) : !all.length ? "" : shutOut ? say("strip_shut") : tried ? say("strip_tried", { time: Phone.hourOf(tried) }) : say("strip_untried");
    document.body.classList.toggle("no-line", !Phone.hasLine());
    strip.replaceChildren(el("a", { href: "#/waiting", class: all.length ? "outbox-line outbox-now" : "outbox-line" }, el("span", { class: "outbox-mark", "aria-hidden": "true" }),
      el("span", {}, [Phone.hasLine() ? "" : say("no_signal"), [words, more].filter(Boolean).join(", ")].filter(Boolean).join(" "))));
  };
  /* One after another: whoever waits for the line knows that it says at least what was so when they asked. */
  Phone.drawStrip = () => { drawing = drawing.then(draw, draw); return drawing; };
  for (const change of ["online", "offline"]) addEventListener(change, () => Phone.drawStrip());

  const describe = (item) => {
    if (item.type === "photo") return say("item_photo", { name: item.name });
    if (item.type !== "record") return say("item_no_work", { day: Phone.longDay(item.day, false) });
    const untold = item.restricted || Phone.isRestricted(item.body.kind);
    return `${Phone.kindWords(item.body.kind, item.words)}${item.body.title && !untold ? `: ${item.body.title}` : ""}, ${Phone.longDay(item.body.happened_on, false)}`;
  };
  const isMine = (item) => item.type === "record" && Phone.book && item.firm === Phone.book.firm.id && !Phone.isRestricted(item.body.kind);

  Phone.waitingScreen = async () => {
    const all = (await store.all("outbox")).sort((a, b) => a.at.localeCompare(b.at)), tried = await triedAt();
    const mend = (item) => el("li", { class: "card" }, el("h3", {}, describe(item)), el("p", { class: "field-error" }, item.error),
      el("div", { class: "sign-row" }, item.draft && Phone.book && button(say("mend_it"), () => reopen(item)), button(say("try_again"), async () => { await Phone.sync.mark(item, { state: "waiting", tries: 0 }); await Phone.sync.now(); Phone.show(); }, "quiet"),
      item.type !== "record" && button(say("throw_away"), () => Phone.ask(say("throw_away_sure"), say("throw_away"), async () => {
        await store.within(["outbox", "photos"], "readwrite", (s) => { s.outbox.delete(item.id); s.photos.delete(item.id); });
        Phone.show();
      }), "quiet")));
    const line = (item) => el("li", { class: "task" }, el("span", { class: "task-text" }, isMine(item) ? el("a", { class: "task-link", href: `#/record/${item.id}` }, describe(item)) : describe(item)));
    return [
      link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, all.length ? counted(all, "waiting_heading", "waiting_pictures") : say("strip_done")), Phone.sync.state.shutOut && Phone.shutOut(),
      el("p", {}, all.length ? (tried ? say("waiting_tried", { time: Phone.hourOf(tried) }) : say("waiting_untried")) : say("waiting_none")),
      el("ul", { class: "plain" }, all.filter((item) => item.state === "mend").map(mend)),
      el("ul", { class: "tasks" }, all.filter((item) => item.state !== "mend").map(line)),
      all.length > 0 && el("div", { class: "sign-row" }, button(say("send_now"), async () => { await Phone.sync.now(); Phone.show(); }, "primary"), button(say("export"), saveFile, "secondary")),
      all.length > 0 && el("p", { class: "quiet" }, say("export_more")),
    ];
  };

  const reopen = async (item) => {
    const errors = Object.keys(item.errors || {}).length ? item.errors : { record: item.error };
    // Nothing leaves the phone in between: the record goes back to where it was written, its pictures keep waiting.
    const draft = { ...item.draft, follows: item.body.follows, errors, photos: item.draft.photos.map((photo) => ({ ...photo, sent: true })) };
    await store.within(["drafts", "outbox"], "readwrite", (s) => {
      s.drafts.get(draft.id).onsuccess = (found) => {
        const begun = found.target.result;
        // A change begun already holds all of it and more: that one is gone on with, and what it changes waits until it is saved.
        if (begun) s.drafts.put({ ...begun, errors }, draft.id); else { s.drafts.put(draft, draft.id); s.outbox.delete(item.id); }
      };
    });
    location.hash = `#/draft/${draft.id}`;
  };
  const asText = (blob) => new Promise((done) => { const reader = new FileReader(); reader.onload = () => done(String(reader.result)); reader.readAsDataURL(blob); });
  const saveFile = async () => {
    const items = [];
    for (const item of await store.all("outbox")) {
      const photo = item.type === "photo" ? await store.get("photos", item.id) : null;
      items.push({ ...item, draft: undefined, file: photo ? await asText(photo.blob) : undefined });
    }
    const address = URL.createObjectURL(new Blob([JSON.stringify({ handrail: 1, saved_at: Phone.clock.now().toISOString(), firm: Phone.book ? Phone.book.firm : null, items }, null, 1)], { type: "application/json" }));
    el("a", { href: address, download: `handrail-waiting-${Phone.today()}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  };
})();
