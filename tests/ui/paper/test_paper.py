"""Pages as they leave the printer, read back from the PDF."""

from __future__ import annotations

import errno
import itertools
import os
import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PageObject
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLocale, QMarginsF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPageLayout, QPageSize
from PySide6.QtWidgets import QApplication

from desktop_app.errors import UserError
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import (
    Media,
    Monograph,
    Name,
    NameKind,
    Provenance,
    Reference,
    ReferenceStatus,
    Section,
)
from desktop_app.render.paper import PaperDocument, packet_html
from desktop_app.render.units import NO_BREAK_HERE
from desktop_app.services.packets import Packets
from desktop_app.ui.paper.paper import paint, paper_of
from desktop_app.ui.paper.paper_pages import PaperPages
from desktop_app.ui.paper.pdf import write_pdf
from tests.printed import PrintedReader, text_of

pytestmark = pytest.mark.usefixtures("qapp")

NOW = datetime(2026, 11, 22, 14, 32, tzinfo=UTC)
A4 = QPageSize(QPageSize.PageSizeId.A4)
LOREM = "Withdrawal symptoms are more likely if it is given for long periods of time, and can occur from low doses. "
REFERENCES = (
    Reference("24", "24", ReferenceStatus.GIVEN, "Leggio L. Effectiveness and safety. 2010."),
    Reference("25", "25", ReferenceStatus.MATCHED, "Grenier B. Severe hyperthermia. 1996."),
    Reference("26", "26", ReferenceStatus.MISSING),
    Reference("27", "27", ReferenceStatus.GIVEN, f"See https://example.org/{'endless-path' * 30} for more."),
)
PROVENANCE = Provenance(
    "authored",
    "St. Anna Hospital",
    "",
    "3",
    "2019-04-02",
    licence="CC BY-SA 4.0",
    notice="Not reviewed by a clinician.",
)


def mark(ref: str) -> str:
    return f'<a href="cite:{ref}">{ref}</a>'


def table(rows: int) -> str:
    body = "".join(
        f"<tr><td>begin{row}</td><td>0.05 mg/{row} mL</td><td>{LOREM * (row % 3)} end{row}</td></tr>"
        for row in range(rows)
    )
    head = "<tr><th>Content</th><th>Concentration</th><th>Used for</th></tr>"
    return f"<table><caption>Strengths</caption><thead>{head}</thead><tbody>{body}</tbody></table>"


def section(key: str, html: str, title: str, kind: Kind = Kind.OTHER, parent: str | None = None) -> Section:
    return Section(key, kind, title, html, 0, parent)


def monograph(*sections: Section, title: str = "Baclofen") -> Monograph:
    names = (Name("Lioresal", NameKind.BRAND), Name("Gablofen", NameKind.BRAND))
    return Monograph("local:b", title, "en", names, sections, REFERENCES, PROVENANCE)


def document(*sections: Section, title: str = "Baclofen") -> PaperDocument:
    packets = Packets(clock=lambda: NOW)
    return packets.document(monograph(*sections, title=title), [part.key for part in sections])


LINK = '<p>See <a href="section:a">Overview</a>.</p>'
LONG = (
    section("a", f"<p>{LOREM * 8}{mark('24')}{mark('26')}</p>" * 4, "Overview"),
    section("b", f"<p>{LOREM * 6}</p>", "Abrupt stop", Kind.BOXED_WARNING),
    section("c", "", "Adverse effects"),
    section("c/d", f"<p>{LOREM * 5}{mark('25')}</p>" * 5 + LINK, "Withdrawal", parent="c"),
    section("e", f"<p>{LOREM}{mark('27')}</p>{table(70)}<p>After the table.</p>", "Forms"),
)  # fmt: skip


