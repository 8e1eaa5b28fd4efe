/* Who was there: a tap for each who is, then one after another signs on the same phone. Nobody signs for somebody missing. */
"use strict";
(() => {
  const { el, button, field, choices, say } = Phone;

  /* The part of a form that says who was there and who signed. */
  Phone.crew = async ({ draft, kind, errors, keep, again }) => {
    const everybody = kind.signed_by === "crew", paper = draft.sheet || (draft.paper && everybody), people = Phone.book.people;
    const signed = draft.people.filter((one) => one.part === "signed").length;
    const stands = (one) => draft.people.find((other) => other.person_id === one.id);
    const isHere = (one) => Boolean(stands(one)) && stands(one).part === "present";
    const sign = (whom) => Phone.sign(draft, keep, whom, again);

    const line = (one) => el("li", { class: "task person" },
      el("span", { class: "task-text" }, one.name, el("span", { class: "task-hint" }, say(`part_${one.part}`))),
      one.part === "signed" && Phone.drawn(one.strokes),
      el("span", { class: "person-do" },
        (everybody || one.part === "signed") && button([say("part_change"), el("span", { class: "visually-hidden" }, ` ${one.name}`)], () => sign([one]), "quiet"),
        button([say("part_drop"), el("span", { class: "visually-hidden" }, ` ${one.name}`)], () => { draft.people.splice(draft.people.indexOf(one), 1); again(); }, "quiet")));
    const onPaper = () => choices(say("paper_signed"), people.map((one) => [one.id, one.name]), { many: true, chosen: draft.people.map((one) => one.person_id), onchange: (given) => {
      draft.people = people.filter((one) => given.includes(one.id)).map((one) => ({ ...Phone.drafts.present(one), part: "signed" }));
      keep();
    } });
    const somebodyElse = () => {
      const control = el("input", { type: "text", autocomplete: "off", maxlength: "120" });
      return el("details", {}, el("summary", {}, say("somebody_else")), field(say("their_name"), control),
        button(say("sign_them"), () => { if (control.value.trim()) sign([{ person_id: null, name: control.value.trim() }]); }, "secondary"));
    };
    const whoKeeps = () => draft.people.length > 0
      ? signed === 0 && button(say("sign_self"), () => sign([draft.people[0]]), "secondary")
      : choices(say("who_keeps"), people.map((one) => [one.id, one.name]), { onchange: ([id]) => { draft.people = people.filter((one) => one.id === id).map(Phone.drafts.present); again(); } });

    /* Who was there last time comes first; nobody is said to be here before somebody taps it. */
    const taps = async () => {
      const before = ((await Phone.lastOf(kind.id)) || { people: [] }).people.filter((one) => one.part !== "absent").map((one) => one.name);
      const open = people.filter((one) => !stands(one) || isHere(one)).sort((a, b) => before.includes(b.name) - before.includes(a.name));
      const last = open.filter((one) => before.includes(one.name));
      const round = button("", () => {
        const here = open.filter(isHere);
        sign((here.length ? here : open).map((one) => ({ person_id: one.id, name: one.name })));
      }, "secondary", { class: "button button-secondary wide" });
      const told = () => {
        const here = open.filter(isHere).length;
        round.textContent = here ? say("sign_these", { n: here }) : say("sign_round");
        // Who is not tapped is not asked to sign once somebody has: nobody says that they are here.
        round.hidden = !here && draft.people.length > 0;
      };
      const put = (one, here) => {
        draft.people = here ? [...draft.people, Phone.drafts.present(one)] : draft.people.filter((other) => other !== stands(one));
      };
      const buttons = open.map((one) => button(one.name, (event) => { put(one, !isHere(one)); event.currentTarget.setAttribute("aria-pressed", String(isHere(one))); told(); keep(); }, "secondary", { "aria-pressed": String(isHere(one)) }));
      const same = last.length > 1 && button(say("crew_same", { n: last.length }), () => {
        for (const one of last) if (!isHere(one)) put(one, true);
        open.forEach((one, place) => buttons[place].setAttribute("aria-pressed", String(isHere(one))));
        told(); keep();
      }, "quiet");
      told();
      return open.length > 0 && [el("p", { class: "hint" }, say("crew_tap")), same, el("div", { class: "chips crew", role: "group", "aria-label": say("who_was_there") }, buttons), round];
    };

    const listed = everybody ? draft.people.filter((one) => one.part !== "present" || !people.some((other) => other.id === one.person_id)) : draft.people;
    return el("section", { "data-name": "people" }, el("h2", {}, signed ? say("signed_count", { n: signed }) : say(everybody ? "who_was_there" : "who_signs")),
      errors.people && el("p", { class: "field-error" }, errors.people),
      paper ? onPaper() : el("ul", { class: "tasks" }, listed.map(line)),
      !paper && (everybody ? await taps() : whoKeeps()),
      !paper && (everybody || !draft.people.length) && somebodyElse());
  };

  /* What to ask before a record goes without anybody on it; null where there is nothing to ask. */
  Phone.nobodyOn = (draft, kind) => {
    if (draft.paper || draft.sheet || kind.signed_by === "nobody" || draft.people.some((one) => one.part !== "absent")) return null;
    return kind.signed_by === "crew" ? say("nobody_there") : say("nobody_keeps");
  };

  /* Around the tailgate: each in turn signs, or is not here. Back leads to the one before, or to the form. */
  Phone.sign = (draft, keep, whom, done) => {
    const turn = async (place) => {
      if (place < 0 || place >= whom.length) { await done(); return; }
      const one = whom[place], alone = whom.length === 1;
      const put = async (part, strokes) => {
        const said = { person_id: one.person_id || null, name: one.name, part, strokes, signed_at: part === "signed" ? Phone.clock.now().toISOString() : null };
        const stood = draft.people.findIndex((other) => (one.person_id ? other.person_id === one.person_id : other.name === one.name));
        if (stood < 0) draft.people.push(said); else draft.people[stood] = said;
        await keep();
        await turn(place + 1);
      };
      Phone.fill(Phone.pad(one.name, {
        position: alone ? "" : say("turn", { place: place + 1, of: whom.length }), onback: () => turn(place - 1),
        onsigned: (strokes) => put("signed", strokes), onpresent: () => put("present", []), onabsent: alone ? null : () => put("absent", []), onstop: done,
      }));
    };
    turn(0);
  };
})();
