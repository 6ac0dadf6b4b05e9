"""Segments of the index are written together in a process of its own: half a minute of work that no keystroke feels."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection

from desktop_app.services.background_process import start_process, stay_behind
from index.merging import Merged, Sources, write_together

_log = logging.getLogger(__name__)
_CHECK_EVERY, _END_SECONDS = 0.1, 2.0


def merged_apart(sources: Sources, stopped: Callable[[], bool]) -> Merged | None:
    """What segments become, built by another process, which ends at once when it is `stopped`.

    None where nothing came of it: the index is as good as it was.
    """
    process, connection = start_process(serve, sources)
    try:
        while not connection.poll(_CHECK_EVERY):
            if stopped():
                return None
        answer = connection.recv()
        process.join(_END_SECONDS)
    except (EOFError, OSError):
        _log.warning("The process that writes segments together came to an end")
        return None
    finally:
        process.kill()
        process.join()
        connection.close()
    if isinstance(answer, Merged):
        return answer
    _log.warning("Segments were not written together:\n%s", answer)
    return None


def serve(connection: Connection, sources: Sources) -> None:
    """What the process does."""
    stay_behind()
    try:
        answer = write_together(sources) or "The texts are not there."
    except Exception:  # noqa: BLE001  # the parent logs it
        answer = traceback.format_exc()
    with suppress(OSError):  # nobody waits for it any more
        connection.send(answer)
