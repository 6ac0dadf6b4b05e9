"""A table of many rows on paper: set in runs, and not to be told from one that is set as a whole."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QPageSize, QTextTable

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Provenance, Section
from desktop_app.render.row_runs import RUN_CELLS
from desktop_app.services.packets import Packets
from desktop_app.ui.paper.page_pieces import Reader
from desktop_app.ui.paper.paper_pages import PaperPages
from desktop_app.ui.paper.pdf import write_pages
from tests.printed import Piece, pieces

pytestmark = pytest.mark.usefixtures("qapp")

HEAD = "<thead><tr><th>Drug</th><th>Dose</th><th>Note</th></tr></thead>"
WORDS = "take it with water and never with milk "


def rows(many: int) -> str:
    return "".join(
        f"<tr><td>drug{number}</td><td>{number} mg</td><td>{WORDS * (number % 4)}</td></tr>" for number in range(many)
    )


def pages_of(html: str) -> tuple[PaperPages, object]:
    monograph = Monograph(
        "local:x", "X", "en", (), (Section("a", Kind.OTHER, "A", html, 0),), (), Provenance("authored")
    )
    document = Packets(clock=lambda: datetime(2026, 11, 22, 14, 32, tzinfo=UTC)).document(monograph, ["a"])
    return PaperPages(document, QPageSize(QPageSize.PageSizeId.A4)), document


def printed(html: str, folder: Path) -> list[list[Piece]]:
    pages, document = pages_of(html)
    for _ in write_pages(document, pages, folder / "x.pdf"):  # type: ignore[arg-type]
        pass
    return pieces(folder / "x.pdf")


def tables_of(pages: PaperPages) -> list[QTextTable]:
    return [frame for frame in pages._text.rootFrame().childFrames() if isinstance(frame, QTextTable)]


def grouped(many: int) -> str:
    titled = "".join(
        f'<tr><td colspan="3">Title {group}</td></tr><tr><td rowspan="3">after{group}</td><td>1 mg</td><td>x</td></tr>'
        "<tr><td>2 mg</td><td>y</td></tr><tr><td>3 mg</td><td>z</td></tr>"
        for group in range(many)
    )
    return titled + '<tr><td colspan="3">* footnote</td></tr>'


@pytest.mark.parametrize(
    "table",
    [f"{HEAD}<tbody>{rows(300)}</tbody>", f"<tbody>{grouped(80)}</tbody>", f"{HEAD}<tbody>{grouped(80)}</tbody>"],
    ids=["rows of one to four lines", "rows that belong together", "under a head"],
)
def test_pages_and_places_are_those_of_a_table_set_as_a_whole(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = f"<p>Before.</p><table><caption>Doses</caption>{table}</table><p>After.</p>"
    found = printed(html, tmp_path)
    monkeypatch.setattr("desktop_app.render.paper.row_runs", lambda body, columns: [body])
    whole = printed(html, tmp_path)
    assert len(found) == len(whole) > 4
    for page, expected in zip(found, whole, strict=True):
        assert [piece.text for piece in page] == [piece.text for piece in expected]
        for piece, place in zip(page, expected, strict=True):
            assert piece.left == pytest.approx(place.left, abs=0.3)
            assert piece.top == pytest.approx(place.top, abs=1)


def test_every_row_is_there_once_under_the_head_in_columns_that_run_through(tmp_path: Path) -> None:
    found = printed(f"<table>{HEAD}<tbody>{rows(500)}</tbody></table>", tmp_path)
    drugs = [(piece.text, piece.left) for page in found for piece in page if piece.text.startswith("drug")]
    assert [text for text, _ in drugs] == [f"drug{number}" for number in range(500)]
    assert max(left for _, left in drugs) - min(left for _, left in drugs) < 0.5
    doses = [piece.left for page in found for piece in page if re.fullmatch(r"\d+ mg", piece.text)]
    assert len(doses) == 500
    assert max(doses) - min(doses) < 0.5
    for page in found:
        if any(piece.text.startswith("drug") for piece in page):
            assert [piece.text for piece in page].count("Dose") == 1


def _places(run: Sequence[QTextTable]) -> list[int]:
    return [table.rows() * table.columns() for table in run]


def test_work_grows_with_the_rows_alone() -> None:
    most = {}
    for many in (400, 1600):
        pages, _ = pages_of(f"<table>{HEAD}<tbody>{rows(many)}</tbody></table>")
        runs = tables_of(pages)
        most[many] = max(_places(runs))
        assert len(runs) == pytest.approx(many * 3 / RUN_CELLS, abs=1)
        shares = list(_shares(pages))
        assert len(shares) >= len(runs) - 1
        assert all(after > before for before, after in itertools.pairwise(shares))
    assert most[400] <= most[1600] <= 1.5 * RUN_CELLS + 6


def _shares(pages: PaperPages) -> list[float]:
    """How far the reading of the pieces is, each time that the window is let in."""
    return list(Reader(pages._text, pages._body.height()).pieces())
