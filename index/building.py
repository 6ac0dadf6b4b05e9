"""From records to the columns of one segment, with sorts instead of an object for every word.

Text repeats: of 161 MB of drug labels, the distinct lines are 57 MB. So every distinct line is cut and kept once, and
a record is a list of lines. What a record has of each term follows from its lines by numbers alone.
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.blocks import BLOCK, compressed, dictionary_of
from index.columns import Columns, Strings, first_of_each, pack, sizes_between
from index.cutting import Cut, Numbering, Numbers, cut, terms_of
from index.inverting import in_order, postings, starts_of
from index.languages import stop_words
from index.records import Record
from index.stemming import ENGLISH, language_of, stem
from index.words import JOINED, fold_name
from index.writings import has_comma, with_point

MOST_RECORDS = 60_000
MOST_TEXT = 256_000_000
"""Of one segment; numbers of records must fit 16 bits."""
_LONG_LINE = 60
"""Characters from which a line tells texts apart: shorter ones are headings and numbers, which copies change."""
_COMMA = "\n"
"""In no line."""
_BLOCKS = 256
"""Blocks of text that one core compresses at a time."""
_COMMON = 2
"""A beginning whose postings are more than this many times the records is kept added up."""


def build(records: Sequence[Record], *, keeps_text: bool = True) -> Columns:
    """The columns of a segment with these records, in this order.

    Without the text, of every line only its sum is kept, to tell whether one that is given later is the same.
    """
    lines, groups = _Lines(), Numbering()
    text_lines, text_counts, titles = array("I"), array("I"), array("I")
    group_of = array("I")
    for record in records:
        number = lines.with_comma if has_comma(record.language) else lines.__getitem__
        own = record.text.split("\n")
        text_lines.extend(map(number, own))
        text_counts.append(len(own))
        titles.append(number(record.title.replace("\n", " ")))
        group_of.append(groups["\n".join(name.replace("\n", " ") for name in record.names)])
    group_lines, group_counts = array("I"), array("I")
    for group in groups:
        own = group.split("\n") if group else []
        group_lines.extend(map(lines.__getitem__, own))
        group_counts.append(len(own))
    columns: Columns = {
        "text_lines": np.array(text_lines, np.uint32),
        "text_starts": starts_of(text_counts),
        "title": np.array(titles, np.uint32),
        "group": np.array(group_of, np.uint32),
        "group_lines": np.array(group_lines, np.uint32),
        "group_starts": starts_of(group_counts),
    }
    columns |= _described(records)
    columns |= _whole_names(list(groups))
    columns["copies"] = _fingerprints(columns, lines.texts)
    pieces = cut(lines.read())
    if not keeps_text:
        headings = sorted({*titles, *group_lines})
        columns["heading_lines"] = np.array(headings, np.uint32)
        columns |= pack("heading", [lines.texts[number] for number in headings])
    return columns | _words(columns, pieces, lines.texts)


class _Lines(Numbering):
    """Distinct lines. One is there twice where its numbers are read in two ways."""

    def __init__(self) -> None:
        super().__init__()
        self._with_comma: dict[str, int] = {}
        self._written: dict[int, str] = {}

    def with_comma(self, line: str) -> int:
        """The number of a line that has a decimal comma."""
        known = self._with_comma.get(line)
        if known is None:
            pointed = with_point(line)
            if pointed == line:
                return self[line]
            known = self._with_comma[line] = len(self)
            self[f"{_COMMA}{known} {line}"] = known
            self._written[known] = line
        return known

    @cached_property
    def texts(self) -> list[str]:
        """The lines as they are written, once all are there."""
        texts = list(self)
        for number, line in self._written.items():
            texts[number] = line
        return texts

    def read(self) -> list[str]:
        """The lines as they are read."""
        texts = list(self)
        for number, line in self._written.items():
            texts[number] = with_point(line)
        return texts


def _text(lines: list[str], cores: Executor, *, keeps_text: bool) -> Callable[[], Columns]:
    """The lines, compressed in blocks that are small enough to be read for one of them, once that is done."""
    encoded = [line.encode("utf-8", "surrogatepass") for line in lines]
    blob = b"".join(encoded)
    columns: Columns = {
        "line_leads": np.fromiter((line.rstrip().endswith(":") for line in lines), np.bool_, len(lines)),
        "line_starts": starts_of(np.fromiter(map(len, encoded), np.int64, len(encoded))),
    }
    if not keeps_text:
        columns["line_sums"] = np.fromiter(map(zlib.crc32, encoded), np.uint32, len(encoded))
        blob = b""
    dictionary = dictionary_of(blob)
    columns["dictionary"] = np.frombuffer(dictionary, np.uint8)
    firsts = range(0, len(blob), _BLOCKS * BLOCK)
    tasks = [cores.submit(compressed, blob, dictionary, first, first + _BLOCKS * BLOCK) for first in firsts]

    def done() -> Columns:
        blocks = list(chain.from_iterable(task.result() for task in tasks))
        columns["blocks"] = np.frombuffer(b"".join(blocks), np.uint8)
        columns["block_starts"] = starts_of(np.fromiter(map(len, blocks), np.int64, len(blocks)))
        return columns

    return done


def _described(records: Sequence[Record]) -> Columns:
    """What identifies and limits records."""
    columns: Columns = pack("id", [record.id for record in records])
    for field in ("monograph", "kind", "language"):
        values = [getattr(record, field) for record in records]
        distinct = sorted(set(values))
        place = {value: number for number, value in enumerate(distinct)}
        columns |= pack(field, distinct)
        columns[f"{field}_of"] = np.fromiter((place[value] for value in values), np.uint32, len(values))
    spoken = [language_of(record.language) for record in records]
    distinct = sorted(set(spoken) or {ENGLISH}, key=lambda language: (language != ENGLISH, language))
    columns |= pack("spoken", distinct)
    columns["spoken_by"] = np.fromiter(map(distinct.index, spoken), np.uint8, len(spoken))
    return columns


def _whole_names(groups: list[str]) -> Columns:
    """Names as they are compared, each with the groups of names it is in."""
    having: dict[str, list[int]] = {}
    for number, group in enumerate(groups):
        for folded in dict.fromkeys(map(fold_name, group.split("\n"))):
            if folded:
                having.setdefault(folded, []).append(number)
    ordered = sorted(having, key=str.encode)
    columns = pack("name", ordered)
    columns["name_groups"] = np.array([number for name in ordered for number in having[name]], np.uint32)
    columns["name_starts"] = starts_of([len(having[name]) for name in ordered])
    return columns


def _words(columns: Columns, pieces: Cut, lines: list[str]) -> Columns:
    """The terms, where they are, and the text of the lines.

    What sorts and compresses runs on both cores, after what only Python does: a thread that must ask for the
    interpreter after every block would keep both waiting.
    """
    terms = terms_of(pieces.pieces)
    order = sorted(range(len(terms.names)), key=lambda number: terms.names[number].encode())
    names = [terms.names[number] for number in order]
    rank = np.empty(len(order), np.uint32)
    rank[order] = np.arange(len(order), dtype=np.uint32)
    flat = rank[terms.flat]
    found = pack("term", names)
    found["piece_spaced"] = np.fromiter((len(piece.split()) for piece in pieces.pieces), np.uint8, len(pieces.pieces))
    with ThreadPoolExecutor(2) as cores:
        text = _text(lines, cores, keeps_text="heading_lines" not in columns)
        occurrences = cores.submit(in_order, pieces.sequence)
        by_term = np.argsort(flat, kind="stable")
        counts = sizes_between(terms.starts)
        found["term_pieces"] = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)[by_term]
        found["term_places"] = terms.places[by_term]
        found["term_piece_starts"] = starts_of(np.bincount(flat, minlength=len(names)))
        found["piece_terms"], found["piece_at"] = flat, terms.places
        found["piece_starts"], found["piece_words"] = terms.starts, terms.words
        found["sequence_low"] = pieces.sequence.astype(np.uint16)
        found["sequence_high"] = (pieces.sequence >> np.uint32(16)).astype(np.uint8)
        found["sequence_starts"] = pieces.starts
        found["occurrence_starts"] = starts_of(np.bincount(pieces.sequence, minlength=len(pieces.pieces)))
        found |= postings(columns, pieces, terms, flat, len(names), cores)
        found["occurrences"] = occurrences.result()
        found |= text()
    found |= _stems(names, columns, found)
    found |= _common_beginnings(names, found)
    return found


def _stems(names: list[str], columns: Columns, found: Columns) -> Columns:
    """The stems of all terms, and the terms of each stem: in every language that records have the term in.

    Term t has its stem in language l at l * terms + t. It is the empty one where no record in the language has the
    term, and where the term says nothing in it.
    """
    languages = Strings(columns["spoken_bytes"].data, columns["spoken_offsets"].data)
    own = np.zeros(0, np.uint32)
    stems = Numbering()
    for number in range(len(languages)):
        language = languages[number]
        unsaid = stop_words(language)
        said = _said(columns, found, number) if len(languages) > 1 else np.ones(len(names), np.bool_)
        if language != ENGLISH:
            unsaid |= {name for name in names if name.isdigit()}
        told = (
            stems[stem(name, language) if is_said and not name.startswith(JOINED) and name not in unsaid else ""]
            for name, is_said in zip(names, said.tolist(), strict=True)
        )
        own = np.concatenate([own, np.fromiter(told, np.uint32, len(names))])
    ordered = list(stems)
    order = sorted(range(len(stems)), key=lambda number: ordered[number].encode())
    rank = np.empty(len(order), np.uint32)
    rank[order] = np.arange(len(order), dtype=np.uint32)
    of_term = rank[own] if len(own) else own
    columns = pack("stem", [ordered[number] for number in order])
    columns["stem_of"] = of_term
    columns["stem_terms"] = (np.argsort(of_term, kind="stable") % max(1, len(names))).astype(np.uint32)
    columns["stem_starts"] = starts_of(np.bincount(of_term, minlength=len(stems)))
    return columns


def _said(columns: Columns, found: Columns, language: int) -> NDArray[np.bool_]:
    """Which terms a record in a language has."""
    counts = sizes_between(found["starts"])
    term_of = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
    said = np.zeros(len(counts), np.bool_)
    said[term_of[columns["spoken_by"][found["owners"]] == language]] = True
    return said


def _common_beginnings(names: list[str], found: Columns) -> Columns:
    """Beginnings of one or two letters that most records have many words of: how often each record has any."""
    records = len(found["length"])
    kept: list[str] = []
    rows: list[NDArray[np.uint8]] = []
    letters = sorted({name[:size] for name in names for size in (1, 2) if len(name) >= size and name.isalnum()})
    for letter in letters:
        often = np.zeros(records)
        size = 0
        for beginning in (letter, JOINED + letter):
            low = bisect_left(names, beginning.encode(), key=str.encode)
            high = bisect_left(names, beginning.encode() + b"\xff", key=str.encode)
            start, end = int(found["starts"][low]), int(found["starts"][high])
            size += end - start
            often += np.bincount(found["owners"][start:end], weights=found["often"][start:end], minlength=records)
        if size > _COMMON * records:
            kept.append(letter)
            rows.append(np.minimum(often, 255).astype(np.uint8))
    columns = pack("common", kept)
    columns["common_often"] = np.concatenate(rows) if rows else np.zeros(0, np.uint8)
    return columns


def _fingerprints(columns: Columns, lines: list[str]) -> Numbers:
    """A number for the long lines of each record, whatever their order; 0 where it has none."""
    digests = np.frombuffer(
        b"".join(
            hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            if len(line) >= _LONG_LINE
            else b"\0" * 8
            for line in lines
        ),
        np.uint64,
    )
    starts = columns["text_starts"].astype(np.int64)
    owner = np.repeat(np.arange(len(starts) - 1, dtype=np.uint64), np.diff(starts))
    pairs = (owner << np.uint64(32)) | columns["text_lines"]
    pairs.sort()
    pairs = pairs[first_of_each(pairs)]
    owners = (pairs >> np.uint64(32)).astype(np.int64)
    found = np.zeros(len(starts) - 1, np.uint64)
    with np.errstate(over="ignore"):
        np.add.at(found, owners, digests[(pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)])
    return found
