"""Copies of the user's own data: made by themselves, kept for a month, and put back on request."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from desktop_app.errors import NotFoundError, StorageError
from desktop_app.services.clock import Clock, system_clock
from desktop_app.services.data_folder import BACKUPS, USER_DATABASE
from desktop_app.store.copies import UNFINISHED, opened
from desktop_app.store.user.schema import USER
from desktop_app.store.user.store import NOUN, UserStore

DAILY_KEPT = 7
WEEKLY_KEPT = 4
OTHERS_KEPT = 5
_DUE = timedelta(days=1)
_NAME = re.compile(r"user-(\d{8}T\d{6}Z)(?:-(\d+))?-([a-z-]+)\.db")


class Reason(StrEnum):
    """Why a copy was made."""

    AUTOMATIC = "automatic"
    BEFORE_RESTORE = "before-restore"
    ASKED_FOR = "asked-for"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the user's data."""

    path: Path
    at: datetime
    reason: Reason
    number: int
    """Tells copies of one second apart."""


class Backup:
    """The copies in one data folder."""

    def __init__(self, folder: Path, store: UserStore, *, clock: Clock = system_clock) -> None:
        self._folder = folder / BACKUPS
        self._store = store
        self._clock = clock

    def automatic(self) -> Copy | None:
        """At start: a copy when the last is older than a day, and none that is no longer needed. None when not due."""
        if self._store.read_only:
            return None
        now = self._clock()
        if any(timedelta() <= now - copy.at < _DUE for copy in self.copies() if copy.reason is Reason.AUTOMATIC):
            return None
        return self.make(Reason.AUTOMATIC)

    def make(self, reason: Reason = Reason.ASKED_FOR) -> Copy:
        """Copy the user's data now; raises StorageError."""
        copy = self._make(reason)
        self._rotate()
        return copy

    def copies(self) -> list[Copy]:
        """What copies there are, newest first."""
        return copies_in(self._folder.parent)

    def restore(self, copy: Copy) -> Copy:
        """Go back to a copy; answers the copy of what was there until now. Raises StorageError or NotFoundError."""
        if not copy.path.is_file():
            raise NotFoundError(f"The copy {copy.path} is not there any more.")
        kept = self._make(Reason.BEFORE_RESTORE)
        self._store.replace_with(copy.path)
        self._rotate()  # not before: the copy itself may be the one that has to go
        return kept

    def _make(self, reason: Reason) -> Copy:
        try:
            self._folder.mkdir(exist_ok=True)
        except OSError as error:
            raise StorageError(f"No backup can be kept in {self._folder}: {error.strerror}.") from error
        at = self._clock().astimezone(UTC).replace(microsecond=0)
        number = sum(copy.at == at for copy in self.copies())
        name = f"user-{at:%Y%m%dT%H%M%SZ}-{number}-{reason.value}.db"
        copy = Copy(self._folder / name, at, reason, number)
        self._store.copy_to(copy.path)
        return copy

    def _rotate(self) -> None:
        """Keep the newest copy of each of the last days, of each of the weeks before them, and the last others."""
        copies = self.copies()
        automatic = [copy for copy in copies if copy.reason is Reason.AUTOMATIC]
        days: dict[object, Copy] = {}
        weeks: dict[object, Copy] = {}
        for copy in automatic:
            days.setdefault(copy.at.date(), copy)
            weeks.setdefault(copy.at.isocalendar()[:2], copy)
        daily = list(days.values())[:DAILY_KEPT]
        weekly = [copy for copy in weeks.values() if copy not in daily][:WEEKLY_KEPT]
        others = [copy for copy in copies if copy.reason is not Reason.AUTOMATIC][:OTHERS_KEPT]
        for copy in copies:
            if copy not in daily + weekly + others:
                copy.path.unlink(missing_ok=True)
        for part in self._folder.glob(f".user-*{UNFINISHED}"):  # left by a Materia that was killed
            part.unlink(missing_ok=True)


def copies_in(data_folder: Path) -> list[Copy]:
    """The copies in a data folder, newest first; also where its user data cannot be opened."""
    found: list[Copy] = []
    folder = data_folder / BACKUPS
    for path in folder.iterdir() if folder.is_dir() else ():
        match = _NAME.fullmatch(path.name)
        if match is not None and match[3] in set(Reason):
            at = datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            found.append(Copy(path, at, Reason(match[3]), int(match[2] or 0)))
    return sorted(found, key=lambda copy: (copy.at, copy.number), reverse=True)


def replace_damaged(data_folder: Path, copy: Copy, *, clock: Clock = system_clock) -> Path:
    """Put a copy in the place of user data that cannot be opened; answers where the damaged file was moved to.

    For the case in which `Backup`, which needs the data open, cannot be had. No window may be using the data.
    """
    with opened(copy.path, USER, NOUN):
        pass  # only what is sound takes the place of anything
    live = data_folder / USER_DATABASE
    moment = clock().astimezone(UTC)
    aside = live.with_name(f"user-damaged-{moment:%Y%m%dT%H%M%SZ}.db")
    try:
        # The journals first: beside another database they would be taken for its own.
        for end in ("-wal", "-shm", ""):
            part = live.with_name(live.name + end)
            if part.exists():
                part.replace(aside.with_name(aside.name + end))
    except OSError as error:
        raise StorageError(f"{live} cannot be moved away: {error.strerror}.") from error
    store = UserStore(live)
    try:
        store.replace_with(copy.path)
    finally:
        store.close()
    return aside
