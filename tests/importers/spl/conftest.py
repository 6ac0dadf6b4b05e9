"""What tests of labels (SPL) share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from desktop_app.importers.context import ImportContext
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.spl.label import read_spl


@pytest.fixture(scope="session")
def import_context() -> ImportContext:
    """Materia's own names and kinds, and the limits it imports with."""
    return ImportContext(DrugNames.load(), KindMap.load(), "2026-01-01")


@pytest.fixture(scope="session")
def read_label(import_context: ImportContext) -> Callable[..., Imported]:
    """Reads an SPL document given as text or bytes, with the files beside it."""

    def read(data: str | bytes, beside: Mapping[str, bytes] | None = None) -> Imported:
        content = data.encode() if isinstance(data, str) else data
        return read_spl(Item("label.xml", content, "spl", beside=beside or {}), import_context)

    return read


@pytest.fixture(scope="session")
def spl_label() -> Callable[..., str]:
    """Makes an SPL document from the XML of its sections, of its product and of its head."""

    def label(*sections: str, products: str = "<name>Quillorex</name>", head: str = "") -> str:
        body = "".join(f"<component>{section}</component>" for section in sections)
        return (
            '<document xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"{head}<component><structuredBody><component><section><code code='48780-1'/><subject>"
            f"<manufacturedProduct><manufacturedProduct>{products}</manufacturedProduct></manufacturedProduct>"
            f"</subject></section></component>{body}</structuredBody></component></document>"
        )

    return label


@pytest.fixture(scope="session")
def written(read_label: Callable[..., Imported], spl_label: Callable[..., str]) -> Callable[[str], str]:
    """HTML of a label's only section, given the XML inside its `text`."""

    def write(text: str) -> str:
        section = f"<section ID='S'><title>Text</title><text>{text}</text></section>"
        return read_label(spl_label(section)).monograph.sections[0].html

    return write
