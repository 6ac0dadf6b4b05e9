"""The list of results under the hand: nothing moves that is pointed at, and what is missing is said."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.monograph.model import NameKind
from desktop_app.services.search.name_reading import Offer
from desktop_app.services.search.search import Answer, NameHit, SectionHit
from desktop_app.services.search.telling_apart import told_apart
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.search.result_rows import GroupRow, HitRow, RecentRow, recent_rows, rows_of
from desktop_app.ui.search.results_model import ResultsModel, Role, words_of
from desktop_app.ui.search.results_panel import ResultsPanel

TODAY = date(2026, 11, 22)
NAME = NameHit("Baclofen", NameKind.GENERIC, "local:baclofen", "Baclofen", 1)
MakePanel = Callable[..., ResultsPanel]


def hit(section: str, *, missing: tuple[str, ...] = (), copies: int = 0) -> SectionHit:
    return SectionHit(
        uid="local:baclofen",
        monograph="Baclofen",
        section=section,
        section_title=section.capitalize(),
        kind="withdrawal",
        score=1.0,
        snippet=f"<mark>Baclofen</mark> {section}",
        matched=("baclofen",),
        source="Encyclopedia article",
        effective_date="",
        count=1,
        copies=copies,
        missing=missing,
    )


def answer(
    *hits: SectionHit,
    query: str = "baclofen",
    kinds: tuple[tuple[str, int], ...] = (),
    within: tuple[str, ...] = (),
    relaxed_from: str | None = None,
) -> Answer:
    return Answer(query, None, (), len(hits), (NAME,) if hits else (), hits, kinds, within, relaxed_from)


@pytest.fixture
def make_panel(qtbot: QtBot, appearance: Appearance) -> MakePanel:
    def make(*recent: str) -> ResultsPanel:
        panel = ResultsPanel(appearance, recent=lambda: recent)
        qtbot.addWidget(panel)
        panel.resize(376, 700)
        return panel

    return make


def current(panel: ResultsPanel) -> str:
    row = panel.view.currentIndex().data(Role.ROW)
    return row.section if isinstance(row, HitRow) else ""


def row_of(panel: ResultsPanel, section: str) -> int:
    rows = panel._model.rows
    return next(number for number, row in enumerate(rows) if isinstance(row, HitRow) and row.section == section)


def go_to(panel: ResultsPanel, section: str) -> None:
    panel.view.setCurrentIndex(panel._model.index(row_of(panel, section)))


def heads(found: Answer) -> list[tuple[str, int | None]]:
    return [(row.text, row.count) for row in rows_of(found, TODAY) if isinstance(row, GroupRow)]


def test_hits_with_words_missing_stand_under_a_line_that_says_so() -> None:
    lacking = hit("use", missing=("withdrawal",))
    whole_first = answer(hit("stop"), lacking, relaxed_from="baclofen withdrawal")
    assert heads(whole_first) == [("Names", 1), ("Sections", 1), ("Some words missing", 1)]
    none_whole = answer(lacking, relaxed_from="baclofen withdrawal")
    assert heads(none_whole) == [("Names", 1), ("Some words missing", 1)]
    of_other_kinds = replace(none_whole, kinds=(("dosage", 3),), within=("withdrawal",))
    assert heads(of_other_kinds)[1:] == [("None has all words; some missing", 1)], "the chip of the kind says 0"
    counted = replace(none_whole, kinds=(("withdrawal", 1),), within=("withdrawal",))
    assert heads(counted)[1:] == [("Some words missing", 1)]
    mixed = answer(lacking, hit("stop"), relaxed_from="baclofen withdrawal")
    assert heads(mixed) == [("Names", 1), ("Sections: some words missing", 2)]
    assert [row.note for row in rows_of(mixed, TODAY) if isinstance(row, HitRow)] == ["Without “withdrawal”", ""]


def test_the_head_of_what_has_all_words_counts_copies_as_the_chips_do() -> None:
    found = answer(hit("stop", copies=2), hit("use", missing=("withdrawal",)), relaxed_from="baclofen withdrawal")
    found = replace(found, total=4, kinds=(("withdrawal", 3),))
    assert heads(found)[1:] == [("Sections", 3), ("Some words missing", 1)]


def test_monographs_of_one_title_are_told_apart_by_who_published_them() -> None:
    maker = replace(hit("stop"), uid="spl:1", monograph="Lipitor", publisher="Pfizer")
    packer = replace(maker, uid="spl:2", publisher="PD-Rx")
    rows = [row for row in rows_of(answer(maker, packer, hit("use")), TODAY) if isinstance(row, HitRow)]
    assert [row.told_apart_by for row in rows] == ["Pfizer", "PD-Rx", ""]
    assert "Encyclopedia article, PD-Rx, no date in source" in words_of(rows[1])
    assert told_apart([replace(maker, section="use"), maker, hit("use")]) == {}
    dates = [replace(maker, effective_date="2012-02-29"), replace(maker, uid="spl:3", effective_date="2014-01-13")]
    assert told_apart(dates) == {"spl:1": "Pfizer · 2012-02-29", "spl:3": "Pfizer · 2014-01-13"}


def test_a_hit_is_as_high_as_its_titles_need(make_panel: MakePanel) -> None:
    panel = make_panel()
    ending = replace(hit("b"), monograph="Zorvamine hydrochloride injection for intrathecal use, single-dose vials")
    below = replace(hit("c"), section_title="Prevention of what follows a dose that was missed or taken twice a day")
    plain, published = hit("a"), replace(hit("d"), uid="local:other", publisher="The other house")
    panel.show_answer(answer(plain, ending, below, published), TODAY)
    panel.grab()
    heights = {key: panel.view.visualRect(panel._model.index(row_of(panel, key))).height() for key in "abcd"}
    assert heights["a"] < heights["d"], "the publisher has a line of its own"
    assert heights["b"] - heights["a"] == heights["c"] - heights["a"] == 40, heights


def words(panel: ResultsPanel) -> str:
    return " | ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel))


def test_what_does_not_exist_is_named_above_the_hits_or_in_their_place(make_panel: MakePanel) -> None:
    panel, remark = make_panel(), "There is no kind of section called <foo>; taken as a word."
    found = replace(answer(hit("stop"), query="in:<foo> baclofen"), remarks=(remark,))
    panel.show_answer(found, TODAY)
    assert html.escape(remark) in words(panel)
    panel.show_answer(answer(hit("stop")), TODAY)
    assert "foo" not in words(panel)
    nothing = replace(answer(query="drug:nobody pain"), remarks=("No monograph is named nobody.",))
    panel.show_answer(nothing, TODAY)
    assert words(panel).count("No monograph is named nobody.") == 1
    assert "All words must stand" not in words(panel)
    elsewhere = replace(nothing, kinds=(("dosage", 2),), within=("overview",))
    panel.show_answer(elsewhere, TODAY)
    assert words(panel).count("No monograph is named nobody.") == 1


def test_an_empty_library_says_so(make_panel: MakePanel) -> None:
    panel = make_panel()
    panel.show_answer(replace(answer(), nothing_to_search=True), TODAY)
    assert "The library is empty" in words(panel)
    assert "All words must stand" not in words(panel)


def test_quotes_are_not_doubled(make_panel: MakePanel) -> None:
    panel = make_panel()
    panel.show_answer(answer(query='"renal pump'), TODAY)
    assert 'Nothing found for ‘"renal pump’' in words(panel)


def test_copies_are_counted_on_the_hit_they_are_folded_into() -> None:
    row = rows_of(answer(hit("stop", copies=41)), TODAY)[-1]
    assert isinstance(row, HitRow)
    assert row.note == "and 41 more with the same text"
    assert words_of(row).endswith("and 41 more with the same text")


def test_pointing_at_a_hit_tells_where_its_copies_are() -> None:
    model = ResultsModel()
    titles = tuple(f"Label <{number}>" for number in range(22))
    model.set_rows(rows_of(answer(replace(hit("stop"), copies=22, same_text_in=titles), hit("use")), TODAY))
    tips = [model.index(number).data(Qt.ItemDataRole.ToolTipRole) for number in range(model.rowCount())]
    assert [tip is None for tip in tips] == [True, True, True, False, True]
    assert tips[3].startswith("<p>The same text in Label &lt;0&gt;, Label &lt;1&gt;")
    assert tips[3].endswith("Label &lt;19&gt; and 2 more</p>")


def test_the_best_hit_is_current_while_typing(make_panel: MakePanel) -> None:
    panel = make_panel()
    panel.show_answer(answer(hit("a"), hit("b")), TODAY)
    assert current(panel) == "a"
    panel.show_answer(answer(hit("b"), hit("a"), query="baclofen b"), TODAY)
    assert current(panel) == "b"


def test_a_hit_that_was_gone_to_stays_current_as_long_as_it_is_there(make_panel: MakePanel) -> None:
    panel = make_panel()
    panel.show_answer(answer(hit("a"), hit("b")), TODAY)
    go_to(panel, "b")
    panel.show_answer(answer(hit("c"), hit("a"), hit("b"), query="baclofen s"), TODAY)
    assert current(panel) == "b"
    panel.show_answer(answer(hit("c"), hit("a"), query="baclofen st"), TODAY)
    assert current(panel) == "c"
    panel.show_answer(answer(hit("a"), hit("b"), query="baclofen s"), TODAY)
    assert current(panel) == "a"


def test_after_a_hit_was_opened_other_words_choose_the_best_again(make_panel: MakePanel, qtbot: QtBot) -> None:
    panel = make_panel()
    panel.show_answer(answer(hit("a"), hit("b")), TODAY)
    go_to(panel, "b")
    with qtbot.waitSignal(panel.opened):
        panel.open_current()
    panel.show_answer(answer(hit("c"), hit("b")), TODAY)
    assert current(panel) == "b", "the same question: the index was brought up to date meanwhile"
    panel.show_answer(answer(hit("c"), hit("b"), query="baclofen c"), TODAY)
    assert current(panel) == "c"


def test_the_same_question_answered_again_does_not_scroll(make_panel: MakePanel) -> None:
    panel = make_panel()
    many = [hit(f"section {number}") for number in range(40)]
    panel.show()
    panel.show_answer(answer(*many), TODAY)
    panel.view.verticalScrollBar().setValue(500)
    panel.show_answer(answer(*many, hit("new")), TODAY)
    assert panel.view.verticalScrollBar().value() == 500
    panel.close()


def test_more_hits_are_asked_for_at_the_end_and_the_first_of_them_becomes_current(
    make_panel: MakePanel, qtbot: QtBot
) -> None:
    panel = make_panel()
    panel.show_answer(replace(answer(hit("a"), hit("b")), total=30, more=True), TODAY)
    last = panel._model.index(panel._model.rowCount() - 1)
    assert words_of(last.data(Role.ROW)) == "Show more, the first 2 of 30 are shown"
    panel.view.setCurrentIndex(last)
    with qtbot.waitSignal(panel.more_wanted):
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    panel.show_answer(answer(hit("a"), hit("b"), hit("c"), hit("d")), TODAY)
    assert current(panel) == "c"
    panel.show_answer(replace(answer(hit("a")), more=True), TODAY)
    panel.view.setCurrentIndex(panel._model.index(panel._model.rowCount() - 1))
    panel.show_answer(answer(), TODAY)
    assert not panel.open_current(), "nothing is found any more"


def test_a_click_opens_what_was_under_the_pointer_when_it_began(make_panel: MakePanel, qtbot: QtBot) -> None:
    panel = make_panel()
    panel.show()
    panel.show_answer(answer(hit("a"), hit("b")), TODAY)
    place = panel.view.visualRect(panel._model.index(row_of(panel, "b"))).center()
    viewport, left = panel.view.viewport(), Qt.MouseButton.LeftButton
    with qtbot.waitSignal(panel.opened) as told:
        QTest.mousePress(viewport, left, pos=place)
        panel.show_answer(answer(hit("b"), hit("c"), query="baclofen c"), TODAY)
        assert row_of(panel, "b") == 4, "held"
        QTest.mouseRelease(viewport, left, pos=place)
    assert told.args is not None
    assert told.args[0].section == "b"
    assert row_of(panel, "c") == 4
    panel.close()


def test_recent_searches_are_offered_before_a_search_and_open_by_enter(make_panel: MakePanel, qtbot: QtBot) -> None:
    panel = make_panel("baclofen withdrawal", "tizanidine")
    assert list(panel._model.rows) == recent_rows(["baclofen withdrawal", "tizanidine"])
    assert not panel.open_current(), "Enter in an empty box means nothing"
    assert panel.enter()
    assert panel.view.currentIndex().data(Role.ROW) == RecentRow("baclofen withdrawal")
    with qtbot.waitSignal(panel.search_again) as told:
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert told.args == ["baclofen withdrawal"]
    panel.show_answer(answer(hit("a")), TODAY)
    panel.refresh_recent()
    assert current(panel) == "a"


def test_before_the_index_is_ready_names_are_there_and_sections_are_promised(make_panel: MakePanel) -> None:
    panel = make_panel()
    panel.show()
    panel.show_answer(Answer("bac", None, (), 0, (NAME,), ()), TODAY, ready=False)
    assert panel._pending.isVisible()
    assert panel._pending.text() == "Sections can be searched in a moment."
    assert panel.open_current()
    panel.show_answer(answer(hit("a")), TODAY)
    assert not panel._pending.isVisible()
    panel.close()


def test_nothing_in_the_chosen_kind_says_where_else_there_is_something(make_panel: MakePanel, qtbot: QtBot) -> None:
    panel = make_panel()
    panel.show()
    panel.show_answer(answer(kinds=(("withdrawal", 3), ("use", 1)), within=("dosage",)), TODAY)
    assert panel._message.words == "Nothing found in Dosage\nSections of other kinds have it: 4 sections."
    assert ("Dosage", "0", True) in panel.chips.texts
    with qtbot.waitSignal(panel.kinds_cleared):
        panel._message._button.click()
    panel.close()


def test_what_was_pasted_is_quoted_in_part(make_panel: MakePanel) -> None:
    panel = make_panel()
    panel.show_answer(answer(query="x" * 1000), TODAY)
    assert len(panel._message.words) < 250


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_recent_searches_and_notes_are_painted_in_every_theme(qtbot: QtBot, theme: str) -> None:
    panel = ResultsPanel(Appearance(theme), recent=lambda: ["baclofen"])
    qtbot.addWidget(panel)
    panel.resize(328, 400)
    before = panel.grab().toImage()
    panel.show_answer(answer(hit("a", copies=3), kinds=(("withdrawal", 1), ("dosage", 2))), TODAY)
    assert panel.grab().toImage() != before


def test_an_absent_drug_is_said_first_and_nothing_of_another_is_chosen(make_panel: MakePanel) -> None:
    panel = make_panel()
    offer = Offer("Finasteride", in_library=True, differs="another drug")
    found = replace(
        answer(hit("stop"), query="dutasteride"),
        remarks=("Dutasteride is not in this library.",),
        absent=("Dutasteride",),
        offers=(offer,),
    )
    panel.show_answer(found, TODAY)
    assert not panel.open_current()
    notice = panel.findChild(QLabel, "correction")
    assert notice is not None
    assert notice.text().startswith("Dutasteride is not in this library.<br>")
    wanted: list[str] = []
    panel.search_again.connect(wanted.append)
    notice.linkActivated.emit("offer:Finasteride")
    assert wanted == ["Finasteride"]
    panel.show_answer(replace(found, hits=(), total=0), TODAY)
    assert "offer:Finasteride" in notice.text()
