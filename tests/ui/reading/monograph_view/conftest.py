"""A monograph as it is read, and a hand on its pointer and keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.monograph.html import collapsed_text
from desktop_app.monograph.model import Monograph
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.dress import dress
from desktop_app.ui.reading.links import Link
from desktop_app.ui.reading.monograph_view import MonographView

TODAY = date(2026, 11, 22)
Hits = dict[str, list[tuple[int, int]]]


@pytest.fixture
def view(
    qapp: QApplication, qtbot: QtBot, appearance: Appearance, cited_monograph: Monograph
) -> Iterator[MonographView]:
    """Shown in a dressed application, as it is used."""
    sheet = qapp.styleSheet()
    dress(qapp, appearance)
    appearance.changed.connect(lambda: dress(qapp, appearance))
    widget = MonographView(appearance)
    qtbot.addWidget(widget)
    widget.resize(1440, 800)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.show_monograph(cited_monograph, today=TODAY, section="withdrawal")
    yield widget
    widget.close()
    qapp.setStyleSheet(sheet)


class Hand:
    """Points, clicks and types in a view."""

    def __init__(self, view: MonographView, qtbot: QtBot) -> None:
        self._view = view
        self._qtbot = qtbot

    def mark(self, ref: str, nth: int = 0) -> Link:
        """The nth mark that cites a reference."""
        link = self._view.reader.citation(ref, nth)
        assert link is not None
        return link

    def centre(self, link: Link) -> QPoint:
        """Of a link, in the viewport."""
        return self._view.reader.span_rect((link.start, link.end)).center()

    def point_at(self, link: Link) -> None:
        """Move the pointer onto a link from beside it."""
        viewport = self._view.reader.viewport()
        QTest.mouseMove(viewport, self.centre(link) + QPoint(-40, 60))
        QTest.mouseMove(viewport, self.centre(link))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self._view.reader, key, modifiers)

    def focus_reader(self) -> None:
        """Give the keyboard to the text."""
        self._view.activateWindow()
        self._view.focus_text()
        self._qtbot.waitUntil(self._view.reader.hasFocus)

    def settle(self) -> None:
        """Let what was posted be laid out: that something stays as it is, is no condition that could be waited for."""
        QApplication.processEvents()

    def hits_of(self, monograph: Monograph, word: str) -> Hits:
        """Where a word stands in each section."""
        texts = {section.key: collapsed_text(section.html) for section in monograph.sections}
        return {key: [match.span() for match in re.finditer(word, text)] for key, text in texts.items() if word in text}

    def colour_count(self, colour: str) -> int:
        """Pixels of the reading pane in exactly this colour."""
        image = self._view.reader.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        data = bytes(image.constBits())
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        pixel = bytes((blue, green, red, 255))
        return sum(data[at : at + 4] == pixel for at in range(0, len(data), 4))


@pytest.fixture
def hand(view: MonographView, qtbot: QtBot) -> Hand:
    return Hand(view, qtbot)
