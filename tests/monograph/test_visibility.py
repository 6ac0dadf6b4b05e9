"""What a style says of whether a text can be seen."""

from __future__ import annotations

import pytest

from desktop_app.monograph.visibility import Seen, Sight


def sight(*path: tuple[str, dict[str, str | None]] | str) -> Sight:
    """Of the text in the innermost of these elements; a bare style stands for a span with it."""
    seen = Seen()
    for step in path:
        seen = seen.inside("span", {"style": step}) if isinstance(step, str) else seen.inside(*step)
    return seen.sight


@pytest.mark.parametrize(
    "style",
    [
        "visibility:hidden",
        "VISIBILITY : Hidden",
        "visibility:collapse",
        "visibility:hidden;color:transparent;",
        "visibility:hidden !important; visibility:visible",
        "visibility:hidden! IMPORTANT;visibility:visible",
        "visibility:hidden;visibility:nonsense",
        "color:red;/* a;b */visibility:/**/hidden",
        r"v\69 sibility:hid\64 en",
        "content:'; visibility:visible';visibility:hidden",
        'font-family:"a;b";visibility:hidden',
        "color:transparent",
        "color:rgba(0,0,0,0)",
        "color:rgb(0 0 0 / 0%)",
        "color:hsla(120, 50%, 50%, .0)",
        "color:#0000",
        "color:#12345600",
        "-webkit-text-fill-color:transparent",
        "color:#fff;background:#FFFFFF",
        "background:white;color:rgb(255, 255, 255)",
        "opacity:0",
        "opacity:.0",
        "opacity:0%",
        "filter:opacity(0)",
        "content-visibility:hidden",
        "font-size:0",
        "font-size:0px",
        "font-size: 0.0em",
        "font-size:1px",
        "font:0/0 a",
        "font: italic 0px serif",
        "position:absolute;left:-9999px",
        "position:fixed;top:-1000em",
        "text-indent:-9999px",
        "text-indent:-999em;overflow:hidden",
        "margin-left:-10000px",
        "position:absolute;clip:rect(0,0,0,0)",
        "position:absolute!important;clip:rect(1px 1px 1px 1px)",
        "clip-path:inset(50%)",
        "clip-path:inset(100% 0 0 0)",
        "clip-path:circle(0)",
        "width:1px;height:1px;overflow:hidden",
        "width:0;overflow:hidden;white-space:nowrap",
        "transform:scale(0)",
        "transform: translateX(-9999px)",
        "zoom:0",
    ],
)
def test_a_style_that_lets_nobody_see_a_text_hides_it(style: str) -> None:
    assert sight(style) is Sight.HIDDEN


@pytest.mark.parametrize(
    "style",
    [
        "",
        ";;;",
        "visibility:visible",
        "visibility:hidden;visibility:visible",
        "visibility:hidden;visibility:visible!important",
        "visi/**/bility:hidden",
        "visibility:hid/**/den",
        "--x:{visibility:hidden}",
        "background:url(a;visibility:hidden)",
        "content:'visibility:hidden'",
        "color:#000",
        "color:#0001ff",
        "color:white",
        "color:#fff;background:#000",
        "color:#fff;background:#fff url(dark.png)",
        "color:transparent;text-shadow:0 0 1px #000",
        "color:transparent;color:red",
        "opacity:1",
        "opacity:0.5",
        "opacity:50%",
        "font-size:0.9em",
        "font-size:80%",
        "font:10px/0 serif",
        "line-height:0",
        "position:absolute;left:10px",
        "left:-9999px",
        "margin-left:-1em",
        "text-indent:-2em;padding-left:2em",
        "clip:rect(0,0,0,0)",
        "width:1px;height:1px",
        "height:2px",
        "overflow:hidden",
        "text-decoration:underline",
        "display:inline-block",
        "display:nonsense",
        "z-index:0;top:0;margin:0",
    ],
)
def test_a_style_that_only_dresses_a_text_lets_it_be_seen(style: str) -> None:
    assert sight(style) is Sight.VISIBLE


