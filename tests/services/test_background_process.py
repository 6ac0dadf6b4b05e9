"""Processes that work in the background are given what they need, and spared what is meant for whoever started them."""

from __future__ import annotations

import os
import signal
import sys
import threading
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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_ctrl_c_in_the_first_moment_reaches_only_the_one_who_decides() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, set())
    process, connection = start_process(_answer)
    try:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGINT)  # before it has imported anything
        assert connection.poll(60)
        assert connection.recv() == "done"
    finally:
        connection.close()
        process.join()
    assert process.exitcode == 0
    assert signal.pthread_sigmask(signal.SIG_BLOCK, set()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_other_threads_still_hear_it() -> None:
    heard = threading.Event()
    old = signal.signal(signal.SIGINT, lambda *_: heard.set())
    try:
        process, connection = start_process(_answer)
        os.kill(os.getpid(), signal.SIGINT)
        assert heard.wait(60)
        assert connection.recv() == "done"
        connection.close()
        process.join()
    finally:
        signal.signal(signal.SIGINT, old)


def _answer(connection: object) -> None:
    connection.send("done")  # type: ignore[attr-defined]
