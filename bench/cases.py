"""The cases: each measures one thing beside its barest form and says what is aimed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from unittest.mock import patch
from uuid import UUID

from django.db import transaction
from django.test import Client

from bench.measuring import Pair, cpu, paired, statements
from handrail.program import load_pack
from handrail.rules.audit.facts import Answer as AnswerFact
from handrail.rules.audit.facts import Facts, Purpose, Sheet
from handrail.rules.audit.score import score
from handrail.rules.permissions import Role
from handrail.services.certificate import sealing
from handrail.store.models import Answer, Audit, Certificate, CertificateDocument, Membership, User

QUESTION = "2.3"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    measured: str
    aim: str
    met: bool


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def member(role: Role, organisation: UUID | None = None) -> User:
    seats = Membership.objects.filter(role=role.value, ended_at=None).select_related("user")
    return (seats.filter(organisation=organisation) if organisation else seats).order_by("since")[0].user


def pages(audit: Audit) -> Iterator[Figure]:
    """Saving, reading and listing, as the tables stand now."""
    for role in (Role.OWNER, Role.CONSULTANT):
        yield from _saving(audit, role)
    owner = client_of(member(Role.OWNER, audit.employer_id))
    yield from _reading("question page", owner, f"/audit/{audit.pk}/question/{QUESTION}")
    yield from _reading("audit overview, 68 answers and the score", owner, f"/audit/{audit.pk}")
    reviewer = client_of(member(Role.REVIEWER))
    yield _list("list of 20: the reviewer's queue", reviewer, "/reviews")
    yield _list("list of 20: certificates at the office", client_of(member(Role.OFFICE)), "/office/certificates")
    number = Certificate.objects.filter(signed_by_both_at__isnull=False).latest("issued_on").number
    count = statements(lambda: ok(Client().get(f"/verify/{number}")))
    yield Figure("verification by a stranger", f"{count} statements", "at most 3", count <= 3)


def ok(response: object) -> None:
    status = getattr(response, "status_code", 0)
    if status != 200:
        raise RuntimeError(f"answered {status}, so nothing was measured: {getattr(response, 'headers', '')}")


def _saving(audit: Audit, role: Role) -> Iterator[Figure]:
    client = client_of(member(role, audit.employer_id))
    row = Answer.objects.get(audit=audit, question=QUESTION)
    turn = iter(range(1_000_000))
    versions = [row.version]

    def save() -> None:
        version, number = versions.pop(), next(turn)
        data = {"version": str(version), "points": str(10 + number % 10), "note": f"typed {number}"}
        response = client.post(
            f"/audit/{audit.pk}/question/{QUESTION}", data, headers={"accept": "application/json", "hx-request": "true"}
        )
        ok(response)
        versions.append(response.json()["version"])

    def bare() -> None:
        ok(client.post(f"/bare/write/{row.pk}", {"note": f"typed {next(turn)}"}))

    save()
    count = statements(save)
    pair = paired(save, bare)
    yield Figure(f"saving an answer ({role.value})", f"{count} statements", "at most 8", count <= 8)
    yield _ratio(f"saving an answer ({role.value}) beside one bare row", pair, 3)


def _reading(what: str, client: Client, address: str) -> Iterator[Figure]:
    def ours() -> None:
        ok(client.get(address))

    count = statements(ours)
    yield Figure(what, f"{count} statements", "at most 12", count <= 12)
    yield _ratio(
        f"{what} beside a bare page of 68 rows", paired(ours, lambda: ok(client.get("/bare/page")), runs=15), 4
    )


def _list(what: str, client: Client, address: str) -> Figure:
    count = statements(lambda: ok(client.get(address)))
    return Figure(what, f"{count} statements", "at most 6", count <= 6)


def _ratio(what: str, pair: Pair, aim: float) -> Figure:
    measured = (
        f"{pair.ratio:.2f}x ({pair.ours * 1000:.1f} ms to {pair.beside * 1000:.1f}; middle {pair.ratio_middle:.2f}x)"
    )
    return Figure(what, measured, f"within {aim:g}x", pair.ratio <= aim)


def scoring(audits: int = 10_000) -> Figure:
    """The rule on 10,000 audits beside a loop that only adds their points."""
    pack = load_pack()
    edition = pack.edition("ref10-2023")
    dice = Random("scoring")
    sheets = [
        Sheet(
            edition,
            Purpose.CERTIFICATION,
            date(2026, 3, 9),
            Facts(),
            {one.id: AnswerFact.of(Decimal(dice.randint(0, int(one.points)))) for one in edition.questions},
            None,
        )
        for _ in range(audits)
    ]

    def ours() -> None:
        for sheet in sheets:
            score(sheet, pack)

    def adding() -> None:
        for sheet in sheets:
            total = 0
            for answer in sheet.answers.values():
                total += answer.hundredths or 0

    ours_s, adding_s = min(cpu(ours) for _ in range(2)), min(cpu(adding) for _ in range(3))
    measured = f"{ours_s:.2f} s, {ours_s / adding_s:.1f}x a loop that only adds"
    return Figure(f"scoring {audits:,} audits", measured, "within 2 s", ours_s <= 2)


def issuing(certificate: Certificate) -> Figure:
    """Making the sealed document beside typesetting its page alone, in the same runs."""
    from handrail.integrations import typesetting
    from handrail.services.demonstration.cast import on

    alone: list[float] = []
    plain = typesetting.typeset

    def timed(*args: object, **kwargs: object) -> bytes:
        held: list[bytes] = []
        alone.append(cpu(lambda: held.append(plain(*args, **kwargs))))  # type: ignore[arg-type]
        return held[0]

    whole: list[float] = []
    with patch("handrail.services.certificate.sealing.typeset", timed):
        for _ in range(8):
            with transaction.atomic():
                CertificateDocument.objects.filter(certificate=certificate).delete()
                whole.append(cpu(lambda: sealing.seal(on(date(2026, 6, 1)), certificate.pk)))
    ratio = min(whole[1:]) / min(alone[1:])
    measured = f"{ratio:.1f}x ({min(whole[1:]) * 1000:.0f} ms to {min(alone[1:]) * 1000:.0f})"
    return Figure("issuing a certificate beside typesetting alone", measured, "as measured", True)
