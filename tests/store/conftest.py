"""Monographs and stores for the tests of the databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import (
    Dropped,
    Monograph,
    Name,
    NameKind,
    Provenance,
    Reference,
    ReferenceStatus,
    Section,
)
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.user.store import UserStore

MakeMonograph = Callable[..., Monograph]


def _make(uid: str = "local:baclofen", title: str = "Baclofen", text: str = "Relaxes.", **more: Any) -> Monograph:
    return Monograph(
        uid=uid,
        title=title,
        language=more.get("language", "en"),
        names=more.get("names", (Name("Lioresal", NameKind.BRAND), Name("Baclophen", NameKind.MISSPELLING))),
        sections=(
            Section("overview", Kind.OVERVIEW, "Overview", f'<p>{text}<a href="cite:1">1</a></p>', 0),
            Section("overview/dose", Kind.DOSAGE, "Dose", "<p>5 mg, γ 0.05 mg/mL</p>", 1, "overview", "34068-7"),
        ),
        references=(
            Reference("1", "1", ReferenceStatus.GIVEN, "Leggio 2010", {"title": "Bacløfen", "author": [{}]}),
            Reference("2", "2", ReferenceStatus.MATCHED, "Raw", None, "10.1/x", "123", "order", 0.98, ("2", "3")),
            Reference("3", "3", ReferenceStatus.MISSING),
        ),
        provenance=more.get(
            "provenance",
            Provenance(
                source_kind="authored",
                publisher="Hospital",
                source_id="s1",
                version="v3",
                effective_date="2019-04",
                retrieved="2026-01-02",
                licence="CC0",
                file_name="a.md",
                sha256="00",
                notice="Not reviewed.",
                dropped=(Dropped("script element", 2),),
            ),
        ),
    )


@pytest.fixture
def make_monograph() -> MakeMonograph:
    """A monograph in which every field of the model has a value somewhere."""
    return _make


@pytest.fixture
def library(tmp_path: Path) -> Iterator[LibraryStore]:
    store = LibraryStore(tmp_path / "library.db")
    yield store
    store.close()


@pytest.fixture
def user(tmp_path: Path) -> Iterator[UserStore]:
    store = UserStore(tmp_path / "user.db")
    yield store
    store.close()
