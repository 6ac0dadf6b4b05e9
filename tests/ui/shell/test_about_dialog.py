"""The About window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop_app.build_info import BuildInfo, Part
from desktop_app.services.about import About
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.shell.about_dialog import AboutDialog


def told(tmp_path: Path, licences: Path | None = None) -> About:
    build = BuildInfo("1.2.3", "abcdef", (Part("lxml", "6.1", "BSD-3-Clause"), Part("odd", "1", "")), licences)
    return About(build, tmp_path / "a <folder>", 42, "3.11.9")


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_it_says_what_is_asked_of_it_by_it(theme: str, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = AboutDialog(told(tmp_path), Appearance(theme))
    qtbot.addWidget(dialog)

    for words in ("1.2.3", "abcdef", "Revision 42", "a <folder>", "3.11.9", "BSD-3-Clause", "see its own files"):
        assert words in dialog.words
    assert not dialog.licences_button.isVisibleTo(dialog)


def test_all_of_it_can_be_copied(tmp_path: Path, qtbot: QtBot) -> None:
    dialog = AboutDialog(told(tmp_path), Appearance("light"))
    qtbot.addWidget(dialog)

    dialog.copy_button.click()

    copied = QGuiApplication.clipboard().text().split("\n")
    assert copied[0] == "materia 1.2.3"
    assert copied[-1].startswith("Qt 6.")


def test_the_licences_are_shown_in_full_where_they_came_along(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "licences.txt"
    path.write_text("Permission is hereby granted <b>", "utf-8")
    dialog = AboutDialog(told(tmp_path, path), Appearance("light"))
    qtbot.addWidget(dialog)

    dialog.licences_button.click()

    assert dialog.words == "Permission is hereby granted <b>"


def test_licences_that_are_gone_are_said_to_be(tmp_path: Path, qtbot: QtBot) -> None:
    dialog = AboutDialog(told(tmp_path, tmp_path / "gone.txt"), Appearance("light"))
    qtbot.addWidget(dialog)

    dialog.show_licences()

    assert "cannot be read" in dialog.words
