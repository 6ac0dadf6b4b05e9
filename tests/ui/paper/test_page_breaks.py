"""Page ends in real layouts: what Qt draws where, read back from the PDF with its positions."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QPageSize

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Provenance, Section
from desktop_app.services.packets import Packets
from desktop_app.ui.paper.paper_pages import PaperPages
from desktop_app.ui.paper.pdf import write_pages
from tests.printed import Piece, pieces

pytestmark = pytest.mark.usefixtures("qapp")

A4, LETTER = QPageSize.PageSizeId.A4, QPageSize.PageSizeId.Letter
LOREM = "Withdrawal symptoms are more likely if it is given for long periods of time, and can occur from low doses. "
HEAD = (
    '<thead><tr><th rowspan="2">Drug</th><th colspan="2">Twice daily</th></tr>'
    "<tr><th>Fasting</th><th>Fed</th></tr></thead>"
)


def printed(html: str, folder: Path, paper: QPageSize.PageSizeId = A4) -> list[list[Piece]]:
    """The words of the text of every page, without head and foot."""
    monograph = Monograph(
        "local:x", "X", "en", (), (Section("a", Kind.OTHER, "A", html, 0),), (), Provenance("authored")
    )
    document = Packets(clock=lambda: datetime(2026, 11, 22, 14, 32, tzinfo=UTC)).document(monograph, ["a"])
    pages = PaperPages(document, QPageSize(paper))
    for _ in write_pages(document, pages, folder / "x.pdf"):
        pass
    return [without_head_and_foot(page) for page in pieces(folder / "x.pdf")]


def without_head_and_foot(page: list[Piece]) -> list[Piece]:
    foot = max(number for number, word in enumerate(page) if "Page" in word.text)
    return page[foot + 1 :]


def text_of(words: list[Piece]) -> str:
    return " ".join(word.text for word in words)


@pytest.mark.parametrize("paper", [A4, LETTER])
def test_a_repeated_head_of_several_rows_stands_above_the_rows(paper: QPageSize.PageSizeId, tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>drug{n}</td><td>{n} mg</td><td>{LOREM * (n % 3)}</td></tr>" for n in range(90))
    pages = printed(f"<table>{HEAD}<tbody>{rows}</tbody></table>", tmp_path, paper)
    assert len(pages) > 3
    for words in pages:
        if "drug" not in text_of(words):
            continue
        assert text_of(words).count("Twice daily") == text_of(words).count("Fasting") == 1
        (upper,) = [word for word in words if word.text == "Twice daily"]
        (lower,) = [word for word in words if word.text == "Fasting"]
        first = min((word for word in words if word.text.startswith("drug")), key=lambda word: word.top)
        assert upper.top + 8 < lower.top
        assert lower.top + 8 < first.top


def test_bold_rows_at_the_top_are_repeated_like_a_head_but_no_title_over_all_columns(tmp_path: Path) -> None:
    head = '<tr><td colspan="2"><strong>Adults</strong></td></tr>'
    head += "<tr><td><strong>Drug</strong></td><td><strong>Dose</strong></td></tr>"
    rows = "".join(f"<tr><td>drug{n}</td><td>{LOREM}</td></tr>" for n in range(60))
    pages = [text_of(words) for words in printed(f"<table>{head}{rows}</table>", tmp_path)]
    with_rows = [words for words in pages if "drug" in words]
    assert len(with_rows) > 2
    assert all("Dose" in words for words in with_rows)
    assert ["Adults" in words for words in with_rows] == [True] + [False] * (len(with_rows) - 1)


def test_a_row_that_names_those_below_it_stays_with_them(tmp_path: Path) -> None:
    for lines in range(24):
        rows = "".join(
            f'<tr><td>before</td><td>x</td></tr><tr><td colspan="2">Title {n}</td></tr>'
            f"<tr><td>after{n}</td><td>x</td></tr>"
            for n in range(24)
        )
        pages = [text_of(words) for words in printed("<p>Line.</p>" * lines + f"<table>{rows}</table>", tmp_path)]
        for page in pages:
            assert re.findall(r"Title (\d+)", page) == re.findall(r"after(\d+)", page)


def test_a_bold_paragraph_stays_with_what_it_introduces(tmp_path: Path) -> None:
    for lines in range(30, 36):
        html = "<p>Line.</p>" * lines + "<p><strong>How to take it</strong></p><ul><li>one</li></ul>" * 12
        for words in printed(html, tmp_path):
            if words:
                assert not words[-1].text.startswith("How to")


def test_a_footnote_is_not_alone_on_a_page(tmp_path: Path) -> None:
    for lines in range(20):
        rows = "".join(f"<tr><td>row{n}</td><td>x</td></tr>" for n in range(40))
        table = f'<table>{rows}<tr><td colspan="2">* footnote</td></tr></table>'
        (page,) = [words for words in printed("<p>Line.</p>" * lines + table, tmp_path) if "footnote" in text_of(words)]
        assert "row39" in text_of(page)


@pytest.mark.parametrize("paper", [A4, LETTER])
def test_nine_columns_are_set_in_a_size_that_can_be_read_and_stay_on_the_paper(
    paper: QPageSize.PageSizeId, tmp_path: Path
) -> None:
    cells = "".join(f"<td>{n}0 mg/day</td>" for n in range(9))
    table = f"<table>{f'<tr>{cells}</tr>' * 4}</table>"
    words = [word for words in printed(table, tmp_path, paper) for word in words]
    doses = [word for word in words if "mg/day" in word.text]
    assert len(doses) == 36
    assert min(word.size for word in doses) >= 7.9
    width = {A4: 595, LETTER: 612}[paper]
    assert min(word.left for word in doses) > 40
    assert max(word.left + 40 for word in doses) < width - 30


def test_columns_beyond_the_paper_follow_in_a_table_of_their_own(tmp_path: Path) -> None:
    cells = "".join(f"<td>{n}0.05 mg/0.8 mL</td>" for n in range(1, 17))
    words = [word for words in printed(f"<table><tr>{cells}</tr></table>", tmp_path) for word in words]
    doses = [word.text for word in words if "mL" in word.text]
    assert set(doses) == {f"{n}0.05 mg/0.8 mL" for n in range(1, 17)}
    assert doses.count("10.05 mg/0.8 mL") == len(doses) - 15
    assert "Columns 2 to" in text_of(words)


@pytest.mark.parametrize("columns", range(2, 15))
def test_a_dose_is_on_one_line_however_many_columns_there_are(columns: int, tmp_path: Path) -> None:
    cells = f"<td>take 0.05 mg/mL or 40 mg/0.8 mL ({LOREM})</td>" + "<td>10 000 IU/kg</td>" * (columns - 1)
    texts = [word.text for words in printed(f"<table><tr>{cells}</tr></table>", tmp_path) for word in words]
    for dose in ("0.05 mg/mL", "40 mg/0.8 mL"):
        assert any(dose in text for text in texts)
    assert sum("10 000 IU/kg" in text for text in texts) == columns - 1


def test_cells_of_one_high_row_lose_no_line_where_their_lines_are_not_level(tmp_path: Path) -> None:
    numbered = [" ".join(f"a{n}" for n in range(1200)), "".join(f"<p>b{n}</p>" for n in range(120))]
    html = f"<table><tr><td>{numbered[0]}</td><td>{numbered[1]}</td></tr></table>"
    pages = printed(html, tmp_path)
    assert len(pages) > 2
    words = " ".join(text_of(page) for page in pages).split()
    assert [word for word in words if word[0] == "a"] == [f"a{n}" for n in range(1200)]
    assert [word for word in words if word[0] == "b" and len(word) > 1] == [f"b{n}" for n in range(120)]
    for page in pages:
        assert max(word.top for word in page) < 780


def test_a_paragraph_that_goes_on_over_a_page_end_at_a_line_break_has_no_empty_line_there(tmp_path: Path) -> None:
    html = "<p>" + "<br>".join(f"line{n}" for n in range(150)) + "</p>"
    pages = printed(html, tmp_path)
    assert " ".join(text_of(page) for page in pages).count("line") == 150
    for page in pages:
        tops = [word.top for word in page if word.text.startswith("line")]
        assert max((after - before for before, after in itertools.pairwise(tops)), default=14.5) < 15


def test_a_table_in_an_item_of_a_list_keeps_its_distance(tmp_path: Path) -> None:
    html = "<ul><li>Before.<table><tr><td>cell</td><td>x</td></tr></table></li><li>After.</li></ul>"
    (words,) = printed(html, tmp_path)
    tops = {word.text: word.top for word in words}
    assert tops["After."] - tops["cell"] > 18


def test_half_after_a_number_stays_a_half(tmp_path: Path) -> None:
    assert "a 51⁄2 year old" in " ".join(text_of(words) for words in printed("<p>a 51⁄2 year old</p>", tmp_path))
