"""Above the text: which drug this is, what else it is called, and where the text comes from and how old it is."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.monograph.model import Monograph, NameKind, ReferenceStatus
from desktop_app.render.provenance import age, notice, source_name, version_line
from desktop_app.render.words_shown import percent, words_shown_line
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.badge import HEIGHT as BADGE_HEIGHT
from desktop_app.ui.parts.badge import Badge
from desktop_app.ui.reading.reading_measure import ReadingMeasure

_FULL_HEIGHT, _COMPACT_HEIGHT = 86, 60
_SOURCE_WIDTH = 260
_HYPHENED = re.compile(r"([-–/])(?=.)")


class MonographHeader(QWidget):
    """Two lines, one in short or narrow windows; taller only for a notice or where all names are shown."""

    missing_wanted = Signal()
    """The badge of missing references was followed."""
    others_wanted = Signal()
    """The other monographs of the drug are to be listed."""
    details_wanted = Signal()
    """It is asked where the monograph came from."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._monograph: Monograph | None = None
        self._today = date.min
        self._group = ("", 1, "")
        self._sharing = ""
        self._measure: ReadingMeasure | None = None
        self._compact = False
        self._expanded = False
        self.title = QLabel(self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.names = QLabel(self)
        self.names.setTextFormat(Qt.TextFormat.RichText)
        self.names.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.notice = QLabel(self)
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setWordWrap(True)
        self.source = QLabel(self)
        self.source.setTextFormat(Qt.TextFormat.RichText)
        self.age = Badge(appearance, self)
        self.missing = Badge(appearance, self, leads=True)
        self.words = Badge(appearance, self, leads=True)
        self.others = Badge(appearance, self, leads=True)
        self.origin = Badge(appearance, self, leads=True)
        self.origin.clicked.connect(self.details_wanted)
        self.words.clicked.connect(self.details_wanted)
        self.others.clicked.connect(self.others_wanted)
        self.names.linkActivated.connect(lambda _href: self.expand(not self._expanded))
        self.missing.clicked.connect(self.missing_wanted)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def show_monograph(self, monograph: Monograph, today: date) -> None:
        """Name the drug and its source."""
        self._monograph, self._today, self._expanded = monograph, today, False
        self._group, self._sharing = ("", 1, ""), ""
        self._fill()

    def show_group(self, title: str, count: int, newest: str = "", *, sharing: str = "") -> None:
        """Of how many monographs of the drug with this title it is one; with a single one nothing is said.

        `newest` is the date of a newer one from the same kind of source, where there is one; `sharing` a sentence that
        names the drugs with the same active moiety.
        """
        self._group, self._sharing = (title, count, newest), sharing
        self._fill()

    def set_measure(self, measure: ReadingMeasure, *, compact: bool) -> None:
        """Stand in the columns of the text; `compact` puts title and names on one line."""
        self._measure, self._compact = measure, compact
        self._fill()

    def expand(self, expanded: bool) -> None:
        """Show all names, or those that fit in a line."""
        self._expanded = expanded
        self._lay_out()

    def other_names(self) -> list[str]:
        """What else the drug is called, misspellings left out."""
        if self._monograph is None:
            return []
        order = {NameKind.BRAND: 0, NameKind.GENERIC: 1, NameKind.SYNONYM: 2}
        seen = {self._monograph.title.casefold()}
        found = []
        for name in sorted(
            (name for name in self._monograph.names if name.kind in order), key=lambda name: order[name.kind]
        ):
            if name.text.casefold() not in seen:
                seen.add(name.text.casefold())
                found.append(name.text)
        return found

    def _fill(self) -> None:
        monograph = self._monograph
        if monograph is None:
            return
        provenance = monograph.provenance
        tip = [
            part
            for part in (provenance.publisher, version_line(provenance), provenance.licence, provenance.file_name)
            if part
        ]
        self.source.setToolTip(" · ".join(tip))
        how_old = age(provenance.effective_date, self._today)
        self.age.say(how_old.words[:1].upper() + how_old.words[1:] if how_old.words else "", amber=how_old.old)
        missing = sum(reference.status is ReferenceStatus.MISSING for reference in monograph.references)
        many = "reference" if missing == 1 else "references"
        short = f"{missing} missing" if self._compact else f"{missing} {many} missing"
        self.missing.say(short if missing else "", amber=True)
        self.missing.setToolTip(f"{missing} {many} cited in the text, but not in the source file. Show them")
        short = words_shown_line(provenance.words)
        said = f"{short}. Show what is missing" if short else ""
        brief = f"{percent(provenance.words)} of words" if provenance.words is not None else ""
        self.words.say(brief if short and self._compact else short, amber=True)
        self.words.setAccessibleName(said)
        self.words.setToolTip(said)
        drug, count, newest = self._group
        of = f", newest {newest}" if newest else "" if self._compact else " monographs"
        self.others.say(f"1 of {count:,}{of}" if count > 1 else "", amber=False)
        dated = f", the newest of {newest}" if newest else ""
        said = f"One of {count:,} monographs of {drug}{dated}. Show the others"
        self.others.setAccessibleName(said)
        self.others.setToolTip(said)
        self.origin.say("Origin", amber=False)
        self.origin.setToolTip("Why this is here: the file that brought it, its hash and date, older versions")
        self.notice.setText("\n".join(filter(None, (self._sharing, notice(provenance)))))
        self._lay_out()

    def _lay_out(self) -> None:
        measure = self._measure
        if self._monograph is None or measure is None:
            return
        width, left = self.width(), measure.left
        beside = self._source_left(measure)
        stacked = beside is None
        room = (
            (width - left - measure.right)
            if beside is None
            else min(measure.text, beside - left - 24)
            if measure.column
            else beside - left - 24
        )
        bottom = self._lay_title(left, room)
        if self.notice.text():
            self.notice.setVisible(True)
            wide = room if beside is None else beside - left - 16
            height = self.notice.heightForWidth(wide)
            self.notice.setGeometry(left, bottom + 2, wide, height)
            bottom += height + 2
        else:
            self.notice.setVisible(False)
        x = left if beside is None else beside
        top = bottom + 4 if stacked else (13 if self._compact else 24)
        source_width = width - x - 8
        lines = self._show_source(source_width, two_lines=not stacked)
        if lines > 1:
            top -= 8
        self.source.setGeometry(x, top, source_width, 18 * lines)
        below = self._lay_badges(x, top + 18 * (lines - 1) + (22 if self._compact else 24), source_width)
        padding = 8
        least = _COMPACT_HEIGHT if self._compact else _FULL_HEIGHT
        self.setFixedHeight(max(least, bottom + padding, below + padding - 2))

    def _show_source(self, room: int, *, two_lines: bool) -> int:
        """Kind of source, publisher and version; answers how many lines they take."""
        assert self._monograph is not None
        provenance, theme = self._monograph.provenance, self._appearance.theme
        kind, version = source_name(provenance), version_line(provenance)
        metrics = QFontMetrics(self.source.font())
        strong = QFontMetrics(self._appearance.font(13, 600)).horizontalAdvance(f"{kind} ")
        publisher = provenance.publisher if provenance.publisher.casefold() not in kind.casefold() else ""
        right = Qt.TextElideMode.ElideRight
        below = ""
        in_one = f"· {publisher}{' · ' if version else ''}{version}" if publisher else version
        fits = strong + metrics.horizontalAdvance(in_one) <= room
        if two_lines and publisher and version and not (self._compact and fits):
            beside, below = f"· {publisher}", version
        elif publisher and fits:
            beside = in_one
        elif strong + metrics.horizontalAdvance(version) <= room:
            beside = version
        else:
            beside = provenance.effective_date or version
        shown = [
            f'<span style="font-weight:600; color:{theme.text}">{escape(kind)}</span> '
            f'<span style="color:{theme.text2}">{escape(metrics.elidedText(beside, right, room - strong))}</span>'
        ]
        if below:
            shown.append(f'<span style="color:{theme.text2}">{escape(metrics.elidedText(below, right, room))}</span>')
        self.source.setText("<br>".join(shown))
        return len(shown)

    def _source_left(self, measure: ReadingMeasure) -> int | None:
        """Where the source stands beside the title; None where it goes below the names."""
        if measure.column:
            return measure.column_left
        x = self.width() - measure.right - _SOURCE_WIDTH
        return x if x >= measure.left + 400 else None

    def _lay_title(self, left: int, room: int) -> int:
        """Title and names; returns where they end."""
        assert self._monograph is not None
        font = self._appearance.font(24 if self._compact else 28, 600)
        metrics = QFontMetrics(font)
        self.title.setFont(font)
        title = self._monograph.title
        advance = metrics.horizontalAdvance(title)
        names_font = QFontMetrics(self.names.font())
        if self._compact and advance + 13 + 160 <= room and not self._expanded:
            self.title.setText(title)
            self.title.setGeometry(left, 11, advance + 2, 32)
            x = left + advance + 13
            text = self._names_in(room - advance - 13, names_font)
            # The two baselines meet: the names stand on the title's line, not in its middle.
            baseline = 11 + (32 - metrics.height()) // 2 + metrics.ascent()
            self._show_names(text)
            self.names.setWordWrap(False)
            self.names.setGeometry(x, baseline - names_font.ascent() - 1, room - advance - 13, names_font.height() + 2)
            return 44
        line, lines = (30 if self._compact else 34), 2
        top = 11 if self._compact else 20
        if _line_count(title, metrics, room) > lines:
            # Rather smaller than cut: the end of a drug's name may be its strength or form.
            font = self._appearance.font(20, 600)
            metrics, line, lines = QFontMetrics(font), 26, 4
            self.title.setFont(font)
        shown = _in_lines(title, metrics, room, lines)
        self.title.setText(shown)
        self.title.setToolTip(title if "…" in shown else "")
        height = line * (1 + shown.count("\n"))
        self.title.setGeometry(left, top, room, height)
        bottom = top + height + 3
        if not self.other_names():
            self._show_names("")
            self.names.setGeometry(left, bottom, room, 0)
            return bottom
        self.names.setWordWrap(self._expanded)
        self._show_names(self._names_in(room, names_font))
        names_height = max(20, self.names.heightForWidth(room)) if self._expanded else 20
        self.names.setGeometry(left, bottom, room, names_height)
        return bottom + names_height

    def _show_names(self, html: str) -> None:
        """Only a link makes the names a stop for the keyboard."""
        self.names.setText(html)
        self.names.setFocusPolicy(Qt.FocusPolicy.StrongFocus if "<a" in html else Qt.FocusPolicy.NoFocus)

    def _names_in(self, room: int, metrics: QFontMetrics) -> str:
        names = self.other_names()
        theme = self._appearance.theme
        link = f'<a href="names" style="color:{theme.accent}; text-decoration:none">'
        if self._expanded:
            return f"{escape(', '.join(names))} {link}less</a>"
        for shown in range(len(names), 0, -1):
            rest = f" and {len(names) - shown} more" if shown < len(names) else ""
            if metrics.horizontalAdvance(", ".join(names[:shown]) + rest) <= room:
                more = f" {link}{rest.strip()}</a>" if rest else ""
                return escape(", ".join(names[:shown])) + more
        return f"{link}{len(names)} other {'name' if len(names) == 1 else 'names'}</a>" if names else ""

    def _lay_badges(self, x: int, top: int, room: int) -> int:
        at, bottom = x, top
        for badge in (self.age, self.words, self.missing, self.others, self.origin):
            if not badge.text():
                continue
            if at > x and at + badge.width() > x + room:
                at, top = x, top + BADGE_HEIGHT + 4
            badge.move(at, top)
            at += badge.width() + 6
            bottom = top + BADGE_HEIGHT
        return bottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in the columns again."""
        super().resizeEvent(event)
        self._lay_out()

    def _restyle(self) -> None:
        theme, font = self._appearance.theme, self._appearance.font
        self.title.setStyleSheet(f"color:{theme.text}")
        self.names.setFont(font(14))
        self.names.setStyleSheet(f"color:{theme.text2}")
        self.notice.setFont(font(12))
        self.notice.setStyleSheet(f"color:{theme.text2}")
        self.source.setFont(font(13))
        self._fill()
        for badge in (self.age, self.words, self.missing, self.others, self.origin):
            badge.update()


def _line_count(text: str, metrics: QFontMetrics, room: int) -> int:
    return 1 + _in_lines(text, metrics, room, 100).count("\n")


def _in_lines(text: str, metrics: QFontMetrics, room: int, lines: int) -> str:
    """`text` in at most `lines` lines, the last one elided; a word longer than a line goes on after one of its hyphens,
    so that less of a drug's name is cut."""
    pieces = [
        piece
        for word in text.split()
        for piece in (
            f" {word}" if metrics.horizontalAdvance(word) <= room else _HYPHENED.sub("\\1\n", f" {word}")
        ).split("\n")
    ]
    shown = [""]
    while pieces:
        longer = f"{shown[-1]}{pieces[0]}".lstrip()
        if shown[-1] and metrics.horizontalAdvance(longer) > room:
            if len(shown) == lines:
                shown[-1] = metrics.elidedText(f"{shown[-1]}{''.join(pieces)}", Qt.TextElideMode.ElideRight, room)
                return "\n".join(shown)
            shown.append("")
            continue
        shown[-1] = longer
        pieces.pop(0)
    return "\n".join(metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in shown)
