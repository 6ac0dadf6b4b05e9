"""What comes into the library, goes out of it and leaves it as a file, in the whole window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop_app.monograph.model import Monograph
from desktop_app.services.importing.job import ImportJob, ImportRequest
from desktop_app.services.library.library import Library
from desktop_app.store.library.values import Origin
from desktop_app.ui.panels.sources_dialog import SourcesDialog

if TYPE_CHECKING:
    from tests.ui.shell.conftest import Opened


MINE = """---
materia: 1
title: {title}
slug: zanaflex
language: en
---

# Dosage

Start low.
"""


def _drop(opened: Opened, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, no_key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    opened.bench.dragEnterEvent(QDragEnterEvent(QPointF(10, 10).toPoint(), copy, mime, left, no_key))
    assert opened.bench._drop_sign.isVisible()
    opened.bench.dropEvent(QDropEvent(QPointF(10, 10), copy, mime, left, no_key))
    assert not opened.bench._drop_sign.isVisible()


def test_dropped_files_are_imported_indexed_and_found(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_text(MINE.format(title="Zanaflex"))
    with qtbot.waitSignal(opened.upkeep.search_ready):
        _drop(opened, file)
    page = opened.bench.imports.page
    assert page is not None
    assert page.isVisible()
    assert "1 new" in page.report.words
    opened.search("zanaflex")
    assert opened.rows[0].text == "Zanaflex"
    page.report.take_out_button.click()
    qtbot.waitUntil(lambda: opened.bench.notices.text == "1 monograph taken out again.")
    assert page.report.take_out_button.isHidden()
    library = Library(tmp_path / "data", bundled=tmp_path / "none")
    assert library.summary("local:zanaflex") is None
    opened.bench.notices._button.click()
    qtbot.waitUntil(lambda: library.summary("local:zanaflex") is not None)
    library.close()


def test_an_import_goes_on_while_its_page_is_closed_and_the_status_bar_leads_back(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "mine.md"
    file.write_text(MINE.format(title="Zanaflex"))
    opened.open_first("baclofen withdrawal")
    opened.bench.actions_by_id["import"].trigger()
    imports = opened.bench.imports
    assert imports.page is not None
    assert imports.page.isVisible()
    imports.start([file])
    qtbot.waitUntil(lambda: imports.running)
    assert imports.queue is not None
    imports.queue.pause()
    assert opened.bench.status.import_words.startswith("Import paused")
    QTest.keyClick(imports.page, Qt.Key.Key_Escape)
    assert opened.view.isVisible(), "back to what was read before"
    assert imports.running
    opened.bench.status._import.click()
    assert imports.page.isVisible()
    imports.page.close_button.click()
    imports.queue.go_on()
    qtbot.waitUntil(lambda: not imports.running)
    assert "has finished: 1 new" in opened.bench.notices.text
    assert opened.bench.status.import_words == ""
    opened.bench.notices._button.click()
    assert imports.page.isVisible()
    with qtbot.waitSignal(imports.opened):
        imports.page.opened.emit("local:zanaflex")
    qtbot.waitUntil(lambda: opened.bench.reading.uid == "local:zanaflex")
    assert opened.view.isVisible()


def test_an_import_that_the_end_of_materia_cut_short_is_offered_at_the_next_start(
    open_window: Callable[[], Opened], qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "mine.md"
    file.write_text(MINE.format(title="Zanaflex"))
    first = open_window()
    first.bench.imports.start([file])
    qtbot.waitUntil(lambda: first.bench.imports.running)
    assert first.bench.imports.queue is not None
    first.bench.imports.queue.pause()
    first.close()
    second = open_window()
    assert "mine.md was interrupted before its first document" in second.bench.notices.text
    second.bench.notices._button.click()
    assert second.bench.notices.text == ""
    qtbot.waitUntil(lambda: "has finished: 1 new" in second.bench.notices.text)
    assert second.bench.imports.page is None
    second.bench.notices._button.click()
    page = second.bench.imports.page
    assert page is not None, "the page is made only now, and has the report all the same"
    assert "1 new" in page.report.words
    assert not page.report._ask.isVisible()
    qtbot.waitUntil(lambda: not second.jobs.busy)
    second.close()
    third = open_window()
    assert third.bench.notices.text == ""


def test_an_interrupted_import_can_be_left_as_it_is(
    open_window: Callable[[], Opened], qtbot: QtBot, tmp_path: Path
) -> None:
    library = Library(tmp_path / "data")
    ImportJob(library, ImportRequest.of([tmp_path / "mine.md"])).record()
    library.close()
    first = open_window()
    first.bench.notices._other_button.click()
    qtbot.waitUntil(lambda: not first.jobs.busy)
    assert "stays in the library" in first.bench.notices.text
    first.close()
    assert open_window().bench.notices.text == ""


def test_what_another_process_imports_is_noticed(
    opened: Opened, qtbot: QtBot, tmp_path: Path, tizanidine: Monograph
) -> None:
    opened.open_first("drowsiness")
    sections = (replace(tizanidine.sections[0], html="<p>Ciprofloxacin is new here.</p>"), *tizanidine.sections[1:])
    other = Library(tmp_path / "data", reader=lambda *_, **__: replace(tizanidine, sections=sections))
    other.import_file(tmp_path / "tizanidine.txt")
    other.close()
    with qtbot.waitSignal(opened.upkeep.search_ready):
        opened.upkeep.look()
    opened.search("ciprofloxacin")
    assert [row.section for row in opened.rows] == ["overview"]
    qtbot.waitUntil(lambda: not opened.bench.reading.loading)
    assert opened.bench.reading.monograph is not None
    assert "Ciprofloxacin" in opened.bench.reading.monograph.sections[0].html


def test_a_source_that_is_removed_is_searched_no_more_until_it_is_restored(
    opened: Opened, qtbot: QtBot, tizanidine: Monograph
) -> None:
    assert opened.bench._services is not None
    label = replace(
        tizanidine, uid="spl:1", sections=(replace(tizanidine.sections[0], html="<p>Hydrochloride tablets.</p>"),)
    )
    origin = Origin("march.zip", "/in/march.zip", "ab" * 32, 10, "")
    opened.bench._services.library.store.put(label, imported_at="2026-11-01T00:00:00Z", origin=origin)
    with qtbot.waitSignal(opened.upkeep.search_ready):
        opened.upkeep.look()
    opened.search("hydrochloride")
    assert [row.uid for row in opened.rows] == ["spl:1"]
    opened.bench.actions_by_id["sources"].trigger()
    sources = opened.window.findChild(SourcesDialog)
    assert sources is not None
    with qtbot.waitSignal(opened.upkeep.search_ready):
        sources.remove_button.click()
    sources.close()
    assert "1 monograph with it" in opened.bench.notices.text
    opened.search("hydrochloride tab")
    assert not opened.rows
    with qtbot.waitSignal(opened.upkeep.search_ready):
        opened.bench.undo()
    opened.search("hydrochloride tablets")
    assert [row.uid for row in opened.rows] == ["spl:1"]


def test_the_library_is_exported_from_the_menu(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    opened.bench.actions_by_id["export-library"].trigger()
    qtbot.waitUntil(lambda: "2 monographs written" in opened.bench.notices.text)
    assert target.stat().st_size > 0


def test_what_a_page_hides_can_neither_be_kept_nor_printed_nor_walked(opened: Opened, qtbot: QtBot) -> None:
    opened.open_first("baclofen withdrawal")
    actions, title = opened.bench.actions_by_id, opened.window.windowTitle()
    hidden = ("bookmark", "print", "find", "next-section", "next-hit", "origin")
    assert all(actions[name].isEnabled() for name in hidden)
    actions["import"].trigger()
    assert not any(actions[name].isEnabled() for name in hidden)
    assert opened.window.windowTitle() == "Add monographs – Materia"
    page = opened.bench.imports.page
    assert page is not None
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert all(actions[name].isEnabled() for name in hidden)
    assert opened.window.windowTitle() == title


def test_enter_presses_the_button_in_focus(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def choose(*_: object, **__: object) -> tuple[list[str], str]:
        asked.append(True)
        return [], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", choose)
    opened.window.activateWindow()
    opened.bench.actions_by_id["import"].trigger()
    page = opened.bench.imports.page
    assert page is not None
    qtbot.waitUntil(page.zone.files_button.hasFocus)
    QTest.keyClick(page.zone.files_button, Qt.Key.Key_Return)
    assert asked == [True]
    close = page.close_button
    close.setFocus()
    QTest.keyClick(close, Qt.Key.Key_Enter)
    assert not page.isVisible()
