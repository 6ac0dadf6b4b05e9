"""Text compressed in blocks that are small enough to be read for one line.

A snippet needs few lines, each from another place. Of 57 MB of lines of drug labels, blocks of 8192 bytes by themselves
take 21.7 MB and 45 µs each to read; of 2048 bytes, with a dictionary of what such text says, 19.8 MB and 14 µs.
"""

from __future__ import annotations

import zlib

BLOCK = 2048
"""Bytes of text that are compressed together."""
_DEFLATED = -15
"""Without zlib's own header and sum: these would take in the dictionary every time."""
_SUM = 4
"""Bytes at the end of a block that say what its text sums to: what is shown of a drug must be what was written."""
_DICTIONARY = 16_384
"""Bytes of text that are known before a block begins."""
_SAMPLE = 256
"""Bytes of each place they are from."""
_WORTH = 64
"""How many times as long as the dictionary a text is that has one."""


def dictionary_of(text: bytes) -> bytes:
    """Pieces of a long text from all over it."""
    if len(text) < _WORTH * _DICTIONARY:
        return b""
    places = range(0, len(text) - _SAMPLE, len(text) * _SAMPLE // _DICTIONARY)
    return b"".join(text[place : place + _SAMPLE] for place in places)[:_DICTIONARY]


def compressed(text: bytes, dictionary: bytes, first: int, end: int) -> list[bytes]:
    """The blocks of a text from this byte up to another."""
    fresh = zlib.compressobj(5, zlib.DEFLATED, _DEFLATED, zdict=dictionary)
    blocks = []
    for start in range(first, min(end, len(text)), BLOCK):
        deflating = fresh.copy()
        own = text[start : start + BLOCK]
        blocks.append(deflating.compress(own) + deflating.flush() + zlib.crc32(own).to_bytes(_SUM))
    return blocks


def expanded(block: memoryview, dictionary: bytes) -> bytes:
    """The text of a block. Raises zlib.error."""
    inflating = zlib.decompressobj(_DEFLATED, dictionary)
    text = inflating.decompress(block[:-_SUM])
    if zlib.crc32(text) != int.from_bytes(block[-_SUM:]):
        raise zlib.error("the text of the block is another")
    return text
