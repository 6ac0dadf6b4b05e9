"""Every abbreviation has a label that defines it, and none is one that may kill."""

from __future__ import annotations

import json
import lzma
import re
from pathlib import Path

import pytest

from desktop_app.services.search import abbreviations
from desktop_app.services.search.abbreviations import Abbreviation
from index import fold_name

ERROR_PRONE = (
    "AU AD AS CC D/C HS IU IJ IN IM IV MS MSO4 MgSO4 OD OS OU PT QD QOD QHS SC SQ SSRI/SSI TIW U UG HCTZ MTX AZT"
)
"""From the ISMP's List of Error-Prone Abbreviations, with what is a word or a numeral as well."""


def test_short_and_long_lead_to_each_other_in_the_plural_too() -> None:
    nsaid = Abbreviation("NSAID", "nonsteroidal anti-inflammatory drug", "1", "s")
    auc = Abbreviation("AUC", "area under the curve", "2", "s")
    other = Abbreviation("NSAID", "non-steroidal anti-inflammatory drug", "3", "s")
    names = abbreviations.by_name([nsaid, auc, other], fold_name)
    both = ("nonsteroidal anti-inflammatory drug", "non-steroidal anti-inflammatory drug")
    assert names["nsaid"] == names["nsaids"] == both
    assert names["nonsteroidal anti inflammatory drugs"] == ("NSAID",)
    assert names["area under the curve"] == names["area under curve"] == ("AUC",)
    assert "the" not in names


def test_abbreviations_of_one_thing_lead_to_each_other() -> None:
    pairs = [
        Abbreviation("CLcr", "creatinine clearance", "1", "s"),
        Abbreviation("CrCl", "creatinine clearance", "2", "s"),
    ]
    names = abbreviations.by_name(pairs, fold_name)
    assert names["crcl"] == ("creatinine clearance", "CLcr")
    assert names["clcr"] == ("creatinine clearance", "CrCl")


def test_the_list_is_in_order_complete_and_says_nothing_twice() -> None:
    listed = abbreviations.load()
    pairs = [(entry.short.casefold(), fold_name(entry.expansion)) for entry in listed]
    assert len(pairs) == len(set(pairs)) > 100
    assert [short for short, _ in pairs] == sorted(short for short, _ in pairs)
    assert all(fold_name(entry.short) != fold_name(entry.expansion) for entry in listed)
    assert all(re.fullmatch(r"[0-9A-Fa-f-]{36}", entry.set_id) and entry.section for entry in listed)
    assert not {entry.short.casefold() for entry in listed} & set(ERROR_PRONE.casefold().split())


@pytest.mark.real_data
def test_every_line_is_defined_so_in_the_label_it_names(shared_data: Path) -> None:
    wanted: dict[tuple[str, str], list[Abbreviation]] = {}
    for entry in abbreviations.load():
        wanted.setdefault((entry.set_id, entry.section), []).append(entry)
    undefined = {entry for entries in wanted.values() for entry in entries}
    with lzma.open(shared_data / "sections" / "dailymed-sections.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line[:200].split('"')[7] not in {set_id for set_id, _ in wanted}:
                continue
            section = json.loads(line)
            for entry in wanted.get((section["setid"], section["section"]), ()):
                if defines(section["text"], entry):
                    undefined.discard(entry)
    assert undefined == set()


def defines(text: str, entry: Abbreviation) -> bool:
    """Whether the short form stands in brackets after the expansion; hyphens and the plural aside."""
    words = r"[\s-]*".join(map(re.escape, re.split(r"[\s-]", entry.expansion)))
    short = re.escape(entry.short)
    return re.search(rf"\b(?i:{words})s?\s*[(\[]\s*(?:{short}|{short.upper()})s?\s*[)\],;]", text) is not None


def test_a_definition_is_the_short_form_in_brackets() -> None:
    entry = Abbreviation("CrCl", "creatinine clearance", "1", "s")
    assert defines("a Creatinine clearance (CrCl) below", entry)
    assert not defines("creatinine clearance and CrCl", entry)
    assert not defines("urea clearance (CrCl)", entry)
