"""Misspelt names of drugs that a library has and lacks: how often is another drug's text the answer?

    .venv/bin/python tests/benchmarks/names_crossing.py [--present 400] [--absent 400] [--seed 2]

A library of some generics of Drugs@FDA, each with a few sections that mention no other drug, is asked for one-slip
misspellings of its own drugs and of others: a letter left out, put in, replaced, two swapped, or one written as it is
heard. Beside it the nearest spelling among the library's names alone. The names fall into two halves by their seed:
what was tuned was looked at with seed 1 only, and the figures told are those of seed 2.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from desktop_app.importers.drug_names import DrugNames
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, Provenance, Section
from desktop_app.services.library.library import Library
from desktop_app.services.search.search import Answer, Search
from desktop_app.store.library.store import LibraryStore
from index.spelling import nearest_word

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_HEARD = (
    *(("ph", "f"), ("f", "ph"), ("y", "i"), ("i", "y"), ("c", "k"), ("k", "c"), ("x", "ks"), ("z", "s"), ("s", "z")),
    *(("th", "t"), ("rh", "r"), ("qu", "kw"), ("ch", "k"), ("ae", "e"), ("oe", "e"), ("e", "i")),
)


def generics(seed: int) -> list[str]:
    """Ingredients of one word, half of all by the parity of the seed, in an order of chance."""
    drugs = DrugNames.load()
    names = sorted(
        {name for name in drugs.names().values() if drugs.is_ingredient(name) and re.fullmatch("[A-Za-z]{5,}", name)}
    )
    halves = random.Random(7)
    half = [name for name in names if (halves.random() < 0.5) == (seed % 2 == 1)]
    random.Random(seed).shuffle(half)
    return half


def slips(name: str, chance: random.Random) -> Iterator[str]:
    """One misspelling of each kind that the name can have."""
    word = name.lower()
    at = chance.randrange(len(word))
    yield word[:at] + word[at + 1 :]
    at = chance.randrange(len(word) + 1)
    yield word[:at] + chance.choice(_LETTERS) + word[at:]
    at = chance.randrange(len(word))
    yield word[:at] + chance.choice(_LETTERS) + word[at + 1 :]
    at = chance.randrange(len(word) - 1)
    yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if written := [(old, new) for old, new in _HEARD if old in word]:
        yield word.replace(*chance.choice(written), 1)


def monograph(name: str) -> Monograph:
    """A drug with the sections that are asked for."""
    texts = (
        (Kind.OVERVIEW, "Overview", f"{name} is a medicine. Its use is described below."),
        (Kind.DOSAGE, "Dosage", "The usual dose is 5 mg daily, less in renal impairment."),
        (Kind.OVERDOSE, "Overdose", "In overdose give supportive care and watch the heart."),
    )
    sections = tuple(
        Section(kind.value, kind, title, f"<p>{text}</p>", place) for place, (kind, title, text) in enumerate(texts)
    )
    names = (Name(name, NameKind.GENERIC),)
    return Monograph(f"local:{name.lower()}", name, "en", names, sections, (), Provenance("article-text"))


def told(answer: Answer, name: str) -> str:
    """What an answer makes of a misspelling."""
    if any(hit.monograph != name for hit in answer.hits) or any(hit.title != name for hit in answer.names):
        return "crossed"
    if answer.hits:
        return "found"
    named = name in answer.absent
    offered = any(offer.name == name for offer in answer.offers)
    return (
        "named absent" if named else "offered" if offered else "said nothing" if not answer.absent else "other absent"
    )


def run(
    ask: Callable[[str], Answer], names: list[str], seed: int, suffix: str = ""
) -> tuple[Counter[str], dict[str, list[str]], list[float]]:
    """How many answers are of each kind, the queries of each, and the milliseconds of each query."""
    chance = random.Random(seed)
    kept: dict[str, list[str]] = {}
    times = []
    known = {name.lower() for name in DrugNames.load().names().values()}
    for name in names:
        for typed in slips(name, chance):
            if typed in known:
                continue
            start = time.perf_counter()
            answer = ask(typed + suffix)
            times.append((time.perf_counter() - start) * 1000)
            offered = [
                *answer.absent,
                *(offer.name for offer in answer.offers),
                *(hit.monograph for hit in answer.hits),
            ]
            kept.setdefault(told(answer, name), []).append(f"{typed} ({name}): {', '.join(offered[:5])}")
    return Counter({what: len(lines) for what, lines in kept.items()}), kept, times


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--present", type=int, default=400)
    parser.add_argument("--absent", type=int, default=400)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="also samples of each kind of answer")
    options = parser.parse_args()
    names = generics(options.seed)
    present, absent = names[: options.present], names[options.present : options.present + options.absent]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "none").mkdir()
        with_store = LibraryStore(home / "library.db")
        for name in present:
            with_store.put(monograph(name), imported_at="2026-01-01T00:00:00Z")
        with_store.close()
        library = Library(home, bundled=home / "none")
        search = Search(library, home, key=b"k" * 32)
        search.catch_up()
        search.get_ready()
        right = Counter(told(search.search(f"{name} overdose"), name) for name in absent)
        print(f"{len(present)} drugs in the library, {len(absent)} absent ones; seed {options.seed}")
        print(f"absent, spelt right, with another word: {dict(right)}")
        for label, asked, suffix in (
            ("absent, misspelt", absent, ""),
            ("absent, misspelt, with another word", absent, " overdose"),
            ("in the library, misspelt", present, ""),
        ):
            counts, kept, times = run(search.search, asked, options.seed, suffix)
            print(f"{label}: {sum(counts.values())} queries, {dict(counts)}")
            ordered = sorted(times)
            median, p95 = statistics.median(times), ordered[len(ordered) * 95 // 100]
            print(f"  ms: median {median:.1f}, p95 {p95:.1f}, most {ordered[-1]:.1f}")
            if options.show:
                for what, lines in kept.items():
                    if what not in {"found" if asked is present else "named absent"}:
                        print(f"  {what}:", *lines[:25], sep="\n    ")
        vocabulary = [(name.lower(), 1.0) for name in present]
        chance = random.Random(options.seed)
        peer = [nearest_word(typed, vocabulary) for name in absent for typed in slips(name, chance)]
        crossed = sum(each is not None for each in peer)
        print(f"nearest spelling among the library's names: {crossed} of {len(peer)} crossed")
        search.close()
        library.close()


if __name__ == "__main__":
    main()
