"""What happens to a user's bookmarks when a source that they use comes in a new version: through real files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.errors import UserError
from desktop_app.monograph.html import collapsed_text
from desktop_app.monograph.model import Monograph
from desktop_app.services.bookmarks import Bookmarks
from desktop_app.services.library.library import Library
from desktop_app.store.user.store import UserStore

TEXT = """---
materia: 1
title: Examplomycin
slug: examplomycin
names:
  generic: [Examplomycin]
version: {version}
effective: {effective}
publisher: Pharmacy, Example Hospital
references:
  - id: f
    title: Formulary
---

# Dosage

First dose {dose} over 60 minutes [@f]. Later doses are {dose} daily, by level.

{warning}

# Overdose

Stop the infusion and call the poison centre [@f].
"""
WARNING = "Never give it as a bolus, for that has caused sudden cardiac arrest [@f]."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path, bundled=tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def bookmarks(tmp_path: Path) -> Iterator[Bookmarks]:
    user = UserStore(tmp_path / "user.db")
    yield Bookmarks(user)
    user.close()


def imported(library: Library, path: Path, *, version: int, dose: str, warning: str = WARNING) -> Monograph:
    text = TEXT.format(version=version, effective=f"202{version}", dose=dose, warning=warning)
    path.write_text(text, encoding="utf-8")
    return library.open(library.import_file(path).uid)


def span(monograph: Monograph, key: str, words: str, nth: int = 0) -> tuple[int, int]:
    section = monograph.section(key)
    assert section is not None
    text, start = collapsed_text(section.html), -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def test_bookmarked_passages_follow_an_edited_source(library: Library, bookmarks: Bookmarks, tmp_path: Path) -> None:
    path = tmp_path / "examplomycin.txt"
    old = imported(library, path, version=1, dose="1 g")
    second = bookmarks.add(old, "dosage", span(old, "dosage", "1 g", nth=1))
    warning = bookmarks.add(old, "dosage", span(old, "dosage", "Never give it as a bolus"))

    new = imported(library, path, version=2, dose="750 mg")
    text = collapsed_text(new.sections[0].html)
    found = {passage.bookmark_id: passage for passage in bookmarks.passages(new)["dosage"]}
    assert text[found[second.id].start : found[second.id].end] == "750 mg"
    assert text[: found[second.id].start].endswith("Later doses are ")
    assert not found[second.id].exact
    assert text[found[warning.id].start : found[warning.id].end] == warning.quote
    assert found[warning.id].exact

    gone = imported(library, path, version=3, dose="750 mg", warning="Give it slowly.")
    assert warning.id not in {passage.bookmark_id for passage in bookmarks.passages(gone).get("dosage", [])}
    assert bookmarks.place(warning, gone) == ("dosage", None)

    as_it_was = library.open(old.uid, 1)
    assert as_it_was == old
    assert {passage.exact for passage in bookmarks.passages(as_it_was)["dosage"]} == {True}
    assert [version.effective_date for version in library.versions(old.uid)] == ["2023", "2022", "2021"]


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 100, b"\x89PNG\r\n\x1a\n", b"\xff\xfe\x00", b"---\nmateria: 1\n---\n", b"%PDF-1.7"],
)
def test_a_bad_file_leaves_the_library_as_it_was(library: Library, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "examplomycin.txt"
    old = imported(library, path, version=1, dose="1 g")
    revision = library.revision
    path.write_bytes(content)
    with pytest.raises(UserError):
        library.import_file(path)
    assert library.revision == revision
    assert library.open(old.uid) == old


def test_two_processes_that_import_at_once_both_succeed(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from desktop_app.services.library.library import Library
folder, name = Path(sys.argv[1]), sys.argv[2]
library = Library(folder, bundled=folder)
for number in range(8):
    path = folder / f"{name}{number}.txt"
    path.write_text(Path(sys.argv[3]).read_text().replace("slug: examplomycin", f"slug: {name}{number}"))
    assert library.import_file(path).status == "new"
"""
    source = tmp_path / "source.txt"
    source.write_text(TEXT.format(version=1, effective="2021", dose="1 g", warning=WARNING), encoding="utf-8")
    processes = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name, str(source)], stderr=subprocess.PIPE)
        for name in "ab"
    ]
    assert [process.communicate(timeout=60)[1] for process in processes] == [b"", b""]
    with closing(Library(tmp_path, bundled=tmp_path)) as library:
        assert len(library.summaries()) == library.revision == 16
        assert library.check() == []
