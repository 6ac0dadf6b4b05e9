"""Footnotes of the authoring format: a mark in the text, the note below its table or at the end of its section."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.authored.sections import AuthoredText, read_sections
from desktop_app.importers.kind_map import KindMap
from desktop_app.monograph.html import plain_text


def read(text: str) -> AuthoredText:
    return read_sections(text, "x.md", KindMap.load())


def plain(text: str) -> list[str]:
    return [plain_text(section.html) for section in read(text).sections]


def test_a_note_follows_the_text_of_its_section_with_the_mark_that_stands_there() -> None:
    assert plain("# Dosage\n\nGive 5 mg[^1] daily.\n\nMore.\n\n[^1]: Halve it in *renal* impairment.\n") == [
        "Give 5 mg* daily.\nMore.\n* Halve it in renal impairment."
    ]


def test_a_note_of_a_table_follows_the_table_and_never_joins_a_dose() -> None:
    table = "| Dose | Over |\n|---|---|\n| 500 mg[^n] | 30[^m] min |\n"
    text = f"# Dosage\n\n{table}\nAfter.\n\n[^m]: Slowly.\n[^n]: Halved.\n"
    (section,) = read(text).sections

    assert "<td>500 mg<sup>*</sup></td>" in section.html
    assert section.html.index("</table>") < section.html.index("Halved.") < section.html.index("After.")
    assert plain_text(section.html).endswith("* Halved.\n† Slowly.\nAfter.")


def test_a_note_that_is_cited_in_two_sections_stands_in_both_and_twice_in_one_once() -> None:
    one, two = plain("# A\n\nx[^1] y[^1]\n\n# B\n\nz * 2[^1]\n\n[^1]: Note.\n")

    assert one == "x* y*\n* Note."
    assert two == "z * 2†\n† Note."


def test_a_note_may_cite_references_and_other_notes_and_have_several_blocks() -> None:
    found = read("# A\n\nx[^1]\n\n[^1]: See [@doe2019] and[^2].\n\n    - item\n\n[^2]: Two.\n")

    assert found.labels == {"doe2019": "1"}
    assert plain_text(found.sections[0].html) == "x*\n* See and†.\nitem\n† Two."


def test_a_note_that_nobody_cites_is_an_error_with_its_line() -> None:
    with pytest.raises(UnreadableInputError, match=r"x\.md, line 5: the footnote \[\^7\] is cited nowhere"):
        read("# A\n\nx\n\n[^7]: Lost.\n")


def test_a_mark_without_a_note_stays_as_it_is_written() -> None:
    assert plain("# A\n\nx[^1]\n") == ["x[^1]"]


def test_of_two_notes_with_one_label_the_first_holds_and_that_is_reported() -> None:
    found = read("# A\n\nx[^1]\n\n[^1]: One.\n\n[^1]: Two.\n")

    assert plain_text(found.sections[0].html) == "x*\n* One."
    assert [item.what for item in found.dropped] == ["footnote whose label stands twice ([^1]): the first holds"]


def test_notes_that_cite_each_other_come_to_an_end() -> None:
    assert plain("# A\n\nx[^1]\n\n[^1]: One[^2].\n\n[^2]: Two[^1].\n") == ["x*\n* One†.\n† Two*."]


def test_a_heading_carries_no_note() -> None:
    with pytest.raises(UnreadableInputError, match="cannot carry a mark"):
        read("# A[^1]\n\nx\n\n[^1]: One.\n")


def test_the_case_file_of_notes(shared_data: Path) -> None:
    case = shared_data.parent / "cases" / "footnotes.md"
    text = case.read_text(encoding="utf-8").split("---\n", 2)[2]
    lead, dosage = plain(text)

    assert lead.startswith("Lead with footnote* and cite")
    assert lead.endswith("* This footnote text is in the source.")
    assert dosage.splitlines()[-1] == "* Halve in renal impairment."
