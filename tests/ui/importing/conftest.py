"""What tests of importing share: a library that is empty, jobs, and small labels to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.services.library.library import Library
from desktop_app.ui.importing.import_queue import ImportQueue
from desktop_app.ui.shell.jobs import Jobs

LABEL = """<?xml version="1.0" encoding="UTF-8"?>
<document xmlns="urn:hl7-org:v3">
<code code="34391-3" codeSystem="2.16.840.1.113883.6.1"/><title>{title}</title>
<effectiveTime value="20260304"/><setId root="{set_id}"/><versionNumber value="1"/>
<component><structuredBody><component><section><code code="34067-9" codeSystem="2.16.840.1.113883.6.1"/>
<title>Indications and usage</title><text><paragraph>{text}</paragraph></text></section></component>
</structuredBody></component></document>
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder, bundled = tmp_path / "data", tmp_path / "bundled"
    folder.mkdir()
    bundled.mkdir()
    library = Library(folder, bundled=bundled)
    yield library
    library.close()


@pytest.fixture
def jobs(qapp: object) -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    assert jobs.drain(30)


@pytest.fixture
def queue(library: Library, jobs: Jobs, qtbot: QtBot) -> Iterator[ImportQueue]:
    queue = ImportQueue(library, jobs)
    yield queue
    queue.interrupt()
    qtbot.waitUntil(lambda: not queue.running, timeout=30_000)


@pytest.fixture
def label(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, title: str = "", text: str = "For spasticity.") -> Path:
        path = tmp_path / "files" / f"{name}.xml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(LABEL.format(title=title or name.title(), set_id=f"set-{name}", text=text), "utf-8")
        return path

    return write


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "files" / "bad.xml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("<?xml version='1.0'?><nothing/>", "utf-8")
    return path
