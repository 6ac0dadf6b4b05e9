"""Names of a drug lead to each other."""

from __future__ import annotations

from desktop_app.importers.drug_names import DrugNames
from desktop_app.monograph.model import NameKind
from desktop_app.services.search.other_names import OtherNames

DRUGS = DrugNames(
    [
        "Lioresal\tb\tBaclofen\tBaclofen\tTablet\tOral\t10 mg\t1",
        "Gablofen\tb\tBaclofen\tBaclofen\tInjectable\tIntrathecal\t0.05 mg/mL\t2",
    ]
)


BACLOFEN = [
    ("Baclofen", "Baclofen", NameKind.GENERIC),
    ("Baclofen", "Lioresal Intrathecal", NameKind.BRAND),
    ("Baclofen", "lioresal", NameKind.BRAND),
    ("Baclofen", "Bacloffen", NameKind.MISSPELLING),
]


def other_names() -> OtherNames:
    known = {name.casefold(): name for name in DRUGS.names().values()}
    return OtherNames([*BACLOFEN, ("Xdrug", "Xbrand", NameKind.BRAND)], DRUGS, known, str.casefold)


def test_brand_and_generic_lead_to_each_other_but_brands_do_not() -> None:
    names = other_names()
    assert names["baclofen"] == ("Gablofen", "Lioresal", "Lioresal Intrathecal")
    assert names["lioresal"] == ("Baclofen",)
    assert names["xdrug"] == ("Xbrand",)
    assert names["xbrand"] == ("Xdrug",)


def test_misspelling_leads_to_the_name_but_is_not_searched() -> None:
    assert other_names()["bacloffen"] == ("Baclofen",)
    assert "Bacloffen" not in other_names()["baclofen"]


def test_what_is_a_name_and_an_abbreviation_leads_to_both() -> None:
    known = {name.casefold(): name for name in DRUGS.names().values()}
    written = {"baclofen": ("bacterial load",), "crcl": ("creatinine clearance",)}
    names = OtherNames(BACLOFEN, DRUGS, known, str.casefold, written)
    assert names["crcl"] == ("creatinine clearance",)
    assert names["baclofen"] == ("Gablofen", "Lioresal", "Lioresal Intrathecal", "bacterial load")


def test_unknown_name_has_no_others() -> None:
    names = other_names()
    assert names.get("aspirin", ()) == ()
    assert "aspirin" not in names
    assert "gablofen" in names
    assert set(names) == {"baclofen", "lioresal", "gablofen", "lioresal intrathecal", "bacloffen", "xdrug", "xbrand"}
    assert len(names) == 7
