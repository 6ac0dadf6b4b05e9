"""Where pages end, decided over heights."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.render.page_ends import Begin, Page, Paged, Part, Piece, Span, paged

HEAD = Span(0.0, 20.0)


def stacked(*pieces: tuple[float, Begin], head: Span | None = None, gap: float = 0.0, top: float = 0.0) -> list[Piece]:
    """Pieces of these heights below each other."""
    found = []
    for height, begin in pieces:
        found.append(Piece(Span(top, top + height), begin, head))
        top += height + gap
    return found


def first_pieces(result: Paged) -> list[int]:
    return [page.first for page in result.pages]


def test_what_fits_is_one_page() -> None:
    assert paged(stacked(*[(10, Begin.FREELY)] * 10), 100) == Paged((Page((Part(Span(0, 100)),), 0),), None)


def test_nothing_is_one_empty_page() -> None:
    (page,) = paged([], 100).pages
    assert page.body.span.height == 0


def test_space_between_pieces_is_left_out_at_the_top_of_a_page() -> None:
    result = paged(stacked(*[(10, Begin.FREELY)] * 12, gap=2), 100)
    assert first_pieces(result) == [0, 8]
    assert result.pages[1].body.span.top == 96


def test_a_heading_goes_along_with_what_it_introduces() -> None:
    lines = stacked(*[(10, Begin.FREELY)] * 9, (10, Begin.FREELY), (10, Begin.NEVER), (10, Begin.NEVER))
    assert first_pieces(paged(lines, 100)) == [0, 9]


@pytest.mark.parametrize(
    ("before", "second"),
    [(60, 1), (40, 3)],  # with a page that is more than half full the row goes whole to the next one
)
def test_a_row_is_torn_only_where_much_of_a_page_would_stay_empty(before: float, second: int) -> None:
    row = [(20, Begin.FREELY), (20, Begin.LAST_RESORT), (20, Begin.LAST_RESORT)]
    assert first_pieces(paged(stacked((before, Begin.FREELY), *row), 90)) == [0, second]


def test_between_rows_is_better_than_inside_of_one() -> None:
    pieces = stacked((55, Begin.FREELY), (20, Begin.IN_NEED), (20, Begin.LAST_RESORT), (20, Begin.LAST_RESORT))
    assert first_pieces(paged(pieces, 100)) == [0, 1]


def test_what_must_stay_together_but_is_higher_than_a_page_goes_on_where_it_fits() -> None:
    assert first_pieces(paged(stacked((40, Begin.FREELY), *[(40, Begin.NEVER)] * 4), 100)) == [0, 2, 4]


def test_the_head_of_a_table_is_repeated_above_its_rows_and_takes_its_room() -> None:
    rows = stacked((40, Begin.FREELY), *[(20, Begin.FREELY)] * 6, head=HEAD)
    first, second = paged(rows, 100).pages
    assert first.parts == (Part(Span(0, 100)),)
    assert second.parts == (Part(HEAD), Part(Span(100, 160), 20))


def test_after_a_table_its_head_is_not_repeated() -> None:
    pieces = [*stacked((40, Begin.FREELY), (60, Begin.FREELY), head=HEAD), *stacked((50, Begin.FREELY), top=100)]
    assert [len(page.parts) for page in paged(pieces, 100).pages] == [1, 1]


def test_what_is_higher_than_a_page_is_cut_and_said_to_be() -> None:
    result = paged(stacked((30, Begin.FREELY), (250, Begin.FREELY), (30, Begin.FREELY)), 100)
    assert result.torn == 130
    spans = [page.body.span for page in result.pages]
    assert [(span.top, span.bottom) for span in spans] == [(0, 30), (30, 130), (130, 230), (230, 310)]


@given(
    st.lists(st.tuples(st.integers(1, 120), st.sampled_from(Begin), st.booleans()), max_size=40),
    st.integers(0, 5),
)
def test_every_piece_is_on_one_page_in_order_and_no_page_is_too_high(
    drawn: list[tuple[int, Begin, bool]], gap: int
) -> None:
    plain = stacked(*[(height, begin) for height, begin, _ in drawn], gap=gap, top=20)
    pieces = [
        Piece(piece.span, piece.begin, HEAD if head else None) for piece, (_, _, head) in zip(plain, drawn, strict=True)
    ]
    result = paged(pieces, 100)
    for page in result.pages:
        assert sum(part.span.height for part in page.parts) <= 100.5
        assert page.body.at == sum(part.span.height for part in page.parts[:-1])
    for before, after in itertools.pairwise(result.pages):
        assert before.body.span.bottom <= after.body.span.top
    for piece in pieces:
        shown = [page for page in result.pages if page.body.span.top <= piece.span.top < page.body.span.bottom]
        assert len(shown) == 1
        whole = shown[0].body.span.bottom >= piece.span.bottom
        assert whole or result.torn is not None
