"""Choosing sections, looking at the pages, printing them or saving them as a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSize, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QPageSize
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import UserError
from desktop_app.monograph.model import Monograph
from desktop_app.render.paper import PaperDocument
from desktop_app.services.packets import Packets
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.paper.paper import page_size_of, paint_pages, paper_of
from desktop_app.ui.paper.paper_pages import PaperPages
from desktop_app.ui.paper.pdf import write_pages
from desktop_app.ui.paper.print_preview import PrintPreview
from desktop_app.ui.paper.print_run import PrintRun
from desktop_app.ui.paper.print_sections import PrintSections

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

_FRAME = QSize(24, 64)
"""Room for the frame of the window on a small screen."""
_AT_ONCE = 150
"""Milliseconds for which the window may stand still while pages are laid out."""
_PAUSE = 120
"""Milliseconds without another tick before the preview is laid out again."""
_SIZES = {"A4": QPageSize.PageSizeId.A4, "US Letter": QPageSize.PageSizeId.Letter}


class PrintDialog(QDialog):
    """Opens on the section that is being read, or on all where that is none."""

    def __init__(
        self,
        monograph: Monograph,
        section_key: str | None,
        packets: Packets,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._monograph = monograph
        self._packets = packets
        self._appearance = appearance
        self._current = section_key if section_key and monograph.section(section_key) else None
        self._run: PrintRun | None = None
        self._layout: PrintRun | None = None
        self._pages: tuple[PaperDocument, PaperPages] | None = None
        """What is being laid out, or shown in the preview."""
        self._printer: QPrinter | None = None
        self._printer_dialog: QPrintDialog | None = None
        self.setWindowTitle(f"Print {monograph.title}")
        screen = (parent or self).screen().availableSize()
        self.resize(QSize(1060, 800).boundedTo(screen - _FRAME))
        self.setMinimumSize(720, 480)
        self._sections = PrintSections(monograph, appearance)
        self._preview = PrintPreview(appearance)
        self._paper = QComboBox()
        self._paper.setAccessibleName("Paper")
        for name, size in _SIZES.items():
            self._paper.addItem(name, size)
        self._paper.setCurrentIndex(self._paper.findData(paper_of(QLocale.system()).id()))
        self._status = QLabel()
        self._status.setWordWrap(True)
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self._status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.hide()
        self._only_current = QPushButton("&This section")
        self._all = QPushButton("&All")
        self._none = QPushButton("&None")
        self._print = QPushButton("&Print…")
        self._save = QPushButton("&Save PDF…")
        self._close = QPushButton("Close")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._lay_out()
        self._connect()
        self._dress()
        if self._current:
            self._sections.choose_one(self._current)
        else:
            self._sections.choose_all()
        self._sections.setFocus()
        self._pause.stop()
        self._lay_out_pages()

    @property
    def sections(self) -> PrintSections:
        """Which sections are chosen."""
        return self._sections

    @property
    def preview(self) -> PrintPreview:
        """The pages."""
        return self._preview

    @property
    def status(self) -> str:
        """What the dialog says about the pages, or about what became of them."""
        return self._status.text()

    @property
    def busy(self) -> bool:
        """Whether pages are being printed or saved."""
        return self._run is not None and self._run.running

    def save_pdf(self) -> None:
        """Ask where to, then write the chosen sections."""
        name, _ = QFileDialog.getSaveFileName(self, "Save PDF", str(self._suggested_path()), "PDF (*.pdf)")
        if name:
            path = Path(name)
            self.save_pdf_as(path if path.suffix.casefold() == ".pdf" else path.with_name(f"{path.name}.pdf"))

    def save_pdf_as(self, path: Path) -> None:
        """Write the chosen sections to a file."""
        made = self._made(self._size())
        if made is not None:
            document, pages = made
            self._start(write_pages(document, pages, path), pages.count, f"Saved {path}")

    def print_sections(self) -> None:
        """Ask for a printer, then print the chosen sections."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(self._size())
        printer.setFullPage(True)
        printer.setDocName(self.windowTitle())
        self._printer = printer
        self._printer_dialog = QPrintDialog(printer, self)
        self._printer_dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        self._printer_dialog.finished.connect(self._print_on_printer)
        QDialog.open(self._printer_dialog)

    def reject(self) -> None:
        """Stop what is being written before closing."""
        self._stop()
        if self._layout is not None:
            self._layout.stop()
        self._pause.stop()
        super().reject()

    def _print_on_printer(self, answer: int) -> None:
        printer = self._printer
        if answer != QDialog.DialogCode.Accepted or printer is None:
            return
        made = self._made(page_size_of(printer.pageLayout()))
        if made is None:
            return
        document, pages = made
        printer.setDocName(document.title)
        first = max(1, printer.fromPage())
        last = min(pages.count, printer.toPage() or pages.count)
        chosen = range(first - 1, last)
        if not chosen:
            self._say(f"There is no page {first}: these sections take {pages.count}.", wrong=True)
            return
        self._start(paint_pages(pages, printer, chosen), len(chosen), "Sent to the printer.")

    def _settle(self) -> None:
        """Lay out now what was to be laid out after a pause: it must not come in between later."""
        if self._pause.isActive():
            self._pause.stop()
            self._lay_out_pages()
        if self._layout is not None:
            self._layout.finish()

    def _made(self, size: QPageSize) -> tuple[PaperDocument, PaperPages] | None:
        """The chosen sections as they are now, on pages; those of the preview where they are the same but for the time.

        Laying a long label out again would take seconds.
        """
        self._settle()
        document = self._document()
        if document is None:
            return None
        if self._pages is not None:
            shown, pages = self._pages
            same = pages.size.toSize() == size.size(QPageSize.Unit.Point).toSize()
            if same and replace(shown, foot=()) == replace(document, foot=()) and pages.set_foot(document.foot):
                return document, pages
        return document, PaperPages(document, size)

    def _start(self, steps: Iterator[int], count: int, done: str) -> None:
        self._settle()
        self._progress.setRange(0, count)
        self._progress.setValue(0)
        self._run = PrintRun(steps, self)
        self._run.advanced.connect(self._progress.setValue)
        self._run.finished.connect(lambda: self._finish(done))
        self._run.failed.connect(lambda error: self._finish(str(error), wrong=True))
        self._say(f"Writing {_counted(count, 'page')} …")
        self._enable()

    def _finish(self, words: str, *, wrong: bool = False) -> None:
        self._say(words, wrong=wrong)
        self._enable()

    def _stop(self) -> None:
        if self._run is not None and self._run.running:
            self._run.stop()
            self._finish("Stopped. Nothing was written.")

    def _close_or_stop(self) -> None:
        if self.busy:
            self._stop()
        else:
            self.reject()

    def _lay_out_pages(self) -> None:
        """Show the pages, a short document at once; a long one takes seconds, in which the window stays alive."""
        if self._layout is not None:
            self._layout.stop()
            self._layout = None
        self._pages = None
        document = self._document()
        if document is None:
            self._preview.show_words("Choose at least one section.")
            self._say("Nothing to print yet.")
            self._enable()
            return
        pages = PaperPages(document, self._size(), laid_out=False)
        self._pages = (document, pages)
        run = PrintRun((round(100 * share) for share in pages.lay_out()), self)
        run.advanced.connect(self._progress.setValue)
        run.finished.connect(self._show_pages)
        self._layout = run
        run.advance_for(_AT_ONCE)
        if run.running:
            self._progress.setRange(0, 100)
            self._preview.show_words("Laying out the pages …")
            self._say("Laying out the pages …")
        self._enable()

    def _show_pages(self) -> None:
        assert self._pages is not None
        self._layout = None
        _, pages = self._pages
        self._preview.show_pages(pages)
        chosen = len(self._sections.chosen)
        of = len(self._monograph.sections)
        self._say(f"{_counted(pages.count, 'page')} · {chosen} of {_counted(of, 'section')}")
        self._enable()

    def _document(self) -> PaperDocument | None:
        chosen = self._sections.chosen
        try:
            return self._packets.document(self._monograph, chosen) if chosen else None
        except UserError as error:
            self._say(str(error), wrong=True)
            return None

    def _choose_current(self) -> None:
        if self._current is not None:
            self._sections.choose_one(self._current)

    def _size(self) -> QPageSize:
        return QPageSize(QPageSize.PageSizeId(self._paper.currentData()))

    def _suggested_path(self) -> Path:
        chosen = self._sections.chosen
        section = self._monograph.section(chosen[0]) if len(chosen) == 1 else None
        words = f"{self._monograph.title} - {section.title}" if section else self._monograph.title
        name = re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', " ", words).strip(" .")[:120] or "Materia"
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(folder) / f"{name}.pdf"

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self._status.setText(words)
        self._status.setProperty("wrong", wrong)
        self._dress()

    def _enable(self) -> None:
        laying_out = self._layout is not None and self._layout.running
        ready = bool(self._sections.chosen) and not self.busy and not laying_out
        for button in (self._print, self._save):
            button.setEnabled(ready)
            chosen = bool(self._sections.chosen) or self.busy
            button.setToolTip("" if chosen else "Choose at least one section")
        self._sections.setEnabled(not self.busy)
        self._paper.setEnabled(not self.busy)
        self._only_current.setEnabled(self._current is not None and not self.busy)
        self._only_current.setToolTip("" if self._current else "No section is being read")
        self._all.setEnabled(not self.busy)
        self._none.setEnabled(not self.busy)
        self._progress.setVisible(self.busy or laying_out)
        self._close.setText("Stop" if self.busy else "Close")

    def _dress(self) -> None:
        colour = self._appearance.theme.amber if self._status.property("wrong") else self._appearance.theme.text2
        self._status.setStyleSheet(f"color:{colour}")
        self._status.setFont(self._appearance.font(13))

    def _connect(self) -> None:
        self._sections.chosen_changed.connect(self._pause.start)
        self._paper.currentIndexChanged.connect(lambda: self._pause.start())
        self._pause.timeout.connect(self._lay_out_pages)
        self._only_current.clicked.connect(self._choose_current)
        self._all.clicked.connect(self._sections.choose_all)
        self._none.clicked.connect(lambda: self._sections.choose(set()))
        self._print.clicked.connect(self.print_sections)
        self._save.clicked.connect(self.save_pdf)
        self._close.clicked.connect(self._close_or_stop)
        self._appearance.changed.connect(self._dress)

    def _lay_out(self) -> None:
        for button in (self._only_current, self._all, self._none, self._save, self._close):
            button.setAutoDefault(False)
        self._print.setDefault(True)
        sections = QLabel("Sections")
        sections.setBuddy(self._sections)
        sections.setFont(self._appearance.font(13, 600))
        which = QHBoxLayout()
        which.setSpacing(8)
        for button in (self._only_current, self._all, self._none):
            which.addWidget(button)
        which.addStretch(1)
        paper = QHBoxLayout()
        label = QLabel("Pap&er")
        label.setBuddy(self._paper)
        paper.addWidget(label)
        paper.addWidget(self._paper, 1)
        what = QHBoxLayout()
        what.setSpacing(8)
        what.addWidget(self._print, 1)
        what.addWidget(self._save, 1)
        what.addWidget(self._close)
        side = QVBoxLayout()
        side.setContentsMargins(16, 16, 16, 16)
        side.setSpacing(12)
        side.addWidget(sections)
        side.addLayout(which)
        side.addWidget(self._sections, 1)
        side.addLayout(paper)
        side.addWidget(self._status)
        side.addWidget(self._progress)
        side.addLayout(what)
        column = QWidget()
        column.setLayout(side)
        column.setFixedWidth(344)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(column)
        whole.addWidget(self._preview, 1)


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
