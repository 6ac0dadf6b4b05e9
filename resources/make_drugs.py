"""Makes `drugs.tsv.xz` from the product table of Drugs@FDA.

    python -m resources.make_drugs ../shared/data/names/drugs-at-fda-products.tsv resources/drugs.tsv.xz

The table of the U.S. Food and Drug Administration (public domain) shouts in capitals, repeats one product for every
applicant, and names ingredients with their salts. What Materia ships has one line for each product, written as people
write it, with the ingredients also without their salts, so that loading it needs no more than splitting lines.

Columns: name, `b` for a brand or `g` for a generic name, ingredients as approved (`; ` between them), the same without
salts, form, route, strength, application numbers (spaces between them).
"""

from __future__ import annotations

import csv
import io
import lzma
import re
import sys
from collections import defaultdict
from pathlib import Path

SALTS = frozenset({
    "hydrochloride", "hydrobromide", "dihydrochloride", "monohydrochloride", "sodium", "disodium", "trisodium",
    "potassium", "dipotassium", "calcium", "magnesium", "zinc", "sulfate", "bisulfate", "chloride", "bromide",
    "iodide", "acetate", "diacetate", "phosphate", "diphosphate", "maleate", "tartrate", "bitartrate", "fumarate",
    "hemifumarate", "succinate", "hemisuccinate", "citrate", "lactate", "mesylate", "dimesylate", "mesylates",
    "besylate", "tosylate", "ditosylate", "propionate", "dipropionate", "furoate", "valerate", "decanoate",
    "enanthate", "cypionate", "pamoate", "gluconate", "benzoate", "acetonide", "hexacetonide", "medoxomil",
    "cilexetil", "axetil", "mofetil", "proxetil", "pivoxil", "disoproxil", "alafenamide", "hyclate", "oxalate",
    "tromethamine", "trometamol", "meglumine", "dimeglumine", "trihydrate", "dihydrate", "monohydrate",
    "hemihydrate", "anhydrous", "nitrate", "napsylate", "polacrilex", "palmitate", "ethylsuccinate", "stearate",
    "edisylate", "malate", "xinafoate", "methylsulfate", "camsylate", "esylate", "estolate", "embonate",
    "carbonate", "bicarbonate", "arginine", "lysine", "olamine", "butyrate", "caproate", "pivalate", "tebutate",
    "etexilate", "dimaleate", "dipivoxil", "recombinant", "hippurate", "mandelate", "lactobionate", "aspartate",
    "glutamate", "orotate", "saccharate", "isethionate",
})  # fmt: skip
"""Words after an active part that name its salt, ester or hydrate. `dinitrate` and `mononitrate` are other drugs."""

MINERALS = frozenset({
    "sodium", "potassium", "calcium", "magnesium", "zinc", "ammonium", "aluminum", "ferrous", "ferric", "iron",
    "silver", "copper", "cupric", "chromic", "manganese", "selenium", "strontium", "rubidium", "thallous",
    "gallium", "barium", "bismuth", "dibasic", "monobasic",
})  # fmt: skip
"""Where nothing but these would remain, the salt is the drug: sodium chloride, ferrous sulfate."""

_SMALL_WORDS = frozenset({"and", "in", "w/", "with", "for", "of", "or", "the", "no", "not", "w/o", "without"})
_UNITS = {
    "MG": "mg", "MCG": "mcg", "UGM": "mcg", "UG": "mcg", "GM": "g", "KG": "kg", "ML": "mL", "L": "L", "MEQ": "mEq",
    "MMOL": "mmol", "UNITS": "units", "UNIT": "unit", "HR": "h", "HRS": "h", "VIAL": "vial", "BASE": "base",
    "SPRAY": "spray", "INH": "inhalation", "ACTUATION": "actuation", "UCI": "µCi", "MCI": "mCi", "CI": "Ci",
    "BOT": "bottle",
    "AMP": "ampoule", "IU": "IU", "SQ": "sq", "CM": "cm", "PACKET": "packet", "BAG": "bag", "TABLET": "tablet",
}  # fmt: skip
_NOTE = re.compile(r"\s*\*.*", re.S)
_ABBREVIATIONS = frozenset({"DDAVP", "ODT", "MOP", "TTS", "PFS"})


