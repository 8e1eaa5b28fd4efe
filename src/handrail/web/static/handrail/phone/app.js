/* The phone's screens, each drawn from what this phone holds. */
"use strict";
(() => {
  const { el, button, link, telephone, store, say } = Phone;
  const FIRST = [["toolbox_talk", "talk"], ["field_hazard_assessment", "hazards"], ["inspection", "inspect"], ["near_miss", "close_call"]];
  const HAZARDS = ["field_hazard_assessment", "formal_hazard_assessment"];
  const main = document.getElementById("main");
  Phone.book = null;

  /* Which screen was asked for last: one that is ready only after another was asked for is not drawn any more. */
  let screenAsked = 0, drawnWithBook = false;
  Phone.fill = (nodes) => {
    screenAsked++;
    main.replaceChildren(...[nodes].flat(2).filter(Boolean));
    const heading = main.querySelector("h1");
    if (heading) { document.title = `${heading.textContent} · Handrail`; heading.focus({ preventScroll: true }); scrollTo(0, 0); }
  };
  Phone.ask = (question, yes, act, { kind = "danger", leave = say("leave") } = {}) => {
    const box = el("dialog", { class: "dialog" }, el("h2", {}, question), el("div", { class: "sign-row" }, button(yes, () => { box.close(); act(); }, kind), button(leave, () => box.close(), "secondary")));
    box.addEventListener("close", () => box.remove());
    document.body.append(box); box.showModal();
  };
  Phone.lost = () => [link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, say("not_here"))];

  /* --- Pieces ------------------------------------------------------------------------------------------------------ */

  Phone.atOnce = ({ folded = false } = {}) => {
    const rules = Phone.book.reporting, box = (...all) => (folded ? el("details", {}, el("summary", {}, say("at_once")), all) : el("div", { class: "card" }, el("h2", {}, say("at_once")), all));
    return box(el("ul", {}, rules.events.map((one) => el("li", {}, one.sentence))), el("p", {}, rules.call),
      el("div", { class: "sign-row" }, rules.phones.map(telephone)), el("details", {}, el("summary", {}, say("scene")), el("ol", {}, rules.scene.map((line) => el("li", {}, line)))));
  };

  /* --- Screens ----------------------------------------------------------------------------------------------------- */

  const home = async () => {
    const now = Phone.clock.now(), drafts = (await store.all("drafts")).filter((one) => Phone.book && one.firm === Phone.book.firm.id).sort((a, b) => b.begun_at.localeCompare(a.begun_at));
    if (!Phone.book && Phone.sync.state.shutOut) return [el("h1", { tabindex: "-1" }, say("home_shut")), Phone.shutOut(), link(say("see_waiting"), "#/waiting", "quiet")];
    if (!Phone.book) return [el("h1", { tabindex: "-1" }, say("first_visit")), el("p", {}, say("first_visit_more"))];
    const goOn = (draft) => el("li", { class: "task task-now" }, el("a", { class: "task-link", href: `#/draft/${draft.id}` }, say("go_on", { what: Phone.kindWords(draft.kind), time: Phone.hourOf(draft.begun_at) })));
    const done = (await Phone.lines()).slice(0, 5), marked = (await store.get("kept", "no-work")) === Phone.today();
    return [
      Phone.sync.state.shutOut && Phone.shutOut(),
      el("p", { class: "quiet firm" }, Phone.book.firm.name),
      el("h1", { tabindex: "-1" }, say("now", { time: Phone.hour(now), day: Phone.longDay(Phone.isoDay(now), false) })),
      drafts.length > 0 && el("ul", { class: "tasks" }, goOn(drafts[0])),
      drafts.length > 1 && el("details", {}, el("summary", {}, say("more_begun", { n: drafts.length - 1 })), el("ul", { class: "tasks" }, drafts.slice(1).map(goOn))),
      el("nav", { class: "keys", "aria-label": say("keep_what") },
        FIRST.filter(([id]) => Phone.book.kinds.some((kind) => kind.id === id)).map(([id, word]) => link(say(word), `#/new/${id}`, "secondary key")), link(say("more"), "#/more", "secondary key")),
      el("div", { class: "two" }, link(say("officer"), "#/officer"), link(say("hurt"), "#/hurt")),
      marked ? el("p", { class: "quiet" }, say("no_work_said")) : button(say("no_work"), noWork, "quiet"),
      el("h2", {}, done.length ? say("last_kept") : say("nothing_kept")),
      done.length ? el("ul", { class: "tasks" }, done.map(Phone.recordTask)) : el("p", { class: "quiet" }, say("nothing_kept_more")),
      done.length > 0 && link(say("all_kept"), "#/kept", "quiet"),
      link(say("offline"), "#/offline", "quiet"),
    ];
  };

  const noWork = async () => {
    const kept = (await Phone.lines()).filter((one) => one.day === Phone.today()).length;
    if (kept) Phone.ask(say("no_work_sure", { n: kept }), say("no_work_yes"), markNoWork, { kind: "primary", leave: say("go_back") }); else await markNoWork();
  };
  const markNoWork = async () => {
    const day = Phone.today(), id = Phone.newId();
    await store.within(["outbox", "kept"], "readwrite", (s) => {
      // Pressed twice it is one day.
      s.kept.get("no-work").onsuccess = (found) => {
        if (found.target.result === day) return;
        s.outbox.put({ id, type: "no-work", firm: Phone.book.firm.id, state: "waiting", at: Phone.clock.now().toISOString(), day }, id);
        s.kept.put(day, "no-work");
      };
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

  /* The code on a blank form of a kind that is kept at a desk. */
  const elsewhere = (kind) => [
    link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, say("elsewhere")), el("p", {}, say("elsewhere_more")),
    link(say("elsewhere_sign_in"), `/sign-in?next=${encodeURIComponent(`/records/new/${kind}?paper=1`)}`),
  ];

  const hurt = () => [
    link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, say("hurt_first")),
    el("a", { class: "button button-primary wide", href: `tel:${Phone.book.reporting.emergency}` }, say("call", { number: Phone.book.reporting.emergency })),
    Phone.book.places.length > 0 && el("p", {}, say("hurt_place", { place: Phone.book.places[0].place })), Phone.atOnce(),
    el("p", {}, Phone.book.reporting.serious, " ", Phone.book.reporting.serious_then),
    el("div", { class: "sign-row" }, ["incident", "first_aid_entry"].filter((id) => Phone.book.kinds.some((kind) => kind.id === id)).map((id) => link(Phone.kindWords(id), `#/new/${id}`))),
  ];

  const officer = async () => {
    const today = Phone.today(), sheets = (await Phone.lines()).filter((one) => HAZARDS.includes(one.kind)), ofToday = sheets.filter((one) => one.day === today);
    const shown = ofToday.length ? ofToday : sheets.slice(0, 1), plan = Phone.book.plan;
    return [
      link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, say("officer_heading", { firm: Phone.book.firm.name })),
      el("p", { class: "quiet" }, say("officer_as_of", { day: Phone.longDay(Phone.isoDay(new Date(Phone.book.made_at))), time: Phone.hourOf(Phone.book.made_at) })),
      el("h2", {}, say(ofToday.length ? "sheet_today" : shown.length ? "sheet_none_today" : "sheet_none")),
      shown.map((one) => el("div", { class: "card" }, el("h3", {}, Phone.titleOf(one)), el("p", {}, [Phone.longDay(one.day), one.time, one.place].filter(Boolean).join(", ")),
        Phone.answers(one), Phone.namesOf(one) && el("p", {}, say("signed_by", { names: Phone.namesOf(one) })))),
      el("h2", {}, say("tickets")),
      Phone.book.tickets.length ? el("ul", { class: "tasks" }, Phone.book.tickets.map((one) => el("li", { class: "task" }, el("span", { class: "task-text" }, `${one.name}: ${one.title}`,
        el("span", { class: "task-hint" }, one.expires_on ? say(one.expires_on < today ? "ticket_ended" : "ticket_until", { day: Phone.longDay(one.expires_on) }) : say("ticket_taken", { day: Phone.longDay(one.taken_on) })))))) : el("p", {}, say("tickets_none")),
      el("h2", {}, plan.title || say("plan")), plan.text ? el("p", { class: "words" }, plan.text) : el("p", {}, plan.page ? say("plan_file", { page: plan.page }) : say("plan_none")),
    ];
  };

  const saved = async () => {
    const kept = Phone.saved;
    if (!kept) return home();
    const needed = Phone.book.needed[kept.kind];
    return [
      el("p", { class: "standing standing-good" }, el("span", { class: "tick", "aria-hidden": "true" }), el("span", {}, say("saved_word"))),
      el("h1", { tabindex: "-1" }, say("saved")), el("p", { class: "lead" }, say(kept.restricted ? "saved_restricted" : kept.changed ? "saved_changed" : needed ? "saved_needed" : "saved_count", { kind: kept.words, count: kept.count, needed })),
      await Phone.receipt(kept.id), el("div", { class: "sign-row" }, link(say("home"), "#/")),
    ];
  };

  const offline = () => [
    link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, say("offline_heading")),
    el("h2", {}, say("offline_works")), el("ul", {}, ["offline_1", "offline_2", "offline_3", "offline_4", "offline_5"].map((key) => el("li", {}, say(key)))),
    el("h2", {}, say("offline_not")), el("ul", {}, ["offline_6", "offline_7", "offline_8", "offline_9"].map((key) => el("li", {}, say(key)))),
    el("h2", {}, say("install")), el("p", {}, say("install_more")), link(say("own_pages"), "/home", "quiet"),
  ];

  const needsBook = new Set(["kept", "record", "change", "new", "paper", "sheet", "draft", "hurt", "officer", "saved", "more"]);
  const screens = {
    "": home, more, hurt, officer, saved, offline, kept: () => Phone.keptScreen(), waiting: () => Phone.waitingScreen(), record: (id) => Phone.readScreen(id),
    draft: (id) => Phone.recordScreen(id), change: async (id) => Phone.form(await Phone.drafts.reopen(id)),
    new: async (kind) => Phone.form(await Phone.drafts.begin(kind)), paper: async (kind) => Phone.form(await Phone.drafts.begin(kind, { paper: true })),
    sheet: async (kind) => (Phone.kindOf(kind) ? Phone.form(await Phone.drafts.begin(kind, { sheet: true })) : elsewhere(kind)),
  };
  /* Draws the screen that the address asks for, or by `draw` the form in hand. */
  Phone.show = async ({ stay = false, draw = null } = {}) => {
    const [name, id] = location.hash.replace(/^#\//, "").split("/"), screen = Object.hasOwn(screens, name) ? screens[name] : home;
    const asked = ++screenAsked, top = scrollY;
    drawnWithBook = Boolean(Phone.book);
    let nodes;
    try { nodes = needsBook.has(name) && !Phone.book ? await home() : await (draw || screen)(id); }
    catch (error) { nodes = [el("h1", { tabindex: "-1" }, say("broken")), el("p", {}, String(error && error.message)), link(say("home"), "#/")]; }
    await Phone.drawStrip();
    if (nodes && asked === screenAsked) { Phone.fill(nodes); if (stay) scrollTo(0, top); }
  };

  /* What arrives meanwhile redraws home and the list, never a form under somebody's hands. */
  let drawing = false, pending = false;
  const refreshed = async () => {
    if (drawing) { pending = true; return; }
    drawing = true;
    do {
      pending = false;
      await Phone.drawStrip(); await Phone.receipts();
      // What the owner took back is taken from under somebody's hands, too; what was begun stays on the phone.
      if (drawnWithBook !== Boolean(Phone.book) || ["", "#/", "#/waiting"].includes(location.hash)) await Phone.show({ stay: true });
    } while (pending);
    drawing = false;
  };

  const start = async () => {
    const theme = document.cookie.match(/(?:^|; )theme=(dark|light)/);
    if (theme) document.documentElement.dataset.theme = theme[1];
    try {
      Phone.clock.off = (await store.get("kept", "clock")) || 0;
      Phone.book = (await store.get("kept", "book")) || null;
      Phone.sync.state.removed = (await store.get("kept", "removed")) || false;
      Phone.sync.state.shutOut = Boolean(Phone.sync.state.removed);
    } catch {
      Phone.fill([el("h1", { tabindex: "-1" }, say("no_storage")), el("p", {}, say("no_storage_more"))]);
      return;
    }
    addEventListener("hashchange", () => { for (const box of document.querySelectorAll("dialog[open]")) box.close(); Phone.show(); });
    Phone.sync.onChange(refreshed);
    await Phone.show();
    // On the first visit the book goes before the files that the worker gets once more: on one bar they share the line.
    if (!Phone.book) await Phone.sync.refresh();
    if ("serviceWorker" in navigator) navigator.serviceWorker.register("/phone/worker.js", { scope: "/phone" }).catch(() => {});
    await Phone.sync.now();
  };
  start();
})();
