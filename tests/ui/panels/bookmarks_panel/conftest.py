"""The bookmarks tab over a real user.db, and a hand that works in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Provenance, Section
from desktop_app.services.bookmarks import Bookmarks
from desktop_app.services.library.library import Library
from desktop_app.store.user.store import UserStore
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.panels.bookmarks_model import BookmarkEntry, FolderEntry
from desktop_app.ui.panels.bookmarks_panel import BookmarksPanel
from desktop_app.ui.panels.note_editor import NoteEditor

BACLOFEN = Monograph(
    uid="article:en:Baclofen",
    title="Baclofen",
    language="en",
    names=(),
    sections=(
        Section("overview", Kind.OVERVIEW, "Overview", "<p>Baclofen is a muscle relaxant.</p>", 0),
        Section(
            "withdrawal",
            Kind.WITHDRAWAL,
            "Withdrawal syndrome",
            "<p>To minimise symptoms, the dose should be tapered down slowly.</p>",
            1,
        ),
        Section("research", Kind.RESEARCH, "Research", "<p>Evidence is not conclusive.</p>", 2),
        Section("boxed-warning", Kind.BOXED_WARNING, "Boxed warning", "<p>Abrupt discontinuation.</p>", 3),
    ),
    references=(),
    provenance=Provenance(source_kind="article-text", effective_date="2025-01-14"),
)


class Hand:
    """What a person does in the panel, and sees in it."""

    def shown(self, panel: BookmarksPanel) -> dict[str, list[str]]:
        """Folder names and, for each, the titles of the sections shown in it."""
        tree = {}
        for row in range(panel.model.rowCount()):
            index = panel.model.index(row, 0)
            folder = panel.model.entry(index)
            assert isinstance(folder, FolderEntry)
            entries = [panel.model.entry(panel.model.index(at, 0, index)) for at in range(panel.model.rowCount(index))]
            tree[folder.name] = [e.bookmark.section_title for e in entries if isinstance(e, BookmarkEntry)]
            assert folder.count == len(entries)
        return tree

    def select(self, panel: BookmarksPanel, bookmark_id: int) -> QModelIndex:
        """Make a bookmark the current row."""
        index = panel.model.index_of_bookmark(bookmark_id)
        assert index.isValid()
        panel.tree.setFocus()
        panel.tree.setCurrentIndex(index)
        return index

    def select_folder(self, panel: BookmarksPanel, folder_id: int) -> None:
        """Make a folder the current row."""
        panel.tree.setFocus()
        panel.tree.setCurrentIndex(panel.model.index_of_folder(folder_id))

    def key(self, panel: BookmarksPanel, which: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key in the tree."""
        QTest.keyClick(panel.tree, which, modifier or Qt.KeyboardModifier.NoModifier)

    def editor(self, panel: BookmarksPanel) -> NoteEditor:
        """The one note that is being edited."""
        editors = [e for e in panel.tree.viewport().findChildren(NoteEditor) if e.isVisible()]
        assert len(editors) == 1
        return editors[0]

    def menu_action(self, panel: BookmarksPanel, text: str) -> None:
        """Trigger an action of the context menu of the current row, or of its submenus."""
        panel.tree.menu_wanted.emit(panel.model.entry(panel.tree.currentIndex()), panel.mapToGlobal(QPoint(10, 10)))
        menus = [menu for menu in panel.findChildren(QMenu) if menu.parent() is panel]
        try:
            for menu in (menus[-1], *menus[-1].findChildren(QMenu)):
                for action in menu.actions():
                    if action.text() == text:
                        action.trigger()
                        return
            pytest.fail(f"no {text!r} in the menu")
        finally:
            menus[-1].close()


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def baclofen() -> Monograph:
    return BACLOFEN


@pytest.fixture
def store(tmp_path: Path) -> Iterator[UserStore]:
    store = UserStore(tmp_path / "user.db")
    yield store
    store.close()


@pytest.fixture
def bookmarks(store: UserStore) -> Bookmarks:
    return Bookmarks(store)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    empty = tmp_path / "bundled"
    empty.mkdir()
    library = Library(tmp_path, bundled=empty)
    yield library
    library.close()


@pytest.fixture
def make_panel(
    qtbot: QtBot, bookmarks: Bookmarks, library: Library, appearance: Appearance
) -> Callable[[], BookmarksPanel]:
    def make() -> BookmarksPanel:
        panel = BookmarksPanel(bookmarks, library, appearance, clock=lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))
        qtbot.addWidget(panel)
        panel.resize(376, 600)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        return panel

    return make


@pytest.fixture
def clinic(bookmarks: Bookmarks) -> dict[str, int]:
    """Three bookmarks in a folder, one in none, and an empty folder; names to ids."""
    folder = bookmarks.add_folder("Spasticity clinic").id
    other = bookmarks.add_folder("Ward handover").id
    text = "To minimise symptoms, the dose should be tapered down slowly."
    taper = bookmarks.add(BACLOFEN, "withdrawal", (text.index("the dose"), len(text)), folder=folder, note="In writing")
    warning = bookmarks.add(BACLOFEN, "boxed-warning", folder=folder)
    research = bookmarks.add(BACLOFEN, "research", folder=folder)
    overview = bookmarks.add(BACLOFEN, "overview")
    ids = {"taper": taper.id, "warning": warning.id, "research": research.id, "overview": overview.id}
    return {**ids, "clinic": folder, "ward": other}
