"""A real X11 display with a window manager, and a hand on its keyboard and mouse."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from desktop_app.services.settings import Settings
from desktop_app.store.user.store import UserStore
from desktop_app.ui.shell.session import Session, load_session

PROGRAMS = ("Xvfb", "openbox", "xdotool", "xclip")
PATIENCE_SECONDS = 120.0
"""What ends a wait is its condition; this ends a test that waits in vain."""


class Desk:
    """One display, and what a person does at it."""

    def __init__(self, display: str, data_folder: Path) -> None:
        self.environment = dict(os.environ, DISPLAY=display, QT_QPA_PLATFORM="xcb", LC_ALL="C.UTF-8")
        self.environment.pop("WAYLAND_DISPLAY", None)
        self.data_folder = data_folder
        self.process: subprocess.Popen[str] | None = None

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-P", "-m", "desktop_app", "--data-dir", str(self.data_folder), *words]

    def start(self) -> None:
        """Start Materia and wait until its window has the keyboard."""
        self.process = subprocess.Popen(
            self.command(), env=self.environment, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL
        )
        self.wait(self._window_is_active, "no window of Materia appeared")

    def quit(self) -> None:
        """Ctrl+Q, and nothing on standard error."""
        assert self.process is not None
        self.wait(self._window_is_active, "the window did not get the keyboard back")
        self.key("ctrl+q")
        _, complaint = self.process.communicate(timeout=PATIENCE_SECONDS)
        assert self.process.returncode == 0
        assert complaint == ""

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=PATIENCE_SECONDS)

    def materia(self, *words: str) -> Any:
        """What the command line says of the same data folder, as JSON."""
        environment = dict(self.environment, QT_QPA_PLATFORM="offscreen")
        shown = subprocess.run(self.command(*words), env=environment, capture_output=True, text=True, check=True)
        return json.loads(shown.stdout)

    def saved_session(self) -> Session:
        """What Materia would come back to if it ended now."""
        with closing(UserStore(self.data_folder / "user.db")) as user:
            return load_session(Settings(user))

    def start_again(self, *words: str, folder: Path) -> None:
        """A second start on the same display, from a folder: it ends by itself, and has nothing to say."""
        again = subprocess.run(
            self.command(*words),
            cwd=folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        assert (again.returncode, again.stdout, again.stderr) == (0, "", "")

    def minimise(self) -> None:
        self._xdotool("getactivewindow", "windowminimize")
        self.wait(lambda: "Materia" not in self.title(), "the window was not minimised")

    def key(self, *keys: str) -> None:
        self._xdotool("key", "--delay", "40", *keys)

    def type(self, text: str) -> None:
        self._xdotool("type", "--delay", "30", text)

    def has_window_manager(self) -> bool:
        """Only a window manager says which desktop is shown; xdotool prints 0 even where none does, but then fails."""
        command = ["xdotool", "get_desktop"]
        return subprocess.run(command, env=self.environment, capture_output=True, check=False).returncode == 0

    def title(self) -> str:
        """Title of the window that has the keyboard; empty where none has."""
        return self._xdotool("getactivewindow", "getwindowname", check=False).strip()

    def clipboard(self) -> str:
        command = ["xclip", "-selection", "clipboard", "-o"]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False).stdout

    def wait(self, condition: Callable[[], bool], complaint: str) -> None:
        """Until the condition holds, or fail with the complaint."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            if self.process is not None and self.process.poll() not in {None, 0}:
                pytest.fail(f"Materia ended with {self.process.returncode}: {self.process.communicate()[1]}")
            if condition():
                return
            time.sleep(0.1)
        pytest.fail(f"{complaint}; the active window is {self.title()!r}")

    def _window_is_active(self) -> bool:
        """A window manager need not give the keyboard to a new window: a person would click it."""
        found = self._xdotool("search", "--onlyvisible", "--name", "Materia$", check=False).split()
        if found and "Materia" not in self.title():
            self._xdotool("windowactivate", found[-1], check=False)
        return "Materia" in self.title()

    def _xdotool(self, *words: str, check: bool = True) -> str:
        done = subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True, check=False)
        assert not check or done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A display of 1440 by 900 with a window manager."""
    absent = [program for program in PROGRAMS if shutil.which(program) is None]
    if absent:
        pytest.skip(f"a real window needs {', '.join(absent)}")
    reading, writing = os.pipe()
    # without -noreset the server starts anew when its last client leaves, and drops whoever is connecting just then
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        display = f":{pipe.readline().strip()}"
    at = Desk(display, tmp_path / "data")
    manager = subprocess.Popen(["openbox"], env=at.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        at.wait(at.has_window_manager, "no window manager took over the display")
        yield at
    finally:
        for process in (at.process, manager, server):
            if process is not None and process.poll() is None:
                process.kill()
            if process is not None:
                process.wait()
                if process.stderr is not None:
                    process.stderr.close()
