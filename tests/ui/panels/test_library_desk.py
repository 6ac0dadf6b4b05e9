"""What is done with the library: telling where a monograph came from, listing the others, sources, export."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.errors import CancelledError, NotFoundError, StorageError
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Provenance, Section
from desktop_app.services.library import export as library_export
from desktop_app.services.library.library import Library
from desktop_app.store.library.values import Origin
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.panels.export_progress import ExportProgress
from desktop_app.ui.panels.library_desk import LibraryDesk
from desktop_app.ui.panels.library_entries import LabelEntry, newer_of
from desktop_app.ui.panels.library_model import Role
from desktop_app.ui.panels.library_others import LabelsModel
from desktop_app.ui.panels.sources_dialog import SourcesDialog
from desktop_app.ui.panels.sources_model import SourcesModel
from desktop_app.ui.reading.monograph_header import MonographHeader
from desktop_app.ui.reading.reading_measure import reading_measure
from desktop_app.ui.shell.jobs import Jobs

AT = "2026-01-01T00:00:00Z"
MARCH = Origin("march.zip", "/in/march.zip", "ab" * 32, 1000, AT)
MAY = Origin("may.zip", "/in/may.zip", "cd" * 32, 2000, AT)
Put = Callable[..., None]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "data"
    folder.mkdir()
    library = Library(folder)
    yield library
    library.close()


@pytest.fixture
def put(library: Library) -> Put:
    def put(
        uid: str, publisher: str, origin: Origin | None = MARCH, text: str = "Text.", dated: str = "2024-05-01"
    ) -> None:
        monograph = Monograph(
            uid=uid, title="Atorvastatin", language="en", names=(), references=(), substances=("ATORVASTATIN",),
            sections=(Section("overview", Kind.OVERVIEW, "Overview", f"<p>{text}</p>", 0),),
            provenance=Provenance("spl", publisher, effective_date=dated, file_name="a.xml", sha256="0f" * 32),
        )  # fmt: skip
        library.store.put(monograph, imported_at=AT, origin=origin)

    return put


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    window.resize(1000, 700)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


@pytest.fixture
def desk(window: QWidget, library: Library, appearance: Appearance) -> Iterator[LibraryDesk]:
    jobs = Jobs()
    yield LibraryDesk(library, appearance, jobs, window)
    assert jobs.drain()


@pytest.fixture
def header(window: QWidget, appearance: Appearance, library: Library, put: Put, desk: LibraryDesk) -> MonographHeader:
    """Over one of twelve labels."""
    for number in range(12):
        put(f"spl:{number:02}", f"Labeler {number}")
    header = MonographHeader(appearance, window)
    header.resize(700, 86)
    header.set_measure(reading_measure(1440, 700, 1.0), compact=False)
    header.show_monograph(library.open("spl:03"), date(2026, 11, 22))
    header.show()
    desk.tell_group(header, "spl:03")
    return header


def test_the_header_says_of_how_many_this_is_one(header: MonographHeader, desk: LibraryDesk, qtbot: QtBot) -> None:
    assert header.others.text() == "1 of 12 monographs"
    desk.tell_group(header, "spl:gone")
    assert header.others.text() == "1 of 12 monographs"


def test_the_header_names_the_drugs_with_the_same_active_moiety(
    header: MonographHeader, library: Library, desk: LibraryDesk
) -> None:
    assert not header.notice.isVisible()
    for salt in ("Metoprolol succinate", "Metoprolol tartrate"):
        sections = (Section("overview", Kind.OVERVIEW, "Overview", "<p>Text.</p>", 0),)
        monograph = Monograph(
            salt, salt, "en", (), sections, (), Provenance("spl"), substances=(salt.upper(),), moieties=("METOPROLOL",)
        )
        library.store.put(monograph, imported_at=AT)
    header.show_monograph(library.open("Metoprolol tartrate"), date(2026, 11, 22))
    desk.tell_group(header, "Metoprolol tartrate")
    assert header.notice.text() == "Shares its active moiety with Metoprolol succinate"
    assert header.notice.isVisible()


def test_the_header_says_that_a_newer_one_is_there(
    header: MonographHeader, desk: LibraryDesk, put: Put, qtbot: QtBot
) -> None:
    put("spl:new", "Labeler 99", dated="2025-02-03")
    desk.tell_group(header, "spl:03")
    qtbot.waitUntil(lambda: header.others.text() == "1 of 13, newest 2025-02-03")
    desk.tell_group(header, "spl:new")
    assert header.others.text() == "1 of 13 monographs"


@pytest.mark.parametrize(
    ("here", "other", "newest"),
    [
        ("2024-05-01", "2024-05-02", "2024-05-02"),
        ("2024-05-01", "2024-05-01", ""),
        ("2024-05-02", "2024-05-01", ""),
        ("2024", "2024-05-01", ""),
        ("2023", "2024-05-01", "2024-05-01"),
        ("", "2024-05-01", ""),
    ],
)
def test_only_what_is_surely_newer_is_called_so(library: Library, put: Put, here: str, other: str, newest: str) -> None:
    put("spl:here", "A", dated=here)
    put("spl:other", "B", dated=other)
    summaries = library.summaries()
    assert newer_of(summaries, "spl:here") == newest
    apart = [summaries[0], replace(summaries[1], source_kind="encyclopedia")]
    assert newer_of(apart, "spl:here") == ""
    assert newer_of(summaries, "spl:gone") == ""


def test_the_others_are_listed_filtered_and_opened(header: MonographHeader, desk: LibraryDesk, qtbot: QtBot) -> None:
    others = desk.show_others()
    assert others is not None
    entry = others.view.currentIndex().data(Role.ENTRY)
    assert isinstance(entry, LabelEntry)
    assert entry.uid == "spl:03", "what is open is the current one"
    assert others.accessibleName() == "12 monographs of Atorvastatin"
    QTest.keyClicks(others.filter_box, "labeler 7")
    QTest.keyClick(others.filter_box, Qt.Key.Key_Down)
    with qtbot.waitSignal(desk.opened) as opened:
        QTest.keyClick(others.view, Qt.Key.Key_Return)
    assert opened.args == ["spl:07"]
    qtbot.waitUntil(lambda: not window_open(desk))


def window_of(desk: LibraryDesk) -> QWidget:
    window = desk.parent()
    assert isinstance(window, QWidget)
    return window


def window_open(desk: LibraryDesk) -> bool:
    return any(child.isVisible() for child in window_of(desk).findChildren(QWidget, "others"))


def test_the_list_of_others_goes_with_esc_and_fits_the_room(header: MonographHeader, desk: LibraryDesk) -> None:
    window = header.window()
    window.resize(1000, 320)
    others = desk.show_others()
    assert others is not None
    assert others.height() <= 320
    QTest.keyClick(others, Qt.Key.Key_Escape)
    assert not others.isVisible()


def test_few_others_need_no_filter(
    window: QWidget, appearance: Appearance, desk: LibraryDesk, library: Library, put: Put
) -> None:
    put("spl:1", "Aurora")
    put("spl:2", "Bryant")
    header = MonographHeader(appearance, window)
    desk.tell_group(header, "spl:1")
    others = desk.show_others()
    assert others is not None
    assert not others.filter_box.isVisible()
    assert others.view.hasFocus() or others.focusProxy() is others.view
    others.close()
    library.remove_all(["spl:1", "spl:2"])
    assert desk.show_others() is None


def test_labels_are_found_by_what_their_rows_say(
    qtmodeltester: ModelTester, header: MonographHeader, desk: LibraryDesk
) -> None:
    others = desk.show_others()
    assert others is not None
    labels = [others.view.model().index(row, 0).data(Role.ENTRY) for row in range(12)]
    others.close()
    model = LabelsModel(labels)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.set_filter("labeler 2024")
    assert model.rowCount() == 12
    model.set_filter("labeler 1")
    assert [model.index(row).data() for row in range(model.rowCount())] == ["Labeler 1", "Labeler 10", "Labeler 11"]
    assert not model.index_of("spl:00").isValid()
    assert "US drug label" in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_it_is_told_and_copied_why_a_monograph_is_here(desk: LibraryDesk, put: Put, qtbot: QtBot) -> None:
    put("spl:1", "Aurora")
    put("spl:1", "Aurora", MAY, "Newer <text>.")
    dialog = desk.show_details("spl:1")
    assert dialog is not None
    shown = dialog.text.toPlainText()
    assert "march.zip" in shown
    assert "/in/may.zip" in shown
    dialog.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert "SHA-256 of the file: abababab" in copied
    with qtbot.waitSignal(desk.version_wanted) as wanted:
        dialog.text.anchorClicked.emit(QUrl("version:1"))
    assert wanted.args == ["spl:1", 1]
    qtbot.waitUntil(lambda: not window_of(desk).findChildren(type(dialog)))


def test_what_is_not_there_any_more_is_said(desk: LibraryDesk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.failed) as failed:
        assert desk.show_details("spl:1") is None
    assert failed.args is not None
    assert isinstance(failed.args[0], NotFoundError)


def open_sources(desk: LibraryDesk, name: str) -> SourcesDialog:
    dialog = desk.show_sources()
    model = dialog.view.model()
    row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == name)
    dialog.view.setCurrentIndex(model.index(row, 0))
    return dialog


def test_a_source_is_removed_and_comes_back(desk: LibraryDesk, library: Library, put: Put, qtbot: QtBot) -> None:
    put("spl:1", "Aurora")
    put("spl:2", "Bryant", MAY)
    dialog = open_sources(desk, "march.zip")
    assert dialog.about.text() == f"/in/march.zip\nSHA-256 {'ab' * 32}"
    with qtbot.waitSignal(desk.notice) as notice, qtbot.waitSignal(desk.changed):
        dialog.remove_button.click()
    assert library.uids() == ["spl:2"]
    assert notice.args is not None
    text, undo = notice.args
    assert text == "march.zip was removed, and 1 monograph with it."
    assert dialog.remove_button.text() == "Restore this source"
    with qtbot.waitSignal(desk.notice) as notice:
        undo()
    assert notice.args is not None
    assert notice.args[0] == "march.zip is back, and 1 monograph with it."
    assert library.uids() == ["spl:1", "spl:2"]
    assert dialog.remove_button.text() == "Remove this source"
    dialog.close()


def test_nothing_is_deleted_for_good_before_it_was_said_what(
    desk: LibraryDesk, library: Library, put: Put, qtbot: QtBot
) -> None:
    put("spl:1", "Aurora")
    dialog = open_sources(desk, "march.zip")
    assert not dialog.forget_button.isEnabled()
    with qtbot.waitSignal(desk.notice):
        QTest.keyClick(dialog.view, Qt.Key.Key_Delete)
    dialog.forget_button.click()
    assert dialog.question.isVisible()
    assert "1 removed monograph for good" in dialog.question.text()
    dialog.keep_button.click()
    assert not dialog.question.isVisible()
    assert library.stats().removed == 1
    dialog.forget_button.click()
    with qtbot.waitSignal(desk.notice) as notice:
        dialog.confirm_button.click()
    assert notice.args is not None
    assert notice.args[0] == "1 removed monograph deleted for good."
    assert (library.stats().removed, library.sources()) == (0, [])
    assert "Nothing was imported yet" in dialog.message.words
    dialog.close()


def test_sources_are_found_by_name_folder_and_hash(desk: LibraryDesk, put: Put, qtbot: QtBot) -> None:
    put("spl:1", "Aurora")
    put("spl:2", "Bryant", MAY)
    dialog = desk.show_sources()
    dialog.filter_box.setText("cdcd may")
    assert dialog.source is not None
    assert dialog.source.name == "may.zip"
    dialog.filter_box.setText("june")
    assert dialog.source is None
    assert "“june”" in dialog.message.words
    assert not dialog.remove_button.isEnabled()
    dialog.close()


def test_an_empty_list_of_sources_leads_to_the_import(desk: LibraryDesk, qtbot: QtBot) -> None:
    dialog = desk.show_sources()
    with qtbot.waitSignal(desk.import_wanted):
        dialog.message.pressed.emit()
    assert not dialog.isVisible()


def test_work_on_sources_that_fails_is_told(
    desk: LibraryDesk, library: Library, put: Put, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("spl:1", "Aurora")

    def fail(_: int) -> list[str]:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(library, "remove_source", fail)
    dialog = open_sources(desk, "march.zip")
    with qtbot.waitSignal(desk.failed):
        dialog.remove_button.click()
        assert not dialog.remove_button.isEnabled()
        assert dialog.about.text() == "Removing march.zip"
    assert dialog.remove_button.isEnabled()
    dialog.close()


def test_the_list_of_sources_keeps_qts_rules(qtmodeltester: ModelTester, library: Library, put: Put) -> None:
    put("spl:1", "Aurora")
    put("spl:2", "Bryant", MAY)
    sources = library.sources()
    model = SourcesModel()
    model.set_rows([*sources, replace(sources[0], id=9, removed_at=AT)])
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    told = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert told[0] == "may.zip. imported 2026-01-01 00:00 UTC. 1 monograph. 2.0 KB"
    assert "removed on 2026-01-01, can be restored" in told[2]


def test_the_library_and_parts_of_it_are_exported(
    desk: LibraryDesk, put: Put, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("spl:1", "Aurora")
    put("spl:2", "Bryant")
    target = tmp_path / "out.zip"
    suggested = []

    def choose(_parent: QWidget, _title: str, name: str, _filter: str) -> tuple[str, str]:
        suggested.append(name)
        return (str(target), "") if len(suggested) < 3 else ("", "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    for uids, count in (None, 2), (["spl:2"], 1):
        with qtbot.waitSignal(desk.notice) as notice:
            desk.export(uids, date(2026, 11, 22))
        assert notice.args is not None
        assert notice.args[0].startswith(f"{count} monograph")
        with zipfile.ZipFile(target) as archive:
            assert len(archive.namelist()) == count
    desk.export(None, date(2026, 11, 22))
    desk.export(["spl:gone"], date(2026, 11, 22))
    assert suggested == [
        "materia-library-2026-11-22.zip", "Atorvastatin-2026-11-22.zip", "materia-library-2026-11-22.zip",
    ]  # fmt: skip


def test_an_export_can_be_stopped_and_its_faults_are_told(
    desk: LibraryDesk, put: Put, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("spl:1", "Aurora")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path), ""))
    with qtbot.waitSignal(desk.failed) as failed:
        desk.export(None, date(2026, 11, 22))
    assert failed.args is not None
    assert "is a folder" in str(failed.args[0])

    def slow(*_: object, cancelled: Callable[[], bool], **__: object) -> int:
        while not cancelled():
            time.sleep(0.01)
        raise CancelledError("The export was stopped; no file was written.")

    monkeypatch.setattr(library_export, "export_library", slow)
    with qtbot.waitSignal(desk.notice) as notice:
        desk.export(None, date(2026, 11, 22))
        (progress,) = [p for p in window_of(desk).findChildren(ExportProgress) if p.isVisible()]
        QTest.keyClick(progress, Qt.Key.Key_Escape)
        assert progress.words.text() == "Stopping"
    assert notice.args == ["The export was stopped; no file was written.", None]
    assert not progress.isVisible()
