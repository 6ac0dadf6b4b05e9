"""The References tab: which source stands behind each mark, and every place that cites it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.citations.audit import Use
from desktop_app.citations.format import format_ama
from desktop_app.monograph.model import Monograph, Reference, ReferenceStatus
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.filter_segments import FilterSegments
from desktop_app.ui.reading.citation_words import WORDS
from desktop_app.ui.reading.links import Link
from desktop_app.ui.reading.reading_measure import ReadingMeasure
from desktop_app.ui.reading.references_html import listed
from desktop_app.ui.reading.references_table import ReferencesTable


class ReferencesView(QWidget):
    """Filter, copy, table."""

    place_chosen = Signal(str, str, int)
    """Key of a section, REF, and which of its marks there."""
    external_link_requested = Signal(str)
    copy_requested = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._monograph: Monograph | None = None
        self._uses: Mapping[str, Sequence[Use]] = {}
        self._references: list[Reference] = []
        self._stale = False
        self.filter = FilterSegments(appearance)
        self.copy_row = QPushButton("Copy")
        self.copy_row.setToolTip("Copy the chosen reference")
        self.copy_all = QPushButton("Copy all")
        self.table = ReferencesTable(appearance)
        self._bar = QHBoxLayout()
        self._bar.setSpacing(8)
        self._bar.addWidget(self.filter)
        self._bar.addStretch(1)
        self._bar.addWidget(self.copy_row)
        self._bar.addWidget(self.copy_all)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(8)
        self._column.addLayout(self._bar)
        self._column.addWidget(self.table, 1)
        self._relayout = QTimer(self)
        self._relayout.setSingleShot(True)
        self._relayout.timeout.connect(self._fill)
        self.filter.chosen.connect(self._fill)
        self.copy_row.clicked.connect(self._copy_chosen)
        self.copy_all.clicked.connect(lambda: self._copy(self._shown()))
        self.table.row_chosen.connect(self._enable_copy)
        self.table.link_activated.connect(self._follow)
        appearance.changed.connect(self._fill)

    def show_monograph(self, monograph: Monograph | None, uses: Mapping[str, Sequence[Use]]) -> None:
        """List the references of a monograph; laid out when first seen."""
        self._monograph, self._uses = monograph, uses
        self._references = listed(monograph) if monograph is not None else []
        counts = {
            status: sum(reference.status is status for reference in self._references) for status in ReferenceStatus
        }
        self.filter.set_choices(
            [
                (None, "All", len(self._references)),
                *((status, WORDS[status], counts[status]) for status in ReferenceStatus),
            ]
        )
        self.table.choose(None)
        self._fill()

    def set_filter(self, status: ReferenceStatus | None) -> None:
        """Show references of one status, or all."""
        self.filter.choose(status)

    def go_to(self, ref: str) -> None:
        """Put the bar on a reference, whatever the filter."""
        if all(reference.id != ref for reference in self._shown()):
            self.filter.choose(None)
        if self._stale:
            self._fill(now=True)
        self.table.choose(ref, scroll=True)
        self.table.setFocus()

    def set_measure(self, measure: ReadingMeasure) -> None:
        """Begin where the text begins; a table uses the whole pane."""
        self._bar.setContentsMargins(measure.left, 14, measure.right, 0)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.table.setViewportMargins(measure.left, 0, measure.right - 12, 0)

    def showEvent(self, event: object) -> None:
        """Lay out what was put off."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._stale:
            self._fill(now=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns depend on the width."""
        super().resizeEvent(event)
        if (event.oldSize().width() < 860) != (event.size().width() < 860):
            self._stale = True
            self._relayout.start(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy copies the chosen row."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.table.chosen is not None:
            self._copy_chosen()
            return
        super().keyPressEvent(event)

    def _shown(self) -> list[Reference]:
        status = self.filter.current
        return [reference for reference in self._references if status is None or reference.status is status]

    def _fill(self, _value: object = None, *, now: bool = False) -> None:
        self._stale = not (now or self.isVisible())
        if self._monograph is not None and not self._stale:
            self.table.show_references(self._monograph, self._shown(), self._uses)
        self.copy_all.setEnabled(any(reference.status is not ReferenceStatus.MISSING for reference in self._shown()))
        self._enable_copy(self.table.chosen)

    def _enable_copy(self, ref: object) -> None:
        reference = next((reference for reference in self._references if reference.id == ref), None)
        can = reference is not None and reference.status is not ReferenceStatus.MISSING
        self.copy_row.setEnabled(can)
        self.copy_row.setToolTip("Copy the chosen reference" if can else "Choose a reference that is in the file first")

    def _copy_chosen(self) -> None:
        self._copy([reference for reference in self._references if reference.id == self.table.chosen])

    def _copy(self, references: Sequence[Reference]) -> None:
        lines = [
            f"{reference.label}. {format_ama(reference).text}".removeprefix(". ")
            for reference in references
            if reference.status is not ReferenceStatus.MISSING
        ]
        if lines:
            self.copy_requested.emit("\n".join(lines))

    def _follow(self, link: Link, _keyboard: bool) -> None:
        place = self.table.place(link.href)
        if place is not None:
            self.place_chosen.emit(place.section, place.ref, place.nth)
        elif link.href.startswith(("https://", "http://")):
            self.external_link_requested.emit(link.href)
