"""A list, alone or in an object, element by element, whatever is around it; the standard library is the oracle."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.limits import LIMITS, Limits
from desktop_app.importers.sources.json_parts import JsonParts, Part


class Dripping:
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        self._stream = io.BytesIO(data)
        self._step = step

    def read(self, size: int = -1, /) -> bytes:
        return self._stream.read(self._step)


def parts_of(data: bytes, *, step: int = 1000, limits: Limits = LIMITS) -> tuple[list[Any], JsonParts]:
    parts = JsonParts(Dripping(data, step), "results", limits)
    return [json.loads(part.data) if isinstance(part, Part) else part for part in parts], parts


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(
    st.lists(VALUES, max_size=6),
    st.dictionaries(st.text(max_size=8).filter(lambda key: key != "results"), VALUES, max_size=4),
    st.integers(1, 40),
    st.sampled_from([None, 2]),
    st.booleans(),
)
def test_parts_and_facts_are_those_of_the_standard_parser(
    results: list[Any], facts: dict[str, Any], step: int, indent: int | None, ascii_only: bool
) -> None:
    data = json.dumps(facts | {"results": results}, indent=indent, ensure_ascii=ascii_only).encode("utf-8")
    found, parts = parts_of(data, step=step)
    assert found == results
    assert parts.facts == facts
    assert parts.found


@given(st.binary(max_size=60), st.integers(1, 7))
def test_any_bytes_are_read_or_refused(noise: bytes, step: int) -> None:
    for data in (noise, b'{"results":[' + noise, b'{"a":' + noise + b',"results":[1]}'):
        parts = JsonParts(Dripping(data, step), "results", LIMITS)
        try:
            for _ in parts:
                pass
        except UnreadableInputError:
            continue


def test_each_part_keeps_the_bytes_of_the_file() -> None:
    parts = list(JsonParts(io.BytesIO(b'{"results": [ {"a" :  1.50} ,2]}'), "results", LIMITS))
    assert parts == [Part(1, b'{"a" :  1.50}'), Part(2, b"2")]


def test_a_list_that_is_the_whole_file_is_the_list() -> None:
    parts, whole = parts_of(b'\n [ {"a": 1}, 2 ] ', step=3)
    assert parts == [{"a": 1}, 2]
    assert whole.found


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "ends in the middle"),
        (b"1", "no JSON object"),
        (b"[1", "ends in the middle"),
        (b'{"results":[{"a":1},{"b":', "ends in the middle"),
        (b'{"results":[{"a":1} {"b":2}]}', "from some place on it is no JSON"),
        (b'{"results":[1}', "from some place on it is no JSON"),
        (b'{"results":[,]}', "from some place on it is no JSON"),
        (b"{results:[]}", "from some place on it is no JSON"),
        (b'{"results" []}', "from some place on it is no JSON"),
        (b'{"a":tru,"results":[]}', "from some place on it is no JSON"),
        (b'{"a":' + b"1" * 70_000, "from some place on it is no JSON"),
        (b'{"a":"\xff","results":[]}', "from some place on it is no JSON"),
    ],
)
def test_what_breaks_off_or_is_no_json_is_said(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableInputError, match=words):
        parts_of(data)


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert parts_of(b'\xef\xbb\xbf{"results":[1]}')[0] == [1]


def test_parts_over_a_limit_are_refused_and_the_next_is_read() -> None:
    limits = replace(LIMITS, document_bytes=1_000_000, json_depth=5)
    long, deep = b'"' + b"x" * 1_000_000 + b'"', b"[" * 6 + b"]" * 6
    found, _ = parts_of(b'{"results":[' + long + b"," + deep + b',{"a":[[[[]]]]}]}', limits=limits)
    assert [str(part) for part in found] == [
        "Part 1 is larger than 0 MB, too large for one monograph.",
        "Part 2 is nested deeper than 5 levels.",
        "{'a': [[[[]]]]}",
    ]


def test_what_else_is_said_is_kept_where_it_is_small() -> None:
    data = json.dumps({"long": "x" * 70_000, "deep": json.loads("[" * 70 + "]" * 70), "z": 1, "results": []}).encode()
    found, parts = parts_of(data)
    assert found == []
    assert parts.facts == {"z": 1}


def test_a_number_of_many_digits_ends_nothing_but_itself() -> None:
    parts = JsonParts(io.BytesIO(b'{"results":[' + b"9" * 5000 + b",2]}"), "results", LIMITS)
    assert [part.number for part in parts if isinstance(part, Part)] == [1, 2]
