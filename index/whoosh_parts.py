"""The parts of Whoosh that are used, as whoosh3 and Whoosh 2.7.4 both have them.

Whoosh's own types are partial and differ between the two, so what comes from it is untyped from here on.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import whoosh
from whoosh import fields, query, reading, scoring, searching
from whoosh.lang import porter2
from whoosh.matching import mcore
from whoosh.util import filelock, numeric

ENGINE = "whoosh " + ".".join(str(part) for part in whoosh.__version__)
"""Name and version: what one has written another does not read."""

queries: Any = query
field_types: Any = fields
IndexReader: Any = reading.IndexReader
TermInfo: Any = reading.TermInfo
TermNotFound: Any = reading.TermNotFound
ListMatcher: Any = mcore.ListMatcher
Searcher: Any = searching.Searcher
FileLock: Any = filelock.FileLock
BM25F: Any = scoring.BM25F
porter_stem: Any = porter2.stem
length_to_byte: Any = numeric.length_to_byte
byte_to_length: Any = numeric.byte_to_length


def snowball_stem(word: str, language: str) -> Any:
    """The stem of a word by Snowball's rules for a language."""
    return _stemmer(language).stem(word)


@cache
def _stemmer(language: str) -> Any:
    from whoosh.lang import snowball  # a dozen modules that an English library does not need

    return snowball.classes[language]()


@cache
def stop_list(language: str) -> frozenset[str]:
    """Whoosh's stop words of a language."""
    from whoosh.lang import stopwords

    return frozenset(stopwords.stoplists[language])
