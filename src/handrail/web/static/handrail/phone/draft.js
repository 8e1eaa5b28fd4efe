/* A draft: begun with what last time offers, stored once something was entered, and from there into the outbox. */
"use strict";
(() => {
  const { store, say } = Phone;
  const RECENT_DAYS = 4;
  /* Each draft as it was opened, while nothing was entered; and what of it is being written. */
  const opened = new WeakMap(), writing = new WeakMap();
  /* Drafts that were saved or thrown away: nothing that comes late brings one back. */
  const gone = new WeakSet();
  /* By draft the pictures that are still being made ready; until they are, this draft in hand is the one. */
  const making = new Map();
  const said = (draft) => JSON.stringify({ ...draft, errors: null });
  const present = (one) => ({ person_id: one.id, name: one.name, part: "present", strokes: [], signed_at: null });
  /* Whose phone it is, where it is somebody's: by number, since two may bear one name. */
  const keeper = () => Phone.book.people.find((one) => one.id === Phone.book.keeper_person);

  const begin = async (kindId, { paper = false, sheet = false } = {}) => {
    const kind = Phone.kindOf(kindId), now = Phone.clock.now(), last = await Phone.lastOf(kindId);
    if (!kind) return null;
    const recent = new Date(now.getTime() - RECENT_DAYS * 86400000);
    const place = (Phone.book.places || [])[0];
    const there = last && last.day >= Phone.isoDay(recent) ? last : null;
    const draft = {
      id: Phone.newId(), kind: kindId, firm: Phone.book.firm.id, begun_at: now.toISOString(), day: Phone.isoDay(now), time: Phone.clockTime(now),
      place: there && there.place ? there.place : place ? place.place : "", site_id: there && there.place ? there.site || "" : place ? place.site : "",
      title: "", fields: {}, people: [], defects: [], photos: [], paper, paper_of: "", sheet, follows: 0,
    };
    // A filled sheet says itself which day, where and who; what is filled in from elsewhere would be taken for it.
    if (sheet) Object.assign(draft, { day: "", time: "", place: "", site_id: "" });
    else if (kind.signed_by === "keeper" && keeper()) draft.people = [present(keeper())];
    opened.set(draft, said(draft));
    return draft;
  };

  /* A record that this phone holds, opened to be changed; what it was begun from before is gone on with. */
  const reopen = async (id) => {
    const begun = await get(id), held = await Phone.heldOf(id);
    if (begun || !held) return begun || null;
    const { body } = held;
    const draft = {
      id, kind: body.kind, firm: held.firm, begun_at: Phone.clock.now().toISOString(), captured_at: body.captured_at,
      day: body.happened_on, time: (body.happened_at || "").slice(0, 5), place: body.place, site_id: body.site_id || "", title: body.title, fields: body.fields,
      people: body.people, defects: body.defects.map((one) => ({ ...one, stands: !held.waits })), paper: Boolean(body.paper_of), paper_of: body.paper_of || "", sheet: Boolean(held.sheet || (held.draft && held.draft.sheet)),
      photos: ((held.draft && held.draft.photos) || []).map((photo) => ({ ...photo, sent: true })), pictures: held.pictures, follows: held.version, changes: true,
    };
    opened.set(draft, said(draft));
    return draft;
  };

  /* A draft by its number, as it is in hand or else as it was stored. */
  const get = async (id) => (making.has(id) ? making.get(id).draft : store.get("drafts", id));
  /* Notes a picture of this draft that is being made ready: `work` gives whether it came to be one. */
  const make = (draft, work) => {
    const held = making.get(draft.id) || { draft, all: new Set() };
    making.set(draft.id, held);
    held.all.add(work);
    work.finally(() => { held.all.delete(work); if (!held.all.size) making.delete(draft.id); });
  };
  /* Waits until none is being made ready any more; gives whether all of them came to be pictures. */
  const made = async (draft) => {
    let well = true;
    while (making.has(draft.id)) well = (await Promise.all(making.get(draft.id).all)).every(Boolean) && well;
    return well;
  };

  /* Kept at each change. Opened and left as it was, nothing is begun. */
  const keep = (draft) => {
    if (gone.has(draft)) return Promise.resolve();
    if (opened.get(draft) === said(draft)) return writing.get(draft) || Promise.resolve();
    opened.delete(draft);
    if (isShown(draft)) history.replaceState(null, "", `#/draft/${draft.id}`);
    const written = (writing.get(draft) || Promise.resolve()).then(() => store.put("drafts", draft.id, draft));
    writing.set(draft, written);
    return written;
  };
  const isShown = (draft) => [`#/draft/${draft.id}`, `#/change/${draft.id}`, `#/new/${draft.kind}`, `#/paper/${draft.kind}`, `#/sheet/${draft.kind}`].includes(location.hash);
  const isBegun = (draft) => !opened.has(draft);

  const body = (draft, kind, follows) => {
    const answers = {};
    for (const one of kind.fields) {
      const value = draft.fields[one.id];
      if (value !== undefined && value !== "" && !(Array.isArray(value) && !value.length)) answers[one.id] = value;
    }
    return {
      id: draft.id, kind: draft.kind, happened_on: draft.day, happened_at: draft.time || null, captured_at: draft.captured_at || Phone.clock.now().toISOString(),
      site_id: draft.site_id || null, place: draft.place.trim(), title: draft.title.trim(), fields: answers,
      paper_of: draft.paper ? draft.paper_of.trim() || say("paper_unnamed") : "", about: null,
      defects: draft.defects.filter((one) => one.what.trim()).map(({ id, what, who, due_on }) => ({ id, what: what.trim(), who, due_on })),
      people: draft.people, follows,
    };
  };
  /* How many pictures belong to it by now: those the server has of an earlier version, and those of this draft. */
  const pictures = (draft) => Math.max(draft.pictures || 0, draft.photos.filter((one) => one.sent).length) + draft.photos.filter((one) => !one.sent).length;

  /* The same things the server asks for, asked before there is a line. */
  const missing = (draft, kind) => {
    const wrong = {};
    if ((draft.paper || draft.sheet) && !pictures(draft)) wrong.photos = say("paper_missing");
    if (!/^\d{4}-\d\d-\d\d$/.test(draft.day)) wrong.happened_on = say("day_missing");
    else if (draft.day > Phone.today()) wrong.happened_on = say("day_ahead");
    if (kind.asks && !draft.title.trim()) wrong.title = say(kind.topics.length ? "title_missing" : "words_missing");
    if (!draft.paper) for (const one of kind.fields) {
      const value = draft.fields[one.id];
      if (one.required && (value === undefined || (typeof value === "string" && !value.trim()) || (Array.isArray(value) && !value.length)))
        wrong[`fields.${one.id}`] = say(["choice", "yes_no", "checks"].includes(one.kind) ? "choose_missing" : "words_missing");
    }
    return wrong;
  };

  /* From the drafts into the outbox in one step. What of it waits there, or went since, is what this version follows. */
  const save = async (draft, kind) => {
    const at = Phone.clock.now().toISOString();
    draft.captured_at = draft.captured_at || at;
    await writing.get(draft);
    gone.add(draft);
    try { await put(draft, kind, at); } catch (error) { gone.delete(draft); throw error; }
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    Phone.saved = { id: draft.id, kind: draft.kind, words: kind.words, restricted: kind.restricted, changed: Boolean(draft.changes), count: Phone.book ? await Phone.countOf(draft.kind) : 0 };
    location.hash = "#/saved";
    Phone.sync.now();
  };
  const put = (draft, kind, at) => store.within(["drafts", "outbox", "sent"], "readwrite", (s) => {
    s.outbox.get(draft.id).onsuccess = (found) => {
      s.sent.get(draft.id).onsuccess = (went) => {
        const waits = found.target.result, sent = went.target.result;
        // One that may have arrived without our knowing it counts as arrived: the server takes either order.
        const follows = waits ? waits.body.follows + (waits.attempted ? 1 : 0) : Math.max(draft.follows || 0, (sent && !sent.aside && sent.version) || 0);
        s.outbox.put({ id: draft.id, type: "record", firm: draft.firm, state: "waiting", at, revision: Phone.newId(), words: kind.words, restricted: kind.restricted,
          pictures: pictures(draft), body: body(draft, kind, follows), draft }, draft.id);
        for (const photo of draft.photos) if (!photo.sent)
          s.outbox.put({ ...photo, type: "photo", firm: draft.firm, state: "waiting", at, record_id: draft.id, pictures: pictures(draft), part: draft.paper || draft.sheet ? "paper" : "" }, photo.id);
        s.drafts.delete(draft.id);
      };
    };
  });

  /* Thrown away: pictures that went into the outbox before stay with the record they belong to. */
  const drop = (draft) => {
    gone.add(draft);
    return store.within(["drafts", "photos"], "readwrite", (s) => {
      s.drafts.delete(draft.id);
      for (const photo of draft.photos) if (!photo.sent) s.photos.delete(photo.id);
    });
  };

  Phone.drafts = { begin, reopen, get, keep, make, made, isMaking: (draft) => making.has(draft.id), isGone: (draft) => gone.has(draft), isShown, isBegun, missing, save, drop, present, written: (draft) => writing.get(draft) || Promise.resolve() };
})();
