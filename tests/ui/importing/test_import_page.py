"""The page where monographs are added, and what it says of imports."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.services.importing.job import ImportRequest, UnfinishedJob
from desktop_app.services.library.library import Library
from desktop_app.ui.importing.format_guide import ORIGINS
from desktop_app.ui.importing.import_page import ImportPage
from desktop_app.ui.importing.import_queue import ImportQueue
from desktop_app.ui.importing.interrupted_import import InterruptedImport
from desktop_app.ui.importing.report_model import Part, Role
from desktop_app.ui.importing.report_view import JSON
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.shell.jobs import Jobs

LONG = 60_000


@pytest.fixture
def page(qtbot: QtBot, library: Library, queue: ImportQueue, jobs: Jobs, appearance: Appearance) -> ImportPage:
    page = ImportPage(library, queue, jobs, appearance)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    return page


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "files" / "medicine.zim"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"ZIM\x04 and nothing else")
    return path


def run(page: ImportPage, qtbot: QtBot, *paths: Path) -> None:
    with qtbot.waitSignal(page._queue.finished, timeout=LONG):
        page.start(paths)
    settle(page, qtbot)


def settle(page: ImportPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page._jobs.busy, timeout=LONG)


def lines(page: ImportPage) -> list[str]:
    model = page.report.model
    return [model.index(row).data(Role.LINE).heading for row in range(model.rowCount())]


def said(page: ImportPage) -> str:
    return "\n".join(label.text() for label in page.guide.findChildren(QLabel))


def test_it_explains_what_there_is_where_to_get_it_and_what_may_be_done_with_it(page: ImportPage) -> None:
    words = said(page)
    for origin in ORIGINS:
        for part in (origin.title, origin.files, origin.what, origin.how, origin.licence):
            assert part in words
    for needed in ("DailyMed", "open.fda.gov", "ePI", "save the whole page", "Kiwix", "materia new"):
        assert needed in words


def test_a_link_is_only_handed_on_when_it_is_clicked(page: ImportPage, qtbot: QtBot) -> None:
    asked: list[str] = []
    page.link_clicked.connect(asked.append)
    links = [button for button in page.guide.findChildren(QPushButton) if button.objectName() == "link"]
    assert len(links) == sum(bool(origin.link) for origin in ORIGINS)
    assert asked == []
    QTest.mouseClick(links[0], Qt.MouseButton.LeftButton)
    assert asked == [ORIGINS[0].link]
    assert ORIGINS[0].link in links[0].toolTip()


def test_files_are_imported_and_the_report_says_what_came_of_each(
    page: ImportPage, qtbot: QtBot, label: Callable[..., Path], bad: Path
) -> None:
    run(page, qtbot, label("baclofen"), label("tizanidine"), bad)
    assert page.tabs.currentIndex() == 1
    assert "2 new, 1 not imported" in page.report.words
    assert page.report.part is Part.FAILED, "what went wrong is shown first"
    assert lines(page) == ["bad.xml"]
    page.report.segments.choose(Part.NEW)
    settle(page, qtbot)
    assert lines(page) == ["Baclofen", "Tizanidine"]
    run(page, qtbot, label("baclofen", text="Other words."), label("tizanidine"))
    assert "1 updated, 1 unchanged" in page.report.words
    assert lines(page) == ["Baclofen"]


def test_a_line_opens_its_monograph_by_key(page: ImportPage, qtbot: QtBot, label: Callable[..., Path]) -> None:
    run(page, qtbot, label("baclofen"))
    page.report.view.setCurrentIndex(page.report.model.index(0))
    with qtbot.waitSignal(page.opened) as opened:
        QTest.keyClick(page.report.view, Qt.Key.Key_Return)
    assert opened.args == ["spl:set-baclofen"]


def test_what_fails_is_listed_while_the_import_goes_on(
    page: ImportPage, queue: ImportQueue, qtbot: QtBot, label: Callable[..., Path], tmp_path: Path
) -> None:
    for number in range(1200):
        label(f"drug{number}")
    torn = label("a-torn")
    torn.write_text(torn.read_text("utf-8")[:400], "utf-8")
    page.start([tmp_path / "files"])
    qtbot.waitUntil(lambda: lines(page) == ["a-torn.xml"], timeout=LONG)
    assert queue.running
    assert page.report.report is None
    assert "1 not imported" in page.card.words
    page.card.pause_button.click()
    assert page.card.pause_button.text() == "Go on"
    page.card.pause_button.click()
    with qtbot.waitSignal(queue.finished, timeout=LONG):
        page.card.cancel_button.click()
    assert not page.card.cancel_button.isEnabled()
    assert page.card.isHidden()
    assert page.report.words.startswith("Stopped")


def test_what_has_failed_is_never_denied_before_it_is_listed(page: ImportPage) -> None:
    page.report.show_running(None, ("files",))
    assert "Nothing has failed so far" in page.report.message.words
    page.report.tell_failed(4)
    assert "4 not imported" in page.report.message.words
    assert "Nothing has failed" not in page.report.message.words


def test_a_page_that_is_opened_late_shows_what_is_running(
    queue: ImportQueue,
    library: Library,
    jobs: Jobs,
    appearance: Appearance,
    qtbot: QtBot,
    label: Callable[..., Path],
    tmp_path: Path,
) -> None:
    for number in range(600):
        label(f"drug{number}")
    queue.add(ImportRequest.of([tmp_path / "files"]))
    qtbot.waitUntil(lambda: queue.progress is not None, timeout=LONG)
    queue.pause()
    page = ImportPage(library, queue, jobs, appearance)
    qtbot.addWidget(page)
    page.show_report()
    page.show()
    assert "Importing files" in page.card.words
    assert "paused" in page.card.words
    assert "Nothing has failed so far" in page.report.message.words
    assert not page.report.export_button.isEnabled()
    queue.cancel()
    qtbot.waitUntil(lambda: not queue.running, timeout=LONG)
    settle(page, qtbot)


def test_enter_answers_the_question(page: ImportPage, queue: ImportQueue, qtbot: QtBot, archive: Path) -> None:
    requests: list[ImportRequest] = []
    queue.add = requests.append  # type: ignore[method-assign, assignment]
    page.start([archive])
    qtbot.waitUntil(page.question.isVisible, timeout=LONG)
    page.question.choose(2)
    QTest.keyClick(page.question.prefix, Qt.Key.Key_Return)
    assert requests == []
    QTest.keyClicks(page.question.prefix, "Bac")
    QTest.keyClick(page.question.prefix, Qt.Key.Key_Return)
    assert [request.choice for request in requests] == [{"prefix": "Bac"}]


def test_enter_on_the_other_answer_imports_nothing(
    page: ImportPage, queue: ImportQueue, qtbot: QtBot, archive: Path
) -> None:
    requests: list[ImportRequest] = []
    queue.add = requests.append  # type: ignore[method-assign, assignment]
    page.start([archive])
    qtbot.waitUntil(page.question.isVisible, timeout=LONG)
    page.activateWindow()
    page.question.leave.setFocus()
    qtbot.waitUntil(page.question.leave.hasFocus)
    QTest.keyClick(page.question.leave, Qt.Key.Key_Return)
    assert requests == []
    assert page.question.isHidden()


def test_an_archive_of_pages_is_asked_about_first(
    page: ImportPage, queue: ImportQueue, qtbot: QtBot, archive: Path, label: Callable[..., Path]
) -> None:
    requests: list[ImportRequest] = []
    queue.add = requests.append  # type: ignore[method-assign, assignment]
    page.start([label("baclofen"), archive])
    qtbot.waitUntil(page.question.isVisible, timeout=LONG)
    assert requests == []
    assert page.question.choice == {"drugs_only": True}, "by itself only drugs"
    page.question.choose(1)
    assert page.question.choice == {}
    page.question.choose(2)
    assert not page.question.go.isEnabled(), "the beginning is still to be typed"
    QTest.keyClicks(page.question.prefix, " Bac ")
    assert page.question.choice == {"prefix": "Bac"}
    page.question.choose(3)
    assert not page.question.go.isEnabled()
    page.question.titles.setPlainText("Tizanidine\n\n  Baclofen \n")
    assert page.question.choice == {"titles": ["Baclofen", "Tizanidine"]}
    page.question.go.click()
    assert requests == [ImportRequest.of([label("baclofen"), archive], titles=["Baclofen", "Tizanidine"])]
    assert page.question.isHidden()


def test_an_archive_can_be_left_out(page: ImportPage, queue: ImportQueue, qtbot: QtBot, archive: Path) -> None:
    page.start([archive.parent])
    qtbot.waitUntil(page.question.isVisible, timeout=LONG)
    page.question.leave.click()
    assert page.question.isHidden()
    assert not queue.running


def test_a_text_without_a_title_is_given_one(page: ImportPage, qtbot: QtBot, tmp_path: Path, library: Library) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Overview\n\nIt is taken with water.\n\nDosage\n\nOne a day, not more than four.\n")
    run(page, qtbot, path)
    assert lines(page) == ["note.txt"]
    assert page.report.title_field.isHidden() or not page.report.title_field.isVisible()
    page.report.view.setCurrentIndex(page.report.model.index(0))
    assert page.report.title_field.isVisible()
    assert not page.report.title_button.isEnabled()
    QTest.keyClicks(page.report.title_field, " House  drug ")
    with qtbot.waitSignal(page._queue.finished, timeout=LONG):
        QTest.keyClick(page.report.title_field, Qt.Key.Key_Return)
    settle(page, qtbot)
    assert [summary.title for summary in library.summaries()] == ["House drug"]


def test_files_can_be_dropped_anywhere_on_the_page(
    page: ImportPage, qtbot: QtBot, library: Library, label: Callable[..., Path]
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(label("baclofen"))), QUrl("https://example.org/x.xml")])
    copy, left, no_key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), copy, mime, left, no_key)
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(page._queue.finished, timeout=LONG):
        page.dropEvent(QDropEvent(QPointF(5, 5), copy, mime, left, no_key))
    assert library.uids() == ["spl:set-baclofen"], "a web address is not fetched"


def test_files_and_folders_are_chosen_in_a_dialog(
    page: ImportPage, qtbot: QtBot, library: Library, label: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = label("baclofen")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    with qtbot.waitSignal(page._queue.finished, timeout=LONG):
        QTest.keyClick(page.zone.files_button, Qt.Key.Key_Space)
    label("tizanidine")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path.parent))
    with qtbot.waitSignal(page._queue.finished, timeout=LONG):
        page.zone.folder_button.click()
    assert len(library.uids()) == 2


def test_a_report_is_exported_to_read_and_for_scripts(
    page: ImportPage, qtbot: QtBot, tmp_path: Path, bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(page, qtbot, bad)
    text = tmp_path / "report.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(text), "Text (*.txt)"))
    with qtbot.waitSignal(page.told, timeout=LONG) as told:
        page.report.export_button.click()
    assert str(text) in told.args[0]
    assert "bad.xml" in text.read_text("utf-8")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "report.json"), JSON))
    with qtbot.waitSignal(page.told, timeout=LONG):
        page.report.export()
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["counts"]["failed"] == 1
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    page.report.export()
    settle(page, qtbot)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "report.txt"), ""))
    with qtbot.waitSignal(page.failed, timeout=LONG) as failed:
        page.report.export()
    assert "was not written" in str(failed.args[0])


def test_past_imports_lead_to_their_reports(
    page: ImportPage, qtbot: QtBot, label: Callable[..., Path], bad: Path
) -> None:
    page.show_past()
    settle(page, qtbot)
    assert "Nothing was imported yet" in page.past.message.words
    assert not page.tabs.isTabEnabled(1), "there is no report yet"
    run(page, qtbot, label("baclofen"))
    run(page, qtbot, bad)
    page.show_past()
    settle(page, qtbot)
    model = page.past.view.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["bad.xml", "baclofen.xml"]
    page.past.view.setCurrentIndex(model.index(1, 0))
    QTest.keyClick(page.past.view, Qt.Key.Key_Return)
    settle(page, qtbot)
    assert page.tabs.currentIndex() == 1
    assert "1 new" in page.report.words
    assert lines(page) == ["Baclofen"]


def test_an_import_of_nothing_says_so(page: ImportPage, qtbot: QtBot, label: Callable[..., Path]) -> None:
    run(page, qtbot, label("baclofen"))
    page.report.segments.choose(Part.FAILED)
    settle(page, qtbot)
    assert "Everything was imported" in page.report.message.words


def test_interrupted_imports_are_offered(page: ImportPage, qtbot: QtBot) -> None:
    job = UnfinishedJob(7, "2026-03-04T05:06:07Z", ("/a/b.zip",), 12, 1)
    page.set_interrupted([job])
    (offer,) = page.findChildren(InterruptedImport)
    with qtbot.waitSignal(page.go_on_wanted) as asked:
        offer.go_on.click()
    assert asked.args == [job]
    with qtbot.waitSignal(page.leave_wanted):
        offer.leave.click()
    page.set_interrupted([])
    qtbot.waitUntil(lambda: not page.findChildren(InterruptedImport))


def test_a_monograph_of_ones_own_is_begun(
    page: ImportPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = next(button for button in page.guide.findChildren(QPushButton) if "of your own" in button.text())
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Baclofen pump"), ""))
    with qtbot.waitSignal(page.told, timeout=LONG):
        begin.click()
    assert "Baclofen pump" in (tmp_path / "Baclofen pump.md").read_text("utf-8")


def test_esc_closes_the_page(page: ImportPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.closed):
        QTest.keyClick(page, Qt.Key.Key_Escape)


def test_in_a_narrow_page_the_parts_are_a_list_to_choose_from(
    page: ImportPage, qtbot: QtBot, label: Callable[..., Path], bad: Path
) -> None:
    run(page, qtbot, label("baclofen"), bad)
    assert page.report.segments.isVisible()
    page.report.setParent(None)
    page.report.resize(180, 400)
    page.report.show()
    assert not page.report.segments.isVisible()
    box = page.report.parts_box
    assert box.isVisible()
    assert [box.itemText(row) for row in range(box.count())] == ["Not imported: 1", "New: 1"]
    box.activated.emit(1)
    settle(page, qtbot)
    assert lines(page) == ["Baclofen"]
    page.report.close()
    page.report.setParent(page)


def test_everything_can_be_reached_by_tab_and_has_a_name(page: ImportPage) -> None:
    for button in page.findChildren(QPushButton):
        if button.isHidden():
            continue
        assert button.text() or button.accessibleName()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert page.close_button.accessibleName()
    for view in (page.report.view, page.past.view, page.report.segments, page.tabs):
        assert view.accessibleName()
        assert view.focusPolicy() & Qt.FocusPolicy.TabFocus
