"""One bulk import for each data folder: two would take each other's unfinished work for their own."""

from __future__ import annotations

from desktop_app.services.window_lock import WindowLock


class ImportLock(WindowLock):
    """Held while an import is at work; a lock of the operating system, which ends with the process."""

    file_name = "import.lock"
    taken = "An import into {folder} is at work already{holder}. Wait until it has finished, or cancel it there."
