"""A JSON Schema for each kind of program file, so that editors can help and other programs can read packs.

`python -m handrail.program schemas` writes them to `schemas/`; a test holds the written ones current.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from handrail.program.catalogue import (
    CoursesFile,
    DirectoryFile,
    PartnerFile,
    ProgramFile,
    RateRow,
    RecordKindsFile,
    ReportingFile,
    SectionsFile,
    Source,
    TasksFile,
    TermsFile,
)
from handrail.program.model import EditionFile, ElementFile, ParametersFile
from handrail.program.pulse import PulseFile

SCHEMAS = Path(__file__).parent / "schemas"

_MODELS: dict[str, type[BaseModel]] = {
    "program": ProgramFile,
    "parameters": ParametersFile,
    "partner": PartnerFile,
    "edition": EditionFile,
    "element": ElementFile,
    "courses": CoursesFile,
    "record_kinds": RecordKindsFile,
    "reporting": ReportingFile,
    "pulse": PulseFile,
    "system_sections": SectionsFile,
    "tasks": TasksFile,
    "terms": TermsFile,
    "directory": DirectoryFile,
    "rate_row": RateRow,
    "source_row": Source,
}


def pack_schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema by kind of file; `rate_row` and `source_row` describe one row of those CSV files."""
    return {kind: model.model_json_schema(by_alias=True) for kind, model in _MODELS.items()}


def schema_text(schema: dict[str, Any]) -> str:
    """The schema as it is written to its file."""
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write_schemas(folder: Path = SCHEMAS) -> None:
    """Writes every schema into a folder as `<kind>.schema.json`."""
    folder.mkdir(exist_ok=True)
    for kind, schema in pack_schemas().items():
        (folder / f"{kind}.schema.json").write_text(schema_text(schema), encoding="utf-8")
