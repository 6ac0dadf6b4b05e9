"""A title that was given goes to one document of an import."""

from __future__ import annotations

from pathlib import Path

from desktop_app.errors import UserError
from desktop_app.importers.items import Imported, Item
from desktop_app.monograph.model import Monograph
from desktop_app.services.importing.one_title import OneTitle
from desktop_app.services.importing.workers import Task

IMPORTED = Imported(Monograph("local:a", "A", "en", (), (), ()))


def task(name: str) -> Task:
    return Task(Item(name, b"", "authored"), Path(name), name, f"sha of {name}")


def test_without_a_title_all_pass() -> None:
    title = OneTitle(None, taken=True)
    assert [title.checked(task(name), IMPORTED) for name in "ab"] == [IMPORTED] * 2


def test_the_first_that_can_be_read_has_it_and_so_may_its_copies() -> None:
    title, torn = OneTitle("Testol"), UserError("It is torn.")
    assert title.checked(task("a"), torn) is torn
    assert title.checked(task("b"), IMPORTED) is IMPORTED
    assert title.checked(task("b"), IMPORTED) is IMPORTED
    refused = title.checked(task("c"), IMPORTED)
    assert isinstance(refused, UserError)
    assert "“Testol” was given for one document, and another has it. Import c by itself." in str(refused)


def test_after_an_interruption_it_is_still_taken() -> None:
    assert isinstance(OneTitle("Testol", taken=True).checked(task("a"), IMPORTED), UserError)
