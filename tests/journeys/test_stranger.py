"""A stranger finds out whether the certificate is for his firm, what it takes and who gives it."""

from __future__ import annotations

import pytest

from tests.journeys.browsing import DESK, PHONE
from tests.journeys.conftest import Visit

PAGES = {
    "front": "/",
    "eligibility": "/eligibility",
    "what-it-takes": "/what-it-takes",
    "partners": "/partners",
    "registry": "/registry",
    "verify": "/verify",
    "about": "/about",
    "start": "/start",
    "sign-in": "/sign-in",
    "sign-up": "/sign-up",
    "reset": "/reset",
}


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_of_a_stranger_is_fit_to_use(visit: Visit, width: int) -> None:
    stranger = visit("stranger", width)
    for name, path in PAGES.items():
        stranger.open(path)
        stranger.look(name)
