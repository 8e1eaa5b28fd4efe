"""Dated, sourced program data and its loader. Imports nothing else of Handrail."""

from handrail.program.catalogue import (
    Contact,
    Course,
    DirectoryEntry,
    Fee,
    Partner,
    Rate,
    RecordField,
    RecordKind,
    ReportingFile,
    Section,
    Source,
    TicketKind,
    WorkTask,
)
from handrail.program.check import Finding, check_pack
from handrail.program.errors import PackError
from handrail.program.loader import load_pack, pack_folder
from handrail.program.model import (
    Confidence,
    Edition,
    Element,
    Kind,
    Parameter,
    Pile,
    ProofRecipe,
    Question,
    Scale,
    Value,
    Verification,
)
from handrail.program.pack import Pack
from handrail.program.pulse import PulseFile, PulseSet, PulseWords
from handrail.program.schemas import pack_schemas

__all__ = [
    "Confidence",
    "Contact",
    "Course",
    "DirectoryEntry",
    "Edition",
    "Element",
    "Fee",
    "Finding",
    "Kind",
    "Pack",
    "PackError",
    "Parameter",
    "Partner",
    "Pile",
    "ProofRecipe",
    "PulseFile",
    "PulseSet",
    "PulseWords",
    "Question",
    "Rate",
    "RecordField",
    "RecordKind",
    "ReportingFile",
    "Scale",
    "Section",
    "Source",
    "TicketKind",
    "Value",
    "Verification",
    "WorkTask",
    "check_pack",
    "load_pack",
    "pack_folder",
    "pack_schemas",
]
