/* Keeping one record: drawn from the kind's own fields, kept at each change, with pictures in two taps. */
"use strict";
(() => {
  const { el, button, link, telephone, field, choices, chips, voice, drafts, store, say } = Phone;
  const NONE_OF_THESE = 0, AT_ONCE = "event", SERIOUS = "serious";

  /* Drafts whose Save was pressed while a picture of them was still being made ready. */
  const saving = new WeakSet();

  Phone.recordScreen = async (id) => Phone.form(await drafts.get(id));
  Phone.form = async (draft) => {
    const kind = draft && Phone.kindOf(draft.kind), errors = (draft && draft.errors) || {};
    if (!kind) return Phone.lost();
    const keep = () => drafts.keep(draft), limits = Phone.book.limits || {};
    // Drawn from the draft in hand, and only where it is still what is shown.
    const again = async () => { await keep(); await Phone.show(drafts.isShown(draft) ? { stay: true, draw: () => Phone.form(draft) } : { stay: true }); };
    const text = (label, value, set, { long = false, type = "text", hint = "", error = "", top = null, talk = true, name = "", ...more } = {}) => {
      const control = long ? el("textarea", { rows: "3", ...more }, value || "") : el("input", { type, value: value || "", ...more });
      const changed = () => { set(control.value); putRight(name); keep(); };
      control.addEventListener("input", changed);
      const made = field(label, control, { hint, error, name, extra: talk && type === "text" ? voice(control, changed) : null });
      const taps = top && top(control, changed);
      if (taps) made.insertBefore(taps, control);
      return made;
    };
    /* What was wrong is no longer said once it is written anew; Save looks again. */
    const putRight = (name) => {
      if (!errors[name]) return;
      delete errors[name];
      const place = [...document.querySelectorAll("[data-name]")].find((one) => one.dataset.name === name);
      if (place) { place.classList.remove("field-wrong"); for (const one of place.querySelectorAll(".field-error")) one.remove(); for (const one of place.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid"); }
      if (summary) summary.replaceChildren(...saidWrong());
      if (summary && !Object.keys(errors).length) summary.remove();
    };
    const tapped = (texts, label) => (control, changed) => chips(label, texts, (words) => { control.value = words; changed(); });

    const asked = (one) => {
      const error = errors[`fields.${one.id}`] || "", value = draft.fields[one.id];
      const set = (given) => { draft.fields[one.id] = given; putRight(name); keep(); };
      const name = `fields.${one.id}`, label = one.required || draft.paper || draft.sheet ? one.label : say("optional", { label: one.label });
      if (one.kind === "yes_no") return choices(label, [["yes", say("yes")], ["no", say("no")]], { chosen: [value === true ? "yes" : value === false ? "no" : ""], hint: one.hint, error, name,
        onchange: ([given]) => { set(given === "yes"); warn(); } });
      if (one.kind === "choice" || one.kind === "checks") return choices(label, one.options.map((option) => [option, option]), { many: one.kind === "checks", chosen: [value].flat(), hint: one.hint, error, name,
        onchange: (given) => { set(one.kind === "checks" ? given : given[0]); warn(); } });
      const type = { number: "text", day: "date" }[one.kind] || "text", maxlength = { text: limits.text, line: limits.line }[one.kind];
      return text(label, value, set, { maxlength, long: one.kind === "text", type, hint: one.hint, error, name, talk: one.kind !== "number", ...(one.kind === "number" ? { inputmode: "decimal" } : {}) });
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
    /* "Shop" was checked at the shop, not at yesterday's job. */
    const offered = draft.place, control = where.querySelector("input");
    const follow = (words) => {
      const site = draft.place === offered && !draft.changes && words.trim() && Phone.book.sites.find((one) => one.name.toLowerCase().startsWith(words.trim().toLowerCase()));
      if (site) { control.value = draft.place = site.name; draft.site_id = site.id; }
    };
    const what = kind.asks && text(kind.asks, draft.title, (value) => { draft.title = value; follow(value); }, { error: errors.title, name: "title", top: tapped(await Phone.topicsOf(kind), kind.asks), maxlength: "200", autocomplete: "off" });
    const isLate = (value) => value && value < Phone.today(), late = el("p", { class: "quiet", hidden: !isLate(draft.day) }, say("late"));
    const day = text(say(draft.sheet ? "sheet_day" : "day"), draft.day, (value) => { draft.day = value; late.hidden = !isLate(value); }, { type: "date", error: errors.happened_on, name: "happened_on", talk: false, max: Phone.today() });
    const time = text(say(draft.sheet ? "sheet_time" : "time"), draft.time, (value) => { draft.time = value; }, { type: "time", talk: false });
    const when = !draft.sheet && el("details", { open: Boolean(errors.happened_on) || draft.day !== Phone.today() }, el("summary", {}, say("when", { day: Phone.longDay(draft.day), time: draft.time })), day, time, late);

    const found = () => el("section", {}, el("h2", {}, say("defects")),
      draft.defects.map((one, place) => one.stands ? el("p", {}, one.what) : el("div", { class: "card defect" },
        text(say("defect_what", { n: place + 1 }), one.what, (value) => { one.what = value; }, { error: place === 0 ? errors.defects : "", maxlength: limits.fix }),
        text(say("optional", { label: say("defect_who") }), one.who, (value) => { one.who = value; }, { talk: false, maxlength: limits.name }),
        text(say("optional", { label: say("defect_due") }), one.due_on, (value) => { one.due_on = value || null; }, { type: "date", talk: false, min: draft.day }),
        button(say("defect_drop"), () => { draft.defects.splice(place, 1); again(); }, "quiet"))),
      button(say("defect_add"), async () => { draft.defects.push({ id: Phone.newId(), what: "", who: "", due_on: null }); await again(); focusLast(".defect"); }, "secondary"));

    const crew = kind.signed_by !== "nobody" && await Phone.crew({ draft, kind, errors, keep, again });

    const holds = await Promise.all(draft.photos.map((photo) => store.get("photos", photo.id)));
    const urls = holds.map((held) => (held && held.blob.type.startsWith("image/") ? URL.createObjectURL(held.blob) : ""));
    /* Where somebody was hurt each picture is looked at for what nobody else needs to see; gives null for one left out. */
    const looked = (made) => new Promise((done, fail) => {
      const out = () => done(null);
      addEventListener("hashchange", out, { once: true });
      Phone.cover(made.blob, { insist: true, ondone: (blob) => done({ ...made, blob }), onstop: out, onanew: (file) => Phone.takePicture(file).then(looked).then(done, fail) });
    });
    const take = async (file) => {
      const taken = await Phone.takePicture(file), made = kind.restricted && !drafts.isGone(draft) ? await looked(taken) : taken, id = Phone.newId();
      if (made && !drafts.isGone(draft)) {
        await store.put("photos", id, { id, blob: made.blob, name: made.name });
        draft.photos.push({ id, name: made.name, taken_on: made.taken_on, original_sha256: made.original_sha256, caption: "" });
        if (draft.errors && draft.errors.photos === say("paper_missing")) delete draft.errors.photos;
      }
      await again();
    };
    const takeAll = async (files) => {
      let well = true;
      for (const file of files) try { await take(file); } catch { well = false; draft.errors = { ...draft.errors, photos: say("photo_unread", { name: file.name }) }; await again(); }
      return well;
    };
    const picked = (files) => drafts.make(draft, takeAll(files));
    const coverOver = async (photo) => {
      const held = await store.get("photos", photo.id);
      await Phone.cover(held.blob, { onstop: again, ondone: async (blob) => { await store.put("photos", photo.id, { ...held, blob }); await again(); } });
    };
    // What went with an earlier version lies with the firm: it is not taken back from here.
    const arrived = (photo, place) => photo.sent && !holds[place];
    const photos = el("section", { "data-name": "photos" }, el("h2", {}, draft.photos.length ? say("photos_count", { n: draft.photos.length }) : say("photos")),
      errors.photos && el("p", { class: "field-error" }, errors.photos),
      el("ul", { class: "photos-list" }, draft.photos.map((photo, place) => el("li", {}, urls[place] && el("img", { src: urls[place], alt: photo.caption || photo.name }),
        el("span", {}, photo.taken_on ? say("taken_on", { day: Phone.longDay(photo.taken_on) }) : photo.name),
        urls[place] && !photo.sent && button(say("cover_part", { n: place + 1 }), () => coverOver(photo), "quiet"),
        !arrived(photo, place) && button(say("photo_drop", { n: place + 1 }), async () => { draft.photos.splice(place, 1); await store.drop("photos", photo.id); again(); }, "quiet")))),
      el("div", { class: "sign-row" }, Phone.picker(say("photo_take"), { camera: true, onpicked: picked }), Phone.picker(say("photo_pick"), { papers: !kind.restricted, onpicked: picked })));

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
    const saidWrong = () => [el("h2", {}, say("mend", { n: Object.keys(errors).length })), el("ul", {}, Object.entries(errors).map(([name, sentence]) => el("li", {}, button([labelOf(name), sentence].filter(Boolean).join(" "), () => goTo(name), "quiet"))))];
    const summary = Object.keys(errors).length > 0 && el("div", { class: "error-summary", tabindex: "-1", role: "alert" }, saidWrong());
    const press = async () => {
      if (saving.has(draft)) return;
      // A picture that was chosen belongs to what is saved: it is waited for, and one that cannot be read is said.
      if (drafts.isMaking(draft)) {
        saving.add(draft); told();
        const well = await drafts.made(draft);
        saving.delete(draft);
        if (!drafts.isShown(draft)) return;
        await again();
        if (!well) { focusSummary(); return; }
      }
      await drafts.written(draft);
      draft.errors = drafts.missing(draft, kind);
      if (Object.keys(draft.errors).length) { await again(); focusSummary(); return; }
      delete draft.errors;
      const question = Phone.nobodyOn(draft, kind);
      if (question) Phone.ask(question, say("save_so"), () => drafts.save(draft, kind), { kind: "primary", leave: say("go_back") });
      else await drafts.save(draft, kind);
    };
    const focusSummary = () => { const shown = document.querySelector(".error-summary"); if (shown) shown.focus(); };
    const save = button(say("save"), press, "primary", { class: "button button-primary wide" }), making = el("p", { role: "status" });
    const told = () => { save.disabled = saving.has(draft); making.textContent = saving.has(draft) ? say("making") : ""; };
    const focusLast = (what) => { const last = [...document.querySelectorAll(what)].pop(); if (last) last.querySelector("input, textarea").focus(); };
    const ask = (needed) => kind.fields.filter((one) => Boolean(one.required) === needed && (!draft.paper || draft.fields[one.id] !== undefined)).map(asked);
    warn(); told();
    const saveRow = el("div", { class: "save-row" }, making, save);
    const discard = button(say(draft.changes ? "discard_change" : "discard"), () => {
      const out = async () => { await drafts.drop(draft); location.hash = "#/"; };
      if (drafts.isBegun(draft)) Phone.ask(say(draft.changes ? "discard_change_sure" : "discard_sure"), say(draft.changes ? "discard_change" : "discard"), out); else out();
    }, "quiet");
    const alarms = [kind.fields.some((one) => one.id === AT_ONCE) && Phone.atOnce({ folded: !kind.restricted }), alarm];
    // The filled sheet: its picture first, then the few things that matter.
    if (draft.sheet && !draft.changes) return [
      link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, say("sheet_heading", { kind: kind.words })), summary, alarms, el("p", {}, say("sheet_lead")), photos, day, late, what, where, ask(true), crew,
      kind.finds && found(), el("details", { open: Object.keys(errors).some((name) => name.startsWith("fields.")) }, el("summary", {}, say("sheet_more")), time, ask(false)),
      link(say("sheet_missing"), `#/new/${kind.id}`, "quiet"), discard, saveRow,
    ];
    return [
      link(say("back"), draft.changes ? `#/record/${draft.id}` : "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, draft.changes ? say("change_heading", { kind: kind.words }) : kind.words), summary,
      alarms, draft.paper && paper, draft.paper && photos, what, where, ask(true),
      crew, ask(false), kind.finds && found(), !draft.paper && photos, when || [day, time, late], !draft.paper && !draft.sheet && paper, discard, saveRow,
    ];
  };

  const siteOf = (words) => {
    const same = (text) => text.trim().toLowerCase() === words.trim().toLowerCase();
    const site = Phone.book.sites.find((one) => same(one.name)), place = (Phone.book.places || []).find((one) => same(one.place));
    return site ? site.id : place ? place.site : "";
  };
})();
