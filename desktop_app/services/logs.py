"""A small log beside the data. Nothing logs what was searched or read."""

from __future__ import annotations

import logging
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from desktop_app.store.private import close_to_others, make_private_file, make_private_folder

_BYTES, _KEPT = 500_000, 3
_NAME = "materia.log"


class _Log(RotatingFileHandler):
    """For its user alone. What a full disk does not take is not logged; nobody is told on a terminal."""

    def _open(self) -> TextIOWrapper:
        make_private_file(Path(self.baseFilename))
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # as logging calls it
        """See logging."""


def log_to(folder: Path) -> None:
    """Keep a log in this folder from now on; where that is not possible, none."""
    try:
        make_private_folder(folder)
        for old in folder.iterdir():
            close_to_others(old)
        handler = _Log(folder / _NAME, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