@pytest.mark.parametrize(
    "style", ["display:none", "DISPLAY: NONE !important", "max-height:0;overflow:hidden", "height:0px;overflow:clip"]
)
def test_what_a_page_may_let_its_reader_unfold_is_folded(style: str) -> None:
    assert sight(style) is Sight.FOLDED


@pytest.mark.parametrize(
    "style",
    [
        "text-decoration:line-through",
        "text-decoration: underline LINE-THROUGH red",
        "text-decoration-line:line-through",
        "-webkit-text-decoration:line-through",
        "text-decoration:line-through!important;text-decoration:none",
    ],
)
def test_a_style_strikes_text_out(style: str) -> None:
    assert sight(style) is Sight.STRUCK
    assert sight(style, "text-decoration:none") is Sight.STRUCK, "a child cannot take a line away that is drawn over it"


def test_a_later_decoration_of_the_same_element_takes_the_line_away() -> None:
    assert sight("text-decoration:line-through;text-decoration-line:none") is Sight.VISIBLE


@pytest.mark.parametrize("tag", ["s", "del", "strike"])
def test_elements_strike_text_out(tag: str) -> None:
    assert sight((tag, {})) is Sight.STRUCK
    assert sight((tag, {}), ("span", {"class": "x"})) is Sight.STRUCK


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"hidden": None}, Sight.HIDDEN),
        ({"hidden": ""}, Sight.HIDDEN),
        ({"hidden": "hidden"}, Sight.HIDDEN),
        ({"hidden": "until-found"}, Sight.FOLDED),
        ({"hidden": " Until-Found "}, Sight.FOLDED),
        ({"aria-hidden": "true"}, Sight.VISIBLE),
        ({"class": "note sr-only"}, Sight.HIDDEN),
        ({"class": "Visually-Hidden"}, Sight.HIDDEN),
        ({"class": "not-sr-only"}, Sight.VISIBLE),
        ({"color": "#fff", "bgcolor": "white"}, Sight.HIDDEN),
        ({"color": "#000", "bgcolor": "white"}, Sight.VISIBLE),
    ],
)
def test_attributes_hide_text(attributes: dict[str, str | None], expected: Sight) -> None:
    assert sight(("span", attributes)) is expected


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("visibility:hidden", "visibility:visible", Sight.VISIBLE),
        ("visibility:hidden", "visibility:inherit", Sight.HIDDEN),
        ("visibility:hidden", "font-weight:bold", Sight.HIDDEN),
        ("color:transparent", "color:#333", Sight.VISIBLE),
        ("color:transparent", "color:inherit", Sight.HIDDEN),
        ("background:#fff", "color:white", Sight.HIDDEN),
        ("background:#fff", "background:#000;color:white", Sight.VISIBLE),
        ("font-size:0", "font-size:12px", Sight.VISIBLE),
        ("font-size:0", "font-size:2em", Sight.HIDDEN),
        ("font-size:0", "font-size:larger", Sight.HIDDEN),
        ("opacity:0", "opacity:1", Sight.HIDDEN),
        ("display:none", "display:block", Sight.FOLDED),
        ("display:none", "visibility:hidden", Sight.HIDDEN),
        ("text-decoration:line-through", "visibility:hidden", Sight.HIDDEN),
        ("position:absolute;left:-9999px", "left:0", Sight.HIDDEN),
    ],
)
def test_what_is_inside_can_be_seen_again_only_where_css_lets_it(outer: str, inner: str, expected: Sight) -> None:
    assert sight(outer, inner) is expected


@pytest.mark.parametrize("unit", ["(", "/*", "\\", "a:", ";", "'", "!", "x:rgb(", "-1 ", "a/**/"])
def test_a_style_of_any_length_is_read_in_a_time_in_proportion(unit: str) -> None:
    sight(unit * 20_000)
