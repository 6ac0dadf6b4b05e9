"""A check of the library finds what is not as it was imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from desktop_app.monograph.model import Media, Monograph
from desktop_app.store.library.check import problems
from desktop_app.store.library.store import LibraryStore

AT = "2026-01-01T00:00:00Z"
SHA = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


def check(library: LibraryStore, examine: Callable[[Monograph], Iterator[str]] = lambda monograph: iter(())) -> str:
    return "\n".join(problems(library, examine, lambda done, total: None))


@pytest.fixture
def filled(library: LibraryStore, make_monograph: Callable[..., Monograph]) -> LibraryStore:
    library.put(make_monograph(), (Media(SHA, "image/png", 1, 1, b"x"),), imported_at=AT)
    library.put(make_monograph(text="New."), imported_at=AT)
    return library


def test_a_sound_library_has_no_problems(filled: LibraryStore) -> None:
    steps: list[tuple[int, int]] = []
    assert list(problems(filled, lambda monograph: iter(()), lambda *step: steps.append(step))) == []
    assert steps == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            "UPDATE sections SET html = '<p>5 mg</p>' WHERE version_id = 1 AND place = 1",
            "version 1 of local:baclofen is",
        ),
        ("UPDATE versions SET effective_date = '2030' WHERE id = 2", "version 2 of local:baclofen is not what was"),
        ("UPDATE versions SET group_key = 'x' WHERE id = 2", "stands under another drug"),
        ("UPDATE media SET data = x'00'", f"The picture {SHA}"),
        ("UPDATE drug_groups SET count = 3", "The list of drugs does not agree"),
        ("DELETE FROM drug_groups", "The list of drugs does not agree"),
        ("DELETE FROM name_index", "The list of names does not agree with 1"),
        ("UPDATE monographs SET removed_at = 'now'", "The list of names does not agree with 1"),
    ],
)
def test_what_was_changed_behind_materias_back_is_found(filled: LibraryStore, change: str, words: str) -> None:
    with filled.writing() as writing:
        writing.execute(change)
    assert words in check(filled)


def test_the_content_is_examined_version_by_version(filled: LibraryStore) -> None:
    told = check(filled, lambda monograph: iter(("bad html",) if "New." in monograph.sections[0].html else ()))
    assert told == "version 2 of local:baclofen: bad html"


def test_a_damaged_file_is_said_and_nothing_else_looked_at(
    filled: LibraryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filled, "check", lambda: ["page 3 is lost"])
    assert check(filled, lambda monograph: iter(("never",))) == "page 3 is lost"
