"""Whether words that others will read name somebody: the firm of a file, its people, or who read it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from handrail.store.models import Employer, Person, Review, User

FEWEST_LETTERS: Final = 4  # a shorter part of a name is a word of the language as often as not


def named(review: Review, words: str, readers: Iterable[User | None] = ()) -> str:
    """The first name of the firm, of its people or of these readers that stands in the words; empty where none.

    `review` is read with its audit. A given or family name alone counts where it is written as a name; two statements.
    """
    firm = Employer.objects.select_related("organisation").get(pk=review.audit.employer_id)
    names = [firm.legal_name, firm.trade_name, firm.organisation.name, review.audit.cover.get("legal_name", "")]
    people = [*Person.objects.filter(employer=firm).values_list("name", flat=True)]
    people += [user.name for user in readers if user is not None]
    told = f" {_plain(words)} "
    whole = [short for name in names if (short := _without_form(name))]
    # One name alone is looked for as it is written: "Field" is somebody, "field" is a word.
    alone = [part for name in people if len(parts := name.split()) > 1 for part in (parts[-1], parts[0])]
    written = set(re.findall(r"\w+", words))
    return next(
        (name for name in (*whole, *people) if len(name) >= FEWEST_LETTERS and f" {_plain(name)} " in told),
        next((name for name in alone if len(name) >= FEWEST_LETTERS and name in written), ""),
    )


def _without_form(name: str) -> str:
    """A firm's name without what every firm has at its end."""
    return re.sub(r"[\s,]+(ltd|inc|corp|limited|incorporated|corporation)\.?$", "", name.strip(), flags=re.IGNORECASE)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
