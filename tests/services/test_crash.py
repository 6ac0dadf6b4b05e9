"""A process killed at any moment loses nothing that was confirmed, and leaves nothing half done."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.services.bookmarks import Bookmarks
from desktop_app.services.library.library import Library
from desktop_app.store.user.store import UserStore

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes the POSIX way")

# Imports monographs of many sections, the number of the import in each, without end; says when each is confirmed.
IMPORTING = """
import sys
from dataclasses import replace
from pathlib import Path
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Provenance, Section
from desktop_app.services.library.library import Library

def reader(data, path, *, title, today):
    number = int(data)
    sections = tuple(
        Section(f"s{place}", Kind.OTHER, "S", f"<p>import {number} {'word ' * 300}</p>", place) for place in range(200)
    )
    return Monograph(f"local:{number % 3}", f"N{number}", "en", (), sections, (), Provenance("authored"))

folder, source = Path(sys.argv[1]), Path(sys.argv[2])
library = Library(folder, reader=reader)
number = int(sys.argv[3])
while True:
    number += 1
    source.write_text(str(number))
    outcome = library.import_file(source)
    print(number, flush=True)
"""

# Bookmarks one section after the other, without end; says each that was confirmed.
BOOKMARKING = """
import sys
from pathlib import Path
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.services.bookmarks import Bookmarks
from desktop_app.store.user.store import UserStore

bookmarks = Bookmarks(UserStore(Path(sys.argv[1]) / "user.db"))
name, number, last = sys.argv[2], 0, int(sys.argv[3])
while number < last:
    number += 1
    section = Section(f"{name}{number}", Kind.OTHER, "S", "<p>Some text to keep.</p>", 0)
    monograph = Monograph("local:x", "X", "en", (), (section,), ())
    print(bookmarks.add(monograph, section.key, (5, 9), note=section.key).section_key, flush=True)
"""


def killed_after_a_moment(moment: float, script: str, *arguments: str) -> list[str]:
    """Starts a script, kills it some time after its first word; answers all that it said."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(moment)
    process.kill()
    rest, error = process.communicate()
    assert error == ""
    return (first + rest).splitlines()


def test_an_import_that_was_killed_is_there_in_full_or_not_at_all(tmp_path: Path) -> None:
    chance, number = random.Random(2), 0
    source = tmp_path / "source.txt"
    for _ in range(6):
        said = killed_after_a_moment(chance.uniform(0, 0.15), IMPORTING, str(tmp_path), str(source), str(number))
        number = int(said[-1])
        with closing(Library(tmp_path)) as library:
            assert library.check() == []
            newest = 0
            for summary in library.summaries():
                for version in library.versions(summary.uid):
                    monograph = library.open(summary.uid, version.number)
                    imports = {section.html.split()[1] for section in monograph.sections}
                    assert imports == {monograph.title.removeprefix("N")}
                    assert len(monograph.sections) == summary.section_count == 200
                    newest = max(newest, int(imports.pop()))
            assert newest in {number, number + 1}, "all that was confirmed, and at most the one under way"
            assert library.revision == newest
            number = newest


def test_every_bookmark_that_was_confirmed_is_there_after_a_kill(tmp_path: Path) -> None:
    chance, confirmed = random.Random(3), set[str]()
    for turn in range(6):
        confirmed |= set(
            killed_after_a_moment(chance.uniform(0, 0.1), BOOKMARKING, str(tmp_path), f"turn{turn}-", "1000000")
        )
        with closing(UserStore(tmp_path / "user.db")) as user:
            assert user.check() == []
            kept = Bookmarks(user).all()
        assert confirmed <= {bookmark.section_key for bookmark in kept}
        assert len(kept) <= len(confirmed) + turn + 1, "at most one bookmark for each kill that was not confirmed"
        assert all(bookmark.quote == "text" and bookmark.note == bookmark.section_key for bookmark in kept)


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", BOOKMARKING, str(tmp_path), name, "40"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in "ab"
    ]
    said = [process.communicate(timeout=60) for process in processes]
    assert [error for _, error in said] == ["", ""]
    with closing(UserStore(tmp_path / "user.db")) as user:
        kept = Bookmarks(user).all()
    assert sorted(bookmark.section_key for bookmark in kept) == sorted("".join(text for text, _ in said).split())
    assert sorted(bookmark.position for bookmark in kept) == list(range(80))


def test_a_window_that_reads_does_not_stop_imports_nor_they_it(tmp_path: Path) -> None:
    source = tmp_path / "source.txt"
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORTING, str(tmp_path), str(source), "0"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        with closing(Library(tmp_path)) as library:
            before, reads = library.revision, 0
            while reads < 100 or library.revision < before + 3:
                for summary in library.summaries():
                    assert len(library.open(summary.uid).sections) == 200
                reads += 1
    finally:
        process.kill()
        process.communicate()


def test_reading_does_not_wait_for_a_write_that_is_under_way(tmp_path: Path) -> None:
    source = tmp_path / "zorvamine.md"
    source.write_text("---\nmateria: 1\ntitle: Zorvamine\n---\n\n# Dosage\n\n5 mg.\n", encoding="utf-8")
    with closing(Library(tmp_path)) as library, closing(sqlite3.connect(tmp_path / "library.db")) as writer:
        library.import_file(source)
        before = library.summaries()
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM monographs")
        assert library.summaries() == before
        assert library.open(before[0].uid).sections
