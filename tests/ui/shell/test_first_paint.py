"""What the window shows first."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.render.themes import THEMES
from desktop_app.ui.shell.first_paint import STATUS, TOOLBAR, box_width, first_theme
from desktop_app.ui.shell.main_window import MainWindow
from desktop_app.ui.shell.session import Session


@pytest.mark.parametrize("name", ["light", "dark", "high-contrast"])
def test_the_outline_has_the_colours_of_the_theme_and_the_places_of_the_real_parts(qtbot: QtBot, name: str) -> None:
    window = MainWindow(Session(theme=name, sidebar_width=300))
    qtbot.addWidget(window)
    window.resize(900, 600)
    with qtbot.waitSignal(window.painted):
        window.show()
    image, theme = window.grab().toImage(), THEMES[name]
    for (x, y), token in {
        (10, 10): "chrome",
        (500, 300): "surface",
        (100, 300): "chrome",
        (300, 300): "line",
        (500, TOOLBAR - 1): "line",
        (500, 600 - STATUS): "line",
        (90, 20): "accent",
    }.items():
        assert image.pixelColor(x, y) == QColor(getattr(theme, token)), (x, y, token)


def test_what_is_typed_into_it_is_another_search_and_kept(qtbot: QtBot) -> None:
    window = MainWindow(Session(search="baclofen"))
    qtbot.addWidget(window)
    window.show()
    assert window.typed == "baclofen"
    QTest.keyClicks(window._first.box, "warf")
    assert window.typed == "warf"
    box = QLineEdit("warf")
    window.fill(box, box)
    QTest.keyClicks(box, "arin")
    assert box.text() == "warfarin"


def test_the_search_of_the_last_time_is_replaced_by_typing(qtbot: QtBot) -> None:
    window = MainWindow(Session(search="baclofen"))
    qtbot.addWidget(window)
    window.show()
    box = QLineEdit(window.typed)
    window.fill(box, box)
    QTest.keyClicks(box, "warfarin")
    assert box.text() == "warfarin"


def test_the_system_theme_is_read_from_its_palette(qtbot: QtBot) -> None:
    assert first_theme("system").name in {"light", "dark"}
    assert first_theme("high-contrast").name == "high-contrast"


def test_the_search_box_is_as_wide_as_in_the_pictures() -> None:
    assert box_width(1280) == 520
    assert box_width(1440) == 620
    assert box_width(2560) == 620


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    """Each of these costs 10 to 100 ms; `Qt` alone 14."""
    code = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "import desktop_app.app as app\n"
        "import PySide6.QtCore\n"
        "application = QApplication([])\n"
        "window = app.MainWindow(app.Session())\n"
        "window.painted.connect(application.quit)\n"
        "window.appear()\n"
        "application.exec()\n"
        "heavy = 'whoosh sqlite_utils nh3 yaml markdown_it pypdf PySide6.QtSvg'.split()\n"
        "heavy += ['desktop_app.ui.shell.workbench']\n"
        "print([name for name in heavy if name in sys.modules], 'Qt' in vars(PySide6.QtCore))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[] False"
