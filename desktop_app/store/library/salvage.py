"""What can still be read of a damaged library: the names of the files that it was made from."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_MOST = 500


def sources_in(path: Path) -> list[str]:
    """The files that were imported, the last first, as far as the damage leaves them to be read."""
    try:
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            rows = connection.execute(
                "SELECT name FROM origins WHERE removed_at IS NULL ORDER BY id DESC LIMIT ?", (_MOST,)
            ).fetchall()
    except sqlite3.Error:
        return []
    return [str(row[0]) for row in rows]
