"""Exponents, charges and marks in plain text keep their meaning, and no number becomes another."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.monograph.html import collapsed_text, former_text, plain_text, sanitise
from desktop_app.monograph.raised import END, LOWER, RAISE, plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Stop below 50 × 10<sup>9</sup>/L.", "Stop below 50 × 10⁹/L."),
        ("2 × 10<sup>6</sup> IU per kg", "2 × 10⁶ IU per kg"),
        ("10<sup>-6</sup> mol, 10<sup>−3</sup>, h<sup>–1</sup>", "10⁻⁶ mol, 10⁻³, h⁻¹"),
        ("Halve the dose<sup>a</sup> in renal failure.", "Halve the dose^a in renal failure."),
        ("10 mg<sup>[5][9]</sup> or 5", "10 mg[5][9] or 5"),
        ("1.73 m<sup>2</sup>", "1.73 m²"),
        ("CO<sub>2</sub>, IC<sub>50</sub>, vitamin B<sub>12</sub>", "CO₂, IC₅₀, vitamin B₁₂"),
        ("Ca<sup>2+</sup> and Cl<sup>-</sup>", "Ca²⁺ and Cl⁻"),
        ("10<sup>a</sup> and 10<sub>a</sub>", "10^a and 10_a"),
        ("dose<sup>a,b</sup> 10<sup>1,2</sup> kg<sup>0.75</sup>", "dose^(a,b) 10^(1,2) kg^(0.75)"),
        ("dose<sup>a</sup>b <sup>99m</sup>Tc <sup>14</sup>C", "dose^(a)b ^(99m)Tc ¹⁴C"),
        ("1<sup>st</sup> 2<sup>nd</sup> 1<sup>er</sup>, the 10<sup>th</sup>.", "1st 2nd 1er, the 10th."),
        ("Testol<sup>®</sup> Testol<sup>TM</sup> 25<sup>°</sup>C 25<sup>o</sup>C", "Testol® Testol™ 25°C 25^(o)C"),
        ("5<sup>*</sup> mg, 10<sup>*</sup>9, 5<sup>†</sup>", "5* mg, 10^(*)9, 5†"),
        ("C<sub>max</sub>, QT<sub>c</sub>, AUC<sub>inf</sub>, <em>V</em><sub>d</sub>", "Cmax, QTc, AUCinf, Vd"),
        ("HbA<sub>1c</sub> CYP<sub>3A4</sub> mg<sub>2a</sub> 5<sub>2a</sub>", "HbA1c CYP3A4 mg_(2a) 5_(2a)"),
        ("GABA<sub>A</sub>, dose<sub>a</sub>, λ<sub>z</sub>", "GABAA, dose_a, λz"),
        ("AUC<sub>0-24</sub> AUC<sub>0-∞</sub> t<sub>1/2</sub>", "AUC₀₋₂₄ AUC_(0-∞) t_(1/2)"),
        ("1<sup>1</sup>/<sub>2</sub> tablets", "1¹/₂ tablets"),
        ("10<sup><em>9</em></sup> 10<sup> 9 </sup>/L 10 <sup>9</sup>", "10⁹ 10⁹ /L 10 ⁹"),
        ("dose<sup>a </sup>in, dose<sup> a</sup>", "dose^a in, dose ^a"),
        ("x<sup>y<sup>2</sup></sup> 10<sup>9<sub>2</sub></sup>", "x^(y²) 10⁹₂"),
        ("<sup>-</sup><sup>6</sup> 10<sup></sup>5 10<sup> </sup>5", "⁻⁶ 105 10 5"),
        ('10<sup>9<a href="cite:1">1</a></sup>5<sup><a href="cite:1">1</a></sup> mg', "10⁹5 mg"),
        ("<sup>a</sup> In renal failure <sup>see the note 2</sup>", "^a In renal failure ^(see the note 2)"),
        ("10<sup>&minus;&#54;</sup> &lt;<sup>1</sup>", "10⁻⁶ <¹"),
    ],
)  # fmt: skip
def test_what_is_raised_or_lowered_keeps_its_meaning(html: str, text: str) -> None:
    assert collapsed_text(f"<p>{html}</p>") == text
    assert collapsed_text(f'<p>{html} <a href="cite:3">3</a></p>').strip() == text, "the way for texts with marks"
    assert collapsed_text(sanitise(f"<p>{html}</p>").html) == text


def test_raised_blocks_stay_on_their_lines() -> None:
    assert plain_text("<p>10<sup>9<br>a</sup>b</p>") == "10⁹\n^(a)b"
    assert plain_text("<table><tr><td>5<sup>a</sup></td><td><sup>2</sup>7</td></tr></table>") == "5^a\t²7"


digits = st.text("0123456789", min_size=1, max_size=4)
numbers = st.lists(
    st.tuples(
        st.sampled_from(["", "sup", "sub"]),
        st.one_of(digits, st.text("0123456789.,/-+ab*", min_size=1, max_size=4)),
    ),
    min_size=1,
    max_size=4,
)


def as_html(number: list[tuple[str, str]]) -> str:
    pieces = (f"<{tag}>{escape(text)}</{tag}>" if tag else text for tag, text in number)
    return f"<p>{''.join(pieces)}</p>"


def as_seen(number: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbours of one height as one: nobody sees where one ends."""
    seen: list[tuple[str, str]] = []
    for tag, text in number:
        if seen and seen[-1][0] == tag:
            seen[-1] = (tag, seen[-1][1] + text)
        else:
            seen.append((tag, text))
    return seen


