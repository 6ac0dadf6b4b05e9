"""LaTeX in bibliographies becomes the signs it means; what nobody understands stays to be seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.importers.authored.latex import plain_latex


def read(text: str) -> str:
    """The text, where every macro is understood."""
    unknown: set[str] = set()
    found = plain_latex(text, unknown)
    assert unknown == set()
    return found


@pytest.mark.parametrize(
    ("macro", "sign"),
    [
        *((r"\textgreater", ">"), (r"\textless", "<"), (r"\textasciitilde", "~"), (r"\textbar", "|")),
        *((r"\textendash", "–"), (r"\texttrademark", "™"), (r"\textdegree", "°"), (r"\textmu", "µ")),
        *((r"\textpm", "±"), (r"\textonehalf", "½"), (r"\textquoteright", "’"), (r"\guillemotleft", "«")),
        *((r"\ensuremath{\alpha}", "α"), (r"\textbeta", "β"), (r"\textalpha", "α"), (r"\textOmega", "Ω")),
        *((r"\textcelsius", "°C"), (r"\permil", "‰"), (r"\textperthousand", "‰"), (r"\textmd{y}", "y")),
        *((r"\textsuperscript{9}", "⁹"), (r"\textsubscript{2}", "₂"), (r"\enquote{y}", "“y”")),
    ],
)
def test_a_macro_that_means_a_sign_gives_it(macro: str, sign: str) -> None:
    assert read(f"x {{{macro}}} z") == f"x {sign} z"


@pytest.mark.parametrize(("macro", "sign"), [("ge", "≥"), ("geqslant", "≥"), ("pm", "±"), ("times", "×"), ("mu", "μ")])
def test_mathematics_gives_the_sign(macro: str, sign: str) -> None:
    assert read(f"x $\\{macro}$ z") == f"x {sign} z"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10$^9$/L", "10⁹/L"),
        ("10$^{-6}$ mol", "10⁻⁶ mol"),
        ("$10^{9}$", "10⁹"),
        ("CO$_2$", "CO₂"),
        (r"10\textsuperscript{9}/L", "10⁹/L"),
        (r"10\textsuperscript 9/L", "10⁹/L"),
        (r"10{\textsuperscript 9}", "10⁹"),
        ("m$^{0.75}$", "m^(0.75)"),
        (r"\textbf{10$^9$}", "10⁹"),
    ],
)
def test_an_exponent_never_becomes_digits_of_the_number(written: str, expected: str) -> None:
    assert read(written) == expected


@pytest.mark.parametrize(
    "text", ["Oil & Gas", "10^9 > 5 < 7", "5% of #3", "a_b", "costs $5", "C:\\", "x * y", "[3H] and (R)", "O'Brien"]
)
def test_what_people_type_without_thinking_of_latex_stays(text: str) -> None:
    assert read(text) == text


def test_accents_and_escapes_are_read() -> None:
    assert read(r"M{\"u}ller \& S{\o}n, {\'E}cole, 50\,\% -- {B}aclofen") == "Müller & Søn, École, 50 % – Baclofen"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (r"x \SI{5}{\milli\gram} y", r"\SI"),
        (r"x \SI5 y", r"\SI"),
        (r"x \qtyrange{5}{10}{mg} y", r"\qtyrange"),
        (r"x \ce{CO2} y", r"\ce"),
        (r"x \textgreek{a} y", r"\textgreek"),
    ],
)
def test_a_macro_that_nobody_knows_stays_as_it_is_written_and_is_told(text: str, name: str) -> None:
    unknown: set[str] = set()

    assert plain_latex(text, unknown) == text
    assert unknown == {name}


@given(st.text(alphabet="ab9 ^_${}\\&%#~`'-.,", max_size=40))
def test_no_figure_is_lost_or_doubled_whatever_stands_around_it(text: str) -> None:
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
    found = plain_latex(text, set()).translate(raised)

    assert found.count("9") == text.count("9")
