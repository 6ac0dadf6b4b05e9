"""The quiet notice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts import notice_bar
from desktop_app.ui.parts.notice_bar import NoticeBar


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(900, 500)
    qtbot.addWidget(window)
    window.show()
    return window


def test_undo_is_offered_and_done_once(window: QWidget, appearance: Appearance) -> None:
    bar = NoticeBar(appearance, window)
    undone: list[int] = []
    bar.tell("Removed “Withdrawal”.", lambda: undone.append(1))
    assert bar.can_undo
    bar.undo()
    bar.undo()
    assert undone == [1]
    assert bar.text == ""


def test_a_notice_without_undo_has_no_button_and_goes_by_itself(
    window: QWidget, appearance: Appearance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_bar, "SHOWN_FOR_MS", 30)
    bar = NoticeBar(appearance, window)
    bar.tell("Bookmarked.")
    button = bar.findChild(QPushButton)
    assert button is not None
    assert not button.isVisible()
    assert not bar.can_undo
    qtbot.waitUntil(lambda: bar.text == "")


def test_a_warning_stays_until_closed(window: QWidget, appearance: Appearance, qtbot: QtBot) -> None:
    bar = NoticeBar(appearance, window)
    bar.warn("The data folder is read-only.")
    assert bar.text
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert bar.text == ""


def test_the_notice_keeps_to_the_foot_and_shows_all_its_words(window: QWidget, appearance: Appearance) -> None:
    bar = NoticeBar(appearance, window)
    bar.warn("A long sentence about what went wrong and what to do next. " * 6)
    window.resize(420, 300)
    assert window.rect().contains(bar.geometry())
    assert bar.height() >= bar.heightForWidth(bar.width())


def test_a_question_offers_two_things_and_stays_until_one_is_chosen(window: QWidget, appearance: Appearance) -> None:
    bar = NoticeBar(appearance, window)
    chosen: list[str] = []
    for wanted in ("Go on", "Leave it"):
        bar.ask(
            "It was interrupted.", ("Go on", lambda: chosen.append("on")), ("Leave it", lambda: chosen.append("off"))
        )
        assert not bar.can_undo
        next(button for button in bar.findChildren(QPushButton) if button.text() == wanted).click()
        assert bar.text == ""
    assert chosen == ["on", "off"]
    bar.ask("Finished.", ("Show", lambda: chosen.append("show")))
    assert [button.text() for button in bar.findChildren(QPushButton) if button.isVisible()] == ["Show"]
    bar.tell("Something else.")
    assert not any(button.isVisible() for button in bar.findChildren(QPushButton))


def test_the_keyboard_goes_back_to_where_it_was(window: QWidget, appearance: Appearance, qtbot: QtBot) -> None:
    field, other = QLineEdit(window), QLineEdit(window)
    for each in (field, other):
        each.show()
    bar = NoticeBar(appearance, window)
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    bar.ask("It was interrupted.", ("Go on", lambda: None))
    button = next(button for button in bar.findChildren(QPushButton) if button.text() == "Go on")
    button.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert field.hasFocus()
    bar.ask("It was interrupted.", ("Go on", lambda: None))
    button.setFocus()
    field.hide()
    button.click()
    assert other.hasFocus()
