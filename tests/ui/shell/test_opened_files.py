"""Files that the system asks a running program to open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from desktop_app.ui.shell.opened_files import OpenedFiles


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[OpenedFiles]:
    """Installed on the application, and taken off it again."""
    files = OpenedFiles(qapp)
    files.listen_to(qapp)
    yield files
    qapp.removeEventFilter(files)
    files.deleteLater()


def ask(application: QApplication, event: QEvent) -> bool:
    return QCoreApplication.sendEvent(application, event)


def test_files_wait_until_somebody_can_open_them(qapp: QApplication, opened: OpenedFiles) -> None:
    taken: list[Sequence[Path]] = []
    ask(qapp, QFileOpenEvent("/a/one.materia.md"))
    ask(qapp, QFileOpenEvent("/a/two.materia.zip"))
    opened.hand_to(taken.append)
    ask(qapp, QFileOpenEvent("/a/three.md"))
    opened.ask([Path("/a/four.md")])
    assert taken == [
        [Path("/a/one.materia.md"), Path("/a/two.materia.zip")],
        [Path("/a/three.md")],
        [Path("/a/four.md")],
    ]


def test_nothing_asked_for_is_nothing_to_take(opened: OpenedFiles) -> None:
    taken: list[Sequence[Path]] = []
    opened.hand_to(taken.append)
    assert taken == []


def test_addresses_and_other_events_are_left_to_qt(qapp: QApplication, opened: OpenedFiles) -> None:
    taken: list[Sequence[Path]] = []
    opened.hand_to(taken.append)
    ask(qapp, QFileOpenEvent(QUrl("https://example.org/")))
    ask(qapp, QEvent(QEvent.Type.ApplicationFontChange))
    assert taken == []
