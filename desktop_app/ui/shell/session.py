"""What the window looked like when it was last used, kept as it changes: a crash loses half a second of it at most."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer

from desktop_app.errors import DamagedError, UserError

_log = logging.getLogger(__name__)
_KEY = "session"
SAVED_AFTER_MS = 500


class SettingsLike(Protocol):
    """The part of services.settings.Settings that is used here."""

    def get(self, key: str, default: Any = ...) -> Any: ...

    def set(self, key: str, value: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Session:
    """Everything that comes back at the next start."""

    geometry: str = ""
    """Base64 of what Qt saves: size, place, screen, maximised, full screen."""
    theme: str = "system"
    zoom: float = 1.0
    popup: bool = True
    tab: str = "results"
    sidebar_width: int = 0
    """0 until the user has moved the divider: then it follows the width of the window."""
    search: str = ""
    uid: str = ""
    section: str = ""
    scroll: int = 0


def session_from(stored: object) -> Session:
    """The session in what was stored; what is absent, of another type or unknown falls back to the default."""
    if not isinstance(stored, Mapping):
        return Session()
    kept: dict[str, Any] = {}
    for field in fields(Session):
        value, default = stored.get(field.name), field.default
        if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is type(default):
            kept[field.name] = value
    return Session(**kept)


class SessionKeeper(QObject):
    """Saves the session half a second after it last changed, and at once on `save_now`."""

    def __init__(self, settings: SettingsLike, read: Callable[[], Session], parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._read = read
        self._saved: Session | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.setInterval(SAVED_AFTER_MS)
        self._timer.timeout.connect(self.save_now)

    def touch(self, *_: object) -> None:
        """Something changed that a session holds."""
        self._timer.start()

    def save_now(self) -> None:
        """Save what has changed since the last time. A session that cannot be saved is no reason to disturb."""
        self._timer.stop()
        session = self._read()
        if session == self._saved:
            return
        try:
            self._settings.set(_KEY, asdict(session))
        except UserError as error:
            _log.info("the session could not be saved: %s", error)
        else:
            self._saved = session


def load_session(settings: SettingsLike) -> Session:
    """The session as it was left; the default where there is none or it cannot be read. Raises DamagedError."""
    try:
        return session_from(settings.get(_KEY, None))
    except DamagedError:
        raise
    except UserError as error:
        _log.info("the session could not be read: %s", error)
        return Session()
