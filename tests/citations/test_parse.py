"""References as encyclopedias print them, read into CSL-JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.citations.parse import LONGEST, parse_reference

JOURNAL = (
    '^ abvan Testen PS, McTest IS, et al. (January 2009). "A [bracketed] title: comparison". Journal of Tests, Proofs.'
    " 158 (2): 441–455. doi:10.1016/0750-7658(96)82130-7. PMID18996447. PMC 2222222. S2CID22701676."
)


def csl(raw: str) -> dict[str, Any]:
    """The CSL of a reference that must have one."""
    item = parse_reference(raw).csl
    assert item is not None
    return dict(item)


def test_journal_article_is_read_in_full() -> None:
    assert csl(JOURNAL) == {
        "type": "article-journal",
        "author": [
            {"family": "van Testen", "given": "PS"},
            {"family": "McTest", "given": "IS"},
            {"literal": "et al."},
        ],
        "title": "A [bracketed] title: comparison",
        "issued": {"date-parts": [[2009, 1]]},
        "volume": "158",
        "issue": "2",
        "page": "441–455",
        "container-title": "Journal of Tests, Proofs",
        "DOI": "10.1016/0750-7658(96)82130-7",
        "PMID": "18996447",
        "PMCID": "PMC2222222",
        "note": "S2CID: 22701676",
    }
    parsed = parse_reference(JOURNAL)
    assert (parsed.doi, parsed.pmid) == ("10.1016/0750-7658(96)82130-7", "18996447")


def test_raw_text_is_kept_verbatim() -> None:
    raw = "  ^ abSmith  J (1999).  nothing else "
    assert parse_reference(raw).raw == raw


def test_web_page_keeps_site_publisher_place_and_both_dates() -> None:
    assert csl(
        '^"Product Information". Test Services. Millers Point, Nowhere: Test Pty Limited. 7 June 2017.'
        " Retrieved 15 August 2017."
    ) == {
        "type": "webpage",
        "title": "Product Information",
        "container-title": "Test Services",
        "publisher-place": "Millers Point, Nowhere",
        "publisher": "Test Pty Limited",
        "issued": {"date-parts": [[2017, 6, 7]]},
        "accessed": {"date-parts": [[2017, 8, 15]]},
    }


def test_book_is_read_with_edition_and_page() -> None:
    assert csl(
        "^ Payment, S.; Doe, Jane (2007). The Founders (2nd ed.). London: Test Press. p. 12. ISBN 9781404207196."
    ) == {
        "type": "book",
        "author": [{"family": "Payment", "given": "S."}, {"family": "Doe", "given": "Jane"}],
        "title": "The Founders",
        "edition": "2nd",
        "issued": {"date-parts": [[2007]]},
        "page": "12",
        "publisher-place": "London",
        "publisher": "Test Press",
        "ISBN": "9781404207196",
    }
    assert csl("^ Evans M (2005). Birth. Test Press.")["publisher"] == "Test Press"


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        ("2001", [2001]),
        ("February 2001", [2001, 2]),
        ("Sept. 2001", [2001, 9]),
        ("7 June 2017", [2017, 6, 7]),
        ("October 4, 2002", [2002, 10, 4]),
        ("2016-05-01", [2016, 5, 1]),
        ("2016-05", [2016, 5]),
        ("2016-99", [2016]),
        ("2023-02-29", [2023]),
        ("31 June 2017", [2017]),
        ("February 30, 2020", [2020]),
    ],
)
def test_dates_in_all_their_forms(date: str, parts: list[int]) -> None:
    assert csl(f'^ Smith J ({date}). "Title". Site.')["issued"] == {"date-parts": [parts]}


def test_season_is_kept() -> None:
    assert csl('^ Smith J (Spring 1984). "Title". Site.')["issued"] == {"date-parts": [[1984]], "season": 1}


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("Magazine. Vol. 12, no. 3. pp. 12–14.", {"volume": "12", "issue": "3", "page": "12–14"}),
        ("Journal. 12 (3).", {"volume": "12", "issue": "3"}),
        ("Journal. 12: e345.", {"volume": "12", "page": "e345"}),
        ("Journal (in German). 12: 1.", {"volume": "12", "page": "1"}),
    ],
)
def test_volume_issue_and_pages(rest: str, expected: dict[str, str]) -> None:
    item = csl(f'^ Smith J (2001). "Title". {rest}')
    assert {key: item.get(key) for key in ("volume", "issue", "page") if key in item} == expected


def test_site_then_publisher() -> None:
    item = csl('^ "Title". Site. Publisher. Archived from the original on 1 May 2010. Retrieved 2 May 2010.')
    assert (item["container-title"], item["publisher"]) == ("Site", "Publisher")


def test_authors_whose_style_is_not_plain_stay_one_literal() -> None:
    assert csl('^ The Test Committee (2001). "Title". Site.')["author"] == [{"literal": "The Test Committee"}]


def test_newspaper_article_and_bare_title() -> None:
    assert csl('^ Smith J (2001). "Title". Paper.')["type"] == "article"
    assert csl('^ "Only a title".')["type"] == "webpage"


def test_what_is_not_understood_stays_raw() -> None:
    for raw in ("^ Ritz 1978, p. 12.", "^ (2001). A title. B.", "^", "^ " + "x" * (LONGEST + 1)):
        assert parse_reference(raw).csl is None
        assert parse_reference(raw).raw == raw


@pytest.mark.real_data
def test_seed_references_are_all_understood(seed_article: Path) -> None:
    lines = [line for line in seed_article.read_text(encoding="utf-8").splitlines() if line.startswith("^")]
    parsed = [parse_reference(line) for line in lines]
    assert [one.uses for one in parsed] == [2, 2, 4, 2, 1, 1, 3, 1]
    assert [one.pmid for one in parsed][-1] == "2792173"
    assert all(one.csl and one.csl["title"] for one in parsed)
    assert sum(one.doi is not None for one in parsed) == 7


@given(st.text(alphabet="^abcz AZ09.,;:()\"“”[]-–'/\n|", max_size=120) | st.text(max_size=60))
def test_any_line_is_read_without_an_error_and_nothing_of_it_is_lost(line: str) -> None:
    parsed = parse_reference(line)
    assert parsed.raw == line
    assert "".join(parsed.text.split()) in "".join(line.split())
