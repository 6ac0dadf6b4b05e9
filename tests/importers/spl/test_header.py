"""What a label says of itself; what cannot be so stays empty and is reported, never guessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop_app.importers.items import Imported
from desktop_app.importers.spl.names import date_of
from desktop_app.monograph.model import Monograph

TEXT = "<section><title>Uses</title><text>Quills.</text></section>"


@pytest.fixture(scope="module")
def headed(read_label: Callable[..., Imported], spl_label: Callable[..., str]) -> Callable[..., Monograph]:
    """The label with this head and these products."""

    def read(head: str = "", products: str = "<name>Quillorex</name>") -> Monograph:
        return read_label(spl_label(TEXT, head=head, products=products)).monograph

    return read


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("20140113", "2014-01-13"),
        ("201401", "2014-01"),
        ("2014", "2014"),
        ("20140113153000", "2014-01-13"),
        ("20140113153000.000-0500", "2014-01-13"),
        ("20240229", "2024-02-29"),
        ("20230229", ""),
        ("20231399", ""),
        ("00000101", ""),
        ("2014-01-13", ""),
        ("٢٠١٤٠١١٣", ""),
        ("", ""),
    ],
)
def test_only_days_that_exist_are_dates(written: str, date: str) -> None:
    assert date_of(written) == date


def test_what_cannot_be_so_is_left_empty_and_reported(headed: Callable[..., Monograph]) -> None:
    monograph = headed("<effectiveTime value='20231399'/><setId root='not an id'/><versionNumber value='-1'/>")
    provenance = monograph.provenance
    assert (provenance.source_id, provenance.version, provenance.effective_date) == ("", "", "")
    assert provenance.unresolved == ("set id not an id", "version -1", "effective date 20231399")
    assert monograph.uid == f"spl:{provenance.sha256}"


def test_what_is_not_said_is_left_empty_and_not_reported(headed: Callable[..., Monograph]) -> None:
    provenance = headed().provenance
    assert (provenance.source_id, provenance.version, provenance.effective_date) == ("", "", "")
    assert (provenance.publisher, provenance.unresolved) == ("", ())


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ("", "en"),
        ("<languageCode code='es-MX'/>", "es"),
        ("<languageCode code='FR'/>", "fr"),
        ("<languageCode code='?'/>", "en"),
    ],
)
def test_the_language_is_english_unless_the_label_says_so(
    head: str, language: str, headed: Callable[..., Monograph]
) -> None:
    assert headed(head).language == language


GENERIC = "<asEntityWithGeneric><genericMedicine><name>quillomine</name></genericMedicine></asEntityWithGeneric>"
INGREDIENT = "<ingredient classCode='ACTIB'><ingredientSubstance><name>QUILL</name></ingredientSubstance></ingredient>"


@pytest.mark.parametrize(
    ("products", "title"),
    [
        ("<name>Quillorex</name>", "Quillorex"),
        (f"<formCode displayName='TABLET'/>{GENERIC}", "quillomine tablet"),
        (f"{GENERIC}", "quillomine"),
        (f"<formCode displayName='TABLET'/>{INGREDIENT}", "QUILL tablet"),
        ("<part><partProduct><name>Quill Pen</name></partProduct></part>", "Quill Pen"),
        ("", "QUILLOREX"),
    ],
)
def test_a_label_is_called_by_its_product_else_by_what_is_in_it(
    products: str, title: str, headed: Callable[..., Monograph]
) -> None:
    head = "<title>These highlights do not include all the information needed to use QUILLOREX safely.</title>"
    assert headed(head, products).title == title


@pytest.mark.parametrize(
    ("head", "products", "title"),
    [
        (
            "These highlights do not include all the information needed to use QUILLO™ (quill) safely and",
            "",
            "QUILLO™ (quill)",
        ),
        ("These highlights do not include all the information needed to prescribe QUILLO. See the full", "", "QUILLO"),
        ("T", "<name>These highlights do not include all the information needed to use X safely</name>", "T"),
        ("T", f"<name>Human prescription drug label</name>{GENERIC}", "quillomine"),
    ],
)
def test_words_that_stand_over_every_label_name_none(
    head: str, products: str, title: str, headed: Callable[..., Monograph]
) -> None:
    monograph = headed(f"<title>{head}</title>", products)
    assert monograph.title == title
    assert not any("label" in name.text or "highlights" in name.text for name in monograph.names)


def test_without_any_product_the_labels_own_title_is_taken(headed: Callable[..., Monograph]) -> None:
    assert headed("<title>Quill<br/>Facts</title>", "").title == "Quill Facts"


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (("Quillorex", "QUILLOREX"), "Quillorex"),
        (("Quillorex", "Quillorex XR"), "Quillorex"),
        (("Quillorex", "Featherol"), "Quillorex, Featherol"),
        (("A", "B", "C", "D"), "A, B, C …"),
    ],
)
def test_several_products_share_a_title(
    names: tuple[str, ...],
    title: str,
    read_label: Callable[..., Imported],
    spl_label: Callable[..., str],
) -> None:
    others = "".join(
        f"<subject><manufacturedProduct><manufacturedMedicine><name>{name}</name></manufacturedMedicine>"
        "</manufacturedProduct></subject>"
        for name in names[1:]
    )
    label = spl_label(
        f"<section>{others}<title>Uses</title><text>x</text></section>", products=f"<name>{names[0]}</name>"
    )
    assert read_label(label).monograph.title == title
