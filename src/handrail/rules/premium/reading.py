"""A firm's year as it is written in a file, read strictly: every complaint names the field and the mend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handrail.rules.days import parse_day
from handrail.rules.money import parse_amount
from handrail.rules.premium.facts import Account, CertificateYear, Experience, PremiumFacts, Statement
from handrail.rules.reason import BadInput

_YEARS = range(1900, 9999)


def parse_premium(given: Mapping[str, Any]) -> PremiumFacts:
    """The facts of one object as documented for `handrail premium`. Raises BadInput for anything it cannot take."""
    year = given.get("year")
    if year is None:
        raise BadInput("year", "is missing.", "Write the performance year as a number, such as 2023.")
    if isinstance(year, bool) or not isinstance(year, int) or year not in _YEARS:
        raise BadInput("year", f'"{year}" is not a year.', "Write the performance year as a number, such as 2023.")
    accounts = given.get("accounts")
    if not isinstance(accounts, list) or not accounts:
        raise BadInput("accounts", "must be a list with at least one account.", "Add the firm's WCB account.")
    leadership = given.get("leadership_percent")
    return PremiumFacts(
        year=year,
        accounts=tuple(_account(row, f"accounts[{index}]") for index, row in enumerate(accounts)),
        certificate=_certificate(given.get("certificate")),
        registered=_known(given.get("registered"), "registered"),
        charged=_known(given.get("charged"), "charged"),
        under_review=_known(given.get("under_review"), "under_review"),
        experience=_experience(given.get("experience")),
        leadership_percent=None if leadership is None else parse_amount(leadership, "leadership_percent"),
        statement=_statement(given.get("statement")),
    )


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadInput(where, "must be an object.", "Write { ... } with its fields.")
    return value


def _text(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{where}.{key}", "is missing.", "Write it as text in quotes.")
    return value.strip()


def _known(value: object, where: str) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise BadInput(where, f'"{value}" is neither true nor false.', "Write true, false, or null for not known.")


def _account(row: object, where: str) -> Account:
    found = _object(row, where)
    workers, earnings = found.get("workers"), found.get("insurable_earnings")
    covered = found.get("personal_coverage")
    if workers is not None and earnings is not None:
        said = "workers and insurable_earnings both stand there."
        raise BadInput(where, said, "Keep one: each worker's earnings, or their sum as reported to WCB.")
    if workers is None and earnings is None and covered is None:
        raise BadInput(where, "has no earnings.", "Give workers (a list) or insurable_earnings.")
    if workers is not None and not isinstance(workers, list):
        raise BadInput(f"{where}.workers", "must be a list.", 'Write each worker\'s earnings, such as ["52000.00"].')
    rate = found.get("rate")
    return Account(
        account=_text(found, "account", where),
        industry_code=_text(found, "industry_code", where),
        workers=None
        if workers is None
        else tuple(parse_amount(one, f"{where}.workers[{place}]") for place, one in enumerate(workers)),
        insurable_earnings=None if earnings is None else parse_amount(earnings, f"{where}.insurable_earnings"),
        personal_coverage=parse_amount("0" if covered is None else covered, f"{where}.personal_coverage"),
        rate=None if rate is None else parse_amount(rate, f"{where}.rate"),
        where=where,
    )


def _certificate(value: object) -> CertificateYear | None:
    if value is None:
        return None
    found = _object(value, "certificate")
    first, last = found.get("first_achieved"), found.get("valid_through")
    year = CertificateYear(
        first_achieved=None if first is None else parse_day(first, "certificate.first_achieved"),
        valid_through=None if last is None else parse_day(last, "certificate.valid_through"),
        maintained=_known(found.get("maintained"), "certificate.maintained"),
    )
    if year.first_achieved and year.valid_through and year.valid_through < year.first_achieved:
        said = f"{year.valid_through} is before the certificate was first achieved, {year.first_achieved}."
        raise BadInput("certificate.valid_through", said, "Correct one of the two days.")
    return year


def _experience(value: object) -> Experience | None:
    if value is None:
        return None
    found = _object(value, "experience")
    return Experience(
        costs=parse_amount(found.get("costs"), "experience.costs"),
        expected=parse_amount(found.get("expected"), "experience.expected"),
    )


def _statement(value: object) -> Statement | None:
    if value is None:
        return None
    found = _object(value, "statement")
    percent, refund, on = found.get("percent"), found.get("refund"), found.get("on")
    if percent is None and refund is None:
        raise BadInput("statement", "carries no figure.", "Give percent, refund, or both from WCB's statement.")
    return Statement(
        percent=None if percent is None else parse_amount(percent, "statement.percent"),
        refund=None if refund is None else parse_amount(refund, "statement.refund"),
        on=None if on is None else parse_day(on, "statement.on"),
    )
