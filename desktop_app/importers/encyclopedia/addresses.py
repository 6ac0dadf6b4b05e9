"""Addresses as pages write them, which need not be any."""

from __future__ import annotations

from urllib.parse import SplitResult, unquote, urlsplit

from desktop_app.importers.decoding import without_unprintable


def split_address(written: str) -> SplitResult:
    """Its parts; all are empty where it is none, such as `http://[`."""
    try:
        return urlsplit(written)
    except ValueError:
        return SplitResult("", "", "", "", "")


def unquoted(written: str) -> str:
    """What stands for its `%20`; nothing for one that cannot be shown, such as `%00`."""
    return without_unprintable(unquote(written))
