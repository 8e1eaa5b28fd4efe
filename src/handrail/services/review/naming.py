"""Whether words that others will read name somebody: the firm of a file, its people, or who read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from handrail.store.models import CallNote, Employer, Membership, Person, Review, User

FEWEST_LETTERS: Final = 2  # of a part of a name that is looked for as it is written
# An address or a number by which somebody is reached, whoever it is.
_REACHED: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|(?<!\d)\d{3}[-. )]{1,2}\d{3}[-. ]\d{4}(?!\d)")
_FORM: Final = re.compile(r"[\s,]+(ltd|inc|corp|limited|incorporated|corporation)\.?$", re.IGNORECASE)


def named(review: Review, words: str, readers: Iterable[User | None] = ()) -> str:
    """The first name of the firm, of its people or of these readers that stands in the words; empty where none.

    `review` is read with its audit. A firm is known by its first two words, a person by any part of the name where it is
    written as a name (`Kim`, `KIM`; `field` is a word). So are mail addresses and telephone numbers. Four statements.
    """
    if reached := _REACHED.search(words):
        return reached.group()
    told = f" {_plain(words)} "
    firms, people = list(_firms(review)), [*_people(review), *(user.name for user in readers if user is not None)]
    whole = [*firms, *(name for name in people if len(name.split()) > 1)]
    alone = [part for name in people for part in name.split() if len(part) >= FEWEST_LETTERS]
    return next(
        (name for name in whole if f" {_plain(name)} " in told),
        next((part for part in alone if _written(part, words)), ""),
    )


def _firms(review: Review) -> Iterator[str]:
    """What the firm is called, and the first two words of each: `Prairie Crest` for Prairie Crest Roofing Ltd."""
    firm = Employer.objects.select_related("organisation").get(pk=review.audit.employer_id)
    for name in (firm.legal_name, firm.trade_name, firm.organisation.name, review.audit.cover.get("legal_name", "")):
        short = _FORM.sub("", str(name).strip())
        if short:
            yield short
            if len(short.split()) > 2:
                yield " ".join(short.split()[:2])


def _people(review: Review) -> Iterator[str]:
    """Its people, whoever signs in for it or once did, whom its cover names, and with whom the reviewer spoke."""
    firm = review.audit.employer_id
    yield from Person.objects.filter(employer=firm).values_list("name", flat=True)
    yield from Membership.objects.filter(organisation=firm).values_list("user__name", flat=True)
    yield str(review.audit.cover.get("representative", ""))
    for spoken in CallNote.objects.filter(review__audit=review.audit_id).values_list("spoke_with", flat=True):
        if spoken.istitle() and " " in spoken:  # "the owner" and "Dispatch" name nobody
            yield spoken


def _written(part: str, words: str) -> bool:
    """Whether a part of a name stands in the words as a name is written: with its capital, or all in capitals."""
    ways = {part[:1].upper() + part[1:], part.upper()}
    return any(re.search(rf"(?<!\w){re.escape(way)}(?!\w)", words) for way in ways)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
