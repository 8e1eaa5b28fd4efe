"""Starting Django for the subcommands that need the database."""

from __future__ import annotations

import os

from handrail.rules.reason import BadInput


def boot() -> None:
    """Load the settings and the apps; a machine that is not safe to start on is refused in one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.config.settings")
    import django

    try:
        django.setup()
    except RuntimeError as error:
        if type(error).__name__ != "NotSafeToStart":
            raise
        raise BadInput("this machine", str(error)) from None
