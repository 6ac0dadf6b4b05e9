"""Which label sections answer which query: our own judgements, made over texts of which near copies are left out.

    .venv/bin/python tests/benchmarks/search_judging.py        (grades all texts anew and writes the file)

Repackagers repeat each other's labels, so a text counts as a copy, and is left out, when half of its sentences stand in
one text before it: 6,435 of the 30,772 sections remain. Every one of these is graded for every query, not only what
some engine found, so no engine is favoured for having been asked.

A query has a rule: patterns that an answer must have together in two consecutive sentences (`says`), the drug that the
text must be about, being named at least three times (`about`), and what at least touches the question (`partly`).
Grade 2: about the drug and says it. Grade 1: says it of the drug in passing, or touches the question in a text about
the drug. The rules were written before any ranking was looked at, then corrected by reading, for every query, samples
of each grade and of what engines placed among their first ten without a grade.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search_corpus import records

from index import Record

JUDGEMENTS = Path(__file__).with_name("search_judgements.json")
_SENTENCE = re.compile(r"[.;:!?]\s+|\n+")
_LONG_SENTENCE = 20
"""Letters of a sentence that can tell a copy; shorter ones are headings and fragments."""
_SHARED = 0.5
_WINDOW_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-Z•(])|\n+")
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and the grades of the texts that answer it, by the number of the section in the corpus."""

    query: str
    grades: dict[int, int]

    @property
    def is_question(self) -> bool:
        return len(self.query.split()) > 2


def judged() -> list[Judged]:
    """All queries of the file."""
    entries = json.loads(JUDGEMENTS.read_text(encoding="utf-8"))["queries"]
    return [
        Judged(entry["query"], {int(number): 2 for number in entry["answers"]} | {int(n): 1 for n in entry["touches"]})
        for entry in entries
    ]


def originals(sections: Iterable[Record]) -> list[int]:
    """For each section the number of the text that it copies, or its own."""
    having: defaultdict[str, list[int]] = defaultdict(list)
    found: list[int] = []
    for number, record in enumerate(sections):
        sentences = dict.fromkeys(_sentences(record.text))
        shared = Counter(original for sentence in sentences for original in having[sentence])
        original, count = shared.most_common(1)[0] if shared else (number, 0)
        if count and count >= len(sentences) * _SHARED:
            found.append(original)
            continue
        found.append(number)
        for sentence in sentences:
            having[sentence].append(number)
    return found


def grade(rule: dict[str, Any], text: str, windows: list[str]) -> int:
    """How well a text answers, by the rule of the query."""
    about = rule["about"]
    is_about = about is None or len(re.findall(about, text, re.IGNORECASE)) >= _NAMED
    if is_about and _together(rule["says"], text, windows):
        return 2
    if not is_about:
        return int(_together([*rule["says"], about], text, windows))
    return int(bool(rule["partly"]) and _together(rule["partly"], text, windows))


def _together(patterns: list[str], text: str, windows: list[str]) -> bool:
    compiled = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    return all(pattern.search(text) for pattern in compiled) and any(
        all(pattern.search(window) for pattern in compiled) for window in windows
    )


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text.casefold()):
        letters = re.sub(r"[^a-z]+", "", sentence)
        if len(letters) >= _LONG_SENTENCE:
            yield letters


def main() -> None:
    sections = list(records())
    kept = [number for number, original in enumerate(originals(sections)) if number == original]
    texts = [(number, f"{sections[number].title}\n{sections[number].text}") for number in kept]
    pairs = []
    for number, text in texts:
        sentences = [sentence for sentence in _WINDOW_SENTENCE.split(text) if sentence.strip()]
        windows = [f"{one} {two}" for one, two in zip(sentences, [*sentences[1:], ""], strict=True)]
        pairs.append((number, text, windows))
    document = json.loads(JUDGEMENTS.read_text(encoding="utf-8"))
    for rule in document["queries"]:
        grades = {number: grade(rule, text, windows) for number, text, windows in pairs}
        rule["answers"] = [number for number, value in grades.items() if value == 2]
        rule["touches"] = [number for number, value in grades.items() if value == 1]
        print(f"{len(rule['answers']):5} answer, {len(rule['touches']):5} touch: {rule['query']}")
    written = json.dumps(document, ensure_ascii=False, indent=1)
    numbers = re.compile(r"\[[\d\s,]*\]")
    JUDGEMENTS.write_text(numbers.sub(lambda match: "".join(match[0].split()), written) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
