"""Pictures in a section: no wider than the text, reached by keyboard, in words where they cannot be shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt
from PySide6.QtGui import QImage, QTextCursor, QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.pictures import decoded
from desktop_app.ui.reading import section_pictures
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


class Later:
    """Decodes when it is told to, as a thread would."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(self, data: bytes, largest: QSize, done: Callable[[QImage | None], None], owner: QObject) -> None:
        assert isinstance(owner, QTextDocument | PictureDialog)
        self.waiting.append(lambda: done(decoded(data, largest)))

    def work(self) -> None:
        """Finish what was asked for until now."""
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            each()


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def large(
    qtbot: QtBot, appearance: Appearance, cited_monograph: Monograph, library: Library, later: Later
) -> Iterator[MonographView]:
    """Shows a picture of 2 million pixels, and a small one in the next section."""
    library.pictures["aa"] = encoded(2000, 1000)
    widget = MonographView(appearance, media=library, decode=later)
    qtbot.addWidget(widget)
    widget.resize(1440, 800)
    with qtbot.waitExposed(widget):
        widget.show()
    sections = (
        Section("large", Kind.OTHER, "Large", "<p><img src='media:aa' alt='large'></p>", 0),
        Section("small", Kind.OTHER, "Small", "<p><img src='media:bb' alt='small'></p>", 1),
    )
    widget.show_monograph(dataclasses.replace(cited_monograph, sections=sections), today=date(2026, 11, 22))
    yield widget
    widget.close()


def test_a_large_picture_is_awaited_in_its_place_and_asked_for_once(large: MonographView, later: Later) -> None:
    before = shown_sizes(large)
    assert reds(large) == 0
    large.reader.viewport().repaint()
    assert len(later.waiting) == 1
    later.work()
    assert reds(large) > 100
    assert shown_sizes(large) == before
    large.reader.viewport().repaint()
    assert later.waiting == []


def test_a_picture_that_comes_is_painted_without_being_asked(large: MonographView, later: Later, qtbot: QtBot) -> None:
    reds(large)
    document = large.reader.document()
    with qtbot.waitSignal(document.documentLayout().update):
        later.work()


def test_a_small_picture_is_there_at_once(large: MonographView, later: Later) -> None:
    large.open_section("small")
    image = large.reader.viewport().grab().toImage()
    colours = [image.pixelColor(x, y) for x in range(24, 64) for y in range(20, 60)]
    assert sum(colour.red() > 200 and colour.blue() < 100 for colour in colours) > 500


def test_a_section_that_was_left_keeps_no_decoded_pictures(large: MonographView, later: Later) -> None:
    reds(large)
    later.work()
    large.open_section("small")
    large.open_section("large")
    reds(large)
    assert len(later.waiting) == 1


def test_a_large_picture_by_itself_says_that_it_is_being_read(large: MonographView, later: Later) -> None:
    large.reader.link_activated.emit(large.reader.links[0], False)
    dialog = large.findChild(PictureDialog)
    assert dialog is not None
    assert "Reading" in dialog._label.text()
    later.work()
    assert dialog._label.pixmap().width() > 400
    dialog.close()


def test_a_picture_is_decoded_once_and_not_at_every_paint(view: MonographView, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[QSize] = []
    monkeypatch.setattr(section_pictures, "decoded", lambda _, size: asked.append(size))
    view.reader.restyle()
    view.reader.viewport().repaint()
    first = len(asked)
    assert first > 0
    view.reader.viewport().repaint()
    view.reader.viewport().repaint()
    assert len(asked) == first


def test_what_was_painted_longest_ago_goes_first(view: MonographView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(section_pictures, "_KEPT_BYTES", 1)
    view.reader.restyle()
    assert reds(view) > 100, "one is always kept"
