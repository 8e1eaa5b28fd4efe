"""A firm's audit and its review as they happen: gathered, answered, sent, read, returned or accepted, signed."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from handrail.program import Question, load_pack
from handrail.services.actor import Actor
from handrail.services.audit import answering, describing, interviewing, proving, replying, starting, submitting
from handrail.services.certificate import cosigning, issuing, sealing
from handrail.services.demonstration.cast import Cast, on
from handrail.services.demonstration.firm import Firm
from handrail.services.demonstration.papers.manual import page_of
from handrail.services.moment import Moment
from handrail.services.review import deciding, noting, opening, pointing
from handrail.store.models import Answer, Audit, Certificate, Evidence, Review, ReviewedAnswer, ReviewNote

STORIES = Path(__file__).parent / "stories"


@cache
def story(name: str) -> dict[str, dict[str, Any]]:
    """A file of `stories/`: by question, what the firm says and what the reviewer made of it."""
    return tomllib.loads((STORIES / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass
class Told:
    """One question of one firm's audit: the common words with the firm's own laid over them."""

    question: Question
    own: Mapping[str, Any]

    def text(self, key: str) -> str:
        return str(self.own.get(key, ""))

    def codes(self, key: str, proof: Mapping[str, Evidence]) -> list[Evidence]:
        patterns = self.own.get(key, ())
        return [row for code, row in proof.items() if any(fnmatchcase(code, pattern) for pattern in patterns)]


@dataclass
class FirstAudit:
    """One audit of one firm on its way."""

    firm: Firm
    names: Mapping[str, str]  # owner, lead, rep
    own: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    audit: Audit = field(init=False)

    def told(self) -> Iterator[Told]:
        common = story("answers")
        for question in load_pack().edition(self.audit.edition).questions:
            yield Told(question, {**common.get(question.id, {}), **self.own.get(question.id, {})})

    def part(self) -> list[Told]:
        """The questions that take part for this firm."""
        taking = set(self._versions())
        if self.audit.facts.get("regularly_employed", 10) < 5:
            taking = {one for one in taking if not one.startswith("4.")}
        return [one for one in self.told() if one.question.id in taking]

    def _versions(self) -> dict[str, int]:
        return dict(Answer.objects.filter(audit=self.audit).values_list("question", "version"))

    def start(self, moment: Moment, **facts: bool) -> None:
        self.audit = starting.start(self.firm.owner, moment)
        self.audit = describing.save_facts(
            self.firm.owner, moment, self.audit.pk, version=self.audit.version, facts={"visitors": False, **facts}
        )

    def talk(self, moment: Moment, who: str) -> None:
        """One worker is asked; two questions go less well, for those whom the story says."""
        order = list(self.firm.people).index(who)
        said = story("answers")["talk"]
        replies = {}
        for one in self.part():
            if one.question.pile != "talk":
                continue
            weak = int(one.own.get("partly", 0)), int(one.own.get("did_not", 0))
            place = len(self.firm.people) - 1 - order
            result = "did_not" if place < weak[1] else "partly" if place < sum(weak) else "knew"
            words = said[one.question.id]
            replies[one.question.id] = interviewing.Reply(result, words[order % len(words)])
        interviewing.record_talk(self.firm.owner, moment, self.audit.pk, self.firm.people[who].pk, replies)

    def lay(self, moment: Moment, actor: Actor, element: str) -> None:
        """Lay the proof of one element beside its answers."""
        pages = {}
        for one in self.part():
            if not one.question.id.startswith(f"{element}."):
                continue
            if title := one.text("section"):
                page = page_of(title)
                pages[one.question.id] = proving.Pages(page, page)
            if laid := one.codes("proofs", self.firm.proof):
                proving.lay_bunch(actor, moment, self.audit.pk, [one.question.id], [row.pk for row in laid])
        if pages:
            proving.point_at_pages(actor, moment, self.audit.pk, self.firm.proof["MANUAL"].pk, pages)

    def answer(self, moment: Moment, actor: Actor, element: str) -> None:
        """Answer one element: the note, the points the firm gives itself, or why it does not apply."""
        versions = self._versions()
        for one in self.part():
            if not one.question.id.startswith(f"{element}.") or one.question.pile == "talk":
                continue
            criteria = int(one.own.get("criteria", 0))
            given = answering.Given(
                points=None if criteria else Decimal(str(one.own.get("claimed", one.question.points))),
                criteria=tuple(range(1, criteria + 1)),
                note=one.text("note").format(**self.names),
            )
            if reason := one.text("not_applicable"):
                given = answering.Given(not_applicable=reason)
            answering.save(
                actor, moment, self.audit.pk, one.question.id, version=versions[one.question.id], given=given
            )

    def close_gathering(self, moment: Moment, records_from: date, cover: Mapping[str, Any]) -> None:
        self.audit.refresh_from_db()
        saved = describing.save_days(
            self.firm.owner,
            moment,
            self.audit.pk,
            version=self.audit.version,
            gathering_ended_on=moment.day,
            records_from=records_from,
        )
        self.audit = describing.save_cover(
            self.firm.owner,
            moment,
            self.audit.pk,
            version=saved.version,
            cover={**describing.setting_of(saved, moment.day).cover, **cover},
            assessor_id=self.firm.people[self.names["owner"]].pk,
        )

    def send(self, moment: Moment) -> None:
        submitting.submit(self.firm.owner, moment, self.audit.pk, ethics=True, declaration=True)
        self.audit.refresh_from_db()

    # ---- the partner's side -----------------------------------------------------------------------------------------

    def open(self, moment: Moment, reviewer: Actor) -> UUID:
        row = Review.objects.get(audit=self.audit, round=self.audit.round)
        opening.open_round(reviewer, moment, row.pk)
        return row.pk

    def point(
        self, moment: Moment, reviewer: Actor, review: UUID, points: Mapping[str, str], why: Mapping[str, str]
    ) -> None:
        """Give points where they differ from the claim, then agree with the rest, element by element."""
        versions = dict(ReviewedAnswer.objects.filter(review=review).values_list("question", "version"))
        for question, given in points.items():
            judgement = pointing.Judgement(points=given, reason=why.get(question, ""))
            pointing.set_points(reviewer, moment, review, question, judgement, version=versions[question])
        for element in load_pack().edition(self.audit.edition).elements:
            pointing.agree_with_element(reviewer, moment, review, element.id)

    def note(self, moment: Moment, reviewer: Actor, review: UUID) -> None:
        """Write what the story's reviewer wrote."""
        for one in self.part():
            for kind in (ReviewNote.Kind.MUST_FIX, ReviewNote.Kind.INFORMATION):
                if text := one.text(kind.value):
                    noting.write_note(reviewer, moment, review, one.question.id, kind=kind.value, text=text)

    def decide(
        self,
        decision: Callable[..., Review],
        moment: Moment,
        reviewer: Actor,
        review: UUID,
        *,
        summary: str,
        quality: str = "",
    ) -> Review:
        version = Review.objects.values_list("version", flat=True).get(pk=review)
        made = decision(reviewer, moment, review, deciding.Decision(summary, quality), version=version)
        self.audit.refresh_from_db()
        return made

    # ---- after a return ---------------------------------------------------------------------------------------------

    def mend(self, moment: Moment, actor: Actor) -> None:
        """Answer each note, lay the further proof beside its question, and say what was added."""
        for note in ReviewNote.objects.filter(review__audit=self.audit, kind=ReviewNote.Kind.MUST_FIX):
            replying.reply(actor, moment, self.audit.pk, note.pk, text=str(self.own[note.question].get("reply", "")))
        for note in ReviewNote.objects.filter(review__audit=self.audit, kind=ReviewNote.Kind.INFORMATION):
            if self.own[note.question].get("reply") and "must_fix" not in self.own[note.question]:
                replying.reply(actor, moment, self.audit.pk, note.pk, text=str(self.own[note.question]["reply"]))
        for one in self.part():
            if laid := one.codes("proved", self.firm.proof):
                proving.lay_bunch(actor, moment, self.audit.pk, [one.question.id], [row.pk for row in laid])
        for one in self.part():
            if one.text("added"):
                self._add(moment, actor, one)

    def _add(self, moment: Moment, actor: Actor, one: Told) -> None:
        row = Answer.objects.get(audit=self.audit, question=one.question.id)
        points = Decimal(one.text("claimed_again")) if one.text("claimed_again") else row.points
        given = answering.Given(points, tuple(row.criteria), note=f"{row.note}\n\n{one.text('added')}")
        answering.save(actor, moment, self.audit.pk, one.question.id, version=row.version, given=given)

    def settle(self, moment: Moment, reviewer: Actor, review: UUID) -> None:
        for note in ReviewNote.objects.filter(review__audit=self.audit, resolved_at=None):
            noting.settle(reviewer, moment, review, note.pk, settled=True)

    # ---- the certificate --------------------------------------------------------------------------------------------

    def sign(self, cast: Cast, day: date) -> Certificate:
        """The office signs, the partner co-signs, the document is sealed."""
        made = issuing.sign(cast.office, on(day, 10), self.audit.pk)
        certificate = cosigning.cosign(self.firm.desk.admin, on(day, 15), made.pk)
        sealing.seal(on(day, 15, 5), certificate.pk)
        return certificate


def elements() -> tuple[str, ...]:
    """The elements of the reference instrument, in its order."""
    return tuple(str(number) for number in range(1, 11))
