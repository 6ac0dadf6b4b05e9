"""The table of references: rows that can be chosen, links to outside and to every citing place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QTextTable
from PySide6.QtWidgets import QWidget

from desktop_app.citations.audit import Use
from desktop_app.monograph.model import Monograph, Reference
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.linked_text import LinkedText
from desktop_app.ui.reading.links import InertDocument
from desktop_app.ui.reading.references_html import CitingPlace, ReferencesPage, references_page, references_style

_BAR = 3


class ReferencesTable(LinkedText):
    """Up and Down choose a row, Tab walks the links."""

    row_chosen = Signal(object)
    """Id of a reference, or None."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, parent)
        self._page = ReferencesPage()
        self._table: QTextTable | None = None
        self._rects: list[QRectF] = []
        self._chosen: str | None = None
        self.setAccessibleName("References")

    def show_references(
        self, monograph: Monograph, references: Sequence[Reference], uses: Mapping[str, Sequence[Use]]
    ) -> None:
        """Lay out the table; the chosen row stays if it is still there."""
        self.colour_base()
        old = self.document()
        narrow = self.viewport().width() < 760
        self._page = references_page(
            monograph, references, uses, self.appearance.theme, (130, 44) if narrow else (210, 60)
        )
        document = _IconDocument(self.appearance, self)
        document.setDefaultStyleSheet(references_style(self.appearance.theme))
        document.setDefaultFont(self.appearance.font(14))
        document.setHtml(self._page.html)
        self._table = next(
            (frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)), None
        )
        document.documentLayout().documentSizeChanged.connect(self._forget_rects)
        self._forget_rects()
        self.show_document(document)
        old.deleteLater()
        if self._chosen not in self._page.rows:
            self.choose(None)

    @property
    def chosen(self) -> str | None:
        """Id of the chosen reference."""
        return self._chosen

    def place(self, href: str) -> CitingPlace | None:
        """Where a `place:N` link leads."""
        return self._page.places[int(href.removeprefix("place:"))] if href.startswith("place:") else None

    def choose(self, ref: str | None, *, scroll: bool = False) -> None:
        """Put the bar on a row."""
        self._chosen = ref if ref in self._page.rows else None
        self.viewport().update()
        if scroll and self._chosen is not None:
            rect = self.row_rect(self._chosen)
            bar, height = self.verticalScrollBar(), self.viewport().height()
            if rect.top() < bar.value() or rect.bottom() > bar.value() + height:
                bar.setValue(round(rect.center().y() - height / 2))
        self.row_chosen.emit(self._chosen)

    def row_rect(self, ref: str) -> QRectF:
        """The row of a reference in document coordinates."""
        if not self._rects:
            self._rects = self._measure_rows()
        return self._rects[self._page.rows.index(ref)]

    def _measure_rows(self) -> list[QRectF]:
        """Qt tells where blocks are, not rows: a row reaches from its cells' padding to the next row's.

        It tells the size of the table too, but counts its place from the first block in it.
        """
        if self._table is None:
            return [QRectF()] * len(self._page.rows)
        layout, table = self.document().documentLayout(), self._table
        frame = layout.frameBoundingRect(table)
        tops = []
        for row in range(table.rows()):
            cell = table.cellAt(row, 0)
            block = cell.firstCursorPosition().block()
            padding = cell.format().toTableCellFormat().topPadding()
            tops.append(layout.blockBoundingRect(block).top() - padding)
        tops.append(tops[0] + frame.height())
        return [QRectF(0, top, frame.width(), below - top) for top, below in pairwise(tops)]

    def _forget_rects(self) -> None:
        self._rects = []

    def paint_under(self, painter: QPainter) -> None:
        """The chosen row, then the link that the keyboard is on."""
        theme = self.appearance.theme
        if self._chosen is not None:
            rect = self.row_rect(self._chosen)
            painter.fillRect(rect, QColor(theme.soft))
            painter.fillRect(QRectF(rect.left(), rect.top(), _BAR, rect.height()), QColor(theme.accent))
        super().paint_under(painter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down choose the row."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        rows = [row for row in self._page.rows if row is not None]
        if not step or not rows or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().keyPressEvent(event)
            return
        index = rows.index(self._chosen) + step if self._chosen in rows else 0
        if 0 <= index < len(rows):
            self.focus_link(None)
            self.choose(rows[index], scroll=True)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses its row."""
        super().mousePressEvent(event)
        where = event.position() + self.scrolled()
        for ref in self._page.rows:
            if ref is not None and self.row_rect(ref).contains(QPointF(where)):
                self.choose(ref)
                break

    def shows_ring(self) -> bool:
        """The chosen row shows where the keyboard is."""
        return self._chosen is None


class _IconDocument(InertDocument):
    """Serves the status shapes, nothing else."""

    def __init__(self, appearance: Appearance, parent: ReferencesTable) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._ratio = parent.devicePixelRatioF()
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)

    def loadResource(self, _kind: int, name: QUrl | str) -> object:
        """`icon:NAME`."""
        address = name.toString() if isinstance(name, QUrl) else name
        if not address.startswith("icon:"):
            return None
        icon = address.removeprefix("icon:")
        return self._appearance.pixmap(icon, "amber" if icon == "missing" else "text2", ratio=self._ratio)
