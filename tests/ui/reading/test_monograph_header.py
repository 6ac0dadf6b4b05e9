"""The header: which drug, what else it is called, where the text is from and how old."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.monograph.model import Monograph, Name, NameKind, Provenance
from desktop_app.monograph.words_shown import MissingPassage, WordsShown
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.badge import Badge
from desktop_app.ui.reading.monograph_header import MonographHeader
from desktop_app.ui.reading.reading_measure import reading_measure

TODAY = date(2026, 11, 22)
BRANDS = tuple(Name(f"Brandname{number}", NameKind.BRAND) for number in range(30))


@pytest.fixture
def header(qtbot: QtBot, appearance: Appearance, cited_monograph: Monograph) -> Iterator[MonographHeader]:
    widget = MonographHeader(appearance)
    qtbot.addWidget(widget)
    fit(widget, 1440)
    widget.show_monograph(cited_monograph, TODAY)
    with qtbot.waitExposed(widget):
        widget.show()
    yield widget
    widget.close()


def fit(header: MonographHeader, window: int) -> None:
    pane = window - (376 if window >= 1360 else 328)
    header.resize(pane, 86)
    header.set_measure(reading_measure(window, pane, 1.0), compact=window < 1360)


def plain(html: str) -> str:
    return re.sub("<[^>]+>", "", html)


def test_it_names_the_drug_its_source_age_and_what_is_missing(header: MonographHeader) -> None:
    assert header.title.text() == "Baclofen"
    assert plain(header.names.text()) == "Lioresal"
    assert "Encyclopedia article" in plain(header.source.text())
    assert (header.age.text(), header.age.amber) == ("7 years old", True)
    assert (header.missing.text(), header.missing.amber) == ("2 references missing", True)


def test_the_notice_is_always_in_view(header: MonographHeader, cited_monograph: Monograph) -> None:
    for window in (1440, 1280, 1000, 760):
        fit(header, window)
        assert header.notice.isVisible()
        assert header.notice.text() == "Not reviewed by a clinician."
        assert header.rect().contains(header.notice.geometry())
    header.show_monograph(dataclasses.replace(cited_monograph, provenance=Provenance("authored")), TODAY)
    assert not header.notice.isVisible()


def test_a_source_without_a_date_says_so(header: MonographHeader, cited_monograph: Monograph) -> None:
    header.show_monograph(dataclasses.replace(cited_monograph, provenance=Provenance("article-text")), TODAY)
    assert (header.age.text(), header.age.amber) == ("No date in source", False)


def test_nothing_missing_shows_no_badge(header: MonographHeader, cited_monograph: Monograph) -> None:
    header.show_monograph(dataclasses.replace(cited_monograph, references=()), TODAY)
    assert not header.missing.isVisible()


def test_more_names_than_fit_are_counted_and_expand(header: MonographHeader, cited_monograph: Monograph) -> None:
    header.show_monograph(dataclasses.replace(cited_monograph, names=BRANDS), TODAY)
    short = plain(header.names.text())
    listed, more = short.split(" and ")
    assert len(listed.split(", ")) + int(more.split()[0]) == 30
    height = header.height()
    header.names.linkActivated.emit("names")
    assert all(name.text in header.names.text() for name in BRANDS)
    assert header.height() > height
    header.names.linkActivated.emit("names")
    assert plain(header.names.text()) == short


def test_a_small_window_shortens_and_puts_names_beside_the_title(header: MonographHeader) -> None:
    fit(header, 1280)
    assert header.missing.text() == "2 missing"
    assert header.names.x() > header.title.geometry().right()
    assert header.height() < 86


@pytest.mark.parametrize("window", [1440, 1280, 1000, 760])
def test_a_long_name_is_shown_to_its_end(header: MonographHeader, cited_monograph: Monograph, window: int) -> None:
    title = "Amoxicillin trihydrate and potassium clavulanate extended-release film-coated tablets for oral use"
    header.show_monograph(dataclasses.replace(cited_monograph, title=title), TODAY)
    fit(header, window)
    assert header.title.text().replace("\n", " ") == title
    assert header.rect().contains(header.title.geometry())


@pytest.mark.parametrize("window", [1920, 1440, 1280, 1000, 760])
def test_nothing_overlaps(header: MonographHeader, cited_monograph: Monograph, window: int) -> None:
    header.show_monograph(dataclasses.replace(cited_monograph, names=BRANDS), TODAY)
    header.show_group("Baclofen", 1042, "2026-03-01")
    fit(header, window)
    parts: list[QLabel | Badge] = [
        *(header.title, header.names, header.notice, header.source),
        *(header.age, header.missing, header.others, header.origin),
    ]
    for index, part in enumerate(parts):
        assert header.rect().contains(part.geometry())
        for other in parts[index + 1 :]:
            assert not part.geometry().intersects(other.geometry()), (part.text(), other.text())


def test_the_badge_of_missing_references_leads_to_them(header: MonographHeader, qtbot: QtBot) -> None:
    with qtbot.waitSignal(header.missing_wanted):
        header.missing.click()


def test_it_leads_to_the_other_monographs_of_the_drug_where_there_are_any(
    header: MonographHeader, cited_monograph: Monograph, qtbot: QtBot
) -> None:
    assert not header.others.isVisible()
    header.show_group("Baclofen", 42)
    assert header.others.text() == "1 of 42 monographs"
    assert header.others.accessibleName() == "One of 42 monographs of Baclofen. Show the others"
    fit(header, 1280)
    assert header.others.text() == "1 of 42"
    with qtbot.waitSignal(header.others_wanted):
        header.others.click()
    header.show_group("Baclofen", 42, "2026-03-01")
    assert header.others.text() == "1 of 42, newest 2026-03-01"
    assert "the newest of 2026-03-01" in header.others.accessibleName()
    header.show_monograph(cited_monograph, TODAY)
    assert not header.others.isVisible(), "it is not known yet of the next one"
    header.show_group("Baclofen", 1)
    assert not header.others.isVisible()


def test_it_leads_to_where_the_monograph_came_from(header: MonographHeader, qtbot: QtBot) -> None:
    assert header.origin.isVisible()
    with qtbot.waitSignal(header.details_wanted):
        header.origin.click()


LABEL = Provenance("spl", "AbbVie Inc.", version="1560", effective_date="2013-09-30")


def test_a_label_names_publisher_version_and_date_where_there_is_room(
    header: MonographHeader, cited_monograph: Monograph
) -> None:
    header.show_monograph(dataclasses.replace(cited_monograph, provenance=LABEL), TODAY)
    assert header.source.text().count("<br>") == 1
    assert plain(header.source.text().replace("<br>", " ")) == "US drug label · AbbVie Inc. version 1560, 2013-09-30"
    assert header.source.geometry().bottom() <= header.age.geometry().top()
    fit(header, 1280)
    assert plain(header.source.text().replace("<br>", " ")) == "US drug label · AbbVie Inc. version 1560, 2013-09-30"
    assert header.source.geometry().bottom() <= header.age.geometry().top()
    assert header.rect().contains(header.origin.geometry())
    fit(header, 760)
    assert plain(header.source.text()) == "US drug label · AbbVie Inc. · version 1560, 2013-09-30"


def test_a_version_too_long_for_its_line_leaves_the_date(header: MonographHeader, cited_monograph: Monograph) -> None:
    article = Provenance("encyclopedia", version="revision 898755681", effective_date="2019-05-25")
    header.show_monograph(dataclasses.replace(cited_monograph, provenance=article), TODAY)
    fit(header, 1280)
    assert plain(header.source.text()) == "Encyclopedia article 2019-05-25"
    assert "revision 898755681" in header.source.toolTip()


def test_a_name_longer_than_a_line_goes_on_after_a_hyphen(appearance: Appearance, qtbot: QtBot) -> None:
    title = "Hydrochlorothiazide-olmesartan-medoxomil-amlodipine-besylate combination product"
    header = MonographHeader(appearance)
    qtbot.addWidget(header)
    header.show_monograph(Monograph("local:x", title, "en", (), (), ()), date(2026, 1, 1))
    header.resize(472, 200)
    header.set_measure(reading_measure(800, 472, 1.0), compact=True)
    assert header.title.text().replace("-\n", "-").replace("\n", " ") == title


def test_it_says_in_amber_when_words_of_the_source_are_missing(
    header: MonographHeader, cited_monograph: Monograph, qtbot: QtBot
) -> None:
    assert not header.words.isVisible()
    words = WordsShown(1000, 974, (MissingPassage("Safety", "Never give it with", 26),))
    provenance = dataclasses.replace(cited_monograph.provenance, words=words)
    header.show_monograph(dataclasses.replace(cited_monograph, provenance=provenance), TODAY)
    assert (header.words.text(), header.words.amber) == ("97.4 % of the source's words are shown", True)
    with qtbot.waitSignal(header.details_wanted):
        header.words.click()
    for window in (1440, 1000, 760):
        fit(header, window)
        assert header.rect().contains(header.words.geometry())
    assert header.words.text() == "97.4 % of words"
    whole = dataclasses.replace(provenance, words=WordsShown(1000, 990))
    header.show_monograph(dataclasses.replace(cited_monograph, provenance=whole), TODAY)
    assert not header.words.isVisible()
