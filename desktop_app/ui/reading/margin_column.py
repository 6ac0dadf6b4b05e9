"""Beside the text: the reader's notes, and what the section cites, so that the commonest check needs no pointing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.citations.format import short
from desktop_app.monograph.html import citations
from desktop_app.monograph.model import Monograph, Reference, ReferenceStatus, Section
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.citation_words import GROUPS, ICONS

_NUMBER = 22
CHANGED = "The text has changed since this was bookmarked."


@dataclass(frozen=True, slots=True)
class Passage:
    """A bookmarked passage: offsets into the collapsed text, the user's note, and the day it was made (ISO 8601).

    Without any text between its ends it is the section as a whole.
    """

    start: int
    end: int
    note: str = ""
    date: str = ""
    exact: bool = True
    """False: the words have changed since they were bookmarked."""


class MarginColumn(QScrollArea):
    """Note cards, then the references of the section by status."""

    reference_chosen = Signal(str)
    """REF of a reference whose row or number was clicked."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._monograph: Monograph | None = None
        self._section: Section | None = None
        self._passages: Sequence[Passage] = ()
        self._rows: dict[str, _Row] = {}
        self._filled = False
        self._top = 30
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Cited in this section")
        self.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        appearance.changed.connect(self._fill)

    def show_section(self, monograph: Monograph, section: Section, passages: Sequence[Passage]) -> None:
        """List what a section cites."""
        self._monograph, self._section, self._passages = monograph, section, passages
        self._fill()

    def set_top(self, top: int) -> None:
        """Begin `top` px down, on a line with the text."""
        if top != self._top:
            self._top = top
            self._fill()

    def light(self, ref: str | None) -> None:
        """Light the row of the reference whose popup is open."""
        for row_ref, row in self._rows.items():
            row.set_lit(row_ref == ref)
        if ref in self._rows:
            self.ensureWidgetVisible(self._rows[ref], 0, 24)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show beside this section."""
        return not self._filled

    @property
    def rows(self) -> dict[str, _Row]:
        """Rows by REF."""
        return self._rows

    def _fill(self) -> None:
        if self._monograph is None or self._section is None:
            return
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, self._top, 0, 24)
        column.setSpacing(0)
        self._rows = {}
        noted = [passage for passage in self._passages if passage.note or not passage.exact]
        for passage in noted:
            column.addWidget(_NoteCard(passage, self._appearance))
            column.addSpacing(12)
        groups = _grouped(self._monograph, self._section)
        self._filled = bool(noted or groups)
        if groups:
            if noted:
                column.addSpacing(12)
            column.addWidget(self._label("Cited in this section", 12, 600, "text"))
            column.addSpacing(10)
        for status, cited in groups.items():
            column.addWidget(_GroupHead(status, self._appearance))
            if status is ReferenceStatus.MISSING:
                column.addWidget(self._numbers(cited))
                continue
            for ref, label, reference in cited:
                row = _Row(ref, label, reference, self._appearance)
                row.clicked.connect(self.reference_chosen)
                self._rows[ref] = row
                column.addWidget(row)
            column.addSpacing(12)
        column.addStretch(1)
        self.setWidget(body)

    def _label(self, text: str, px: int, weight: int, token: str) -> QLabel:
        label = QLabel(text)
        label.setFont(self._appearance.font(px, weight))
        label.setStyleSheet(f"color:{self._appearance.colour(token)}")
        return label

    def _numbers(self, cited: Sequence[_Cited]) -> QLabel:
        """Missing numbers in one amber line, instead of shouting in each row."""
        amber = self._appearance.theme.amber
        links = (
            f'<a href="{escape(ref)}" style="color:{amber}; text-decoration:none; font-weight:600">{escape(label)}</a>'
            for ref, label, _ in cited
        )
        label = QLabel(f'<p style="line-height:20px; -qt-line-height-type:fixed">{"&nbsp;&nbsp; ".join(links)}</p>')
        label.setFont(self._appearance.font(13, 600))
        label.setWordWrap(True)
        label.setContentsMargins(_NUMBER, 4, 0, 0)
        label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        label.linkActivated.connect(self.reference_chosen)
        return label


_Cited = tuple[str, str, Reference | None]
"""REF, the mark's text, the reference."""


def _grouped(monograph: Monograph, section: Section) -> dict[ReferenceStatus, list[_Cited]]:
    """What a section cites, each once, by status, in the order of the source's numbers."""
    found: dict[ReferenceStatus, dict[str, _Cited]] = {status: {} for status in ReferenceStatus}
    for citation in citations(section.html):
        reference = monograph.reference(citation.ref)
        status = ReferenceStatus.MISSING if reference is None else reference.status
        found[status].setdefault(citation.ref, (citation.ref, citation.mark or citation.ref, reference))
    return {status: sorted(cited.values(), key=_by_number) for status, cited in found.items() if cited}


