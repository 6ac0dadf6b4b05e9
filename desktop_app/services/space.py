"""Whether a disk has room left."""

from __future__ import annotations

from desktop_app.store.faults import is_full

__all__ = ["is_full"]
