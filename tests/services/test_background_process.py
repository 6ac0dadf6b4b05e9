"""A process of its own is given what it needs. That it goes after the window, and with it, tests of its users hold."""

from __future__ import annotations

import sys
from multiprocessing.connection import Connection

import pytest

from desktop_app.services import background_process
from desktop_app.services.background_process import start_process


def test_a_process_is_given_its_end_of_a_connection_and_the_arguments() -> None:
    process, connection = start_process(Connection.send, {"what": ["it", "needs"]})
    assert connection.recv() == {"what": ["it", "needs"]}
    process.join()
    assert process.exitcode == 0
    with pytest.raises(EOFError):
        connection.recv()
    connection.close()


def test_an_installed_materia_is_made_ready_for_it_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def imported(name: str) -> None:
        raise LookupError(name)

    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(background_process, "import_module", imported)
    with pytest.raises(LookupError, match="pyi_rth_multiprocessing"):
        start_process(Connection.send, None)
