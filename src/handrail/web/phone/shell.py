"""The phone's page itself, which holds nothing of anybody's and so may be kept: page, worker, and what a home screen asks."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from handrail.web.phone.words import words
from handrail.web.requests import Request

SCRIPTS: Final = ("store", "parts", "sync", "cover", "kept", "draft", "crew", "form", "waiting", "app")
STYLES: Final = ("handrail/handrail.css", "handrail/phone/phone.css")
MARK: Final = "handrail/mark.svg"
ICONS: Final = ((192, "handrail/phone/icon-192.png"), (512, "handrail/phone/icon-512.png"))


def _files() -> list[str]:
    return [*STYLES, *(f"handrail/phone/{name}.js" for name in SCRIPTS), MARK]


def page() -> str:
    """The page, the same for everybody who reads it in one language."""
    context = {
        "language": get_language() or settings.LANGUAGE_CODE,
        "styles": [static(name) for name in STYLES],
        "scripts": [static(f"handrail/phone/{name}.js") for name in SCRIPTS],
        "words": words(),
        "mark": static(MARK),
        "icon": static(ICONS[0][1]),
    }
    return render_to_string("phone/shell.html", context)


def edition(shell: str) -> str:
    """Changes whenever the page or a file of it does, so that phones fetch the new ones and drop the old.

    Where files are served under names of their own content, the page's own text says it all.
    """
    told = hashlib.sha256(shell.encode())
    if settings.DEBUG:
        for name in _files():
            found = finders.find(name)
            if isinstance(found, str):
                told.update(Path(found).read_bytes())
    return told.hexdigest()[:16]


@require_safe
@gzip_page
def phone(request: Request) -> HttpResponse:
    response = HttpResponse(page())
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@gzip_page
def worker(request: Request) -> HttpResponse:
    """The script that answers for this page where there is no signal."""
    shell = page()
    context = {"edition": edition(shell), "files": ["/phone", *(static(name) for name in _files())]}
    text = render_to_string("phone/worker.js", context)
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/phone"
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: Request) -> HttpResponse:
    """What a phone needs to put the page beside its other apps."""
    icons = [{"src": static(name), "sizes": f"{size}x{size}", "type": "image/png"} for size, name in ICONS]
    told = {
        "id": "/phone",
        "name": _("Handrail: safety records"),
        "short_name": "Handrail",
        "start_url": "/phone",
        "scope": "/phone",
        "display": "standalone",
        "background_color": "#FBFAF6",
        "theme_color": "#FBFAF6",
        "lang": get_language() or settings.LANGUAGE_CODE,
        "icons": [*icons, {"src": static(MARK), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")
