"""What is said after a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.shell.crash_dialog import CrashDialog

REPORT = "Materia 1.2.3\n\nFatal Python error: Segmentation fault\n"


@pytest.fixture
def dialog(qtbot: QtBot) -> CrashDialog:
    shown = CrashDialog(REPORT, Appearance("light"))
    qtbot.addWidget(shown)
    return shown


def answer(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, ""))


def test_the_report_is_shown_and_saved_where_asked(
    dialog: CrashDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, str(tmp_path / "report.txt"))

    dialog.save()

    (shown,) = dialog.findChildren(QPlainTextEdit)
    assert shown.toPlainText() == REPORT
    assert (tmp_path / "report.txt").read_text("utf-8") == REPORT
    assert dialog.told == f"Saved as {tmp_path / 'report.txt'}."


def test_a_place_that_cannot_be_written_is_said(
    dialog: CrashDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, str(tmp_path / "missing" / "report.txt"))

    dialog.save()

    assert "could not be saved" in dialog.told


def test_saving_can_be_called_off(dialog: CrashDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "")

    dialog.save()

    assert dialog.told == ""
