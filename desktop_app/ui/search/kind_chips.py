"""Filters by kind of section: one chip a kind, with the number of hits in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from desktop_app.monograph.kinds import LABELS, Kind
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.measuring import strong_width
from desktop_app.ui.look.row_painting import elided

HEIGHT, GAP = 24, 6
_LEFT, _RIGHT, _ABOVE, _BELOW = 16, 22, 8, 4
_PAD, _BETWEEN = 8, 5
_PX = 12
_ORDER = {kind.value: number for number, kind in enumerate(Kind)}
Counts = Sequence[tuple[str, int]]


def label_of(kind: str) -> str:
    """What a chip calls a kind."""
    return LABELS[Kind(kind)] if kind in _ORDER else kind.replace("-", " ").capitalize()


def in_order(counts: Counts, chosen: Iterable[str]) -> list[tuple[str, int]]:
    """The kinds to choose from in reading order, which does not change while the counts do; chosen ones always."""
    found = dict(counts)
    for kind in chosen:
        found.setdefault(kind, 0)
    return sorted(found.items(), key=lambda item: (_ORDER.get(item[0], len(_ORDER)), item[0]))


def fitting(widths: Sequence[int], room: int, rows: int, more: int) -> list[QPoint]:
    """Places of as many chips as stand in some rows, from the left; `more` is the width of one that follows the last.

    Empty where not even the first fits.
    """
    places: list[QPoint] = []
    x = row = 0
    for number, width in enumerate(widths):
        last = number == len(widths) - 1
        if x and x + width > room:
            x, row = 0, row + 1
        if row == rows:
            break
        if (
            row == rows - 1
            and not last
            and x + width + GAP + more > room
            and sum(widths[number:]) + GAP * (len(widths) - number - 1) > room - x
        ):
            break
        places.append(QPoint(x, row * (HEIGHT + GAP)))
        x += width + GAP
    return places


class KindChips(QWidget):
    """Left and Right walk along the chips, Space and Enter toggle. Chips that do not fit stand in a menu."""

    toggled = Signal(str)
    """A kind."""
    cleared = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._kinds: list[tuple[str, int]] = []
        self._chosen: frozenset[str] = frozenset()
        self._hidden: list[tuple[str, int]] = []
        self._rows = 1
        self._chips: list[_Chip] = []
        self._menu = QMenu(self)
        self.setAccessibleName("Kinds of section")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self._place)
        self.hide()

    def show_counts(self, counts: Counts, chosen: Iterable[str]) -> None:
        """Offer these kinds; nothing where there is nothing to choose."""
        self._chosen = frozenset(chosen)
        self._kinds = in_order(counts, self._chosen)
        self.setVisible(len(self._kinds) > 1 or bool(self._chosen))
        self._place()

    @property
    def texts(self) -> list[tuple[str, str, bool]]:
        """Word, count and whether it is lit, of every chip that is seen."""
        return [(chip.word, chip.count, chip.isChecked()) for chip in self._chips if not chip.isHidden()]

    @property
    def menu_texts(self) -> list[str]:
        """What the menu of the others offers."""
        self._fill_menu()
        return [action.text() for action in self._menu.actions()]

    def allow_rows(self, rows: int) -> None:
        """Take up to so many rows."""
        if rows != self._rows:
            self._rows = rows
            self._place()

    def sizeHint(self) -> QSize:
        """As many rows as are used."""
        bottom = max((chip.geometry().bottom() + 1 for chip in self._chips if not chip.isHidden()), default=0)
        return QSize(0, bottom + _BELOW)

    def minimumSizeHint(self) -> QSize:
        """All rows are always seen."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place anew what fits."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right; they do not leave the row."""
        shown = [chip for chip in self._chips if not chip.isHidden()]
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        here = next((number for number, chip in enumerate(shown) if chip.hasFocus()), None)
        if not step or here is None:
            super().keyPressEvent(event)
            return
        shown[max(0, min(len(shown) - 1, here + step))].setFocus(Qt.FocusReason.TabFocusReason)

    def _place(self) -> None:
        """Give every chip its kind and place. Chips stay the same widgets, so that focus and pointer stay with them."""
        if self.isHidden() or not self._kinds:
            return
        everything = ("", sum(count for _, count in self._kinds))
        offered = [everything, *self._kinds]
        room = max(0, self.width() - _LEFT - _RIGHT)
        more = self._chip(0).width_of("More", "", menu=True)
        places = fitting([self._width(*each) for each in offered], room, self._rows, more)
        seen = set(offered[: len(places)])
        unseen = [each for each in self._kinds if each not in seen and each[0] in self._chosen]
        if unseen:  # what is chosen is never out of sight
            rest = [each for each in self._kinds if each not in unseen]
            offered = [everything, *unseen, *rest]
            places = fitting([self._width(*each) for each in offered], room, self._rows, more)
        self._hidden = offered[len(places) :]
        for number, ((kind, count), place) in enumerate(zip(offered, places, strict=False)):
            lit = kind in self._chosen if kind else not self._chosen
            chip = self._chip(number)
            chip.show_as(kind, label_of(kind) if kind else "All", f"{count:,}", lit=lit)
            chip.setGeometry(QRect(place + QPoint(_LEFT, _ABOVE), QSize(self._width(kind, count), HEIGHT)))
        used = len(places)
        if self._hidden:
            chip = self._chip(used)
            chip.show_as(_MORE, "More", "", lit=False)
            last = self._chip(used - 1).geometry() if used else QRect(_LEFT - GAP, _ABOVE, 0, HEIGHT)
            chip.setGeometry(QRect(last.right() + 1 + GAP, last.top(), more, HEIGHT))
            used += 1
        for chip in self._chips[used:]:
            chip.hide()
        self.updateGeometry()

    def _width(self, kind: str, count: int) -> int:
        return self._chip(0).width_of(label_of(kind) if kind else "All", f"{count:,}", menu=False)

    def _chip(self, number: int) -> _Chip:
        while len(self._chips) <= number:
            chip = _Chip(self._appearance, self)
            chip.clicked.connect(lambda _=False, chip=chip: self._clicked(chip))
            self._chips.append(chip)
        return self._chips[number]

    def _clicked(self, chip: _Chip) -> None:
        if chip.kind == _MORE:
            self._fill_menu()
            self._menu.popup(chip.mapToGlobal(QPoint(0, HEIGHT + 2)))
        elif not chip.kind:
            self.cleared.emit()
        else:
            self.toggled.emit(chip.kind)

    def _fill_menu(self) -> None:
        self._menu.clear()
        for kind, count in self._hidden:
            action = self._menu.addAction(f"{label_of(kind)}\t{count:,}")
            action.triggered.connect(lambda _=False, kind=kind: self.toggled.emit(kind))


_MORE = "…"


class _Chip(QAbstractButton):
    """Painted: word and count differ in colour, and the ring must not move them."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._ring = False
        self.kind, self.word, self.count = "", "", ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_as(self, kind: str, word: str, count: str, *, lit: bool) -> None:
        """Be this kind's chip; repaints only if that changes anything."""
        if (kind, word, count, lit) != (self.kind, self.word, self.count, self.isChecked()):
            self.kind, self.word, self.count = kind, word, count
            self.setChecked(lit)
            self.setAccessibleName(f"{word}, {count}" if count else word)
            self.setToolTip("" if kind else "Sections of every kind")
            self.update()
        self.show()

    def nextCheckState(self) -> None:
        """A click asks; what is lit, the next answer says."""

    def width_of(self, word: str, count: str, *, menu: bool) -> int:
        """Always as wide as when it is lit, so that its neighbours stay where they are."""
        wide = strong_width(self._appearance, _PX, word) + 2 * _PAD
        if count:
            wide += _BETWEEN + strong_width(self._appearance, _PX, count)
        return wide + (16 if menu else 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A click draws no ring."""
        self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter toggles as Space does; the arrows are the row's."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame and fill, word and count, ring."""
        theme, lit = self._appearance.theme, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        fill = theme.soft if lit or self.isDown() else theme.hover if self.underMouse() else theme.surface
        painter.setBrush(QColor(fill))
        painter.setPen(QPen(QColor(theme.accent if lit else theme.edge), 1))
        painter.drawRoundedRect(frame, 5, 5)
        font = self._font(600 if lit else 400)
        metrics = QFontMetricsF(font)
        baseline = round((self.height() + metrics.ascent() - metrics.descent()) / 2)
        painter.setFont(font)
        painter.setPen(QColor(theme.accent if lit else theme.text))
        taken = metrics.horizontalAdvance(self.count) if self.count else 0.0
        room = self.width() - 2 * _PAD - taken - (_BETWEEN if self.count else 0) - (16 if self.kind == _MORE else 0)
        painter.drawText(_PAD, baseline, elided(self.word, metrics, room + 1))
        if self.count:
            painter.setPen(QColor(theme.accent if lit else theme.text3))
            painter.drawText(round(self.width() - _PAD - taken), baseline, self.count)
        if self.kind == _MORE:
            place = QRect(self.width() - _PAD - 14, (HEIGHT - 14) // 2, 14, 14)
            self._appearance.icon("chevron-down", size=14).paint(painter, place)
        if self.hasFocus() and self._ring:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _font(self, weight: int) -> QFont:
        return self._appearance.font(_PX, weight)
