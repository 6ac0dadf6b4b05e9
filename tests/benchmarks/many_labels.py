"""Libraries of any size for benchmarks: small labels, many of one drug, written by a seeded generator."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, Provenance, Section
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.library.values import Origin

LABELS_OF_A_DRUG = 8
"""On average, about as in the human prescription labels of the US; the commonest drugs have hundreds."""
_AT_ONCE = 500
_BEGINNINGS = ("ba", "clo", "di", "fe", "gra", "hy", "lo", "me", "ni", "oxa", "pra", "ro", "ser", "ti", "va", "zo")
_MIDDLES = ("bu", "ce", "dro", "fa", "li", "mi", "no", "pri", "ra", "ste", "tu", "xi")
_ENDS = ("azole", "cillin", "dipine", "fen", "lol", "mab", "mycin", "pril", "sartan", "statin", "tidine", "zepam")
_LABELERS = ("Aurora", "Bryant", "Cedar", "Delta", "Elm", "Fjord", "Grove", "Harbor", "Iris", "Juniper", "Kestrel")


def _drug(number: int) -> str:
    """A name for each number, none twice."""
    rest, end = divmod(number, len(_ENDS))
    rest, middle = divmod(rest, len(_MIDDLES))
    rest, beginning = divmod(rest, len(_BEGINNINGS))
    return _BEGINNINGS[beginning] + _MIDDLES[middle] * (1 + rest) + _ENDS[end]


def labels(count: int) -> Iterator[Monograph]:
    """So many labels, the same ones every time; some drugs have many, most a few."""
    chance = random.Random(count)
    drugs = max(1, count // LABELS_OF_A_DRUG)
    for number in range(count):
        drug = _drug(int(drugs * chance.random() ** 2))  # the first ones more often
        brand = drug[:4].capitalize() + chance.choice(("ex", "is", "or", "um"))
        labeler = f"{chance.choice(_LABELERS)} Pharmaceuticals"
        date = f"{chance.randrange(2012, 2026)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        kinds = chance.sample((Kind.INDICATIONS, Kind.DOSAGE, Kind.WARNINGS, Kind.OVERDOSE), chance.randrange(2, 5))
        yield Monograph(
            uid=f"spl:{number:08}",
            title=chance.choice((drug.upper(), f"{drug.capitalize()} tablets", brand.upper())),
            language="en",
            names=(Name(brand, NameKind.BRAND), Name(drug, NameKind.GENERIC)),
            sections=tuple(
                Section(kind.value, kind, kind.value.capitalize(), f"<p>{drug} {labeler} {number}.</p>", order)
                for order, kind in enumerate(kinds)
            ),
            references=(),
            provenance=Provenance(
                "spl", labeler, f"{number:08}", str(chance.randrange(1, 30)), date,
                file_name=f"{number:08}.xml", sha256=f"{number:064x}", container="labels.zip",
            ),
            substances=(drug.upper(),),
        )  # fmt: skip


def make_library(folder: Path, count: int) -> None:
    """Fill a new folder with a library of so many labels; without an index."""
    store = LibraryStore(folder / "library.db")
    at = "2026-01-01T00:00:00Z"
    origin = Origin("labels.zip", "/labels/labels.zip", "f" * 64, 1000 * count, at)
    batch: list[Monograph] = []

    def write() -> None:
        with store.writing() as writing:
            for label in batch:
                put = writing.put(label, (), imported_at=at, bundled=False)
                writing.arrived(
                    put.version_id, origin, item=label.provenance.file_name, sha256=label.provenance.sha256, at=at
                )
        batch.clear()

    for label in labels(count):
        batch.append(label)
        if len(batch) == _AT_ONCE:
            write()
    write()
    store.close()
