"""Small requests of a reviewer before a formal return, each answered with one photo or a few words; and notes of calls."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.evidence import Evidence
from handrail.store.models.review import Review


class QuickAsk(models.Model):
    """One small request on one question of a round. It uses no round and changes no claim; only its token's digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="quick_asks")
    question = models.CharField(max_length=12)
    text = models.CharField(max_length=400)
    token_sha256 = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField(help_text="until when the link takes an answer")
    reply = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["review", "question"], name="quick_asks_of_a_round")
        ]


class QuickAskFile(models.Model):
    """A photo or paper given as the answer to a quick ask; both sides of a card are two."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ask = models.ForeignKey(QuickAsk, on_delete=models.PROTECT, related_name="files")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ask", "evidence"], name="given_once_an_ask")
        ]


class CallNote(models.Model):
    """What was said on the telephone about a file, as the reviewer wrote it down; the firm reads it once the round is decided."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="call_notes")
    question = models.CharField(max_length=12, blank=True)
    spoke_with = models.CharField(max_length=120)
    text = models.TextField()
    called_on = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
