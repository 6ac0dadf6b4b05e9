"""Text comes back from its blocks as it was, or not at all."""

from __future__ import annotations

import random
import zlib

import pytest

from index.blocks import BLOCK, compressed, dictionary_of, expanded


def label_text(length: int) -> bytes:
    chosen = random.Random(5)
    words = [f"word{number}" for number in range(2000)]
    return " ".join(chosen.choice(words) for _ in range(length // 8)).encode()


@pytest.mark.parametrize("length", [0, 1, BLOCK, BLOCK + 1, 1_500_000])
def test_blocks_give_the_text_back(length: int) -> None:
    text = label_text(length + 8)[:length]
    dictionary = dictionary_of(text)
    blocks = compressed(text, dictionary, 0, len(text))
    assert len(blocks) == -(-len(text) // BLOCK)
    assert b"".join(expanded(memoryview(block), dictionary) for block in blocks) == text


def test_blocks_can_be_made_in_parts() -> None:
    text = label_text(5 * BLOCK)
    whole = compressed(text, b"", 0, len(text))
    assert compressed(text, b"", 0, 2 * BLOCK) + compressed(text, b"", 2 * BLOCK, 9 * BLOCK) == whole


def test_only_long_texts_have_a_dictionary_and_gain_by_it() -> None:
    assert dictionary_of(label_text(500_000)) == b""
    text = label_text(1_500_000)
    with_it = compressed(text, dictionary_of(text), 0, 20 * BLOCK)
    assert sum(map(len, with_it)) < sum(map(len, compressed(text, b"", 0, 20 * BLOCK)))


@pytest.mark.parametrize("place", [3, -1])
def test_a_changed_block_is_no_text(place: int) -> None:
    block = bytearray(compressed(label_text(BLOCK), b"", 0, BLOCK)[0])
    block[place] ^= 1
    with pytest.raises(zlib.error):
        expanded(memoryview(block), b"")


def test_half_a_block_is_no_text() -> None:
    block = compressed(label_text(BLOCK), b"", 0, BLOCK)[0]
    with pytest.raises(zlib.error):
        expanded(memoryview(block[: len(block) // 2]), b"")
