"""What a partner sees of a firm's proof, and when a piece may be thrown out."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.services.audit.proving import attach
from handrail.services.audit.submitting import submit
from handrail.services.corrective_action import mending
from handrail.services.errors import Absent, WrongState
from handrail.services.evidence.keeping import keep
from handrail.services.evidence.serving import serve
from handrail.services.evidence.sorting import remove
from handrail.services.system import manual
from handrail.services.system.manual import SectionFields
from handrail.store.models import ActionLine, Audit, Evidence
from tests import world
from tests.services.audit.stage import BEGAN, SENT, Stage, photo, stage

pytestmark = pytest.mark.django_db


def returned(made: Stage) -> Audit:
    audit = made.complete(made.audit())
    submit(made.owner, world.moment(SENT), audit.pk, ethics=True, declaration=True)
    Audit.objects.filter(pk=audit.pk).update(state="returned")
    return made.reread(audit)


def test_a_partner_sees_what_was_sent_and_not_what_the_firm_is_still_gathering() -> None:
    made = stage()
    audit = returned(made)
    moment = world.moment(date(2026, 4, 10))
    sent = Evidence.objects.get(label="Safety manual")
    fresh = keep(made.owner, moment, "better.jpg", photo("red"))
    attach(made.owner, moment, audit.pk, "1.1", fresh.pk)
    assert serve(made.reviewer, sent.pk).name == "Manual.pdf"
    with pytest.raises(Absent):
        serve(made.reviewer, fresh.pk)
    submit(made.owner, moment, audit.pk, ethics=True, declaration=True)
    assert serve(made.reviewer, fresh.pk).media_type == "image/jpeg"


def test_a_page_of_the_manual_stays_while_a_section_points_at_it() -> None:
    made = stage()
    piece, moment = made.manual(), world.moment(BEGAN)
    key = manual.manual(made.owner, moment).parts[0].section.key
    fields = SectionFields(evidence_id=piece.pk, first_page=1, last_page=2)
    manual.write(made.owner, moment, key, version=0, fields=fields)
    with pytest.raises(WrongState, match="written system"):
        remove(made.owner, moment, piece.pk)
    assert Evidence.objects.get(pk=piece.pk).removed_at is None


def test_the_proof_of_a_fix_stays_with_it() -> None:
    made = stage()
    audit, moment = made.audit(), world.moment(BEGAN)
    piece = keep(made.owner, moment, "done.jpg", photo("green"))
    line = ActionLine.objects.create(
        employer=made.employer, audit=audit, question="1.1", points_lost="2", what="Write it down"
    )
    mending.close(made.owner, moment, line.pk, version=1, done_on=BEGAN, done_note="Written", evidence_id=piece.pk)
    with pytest.raises(WrongState, match="fix"):
        remove(made.owner, moment, piece.pk)


def test_what_serves_nothing_may_go() -> None:
    made = stage()
    piece = keep(made.owner, world.moment(BEGAN), "blurred.jpg", photo("grey"))
    remove(made.owner, world.moment(BEGAN), piece.pk)
    assert Evidence.objects.get(pk=piece.pk).removed_at is not None


def test_a_label_is_one_plain_line() -> None:
    made = stage()
    piece = keep(
        made.crew, world.moment(BEGAN), "a.jpg", photo("grey"), label="Talk\x00 on \u202eladders\n", site="Red\x1b Deer"
    )
    assert (piece.label, piece.site) == ("Talk on ladders", "Red Deer")