def _by_number(cited: _Cited) -> tuple[int, str]:
    digits = "".join(character for character in cited[1] if character.isdecimal())
    return (int(digits) if digits else 10**9, cited[1])


class _GroupHead(QWidget):
    """Shape and words of a status."""

    def __init__(self, status: ReferenceStatus, appearance: Appearance) -> None:
        super().__init__()
        self._status, self._appearance = status, appearance
        self.setAccessibleName(GROUPS[status])
        self.setFixedHeight(26)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shape, words."""
        token = "amber" if self._status is ReferenceStatus.MISSING else "text2"
        painter = QPainter(self)
        pixmap = self._appearance.pixmap(ICONS[self._status], token, ratio=self.devicePixelRatioF())
        painter.drawPixmap(-2, 5, pixmap)
        painter.setFont(self._appearance.font(12))
        painter.setPen(QColor(self._appearance.colour(token)))
        painter.drawText(self.rect().adjusted(_NUMBER, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, GROUPS[self._status])
        painter.end()


class _Row(QWidget):
    """One reference in short: number, who and when, where."""

    clicked = Signal(str)

    def __init__(self, ref: str, label: str, reference: Reference | None, appearance: Appearance) -> None:
        super().__init__()
        self._ref, self._label, self._appearance = ref, label, appearance
        self._who, self._where = short(reference) if reference is not None else ("", "")
        self._lit = False
        self.setAccessibleName(f"{label} {self._who} {self._where}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(44 if self._where else 28)

    @property
    def lit(self) -> bool:
        """Whether the popup of this reference is open."""
        return self._lit

    def set_lit(self, lit: bool) -> None:
        """Light or dim the row."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as the column."""
        return QSize(200, self.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the mark."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit(self._ref)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Number in accent, two lines."""
        theme, font = self._appearance.theme, self._appearance.font
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._lit or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.soft if self._lit else theme.hover))
            painter.drawRoundedRect(self.rect().toRectF(), 2, 2)
        number, plain = font(13, 600), font(13)
        metrics = QFontMetrics(plain)
        painter.setFont(number)
        painter.setPen(QColor(theme.accent))
        painter.drawText(0, 17, self._label)
        left = max(_NUMBER, QFontMetrics(number).horizontalAdvance(self._label) + 6)
        room = self.width() - left - 4
        painter.setFont(plain)
        painter.setPen(QColor(theme.text))
        painter.drawText(left, 17, metrics.elidedText(self._who, Qt.TextElideMode.ElideRight, room))
        small = font(12)
        painter.setFont(small)
        painter.setPen(QColor(theme.text2))
        painter.drawText(left, 34, QFontMetrics(small).elidedText(self._where, Qt.TextElideMode.ElideRight, room))
        painter.end()


class _NoteCard(QFrame):
    """The user's own note on a section or passage; for one whose words have changed since, that it is so."""

    def __init__(self, passage: Passage, appearance: Appearance) -> None:
        super().__init__()
        self._appearance, self._date = appearance, passage.date[:10]
        self._head = "Your note" if passage.note else "Your bookmark"
        self.setAccessibleName(": ".join(filter(None, (self._head, passage.note, "" if passage.exact else CHANGED))))
        column = QVBoxLayout(self)
        column.setContentsMargins(13, 34, 13, 13)
        note = QLabel(passage.note)
        note.setTextFormat(Qt.TextFormat.PlainText)
        note.setWordWrap(True)
        note.setFont(appearance.font(13))
        note.setStyleSheet(f"color:{appearance.theme.text}")
        note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        note.setVisible(bool(passage.note))
        column.addWidget(note)
        if not passage.exact:
            changed = QLabel(CHANGED)
            changed.setWordWrap(True)
            changed.setFont(appearance.font(12))
            changed.setStyleSheet(f"color:{appearance.theme.amber}")
            column.addWidget(changed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame and head."""
        theme, font = self._appearance.theme, self._appearance.font
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.drawPixmap(12, 12, self._appearance.pixmap("note", "text2", ratio=self.devicePixelRatioF()))
        head = QRectF(34, 10, self.width() - 47, 20)
        painter.setPen(QColor(theme.text2))
        painter.setFont(font(12, 600))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, self._head)
        painter.setFont(font(12))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._date)
        painter.end()
