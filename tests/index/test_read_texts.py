"""What was read is not read again, until there is too much of it."""

from __future__ import annotations

from pathlib import Path

from index import Record
from index.building import build
from index.columns import Segment, save
from index.read_texts import KEPT, ReadTexts


def test_the_same_is_read_once() -> None:
    read = ReadTexts()
    assert [token.term for token in read.piece("5mg", ("en",))] == ["5mg", "5", "mg", "~mg"]
    assert read.piece("5mg", ("en",)) is read.piece("5mg", ("en",))
    assert read.piece("doses", ("es",)) is not read.piece("doses", ("en",))
    assert read.heading("Dose", ("en",), "en") is read.heading("Dose", ("en",), "en")


def test_after_clearing_all_is_read_anew(tmp_path: Path) -> None:
    read = ReadTexts()
    for folder, text in (("a", "first"), ("b", "second")):
        (tmp_path / folder).mkdir()
        save(tmp_path / folder / "s", build([Record("1", "m", "other", "T", text, ())]))
        segment = Segment(tmp_path / folder, "s")
        assert read.line(segment, int(segment.lines_of(0)[0])) == text
        read.clear()


def test_the_oldest_gives_way() -> None:
    read = ReadTexts()
    first, last = read.piece("w0", ()), read.piece("w1", ())
    for number in range(2, KEPT + 1):
        read.piece(f"w{number}", ())
    assert read.piece("w1", ()) is last
    assert read.piece("w0", ()) is not first
