"""A page of a long list and the length of the whole list in one statement."""

from __future__ import annotations

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, QuerySet, Window

RowT = TypeVar("RowT", bound=Model)


def counted_page(rows: QuerySet[RowT], number: int, size: int) -> Page[RowT]:
    """The page of that number, or the last one; every row comes with `total_rows`. The rows may not be made distinct."""
    wanted = max(number, 1)
    counted = rows.annotate(total_rows=Window(Count("pk")))
    found = list(counted[(wanted - 1) * size : wanted * size])
    if not found and wanted > 1:
        wanted = max(-(-rows.count() // size), 1)
        found = list(counted[(wanted - 1) * size : wanted * size])
    total = getattr(found[0], "total_rows", 0) if found else 0
    paginator: Paginator[RowT] = Paginator(range(total), size)  # type: ignore[arg-type]
    return Page(found, wanted, paginator)
