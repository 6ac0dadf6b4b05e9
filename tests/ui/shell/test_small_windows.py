"""In small windows, and with large text, nothing is painted over anything and every text fits or is elided."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QSplitterHandle, QToolButton, QWidget

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, Provenance, Reference, ReferenceStatus, Section
from desktop_app.ui.parts.badge import Badge
from desktop_app.ui.parts.elided_label import ElidedLabel
from desktop_app.ui.parts.notice_bar import NoticeBar
from desktop_app.ui.reading.citation_popup import CitationPopup
from desktop_app.ui.reading.section_tab_row import MoreButton
from tests.ui.shell.conftest import Opened

SIZES = [(800, 600), (1024, 768), (1280, 720), (760, 480)]
LAID_OVER = (NoticeBar, CitationPopup, QSplitterHandle)
"""What is meant to stand over something else."""
PAINTED_BY_HAND = (Badge, ElidedLabel, MoreButton)
"""They cut what does not fit themselves, or ask for the room they need."""


@pytest.fixture
def tizanidine() -> Monograph:
    """In place of the short one: long names, many sections with long titles, many hits, missing references."""
    text = "<p>" + 'Infections with tizanidine.<a href="cite:1">1</a> ' * 40 + "</p>"
    sections = [
        Section(f"c{number}", Kind.WARNINGS, f"{number} WARNINGS AND PRECAUTIONS FOR SOME PATIENTS", text, 3 * number)
        for number in range(6)
    ]
    for chapter in list(sections):
        sections += [
            Section(
                f"{chapter.key}/{part}",
                Kind.WARNINGS,
                f"{chapter.key}.{part} Serious Infections and Malignancies",
                text,
                chapter.order + part,
                parent=chapter.key,
            )
            for part in (1, 2)
        ]
    names = [Name("tizanidine", NameKind.GENERIC)]
    names += [Name(f"Very-Long-Brand-Name-{number}-without-any-space", NameKind.BRAND) for number in range(9)]
    return Monograph(
        "local:tizanidine",
        "Tizanidine-hydrochlorothiazide-olmesartan-medoxomil-amlodipine-besylate combination product",
        "en",
        tuple(names),
        tuple(sorted(sections, key=lambda section: section.order)),
        (Reference("1", "1", ReferenceStatus.MISSING),),
        Provenance(
            "spl",
            publisher="The Hospital of Very Long Names and Other Matters of Great Importance",
            version="1560",
            effective_date="2013-09-30",
            notice="No clinician has reviewed this text, and the notice is long enough for more than one line.",
        ),
    )


def visible(parent: QWidget) -> Iterator[QWidget]:
    """The visible widgets inside another, each before its own children."""
    for child in parent.children():
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow():
            yield child
            yield from visible(child)


def named(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} {widget.objectName()} {words[:30]!r} at {widget.geometry().getRect()}"


def overlaps(window: QWidget) -> list[str]:
    """Pairs of widgets side by side of which one is painted over the other."""
    found = []
    for parent in [window, *visible(window)]:
        children = [
            child
            for child in parent.children()
            if isinstance(child, QWidget)
            and child.isVisible()
            and not child.isWindow()
            and not isinstance(child, LAID_OVER)
            and not child.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        ]
        for one, other in combinations(children, 2):
            shared = one.geometry() & other.geometry() & parent.rect()
            if shared.width() > 1 and shared.height() > 1:
                found.append(f"{named(one)} and {named(other)}")
    return found


def cut(window: QWidget) -> list[str]:
    """Labels and buttons with more text than they show, and those that reach out of what they stand in."""
    found = []
    for widget in visible(window):
        parent = widget.parentWidget()
        if not isinstance(widget, QLabel | QAbstractButton) or isinstance(widget, PAINTED_BY_HAND) or not widget.text():
            continue
        if parent is not None and not parent.rect().contains(
            QRect(QPoint(0, 0), widget.size()).translated(widget.pos())
        ):
            found.append(f"{named(widget)} reaches out of {type(parent).__name__} {parent.size().toTuple()}")
        if isinstance(widget, QAbstractButton):
            bare = isinstance(widget, QToolButton) and widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
            lacking = (
                not (bare and not widget.icon().isNull()) and widget.minimumSizeHint().width() > widget.width() + 1
            )
        elif widget.wordWrap():
            lacking = widget.heightForWidth(widget.width()) > widget.height() + 2
        else:
            rich = widget.textFormat() is not Qt.TextFormat.PlainText and "<" in widget.text()
            plain = QTextDocumentFragment.fromHtml(widget.text()).toPlainText() if rich else widget.text()
            metrics = QFontMetrics(widget.font())
            room = widget.contentsRect().width() + 12  # part of a text may be in 600, which is a little wider
            lacking = any(metrics.horizontalAdvance(line) > room for line in plain.splitlines())
        if lacking:
            found.append(f"{named(widget)} shows only a part")
    return found


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_nothing_is_painted_over_anything(opened: Opened, zoom: float, qapp: QApplication) -> None:
    opened.appearance.set_zoom(zoom)
    opened.open_first("tizanidine infections")
    bench = opened.bench
    bench.status.set_monographs(30_772)
    bench.status.set_work("Building the search index: 12,345 of 30,772 monographs")
    bench.status.set_import("Importing 1,204 of 30,772 files")
    wrong = []
    for size in SIZES:
        opened.window.resize(*size)
        for tab in ("results", "library", "bookmarks", "history"):
            bench.sidebar.show_tab(tab)
            qapp.processEvents()
            assert opened.window.size().toTuple() == size
            told = bench.status.findChildren(ElidedLabel)[0].shown().removesuffix(" …").split()
            assert told == bench.status.words.split()[: len(told)]  # no number is cut
            wrong += [f"{size}, {tab}: {fault}" for fault in (*overlaps(opened.window), *cut(opened.window))]
    assert not wrong, "\n".join(wrong)


def test_the_first_page_and_a_notice_fit_into_a_small_window(opened: Opened, qapp: QApplication) -> None:
    bench = opened.bench
    for size in SIZES:
        opened.window.resize(*size)
        bench.notices.warn("The bookmark was not kept. " * 4, "Try again", lambda: None)
        qapp.processEvents()
        QTest.qWait(0)
        wrong = [*overlaps(opened.window), *cut(opened.window)]
        assert not wrong, f"{size}: {wrong}"
        host = bench.notices.parentWidget()
        assert host is not None
        assert host.rect().contains(bench.notices.geometry())
