"""Pictures in a section: no wider than the text, reached by keyboard, in words where they cannot be shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.monograph_view import MonographView
from desktop_app.ui.reading.picture_dialog import PictureDialog

HTML = (
    '<p>Before.</p><p><img src="media:aa" alt="A wide carton"></p><p>Between 10 mg.</p>'
    '<p><img src="media:bb" alt="A small pill"></p>'
    '<p>After <img src="media:cc" alt="gone">, <img src="media:dd" alt="">.'
    '</p><table><tr><td>x</td><td><img src="media:aa" alt=""></td></tr></table><p>See the last words.</p>'
)


def encoded(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFF0000)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


class Library:
    """Pictures by hash, and which were asked for."""

    def __init__(self) -> None:
        whole = encoded(2000, 500)
        self.pictures = {"aa": whole, "bb": encoded(40, 30), "dd": b"no picture"}

    def __call__(self, sha256: str) -> bytes | None:
        return self.pictures.get(sha256)


@pytest.fixture
def library(qtbot: QtBot) -> Library:
    return Library()


@pytest.fixture
def view(qtbot: QtBot, appearance: Appearance, cited_monograph: Monograph, library: Library) -> Iterator[MonographView]:
    widget = MonographView(appearance, media=library)
    qtbot.addWidget(widget)
    widget.resize(1440, 800)
    with qtbot.waitExposed(widget):
        widget.show()
    section = Section("pictures", Kind.OTHER, "Pictures", HTML, 0)
    widget.show_monograph(dataclasses.replace(cited_monograph, sections=(section,)), today=date(2026, 11, 22))
    yield widget
    widget.close()


def shown_sizes(view: MonographView) -> list[tuple[int, int]]:
    sizes = []
    for link in view.reader.links:
        cursor = QTextCursor(view.reader.document())
        cursor.setPosition(link.end)
        image = cursor.charFormat().toImageFormat()
        sizes.append((round(image.width()), round(image.height())))
    return sizes


def reds(view: MonographView) -> int:
    """Red pixels down a line through the wide picture."""
    image = view.reader.viewport().grab().toImage()
    colours = [image.pixelColor(300, y) for y in range(image.height())]
    return sum(colour.red() > 200 and colour.blue() < 100 for colour in colours)


def test_a_picture_is_as_wide_as_the_text_at_most_and_never_larger_than_it_is(view: MonographView) -> None:
    text = view.reader.measure.text
    assert shown_sizes(view)[:2] == [(text, text // 4), (40, 30)]
    assert shown_sizes(view)[2][0] < text / 2
    assert not view.reader.horizontalScrollBar().isVisible()


def test_pictures_follow_the_width_of_the_column_and_the_zoom(view: MonographView, appearance: Appearance) -> None:
    view.resize(460, 800)
    text = view.reader.measure.text
    assert text < 608
    assert shown_sizes(view)[0] == (text, round(text / 4))
    appearance.set_zoom(1.5)
    assert shown_sizes(view)[1] == (60, 45)


def test_a_picture_is_painted(view: MonographView) -> None:
    image = view.reader.viewport().grab().toImage()
    reds = sum(
        image.pixelColor(60, y).red() > 200 > 100 > image.pixelColor(60, y).blue() for y in range(image.height())
    )
    assert reds > 100


def test_what_cannot_be_shown_is_said_in_words(view: MonographView) -> None:
    text = view.reader.toPlainText()
    assert "[This picture is not in the library: gone]" in text
    assert "[This picture cannot be shown: its file is damaged]" in text


def test_a_picture_damaged_inside_keeps_its_place_and_says_so(
    view: MonographView, library: Library, appearance: Appearance
) -> None:
    library.pictures["aa"] = library.pictures["aa"][:2000]
    before = shown_sizes(view)
    appearance.set_zoom(1.1)
    assert reds(view) == 0
    assert len(shown_sizes(view)) == len(before)


def test_positions_count_in_the_text_of_the_source(view: MonographView) -> None:
    start = view.reader.text.index("last words")
    view.open_section("pictures", span=(start, start + 10))
    assert view.reader.textCursor().selectedText() == "last words"
    assert view.selected_span() == (start, start + 10)


def test_enter_shows_a_picture_larger_and_space_in_full_size(view: MonographView, qtbot: QtBot) -> None:
    view.activateWindow()
    view.focus_text()
    qtbot.waitUntil(view.reader.hasFocus)
    QTest.keyClick(view.reader, Qt.Key.Key_Tab)
    QTest.keyClick(view.reader, Qt.Key.Key_Return)
    dialog = view.findChild(PictureDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.windowTitle() == "A wide carton"
    assert dialog.fitted
    QTest.keyClick(dialog, Qt.Key.Key_Space)
    assert not dialog.fitted
    assert dialog._label.pixmap().width() == 2000
    QTest.mouseClick(dialog._label, Qt.MouseButton.LeftButton)
    assert dialog.fitted
    assert dialog._label.pixmap().width() <= dialog.width()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_picture_that_went_away_opens_nothing(view: MonographView, library: Library) -> None:
    link = view.reader.links[0]
    library.pictures.clear()
    view.reader.link_activated.emit(link, False)
    assert view.findChild(PictureDialog) is None


def test_a_damaged_picture_by_itself_says_so(qtbot: QtBot, appearance: Appearance) -> None:
    dialog = PictureDialog(b"nothing", "", appearance)
    qtbot.addWidget(dialog)
    assert "cannot be shown" in dialog._label.text()
    dialog.close()


def test_of_a_picture_higher_than_the_pane_the_keyboard_shows_the_top(
    view: MonographView, library: Library, cited_monograph: Monograph, qtbot: QtBot
) -> None:
    library.pictures["bb"] = encoded(300, 3000)
    html = f"<p>{'Before. ' * 200}</p><p><img src='media:bb' alt='tall'></p>"
    section = Section("tall", Kind.OTHER, "Tall", html, 0)
    view.show_monograph(dataclasses.replace(cited_monograph, sections=(section,)), today=date(2026, 11, 22))
    (link,) = view.reader.links
    view.reader.focus_link(link)
    assert 0 <= view.reader.span_rect((link.start, link.end)).top() < 200
