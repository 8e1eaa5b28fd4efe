/* The phone's screens, each drawn from what this phone holds. */
"use strict";
(() => {
  const { el, button, link, telephone, store, say } = Phone;
  const FIRST = [["toolbox_talk", "talk"], ["field_hazard_assessment", "hazards"], ["inspection", "inspect"], ["near_miss", "close_call"]];
  const HAZARDS = ["field_hazard_assessment", "formal_hazard_assessment"];
  const main = document.getElementById("main"), strip = document.getElementById("waiting");
  Phone.book = null;

  /* Which screen was asked for last: one that is ready only after another was asked for is not drawn any more. */
  let screenAsked = 0, stripAsked = 0;
  Phone.fill = (nodes) => {
    screenAsked++;
    main.replaceChildren(...[nodes].flat(2).filter(Boolean));
    const heading = main.querySelector("h1");
    if (heading) { document.title = `${heading.textContent} · Handrail`; heading.focus({ preventScroll: true }); scrollTo(0, 0); }
  };
  Phone.ask = (question, yes, act) => {
    const box = el("dialog", { class: "dialog" }, el("h2", {}, question), el("div", { class: "sign-row" }, button(yes, () => { box.close(); act(); }, "danger"), button(say("leave"), () => box.close(), "secondary")));
    box.addEventListener("close", () => box.remove());
    document.body.append(box); box.showModal();
  };
  Phone.lost = () => [link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, say("not_here"))];

  /* --- What this phone knows of records ---------------------------------------------------------------------------- */

  const lineOf = (body, waiting) => Phone.isRestricted(body.kind) ? { id: body.id, kind: body.kind, day: body.happened_on, time: "", place: "", site: "", title: "", people: [], defects: 0, by: "", fields: {}, waiting } : ({ id: body.id, kind: body.kind, day: body.happened_on, time: body.happened_at || "", place: body.place, site: body.site_id || "", title: body.title,
    people: body.people.filter((one) => one.part !== "absent").map((one) => one.name), defects: body.defects.length, by: Phone.book ? Phone.book.keeper : "", fields: body.fields, waiting });
  const lines = async () => {
    const firm = Phone.book ? Phone.book.firm.id : "", found = new Map();
    for (const one of Phone.book ? Phone.book.records : []) found.set(one.id, one);
    for (const one of await store.all("sent")) if (one.firm === firm && !found.has(one.id) && !Phone.isRestricted(one.body.kind)) found.set(one.id, lineOf(one.body, false));
    for (const one of await store.all("outbox")) if (one.type === "record" && one.firm === firm) found.set(one.id, lineOf(one.body, true));
    return [...found.values()].sort((a, b) => `${b.day} ${b.time}`.localeCompare(`${a.day} ${a.time}`));
  };
  /* Kinds that not everybody may read are named here, never told: a phone goes from hand to hand. */
  Phone.isRestricted = (id) => (Phone.book ? Phone.book.kinds : []).some((kind) => kind.id === id && kind.restricted);
  const kindWords = (id) => ((Phone.book ? Phone.book.kinds : []).find((kind) => kind.id === id) || {}).words || id;
  Phone.lastOf = async (kind) => (await lines()).find((one) => one.kind === kind);
  Phone.topicsOf = async (kind) => {
    const last = (await lines()).filter((one) => one.kind === kind.id && one.title).map((one) => one.title);
    return [...new Set([...kind.topics, ...(kind.topics.length ? last.slice(0, 1) : last.slice(0, 3))])].slice(0, 12);
  };
  Phone.countOf = async (kind) => {
    const known = new Set(Phone.book.records.map((one) => one.id));
    const own = (await lines()).filter((one) => one.kind === kind && !known.has(one.id)).length;
    return (Phone.book.kept[kind] || 0) + own;
  };

  /* --- Pieces ------------------------------------------------------------------------------------------------------ */

  const recordTask = (one) => el("li", { class: "task" }, el("span", { class: "task-text" }, `${kindWords(one.kind)}${one.title ? `: ${one.title}` : ""}`,
    el("span", { class: "task-hint" }, [Phone.longDay(one.day, false), one.place, one.people.length ? say("with", { n: one.people.length }) : "", one.waiting ? say("waits") : ""].filter(Boolean).join(", "))));
  Phone.atOnce = ({ folded = false } = {}) => {
    const rules = Phone.book.reporting, box = (...all) => (folded ? el("details", {}, el("summary", {}, say("at_once")), all) : el("div", { class: "card" }, el("h2", {}, say("at_once")), all));
    return box(el("ul", {}, rules.events.map((one) => el("li", {}, one.sentence))), el("p", {}, rules.call),
      el("div", { class: "sign-row" }, rules.phones.map(telephone)), el("details", {}, el("summary", {}, say("scene")), el("ol", {}, rules.scene.map((line) => el("li", {}, line)))));
  };
  const shutOut = () => el("div", { class: "banner banner-bad" }, el("div", {}, el("h2", {}, say("shut_out")), el("p", {}, say("shut_out_more")),
    el("div", { class: "sign-row" }, link(say("pair"), "/pair"), link(say("sign_in"), "/sign-in?next=/phone", "quiet"))));

  const drawStrip = async () => {
    const asked = ++stripAsked, all = await store.all("outbox"), mend = all.filter((one) => one.state === "mend").length, tried = Phone.sync.state.tried || (await store.get("kept", "tried"));
    const words = mend ? say("strip_mend", { n: mend }) : all.length ? say("strip_waiting", { n: all.length }) : say("strip_done");
    const more = all.length ? (Phone.sync.state.shutOut ? say("strip_shut") : tried ? say("strip_tried", { time: Phone.hourOf(tried) }) : say("strip_untried")) : "";
    if (asked !== stripAsked) return;
    strip.replaceChildren(el("a", { href: "#/waiting", class: all.length ? "outbox-line outbox-now" : "outbox-line" }, el("span", { class: "outbox-mark", "aria-hidden": "true" }), el("span", {}, [words, more].filter(Boolean).join(", "))));
  };

  /* --- Screens ----------------------------------------------------------------------------------------------------- */

  const home = async () => {
    const now = Phone.clock.now(), drafts = (await store.all("drafts")).filter((one) => Phone.book && one.firm === Phone.book.firm.id).sort((a, b) => b.begun_at.localeCompare(a.begun_at));
    if (!Phone.book) return [el("h1", { tabindex: "-1" }, say(Phone.sync.state.shutOut ? "shut_out" : "first_visit")), Phone.sync.state.shutOut ? shutOut() : el("p", {}, say("first_visit_more"))];
    const done = (await lines()).slice(0, 5), marked = (await store.get("kept", "no-work")) === Phone.today();
    return [
      Phone.sync.state.shutOut && shutOut(),
      el("p", { class: "quiet firm" }, Phone.book.firm.name),
      el("h1", { tabindex: "-1" }, say("now", { time: Phone.hour(now), day: Phone.longDay(Phone.isoDay(now), false) })),
      drafts.length > 0 && el("ul", { class: "tasks" }, drafts.map((draft) => el("li", { class: "task task-now" }, el("a", { class: "task-link", href: `#/draft/${draft.id}` }, say("go_on", { what: kindWords(draft.kind), time: Phone.hourOf(draft.begun_at) }))))),
      el("nav", { class: "keys", "aria-label": say("keep_what") },
        FIRST.filter(([id]) => Phone.book.kinds.some((kind) => kind.id === id)).map(([id, word]) => link(say(word), `#/new/${id}`, "secondary key")), link(say("more"), "#/more", "secondary key")),
      el("div", { class: "two" }, link(say("officer"), "#/officer"), link(say("hurt"), "#/hurt")),
      marked ? el("p", { class: "quiet" }, say("no_work_said")) : button(say("no_work"), noWork, "quiet"),
      el("h2", {}, done.length ? say("last_kept") : say("nothing_kept")),
      done.length ? el("ul", { class: "tasks" }, done.map(recordTask)) : el("p", { class: "quiet" }, say("nothing_kept_more")),
      done.length > 0 && link(say("all_kept"), "#/kept", "quiet"),
      link(say("offline"), "#/offline", "quiet"),
    ];
  };

  const kept = async () => {
    const all = await lines();
    return [link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, all.length ? say("kept_heading", { n: all.length }) : say("nothing_kept")), el("ul", { class: "tasks" }, all.map(recordTask))];
  };

  const noWork = async () => {
    const day = Phone.today(), id = Phone.newId();
    await store.within(["outbox", "kept"], "readwrite", (s) => {
      s.outbox.put({ id, type: "no-work", firm: Phone.book.firm.id, state: "waiting", at: Phone.clock.now().toISOString(), day }, id);
      s.kept.put(day, "no-work");
    });
    await Phone.show();
    Phone.sync.now();
  };

  const more = () => [
    link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, say("keep_what")),
    el("ul", { class: "tasks" }, (Phone.book ? Phone.book.kinds : []).map((kind) => el("li", { class: "task" }, el("a", { class: "task-link", href: `#/new/${kind.id}` }, kind.words)))),
    el("h2", {}, say("paper_heading")), el("p", {}, say("paper_more")),
    el("ul", { class: "tasks" }, (Phone.book ? Phone.book.kinds : []).filter((kind) => FIRST.some(([id]) => id === kind.id)).map((kind) => el("li", { class: "task" }, el("a", { class: "task-link", href: `#/paper/${kind.id}` }, say("paper_kind", { kind: kind.words }))))),
  ];

  const hurt = () => [
    link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, say("hurt_first")),
    el("a", { class: "button button-primary wide", href: `tel:${Phone.book.reporting.emergency}` }, say("call", { number: Phone.book.reporting.emergency })),
    Phone.book.places.length > 0 && el("p", {}, say("hurt_place", { place: Phone.book.places[0].place })), Phone.atOnce(),
    el("p", {}, Phone.book.reporting.serious, " ", Phone.book.reporting.serious_then),
    el("div", { class: "sign-row" }, ["incident", "first_aid_entry"].filter((id) => Phone.book.kinds.some((kind) => kind.id === id)).map((id) => link(kindWords(id), `#/new/${id}`))),
  ];

  const officer = async () => {
    const today = Phone.today(), sheets = (await lines()).filter((one) => HAZARDS.includes(one.kind)), ofToday = sheets.filter((one) => one.day === today);
    const shown = ofToday.length ? ofToday : sheets.slice(0, 1), plan = Phone.book.plan;
    const answer = (kind, id, value) => {
      const one = ((Phone.book.kinds.find((found) => found.id === kind) || {}).fields || []).find((found) => found.id === id);
      return el("div", {}, el("dt", {}, one ? one.label : id), el("dd", { class: "words" }, value === true ? say("yes") : value === false ? say("no") : [value].flat().join(", ")));
    };
    return [
      link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, say("officer_heading", { firm: Phone.book.firm.name })),
      el("p", { class: "quiet" }, say("officer_as_of", { day: Phone.longDay(Phone.isoDay(new Date(Phone.book.made_at))), time: Phone.hourOf(Phone.book.made_at) })),
      el("h2", {}, say(ofToday.length ? "sheet_today" : shown.length ? "sheet_none_today" : "sheet_none")),
      shown.map((one) => el("div", { class: "card" }, el("h3", {}, `${kindWords(one.kind)}${one.title ? `: ${one.title}` : ""}`), el("p", {}, [Phone.longDay(one.day), one.time, one.place].filter(Boolean).join(", ")),
        el("dl", { class: "definitions" }, Object.entries(one.fields || {}).map(([id, value]) => answer(one.kind, id, value))), one.people.length > 0 && el("p", {}, say("signed_by", { names: one.people.join(", ") })))),
      el("h2", {}, say("tickets")),
      Phone.book.tickets.length ? el("ul", { class: "tasks" }, Phone.book.tickets.map((one) => el("li", { class: "task" }, el("span", { class: "task-text" }, `${one.name}: ${one.title}`,
        el("span", { class: "task-hint" }, one.expires_on ? say(one.expires_on < today ? "ticket_ended" : "ticket_until", { day: Phone.longDay(one.expires_on) }) : say("ticket_taken", { day: Phone.longDay(one.taken_on) })))))) : el("p", {}, say("tickets_none")),
      el("h2", {}, plan.title || say("plan")), plan.text ? el("p", { class: "words" }, plan.text) : el("p", {}, plan.page ? say("plan_file", { page: plan.page }) : say("plan_none")),
    ];
  };

  const saved = async () => {
    const kept = Phone.saved;
    if (!kept) return home();
    const needed = Phone.book.needed[kept.kind], words = kindWords(kept.kind);
    return [
      el("p", { class: "standing standing-good" }, el("span", { class: "tick", "aria-hidden": "true" }), el("span", {}, say("saved_word"))),
      el("h1", { tabindex: "-1" }, say("saved")), el("p", { class: "lead" }, say(Phone.isRestricted(kept.kind) ? "saved_restricted" : needed ? "saved_needed" : "saved_count", { kind: words, count: kept.count, needed })),
      el("p", {}, say("saved_more")), el("div", { class: "sign-row" }, link(say("home"), "#/")),
    ];
  };

  const describe = (item) => {
    if (item.type === "record") return `${kindWords(item.body.kind)}${item.body.title && !Phone.isRestricted(item.body.kind) ? `: ${item.body.title}` : ""}, ${Phone.longDay(item.body.happened_on, false)}`;
    return item.type === "photo" ? say("item_photo", { name: item.name }) : say("item_no_work", { day: Phone.longDay(item.day, false) });
  };
  const waiting = async () => {
    const all = (await store.all("outbox")).sort((a, b) => a.at.localeCompare(b.at)), tried = Phone.sync.state.tried || (await store.get("kept", "tried"));
    const mend = (item) => el("li", { class: "card" }, el("h3", {}, describe(item)), el("p", { class: "field-error" }, item.error),
      el("div", { class: "sign-row" }, item.draft && button(say("mend_it"), () => reopen(item)), button(say("try_again"), async () => { await store.put("outbox", item.id, { ...item, state: "waiting", tries: 0 }); await Phone.sync.now(); Phone.show(); }, "quiet"),
      item.type !== "record" && button(say("throw_away"), () => Phone.ask(say("throw_away_sure"), say("throw_away"), async () => {
        await store.within(["outbox", "photos"], "readwrite", (s) => { s.outbox.delete(item.id); s.photos.delete(item.id); });
        Phone.show();
      }), "quiet")));
    return [
      link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, all.length ? say("waiting_heading", { n: all.length }) : say("strip_done")), Phone.sync.state.shutOut && shutOut(),
      el("p", {}, all.length ? (tried ? say("waiting_tried", { time: Phone.hourOf(tried) }) : say("waiting_untried")) : say("waiting_none")),
      el("ul", { class: "plain" }, all.filter((item) => item.state === "mend").map(mend)),
      el("ul", { class: "tasks" }, all.filter((item) => item.state !== "mend").map((item) => el("li", { class: "task" }, el("span", { class: "task-text" }, describe(item))))),
      all.length > 0 && el("div", { class: "sign-row" }, button(say("send_now"), async () => { await Phone.sync.now(); Phone.show(); }, "primary"), button(say("export"), saveFile, "secondary")),
      all.length > 0 && el("p", { class: "quiet" }, say("export_more")),
    ];
  };
  const reopen = async (item) => {
    const draft = { ...item.draft, errors: Object.keys(item.errors || {}).length ? item.errors : { record: item.error } };
    // Nothing leaves the phone in between: the record goes back to where it was written, its pictures keep waiting.
    draft.photos = draft.photos.map((photo) => ({ ...photo, sent: true }));
    await store.within(["drafts", "outbox"], "readwrite", (s) => { s.drafts.put(draft, draft.id); s.outbox.delete(item.id); });
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

  const offline = () => [
    link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, say("offline_heading")),
    el("h2", {}, say("offline_works")), el("ul", {}, ["offline_1", "offline_2", "offline_3", "offline_4", "offline_5"].map((key) => el("li", {}, say(key)))),
    el("h2", {}, say("offline_not")), el("ul", {}, ["offline_6", "offline_7", "offline_8", "offline_9"].map((key) => el("li", {}, say(key)))),
    el("h2", {}, say("install")), el("p", {}, say("install_more")), link(say("own_pages"), "/home", "quiet"),
  ];

  const needsBook = new Set(["kept", "new", "paper", "draft", "hurt", "officer", "saved", "more"]);
  const screens = {
    "": home, kept, more, hurt, officer, saved, waiting, offline,
    draft: (id) => Phone.recordScreen(id),
    new: async (kind) => { location.replace(`#/draft/${(await Phone.begin(kind)).id}`); return null; },
    paper: async (kind) => { location.replace(`#/draft/${(await Phone.begin(kind, { paper: true })).id}`); return null; },
  };
  Phone.show = async ({ stay = false } = {}) => {
    const [name, id] = location.hash.replace(/^#\//, "").split("/"), screen = Object.hasOwn(screens, name) ? screens[name] : home;
    const asked = ++screenAsked, top = scrollY;
    let nodes;
    try { nodes = needsBook.has(name) && !Phone.book ? await home() : await screen(id); }
    catch (error) { nodes = [el("h1", { tabindex: "-1" }, say("broken")), el("p", {}, String(error && error.message)), link(say("home"), "#/")]; }
    await drawStrip();
    if (nodes && asked === screenAsked) { Phone.fill(nodes); if (stay) scrollTo(0, top); }
  };

  /* What arrives meanwhile redraws home and the list, never a form under somebody's hands. */
  let drawing = false, pending = false;
  const refreshed = async () => {
    if (drawing) { pending = true; return; }
    drawing = true;
    do { pending = false; await drawStrip(); if (["", "#/", "#/waiting"].includes(location.hash)) await Phone.show({ stay: true }); } while (pending);
    drawing = false;
  };

  const start = async () => {
    const theme = document.cookie.match(/(?:^|; )theme=(dark|light)/);
    if (theme) document.documentElement.dataset.theme = theme[1];
    try {
      Phone.clock.off = (await store.get("kept", "clock")) || 0;
      Phone.book = (await store.get("kept", "book")) || null;
    } catch {
      Phone.fill([el("h1", { tabindex: "-1" }, say("no_storage")), el("p", {}, say("no_storage_more"))]);
      return;
    }
    addEventListener("hashchange", () => Phone.show());
    Phone.sync.onChange(refreshed);
    await Phone.show();
    if ("serviceWorker" in navigator) navigator.serviceWorker.register("/phone/worker.js", { scope: "/phone" }).catch(() => {});
    await Phone.sync.now();
  };
  start();
})();
