"""What is typed into the filter is looked for in all that a bookmark says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.monograph.model import Monograph
from desktop_app.services.bookmarks import Bookmark, Bookmarks
from desktop_app.ui.look.row_painting import lay_out
from desktop_app.ui.panels import bookmarks_delegate
from desktop_app.ui.panels.bookmarks_delegate import BookmarksDelegate, RowLayout
from desktop_app.ui.panels.bookmarks_model import BookmarkEntry
from desktop_app.ui.panels.bookmarks_panel import BookmarksPanel

if TYPE_CHECKING:
    from tests.ui.panels.bookmarks_panel.conftest import Hand


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TAPERED", ["Withdrawal syndrome"]),
        ("in writing", ["Withdrawal syndrome"]),
        ("boxed baclofen", ["Boxed warning"]),
        ("spasticity", ["Withdrawal syndrome", "Boxed warning", "Research"]),
        ("not in a folder", ["Overview"]),
    ],
)
def test_the_filter_looks_in_quote_note_drug_section_and_folder(
    make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], text: str, found: list[str], hand: Hand
) -> None:
    panel = make_panel()
    panel.filter_box.setText(text)
    assert [title for titles in hand.shown(panel).values() for title in titles] == found


def test_a_filter_that_finds_nothing_says_so_and_escape_clears_it(
    make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int]
) -> None:
    panel = make_panel()
    panel.filter_box.setText("digoxin")
    assert not panel.shows_list
    assert "“digoxin”" in panel.message.words
    QTest.keyClick(panel.filter_box, Qt.Key.Key_Escape)
    assert panel.shows_list


def test_enter_in_the_filter_goes_to_the_first_bookmark_found(
    make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int]
) -> None:
    panel = make_panel()
    panel.filter_box.setText("boxed")
    QTest.keyClick(panel.filter_box, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is panel.tree
    entry = panel.model.entry(panel.tree.currentIndex())
    assert isinstance(entry, BookmarkEntry)
    assert entry.bookmark.id == clinic["warning"]


def test_five_thousand_bookmarks_are_listed_and_filtered_without_a_wait(
    make_panel: Callable[[], BookmarksPanel],
    bookmarks: Bookmarks,
    monkeypatch: pytest.MonkeyPatch,
    hand: Hand,
    baclofen: Monograph,
) -> None:
    template = bookmarks.add(
        baclofen, "withdrawal", (0, 40), note="A note that takes more than one line of the sidebar."
    )
    rows = [
        Bookmark(**{name: getattr(template, name) for name in Bookmark.__slots__} | {"id": at, "note": f"Number {at}"})
        for at in range(5000)
    ]
    monkeypatch.setattr(bookmarks, "all", lambda: rows)
    measured, painted = Counter[tuple[int, str]](), set[str]()
    measure = BookmarksDelegate._lay_out

    def counted_measure(delegate: BookmarksDelegate, entry: BookmarkEntry, width: int, *, edited: bool) -> RowLayout:
        measured[width, entry.bookmark.note] += 1
        return measure(delegate, entry, width, edited=edited)

    def counted_lay_out(text: str, *more: Any) -> Any:
        painted.add(text)
        return lay_out(text, *more)

    monkeypatch.setattr(BookmarksDelegate, "_lay_out", counted_measure)
    monkeypatch.setattr(bookmarks_delegate, "lay_out", counted_lay_out)
    panel = make_panel()
    panel.grab()
    assert set(measured.values()) == {1}, "no row is measured again at the same width"
    assert len(measured) <= 2 * len(rows), "with and without the scroll bar"
    assert 5 < len(painted) < 20, "only rows in sight are painted"
    measured.clear()
    painted.clear()
    panel.filter_box.setText("number 4999")
    panel.grab()
    assert hand.shown(panel)["Not in a folder"] == ["Withdrawal syndrome"]
    assert not measured, "what was measured is remembered"
    assert painted == {template.quote, "Number 4999"}
