"""Counting to ten: who counts, the peak of the look-back, the representative's threshold and growth past the limit."""

from handrail.rules.headcount.count import Headcount, headcount
from handrail.rules.headcount.growth import HeldCertificate, MoveToCor, held_certificate
from handrail.rules.headcount.people import PersonCount, Relation, Spell
from handrail.rules.headcount.reading import parse_people

__all__ = [
    "Headcount",
    "HeldCertificate",
    "MoveToCor",
    "PersonCount",
    "Relation",
    "Spell",
    "headcount",
    "held_certificate",
    "parse_people",
]
