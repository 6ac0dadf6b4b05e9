"""What can be imported and where it is to be had, laid out to be read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.importing.format_guide import ORIGINS, Origin
from desktop_app.ui.look.appearance import Appearance

_LEFT = 236
_SIDE_BY_SIDE_FROM = 620


class FormatGuide(QWidget):
    """A row for each kind of source; in a narrow window its two halves stand below each other."""

    link_clicked = Signal(str)
    template_wanted = Signal()
    """A file to begin one's own monograph with."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._rows: list[QBoxLayout] = []
        self._titles: list[QLabel] = []
        self._quiet: list[QLabel] = []
        self._texts: list[QLabel] = []
        self._lines: list[QFrame] = []
        self._lefts: list[QWidget] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for number, origin in enumerate(ORIGINS):
            if number:
                line = QFrame()
                line.setFixedHeight(1)
                self._lines.append(line)
                layout.addWidget(line)
            layout.addWidget(self._row(origin))
        appearance.changed.connect(self._dress)
        self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See the class."""
        super().resizeEvent(event)
        beside = event.size().width() >= _SIDE_BY_SIDE_FROM
        for row, left in zip(self._rows, self._lefts, strict=True):
            row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
            left.setFixedWidth(_LEFT) if beside else left.setMaximumWidth(16777215)

    def _row(self, origin: Origin) -> QWidget:
        left, right, holder = QWidget(), QWidget(), QWidget()
        heading = QVBoxLayout(left)
        heading.setContentsMargins(0, 0, 0, 0)
        heading.setSpacing(2)
        heading.addWidget(self._label(origin.title, self._titles))
        heading.addWidget(self._label(origin.files, self._quiet))
        heading.addStretch(1)
        words = QVBoxLayout(right)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(6)
        words.addWidget(self._label(origin.what, self._texts))
        words.addWidget(self._label(origin.how, self._texts))
        if origin.licence:
            words.addWidget(self._label(origin.licence, self._quiet))
        if origin.link:
            link = QPushButton(f"{origin.link_text} ↗")
            link.setObjectName("link")
            link.setAutoDefault(False)
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            link.setToolTip(f"Opens {origin.link} in your browser")
            link.setAccessibleName(f"{origin.link_text}, opens in your browser")
            link.clicked.connect(lambda: self.link_clicked.emit(origin.link))
            words.addWidget(link, alignment=Qt.AlignmentFlag.AlignLeft)
        else:
            begin = QPushButton("Begin a monograph of your own…")
            begin.setAutoDefault(False)
            begin.clicked.connect(self.template_wanted)
            words.addSpacing(2)
            words.addWidget(begin, alignment=Qt.AlignmentFlag.AlignLeft)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, holder)
        row.setContentsMargins(0, 16, 0, 14)
        row.setSpacing(8)
        row.addWidget(left)
        row.addWidget(right, 1)
        self._rows.append(row)
        self._lefts.append(left)
        return holder

    def _label(self, text: str, kind: list[QLabel]) -> QLabel:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        kind.append(label)
        return label

    def _dress(self) -> None:
        theme = self._appearance.theme
        self.setStyleSheet(
            f"#link {{ border: 2px solid transparent; background: transparent; color: {theme.accent}; font-size: 13px;"
            f" text-align: left; padding: 1px 4px; margin-left: -6px; min-height: 20px; }}"
            f"#link:hover {{ background: {theme.hover}; }} #link:pressed {{ background: {theme.soft}; }}"
            f"#link:focus {{ border-color: {theme.accent}; }}"
        )
        for label in self._titles:
            label.setStyleSheet("font-size: 14px; font-weight: 600;")
        for label in self._texts:
            label.setStyleSheet(f"color: {theme.text}; font-size: 13px;")
        for label in self._quiet:
            label.setStyleSheet(f"color: {theme.text2}; font-size: 12px;")
        for line in self._lines:
            line.setStyleSheet(f"background: {theme.line};")
