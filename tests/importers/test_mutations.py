"""Every importer takes files with parts missing, doubled, renamed or out of order, or refuses them in a sentence.

Some of what `tests/benchmarks/import_mutations.py` does thousands of times.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from desktop_app.importers.context import ImportContext

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
CHANGES = 60
"""Of the fixtures of a format together."""
CHANGES_OF_REAL_FILES = 3
LARGEST_REAL_FILE = 100_000
"""Bytes."""


@pytest.fixture(scope="module")
def mutations() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield importlib.import_module("import_mutations")


def _names() -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        return [kind.name for kind in importlib.import_module("mutated_formats").FORMATS]


@pytest.mark.parametrize("name", _names())
def test_a_changed_file_becomes_monographs_or_is_refused_in_a_sentence(
    name: str, mutations: Any, context: ImportContext, tmp_path: Path
) -> None:
    kind = next(kind for kind in mutations.FORMATS if kind.name == name)
    trial = mutations.Trial(tmp_path, context)
    fixtures = mutations.files_of(kind, real=False)

    own = trial.run(kind, fixtures, CHANGES // max(len(fixtures), 1))
    real = trial.run(kind, mutations.files_of(kind, real=True, largest=LARGEST_REAL_FILE), CHANGES_OF_REAL_FILES)

    assert own.faults + real.faults == []
    assert own.monographs > own.files / 4 or not own.files, own.refusals  # else it is no file of the format any more
