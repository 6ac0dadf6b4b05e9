"""What can be wrong with an index. Both mean that the caller carries on: by rebuilding, or by trying later."""

from __future__ import annotations


class IndexUnusableError(Exception):
    """An index that cannot be used now."""


class DamagedIndexError(IndexUnusableError):
    """Missing, truncated, changed, built elsewhere or by another version: it must be rebuilt from what was indexed."""


class IndexBusyError(IndexUnusableError):
    """Another writer, of this process or another, is at work on the same index."""
