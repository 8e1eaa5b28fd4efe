"""A line of CSV: texts do not run as formulas, numbers stay numbers."""

from __future__ import annotations

from decimal import Decimal

from handrail.services.registry.publishing import csv_line


def test_a_text_that_begins_like_a_formula_is_guarded_and_a_number_is_not() -> None:
    assert csv_line(("-1+cmd", Decimal("-0.002"), -3, None, "plain")) == "'-1+cmd,-0.002,-3,,plain\r\n"
