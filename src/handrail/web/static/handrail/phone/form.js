/* Keeping one record: a draft at each change, signing one after another, pictures in two taps, and into the outbox. */
"use strict";
(() => {
  const { el, button, link, telephone, field, choices, chips, voice, store, say } = Phone;
  const RECENT_DAYS = 4, NONE_OF_THESE = 0, AT_ONCE = "event", SERIOUS = "serious";

  const kindOf = (id) => (Phone.book ? Phone.book.kinds : []).find((kind) => kind.id === id);
  /* Whose phone it is, where it is somebody's: by number, since two may bear one name. */
  const keeper = () => Phone.book.people.find((one) => one.id === Phone.book.keeper_person);
  const present = (one) => ({ person_id: one.id, name: one.name, part: "present", strokes: [], signed_at: null });

  /* --- Drafts ---------------------------------------------------------------------------------------------------- */

  Phone.begin = async (kindId, { paper = false } = {}) => {
    const kind = kindOf(kindId), now = Phone.clock.now(), last = await Phone.lastOf(kindId);
    const recent = new Date(now.getTime() - RECENT_DAYS * 86400000);
    const place = (Phone.book.places || [])[0];
    const there = last && last.day >= Phone.isoDay(recent) ? last : null;
    const draft = {
      id: Phone.newId(), kind: kindId, firm: Phone.book.firm.id, begun_at: now.toISOString(), day: Phone.isoDay(now), time: Phone.clockTime(now),
      place: there && there.place ? there.place : place ? place.place : "", site_id: there && there.place ? there.site || "" : place ? place.site : "",
      title: "", fields: {}, people: [], defects: [], photos: [], paper, paper_of: "", follows: 0,
    };
    if (kind.signed_by === "keeper" && keeper()) draft.people = [present(keeper())];
    await store.put("drafts", draft.id, draft);
    return draft;
  };

  const body = (draft, kind) => {
    const answers = {};
    for (const one of kind.fields) {
      const value = draft.fields[one.id];
      if (value !== undefined && value !== "" && !(Array.isArray(value) && !value.length)) answers[one.id] = value;
    }
    return {
      id: draft.id, kind: draft.kind, happened_on: draft.day, happened_at: draft.time || null, captured_at: draft.captured_at || Phone.clock.now().toISOString(),
      site_id: draft.site_id || null, place: draft.place.trim(), title: draft.title.trim(), fields: answers,
      paper_of: draft.paper ? draft.paper_of.trim() || say("paper_unnamed") : "", about: null,
      defects: draft.defects.filter((one) => one.what.trim()).map((one) => ({ ...one, what: one.what.trim() })),
      people: draft.people, follows: draft.follows || 0,
    };
  };

  /* The same things the server asks for, asked before there is a line. */
  const missing = (draft, kind) => {
    const wrong = {};
    if (!/^\d{4}-\d\d-\d\d$/.test(draft.day)) wrong.happened_on = say("day_missing");
    else if (draft.day > Phone.today()) wrong.happened_on = say("day_ahead");
    if (kind.asks && !draft.title.trim()) wrong.title = say(kind.topics.length ? "title_missing" : "words_missing");
    if (draft.paper && !draft.photos.length) wrong.photos = say("paper_missing");
    if (!draft.paper) for (const one of kind.fields) {
      const value = draft.fields[one.id];
      if (one.required && (value === undefined || (typeof value === "string" && !value.trim()) || (Array.isArray(value) && !value.length)))
        wrong[`fields.${one.id}`] = say(["choice", "yes_no", "checks"].includes(one.kind) ? "choose_missing" : "words_missing");
    }
    return wrong;
  };

  const save = async (draft, kind) => {
    const at = Phone.clock.now().toISOString();
    draft.captured_at = draft.captured_at || at;
    await store.within(["drafts", "outbox"], "readwrite", (s) => {
      s.outbox.put({ id: draft.id, type: "record", firm: draft.firm, state: "waiting", at, body: body(draft, kind), draft }, draft.id);
      for (const photo of draft.photos) if (!photo.sent)
        s.outbox.put({ ...photo, type: "photo", firm: draft.firm, state: "waiting", at, record_id: draft.id, part: draft.paper ? "paper" : "" }, photo.id);
      s.drafts.delete(draft.id);
    });
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    Phone.saved = { kind: draft.kind, count: await Phone.countOf(draft.kind) };
    location.hash = "#/saved";
    Phone.sync.now();
  };

  /* --- The form -------------------------------------------------------------------------------------------------- */

  Phone.recordScreen = async (id) => {
    const draft = await store.get("drafts", id);
    if (!draft || !kindOf(draft.kind)) return Phone.lost();
    const kind = kindOf(draft.kind), errors = draft.errors || {};
    let writing = Promise.resolve();
    const keep = () => { writing = writing.then(() => store.put("drafts", draft.id, draft)); return writing; };
    const again = async () => { await keep(); await Phone.show({ stay: true }); };
    const text = (label, value, set, { long = false, type = "text", hint = "", error = "", top = null, talk = true, name = "", ...more } = {}) => {
      const control = long ? el("textarea", { rows: "3", ...more }, value || "") : el("input", { type, value: value || "", ...more });
      const changed = () => { set(control.value); keep(); };
      control.addEventListener("input", changed);
      const made = field(label, control, { hint, error, name, extra: talk && type === "text" ? voice(control, changed) : null });
      const taps = top && top(control, changed);
      if (taps) made.insertBefore(taps, control);
      return made;
    };
    const tapped = (texts, label) => (control, changed) => chips(label, texts, (words) => { control.value = words; changed(); });

    const asked = (one) => {
      const error = errors[`fields.${one.id}`] || "", value = draft.fields[one.id];
      const set = (given) => { draft.fields[one.id] = given; keep(); };
      const name = `fields.${one.id}`, label = one.required || draft.paper ? one.label : say("optional", { label: one.label });
      if (one.kind === "yes_no") return choices(label, [["yes", say("yes")], ["no", say("no")]], { chosen: [value === true ? "yes" : value === false ? "no" : ""], hint: one.hint, error, name,
        onchange: ([given]) => { draft.fields[one.id] = given === "yes"; keep(); warn(); } });
      if (one.kind === "choice" || one.kind === "checks") return choices(label, one.options.map((option) => [option, option]), { many: one.kind === "checks", chosen: [value].flat(), hint: one.hint, error, name,
        onchange: (given) => { set(one.kind === "checks" ? given : given[0]); warn(); } });
      const type = { number: "text", day: "date" }[one.kind] || "text";
      return text(label, value, set, { long: one.kind === "text", type, hint: one.hint, error, name, talk: one.kind !== "number", ...(one.kind === "number" ? { inputmode: "decimal" } : {}) });
    };

    /* What has to be reported at once, as soon as it shows. */
    const alarm = el("div", { "aria-live": "polite" });
    const warn = () => {
      alarm.replaceChildren();
      const rules = Phone.book.reporting, events = (kind.fields.find((one) => one.id === AT_ONCE) || {}).options || [];
      const chosen = draft.fields[AT_ONCE];
      if (chosen && events.indexOf(chosen) > NONE_OF_THESE) {
        const told = rules.events.find((one) => one.id === chosen);
        alarm.append(el("div", { class: "banner banner-bad" }, el("div", {}, el("h2", {}, rules.call), told && el("p", {}, told.sentence), el("div", { class: "sign-row" }, rules.phones.map(telephone)))));
      } else if (draft.fields[SERIOUS] === true) alarm.append(el("div", { class: "banner banner-info" }, el("div", {}, el("p", {}, rules.serious_then))));
    };

    const where = text(say("place"), draft.place, (value) => { draft.place = value; draft.site_id = siteOf(value); }, {
      error: errors.place || errors.site_id, name: "place", autocomplete: "off", top: tapped([...new Set([...(Phone.book.places || []).map((one) => one.place), ...Phone.book.sites.map((one) => one.name)])].slice(0, 4), say("place")), maxlength: "160" });
    const what = kind.asks && text(kind.asks, draft.title, (value) => { draft.title = value; }, { error: errors.title, name: "title", top: tapped(await Phone.topicsOf(kind), kind.asks), maxlength: "200", autocomplete: "off" });
    const when = el("details", { open: Boolean(errors.happened_on) || draft.day !== Phone.today() }, el("summary", {}, say("when", { day: Phone.longDay(draft.day), time: draft.time })),
      text(say("day"), draft.day, (value) => { draft.day = value; late.hidden = !(value < Phone.today()); }, { type: "date", error: errors.happened_on, name: "happened_on", talk: false, max: Phone.today() }),
      text(say("time"), draft.time, (value) => { draft.time = value; }, { type: "time", talk: false }));
    const late = el("p", { class: "quiet", hidden: !(draft.day < Phone.today()) }, say("late"));
    when.append(late);

    const found = () => el("section", {}, el("h2", {}, say("defects")),
      draft.defects.map((one, place) => el("div", { class: "card" },
        text(say("defect_what", { n: place + 1 }), one.what, (value) => { one.what = value; }, { error: place === 0 ? errors.defects : "" }),
        text(say("optional", { label: say("defect_who") }), one.who, (value) => { one.who = value; }, { talk: false }),
        text(say("optional", { label: say("defect_due") }), one.due_on, (value) => { one.due_on = value || null; }, { type: "date", talk: false }),
        button(say("defect_drop"), () => { draft.defects.splice(place, 1); again(); }, "quiet"))),
      button(say("defect_add"), async () => { draft.defects.push({ id: Phone.newId(), what: "", who: "", due_on: null }); await again(); focusLast(".card input"); }, "secondary"));

    const signedCount = draft.people.filter((one) => one.part === "signed").length;
    // Who was there last time comes first; nobody is said to be there before they are.
    const before = kind.signed_by === "crew" ? ((await Phone.lastOf(kind.id)) || { people: [] }).people : [];
    const rest = Phone.book.people.filter((one) => !draft.people.some((done) => done.person_id === one.id))
      .sort((a, b) => before.includes(b.name) - before.includes(a.name)).map((one) => ({ person_id: one.id, name: one.name }));
    const crew = () => el("section", { "data-name": "people" }, el("h2", {}, signedCount ? say("signed_count", { n: signedCount }) : say(kind.signed_by === "crew" ? "who_was_there" : "who_signs")),
      errors.people && el("p", { class: "field-error" }, errors.people),
      draft.paper && kind.signed_by === "crew" && choices(say("paper_signed"), Phone.book.people.map((one) => [one.id, one.name]), { many: true, chosen: draft.people.map((one) => one.person_id), onchange: (given) => {
        draft.people = Phone.book.people.filter((one) => given.includes(one.id)).map((one) => ({ person_id: one.id, name: one.name, part: "signed", strokes: [], signed_at: null }));
        keep();
      } }),
      !(draft.paper && kind.signed_by === "crew") && el("ul", { class: "tasks" }, draft.people.map((one, place) => el("li", { class: "task" },
        el("span", { class: "task-text" }, one.name, el("span", { class: "task-hint" }, say(`part_${one.part}`))),
        one.part === "signed" && Phone.drawn(one.strokes), (kind.signed_by === "crew" || one.part === "signed") && button(say("part_change", { name: one.name }), () => Phone.sign(draft, keep, [one], again), "quiet"),
        button(say("part_drop", { name: one.name }), () => { draft.people.splice(place, 1); again(); }, "quiet")))),
      kind.signed_by === "crew"
        ? !draft.paper && rest.length > 0 && button(say(draft.people.length ? "sign_rest" : "sign_round"), () => Phone.sign(draft, keep, rest, again), "secondary", { class: "button button-secondary wide" })
        : draft.people.length > 0 ? signedCount === 0 && button(say("sign_self"), () => Phone.sign(draft, keep, [draft.people[0]], again), "secondary")
          : choices(say("who_keeps"), Phone.book.people.map((one) => [one.id, one.name]), { onchange: ([id]) => {
            draft.people = Phone.book.people.filter((one) => one.id === id).map(present);
            again();
          } }),
      (kind.signed_by === "crew" ? !draft.paper : !draft.people.length) && el("details", {}, el("summary", {}, say("somebody_else")), (() => {
        const control = el("input", { type: "text", autocomplete: "off", maxlength: "120" });
        return [field(say("their_name"), control), button(say("sign_them"), () => { if (control.value.trim()) Phone.sign(draft, keep, [{ person_id: null, name: control.value.trim() }], again); }, "secondary")];
      })()));

    const urls = await Promise.all(draft.photos.map(async (photo) => { const held = await store.get("photos", photo.id); return held && held.blob.type.startsWith("image/") ? URL.createObjectURL(held.blob) : ""; }));
    const picked = async (file) => {
      const made = await Phone.takePicture(file), id = Phone.newId();
      const add = async (blob) => {
        await store.put("photos", id, { id, blob, name: made.name });
        draft.photos.push({ id, name: made.name, taken_on: made.taken_on, original_sha256: made.original_sha256, caption: "" });
        await again();
      };
      // Where somebody was hurt each picture is looked at for what nobody else needs to see.
      if (kind.restricted && made.blob.type.startsWith("image/")) await new Promise((done) => Phone.cover(made.blob, { insist: true, ondone: (blob) => add(blob).then(done), onstop: () => again().then(done) }));
      else await add(made.blob);
    };
    const coverOver = async (photo) => {
      const held = await store.get("photos", photo.id);
      await Phone.cover(held.blob, { onstop: again, ondone: async (blob) => { await store.put("photos", photo.id, { ...held, blob }); await again(); } });
    };
    const photos = el("section", { "data-name": "photos" }, el("h2", {}, draft.photos.length ? say("photos_count", { n: draft.photos.length }) : say("photos")),
      errors.photos && el("p", { class: "field-error" }, errors.photos),
      el("ul", { class: "photos-list" }, draft.photos.map((photo, place) => el("li", {}, urls[place] && el("img", { src: urls[place], alt: photo.caption || photo.name }),
        el("span", {}, photo.taken_on ? say("taken_on", { day: Phone.longDay(photo.taken_on) }) : photo.name),
        urls[place] && !photo.sent && button(say("cover_part", { n: place + 1 }), () => coverOver(photo), "quiet"),
        button(say("photo_drop", { n: place + 1 }), async () => { draft.photos.splice(place, 1); await store.drop("photos", photo.id); again(); }, "quiet")))),
      el("div", { class: "sign-row" }, Phone.picker(say("photo_take"), { camera: true, onpicked: picked }), Phone.picker(say("photo_pick"), { onpicked: picked })));

    const paper = el("section", {}, draft.paper
      ? [el("p", {}, say("paper_lead")), text(say("paper_of"), draft.paper_of, (value) => { draft.paper_of = value; }, { hint: say("paper_of_hint"), maxlength: "160" }), button(say("paper_off"), () => { draft.paper = false; again(); }, "quiet")]
      : button(say("paper_on"), () => { draft.paper = true; again(); }, "quiet"));
    const labelOf = (name) => (({ title: kind.asks, place: say("place"), happened_on: say("day"), photos: say("photos"), defects: say("defects") })[name]
      || (kind.fields.find((one) => `fields.${one.id}` === name) || {}).label || "");
    const goTo = (name) => {
      const place = [...document.querySelectorAll("[data-name]")].find((one) => one.dataset.name === name);
      const control = place && place.querySelector("input, textarea, button");
      if (!control) return;
      for (let up = control; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
      control.focus(); place.scrollIntoView({ block: "center" });
    };
    const summary = Object.keys(errors).length > 0 && el("div", { class: "error-summary", tabindex: "-1", role: "alert" }, el("h2", {}, say("mend", { n: Object.keys(errors).length })), el("ul", {}, Object.entries(errors).map(([name, sentence]) => el("li", {}, button([labelOf(name), sentence].filter(Boolean).join(" "), () => goTo(name), "quiet")))));
    const press = async () => {
      await writing;
      draft.errors = missing(draft, kind);
      if (Object.keys(draft.errors).length) { await again(); const shown = document.querySelector(".error-summary"); if (shown) shown.focus(); return; }
      delete draft.errors;
      await save(draft, kind);
    };
    const focusLast = (what) => { const all = document.querySelectorAll(what); if (all.length) all[all.length - 1].focus(); };
    const ask = (needed) => kind.fields.filter((one) => Boolean(one.required) === needed && (!draft.paper || draft.fields[one.id] !== undefined)).map(asked);
    warn();
    return [
      link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, kind.words), summary,
      kind.fields.some((one) => one.id === AT_ONCE) && Phone.atOnce({ folded: !kind.restricted }), alarm, draft.paper && paper, draft.paper && photos, what, where, ask(true),
      kind.signed_by !== "nobody" && crew(), ask(false), kind.finds && found(), !draft.paper && photos, when, !draft.paper && paper,
      button(say("discard"), () => Phone.ask(say("discard_sure"), say("discard"), async () => {
        await store.within(["drafts", "photos"], "readwrite", (s) => { s.drafts.delete(draft.id); for (const photo of draft.photos) s.photos.delete(photo.id); });
        location.hash = "#/";
      }), "quiet"),
      el("div", { class: "save-row" }, button(say("save"), press, "primary", { class: "button button-primary wide" })),
    ];
  };

  const siteOf = (words) => {
    const same = (text) => text.trim().toLowerCase() === words.trim().toLowerCase();
    const site = Phone.book.sites.find((one) => same(one.name)), place = (Phone.book.places || []).find((one) => same(one.place));
    return site ? site.id : place ? place.site : "";
  };

  /* Around the tailgate: each in turn signs, or is not here; nobody signs for somebody missing. */
  Phone.sign = (draft, keep, whom, done) => {
    const turn = async (place) => {
      if (place >= whom.length) { await done(); return; }
      const one = whom[place];
      const put = async (part, strokes) => {
        const said = { person_id: one.person_id || null, name: one.name, part, strokes, signed_at: part === "signed" ? Phone.clock.now().toISOString() : null };
        const stood = draft.people.findIndex((other) => (one.person_id ? other.person_id === one.person_id : other.name === one.name));
        if (stood < 0) draft.people.push(said); else draft.people[stood] = said;
        await keep();
        await turn(place + 1);
      };
      Phone.fill(Phone.pad(one.name, {
        position: whom.length > 1 ? say("turn", { place: place + 1, of: whom.length }) : "",
        onsigned: (strokes) => put("signed", strokes), onpresent: () => put("present", []), onabsent: () => put("absent", []), onstop: done,
      }));
    };
    turn(0);
  };
})();
