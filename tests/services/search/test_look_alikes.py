"""Names that are taken for each other are shown in tall-man letters; a house may have its own list."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.errors import UserError
from desktop_app.services.search import look_alikes
from desktop_app.services.search.look_alikes import LookAlikes


def test_the_list_of_the_fda_ships() -> None:
    shipped = look_alikes.load()
    assert shipped.tall("Hydralazine hydrochloride") == "hydrALAZINE hydrochloride"
    assert shipped.tall("PREDNISOLONE, predniSONE") == "prednisoLONE, predniSONE"
    assert shipped.tall("Baclofen") == "Baclofen"
    assert shipped.beside("hydralazine") == ("hydrOXYzine", "HYDROmorphone")
    assert len({name for group in look_alikes.shipped() for name in group}) == 43


def test_a_house_keeps_a_list_of_its_own_which_comes_first(tmp_path: Path) -> None:
    source = tmp_path / "ours.txt"
    source.write_text("# ours\nBACLOfen\tbaCLOmetasone\n\nhydrALazine\n", encoding="utf-8")
    assert look_alikes.keep(source, tmp_path) == 3
    house = look_alikes.load(tmp_path)
    assert house.tall("Baclofen and hydralazine, vincristine") == "BACLOfen and hydrALazine, vinCRIStine"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hydrALAZINE\nplain\n", "Line 2: “plain” has no tall-man"),
        ("x1Y", "Line 1: “x1Y” is no name"),
        ("#\n", "no names"),
    ],
)
def test_a_list_that_is_none_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    source = tmp_path / "ours.txt"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=said):
        look_alikes.keep(source, tmp_path)
    source.write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="UTF-8"):
        look_alikes.keep(source, tmp_path)
    with pytest.raises(UserError, match="cannot be read"):
        look_alikes.keep(tmp_path / "none", tmp_path)


def test_nothing_moves_in_a_text() -> None:
    text = "Bupropion (bupropion)"
    assert len(LookAlikes([("buPROPion",)]).tall(text)) == len(text)
