"""Stems of English words, sparing drug names.

Porter2 joins `withdrawal` and `withdrawals`, but it would also join drug names that differ only in their ending.
International nonproprietary names end in stems of their own (WHO, "The use of stems in the selection of
International Nonproprietary Names", 2024): a word with such an ending only loses a plural s.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.whoosh_parts import porter_stem

_DRUG_ENDING = re.compile(
    r"[a-z]{2,}(?:"
    r"azepam|azolam|barbital|bactam|bital|caine|cef\w*|cillin|conazole|coxib|curium|cycline|dipine|dronate|fenacin|floxacin|"
    r"gliflozin|gliptin|glitazone|grel|azine|idine|imus|mab|micin|mycin|nidazole|nib|olol|olone|onide|oxetine|parin|"
    r"penem|platin|poetin|prazole|pril|profen|ramine|rolimus|sartan|sentan|setron|sone|statin|steride|tadine|terol|"
    r"thiazide|tidine|trel|tretin|triptan|triptyline|tyline|vastatin|vir|xaban|zolid|zone|zumab|afil|apine|fibrate|"
    r"formin|kinra|lukast|mustine|nacin|nercept|oxin|pamide|peridone|peridol|piprazole|pressin|prost|relin|rubicin|"
    r"taxel|tecan|thromycin|tinib|toin|uridine|verine|vudine|baclofen|fen|pentin|gabalin|racetam|zepine"
    r")s?"
)


@lru_cache(maxsize=65536)
def stem(word: str, language: str = "en") -> str:
    """The stem of a folded word. Words of languages other than English are their own stems."""
    if language != "en" or len(word) < 4 or not (word.isascii() and word.isalpha()):
        return word
    if _DRUG_ENDING.fullmatch(word):
        return word.removesuffix("s") if not word.endswith("ss") else word
    return str(porter_stem(word))
