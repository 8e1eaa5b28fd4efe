"""The demonstration's own day."""

from __future__ import annotations

from django.db import models


class DemonstrationDay(models.Model):
    """Exists only in a demonstration database: doors read this day in place of the clock's."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    day = models.DateField()
