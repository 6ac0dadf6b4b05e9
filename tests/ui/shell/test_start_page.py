"""What the pane says before anything is open."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.shell.start_page import LibraryFacts, StartPage

TODAY = date(2026, 11, 22)


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> StartPage:
    page = StartPage(appearance)
    qtbot.addWidget(page)
    return page


def buttons(page: StartPage) -> list[str]:
    return [button.text().strip() for button in page.findChildren(QPushButton) if button.isVisibleTo(page)]


def test_an_empty_library_offers_to_be_filled_and_nothing_to_search_for(page: StartPage) -> None:
    page.show_facts(LibraryFacts(0, 0, ()), TODAY)
    assert buttons(page) == ["Add monographs…", "All keys   F1"]
    assert page.words.startswith("The library is empty. Add official drug labels")


def test_what_can_be_typed_comes_back_with_the_first_monograph(page: StartPage) -> None:
    page.show_facts(LibraryFacts(0, 0, ()), TODAY)
    page.show_facts(LibraryFacts(1, 0, ("2019-01-01",)), TODAY)
    assert "baclofen withdrawal" in buttons(page)
    assert "Browse A to Z" in buttons(page)
    assert page.words.startswith("1 was added here. The only dated source is of ")
