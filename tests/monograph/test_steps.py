"""The numbers of steps in the text that people read and copy."""

from __future__ import annotations

import pytest

from desktop_app.monograph.html import collapsed_text, numbered_text, plain_text
from desktop_app.monograph.steps import mark


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ol><li>Flush</li><li>Prime</li></ol>", "1. Flush|2. Prime"),
        ('<ol start="3"><li>Connect</li><li>Start</li></ol>', "3. Connect|4. Start"),
        ('<ol start="3"><li>a</li><li value="7">b</li><li>c</li></ol>', "3. a|7. b|8. c"),
        ('<ol reversed=""><li>a</li><li>b</li></ol>', "2. a|1. b"),
        ('<ol type="A" start="26"><li>x</li><li>y</li></ol>', "Z. x|AA. y"),
        ('<ol type="i" start="4"><li>x</li><li>y</li></ol>', "iv. x|v. y"),
        ('<ol type="a" start="0"><li>x</li><li>y</li></ol>', "0. x|a. y"),
        ("<ol><li><p>One</p><p>more</p></li><li><br>Two</li></ol>", "1. One|more|2. Two"),
        ('<ol><li>One<ol type="a"><li>x</li><li>y</li></ol></li><li>Two</li></ol>', "1. One|a. x|b. y|2. Two"),
        ("<ol><li><ol><li>x</li></ol></li><li>y</li></ol>", "1. 1. x|2. y"),
        ("<ol><li><ul><li>x</li></ul></li></ol><ul><li>y</li></ul>", "1. x|y"),
        ("<ol><li></li><li>y</li></ol>", "1.|2. y"),
        ("<ol><li><strong>No</strong> air</li></ol>", "1. No air"),
        ('<ol><li><a href="cite:1">1</a> Flush</li></ol>', "1.  Flush"),
        ("<ol><li><sup>99m</sup>Tc 5 mL</li></ol>", "1. ^(99m)Tc 5 mL"),
        ("<ol><li>5 &lt; 6</li></ol>", "1. 5 < 6"),
        ("<ol><li><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table></li></ol>", "1.|a\tb"),
        ("<ul><li>no number</li></ul><p>1. as written</p>", "no number|1. as written"),
    ],
)
def test_steps_are_read_with_their_numbers(html: str, text: str) -> None:
    assert numbered_text(html).split("\n") == text.split("|")


def test_no_position_counts_the_numbers() -> None:
    html = '<ol start="3"><li>Connect</li></ol>'
    assert (plain_text(html), collapsed_text(html)) == ("Connect", "Connect")


@pytest.mark.parametrize(
    ("number", "style", "written"),
    [(3, "1", "3."), (27, "a", "aa."), (1994, "I", "MCMXCIV."), (4000, "i", "4000."), (-1, "a", "-1."), (2, "", "2.")],
)
def test_marks_are_written_in_their_style(number: int, style: str, written: str) -> None:
    assert mark(number, style) == written
