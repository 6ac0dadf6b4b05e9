"""Importing through the window: real files, a real library, and a report on every file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.errors import StorageError, TitleUnknownError, UnreadableInputError
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Dropped, Monograph, Provenance, Reference, ReferenceStatus, Section
from desktop_app.services.library import ImportOutcome, Library
from desktop_app.ui.importing.import_row import outcome_words
from desktop_app.ui.importing.import_view import ImportView
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.shell.jobs import Jobs

GATE = "wait"


class Reader:
    """A reader of one-line files: the first word says what happens. `gate` holds it up, so that a test can step in."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.reading = threading.Event()

    def __call__(self, data: bytes, path: Path, *, title: str | None, today: str) -> Monograph:
        word, _, rest = data.decode().strip().partition(" ")
        self.reading.set()
        if word == GATE:
            self.gate.wait(20)
        if word == "bad":
            raise UnreadableInputError(f"{path.name} is no text. Save it as plain text.")
        if word == "full":
            raise StorageError("The disk is full. Make room and try again.")
        if word == "defect":
            raise ZeroDivisionError
        if word == "untitled" and title is None:
            raise TitleUnknownError(f"{path.name} does not plainly say which drug it is about.")
        name = title or rest
        status = ReferenceStatus
        return Monograph(
            uid=f"article:en:{name}",
            title=name,
            language="en",
            names=(),
            sections=(Section("overview", Kind.OVERVIEW, "Overview", f"<p>{word}</p>", 0),),
            references=(Reference("1", "1", status.GIVEN, "A"), Reference("2", "2", status.MISSING)),
            provenance=Provenance("article-text", file_name=path.name, dropped=(Dropped("script element", 2),)),
        )


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.gate.set()


@pytest.fixture
def library(tmp_path: Path, reader: Reader) -> Iterator[Library]:
    folder = tmp_path / "data"
    bundled = tmp_path / "bundled"
    folder.mkdir()
    bundled.mkdir()
    library = Library(folder, bundled=bundled, reader=reader)
    yield library
    library.close()


@pytest.fixture
def jobs(qapp: object, reader: Reader) -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    reader.gate.set()
    assert jobs.drain()


@pytest.fixture
def view(qtbot: QtBot, library: Library, appearance: Appearance, jobs: Jobs) -> ImportView:
    view = ImportView(library, jobs, appearance)
    qtbot.addWidget(view)
    view.show()
    return view


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def finish(qtbot: QtBot, view: ImportView) -> list[str]:
    """Wait until nothing runs; what the rows say."""
    qtbot.waitUntil(lambda: not view.busy, timeout=20_000)
    return [row.words for row in view.rows]


def test_what_can_be_imported_is_explained(view: ImportView) -> None:
    words = " ".join(label.text() for label in view.findChildren(QLabel))
    assert "saved as plain text (.txt)" in words
    assert "writing format (.md)" in words
    assert "stays marked as missing" in words


def test_every_file_gets_its_own_report(
    qtbot: QtBot, view: ImportView, library: Library, file: Callable[[str, str], Path]
) -> None:
    good, bad = file("a.txt", "text Baclofen"), file("b.txt", "bad x")
    with qtbot.waitSignal(view.finished_import, timeout=20_000):
        view.start([good, bad, good])
    came = "1 section · 2 references: 1 given, 1 missing\nLeft out or changed: script element (2)"
    assert finish(qtbot, view) == [
        f"a.txt. Baclofen. New. {came}",
        "b.txt. b.txt. Not imported. b.txt is no text. Save it as plain text.",
        f"a.txt. Baclofen. Unchanged. {came}",
    ]
    assert [s.title for s in library.summaries()] == ["Baclofen"]
    good.write_text("other Baclofen")
    view.start([good])
    assert finish(qtbot, view)[-1].startswith("a.txt. Baclofen. Updated.")
    assert any(label.text() == "1 new, 1 updated, 1 unchanged, 1 not imported" for label in view.findChildren(QLabel))


