"""Pages of an encyclopedia, read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop_app.importers.context import ImportContext
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.formats import read_item
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.kind_map import KindMap

Read = Callable[..., Imported]


@pytest.fixture(scope="package")
def read() -> Read:
    """What a page becomes, as any import reads it; `facts` are those of the archive around it."""
    context = ImportContext(DrugNames.load(), KindMap.load(), "2026-11-22")

    def reading(page: str, **more: Any) -> Imported:
        return read_item(Item("page.html", page.encode(), "encyclopedia", **more), context)

    return reading


@pytest.fixture(scope="package")
def article() -> Callable[[str], str]:
    """A page of the site with this text below its title."""

    def written(text: str) -> str:
        return (
            '<html lang="en"><head><title>Testdrug - Wikipedia</title><link rel="canonical"'
            ' href="https://en.wikipedia.org/wiki/Testdrug"></head><body><h1 id="firstHeading">Testdrug</h1>'
            f'<div id="mw-content-text"><div class="mw-parser-output" lang="en">{text}</div></div></body></html>'
        )

    return written
