"""Bookmarks and history follow what they were made in to the uid under which the library keeps it now."""

from __future__ import annotations

from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from desktop_app.errors import StorageError
from desktop_app.services.data_folder import USER_DATABASE
from desktop_app.store.library.moves import Move
from desktop_app.store.library.rows import folded
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.user.store import UserStore


def carry_over(library: LibraryStore, folder: Path) -> None:
    """Carry the user's data in a folder over, as far as it is not yet. Does next to nothing where nothing moved.

    It is done after an import, which moves things, and whenever a library is opened, since user data of before may have
    been restored from a copy meanwhile.
    """
    moves = library.moves()
    path = folder / USER_DATABASE
    if not moves or not path.exists() or not path.stat().st_size:
        return
    # Damaged user data is told of where it is wanted, and keeps nobody from reading the library.
    with suppress(StorageError), closing(UserStore(path)) as user:
        if not user.read_only and user.knows(move.old for move in moves):
            user.move_uids((move.old, move.new, partial(_moved, move)) for move in moves)


def _moved(move: Move, title: str) -> bool:
    return not move.titles or folded(title) in move.titles
