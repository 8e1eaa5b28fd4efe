"""The command line as a whole: promised exit codes, one line on standard error, no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from handrail.cli.main import SUBCOMMANDS, run


def asked(arguments: list[str]) -> int:
    """What the shell would see: wrong usage ends by SystemExit, everything else by a return."""
    try:
        return run(arguments)
    except SystemExit as end:
        return int(end.code or 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing-of-the-kind"],
        ["score"],
        ["score", "no-such-file.json"],
        ["score", "."],
        ["headcount", "x.csv", "--as-of", "2026-W01-1"],
        ["program", "shw"],
        ["verify", ""],
        ["program", "show", "no.such.key"],
        ["score", "x.json", "--pack", "no-such-pack"],
    ],
)
def test_bad_usage_is_one_line_and_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    assert asked(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("handrail: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_the_overview_names_every_subcommand(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["help"]) == 0
    shown = capsys.readouterr().out
    assert [name for name in SUBCOMMANDS if name not in shown] == []


def test_no_arguments_is_wrong_usage_with_the_overview(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "handrail SUBCOMMAND" in capsys.readouterr().out
