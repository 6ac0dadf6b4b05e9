"""Back and forward."""

from __future__ import annotations

from desktop_app.ui.shell.places import Place, Places

A, B, C = Place("a", "one"), Place("a", "two"), Place("b", "one")


def _at(*places: Place) -> Places:
    walked = Places()
    for place in places:
        walked.go(place)
    return walked


def test_going_back_and_forward_ends_where_it_began() -> None:
    walked = _at(A, B, C)
    assert walked.back() == B
    assert walked.back() == A
    assert walked.back() is None
    assert [walked.forward(), walked.forward(), walked.forward()] == [B, C, None]


def test_going_somewhere_new_forgets_what_lay_ahead() -> None:
    walked = _at(A, B)
    walked.back()
    walked.go(C)
    assert not walked.can_go_forward
    assert walked.back() == A


def test_the_same_section_again_is_no_new_place_but_its_scroll_is_kept() -> None:
    walked = _at(A, Place("a", "one", 40))
    assert not walked.can_go_back
    assert walked.here == Place("a", "one", 40)


def test_a_place_is_left_as_it_was_scrolled() -> None:
    walked = _at(A)
    walked.scrolled(120)
    walked.go(B)
    assert walked.back() == Place("a", "one", 120)


def test_a_removed_monograph_leaves_no_place_behind() -> None:
    walked = _at(A, C, B)
    walked.forget("a")
    assert walked.here == C
    assert not walked.can_go_back
    walked.forget("b")
    assert walked.here is None
    walked.scrolled(3)
    assert walked.back() is None


def test_only_so_many_places_are_kept() -> None:
    walked = _at(*(Place("a", str(number)) for number in range(500)))
    steps = 0
    while walked.back() is not None:
        steps += 1
    assert steps == 199
