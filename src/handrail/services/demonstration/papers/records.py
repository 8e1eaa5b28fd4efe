# ruff: noqa: PLR0917, S311 -- a form reads like its boxes, in order; its small accidents are seeded, not secret
"""The forms a small crew fills in, whatever its trade: hazard sheets, talks, checks, fixes, tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from handrail.services.demonstration.papers import scenes
from handrail.services.demonstration.papers.sheet import (
    Block,
    Piece,
    bullets,
    fields,
    form,
    h,
    hand,
    p,
    paper,
    says,
    signed,
    steps,
    table,
)


@dataclass(frozen=True, slots=True)
class Crew:
    """Who signs the forms of one firm."""

    firm: str
    owner: str
    lead: str
    hands: tuple[str, ...]

    def there(self, day: date, starts: dict[str, date] | None = None) -> tuple[str, ...]:
        """Who was on the crew on a day."""
        began = starts or {}
        return tuple(name for name in (self.lead, *self.hands) if began.get(name, day) <= day)


@dataclass(frozen=True, slots=True)
class Job:
    """One day at one place: what was done there and what could hurt somebody."""

    place: str
    work: str
    hazards: tuple[tuple[str, str], ...]  # hazard, control


def hazard_sheet(crew: Crew, code: str, day: date, job: Job, names: Sequence[str], *, photo: bool = False) -> Piece:
    """A morning hazard sheet."""
    if photo:
        boxes = [("Day", says(day)), ("Job", job.place), ("Work today", job.work)]
        boxes += [(hazard, control) for hazard, control in job.hazards[:4]]
        return _photo_form(crew, code, day, "field_hazard_assessment", "Morning hazard sheet", boxes, names, job.place)
    blocks: list[Block] = [
        fields(Day=says(day), Job=job.place, Work_today=job.work, Nearest_hospital="on the card in the truck"),
        form(("What could hurt us", "What we do about it", "Done"), *[(one, what, "yes") for one, what in job.hazards]),
        p("Looked over again after lunch; signed by everybody who works here today."),
        signed(day, *names),
    ]
    return _pdf(crew, code, day, "field_hazard_assessment", "Morning hazard sheet", blocks, job.place)


def talk(crew: Crew, code: str, day: date, about: str, said: str, names: Sequence[str], *, how: str = "pdf") -> Piece:
    """A toolbox talk: on the form, photographed, or on the whiteboard."""
    label = f"Talk: {about}"
    if how == "whiteboard":
        lines = [f"Talk {day:%a} {day.day} {day:%b}", about, said, *[name.split()[0] for name in names]]
        return Piece(
            code,
            f"IMG_{day:%m%d}_{code}.jpg",
            "toolbox_talk",
            day,
            label,
            lambda: scenes.whiteboard(code + crew.firm, day, lines),
            by_crew=True,
        )
    if how == "photo":
        boxes = [("Day", says(day)), ("Talk about", about), ("What was said", said), ("Led by", crew.lead)]
        return _photo_form(crew, code, day, "toolbox_talk", label, boxes, names, "")
    blocks: list[Block] = [
        fields(Day=says(day), About=about, Led_by=crew.lead),
        h("What was said"),
        hand(said),
        h("From last time"),
        hand("Nothing open." if Random(code).random() < 0.6 else "Extension cord replaced, tag taken off."),
        h("Who was there"),
        signed(day, *names),
    ]
    return _pdf(crew, code, day, "toolbox_talk", label, blocks, "")


def inspection(
    crew: Crew,
    code: str,
    day: date,
    place: str,
    rows: Sequence[tuple[str, str, str]],
    *,
    by: Sequence[str],
    owner_signed: bool = True,
) -> Piece:
    """A site, shop or truck check: what was looked at, whether it was right, what was found."""
    names = [*by, crew.owner] if owner_signed and crew.owner not in by else list(by)
    blocks: list[Block] = [
        fields(Day=says(day), Place=place, Checked_by=" and ".join(by)),
        form(("Looked at", "Right?", "Found"), *rows),
        p("What was found stands on the list of fixes, with a name and a day."),
        signed(day, *names),
    ]
    return _pdf(crew, code, day, "inspection", f"Site check: {place}", blocks, place)


def fix(crew: Crew, code: str, day: date, what: str, why: str, who: str, done: date | None, how: str) -> Piece:
    """A corrective action; still open while `done` is None."""
    blocks: list[Block] = [
        fields(
            Found_on=says(day),
            What=what,
            What_let_it_happen=why,
            Who=who,
            Done_on=says(done) if done else "open",
            What_was_done=how if done else "",
        ),
        signed(done or day, who, crew.owner),
    ]
    return _pdf(crew, code, done or day, "corrective_action", f"Fix: {what}", blocks, "")


def gear_check(crew: Crew, code: str, day: date, items: Sequence[tuple[str, str]], *, photo: bool = False) -> Piece:
    """A monthly look at harnesses, ropes, ladders or saws."""
    if photo:
        lines = [f"looked at {says(day)}", *[f"{item}: {state}" for item, state in items[:3]], crew.lead]
        return Piece(
            code,
            f"IMG_{day:%m%d}_{code}.jpg",
            "ppe_inspection",
            day,
            f"Gear check {says(day)}",
            lambda: scenes.tag(code + crew.firm, day, items[0][0].upper(), lines),
            by_crew=True,
        )
    blocks: list[Block] = [
        fields(Day=says(day), Checked_by=crew.lead),
        form(("Gear", "How it is", "Stays in use"), *[(item, state, "yes") for item, state in items]),
        signed(day, crew.lead),
    ]
    return _pdf(crew, code, day, "ppe_inspection", f"Gear check {says(day)}", blocks, "")


def service(crew: Crew, code: str, day: date, what: str, done: str, by: str, *, defect: str = "") -> Piece:
    """A service or repair, with the defect that led to it if there was one."""
    boxes = {"Day": says(day), "What": what, "Done": done, "By": by}
    if defect:
        boxes |= {"Defect": defect, "Tag": "red tag on, out of use until repaired"}
    return _pdf(
        crew,
        code,
        day,
        "maintenance",
        f"{'Repair' if defect else 'Service'}: {what}",
        [fields(**boxes), signed(day, by)],
        "",
    )


def sign_off(crew: Crew, code: str, day: date, what: str, names: Sequence[str], points: Sequence[str]) -> Piece:
    """In-house training: what was shown, who signed."""
    blocks = [
        fields(Day=says(day), Shown=what, Shown_by=crew.lead),
        bullets(*points),
        h("I was shown this and could ask"),
        signed(day, *names),
    ]
    return _pdf(crew, code, day, "training_record", f"Shown: {what}", blocks, "")


def competency(crew: Crew, code: str, day: date, who: str, tasks: Sequence[str]) -> Piece:
    """Watched doing the task, by somebody who can."""
    rows = [(task, "watched", "does it right") for task in tasks]
    blocks: list[Block] = [
        fields(Day=says(day), Who=who, Watched_by=crew.lead),
        form(("Task", "How", "Result"), *rows),
        signed(day, crew.lead, who),
    ]
    return _pdf(crew, code, day, "competency_check", f"Watched {who} do it", blocks, "")


def orientation(crew: Crew, code: str, day: date, who: str, shown: Sequence[str]) -> Piece:
    """The first day."""
    rows = [(item, "shown", who.split(maxsplit=1)[0]) for item in shown]
    blocks: list[Block] = [
        fields(First_day=says(day), Who=who, Shown_by=crew.lead),
        form(("Before any work", "How", "Understood"), *rows),
        signed(day, who, crew.lead, crew.owner),
    ]
    return _pdf(crew, code, day, "orientation", f"First day of {who}", blocks, "")


def ticket(crew: Crew, code: str, day: date, who: str, course: str, valid: str, *, back: bool = False) -> Piece:
    """A ticket from a wallet, photographed."""
    return Piece(
        code,
        f"{code}_{who.rsplit(maxsplit=1)[-1]}.jpg",
        "training_certificate",
        day,
        f"{course}, {who}",
        lambda: scenes.card(code + crew.firm, day, who, course, f"No. D-{code}", valid, back=back),
    )


def practice(crew: Crew, code: str, day: date, title: str, gear: str, lines: Sequence[str]) -> Piece:
    """A safe work practice of one page."""
    blocks: list[Block] = [
        fields(In_force=says(day), Gear=gear),
        h("How we do it"),
        steps(*lines),
        signed(day, crew.owner),
    ]
    return _pdf(crew, code, day, "safe_work_procedure", title, blocks, "")


def assessment(
    crew: Crew, code: str, day: date, task: str, rows: Sequence[tuple[str, str, str, str]], names: Sequence[str]
) -> Piece:
    """A formal hazard assessment: step, hazard, risk, control; signed by who took part."""
    blocks: list[Block] = [
        fields(Task=task, Day=says(day), Led_by=crew.owner),
        table(("Step", "Hazard", "Risk", "Control"), *rows),
        h("Took part"),
        signed(day, *names),
    ]
    return _pdf(crew, code, day, "formal_hazard_assessment", f"Job hazard assessment: {task}", blocks, "")


def written(crew: Crew, code: str, day: date, kind: str, title: str, blocks: Sequence[Block]) -> Piece:
    """Any other paper."""
    return _pdf(crew, code, day, kind, title, blocks, "")


def _pdf(crew: Crew, code: str, day: date, kind: str, title: str, blocks: Sequence[Block], site: str) -> Piece:
    return Piece(
        code,
        f"{code} {title[:60]}.pdf",
        kind,
        day,
        title,
        lambda: paper(crew.firm, code, title, day, blocks),
        site=site,
    )


def _photo_form(
    crew: Crew,
    code: str,
    day: date,
    kind: str,
    label: str,
    boxes: Sequence[tuple[str, str]],
    names: Sequence[str],
    site: str,
) -> Piece:
    dice = Random(code)
    return Piece(
        code,
        f"IMG_{day:%m%d}_{code}.jpg",
        kind,
        day,
        label,
        lambda: scenes.form(
            code + crew.firm,
            day,
            label.split(":", maxsplit=1)[0],
            boxes,
            names=[f"{name.split()[0][0]}. {name.split()[-1]}" for name in names],
            thumb=dice.random() < 0.4,
            ring=dice.random() < 0.2,
            wet=dice.random() < 0.15,
        ),
        by_crew=True,
        site=site,
    )