def convert(table: str) -> str:
    """The lines of `drugs.tsv` from the text of the product table."""
    rows = csv.reader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(rows)
    column = {name: header.index(name) for name in ("ApplNo", "Form", "Strength", "DrugName", "ActiveIngredient")}
    applications: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        name = " ".join(row[column["DrugName"]].split())
        approved = [" ".join(part.split()) for part in split_ingredients(row[column["ActiveIngredient"]])]
        if not name or not approved:
            continue
        bases = list(dict.fromkeys(without_salt(part) for part in approved))
        form, _, route = row[column["Form"]].partition(";")
        line = (
            brand_case(name),
            "b" if is_brand(name, bases) else "g",
            "; ".join(sentence_case(part) for part in approved),
            "; ".join(sentence_case(part) for part in bases),
            sentence_case(form.strip()),
            route.strip().lower().replace("n/a", ""),
            strength(row[column["Strength"]]),
        )
        applications[line].add(row[column["ApplNo"]])
    lines = sorted((*line, " ".join(sorted(numbers))) for line, numbers in applications.items())
    return "".join("\t".join(line) + "\n" for line in lines)


def split_ingredients(text: str) -> list[str]:
    """Ingredients stand between semicolons, except inside brackets: `LIOTRIX (T4;T3)` is one."""
    return [part.strip() for part in re.split(r";(?![^()]*\))", text) if part.strip()]


def without_salt(ingredient: str) -> str:
    """`ATORVASTATIN CALCIUM` -> `ATORVASTATIN`; `SODIUM CHLORIDE` stays."""
    words = ingredient.split()
    end = len(words)
    while end > 1 and words[end - 1].casefold() in SALTS:
        end -= 1
    rest = [word.strip(",").casefold() for word in words[:end]]
    if all(word in MINERALS for word in rest):
        return ingredient
    return " ".join(words[:end]).rstrip(",")


def is_brand(name: str, bases: list[str]) -> bool:
    """Whether a product's name is more than its ingredients in some order."""
    letters = _letters(name)
    first_words = [_letters(re.split(r"[ ,(/-]", base)[0]) for base in bases]
    return not any(word and word in letters for word in first_words)


def sentence_case(text: str) -> str:
    """`PENICILLIN G POTASSIUM` -> `Penicillin G potassium`. Text that already has small letters stays."""
    if text != text.upper():
        return text[:1].upper() + text[1:]
    small = " ".join(word if _is_symbol(word) else word.lower() for word in text.split(" "))
    return small[:1].upper() + small[1:]


def brand_case(text: str) -> str:
    """`LIORESAL` -> `Lioresal`; abbreviations (`DDAVP`, `XR`) and anything already in mixed case stay."""
    if text != text.upper():
        return text
    first, *rest = text.split(" ")
    words = [word.lower() if word.casefold() in _SMALL_WORDS else _capitalise(word) for word in rest]
    return " ".join([_capitalise(first), *words])


def strength(text: str) -> str:
    """`0.05MG/ML` -> `0.05 mg/mL`, without the remarks between asterisks that some rows carry."""
    bare = " ".join(_NOTE.sub("", text).split())
    if not bare.upper().replace("N/A", "").strip(" ;"):
        return ""
    spaced = re.sub(r"(?<=[\d.])(?=[A-Za-z]{2,}|L\b)", " ", bare)
    units = re.sub(r"[A-Za-z]+", lambda match: _UNITS.get(match[0].upper(), match[0]), spaced)
    return re.sub(r";\s*", "; ", units)


def _capitalise(word: str) -> str:
    return re.sub(
        r"[A-Z][A-Z']*", lambda match: match[0] if _is_abbreviation(match[0]) else match[0].capitalize(), word
    )


def _is_abbreviation(letters: str) -> bool:
    """Two letters, roman numerals, and what cannot be spoken."""
    return len(letters) <= 2 or letters in _ABBREVIATIONS or letters == "III" or not re.search(r"[AEIOUY]", letters)


def _is_symbol(word: str) -> bool:
    """Single letters, numerals and words with figures keep their capitals: `G`, `F-18`, `T4`."""
    return (len(word) == 1 and word != "A") or bool(re.search(r"\d|^I[IV]+,?$", word))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def main(source: Path, target: Path) -> None:
    """Write the resource; the same table always gives the same bytes."""
    lines = convert(source.read_text(encoding="utf-8"))
    target.write_bytes(lzma.compress(lines.encode(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
