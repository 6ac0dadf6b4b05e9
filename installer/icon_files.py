"""Windows' .ico and macOS' .icns, from PNG pictures: both are lists of them behind a short head."""

from __future__ import annotations

import struct
from collections.abc import Mapping

ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ICNS_TYPES = {
    16: (b"icp4",),
    32: (b"icp5", b"ic11"),
    64: (b"icp6", b"ic12"),
    128: (b"ic07",),
    256: (b"ic08", b"ic13"),
    512: (b"ic09", b"ic14"),
    1024: (b"ic10",),
}
"""Pixels and the names under which macOS looks for them: as they are, and as the doubled picture of half the size."""


def ico(pictures: Mapping[int, bytes]) -> bytes:
    """An icon for Windows, from PNGs by their width, which is 256 at most."""
    sizes = sorted(pictures)
    head = struct.pack("<HHH", 0, 1, len(sizes))
    offset = len(head) + 16 * len(sizes)
    for size in sizes:
        data = pictures[size]
        # A byte holds the width; 0 means 256.
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return head + b"".join(pictures[size] for size in sizes)


def icns(pictures: Mapping[int, bytes]) -> bytes:
    """An icon for macOS, from PNGs by their width; a width that it does not know raises KeyError."""
    body = b"".join(
        kind + struct.pack(">I", 8 + len(pictures[size])) + pictures[size]
        for size in sorted(pictures)
        for kind in ICNS_TYPES[size]
    )
    return b"icns" + struct.pack(">I", 8 + len(body)) + body
