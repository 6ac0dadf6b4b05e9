"""Titles that say nothing of the product: the first line of every US label, or the name of the kind of document."""

from __future__ import annotations

import re

_SUBJECT = re.compile(
    r"\binformation\s+needed\s+to\s+(?:use|prescribe)\s++(.{1,200}?)(?:\s++safely\b|\.(?=\s|\Z)|\Z)", re.IGNORECASE
)
_REMARK = re.compile(r"^\W*(?:for\s+)?tests?\s+purposes?\s+only\b[\s:–—-]*", re.IGNORECASE)
_BOILERPLATE = re.compile(
    r"\bhighlights\s+(?:do\s+not\s+include|of\s+prescribing\s+information)\b|^full\s+prescribing\s+information\b",
    re.IGNORECASE,
)
_KINDS_OF_DOCUMENT = frozenset({
    "product information", "epi", "electronic product information", "prescribing information", "label", "drug label",
    "human prescription drug label", "human prescription drug label with highlights", "human otc drug label",
    "package leaflet", "b package leaflet", "package insert", "patient information", "patient information leaflet",
    "patient leaflet", "pil", "leaflet", "package leaflet information for the user",
    "package leaflet information for the patient", "smpc", "spc", "summary of product characteristics",
    "a summary of product characteristics", "annex i", "annex i summary of product characteristics", "annex iii",
    "labelling", "a labelling", "labelling and package leaflet", "medication guide", "composition",
    "prospecto", "prospecto información para el usuario", "prospecto información para el paciente", "ficha técnica",
    "folheto informativo", "notice", "notice information de l utilisateur", "résumé des caractéristiques du produit",
    "gebrauchsinformation", "packungsbeilage", "fachinformation", "foglio illustrativo", "bijsluiter",
    "indlægsseddel", "pakningsvedlegg", "bipacksedel", "pakkausseloste", "ulotka dla pacjenta", "fylgiseðill",
    "produktresumé", "preparatomtale", "valmisteyhteenveto",
})  # fmt: skip


def telling_title(written: str, product: str) -> str:
    """A document's own title; where it is one that every document of its kind has, the product's name, else the name
    that it has in it. Empty where nothing says."""
    bare = without_remark(written)
    if not says_nothing(bare):
        return written
    return product or subject_of(bare) or written


def says_nothing(title: str) -> bool:
    """Whether the title would do for any product."""
    plain = " ".join(re.sub(r"[\W_]+", " ", title).casefold().split())
    return not plain or plain in _KINDS_OF_DOCUMENT or _BOILERPLATE.search(title) is not None


def subject_of(title: str) -> str:
    """`These highlights do not include all the information needed to use LIPITOR safely …` -> `LIPITOR`."""
    found = _SUBJECT.search(title)
    return found[1] if found else ""


def without_remark(title: str) -> str:
    """Without the words by which examples warn that they are none for use."""
    return _REMARK.sub("", title)
