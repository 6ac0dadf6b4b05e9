"""From an answer to the rows of the list, and the list as Qt sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.monograph.model import NameKind
from desktop_app.services.search.search import Answer, NameHit, SectionHit
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.search.result_rows import (
    GroupRow,
    HitRow,
    MoreRow,
    NameRow,
    led_to_mark,
    marked_snippet,
    marked_words,
    query_words,
    rows_of,
)
from desktop_app.ui.search.results_model import ResultsModel, Role
from desktop_app.ui.search.results_panel import ResultsPanel

TODAY = date(2026, 11, 22)


def _hit(
    section: str = "withdrawal", *, kind: str = "withdrawal", dated: str = "2025-01-14", count: int = 9
) -> SectionHit:
    return SectionHit(
        uid="article:en:Baclofen",
        monograph="Baclofen",
        section=section,
        section_title=section.capitalize(),
        kind=kind,
        score=1.0,
        snippet="Severity of <mark>baclofen</mark> <mark>withdrawal</mark> at &lt; 5 mg",
        matched=("baclofen", "withdrawal"),
        source="Encyclopedia article",
        effective_date=dated,
        count=count,
    )


def _answer(*hits: SectionHit, names: tuple[NameHit, ...] = (), corrected: str | None = None) -> Answer:
    return Answer("baclofen withdr", corrected, ("Lioresal",), len(hits), names, hits)


GENERIC = NameHit("Baclofen", NameKind.GENERIC, "article:en:Baclofen", "Baclofen", 5)
BRAND = NameHit("Lioresal Intrathecal", NameKind.BRAND, "local:l", "Baclofen", 1)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        *(("Baclofen", "baclofen"), ("REMDESIVIR", "REMDESIVIR"), ("REMDESIVIR powder", "REMDESIVIR powder")),
        *(
            ("DMSO", "DMSO"),
            ("L-Dopa", "L-Dopa"),
            ("Co-trimoxazole", "co-trimoxazole"),
            ("Ácido fólico", "ácido fólico"),
        ),
    ],
)
def test_a_name_in_capitals_keeps_them_within_a_line(title: str, shown: str) -> None:
    (row,) = [row for row in rows_of(_answer(names=(replace(BRAND, title=title),)), TODAY) if isinstance(row, NameRow)]
    assert row.detail == f"brand of {shown}"


def test_names_come_first_and_each_group_under_its_count() -> None:
    rows = rows_of(_answer(_hit(), names=(GENERIC, BRAND)), TODAY)
    assert [type(row) for row in rows] == [GroupRow, NameRow, NameRow, GroupRow, HitRow]
    assert rows[0] == GroupRow("Names", 2, first=True)
    assert rows[3] == GroupRow("Sections", 1, first=False)


def test_a_group_without_rows_has_no_head() -> None:
    assert rows_of(_answer(), TODAY) == []
    assert rows_of(_answer(_hit()), TODAY)[0] == GroupRow("Sections", 1, first=True)


def test_a_name_says_what_it_is_of() -> None:
    rows = rows_of(_answer(names=(GENERIC, BRAND)), TODAY)
    assert [row.detail for row in rows if isinstance(row, NameRow)] == ["generic · 5 monographs", "brand of baclofen"]


def test_snippets_are_unescaped_and_neighbouring_marks_are_one() -> None:
    text, marks = marked_snippet(_hit().snippet)
    assert text == "Severity of baclofen withdrawal at <\u00a05\u00a0mg", "the number stays on the line of its unit"
    assert [text[start:end] for start, end in marks] == ["baclofen withdrawal"]


def test_a_snippet_cannot_smuggle_in_markup() -> None:
    assert marked_snippet("&lt;b&gt;no&lt;/b&gt;\nnext")[0] == "<b>no</b> next"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("baclofen withdr", {"baclofen", "withdr"}),
        ("drug:baclofen seizures -alcohol", {"baclofen", "seizures"}),
        ("baclofen in:dosage OR spasm", {"baclofen", "spasm"}),
        ('"abrupt discontinuation"', {"abrupt", "discontinuation"}),
        ("---", set()),
    ],
)
def test_query_words_are_what_is_asked_for(query: str, words: set[str]) -> None:
    assert query_words(query) == words


def test_names_are_marked_whole_while_they_are_typed() -> None:
    assert marked_words("Baclofen tablets", {"bacl"}) == ((0, 8),)
    assert marked_words("Baclofen tablets", set()) == ()


def test_red_is_for_boxed_warnings_and_contraindications_alone() -> None:
    kinds = ("boxed-warning", "contraindications", "warnings", "overview")
    rows = rows_of(_answer(*(_hit(kind=kind) for kind in kinds)), TODAY)
    assert [row.red for row in rows if isinstance(row, HitRow)] == [True, True, False, False]


def test_age_is_written_out_and_old_sources_are_told_apart() -> None:
    rows = rows_of(_answer(_hit(), _hit(dated="2011-06-14"), _hit(dated="")), TODAY)
    ages = [row.age for row in rows if isinstance(row, HitRow)]
    assert [(age.words, age.old) for age in ages] == [
        ("22 months old", False),
        ("15 years old", True),
        ("no date in source", False),
    ]


def test_the_model_keeps_its_promises_to_qt_through_every_change(
    qapp: QApplication, qtmodeltester: ModelTester
) -> None:
    model = ResultsModel()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    for answer in (
        _answer(_hit(), names=(GENERIC,)),
        _answer(_hit(), _hit("research"), names=(GENERIC, BRAND)),
        _answer(_hit("research")),
        _answer(),
    ):
        model.set_rows(rows_of(answer, TODAY))
        assert list(model.rows) == rows_of(answer, TODAY)


def test_rows_that_stay_the_same_are_not_announced(qapp: QApplication, qtbot: QtBot) -> None:
    model = ResultsModel()
    rows = rows_of(_answer(_hit(), _hit("research"), names=(GENERIC,)), TODAY)
    model.set_rows(rows)
    with qtbot.assertNotEmitted(model.dataChanged), qtbot.assertNotEmitted(model.rowsRemoved):
        model.set_rows(rows)
        model.set_rows([*rows, rows[-1]])


def test_heads_of_groups_cannot_be_chosen_and_enter_means_the_first_section(qapp: QApplication) -> None:
    model = ResultsModel()
    model.set_rows(rows_of(_answer(_hit(), names=(GENERIC,)), TODAY))
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    assert isinstance(model.best().data(Role.ROW), HitRow)
    model.set_rows(rows_of(_answer(names=(GENERIC,)), TODAY))
    assert isinstance(model.best().data(Role.ROW), NameRow)
    model.set_rows([])
    assert not model.best().isValid()
    assert model.data(QModelIndex()) is None


def test_a_screen_reader_hears_drug_section_matches_source_and_age(qapp: QApplication) -> None:
    model = ResultsModel()
    model.set_rows(rows_of(_answer(_hit(count=1), names=(GENERIC,)), TODAY))
    words = [model.index(n).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(model.rowCount())]
    assert words[0] == "Names, 1"
    assert words[1] == "Baclofen, generic · 5 monographs"
    assert words[3].startswith("Baclofen, Withdrawal, 1 match. Severity of")
    assert words[3].endswith("Encyclopedia article, 22 months old")


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_hits_are_painted_in_the_mark_colour_of_every_theme_and_size(qtbot: QtBot, theme: str, zoom: float) -> None:
    appearance = Appearance(theme, zoom)
    panel = ResultsPanel(appearance)
    qtbot.addWidget(panel)
    panel.resize(376, 700)
    panel.show_answer(_answer(_hit(), _hit("research", dated="2011-06-14"), names=(GENERIC, BRAND)), TODAY)
    image = panel.grab().toImage()
    colours = {image.pixelColor(x, y).name().upper() for x in range(0, 376, 2) for y in range(0, 700, 2)}
    assert appearance.theme.mark.upper() in colours


def test_the_panel_says_what_was_searched_instead_and_how_to_insist(qtbot: QtBot, appearance: Appearance) -> None:
    panel = ResultsPanel(appearance)
    qtbot.addWidget(panel)
    panel.resize(376, 700)
    panel.show()
    panel.show_answer(_answer(_hit(), corrected="baclofen withdrawal"), TODAY)
    assert panel._notice.isVisible()
    assert "Showing “baclofen withdrawal”" in panel._notice.text()
    assert "Lioresal" in panel._also.text()
    with qtbot.waitSignal(panel.exact_wanted) as told:
        panel._notice.linkActivated.emit("exact")
    assert told.args == ["baclofen withdr"], "as it was typed"
    with qtbot.waitSignal(panel.exact_wanted) as told:
        panel._also.linkActivated.emit("exact")
    assert told.args == ["baclofen withdrawal"], "the spelling that was found, without other names"
    panel.show_nothing_yet()
    assert not panel._notice.isVisible()


def test_what_was_typed_is_never_read_as_markup(qtbot: QtBot, appearance: Appearance) -> None:
    panel = ResultsPanel(appearance)
    qtbot.addWidget(panel)
    panel.show_answer(Answer("<img src=x>", "baclofen", (), 1, (), (_hit(),)), TODAY)
    assert "&lt;img" in panel._notice.text()


def test_nothing_found_is_said_in_words_and_before_the_index_is_ready_it_is_not_claimed(
    qtbot: QtBot, appearance: Appearance
) -> None:
    panel = ResultsPanel(appearance)
    qtbot.addWidget(panel)
    panel.show_answer(_answer(), TODAY)
    assert "Nothing found" in panel._message.words
    panel.show_answer(_answer(), TODAY, ready=False)
    assert "Nothing found" not in panel._message.words
    assert not panel.enter()
    assert not panel.open_current()


def test_hits_that_are_not_listed_are_counted_below_the_others() -> None:
    few = _answer(_hit(), _hit("b"))
    assert not any(isinstance(row, MoreRow) for row in rows_of(few, TODAY))
    more = replace(few, total=4211, more=True)
    assert rows_of(more, TODAY)[-1] == MoreRow("Show more", "the first 2 of 4,211 are shown")
    assert rows_of(replace(few, more=True), TODAY)[-1] == MoreRow("Show more", "the first 2 are shown")


def _led(text: str) -> str:
    plain, _, rest = text.partition("[")
    word, _, after = rest.partition("]")
    shown, marks = led_to_mark(plain + word + after, ((len(plain), len(plain) + len(word)),))
    assert [shown[start:end] for start, end in marks] == [word]
    return shown


@pytest.mark.parametrize(
    ("snippet", "shown"),
    [
        ("Short and soon [there].", "Short and soon there."),
        (
            "A sentence that says other things at some length. Then one comes which at its end has [creatinine] in it.",
            "… Then one comes which at its end has creatinine in it.",
        ),
        (
            "Inhibitors of the enzyme were given together with it for weeks before the values of [creatinine] rose.",
            "… with it for weeks before the values of creatinine rose.",
        ),
        (
            "The drug was studied long enough and thoroughly; do not use it in any patients with raised [creatinine].",
            "… not use it in any patients with raised creatinine.",
        ),
        (
            "It was given for months at usual doses from 5 to 10\u00a0mg to all of the patients with [creatinine] low.",
            "… from 5 to 10\u00a0mg to all of the patients with creatinine low.",
        ),
    ],
)
def test_a_mark_that_would_not_be_seen_is_led_to(snippet: str, shown: str) -> None:
    assert _led(snippet) == shown


def test_a_word_that_governs_what_follows_is_not_cut_off_for_a_mark() -> None:
    far = "Avoid it, whatever else is given, in all of those patients who have at any time had raised values of"
    assert _led(f"{far} [creatinine].") == f"{far} creatinine."
    assert led_to_mark("No mark at all.", ()) == ("No mark at all.", ())
