"""Markup of letters in fields of a bibliography is no text, and what it raises is no digit."""

from __future__ import annotations

import pytest

from desktop_app.citations.format import format_ama
from desktop_app.importers.authored.bibliography import checked, reference
from desktop_app.importers.authored.bibliography_formats import read_other_formats
from desktop_app.importers.authored.field_markup import without_markup


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("Below 50 × 10<sup>9</sup>/L", "Below 50 × 10⁹/L"),
        ("10<sup>-6</sup> mol of CO<sub>2</sub>", "10⁻⁶ mol of CO₂"),
        ("<SUP>99m</SUP>Tc in <i>Candida</i>", "^(99m)Tc in Candida"),
        ("C<sub><i>max</i></sub> and <b>bold</b>", "Cmax and bold"),
        ("10<sup>1</sup><sup>0</sup>", "10¹⁰"),
        ('<span style="font-variant:small-caps;">l</span>-dopa <span class="nocase">mRNA</span>', "l-dopa mRNA"),
        ("Effect (p < 0.05, n > 10)", "Effect (p < 0.05, n > 10)"),
        ("5 <i 6 and i> 7, </i> too", "5 <i 6 and i> 7, </i> too"),
        ("x <i> y", "x <i> y"),
        ("<i>a <b>b</i> c</b>", "a <b>b c</b>"),
        ("10<sup>9 and <i>p < 0.05</i>", "10<sup>9 and p < 0.05"),
        ("<p>Not markup of letters</p>", "<p>Not markup of letters</p>"),
        ("<b onclick=x>b</b>", "<b onclick=x>b</b>"),
    ],
)
def test_only_pairs_of_tags_are_markup(field: str, text: str) -> None:
    assert without_markup(field) == text


def test_a_field_of_many_tags_takes_no_time_to_speak_of() -> None:
    for field in ("<i>" * 50_000 + "</b></i>", "<sup>9</sup>" * 20_000, "<span " * 50_000 + "</"):
        assert "<sup>" not in without_markup(field)


def test_titles_of_all_formats_are_read_so() -> None:
    entry = {
        "id": "a",
        "title": "Platelets below 50 × 10<sup>9</sup>/L (p < 0.05)",
        "container-title": "<i>J Test</i>",
        "author": [{"family": "D<sub>1</sub>oe", "given": "A"}],
    }
    found = reference(checked([entry], "b.json")["a"], "1")
    assert found.raw == "D₁oe A. Platelets below 50 × 10⁹/L (p < 0.05). J Test."
    assert format_ama(found).text == "D₁oe A. Platelets below 50 × 10⁹/L (p < 0.05). J Test."
    ris = b"TY  - JOUR\nID  - r1\nTI  - Below 10<sup>9</sup>/L\nER  - \n"
    bib = read_other_formats(ris, "b.ris")
    assert bib is not None
    assert checked(bib.entries, "b.ris")["r1"]["title"] == "Below 10⁹/L"