def test_a_folder_gives_a_row_for_each_of_its_files(
    qtbot: QtBot, view: ImportView, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("text Baclofen")
    (folder / "b.md").write_text("text Tizanidine")
    (folder / "picture.png").write_text("bad")
    view.start([folder])
    assert len(finish(qtbot, view)) == 2
    assert [s.title for s in library.summaries()] == ["Baclofen", "Tizanidine"]


def test_what_is_not_there_fails_with_a_reason(qtbot: QtBot, view: ImportView, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    view.start([tmp_path / "gone.txt", empty])
    gone, nothing = finish(qtbot, view)
    assert gone.startswith("gone.txt. gone.txt. Not imported. gone.txt is not there")
    assert "holds no file that Materia reads" in nothing


def test_an_unknown_title_can_be_typed_in_the_row(
    qtbot: QtBot, view: ImportView, library: Library, file: Callable[[str, str], Path]
) -> None:
    view.start([file("a.txt", "untitled")])
    finish(qtbot, view)
    row = view.rows[0]
    assert row.title_field.isVisible()
    assert "Type the title here" in row.words
    button = next(b for b in row.findChildren(QPushButton) if b.text() == "Import with this title")
    assert not button.isEnabled()
    QTest.keyClicks(row.title_field, " Baclofen  oral ")
    assert button.isEnabled()
    with qtbot.waitSignal(view.finished_import, timeout=20_000):
        QTest.keyClick(row.title_field, Qt.Key.Key_Return)
    assert view.isVisible(), "Enter in the field does not close the window"
    assert not row.title_field.isVisible()
    assert row.words.startswith("a.txt. Baclofen oral. New.")
    assert [s.title for s in library.summaries()] == ["Baclofen oral"]


def test_a_result_opens_by_click(qtbot: QtBot, view: ImportView, file: Callable[[str, str], Path]) -> None:
    view.start([file("a.txt", "text Baclofen")])
    finish(qtbot, view)
    title = next(b for b in view.rows[0].findChildren(QPushButton) if b.text() == "Baclofen")
    with qtbot.waitSignal(view.opened) as opened:
        QTest.mouseClick(title, Qt.MouseButton.LeftButton)
    assert opened.args == ["article:en:Baclofen"]


def test_cancel_leaves_nothing_half_done(
    qtbot: QtBot, view: ImportView, library: Library, reader: Reader, file: Callable[[str, str], Path]
) -> None:
    first, held, last = file("a.txt", "text Baclofen"), file("b.txt", f"{GATE} Tizanidine"), file("c.txt", "text C")
    view.start([first])
    finish(qtbot, view)
    reader.reading.clear()
    view.start([held, last])
    qtbot.waitUntil(reader.reading.is_set)
    qtbot.waitUntil(lambda: len(view.rows) == 3)
    view.reject()
    assert view.isVisible(), "Esc stops the import, not the window"
    reader.gate.set()
    words = finish(qtbot, view)
    assert [text.split(". ")[2] for text in words] == ["New", "Stopped", "Stopped"]
    assert [s.title for s in library.summaries()] == ["Baclofen"]
    assert any(label.text() == "1 new, 2 stopped" for label in view.findChildren(QLabel))
    view.reject()
    assert not view.isVisible()


def test_progress_is_told_while_a_file_is_read(
    qtbot: QtBot, view: ImportView, reader: Reader, file: Callable[[str, str], Path]
) -> None:
    view.start([file("a.txt", f"{GATE} Baclofen")])
    qtbot.waitUntil(lambda: bool(view.rows) and "Finding sections and references" in view.rows[0].words)
    assert "Step 2 of 3" in view.rows[0].words
    reader.gate.set()
    finish(qtbot, view)


def test_a_full_disk_ends_the_batch(
    qtbot: QtBot, view: ImportView, library: Library, file: Callable[[str, str], Path]
) -> None:
    view.start([file("a.txt", "full x"), file("b.txt", "text Baclofen")])
    words = finish(qtbot, view)
    assert "The disk is full" in words[0]
    assert words[1].startswith("b.txt. b.txt. Stopped.")
    assert not library.summaries()


def test_a_defect_is_reported_as_one_and_the_rest_goes_on(
    qtbot: QtBot, view: ImportView, jobs: Jobs, library: Library, file: Callable[[str, str], Path]
) -> None:
    with qtbot.waitSignal(jobs.unhandled, timeout=20_000) as fault:
        view.start([file("a.txt", "defect x"), file("b.txt", "text Baclofen")])
    words = finish(qtbot, view)
    assert fault.args is not None
    assert isinstance(fault.args[0], ZeroDivisionError)
    assert any("a fault in Materia" in text for text in words)
    assert [s.title for s in library.summaries()] == ["Baclofen"]


def test_files_can_be_dropped_anywhere_on_the_window(
    qtbot: QtBot, view: ImportView, library: Library, file: Callable[[str, str], Path]
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file("a.txt", "text Baclofen"))), QUrl("https://example.org/x.txt")])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), Qt.DropAction.CopyAction, mime, buttons, keys)
    view.dragEnterEvent(enter)
    assert enter.isAccepted()
    view.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, buttons, keys))
    finish(qtbot, view)
    assert [s.title for s in library.summaries()] == ["Baclofen"]
    assert len(view.rows) == 1, "a web address is not fetched"


def test_files_can_be_chosen(
    qtbot: QtBot,
    view: ImportView,
    library: Library,
    file: Callable[[str, str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = file("a.txt", "text Baclofen")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    button = next(b for b in view.findChildren(QPushButton) if b.text() == "Choose files…")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    finish(qtbot, view)
    assert [s.title for s in library.summaries()] == ["Baclofen"]


def test_an_outcome_is_put_in_words() -> None:
    outcome = ImportOutcome("u", "T", "new", sections=28, given=0, matched=3, missing=39, dropped=())
    assert outcome_words(outcome) == "28 sections · 42 references: 3 matched, 39 missing"
    bare = ImportOutcome("u", "T", "new", sections=1, given=0, matched=0, missing=0, dropped=())
    assert outcome_words(bare) == "1 section · 0 references"
