"""Take the README's screenshots anew, of the real window on a display of its own.

    .venv/bin/python docs/screenshots/take.py

Needs Xvfb, xdotool and scrot. The window stands alone on the display, without a window manager's frame; the library is
the bundled one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from desktop_app.services.data_folder import USER_DATABASE
from desktop_app.services.settings import Settings
from desktop_app.store.user.store import UserStore
from desktop_app.ui.shell.session import Session

HERE = Path(__file__).resolve().parent
SIZE = (1440, 900)


@contextmanager
def display() -> Iterator[dict[str, str]]:
    """The environment of a display of the size of the pictures."""
    reading, writing = os.pipe()
    screen = f"{SIZE[0]}x{SIZE[1]}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", screen, "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as pipe:
            yield dict(os.environ, DISPLAY=f":{pipe.readline().strip()}", QT_QPA_PLATFORM="xcb")
        server.kill()


@contextmanager
def window(environment: dict[str, str], theme: str) -> Iterator[None]:
    """Materia in this theme, filling the display."""
    with tempfile.TemporaryDirectory() as folder:
        store = UserStore(Path(folder) / USER_DATABASE)
        Settings(store).set("session", asdict(Session(theme=theme)))
        store.close()
        command = [sys.executable, "-P", "-m", "desktop_app", "--data-dir", folder]
        with subprocess.Popen(command, env=environment) as process:
            time.sleep(4)
            found = xdotool(environment, "search", "--onlyvisible", "--name", "Materia$").split()[-1]
            xdotool(environment, "windowmove", found, "0", "0", "windowsize", found, *map(str, SIZE))
            xdotool(environment, "windowfocus", found, "mousemove", "1000", "890")
            time.sleep(1)
            yield
            process.kill()


def xdotool(environment: dict[str, str], *words: str) -> str:
    return subprocess.run(["xdotool", *words], env=environment, capture_output=True, text=True, check=True).stdout


def keys(environment: dict[str, str], *pressed: str, pause: float = 1.0) -> None:
    xdotool(environment, "key", "--delay", "60", *pressed)
    time.sleep(pause)


def search(environment: dict[str, str], text: str) -> None:
    keys(environment, "ctrl+k")
    xdotool(environment, "type", "--delay", "40", text)
    time.sleep(1)
    keys(environment, "Return")


def picture(environment: dict[str, str], name: str) -> None:
    subprocess.run(["scrot", "--overwrite", str(HERE / f"{name}.png")], env=environment, check=True)


def main() -> None:
    with display() as environment:
        with window(environment, "light"):
            search(environment, "baclofen withdrawal")
            picture(environment, "main-light")
            search(environment, "intrathecal clearance")
            keys(environment, "Tab")
            picture(environment, "popup")
            keys(environment, "Escape")
            keys(environment, "ctrl+p", pause=3)
            picture(environment, "print-preview")
        with window(environment, "dark"):
            search(environment, "baclofen forms")
            picture(environment, "main-dark")


if __name__ == "__main__":
    main()
