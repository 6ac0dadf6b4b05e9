"""What the tests of importers share."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from desktop_app.importers.context import ImportContext
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.items import Item, Refused
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.limits import LIMITS, Limits
from desktop_app.importers.sources.items import items_in

AUTHORED = b"---\nmateria: 1\ntitle: Testol\n---\n# Dosage\n\nText.\n"


@pytest.fixture(scope="session")
def context() -> ImportContext:
    return ImportContext(DrugNames.load(), KindMap.load(), "2026-11-22")


@pytest.fixture
def authored() -> bytes:
    """A small monograph in the authoring format."""
    return AUTHORED


@pytest.fixture
def make_zip() -> Callable[[Mapping[str, bytes] | Iterable[tuple[str, bytes]]], bytes]:
    """Makes a zip archive of names and contents."""

    def make(files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items() if isinstance(files, Mapping) else files:
                info = zipfile.ZipInfo(name)  # without the time of day: the same bytes on every run
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
        return made.getvalue()

    return make


@pytest.fixture
def gather() -> Callable[..., tuple[list[str], list[str], list[str]]]:
    """Paths of the items in a file or folder; then what was refused and what was left out, as `path | reason`."""

    def run(path: Path, limits: Limits = LIMITS) -> tuple[list[str], list[str], list[str]]:
        items, refused, left_out = list[str](), list[str](), list[str]()
        for found in items_in(path, limits=limits):
            if isinstance(found, Item):
                items.append(found.path)
            else:
                assert isinstance(found, Refused)
                (left_out if found.left_out else refused).append(f"{found.path} | {found.error}")
        return items, refused, left_out

    return run