plain_digits = st.lists(st.tuples(st.sampled_from(["", "sup", "sub"]), digits), min_size=1, max_size=4)


@given(plain_digits, plain_digits)
def test_no_two_numbers_give_the_same_text(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> None:
    assert (plain_text(as_html(one)) == plain_text(as_html(other))) == (as_seen(one) == as_seen(other))


@given(plain_digits, st.data())
def test_no_number_reads_like_itself_with_its_digits_on_one_line(
    number: list[tuple[str, str]], data: st.DataObject
) -> None:
    flat = [("", "".join(text for _, text in number))]
    moved = [(data.draw(st.sampled_from(["", "sup", "sub"])), text) for _, text in number]
    for other in (flat, moved):
        assert (plain_text(as_html(number)) == plain_text(as_html(other))) == (as_seen(number) == as_seen(other))


@given(numbers)
def test_digits_that_are_not_raised_stay_as_they_are(number: list[tuple[str, str]]) -> None:
    text = plain_text(as_html(number))
    left = re.sub(r"[\^_]\([^()]*\)|[\^_][a-z]", "", text)
    wanted = "".join(text for tag, text in number if not tag)
    assert re.sub("[^0-9]", "", left) == re.sub("[^0-9]", "", wanted)


@given(st.text(f"{RAISE}{LOWER}{END}09ab*\n ", max_size=40))
def test_any_order_of_signs_ends_as_text(text: str) -> None:
    assert not re.search(f"[{RAISE}{LOWER}{END}]", plain(text))


@pytest.mark.parametrize("piece", [RAISE, END, f"{RAISE}a", f"{RAISE}{RAISE}9{END}", f"{RAISE} ", f"9{RAISE}\n{END}"])
def test_long_texts_take_no_longer_than_their_length(piece: str) -> None:
    plain(piece * 50_000)
    plain(f"{RAISE}{piece * 50_000}{END}")


@given(numbers, numbers)
def test_the_text_as_it_was_leads_to_that_of_now(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> None:
    html = f"<p>a {as_html(one)[3:-4]} b</p>{as_html(other)}"
    former, where = former_text(html)
    assert former == collapsed_text(re.sub("</?su[bp]>", "", html))
    now = collapsed_text(html)
    assert len(where) == len(former)
    assert [start for start, _ in where] == sorted(start for start, _ in where)
    assert where[-1][1] == len(now)
    assert now[where[0][0] : where[0][1]] == "a"
