"""Processes parse, in order; one that dies, hangs or swells over an item costs that item alone."""

from __future__ import annotations

import importlib
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.errors import CancelledError, UserError
from desktop_app.importers.items import Imported, Item, Refused
from desktop_app.services.importing.reading import ItemReader
from desktop_app.services.importing.workers import Allowed, Read, Task, Workers, parse

HERE = Path(__file__).parent


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """The stand-in, where processes that are spawned find it too."""
    monkeypatch.syspath_prepend(str(HERE))
    found: Read = importlib.import_module("stand_in_reader").read
    return found


def task(words: str, name: str = "a.txt") -> Task:
    return Task(Item(name, words.encode(), "stand-in"), HERE / name, name)


def told(outcome: Imported | UserError) -> str:
    return str(outcome) if isinstance(outcome, UserError) else outcome.monograph.uid


def nothing() -> None:
    """No pause and no cancel."""


def test_outcomes_come_in_the_order_of_the_tasks(read: Read) -> None:
    words = [f"{'slow' if number % 7 == 0 else 'u'} {number}" for number in range(40)]
    with Workers(read, count=2) as workers:
        outcomes = [told(outcome) for _, outcome in workers.outcomes(map(task, words), nothing)]
    assert outcomes == words


def test_no_more_is_taken_from_the_archive_than_is_being_read(read: Read) -> None:
    taken = 0

    def tasks() -> Iterator[Task]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield task(f"u {number}")

    with Workers(read, count=1) as workers:
        outcomes = workers.outcomes(tasks(), nothing)
        for given in range(1, 4):
            next(outcomes)
            assert taken <= given + 3


@pytest.mark.parametrize(
    ("words", "reason"),
    [("die", "came to an end"), ("defect", "a fault in Materia"), ("refuse", "It says nothing."), ("hang", "seconds")],
)
def test_a_bad_item_is_told_and_the_rest_goes_on(read: Read, words: str, reason: str) -> None:
    with Workers(read, count=1, allowed=Allowed(seconds=10)) as workers:
        outcomes = [told(each) for _, each in workers.outcomes(map(task, ["u 1", words, "u 2"]), nothing)]
    assert outcomes[::2] == ["u 1", "u 2"]
    assert reason in outcomes[1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of this kind")
def test_an_item_may_not_take_all_memory(read: Read) -> None:
    with Workers(read, count=1, allowed=Allowed(memory=600_000_000)) as workers:
        outcomes = [told(each) for _, each in workers.outcomes(map(task, ["memory", "u 2"]), nothing)]
    assert "more memory" in outcomes[0]
    assert outcomes[1] == "u 2"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has priority classes instead")
def test_processes_leave_the_cores_to_the_window(read: Read) -> None:
    with Workers(read, count=1) as workers:
        outcomes = [told(outcome) for _, outcome in workers.outcomes([task("niceness")], nothing)]
    assert outcomes == [str(min(os.nice(0) + 10, 19))]


def test_what_an_item_leaves_behind_is_collected_before_the_next(read: Read) -> None:
    with Workers(read, count=1) as workers:
        tasks = [task(f"garbage {number}") for number in range(4)]
        outcomes = [told(outcome) for _, outcome in workers.outcomes(tasks, nothing)]
    # The first may be kept with what was loaded for it.
    assert {int(outcome) for outcome in outcomes[1:]} <= {0, 10}


def test_what_was_refused_before_keeps_its_place(read: Read) -> None:
    refused = Task(Refused("b.txt", UserError("No.")), HERE, "b.txt")
    assert told(parse(read, refused)) == "No."
    with Workers(read, count=1) as workers:
        outcomes = workers.outcomes([task("u 1"), refused, task("u 2")], nothing)
        assert [told(outcome) for _, outcome in outcomes] == ["u 1", "No.", "u 2"]


def test_waiting_for_a_long_item_can_be_stopped(read: Read) -> None:
    checks = 0

    def check() -> None:
        nonlocal checks
        checks += 1
        if checks == 2:
            raise CancelledError("Stopped.")

    with Workers(read, count=1) as workers, pytest.raises(CancelledError):
        list(workers.outcomes([task("hang")], check))


def test_in_this_process_a_defect_costs_one_item_too(read: Read, caplog: pytest.LogCaptureFixture) -> None:
    assert told(parse(read, task("u 1"))) == "u 1"
    assert "a fault in Materia" in told(parse(read, task("defect")))
    assert "LookupError: a defect" in caplog.text
    assert told(parse(read, task("refuse"))) == "It says nothing."


def test_the_reader_of_the_application_goes_to_other_processes(tmp_path: Path) -> None:
    text = "---\nmateria: 1\ntitle: Zorvamine\n---\n\n# Dosage\n\n5 mg.\n"
    path = tmp_path / "zorvamine.md"
    written = Task(Item(path.name, text.encode(), "authored"), path, path.name)
    reader = ItemReader(today="2026-01-01", title="Given")
    assert told(parse(reader, written)) == "local:zorvamine"
    again = parse(pickle.loads(pickle.dumps(reader)), written)
    assert isinstance(again, Imported)
    assert again.monograph.title == "Given"
    assert told(parse(reader, Task(Refused("x", UserError("No.")), path, "x"))) == "No."


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process and nothing of it stays")
def test_processes_end_with_the_one_that_started_them(read: Read) -> None:
    script = """
import sys, threading
sys.path.insert(0, sys.argv[1])
import multiprocessing, time
from pathlib import Path
from stand_in_reader import read
from desktop_app.importers.items import Item
from desktop_app.services.importing.workers import Task, Workers
if __name__ == "__main__":
    workers = Workers(read, count=1)
    threading.Thread(
        target=lambda: list(workers.outcomes([Task(Item("a", b"hang", ""), Path("a"), "a")], lambda: None)), daemon=True
    ).start()
    while not multiprocessing.active_children():
        time.sleep(0.01)
    time.sleep(0.5)
    print(multiprocessing.active_children()[0].pid, flush=True)
    time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", script, str(HERE)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 60
    while _lives(child):
        assert time.monotonic() < until, "the process outlives its parent"
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")