@pytest.fixture(scope="module")
def printed(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> PrintedReader:
    """The whole of `LONG` on A4."""
    path = tmp_path_factory.mktemp("paper") / "long.pdf"
    write_pdf(document(*LONG), path, A4)
    return PrintedReader(path)


def text(page: PageObject) -> str:
    return unicodedata.normalize("NFKC", text_of(page))


def line(page: PageObject) -> str:
    return " ".join(text(page).split())


def packed(reader: PrintedReader) -> str:
    return "".join("".join(text(page).split()) for page in reader.pages)


def test_every_page_says_what_it_is_and_where_it_comes_from(printed: PrintedReader) -> None:
    of = len(printed.pages)
    assert of > 5
    for number, page in enumerate(printed.pages, start=1):
        words = line(page)
        assert words.startswith("Baclofen ")
        assert f"Page {number} of {of}" in words
        assert "Hospital monograph, 7 years old" in words
        assert "Source: St. Anna Hospital, “Baclofen”. CC BY-SA 4.0." in words
        assert "Version 3. Effective 2019-04-02. 7 years old when printed." in words
        assert f"Printed {NOW.astimezone():%Y-%m-%d %H:%M} with Materia" in words
        assert "of local:b." in words
        assert "Not reviewed by a clinician." in words


def test_the_head_names_the_sections_of_its_page(printed: PrintedReader) -> None:
    heads = [line(page).split("Hospital monograph")[0].removeprefix("Baclofen ").strip() for page in printed.pages]
    assert heads[:2] == ["Overview", "Overview ... Withdrawal"]
    assert heads[-2:] == ["Forms", "Forms"]


def test_nothing_is_lost(printed: PrintedReader) -> None:
    on_paper = packed(printed)
    html = document(*LONG).html.replace(NO_BREAK_HERE, "")
    words = re.split(r"[\s-]+", unicodedata.normalize("NFKC", re.sub("<[^>]*>", " ", html)))
    assert [word for word in words if word not in on_paper] == []
    assert on_paper.count("Withdrawalsymptoms") == html.count("Withdrawal symptoms")


def test_the_head_row_is_repeated_and_no_row_is_torn(printed: PrintedReader) -> None:
    seen: list[int] = []
    for page in printed.pages:
        begun = [int(row) for row in re.findall(r"begin(\d+)", text(page))]
        assert begun == [int(row) for row in re.findall(r"end(\d+)", text(page))]
        assert ("Concentration" in text(page)) == bool(begun)
        seen += begun
    assert seen == list(range(70))


def test_the_head_of_a_table_that_has_ended_is_not_drawn_over_what_follows(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>begin{row}</td><td>x</td></tr>" for row in range(30))
    html = f"<table><thead><tr><th>Headword</th></tr></thead><tbody>{rows}</tbody></table>"
    after = section("c", f"<p>{LOREM * 20}</p>" * 2, "C")
    for lines in range(6):  # three lines put the end of the table at the end of the page
        path = tmp_path / f"{lines}.pdf"
        write_pdf(document(section("b", "<p>Line</p>" * lines + html, "B"), after), path, A4)
        pages = [text(page) for page in PrintedReader(path).pages]
        assert [page for page in pages if ("Headword" in page) != ("begin" in page)] == []


def test_many_columns_fit_on_the_paper(tmp_path: Path) -> None:
    row = "".join(f"<td>column{number}</td>" for number in range(12))
    write_pdf(document(section("a", f"<table><tr>{row}</tr></table>", "A")), tmp_path / "x.pdf", A4)
    on_paper = packed(PrintedReader(tmp_path / "x.pdf"))
    assert all(f"column{number}" in on_paper for number in range(12))


def test_no_page_ends_with_a_heading(tmp_path: Path) -> None:
    inner = [
        f"<p>{LOREM * (n % 7 + 1)}</p><h3>Inner heading</h3>{table(n % 4 + 1)}<p>{LOREM * 3}</p>" for n in range(30)
    ]
    parts = [section(f"k{n}", html, f"Title{n}") for n, html in enumerate(inner)]
    write_pdf(document(*parts), tmp_path / "x.pdf", A4)
    pages = PrintedReader(tmp_path / "x.pdf").pages
    assert len(pages) > 10
    headings = re.compile(r"Title\d+|Inner|Strengths|Content|Used for|References")
    last_lines = [text(page).rstrip().splitlines()[-1] for page in pages]
    assert [words for words in last_lines if headings.match(words)] == []


@pytest.mark.parametrize("size", [QPageSize.PageSizeId.A4, QPageSize.PageSizeId.Letter, QPageSize.PageSizeId.A5])
@pytest.mark.parametrize("name", ["X", "Name of a drug that needs more than a single line " * 3])
def test_pages_are_full_wherever_a_paragraph_breaks(size: QPageSize.PageSizeId, name: str) -> None:
    texts = [section("a", f"<p>{LOREM * sentences}</p>", "A") for sentences in range(30, 60, 3)]
    lengths = [PaperPages(document(text, title=name), QPageSize(size)).count for text in texts]
    assert lengths[0] in {1, 2, 3}
    assert all(0 <= after - before <= 1 for before, after in itertools.pairwise(lengths))


def test_a_warning_that_fits_on_a_page_is_not_torn(tmp_path: Path) -> None:
    warning = section("w", f"<p>first words {LOREM * 12} last words</p>", "Stop", Kind.BOXED_WARNING)
    for paragraphs in range(8):
        path = tmp_path / f"{paragraphs}.pdf"
        write_pdf(document(section("a", f"<p>{LOREM * 4}</p>" * paragraphs, "A"), warning), path, A4)
        (page,) = [line(page) for page in PrintedReader(path).pages if "first words" in line(page)]
        assert "last words" in page
        assert "Boxed warning" in page


def test_what_is_higher_than_a_page_goes_on_over_the_next_ones(tmp_path: Path) -> None:
    tall = f"<table><tr><th>A</th><th>B</th></tr><tr><td>x</td><td>{LOREM * 80} end</td></tr></table>"
    parts = (
        section("a", f"<p>{LOREM * 90} here</p>", "Long warning", Kind.BOXED_WARNING),
        section("b", tall, "Tall row"),
    )
    write_pdf(document(*parts), tmp_path / "x.pdf", A4)
    on_paper = packed(PrintedReader(tmp_path / "x.pdf"))
    assert on_paper.count("Withdrawal") == on_paper.count("doses.") == 170


def test_a_list_goes_on_over_pages_without_a_second_bullet(tmp_path: Path) -> None:
    html = f"<ul>{f'<li>{LOREM * 9}</li>' * 9}</ul><p>After.</p>"
    write_pdf(document(section("a", html, "A")), tmp_path / "x.pdf", A4)
    on_paper = packed(PrintedReader(tmp_path / "x.pdf"))
    assert on_paper.count("Withdrawalsymptoms") == 81
    assert "After." in on_paper


def test_cells_of_several_rows_lose_nothing(tmp_path: Path) -> None:
    rows = "".join(
        f'<tr><td rowspan="2">pair{n}</td><td>{LOREM}</td></tr><tr><td>second{n}</td></tr>' for n in range(40)
    )
    html = f"<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody>{rows}</tbody></table>"
    write_pdf(document(section("a", html, "A")), tmp_path / "x.pdf", A4)
    on_paper = packed(PrintedReader(tmp_path / "x.pdf"))
    assert all(f"pair{n}" in on_paper and f"second{n}" in on_paper for n in range(40))


def test_rows_that_share_a_cell_stay_on_one_page(tmp_path: Path) -> None:
    rows = "".join(
        f'<tr><td rowspan="3">begin{n} {LOREM * (n % 2)}</td><td>{LOREM}</td></tr>'
        f"<tr><td>{LOREM * (n % 3)}</td></tr><tr><td>end{n}</td></tr>"
        for n in range(30)
    )
    write_pdf(document(section("a", f"<table>{rows}</table>", "A")), tmp_path / "x.pdf", A4)

    pages = PrintedReader(tmp_path / "x.pdf").pages
    assert len(pages) > 3
    for page in pages:
        begun = [int(row) for row in re.findall(r"begin(\d+)", text(page))]
        assert begun == [int(row) for row in re.findall(r"end(\d+)", text(page))]


def test_title_language_and_outline(printed: PrintedReader) -> None:
    assert printed.metadata is not None
    assert printed.metadata.title == "Baclofen: Overview, Abrupt stop, Adverse effects …"
    assert str(printed.root_object["/Lang"]) == "en"
    outline: list[Any] = printed.outline
    overview, warning, adverse, inner, forms, references = outline
    assert [entry["/Title"] for entry in (overview, warning, adverse, forms, references)] == [
        "Overview", "Abrupt stop", "Adverse effects", "Forms", "References",
    ]  # fmt: skip
    assert [entry["/Title"] for entry in inner] == ["Withdrawal"]
    for entry in (overview, warning, adverse, forms, references):
        page = printed.pages[printed.get_destination_page_number(entry) or 0]
        assert entry["/Title"] in line(page).split("Page")[1]


def links(reader: PrintedReader) -> list[tuple[int, int, float]]:
    """Of each internal link: its page, the page it leads to, and how high there."""
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}  # type: ignore[union-attr]
    found = []
    for number, page in enumerate(reader.pages):
        for annotation in page.annotations or []:
            target = annotation.get_object()["/Dest"]
            found.append((number, numbers[target[0].idnum], float(target[3])))
    return found


def test_marks_lead_to_the_reference_and_back(printed: PrintedReader) -> None:
    found = links(printed)
    last = len(printed.pages) - 1
    references = [page for page in printed.pages if "Missing: the source file cites" in line(page)]
    assert len(references) == 1
    assert sum(start < last and end == last for start, end, _ in found) >= 8 + 5 + 1
    back = [end for start, end, _ in found if start == last]
    assert len(back) == 4
    assert all(end < last for end in back)
    assert all(0 < top < 842 for _, _, top in found)


def test_missing_and_matched_references_say_so(printed: PrintedReader) -> None:
    words = line(printed.pages[-1])
    assert "2 [26] Missing: the source file cites this number but holds no reference for it." in words
    assert "3 [25] Grenier B. Severe hyperthermia. 1996. (matched by Materia)" in words


def test_long_words_stay_on_the_paper(printed: PrintedReader) -> None:
    assert "endless-path" * 3 in packed(printed)
    assert max(piece.left for piece in printed.pieces[-1]) < 490


@pytest.mark.parametrize("title", ["Isavuconazonium sulfate with imipenem-cilastatin-relebactam and more of it " * 2])
def test_a_long_name_leaves_room_for_section_and_source(title: str, tmp_path: Path) -> None:
    parts = [section(f"k{n}", "<p>x</p>", f"A rather long section title {n}") for n in range(6)]
    write_pdf(document(*parts, title=title), tmp_path / "x.pdf", A4)
    words = line(PrintedReader(tmp_path / "x.pdf").pages[0])
    assert "Hospital monograph, 7 years old" in words
    assert "..." in words.split("Hospital")[0]
    assert title.strip() in words


def test_an_endless_name_of_a_source_stays_beside_the_number_of_the_page(tmp_path: Path) -> None:
    named = replace(monograph(LONG[0]), uid=f"epi:{'identifier-' * 20}end")
    write_pdf(Packets(clock=lambda: NOW).document(named, ["a"]), tmp_path / "x.pdf", A4)
    words = line(PrintedReader(tmp_path / "x.pdf").pages[0])
    assert "of epi:identifier-" in words
    assert "-end." in words
    assert "identifier-" * 20 not in words


def test_letter_paper_has_its_own_pages(tmp_path: Path) -> None:
    write_pdf(document(*LONG), tmp_path / "x.pdf", QPageSize(QPageSize.PageSizeId.Letter))
    box = PrintedReader(tmp_path / "x.pdf").pages[0].mediabox
    assert (round(box.width), round(box.height)) == (612, 792)


@pytest.mark.parametrize(
    ("locale", "paper"),
    [("en_US", "Letter"), ("es_MX", "Letter"), ("en_GB", "A4"), ("de_DE", "A4"), ("C", "A4")],
)
def test_paper_is_that_of_the_country(locale: str, paper: str) -> None:
    assert paper_of(QLocale(locale)).id() == QPageSize.PageSizeId[paper]


def test_pages_are_the_same_on_every_device(tmp_path: Path) -> None:
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printer.pdf"))
    printer.setPageLayout(
        QPageLayout(A4, QPageLayout.Orientation.Portrait, QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Point)
    )
    count = paint(document(*LONG), printer)
    write_pdf(document(*LONG), tmp_path / "file.pdf", A4)
    by_printer, by_file = PrintedReader(tmp_path / "printer.pdf"), PrintedReader(tmp_path / "file.pdf")
    assert count == len(by_file.pages)
    assert [line(page) for page in by_printer.pages] == [line(page) for page in by_file.pages]
    first = by_printer.pages[0].annotations[0].get_object()["/Rect"]  # type: ignore[index]
    assert first == pytest.approx(by_file.pages[0].annotations[0].get_object()["/Rect"], abs=1)  # type: ignore[index]


def test_a_page_can_be_looked_at_before_it_is_printed() -> None:
    picture = PaperPages(document(*LONG), A4).image(0, 96)
    assert (picture.width(), picture.height()) == (794, 1123)
    dark = sum(QColor(picture.pixel(x, y)).lightness() < 128 for x in range(0, 794, 3) for y in range(0, 1123, 3))
    assert dark > 500


def test_figures_are_made_to_fit(tmp_path: Path) -> None:
    image = QImage(3000, 9000, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    small = section("a", '<p>Before.</p><p><img src="media:ab" alt="Structure"></p><p>After.</p>', "A")
    packet = Packets(clock=lambda: NOW).packet(monograph(small), ["a"])
    with_image = replace(packet, images={"media:ab": bytes(data.data())})
    pages = write_pdf(packet_html(with_image, NOW, version="1"), tmp_path / "x.pdf", A4)
    reader = PrintedReader(tmp_path / "x.pdf")
    assert pages == 2
    assert "After." in line(reader.pages[1])
    assert sum(len(page.images) for page in reader.pages) == 1


def test_a_file_that_is_there_is_replaced_whole_with_usual_permissions(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_text("old")
    write_pdf(document(LONG[0]), path)
    assert path.read_bytes().startswith(b"%PDF")
    assert [found.name for found in tmp_path.iterdir()] == ["x.pdf"]
    (tmp_path / "usual").touch()
    assert path.stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "x.pdf"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="the disk is full"):
        write_pdf(document(LONG[0]), path)
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["x.pdf"]


@pytest.mark.parametrize(
    ("name", "words"), [("none/x.pdf", "the folder does not exist"), (".", "a folder of that name")]
)
def test_a_path_that_cannot_be_written_is_said(name: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=words):
        write_pdf(document(LONG[0]), tmp_path / name)


def test_printing_needs_no_window(tmp_path: Path) -> None:
    from desktop_app.ui.paper.print_offscreen import print_pdf

    assert QGuiApplication.instance() is not None
    assert print_pdf(document(LONG[0]), tmp_path / "x.pdf") == len(PrintedReader(tmp_path / "x.pdf").pages)


def test_a_damaged_picture_is_said_in_words_on_paper(qapp: QGuiApplication) -> None:
    packets = Packets(media={"ab": Media("ab", "image/png", 9, 9, b"no picture")}.get)
    html = '<p>Before <img src="media:ab" alt="A pill"> after.</p>'
    pages = PaperPages(packets.document(monograph(section("a", html, "A")), ["a"]), A4)
    assert "Before [This picture cannot be shown: its file is damaged: A pill] after." in pages._text.toPlainText()


def test_rows_that_may_be_a_head_stay_with_those_under_them(tmp_path: Path) -> None:
    rows = "<tr><td></td><td>Placebo</td></tr><tr><td></td><td>Week 4</td></tr>"
    rows += "".join(f"<tr><td>Begin {number}</td><td>7.{number}</td></tr>" for number in range(40))
    for lines in range(28, 48):
        html = f"{'<p>Line.</p>' * lines}<table><caption>Caption</caption>{rows}</table>"
        write_pdf(document(section("a", html, "A")), tmp_path / "x.pdf", A4)
        (page,) = [line(page) for page in PrintedReader(tmp_path / "x.pdf").pages if "Caption" in line(page)]
        assert all(words in page for words in ("Placebo", "Week 4", "Begin 0 7.0"))
