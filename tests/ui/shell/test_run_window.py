"""Starting the window as the command does: measured, with files, and refused in words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.app import run_window
from desktop_app.errors import UserError
from desktop_app.services.window_lock import WindowLock


def test_start_up_is_measured(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from desktop_app.app import run_window\n"
        "sys.exit(run_window(Path(sys.argv[1]), measure=True))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    figures = json.loads(done.stdout)
    assert 0 < figures["first_paint_ms"] < figures["search_ready_ms"]
    assert (tmp_path / "logs" / "materia.log").read_text() == ""


def test_files_that_a_window_is_opened_with_are_imported_in_it(tmp_path: Path) -> None:
    monograph, folder = tmp_path / "examplomycin.md", tmp_path / "data"
    monograph.write_text("---\nmateria: 1\ntitle: Examplomycin\nslug: examplomycin\n---\n\nNothing.\n", "utf-8")
    code = (
        "import sys; from pathlib import Path\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from desktop_app.app import run_window\n"
        "from desktop_app.services.library.library import Library\n"
        "application, folder = QApplication([]), Path(sys.argv[1])\n"
        "def look():\n"
        "    library = Library(folder)\n"
        "    uids = [summary.uid for summary in library.summaries()]\n"
        "    if 'local:examplomycin' in uids: application.closeAllWindows()\n"
        "    library.close()\n"
        "timer = QTimer(); timer.timeout.connect(look); timer.start(200)\n"
        "sys.exit(run_window(folder, [Path(sys.argv[2])]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(monograph)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_second_window_on_a_folder_whose_window_hangs_is_refused_in_words(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.services.handover.PATIENCE_SECONDS", 0.1)
    with WindowLock(tmp_path), pytest.raises(UserError, match="already open"):
        run_window(tmp_path)


def test_a_start_that_is_measured_ends_where_the_library_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"no database" * 500)
    command = [sys.executable, "-P", "-m", "desktop_app", "--data-dir", str(tmp_path), "--measure-startup"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("materia: ")
    assert len(done.stderr.splitlines()) == 1
