"""References in AMA style, in short, and as links."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.citations.format import format_ama, links, short
from desktop_app.monograph.model import Reference, ReferenceStatus


def reference(csl: dict[str, Any] | None = None, raw: str = "raw", **fields: Any) -> Reference:
    return Reference("7", "7", ReferenceStatus.GIVEN, raw, csl, **fields)


def text(**csl: Any) -> str:
    return format_ama(reference(csl)).text


def date(*parts: int | str) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


def people(*names: str) -> list[dict[str, str]]:
    return [dict(zip(("family", "given"), name.split(", "), strict=True)) for name in names]


LEGGIO = {
    "type": "article-journal",
    "author": people("Leggio, L", "Garbutt, J C", "Addolorato, Giovanni"),
    "title": "Effectiveness and safety of baclofen",
    "container-title": "CNS & Neurological Disorders Drug Targets",
    "issued": date(2010, 3),
    "volume": "9",
    "issue": "1",
    "page": "33–44",
    "DOI": "10.2174/187152710790966614",
}


def test_a_journal_article() -> None:
    formatted = format_ama(reference(LEGGIO))
    assert formatted.text == (
        "Leggio L, Garbutt JC, Addolorato G. Effectiveness and safety of baclofen. "
        "CNS & Neurological Disorders Drug Targets. 2010;9(1):33-44. doi:10.2174/187152710790966614"
    )
    assert "<em>CNS &amp; Neurological Disorders Drug Targets.</em> 2010;9" in formatted.html
    assert formatted.statement_html + " doi:10.2174/187152710790966614" == formatted.html


def test_a_journal_is_abbreviated_only_as_the_reference_itself_does() -> None:
    csl = LEGGIO | {"container-title-short": "CNS Neurol. Disord. Drug Targets"}
    assert ". CNS Neurol Disord Drug Targets. 2010" in format_ama(reference(csl)).text


@pytest.mark.parametrize(
    ("given", "initials"),
    [("Jean-Pierre", "JP"), ("J-P", "JP"), ("Marie C.", "MC"), ("GB", "GB"), ("ML Jr", "ML Jr")],
)
def test_given_names_become_initials(given: str, initials: str) -> None:
    assert text(author=[{"family": "Doe", "given": given}], title="T") == f"Doe {initials}. T."


def test_particles_suffixes_and_bodies_keep_their_place() -> None:
    authors = [
        {"family": "Nieuwenhuijzen", "non-dropping-particle": "van", "given": "P S"},
        {"family": "Humboldt", "given": "A", "dropping-particle": "von", "suffix": "Jr"},
        {"literal": "Food and Drug Administration"},
    ]
    assert text(author=authors, title="T").startswith(
        "van Nieuwenhuijzen PS, Humboldt A von Jr, Food and Drug Administration. T"
    )


@pytest.mark.parametrize(
    ("count", "shown"),
    [(6, "A A, B A, C A, D A, E A, F A."), (7, "A A, B A, C A, et al."), (12, "A A, B A, C A, et al.")],
)
def test_seven_authors_or_more_become_three_and_et_al(count: int, shown: str) -> None:
    assert text(author=people(*[f"{chr(65 + n)}, A" for n in range(count)]), title="T") == f"{shown} T."


def test_a_list_of_authors_that_the_source_breaks_off_stays_broken_off() -> None:
    csl = {"author": people("A, A", "B, B"), "title": "T et al"}
    assert format_ama(reference(csl, raw='A A, B B, et al. (2010). "T"')).text.startswith("A A, B B, et al. T")
    assert format_ama(reference(csl, raw='A A, B B (2010). "T et al"')).text.startswith("A A, B B. T")
    assert text(author=[*people("A, A"), {"literal": "et al."}], title="T") == "A A, et al. T."


@pytest.mark.parametrize("authors", [None, "Doe J", [], ["Doe J"], [{"literal": "et al"}], [{}]])
def test_without_usable_authors_the_title_comes_first(authors: Any) -> None:
    assert text(author=authors, title="T", volume="3") == "T. 3."


def test_an_article_without_volume_gives_its_date_and_does_not_claim_to_be_online() -> None:
    assert (
        text(title="T?", **{"container-title": "J", "issued": date(2010, 3, 4)}, page="5") == "T? J. March 4, 2010:5."
    )


def test_supplement_editor_and_genre_of_an_article() -> None:
    csl = {"author": people("A, A"), "editor": people("E, E"), "title": "T", "genre": "Letter", "volume": "2"}
    assert text(**csl, issued=date("2001"), **{"supplement-number": "1"}) == "A A. T. E E, ed. Letter. 2001;2(suppl 1)."


@pytest.mark.parametrize(
    ("page", "shown"),
    [("1045-8", "1045-1048"), ("S12–5", "S12-S15"), ("S12-S15", "S12-S15"), ("e12", "e12"), ("98-103", "98-103")],
)
def test_page_ranges_are_written_in_full(page: str, shown: str) -> None:
    assert text(title="T", volume="1", page=page) == f"T. 1:{shown}."


@pytest.mark.parametrize(
    ("edition", "shown"),
    [("1", "1st ed"), ("2", "2nd ed"), ("3", "3rd ed"), ("11", "11th ed"), ("22", "22nd ed"),
     ("2nd", "2nd ed"), ("Rev. ed", "Rev. ed"), ("", "")],
)  # fmt: skip
def test_a_book(edition: str, shown: str) -> None:
    csl = {"type": "book", "author": people("A, A"), "title": "Pumps", "edition": edition, "publisher": "Press"}
    formatted = format_ama(reference({**csl, "issued": date(1999), "page": "3-9", "volume": "2"}))
    assert formatted.text == f"A A. Pumps. Vol 2. {shown + '. ' if shown else ''}Press; 1999:3-9."
    assert "<em>Pumps.</em>" in formatted.html


def test_a_book_of_editors_and_a_book_with_both() -> None:
    csl = {"type": "book", "editor": people("E, E", "F, F"), "title": "Pumps", "volume": "Two"}
    assert text(**csl) == "E E, F F, eds. Pumps. Two."
    assert text(**csl, author=people("A, A")) == "A A. Pumps. Two. (E E, F F, eds)."


def test_a_chapter() -> None:
    csl = {"type": "chapter", "author": people("A, A"), "title": "T", "container-title": "Book", "publisher": "Press"}
    assert (
        text(**csl, editor=people("E, E"), issued=date(1999), page="3") == "A A. T. In: E E, ed. Book. Press; 1999:3."
    )
    assert text(**csl, **{"chapter-number": "4"}) == "A A. T. In: Book. Press:chap 4."
    assert text(type="chapter", author=people("A, A"), title="T") == "A A. T."


def test_a_web_page_gives_the_day_it_was_read_and_its_address() -> None:
    csl = {"type": "webpage", "title": "Clofen", "container-title": "TGA", "publisher": "Alphapharm"}
    dates = {"issued": date(2017, 6, 7), "accessed": date(2017, 8, 15)}
    assert text(**csl, **dates) == "Clofen. TGA. Alphapharm. June 7, 2017. Accessed August 15, 2017."
    formatted = format_ama(reference({**csl, "URL": "https://tga.gov.au/x"}))
    assert formatted.text.endswith("Alphapharm. https://tga.gov.au/x")
    assert "tga.gov.au" not in formatted.statement_html


SET_ID = "351cde63-00fa-404a-92df-cb055e991840"


@pytest.mark.parametrize("kind", ["report", "webpage"])
def test_a_drug_label_is_named_by_its_set_id(kind: str) -> None:
    csl = {
        "type": kind,
        "title": "Lioresal",
        "genre": "Prescribing information",
        "publisher": "DailyMed",
        "number": SET_ID,
    }
    assert text(**csl) == f"Lioresal. Prescribing information. DailyMed. Set ID {SET_ID}."
    assert links(reference(csl))[0].url == f"https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={SET_ID}"


def test_a_set_id_is_found_in_the_address_and_other_numbers_are_shown_as_they_are() -> None:
    url = f"https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={SET_ID}"
    assert [link.label for link in links(reference({"title": "L", "URL": url}))] == [f"Set ID {SET_ID}"]
    assert text(type="report", title="R", number="NDA 020075") == "R. NDA 020075."


def test_a_thesis() -> None:
    csl = {"type": "thesis", "title": "T", "genre": "Dissertation", "publisher": "University", "issued": date(2001)}
    assert text(**csl) == "T. Dissertation. University; 2001."


@pytest.mark.parametrize(
    ("issued", "shown"),
    [
        (date(2017), "2017"),
        (date(2017, 6), "June 2017"),
        (date(2017, 13), "2017"),
        ({"literal": "Spring 2017"}, "Spring 2017"),
        ({"raw": "c. 2017"}, "c. 2017"),
        ({"date-parts": []}, ""),
        ("2017", ""),
    ],
)
def test_dates_are_given_as_exactly_as_the_reference_has_them(issued: Any, shown: str) -> None:
    assert text(type="webpage", title="T", issued=issued) == f"T. {shown}." if shown else "T."


def test_what_could_not_be_parsed_is_shown_in_the_words_of_the_source() -> None:
    assert format_ama(reference(None, raw="^ abLeggio L. Some text < 2010")).text == "Leggio L. Some text < 2010"
    assert format_ama(reference({"DOI": "10.1/x"}, raw="As it is")).html == "As it is"


@pytest.mark.parametrize(
    "missing", [Reference("24", "24", ReferenceStatus.MISSING), Reference("24", "", ReferenceStatus.GIVEN)]
)
def test_a_missing_reference_says_so(missing: Reference) -> None:
    assert format_ama(missing).text == "No reference 24 in the source file."
    assert short(missing) == ("No reference 24", "not in the source file")


@pytest.mark.parametrize(
    ("csl", "who", "where"),
    [
        (LEGGIO, "Leggio 2010", "CNS & Neurological Disorders Drug Targets"),
        ({"title": "T", "editor": people("E, E"), "publisher": "Press"}, "E", "Press"),
        ({"title": "Clofen", "issued": {"literal": "June 2017"}}, "Clofen 2017", ""),
        ({"title": "T", "issued": {"literal": "undated"}}, "T", ""),
        (None, "raw", ""),
        ({"title": "word " * 20}, f"{'word ' * 7}word…", ""),
    ],
)
def test_in_short(csl: dict[str, Any] | None, who: str, where: str) -> None:
    assert short(reference(csl)) == (who, where)


def test_links_are_the_identifiers_and_their_pages() -> None:
    found = links(
        reference({"title": "T", "URL": "https://x.org/a"}, doi="10.1016/0750-7658(96)82130-7", pmid="9033759")
    )
    assert [(link.label, link.url) for link in found] == [
        ("doi:10.1016/0750-7658(96)82130-7", "https://doi.org/10.1016/0750-7658(96)82130-7"),
        ("PMID 9033759", "https://pubmed.ncbi.nlm.nih.gov/9033759/"),
        ("https://x.org/a", "https://x.org/a"),
    ]


def test_a_hostile_identifier_makes_no_other_address() -> None:
    csl = {"title": "T", "PMID": "1/../evil", "URL": "javascript:alert(1)", "DOI": '10.1/"><script>?x#y'}
    assert [link.url for link in links(reference(csl))] == ["https://doi.org/10.1/%22%3E%3Cscript%3E%3Fx%23y"]
    assert "<script>" not in format_ama(reference(csl)).html


def test_a_reference_with_nothing_to_open_has_no_links() -> None:
    assert links(reference()) == []
