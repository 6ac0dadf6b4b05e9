"""Bibliographies as reference managers write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import UnreadableInputError, UserError
from desktop_app.importers.authored.bibliography import checked
from desktop_app.importers.authored.bibliography_formats import is_bibliography, read_other_formats

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "references"

BIBTEX = rb"""
% kept by the pharmacy
@string{jex = "Journal of Examples"}
@article{doe2019,
  author = {Doe, Jane and van der Berg, J{\"o}rg and {Example Hospital} and others},
  title = "An {Example} of 5~\% $\alpha$",
  journal = jex, year = 2019, month = apr, volume = 12, number = 3, pages = {45--50}, doi = {10.1000/xyz},
}
@misc{noyear, title = {Undated}}
"""

RIS = b"""TY  - JOUR
ID  - doe2019
A1  - Doe, Jane, Jr.
AU  - Example Hospital
TI  - An example of a study
JF  - Journal of Examples
VL  - 12
IS  - 3
SP  - 45
EP  - 50
PY  - 2019/04/02/
DO  - https://doi.org/10.1000/xyz
UR  - https://example.org/study
ER  -

TY  - RPRT
TI  - A report
DO  - 10.1000/(a)b
DA  - 2016///
ER  -
"""

NBIB = b"""PMID- 1234567
TI  - An example of a study whose title
      goes on.
FAU - Doe, Jane
AU  - Doe J
CN  - Example Group
DP  - 2016 Spring
TA  - J Ex
JT  - Journal of Examples
VI  - 12
IP  - 3
PG  - 45-50
AID - S0000-0000 [pii]
AID - 10.1000/xyz [doi]

PMID- 7654321
TI  - Another.
AU  - Roe R
DP  - 2019 Apr 2
"""


def read(data: bytes, name: str = "refs") -> dict[str, dict[str, Any]]:
    found = read_other_formats(data, name)
    assert found is not None
    return checked(found.entries, name)


def test_bibtex_gives_names_in_parts_and_dates_as_exact_as_they_are() -> None:
    found = read(BIBTEX)

    assert found["doe2019"] == {
        "id": "doe2019",
        "type": "article-journal",
        "author": [
            {"family": "Doe", "given": "Jane"},
            {"family": "Berg", "given": "Jörg", "non-dropping-particle": "van der"},
            {"literal": "Example Hospital"},
            {"literal": "et al."},
        ],
        "issued": {"date-parts": [[2019, 4]]},
        "title": "An Example of 5 % α",
        "container-title": "Journal of Examples",
        "volume": "12",
        "issue": "3",
        "page": "45–50",
        "DOI": "10.1000/xyz",
    }
    assert found["noyear"] == {"id": "noyear", "type": "document", "title": "Undated"}


def test_bibtex_that_would_lose_an_entry_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableInputError, match=r"refs.bib, line 2: "):
        read_other_formats(b"@book{a, title={A}}\n@book{a, title={Same key}}", "refs.bib")
    with pytest.raises(UnreadableInputError, match="is not BibTeX"):
        read_other_formats(b"@book{a, title={never closed\n", "refs.bib")


def test_latex_in_bibtex_reads_no_files() -> None:
    found = read(rb"@book{a, title={Before \input{/etc/hostname} after}}")

    assert found["a"]["title"] == r"Before \input{/etc/hostname} after"


def test_ris_gives_what_a_citation_shows() -> None:
    found = read(RIS)

    assert found["doe2019"] == {
        "id": "doe2019",
        "type": "article-journal",
        "author": [{"literal": "Example Hospital"}, {"family": "Doe", "given": "Jane", "suffix": "Jr."}],
        "issued": {"date-parts": [[2019, 4, 2]]},
        "title": "An example of a study",
        "container-title": "Journal of Examples",
        "volume": "12",
        "issue": "3",
        "page": "45-50",
        "DOI": "10.1000/xyz",
        "URL": "https://example.org/study",
    }


def test_an_entry_of_ris_without_an_id_is_cited_by_its_doi() -> None:
    found = read(RIS)

    assert found["10.1000/-a-b"]["DOI"] == "10.1000/(a)b"
    assert found["10.1000/-a-b"]["issued"] == {"date-parts": [[2016]]}


def test_an_entry_of_ris_without_id_and_doi_is_cited_by_author_and_year_which_is_reported() -> None:
    record = b"TY  - BOOK\nTI  - Without\n%bER  - \n"
    author = "AU  - Köhler, Anna\nPY  - 2019\n".encode()
    found = read_other_formats(
        record % author + record % author + record % b"" + record % b"ID  - kohler2019\n", "r.ris"
    )

    assert found is not None
    assert [entry["id"] for entry in found.entries] == ["kohler2019b", "kohler2019c", "entry-3", "kohler2019"]
    assert found.reports == tuple(
        f"reference without ID and DOI, cited as [@{name}]" for name in ("kohler2019b", "kohler2019c", "entry-3")
    )


def test_an_export_of_eric_is_told_for_what_it_is() -> None:
    with pytest.raises(UnreadableInputError, match=r"refs\.nbib is an export of ERIC.*Export the records as RIS"):
        read_other_formats(b"OWN - ERIC\nTI  - A study\nAU  - Doe, J\nID  - EJ123\n", "refs.nbib")


def test_an_entry_of_ris_that_never_ends_is_not_lost_in_silence() -> None:
    with pytest.raises(UnreadableInputError, match="2 entries of the bibliography begin and 1 can be read"):
        read_other_formats(b"TY  - BOOK\nID  - a\nER  - \nTY  - BOOK\nID  - b\n", "refs.ris")


def test_nbib_gives_what_a_citation_shows_and_fills_in_no_date() -> None:
    found = read(NBIB)

    assert found["pmid:1234567"] == {
        "id": "pmid:1234567",
        "type": "article-journal",
        "PMID": "1234567",
        "author": [{"family": "Doe", "given": "Jane"}, {"literal": "Example Group"}],
        "issued": {"date-parts": [[2016]]},
        "title": "An example of a study whose title goes on.",
        "container-title": "Journal of Examples",
        "container-title-short": "J Ex",
        "volume": "12",
        "issue": "3",
        "page": "45-50",
        "DOI": "10.1000/xyz",
    }
    assert found["pmid:7654321"]["author"] == [{"literal": "Roe R"}]
    assert found["pmid:7654321"]["issued"] == {"date-parts": [[2019, 4, 2]]}


@pytest.mark.parametrize("written", ["in press", "0000", "99"])
def test_a_date_that_is_no_year_stays_as_it_is_written(written: str) -> None:
    found = read(f"@misc{{a, title={{A}}, year={{{written}}}}}".encode())

    assert found["a"]["issued"] == {"raw": written}


def test_what_is_in_none_of_these_formats_is_left_to_others() -> None:
    assert read_other_formats(b'[{"id": "a"}]', "refs.json") is None


@pytest.mark.parametrize(("data", "whether"), [(BIBTEX[23:], True), (RIS, True), (NBIB, True), (b"Some text", False)])
def test_a_bibliography_is_told_from_a_text(data: bytes, whether: bool) -> None:
    assert is_bibliography(data.decode()) is whether


@given(st.sampled_from([BIBTEX, RIS, NBIB]), st.data())
@settings(max_examples=60, deadline=None)
def test_damaged_bibliographies_raise_nothing_but_user_errors(whole: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    damaged = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]
    try:
        found = read_other_formats(damaged, "refs")
        if found is not None:
            checked(found.entries, "refs")
    except UserError:
        pass


@pytest.mark.skipif(not SHARED.exists(), reason="the real files are not beside the project")
def test_real_files_are_read() -> None:
    pubmed = read((SHARED / "NbibImporterTest.nbib").read_bytes())["pmid:27169098"]
    chapter = read((SHARED / "RisImporterTest3.ris").read_bytes())["10.1201/b19107-2"]

    assert pubmed["DOI"] == "10.4103/2277-9175.180636"
    assert pubmed["issued"] == {"date-parts": [[2016]]}
    assert chapter["issued"] == {"date-parts": [[2015, 9, 10]]}
    assert chapter["page"] == "1-22"


@pytest.mark.parametrize("entry", [b"@book{k, title={A}}\n", b"TY  - BOOK\nID  - k\nER  - \n", b"PMID- 1\nTI  - A\n\n"])
def test_more_entries_than_a_monograph_may_cite_are_refused_before_any_is_read(entry: bytes) -> None:
    with pytest.raises(
        UnreadableInputError, match=r"refs has 80,000 entries, where 20,000 are the most\. Export those"
    ):
        read_other_formats(entry * 80_000, "refs")
