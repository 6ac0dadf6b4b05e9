"""Choosing sections, looking at the pages, printing and saving them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Provenance, Section
from desktop_app.services.packets import Packets
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.paper import print_dialog
from desktop_app.ui.paper.print_dialog import PrintDialog
from tests.printed import texts

TEXT = "<p>" + "Withdrawal can occur from low doses. " * 120 + "</p>"


def section(key: str, html: str = TEXT, parent: str | None = None) -> Section:
    return Section(key, Kind.OTHER, f"Title {key}", html, 0, parent)


MONOGRAPH = Monograph(
    "local:b",
    "Baclofen: a/b",
    "en",
    (),
    (section("a"), section("b", ""), section("b/c", parent="b"), section("b/c/d", parent="b/c"), section("e")),
    (),
    Provenance("authored"),
)
NOW = datetime(2026, 11, 22, 14, 32, tzinfo=UTC)


def open_dialog(
    qtbot: QtBot, appearance: Appearance, key: str | None = "a", monograph: Monograph = MONOGRAPH
) -> PrintDialog:
    dialog = PrintDialog(monograph, key, Packets(clock=lambda: NOW), appearance)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "Laying out" not in dialog.status, timeout=20_000)
    return dialog


def button(dialog: PrintDialog, text: str) -> QPushButton:
    (found,) = [found for found in dialog.findChildren(QPushButton) if found.text().replace("&", "") == text]
    return found


def saved(dialog: PrintDialog, path: Path, qtbot: QtBot) -> str:
    dialog.save_pdf_as(path)
    qtbot.waitUntil(lambda: not dialog.busy)
    return " ".join(texts(path))


def test_it_opens_on_the_section_that_is_being_read(qtbot: QtBot, appearance: Appearance) -> None:
    dialog = open_dialog(qtbot, appearance, "e")
    assert dialog.sections.chosen == ["e"]
    assert "1 of 5 sections" in dialog.status


@pytest.mark.parametrize("key", [None, "", ":references"])
def test_where_no_section_is_read_it_opens_on_all(key: str | None, qtbot: QtBot, appearance: Appearance) -> None:
    dialog = open_dialog(qtbot, appearance, key)
    assert dialog.sections.chosen == ["a", "b", "b/c", "b/c/d", "e"]
    assert not button(dialog, "This section").isEnabled()


def test_a_heading_without_text_is_chosen_with_what_it_holds(qtbot: QtBot, appearance: Appearance) -> None:
    assert open_dialog(qtbot, appearance, "b").sections.chosen == ["b", "b/c", "b/c/d"]


def test_ticking_a_heading_ticks_what_stands_under_it(qtbot: QtBot, appearance: Appearance) -> None:
    dialog = open_dialog(qtbot, appearance)
    QTest.keyClick(dialog.sections, Qt.Key.Key_Down)
    QTest.keyClick(dialog.sections, Qt.Key.Key_Space)
    assert dialog.sections.chosen == ["a", "b", "b/c", "b/c/d"]
    QTest.keyClick(dialog.sections, Qt.Key.Key_Down)
    QTest.keyClick(dialog.sections, Qt.Key.Key_Space)
    assert dialog.sections.chosen == ["a", "b"]


def test_a_click_anywhere_on_a_row_ticks_it(qtbot: QtBot, appearance: Appearance) -> None:
    dialog = open_dialog(qtbot, appearance)
    (row,) = dialog.sections.findItems("Title e", Qt.MatchFlag.MatchExactly)
    rect = dialog.sections.visualItemRect(row)
    for at in (rect.left() + 12, rect.right() - 10):
        before = dialog.sections.chosen
        where = QPoint(at, rect.center().y())
        QTest.mouseClick(dialog.sections.viewport(), Qt.MouseButton.LeftButton, pos=where)
        assert ("e" in dialog.sections.chosen) != ("e" in before)
        QTest.mouseClick(dialog.sections.viewport(), Qt.MouseButton.RightButton, pos=where)
        assert ("e" in dialog.sections.chosen) != ("e" in before)


def test_all_none_and_this_section(qtbot: QtBot, appearance: Appearance) -> None:
    dialog = open_dialog(qtbot, appearance)
    button(dialog, "All").click()
    assert len(dialog.sections.chosen) == 5
    qtbot.waitUntil(lambda: "5 of 5" in dialog.status)
    button(dialog, "None").click()
    qtbot.waitUntil(lambda: dialog.status == "Nothing to print yet.")
    assert not button(dialog, "Save PDF…").isEnabled()
    assert button(dialog, "Print…").toolTip() == "Choose at least one section"
    button(dialog, "This section").click()
    qtbot.waitUntil(lambda: "1 of 5" in dialog.status)
    assert button(dialog, "Save PDF…").isEnabled()


def test_the_preview_is_scrolled_by_the_keyboard(qtbot: QtBot, appearance: Appearance) -> None:
    dialog = open_dialog(qtbot, appearance, None)
    shown: list[int] = []
    dialog.preview.page_shown.connect(shown.append)
    for _ in range(3):
        QTest.keyClick(dialog.preview, Qt.Key.Key_PageDown)
    assert dialog.preview.page > 0
    assert shown[-1] == dialog.preview.page
    dialog.resize(800, 500)
    assert dialog.preview.page > 0


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_the_preview_shows_paper_in_every_theme(theme: str, qtbot: QtBot) -> None:
    dialog = open_dialog(qtbot, Appearance(theme))
    view = dialog.preview.viewport()
    image = view.grab().toImage()
    assert image.pixelColor(view.width() // 2, 30).lightness() == 255
    assert image.pixelColor(4, 100).name() == Appearance(theme).colour("chrome").lower()


def test_words_stand_where_there_are_no_pages(qtbot: QtBot, appearance: Appearance) -> None:
    dialog = open_dialog(qtbot, appearance)
    dialog.preview.setFocus()
    full = dialog.preview.viewport().grab().toImage()
    button(dialog, "None").click()
    qtbot.waitUntil(lambda: dialog.status == "Nothing to print yet.")
    assert dialog.preview.viewport().grab().toImage() != full
    assert dialog.preview.page == 0


def test_saving_asks_where_and_adds_the_ending(
    qtbot: QtBot, appearance: Appearance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(_parent: object, _title: str, name: str, _filter: str) -> tuple[str, str]:
        asked.append(Path(name).name)
        return str(tmp_path / "out"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    dialog = open_dialog(qtbot, appearance)
    button(dialog, "Save PDF…").click()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert asked == ["Baclofen a b - Title a.pdf"]
    assert dialog.status == f"Saved {tmp_path / 'out.pdf'}"
    assert "Printed" in texts(tmp_path / "out.pdf")[0]


def test_only_chosen_sections_are_written(qtbot: QtBot, appearance: Appearance, tmp_path: Path) -> None:
    words = saved(open_dialog(qtbot, appearance, "e"), tmp_path / "x.pdf", qtbot)
    assert "Title e" in words
    assert "Title a" not in words


def test_paper_can_be_chosen(qtbot: QtBot, appearance: Appearance, tmp_path: Path) -> None:
    dialog = open_dialog(qtbot, appearance)
    (paper,) = dialog.findChildren(QComboBox)
    with qtbot.waitSignal(dialog.preview.page_shown):
        paper.setCurrentIndex(paper.findText("US Letter"))
    saved(dialog, tmp_path / "x.pdf", qtbot)
    assert round(PdfReader(tmp_path / "x.pdf").pages[0].mediabox.height) == 792


def test_a_file_that_cannot_be_written_is_said_in_the_dialog(
    qtbot: QtBot, appearance: Appearance, tmp_path: Path
) -> None:
    dialog = open_dialog(qtbot, appearance)
    dialog.save_pdf_as(tmp_path / "none" / "x.pdf")
    qtbot.waitUntil(lambda: not dialog.busy)
    assert "the folder does not exist" in dialog.status
    assert button(dialog, "Save PDF…").isEnabled()


def test_stopping_leaves_no_file(qtbot: QtBot, appearance: Appearance, tmp_path: Path) -> None:
    dialog = open_dialog(qtbot, appearance, None)
    dialog.save_pdf_as(tmp_path / "x.pdf")
    assert dialog.busy
    assert not button(dialog, "Print…").isEnabled()
    button(dialog, "Stop").click()
    assert dialog.isVisible()
    assert dialog.status == "Stopped. Nothing was written."
    assert list(tmp_path.iterdir()) == []


def test_closing_stops_and_leaves_no_file(qtbot: QtBot, appearance: Appearance, tmp_path: Path) -> None:
    dialog = open_dialog(qtbot, appearance, None)
    dialog.save_pdf_as(tmp_path / "x.pdf")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not dialog.busy
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def print_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in for the native dialog: accepts a printer that is a file, and pages 2 to 3."""
    path = tmp_path / "printed.pdf"

    def accept(dialog: QDialog) -> None:
        assert isinstance(dialog, QPrintDialog)
        printer = dialog.printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        printer.setFromTo(2, 3)
        dialog.done(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(QDialog, "open", accept)
    return path


def test_printing_sends_the_pages_that_were_asked_for(print_to: Path, qtbot: QtBot, appearance: Appearance) -> None:
    dialog = open_dialog(qtbot, appearance, None)
    button(dialog, "Print…").click()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.status == "Sent to the printer."
    pages = texts(print_to)
    assert len(pages) == 2
    assert "Page 2" in pages[0]


def test_pages_that_do_not_exist_are_not_printed(print_to: Path, qtbot: QtBot, appearance: Appearance) -> None:
    short = Monograph("u", "X", "en", (), (section("a", "<p>Short.</p>"),), (), Provenance("authored"))
    dialog = open_dialog(qtbot, appearance, None, short)
    button(dialog, "Print…").click()
    assert dialog.status == "There is no page 2: these sections take 1."
    assert not print_to.exists()


def long_dialog(qtbot: QtBot, appearance: Appearance) -> PrintDialog:
    """Of a label so long that its pages are not laid out at once."""
    html = "<p>Some words of a long text that goes on over lines.</p>" * 60
    sections = tuple(Section(f"s{number}", Kind.OTHER, f"Section {number}", html, number) for number in range(60))
    monograph = Monograph("local:long", "Long", "en", (), sections, (), Provenance("authored"))
    dialog = PrintDialog(monograph, None, Packets(), appearance)
    qtbot.addWidget(dialog)
    return dialog


def test_a_long_document_is_laid_out_while_the_window_stays_alive(
    qtbot: QtBot, appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_dialog, "_AT_ONCE", 0)
    dialog = long_dialog(qtbot, appearance)
    assert "Laying out" in dialog.status
    qtbot.waitUntil(lambda: "60 of 60 sections" in dialog.status, timeout=20_000)
    assert button(dialog, "Save PDF…").isEnabled()


def test_another_choice_stops_the_layout_of_the_one_before(
    qtbot: QtBot, appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_dialog, "_AT_ONCE", 0)
    dialog = long_dialog(qtbot, appearance)
    assert not button(dialog, "Save PDF…").isEnabled()
    dialog.sections.choose({"s3"})
    qtbot.waitUntil(lambda: "1 of 60 sections" in dialog.status, timeout=20_000)


def test_saving_does_not_wait_for_a_layout_that_is_there(
    qtbot: QtBot, appearance: Appearance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_dialog(qtbot, appearance, "e")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("laid out again")

    monkeypatch.setattr(print_dialog, "PaperPages", refuse)
    assert "Page 2 of 2" in saved(dialog, tmp_path / "e.pdf", qtbot)


def test_it_fits_on_a_small_screen(qtbot: QtBot, appearance: Appearance) -> None:
    dialog = open_dialog(qtbot, appearance)
    room = dialog.screen().availableSize()
    assert dialog.height() < room.height()
    assert dialog.width() < room.width()
