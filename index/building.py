"""From records to the columns of one segment, with sorts instead of an object for every word.

Text repeats: of 161 MB of drug labels, the distinct lines are 57 MB. So every distinct line is cut and kept once, and
a record is a list of lines. What a record has of each term follows from its lines by numbers alone.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.blocks import BLOCK, compressed, dictionary_of
from index.columns import Columns, Strings, pack, sizes_between, spread
from index.cutting import Cut, Numbering, Numbers, Terms, cut, terms_of
from index.languages import stop_words
from index.records import Record
from index.stemming import ENGLISH, language_of, stem
from index.whoosh_parts import length_to_byte
from index.words import JOINED, fold_name

TITLE_WEIGHT = 2
NAME_WEIGHT = 3
"""What a word of the title, or of the names, counts as beside one of the text: fields are joined before they saturate
(Robertson, Zaragoza and Taylor, Simple BM25 extension to multiple weighted fields, 2004)."""
MOST_RECORDS = 60_000
MOST_TEXT = 256_000_000
"""Of one segment; numbers of records must fit 16 bits."""
_LONG_LINE = 60
"""Characters from which a line tells texts apart: shorter ones are headings and numbers, which copies change."""
_BLOCKS = 256
"""Blocks of text that one core compresses at a time."""
_COMMON = 2
"""A beginning whose postings are more than this many times the records is kept added up."""


def build(records: Sequence[Record]) -> Columns:
    """The columns of a segment with these records, in this order."""
    lines, groups = Numbering(), Numbering()
    number = lines.__getitem__
    text_lines, text_counts, titles = array("I"), array("I"), array("I")
    group_of = array("I")
    for record in records:
        own = record.text.split("\n")
        text_lines.extend(map(number, own))
        text_counts.append(len(own))
        titles.append(number(record.title.replace("\n", " ")))
        group_of.append(groups["\n".join(name.replace("\n", " ") for name in record.names)])
    group_lines, group_counts = array("I"), array("I")
    for group in groups:
        own = group.split("\n") if group else []
        group_lines.extend(map(number, own))
        group_counts.append(len(own))
    columns: Columns = {
        "text_lines": np.array(text_lines, np.uint32),
        "text_starts": _starts(text_counts),
        "title": np.array(titles, np.uint32),
        "group": np.array(group_of, np.uint32),
        "group_lines": np.array(group_lines, np.uint32),
        "group_starts": _starts(group_counts),
    }
    columns |= _described(records)
    columns |= _whole_names(list(groups))
    columns["copies"] = _fingerprints(columns, list(lines))
    pieces = cut(lines)
    return columns | _words(columns, pieces, list(lines))


def _starts(counts: Iterable[int] | Numbers) -> Numbers:
    found = np.fromiter(counts, np.int64) if not isinstance(counts, np.ndarray) else counts.astype(np.int64)
    return np.concatenate([[0], np.cumsum(found)]).astype(np.uint32)


def _text(lines: list[str], cores: Executor) -> Callable[[], Columns]:
    """The lines, compressed in blocks that are small enough to be read for one of them, once that is done."""
    encoded = [line.encode("utf-8", "surrogatepass") for line in lines]
    blob = b"".join(encoded)
    columns: Columns = {
        "line_leads": np.fromiter((line.rstrip().endswith(":") for line in lines), np.bool_, len(lines)),
        "line_starts": _starts(np.fromiter(map(len, encoded), np.int64, len(encoded))),
    }
    dictionary = dictionary_of(blob)
    columns["dictionary"] = np.frombuffer(dictionary, np.uint8)
    firsts = range(0, len(blob), _BLOCKS * BLOCK)
    tasks = [cores.submit(compressed, blob, dictionary, first, first + _BLOCKS * BLOCK) for first in firsts]

    def done() -> Columns:
        blocks = list(chain.from_iterable(task.result() for task in tasks))
        columns["blocks"] = np.frombuffer(b"".join(blocks), np.uint8)
        columns["block_starts"] = _starts(np.fromiter(map(len, blocks), np.int64, len(blocks)))
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
    columns["name_starts"] = _starts([len(having[name]) for name in ordered])
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
        text = _text(lines, cores)
        occurrences = cores.submit(_in_order, pieces.sequence)
        by_term = np.argsort(flat, kind="stable")
        counts = sizes_between(terms.starts)
        found["term_pieces"] = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)[by_term]
        found["term_places"] = terms.places[by_term]
        found["term_piece_starts"] = _starts(np.bincount(flat, minlength=len(names)))
        found["piece_terms"], found["piece_at"] = flat, terms.places
        found["piece_starts"], found["piece_words"] = terms.starts, terms.words
        found["sequence_low"] = pieces.sequence.astype(np.uint16)
        found["sequence_high"] = (pieces.sequence >> np.uint32(16)).astype(np.uint8)
        found["sequence_starts"] = pieces.starts
        found["occurrence_starts"] = _starts(np.bincount(pieces.sequence, minlength=len(pieces.pieces)))
        found |= _postings(columns, pieces, terms, flat, len(names), cores)
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
    columns["stem_starts"] = _starts(np.bincount(of_term, minlength=len(stems)))
    return columns


def _said(columns: Columns, found: Columns, language: int) -> NDArray[np.bool_]:
    """Which terms a record in a language has."""
    counts = sizes_between(found["starts"])
    term_of = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
    said = np.zeros(len(counts), np.bool_)
    said[term_of[columns["spoken_by"][found["owners"]] == language]] = True
    return said


def _postings(columns: Columns, pieces: Cut, terms: Terms, flat: Numbers, count: int, cores: Executor) -> Columns:
    """For every term the records that have it and how often, of all fields joined; and the groups of names."""
    line_terms, place_starts = _in_sequence(flat, terms.starts, pieces.sequence)
    starts = pieces.starts.astype(np.int64)
    term_starts = place_starts[starts]
    words = (
        np.add.reduceat(terms.words[pieces.sequence], starts[:-1], dtype=np.int64) if len(starts) > 1 else starts[1:]
    )

    group_starts = columns["group_starts"].astype(np.int64)
    group_counts = sizes_between(group_starts)
    group_of_line = np.repeat(np.arange(len(group_counts)), group_counts)
    records = np.arange(len(columns["title"]))
    text_of = np.repeat(records, sizes_between(columns["text_starts"]))
    named = group_counts[columns["group"]]
    record_names = columns["group_lines"][spread(group_starts[columns["group"]], named)]
    name_of = np.repeat(records, named)
    fields = (
        (columns["text_lines"], text_of, 1),
        (columns["title"], records, TITLE_WEIGHT),
        (record_names, name_of, NAME_WEIGHT),
    )
    length = sum(
        np.bincount(owners, weights=words[lines] * weight, minlength=len(records)) for lines, owners, weight in fields
    )

    def some(first: int) -> _Counted:
        """What the records from this one on have."""
        keys = []
        for lines, owners, weight in fields:
            own = slice(*np.searchsorted(owners, (first, first + _AT_ONCE)).tolist())
            keys += [_keys(line_terms, term_starts, lines[own], owners[own] - first)] * weight
        return _counted(np.concatenate(keys), count)

    found = _together(list(cores.map(some, range(0, len(records), _AT_ONCE))), count)
    lines = np.concatenate([lines for lines, _, _ in fields])
    owners = np.concatenate([owners for _, owners, _ in fields]).astype(np.uint16)
    found["line_owners"] = owners[_in_order(lines)]
    found["line_owner_starts"] = _starts(np.bincount(lines, minlength=len(words)))
    found["length"] = np.fromiter(map(length_to_byte, np.asarray(length, np.int64).tolist()), np.uint8, len(records))
    found["total_length"] = np.array([int(np.sum(length))], np.uint64)

    def some_groups(first: int) -> _Counted:
        own = slice(*np.searchsorted(group_of_line, (first, first + _AT_ONCE)).tolist())
        return _counted(_keys(line_terms, term_starts, columns["group_lines"][own], group_of_line[own] - first), count)

    groups = _together([some_groups(first) for first in range(0, len(group_counts), _AT_ONCE)], count, np.uint32)
    return found | {f"names_{name}": column for name, column in groups.items()}


def _in_sequence(flat: Numbers, starts: Numbers, sequence: Numbers) -> tuple[Numbers, Numbers]:
    """The terms of every piece of a sequence, all on end, and where those of each begin and the last end."""
    sizes = sizes_between(starts)[sequence]
    begins = np.concatenate([[0], np.cumsum(sizes)])
    found = np.empty(int(begins[-1]), np.uint32)
    alone = sizes == 1
    found[begins[:-1][alone]] = flat[starts[sequence[alone]]]
    more = np.flatnonzero(sizes > 1)
    sizes = sizes[more]
    found[spread(begins[more], sizes)] = flat[spread(starts[sequence[more]], sizes)]
    return found, begins


_AT_ONCE = 4096
"""Records whose terms are sorted together: their numbers beside that of a term fill 32 bits."""
_OWNER_BITS = np.uint32(12)

_Counted = tuple[Numbers, Numbers, Numbers]
"""Owners and how often, by term; and how many there are of each term."""


def _keys(line_terms: Numbers, term_starts: Numbers, lines: Numbers, owners: Numbers) -> Numbers:
    """Term and owner for every word of the lines."""
    sizes = term_starts[lines + np.uint32(1)] - term_starts[lines]
    keys = line_terms[spread(term_starts[lines], sizes)]
    keys <<= _OWNER_BITS
    keys |= np.repeat(owners.astype(np.uint32), sizes)
    return keys


def _counted(keys: Numbers, count: int) -> _Counted:
    """Postings from keys, which are sorted in place."""
    keys.sort()
    first = np.flatnonzero(_first_of_each(keys))
    often = np.minimum(np.diff(np.append(first, len(keys))), 255).astype(np.uint8)
    keys = keys[first]
    owners = keys & np.uint32(_AT_ONCE - 1)
    return owners, often, np.bincount(keys >> _OWNER_BITS, minlength=count)


def _first_of_each(ordered: Numbers) -> NDArray[np.bool_]:
    """Where another number begins."""
    is_first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return is_first


def _together(parts: list[_Counted], count: int, width: type[np.unsignedinteger] = np.uint16) -> Columns:
    """Postings of several parts, each of the records after those before it, as one."""
    sizes = sum((counts for _, _, counts in parts), np.zeros(count, np.int64))
    starts = np.concatenate([[0], np.cumsum(sizes)])
    columns: Columns = {
        "owners": np.empty(int(starts[-1]), width),
        "often": np.empty(int(starts[-1]), np.uint8),
        "starts": starts.astype(np.uint32),
    }
    into = starts[:-1].copy()
    for number, (owners, often, counts) in enumerate(parts):
        places = spread(into, counts)
        columns["owners"][places] = owners + np.uint32(number * _AT_ONCE)
        columns["often"][places] = often
        into += counts
    return columns


def _in_order(numbers: Numbers) -> Numbers:
    """The places of numbers in order of these, of equals the first first. Sorting keys is far faster than argsort."""
    keys = numbers.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= np.arange(len(keys), dtype=np.uint64)
    keys.sort()
    return keys.astype(np.uint32)


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
    pairs = pairs[_first_of_each(pairs)]
    owners = (pairs >> np.uint64(32)).astype(np.int64)
    found = np.zeros(len(starts) - 1, np.uint64)
    with np.errstate(over="ignore"):
        np.add.at(found, owners, digests[(pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)])
    return found
