"""How bookmark rows are painted and edited in place: heights that follow the text, red, amber, an editor that grows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.render.themes import LIGHT
from desktop_app.services.bookmarks import Bookmark, Folder
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.dress import dress
from desktop_app.ui.panels.bookmarks_delegate import FOLDER_HEIGHT, BookmarksDelegate
from desktop_app.ui.panels.bookmarks_model import BookmarksModel
from desktop_app.ui.panels.bookmarks_tree import BookmarksTree
from desktop_app.ui.panels.note_editor import NoteEditor

TODAY = date(2026, 11, 22)
PLAIN = Bookmark(
    id=1, uid="u", section_key="dosage", section_title="Dosage", monograph_title="Baclofen", quote="", anchor=None,
    note="", folder_id=1, position=0, created="2026-11-20T10:00:00Z", source="US label", effective_date="2025-01-14",
)  # fmt: skip
LONG = "Abrupt discontinuation of intrathecal baclofen, regardless of the cause, has resulted in high fever, " * 3

MakeTree = Callable[..., BookmarksTree]


@pytest.fixture
def make_tree(qtbot: QtBot, appearance: Appearance) -> MakeTree:
    def make(*bookmarks: Bookmark, width: int = 376) -> BookmarksTree:
        model = BookmarksModel()
        tree = BookmarksTree(model, BookmarksDelegate(appearance))
        model.setParent(tree)
        tree.itemDelegate().setParent(tree)
        qtbot.addWidget(tree)
        model.set_rows([Folder(1, "Clinic", 0)], bookmarks, today=TODAY)
        tree.resize(width, 700)
        tree.expandAll()
        tree.show()
        tree.activateWindow()
        qtbot.waitUntil(tree.isActiveWindow)
        return tree

    return make


def row_rect(tree: BookmarksTree, bookmark_id: int) -> QRect:
    model = tree.model()
    assert isinstance(model, BookmarksModel)
    return tree.visualRect(model.index_of_bookmark(bookmark_id))


def colours(image: QImage, rect: QRect) -> set[str]:
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), min(rect.bottom(), image.height()))
    }


def test_rows_are_as_tall_as_what_they_say(make_tree: MakeTree) -> None:
    bare, short, both = PLAIN, replace(PLAIN, id=2, quote="One line."), replace(PLAIN, id=3, quote=LONG, note="Note.")
    tree = make_tree(bare, short, both)
    heights = [row_rect(tree, number).height() for number in (1, 2, 3)]
    assert heights[0] < heights[1] < heights[2]
    assert tree.visualRect(tree.model().index(0, 0)).height() == FOLDER_HEIGHT
    assert heights[2] == 124, "a quote of two lines and a note of one, as in the picture"


def test_a_long_quote_takes_two_lines_and_a_long_note_four(make_tree: MakeTree) -> None:
    tree = make_tree(PLAIN, replace(PLAIN, id=2, quote=LONG), replace(PLAIN, id=3, note=LONG))
    bare = row_rect(tree, 1).height()
    assert row_rect(tree, 2).height() - bare == 2 * 19
    assert row_rect(tree, 3).height() - bare == 4 * 19 + 6


def test_a_narrow_sidebar_and_larger_text_make_rows_taller(
    qtbot: QtBot, make_tree: MakeTree, appearance: Appearance
) -> None:
    marked = replace(PLAIN, quote="the dose should be tapered down slowly when")
    tree = make_tree(marked)
    wide = row_rect(tree, 1).height()
    tree.resize(240, 700)
    qtbot.waitUntil(lambda: row_rect(tree, 1).height() == wide + 19)
    tree.resize(376, 700)
    appearance.set_zoom(2.0)
    tree.scheduleDelayedItemsLayout()
    qtbot.waitUntil(lambda: row_rect(tree, 1).height() > wide + 40)


def test_a_drugs_long_name_puts_the_section_on_a_line_of_its_own(make_tree: MakeTree) -> None:
    long = replace(PLAIN, id=2, monograph_title="Sodium phenylbutyrate and taurursodiol")
    tree = make_tree(PLAIN, long)
    assert row_rect(tree, 2).height() - row_rect(tree, 1).height() == 20


def test_a_boxed_warning_is_red_and_nothing_else_is(make_tree: MakeTree) -> None:
    tree = make_tree(PLAIN, replace(PLAIN, id=2, section_key="boxed-warning", section_title="Boxed warning"))
    image = tree.viewport().grab().toImage()
    assert LIGHT.red in colours(image, row_rect(tree, 2))
    assert LIGHT.red not in colours(image, row_rect(tree, 1))


def test_an_old_source_is_amber(make_tree: MakeTree) -> None:
    tree = make_tree(PLAIN, replace(PLAIN, id=2, effective_date="2019-04-02"))
    image = tree.viewport().grab().toImage()
    assert LIGHT.amber in colours(image, row_rect(tree, 2))
    assert LIGHT.amber not in colours(image, row_rect(tree, 1))


def test_the_current_row_shows_the_bar_and_with_focus_the_ring(make_tree: MakeTree) -> None:
    tree = make_tree(PLAIN)
    tree.setFocus()
    rect = row_rect(tree, 1)
    image = tree.viewport().grab().toImage()
    assert colours(image, QRect(0, rect.top(), 3, rect.height())) == {LIGHT.accent}
    assert LIGHT.accent in colours(image, QRect(100, rect.top(), 50, 6))


def test_a_change_of_theme_repaints_in_its_colours(
    make_tree: MakeTree, appearance: Appearance, qapp: QApplication
) -> None:
    tree = make_tree(replace(PLAIN, effective_date="2019-04-02"))
    sheet, palette = qapp.styleSheet(), qapp.palette()
    try:
        appearance.set_theme_choice("dark")
        dress(qapp, appearance)
        image = tree.viewport().grab().toImage()
        assert appearance.theme.amber in colours(image, row_rect(tree, 1))
        assert appearance.theme.surface in colours(image, row_rect(tree, 1))
    finally:
        qapp.setStyleSheet(sheet)
        qapp.setPalette(palette)
        qapp.styleHints().unsetColorScheme()


def test_the_note_editor_grows_with_its_text_and_so_does_its_row(qtbot: QtBot, make_tree: MakeTree) -> None:
    tree = make_tree(PLAIN, replace(PLAIN, id=2))
    tree.setFocus()
    tree.edit_current()
    editor = tree.viewport().findChild(NoteEditor)
    assert editor is not None
    qtbot.waitUntil(lambda: row_rect(tree, 1).height() > row_rect(tree, 2).height())
    before = row_rect(tree, 1).height()
    for _ in range(4):
        QTest.keyClicks(editor, "line")
        QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row_rect(tree, 1).height() >= before + 2 * editor.fontMetrics().lineSpacing())
    assert row_rect(tree, 1).contains(editor.geometry())
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: row_rect(tree, 1).height() == row_rect(tree, 2).height())


def test_the_note_editor_is_at_least_two_and_at_most_ten_lines_tall(appearance: Appearance, qtbot: QtBot) -> None:
    editor = NoteEditor(appearance.font(13))
    qtbot.addWidget(editor)
    line = editor.fontMetrics().lineSpacing()
    empty = editor.wanted_height()
    assert 2 * line < empty < 3 * line
    editor.setPlainText("line\n" * 50)
    assert 10 * line < editor.wanted_height() < 11 * line
