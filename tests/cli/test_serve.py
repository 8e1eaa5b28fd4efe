"""Serving: the port, and that nothing which starts threads happens before the web processes are forked."""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
from typing import Any

import pytest

from handrail.cli import serve
from handrail.rules.reason import BadInput


@pytest.mark.parametrize("port", ["0", "65536", "x", "８０００", "-1"])
def test_a_wrong_port_is_refused_with_its_limits(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(BadInput, match="65535"):
        serve.port_of(argparse.Namespace(port=None))


def test_a_taken_port_is_named_with_the_mend() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BadInput, match="PORT=8001"):
            serve.must_be_free("127.0.0.1", taken.getsockname()[1])


@pytest.mark.django_db
def test_the_demonstration_is_loaded_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typesetting starts threads; a web process forked after them would hang at its first document."""
    asked: list[list[str]] = []

    def child(command: list[str], **_more: Any) -> subprocess.CompletedProcess[bytes]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", child)
    monkeypatch.setattr(serve, "collect_static", lambda: None)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    serve.prepare(argparse.Namespace(migrate=False, demo_when_empty=True))
    assert asked == [[sys.executable, "-m", "handrail", "demo"]]
