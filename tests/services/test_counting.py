"""Numbers and lists in words."""

from __future__ import annotations

import pytest

from desktop_app.services.counting import listed


@pytest.mark.parametrize(
    ("names", "words"),
    [((), ""), (("A",), "A"), (("A", "B"), "A and B"), (("A", "B", "C", "D"), "A, B and 2 more")],
)
def test_a_list_is_read_aloud_as_people_do(names: tuple[str, ...], words: str) -> None:
    assert listed(names, 2) == words
