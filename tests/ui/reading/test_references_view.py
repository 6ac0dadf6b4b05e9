"""The list of references: what stands behind each mark, and every place that cites it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.citations.audit import usage
from desktop_app.monograph.model import Monograph, Reference, ReferenceStatus, Section
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.links import Link
from desktop_app.ui.reading.reading_measure import reading_measure
from desktop_app.ui.reading.references_html import listed
from desktop_app.ui.reading.references_view import ReferencesView


@pytest.fixture
def view(qtbot: QtBot, appearance: Appearance, cited_monograph: Monograph) -> Iterator[ReferencesView]:
    widget = ReferencesView(appearance)
    qtbot.addWidget(widget)
    widget.resize(1064, 700)
    widget.set_measure(reading_measure(1440, 1064, 1.0))
    widget.show_monograph(cited_monograph, usage(cited_monograph))
    with qtbot.waitExposed(widget):
        widget.show()
    yield widget
    widget.close()


def text(view: ReferencesView) -> str:
    return view.table.toPlainText().replace("\u2060", "").replace("\u00a0", " ")


def link(view: ReferencesView, start: str) -> Link:
    return next(link for link in view.table.links if link.href.startswith(start))


def test_all_are_listed_with_status_reason_and_count(view: ReferencesView) -> None:
    shown = text(view)
    assert "Leggio L. Effectiveness and safety of baclofen." in shown
    assert "order, 3 uses, shares alcohol, 99 % sure" in shown
    assert "3×" in shown
    assert "No reference 24 in the source file. The text cites it once: Withdrawal syndrome." in shown


def test_one_that_nothing_ties_to_a_mark_names_the_marks_it_could_be(view: ReferencesView) -> None:
    after = text(view).split("Not tied to a mark in this text")[1]
    assert "Wuis EW" in after
    assert "Could be 24, 27" in after


def test_a_mark_that_points_nowhere_has_a_row(cited_monograph: Monograph) -> None:
    section = Section("x", cited_monograph.sections[0].kind, "X", '<p>A.<a href="cite:99">99</a></p>', 9)
    monograph = dataclasses.replace(cited_monograph, sections=(section,))
    stray = [reference for reference in listed(monograph) if reference.id == "99"]
    assert [(reference.label, reference.status) for reference in stray] == [("99", ReferenceStatus.MISSING)]


def test_filters_carry_counts_and_choose(view: ReferencesView) -> None:
    assert [(word, count) for _, word, count in view.filter._choices] == [
        ("All", 5), ("Given", 2), ("Matched", 1), ("Missing", 2),
    ]  # fmt: skip
    view.set_filter(ReferenceStatus.MISSING)
    assert "Leggio" not in text(view)
    assert "No reference 27" in text(view)
    QTest.keyClick(view.filter, Qt.Key.Key_Left)
    assert "Leggio" in text(view)
    QTest.mouseClick(view.filter, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert view.filter.current is None


def test_every_citing_place_is_a_link(view: ReferencesView, qtbot: QtBot, cited_monograph: Monograph) -> None:
    told: list[tuple[str, str, int]] = []
    view.place_chosen.connect(lambda *place: told.append(place))
    for each in view.table.links:
        if each.href.startswith("place:"):
            view.table.link_activated.emit(each, False)
    cited = {(section, ref) for section, ref, _ in told}
    uses = usage(cited_monograph)
    assert {(use.section, ref) for ref, found in uses.items() for use in found} <= cited
    assert ("withdrawal", "26", 1) in told


def test_outside_links_are_asked_for_by_a_click_alone(view: ReferencesView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.external_link_requested) as told:
        rect = view.table.span_rect((link(view, "https://doi.org").start, link(view, "https://doi.org").end))
        QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert told.args == ["https://doi.org/10.2174/187152710790966614"]


def test_going_to_a_row_overrides_the_filter(view: ReferencesView) -> None:
    view.set_filter(ReferenceStatus.MISSING)
    view.go_to("26")
    assert (view.filter.current, view.table.chosen) == (None, "26")


def test_arrows_choose_rows_and_copy_copies_the_chosen_one(view: ReferencesView, qtbot: QtBot) -> None:
    assert not view.copy_row.isEnabled()
    chosen = []
    for _ in range(3):
        QTest.keyClick(view.table, Qt.Key.Key_Down)
        chosen.append(view.table.chosen)
    assert chosen == ["24", "25", "26"]
    with qtbot.waitSignal(view.copy_requested) as told:
        view.copy_row.click()
    assert told.args is not None
    assert told.args[0].startswith("26. Leggio L.")
    QTest.keyClick(view.table, Qt.Key.Key_Up)
    QTest.keyClick(view.table, Qt.Key.Key_Up)
    assert (view.table.chosen, view.copy_row.isEnabled()) == ("24", False)


def test_copy_all_copies_what_is_in_the_file(view: ReferencesView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.copy_requested) as told:
        view.copy_all.click()
    assert told.args is not None
    lines = told.args[0].split("\n")
    assert [line[:8] for line in lines] == ["25. Gren", "26. Legg", "Wuis EW."]


def test_rows_cover_the_table_without_gaps(view: ReferencesView) -> None:
    rects = [view.table.row_rect(ref) for ref in ("24", "25", "26", "27")]
    assert all(above.bottom() == pytest.approx(below.top()) for above, below in pairwise(rects))
    assert all(rect.height() > 20 for rect in rects)


def test_the_theme_can_change_while_it_is_shown(view: ReferencesView, appearance: Appearance) -> None:
    view.go_to("26")
    appearance.set_theme_choice("dark")
    assert view.table.chosen == "26"
    assert "Leggio" in text(view)


def test_an_identifier_that_the_reference_names_is_the_link_itself(
    view: ReferencesView, cited_monograph: Monograph
) -> None:
    set_id = "351cde63-00fa-404a-92df-cb055e991840"
    csl = {"type": "webpage", "title": "Lioresal", "container-title": "DailyMed", "number": f"Set ID {set_id}"}
    label = Reference("1", "1", ReferenceStatus.GIVEN, raw="Lioresal", csl=csl)
    view.show_monograph(dataclasses.replace(cited_monograph, references=(label,)), {})
    assert text(view).count(set_id) == 1


def test_a_chosen_row_reaches_from_edge_to_edge(view: ReferencesView) -> None:
    view.go_to("26")
    rect = view.table.row_rect("26")
    assert (rect.left(), rect.right()) == (0, view.table.viewport().width())
