"""Pieces of a line have, one after the other, the very terms of the line."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.cutting import MOST_WORDS, cut, piece_terms, terms_of
from index.words import STEM, tokens

WORDS = st.sampled_from(
    """
    5 10 mg mL to or - – per / mg/ /mL 5– –10 5mg to10 kg day, 0,5 1,000 .5 -mg renal CYP3A4 half-life (5 mg) Super γ-x
    ® 10% h. mgper (mg) [5], drug-drug Co-trimoxazole. e.g. mg.mL h:min off-label-use a-1 (x).) 1.5
    """.split()  # noqa: SIM905 - a list of words reads as such
)


WRITINGS = st.sampled_from(
    """
    10⁹/L 10^9 10*9/L /L × x 50 50× ×10⁹ 1.5e6 10⁻⁶ mol 10^(9) 1 000 500 1'000 12,5 1.000 2·5 ½ 1½ 1/2 3/4 mg⁻¹ kg⁻¹
    mg·kg⁻¹ m² mg/m² m^2 mgᵃ mg² mg^a 5ᵃ tablets Day week CYP 3A4 2D6 450 HT3 i.v. i. v. s. c. p.o. l’eau d'un n't
    -5 −5 –5 (-5 -1.2) to 頭痛 頭痛5mgを 두통 が、痛 ＣＹＰ３Ａ４ ５．５ｍｇ 25² 7^5 10⁹cells of % °C 4.5.1 ۵ ใช้ยา
    """.split()  # noqa: SIM905 - a list of words reads as such
)


@settings(max_examples=600)
@given(
    st.lists(WRITINGS | WORDS, max_size=9).map(" ".join)
    | st.lists(WORDS, max_size=9).map(" ".join)
    | st.text(max_size=30).map(lambda text: text.replace("\n", " "))
)
@example("5  to\t10 mg per 5 mL")
@example("10 mg")
@example("-5 mg\t100\t200 mg")
@example("Day 1\t500 mg tablets")
def test_terms_of_pieces_are_the_terms_of_the_line(line: str) -> None:
    pieces = cut([line, "", line])
    terms = terms_of(pieces.pieces)
    assert pieces.starts.tolist()[0] == 0
    for number in (0, 2):
        found = set()
        place = 0
        for piece in pieces.sequence[pieces.starts[number] : pieces.starts[number + 1] - 1].tolist():
            own = slice(terms.starts[piece], terms.starts[piece + 1])
            places = terms.places[own].tolist()
            found |= {
                (terms.names[term], place + at) for term, at in zip(terms.flat[own].tolist(), places, strict=True)
            }
            place += int(terms.words[piece])
        assert found == {(token.term, token.position) for token in tokens(line) if not token.term.startswith(STEM)}


@given(
    st.lists(st.sampled_from(["mg", "per", "to", "dose", "X", "h"]), min_size=2, max_size=12),
    st.sampled_from("-.,:;)(/'"),
)
def test_plain_words_in_a_row_are_what_they_are_in_a_line(words: list[str], mark: str) -> None:
    piece = mark.join(words)
    expected = {(token.term, token.position) for token in tokens(piece) if not token.term.startswith(STEM)}
    assert set(piece_terms(piece)) == expected


def test_nothing_is_nothing() -> None:
    assert cut([]).starts.tolist() == [0]


def test_endless_pieces_are_indexed_as_far_as_counted() -> None:
    assert len(piece_terms("-".join(["ab"] * 2 * MOST_WORDS))) == MOST_WORDS + 1
