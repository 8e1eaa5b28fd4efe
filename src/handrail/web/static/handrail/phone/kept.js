/* What this phone knows of records: the book's, those it sent since, those that wait; each can be read, and its own be changed. */
"use strict";
(() => {
  const { el, link, store, say } = Phone;

  Phone.kindOf = (id) => (Phone.book ? Phone.book.kinds : []).find((kind) => kind.id === id);
  /* Kinds that not everybody may read are named here, never told: a phone goes from hand to hand. */
  Phone.isRestricted = (id) => Boolean((Phone.kindOf(id) || {}).restricted);
  Phone.kindWords = (id, fallback = "") => (Phone.kindOf(id) || {}).words || fallback || id;
  const untold = (one) => one.restricted || Phone.isRestricted(one.kind);

  const named = { time: "", place: "", site: "", title: "", people: [], defects: 0, pictures: 0, fields: {} };
  const lineOf = (item, waiting) => {
    const { body } = item, line = { ...named, id: body.id, kind: body.kind, day: body.happened_on, version: item.version || 0, waiting };
    if (Phone.isRestricted(body.kind)) return line;
    return { ...line, by: Phone.book ? Phone.book.keeper : "", time: (body.happened_at || "").slice(0, 5), place: body.place, site: body.site_id || "", title: body.title, people: body.people.map(({ name, part }) => ({ name, part })),
      defects: body.defects.length, fixes: body.defects, fields: body.fields, paper_of: body.paper_of, pictures: item.pictures || 0, whole: true };
  };
  /* A book from before the page was renewed tells people by their names alone. */
  const read = (line) => ({ ...line, people: line.people.map((one) => (typeof one === "string" ? { name: one, part: "present" } : one)) });
  /* All records of the last thirty days that this phone knows, the newest first; what waits here is newer than what is in the book. */
  Phone.lines = async () => {
    const firm = Phone.book ? Phone.book.firm.id : "", found = new Map();
    for (const one of Phone.book ? Phone.book.records : []) found.set(one.id, read(one));
    for (const one of await store.all("sent")) {
      const listed = found.get(one.id);
      if (one.firm === firm && !Phone.isRestricted(one.body.kind) && (!listed || (!one.aside && (one.version || 0) > listed.version))) found.set(one.id, { ...lineOf(one, false), pictures: Math.max(one.pictures || 0, listed ? listed.pictures : 0) });
    }
    for (const one of await store.all("outbox")) if (one.type === "record" && one.firm === firm) found.set(one.id, lineOf(one, true));
    return [...found.values()].sort((a, b) => `${b.day} ${b.time}`.localeCompare(`${a.day} ${a.time}`));
  };
  Phone.lastOf = async (kind) => (await Phone.lines()).find((one) => one.kind === kind);
  Phone.topicsOf = async (kind) => {
    const last = (await Phone.lines()).filter((one) => one.kind === kind.id && one.title).map((one) => one.title);
    return [...new Set([...kind.topics, ...(kind.topics.length ? last.slice(0, 1) : last.slice(0, 3))])].slice(0, 12);
  };
  Phone.countOf = async (kind) => {
    const known = new Set(Phone.book.records.map((one) => one.id));
    const own = (await Phone.lines()).filter((one) => one.kind === kind && !known.has(one.id)).length;
    return (Phone.book.kept[kind] || 0) + own;
  };

  /* The record as this phone may change it, with all it says: what waits here, or what it sent and nobody changed since. */
  Phone.heldOf = async (id) => {
    const waits = await store.get("outbox", id), sent = await store.get("sent", id), firm = Phone.book ? Phone.book.firm.id : "";
    const listed = (Phone.book ? Phone.book.records : []).find((one) => one.id === id);
    if (waits && waits.type === "record") return waits.firm === firm && !Phone.isRestricted(waits.body.kind) ? { ...waits, waits: true, version: waits.body.follows, pictures: waits.pictures || 0 } : null;
    if (!sent || sent.aside || sent.firm !== firm || Phone.isRestricted(sent.body.kind)) return null;
    const version = sent.version ?? (listed && listed.version === 1 ? 1 : 0);
    if (!version || (listed && (listed.version > version || !listed.mine))) return null;
    return { ...sent, waits: false, version, pictures: Math.max(sent.pictures || 0, listed ? listed.pictures || 0 : 0) };
  };

  const there = (one) => one.people.filter((person) => person.part !== "absent");
  Phone.namesOf = (one) => there(one).map((person) => person.name).join(", ");
  Phone.titleOf = (one) => `${Phone.kindWords(one.kind, one.words)}${one.title && !untold(one) ? `: ${one.title}` : ""}`;
  Phone.recordTask = (one) => el("li", { class: "task" }, el("span", { class: "task-text" }, untold(one) ? Phone.titleOf(one) : el("a", { class: "task-link", href: `#/record/${one.id}` }, Phone.titleOf(one)),
    el("span", { class: "task-hint" }, [Phone.longDay(one.day, false), one.place, there(one).length ? say("with", { n: there(one).length }) : "", one.waiting ? say("waits") : ""].filter(Boolean).join(", "))));

  /* What was answered, by the questions of its kind. */
  Phone.answers = (one) => {
    const asked = (Phone.kindOf(one.kind) || { fields: [] }).fields, given = one.fields || {};
    const words = (value, kind) => (value === true ? say("yes") : value === false ? say("no") : kind === "day" ? Phone.longDay(value) : [value].flat().join(", "));
    const shown = asked.filter((field) => given[field.id] !== undefined && given[field.id] !== "");
    return shown.length > 0 && el("dl", { class: "definitions" }, shown.map((field) => el("div", {}, el("dt", {}, field.label), el("dd", { class: "words" }, words(given[field.id], field.kind)))));
  };

  /* The receipt, as soon as there is one; it is put in its place while the screen is open. */
  const receiptOf = async (id) => {
    const [waits, sent, all] = [await store.get("outbox", id), await store.get("sent", id), await store.all("outbox")];
    if (waits) return waits.state === "mend" ? say("record_mend") : say("record_waits");
    const pictures = all.filter((one) => one.type === "photo" && one.record_id === id).length;
    const said = Phone.sync.state.said[id] || (sent && sent.said) || say("record_arrived");
    return [said, sent && sent.aside && say("record_aside"), pictures > 0 && say("record_pictures_wait", { n: pictures })].filter(Boolean).join(" ");
  };
  Phone.receipt = async (id) => el("p", { "data-receipt": id, role: "status" }, await receiptOf(id));
  Phone.receipts = async () => {
    for (const place of document.querySelectorAll("[data-receipt]")) {
      const words = await receiptOf(place.dataset.receipt);
      if (place.textContent !== words) place.textContent = words;
    }
  };

  Phone.keptScreen = async () => {
    const all = await Phone.lines();
    return [link(say("back"), "#/", "quiet back-link"), el("h1", { tabindex: "-1" }, all.length ? say("kept_heading", { n: all.length }) : say("nothing_kept")), el("ul", { class: "tasks" }, all.map(Phone.recordTask))];
  };

  /* One record to read, and from there to change where this phone holds it. */
  Phone.readScreen = async (id) => {
    const one = (await Phone.lines()).find((line) => line.id === id);
    if (!one || untold(one)) return Phone.lost();
    const held = await Phone.heldOf(id), body = held && held.body, begun = await store.get("drafts", id);
    const strokesOf = (person) => ((body ? body.people : []).find((other) => other.name === person.name && other.part === person.part) || {}).strokes || [];
    const fixes = one.fixes || [];
    return [
      link(say("back"), "#/kept", "quiet back-link"), el("h1", { tabindex: "-1" }, Phone.titleOf(one)),
      el("p", {}, [Phone.longDay(one.day), one.time, one.place].filter(Boolean).join(", ")),
      await Phone.receipt(id),
      held && held.state === "mend" && el("p", { class: "field-error" }, held.error), held && held.state === "mend" && link(say("see_waiting"), "#/waiting"),
      one.paper_of && el("p", {}, say("record_paper", { whose: one.paper_of })),
      one.whole === false && el("p", { class: "quiet" }, say("record_not_whole")),
      Phone.answers(one),
      one.people.length > 0 && el("h2", {}, say("people_heading")),
      one.people.length > 0 && el("ul", { class: "tasks" }, one.people.map((person) => el("li", { class: "task" }, el("span", { class: "task-text" }, person.name, el("span", { class: "task-hint" }, say(`part_${person.part}`))), strokesOf(person).length > 0 && Phone.drawn(strokesOf(person))))),
      one.defects > 0 && el("h2", {}, say("fixes_heading", { n: one.defects })),
      fixes.length > 0 && el("ul", { class: "tasks" }, fixes.map((fix) => el("li", { class: "task" }, el("span", { class: "task-text" }, fix.what,
        el("span", { class: "task-hint" }, [fix.who, fix.done_on ? say("fix_done", { day: Phone.longDay(fix.done_on) }) : fix.due_on ? say("fix_due", { day: Phone.longDay(fix.due_on) }) : ""].filter(Boolean).join(", ")))))),
      one.pictures > 0 && el("p", {}, say("photos_count", { n: one.pictures })),
      el("p", { class: "quiet" }, say("kept_by", { name: one.by })),
      held && Phone.kindOf(one.kind) ? el("div", { class: "sign-row" }, link(say(begun ? "change_on" : "change"), `#/change/${id}`)) : el("p", { class: "quiet" }, say("change_not")),
    ];
  };
})();
