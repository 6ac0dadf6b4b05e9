"""JSON that would fill the memory is refused before it is read."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pytest

from desktop_app.importers.json_source import NoJsonError, parse_json
from desktop_app.importers.limits import LIMITS


def test_json_is_read() -> None:
    assert parse_json('{"a": [1, "[{"]}', LIMITS) == {"a": [1, "[{"]}


@pytest.mark.parametrize("text", ["", "{", '{"a": nul}', "9" * 5000, "[" * 100_000])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(NoJsonError):
        parse_json(text, LIMITS)


def test_more_parts_than_any_document_has_are_counted_and_not_built() -> None:
    with pytest.raises(NoJsonError):
        parse_json("[[], []]", replace(LIMITS, json_containers=2))
    text = "[" + "{}," * 2_000_000 + "{}]"
    tracemalloc.start()
    with pytest.raises(NoJsonError, match="more lists and objects"):
        parse_json(text, LIMITS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
