"""The corpus that search is measured on: 30,772 real label sections, the queries typed over it, and a larger copy."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from index import Record

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data" / "sections" / "dailymed-sections.jsonl.xz"

QUERIES = (
    "warfarin bleeding",
    "grapefruit juice",
    "cyp3a4 inhibitors",
    "strong cyp2d6 inhibitor",
    "digoxin levels",
    "renal impairment dose",
    "creatinine clearance below 30",
    "half-life elderly",
    "qt prolongation",
    "serotonin syndrome ssri",
    "mao inhibitors contraindicated",
    "lithium toxicity",
    "ace inhibitors potassium",
    "nsaids antihypertensive effect",
    "oral contraceptives ethinyl estradiol",
    "rifampin decreases",
    "ketoconazole auc",
    "protein binding albumin",
    "excreted unchanged in urine",
    "breast milk",
    "placenta crosses",
    "volume of distribution",
    "food effect absorption",
    "bioavailability tablets oral solution",
    "intrathecal baclofen csf",
    "gabapentin antacid",
    "phenytoin levels",
    "carbamazepine induction",
    "theophylline clearance smoking",
    "methotrexate nsaid",
    "insulin hypoglycemia beta blocker",
    "metformin cimetidine",
    "statin gemfibrozil myopathy",
    "clopidogrel omeprazole",
    "alcohol cns depression",
    "opioid benzodiazepine respiratory depression",
    "dopamine receptor",
    "gaba analog",
    "alpha adrenergic blockade",
    "beta2 agonist hypokalemia",
    "steady state 5 days",
    "10 mg once daily",
    "0.05 mg/ml",
    "peak plasma concentration hours",
    "active metabolite",
    "glucuronidation",
    "hemodialysis removed",
    "pediatric patients pharmacokinetics",
    "hiv protease inhibitor",
    "levothyroxine calcium iron",
)
"""Fifty things a clinician would type over sections on pharmacology and interactions."""


def records(sections: int | None = None) -> Iterator[Record]:
    """The first sections, or all; a section's set id stands for the monograph."""
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line in islice(lines, sections):
            entry = json.loads(line)
            title = str(entry["section"]).replace("_", " ").capitalize()
            kind = "interactions" if "interaction" in title.lower() else "pharmacokinetics"
            yield Record(str(entry["id"]), str(entry["setid"]), kind, title, str(entry["text"]), ())


def keystrokes(query: str) -> list[str]:
    """What stands in the box after every key of a query; a space at the end changes nothing and is left out."""
    return [query[:end] for end in range(1, len(query) + 1) if query[end - 1] != " "]


_RARE_WORD = re.compile(r"[A-Za-z]{7,}")


def larger(times: int, sections: int | None = None, seed: int = 20261122) -> Iterator[Record]:
    """The sections `times` over; in each further copy one long word in ten becomes another, so the vocabulary grows."""
    if times == 1:
        yield from records(sections)
        return
    base = list(records(sections))
    yield from base
    for copy in range(1, times):
        chance = random.Random(seed + copy)

        def varied(match: re.Match[str], chance: random.Random = chance, copy: int = copy) -> str:
            word = match[0]
            return word[:4] + "aeiou"[copy % 5] + word[5:] + "xz"[copy % 2] if chance.random() < 0.1 else word

        for record in base:
            yield Record(
                f"{copy}:{record.id}",
                f"{copy}:{record.monograph}",
                record.kind,
                record.title,
                _RARE_WORD.sub(varied, record.text),
                record.names,
            )
