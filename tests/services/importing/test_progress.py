"""How far an import is, and how long it will take."""

from __future__ import annotations

import time

import pytest

from desktop_app.services.importing.progress import ImportProgress, Telling


def test_what_was_dealt_with_before_an_interruption_foretells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    told: list[ImportProgress] = []
    telling = Telling()
    telling.progress = told.append
    position = telling.begin(100)
    now[0] += 1
    position.done = 50
    telling.skipped()
    assert told[-1].seconds_left is None
    now[0] += 10
    position.done = 60
    telling.tell()
    assert told[-1].part == pytest.approx(0.6)
    assert told[-1].seconds_left == pytest.approx(40), "a tenth of it took 10 s, four are left"
