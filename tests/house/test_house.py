"""The architecture as tests: what a reader of docs/house.md is promised."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "handrail"
MODULES = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
NO_NAMES = {"utils", "helpers", "common", "misc", "core"}


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [ids(path) for path in MODULES if path.stem in NO_NAMES or path.parent.name in NO_NAMES] == []


@pytest.mark.parametrize("floor", ["rules", "program"])
def test_pure_floors_read_no_clock_and_do_no_output(floor: str) -> None:
    """Rules and program take the day as an argument."""
    told = re.compile(r"\b(date\.today|datetime\.now|datetime\.utcnow|time\.time|timezone\.now|print)\(")
    assert [ids(path) for path in (SOURCE / floor).rglob("*.py") if told.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("floor", ["services", "store"])
def test_only_doors_read_the_clock(floor: str) -> None:
    told = re.compile(r"\b(date\.today|datetime\.now|datetime\.utcnow|timezone\.now|localdate)\(")
    assert [ids(path) for path in (SOURCE / floor).rglob("*.py") if told.search(path.read_text(encoding="utf-8"))] == []


def test_files_and_functions_stay_small_enough_to_read() -> None:
    long_files = [f"{ids(p)}: {n}" for p in MODULES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400]
    long_functions = [
        f"{ids(path)}:{node.lineno} {node.name}: {size}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (size := (node.end_lineno or 0) - node.lineno) > 90
    ]
    assert (long_files, long_functions) == ([], [])


def test_models_have_no_workflow() -> None:
    """No save() override and no signals: services are the only writers."""
    found = [
        ids(path)
        for path in (SOURCE / "store").rglob("*.py")
        if re.search(r"def save\(|django\.dispatch|import .*signals", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_requirements_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_pages_load_nothing_from_another_host() -> None:
    """No script, style, font or picture of somebody else's."""
    outside = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
    found = [
        ids(path) for path in (SOURCE / "web" / "templates").rglob("*.html") if outside.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = re.compile(r"<style|\son[a-z]+=|\sstyle=|<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE)
    found = [
        ids(path)
        for path in (SOURCE / "web" / "templates").rglob("*.html")
        if inline.search(re.sub(r"\{%.*?%\}", "", path.read_text("utf-8")))
    ]
    assert found == []


@pytest.mark.django_db
def test_migration_agrees_with_the_models() -> None:
    from django.core.management import call_command

    call_command("makemigrations", "store", check_changes=True, dry_run=True, verbosity=0)


def test_the_documentation_stands_alone() -> None:
    """No page points outside the repository's own files, and relative links lead somewhere."""
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{ids(page)} -> {target}")
    assert broken == []


def test_generated_pages_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    from handrail.cli.main import run

    assert run(["docs", str(ROOT / "docs"), "--check"]) == 0, capsys.readouterr().out
