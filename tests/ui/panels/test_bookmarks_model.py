"""The tree of bookmarks as a model: Qt's rules, words for screen readers, what may be edited and dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.services.bookmarks import Bookmark, Folder
from desktop_app.ui.panels.bookmarks_model import MIME, UNFILED, BookmarksModel, Role, is_boxed_warning

TODAY = date(2026, 11, 22)
FOLDERS = [Folder(1, "Clinic", 0), Folder(2, "Ward", 1)]
PLAIN = Bookmark(
    id=10, uid="u", section_key="dosage", section_title="Dosage", monograph_title="Baclofen", quote="", anchor=None,
    note="", folder_id=1, position=0, created="2026-11-20T10:00:00Z", source="US label", effective_date="2019-04-02",
)  # fmt: skip
ROWS = [
    PLAIN,
    replace(PLAIN, id=11, quote="clearance <30 mL/min", note="Ask <pharmacy>", position=1),
    replace(PLAIN, id=12, folder_id=None, section_title="Use"),
]


@pytest.fixture
def model(qapp: object) -> BookmarksModel:
    model = BookmarksModel()
    model.set_rows(FOLDERS, ROWS, today=TODAY)
    return model


def test_the_model_keeps_qts_rules_through_filter_and_change(qtmodeltester: ModelTester, model: BookmarksModel) -> None:
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.set_filter("pharmacy")
    model.update_bookmark(replace(ROWS[1], note="Asked pharmacy"), today=TODAY)
    model.set_filter("")
    model.update_folder(Folder(2, "Night", 1))
    model.set_rows([], [], today=TODAY)
    assert model.rowCount() == 0


def test_rows_hold_their_entries_under_named_roles(model: BookmarksModel) -> None:
    clinic = model.index(0, 0)
    assert clinic.data(Role.ENTRY).name == "Clinic"
    assert clinic.data(Role.ENTRY).count == 2
    first = model.index(0, 0, clinic)
    assert first.data(Role.ENTRY).bookmark is PLAIN
    assert (first.data(Role.ENTRY).age.words, first.data(Role.ENTRY).age.old) == ("7 years old", True)
    assert model.index(1, 0, clinic).data(Role.NOTE) == "Ask <pharmacy>"
    assert model.parent(first) == clinic
    assert model.index(2, 0).data() == UNFILED


def test_a_screen_reader_hears_all_of_a_row(model: BookmarksModel) -> None:
    clinic = model.index(0, 0)
    said = model.index(1, 0, clinic).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Baclofen, Dosage. clearance <30 mL/min. Note: Ask <pharmacy>. US label, 7 years old"
    assert clinic.data(Qt.ItemDataRole.AccessibleTextRole) == "Folder Clinic, 2 bookmarks"
    assert model.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Folder Not in a folder, 1 bookmark"


def test_a_tooltip_shows_less_than_signs_as_they_are(model: BookmarksModel) -> None:
    shown = model.index(1, 0, model.index(0, 0)).data(Qt.ItemDataRole.ToolTipRole)
    assert "clearance &lt;30 mL/min" in shown
    assert "Ask &lt;pharmacy&gt;" in shown


def test_a_change_of_a_bookmark_is_announced_where_it_stands(qtbot: QtBot, model: BookmarksModel) -> None:
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.update_bookmark(replace(PLAIN, note="New"), today=TODAY)
    assert changed.args is not None
    assert changed.args[0].data(Role.NOTE) == "New"
    model.set_filter("new")
    assert model.index_of_bookmark(10).isValid(), "the filter knows the new note"
    assert not model.index_of_bookmark(11).isValid()


def test_a_renamed_folder_is_found_under_its_new_name(model: BookmarksModel) -> None:
    model.update_folder(Folder(1, "Spasticity", 0))
    model.set_filter("spasticity")
    assert model.index_of_bookmark(10).isValid()
    model.set_filter("clinic")
    assert model.rowCount() == 0


def test_edits_are_announced_once_and_only_when_they_change_something(qtbot: QtBot, model: BookmarksModel) -> None:
    index = model.index_of_bookmark(11)
    with qtbot.assertNotEmitted(model.note_edited):
        assert model.setData(index, " Ask <pharmacy> ", Role.NOTE)
    with qtbot.waitSignal(model.note_edited) as edited:
        assert model.setData(index, "Other", Role.NOTE)
    assert edited.args == [11, "Other"]
    folder = model.index_of_folder(1)
    with qtbot.assertNotEmitted(model.folder_renamed):
        assert not model.setData(folder, "  ", Qt.ItemDataRole.EditRole)
        assert model.setData(folder, "Clinic", Qt.ItemDataRole.EditRole)
    assert not model.setData(model.index_of_folder(None), "x", Qt.ItemDataRole.EditRole)


def test_only_bookmarks_are_dragged_and_only_folders_take_drops(model: BookmarksModel) -> None:
    drag, drop = Qt.ItemFlag.ItemIsDragEnabled, Qt.ItemFlag.ItemIsDropEnabled
    folder, bookmark = model.index_of_folder(1), model.index_of_bookmark(10)
    assert (bool(folder.flags() & drag), bool(folder.flags() & drop)) == (False, True)
    assert (bool(bookmark.flags() & drag), bool(bookmark.flags() & drop)) == (True, False)
    assert model.supportedDropActions() == Qt.DropAction.MoveAction


def test_a_drag_carries_words_for_other_programs(model: BookmarksModel) -> None:
    mime = model.mimeData([model.index_of_bookmark(11)])
    assert bytes(mime.data(MIME).data()) == b"11"
    assert mime.text() == "Baclofen, Dosage\nclearance <30 mL/min\nAsk <pharmacy>"


def test_a_drop_of_something_else_is_refused(qtbot: QtBot, model: BookmarksModel) -> None:
    mime = QMimeData()
    mime.setText("hello")
    with qtbot.assertNotEmitted(model.dropped):
        assert not model.dropMimeData(mime, Qt.DropAction.MoveAction, 0, 0, QModelIndex())


def test_a_bookmark_of_an_unknown_folder_is_shown_and_not_lost(model: BookmarksModel) -> None:
    model.set_rows(FOLDERS, [replace(PLAIN, folder_id=99)], today=TODAY)
    assert model.parent(model.index_of_bookmark(10)).data() == UNFILED


@pytest.mark.parametrize(
    ("key", "title", "boxed"),
    [
        ("boxed-warning", "WARNING: DO NOT STOP", True),
        ("warnings/boxed-warning", "Box", True),
        ("other", "Boxed Warning", True),
        ("warning-serious-infections", "WARNING: SERIOUS INFECTIONS AND MALIGNANCY", True),
        ("warnings", "Warnings", False),
        ("warnings", "WARNINGS", False),
        ("warnings/alcohol", "Warning: alcohol", False),
    ],
)
def test_a_boxed_warning_is_known_by_key_or_title(key: str, title: str, boxed: bool) -> None:
    assert is_boxed_warning(key, title) is boxed
