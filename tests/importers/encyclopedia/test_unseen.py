"""What can be unfolded is content; what nobody can see is not, and is reported."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from desktop_app.importers.items import Imported
from desktop_app.monograph.html import plain_text
from desktop_app.monograph.model import Monograph

MOBILE = """<!DOCTYPE html><html class="client-js" lang="en" dir="ltr"><head><title>Testdrug - Wikipedia</title>
<link rel="canonical" href="https://en.wikipedia.org/wiki/Testdrug"></head><body class="skin-minerva">
<div class="pre-content"><h1 id="firstHeading"><span class="mw-page-title-main">Testdrug</span></h1></div>
<div id="bodyContent" class="content"><div id="mw-content-text" class="mw-body-content">
<div class="mw-content-ltr mw-parser-output" lang="en" dir="ltr">
<section class="mf-section-0" id="mf-section-0"><p><b>Testdrug</b> is invented.</p></section>
<div class="mw-heading mw-heading2 section-heading collapsible-heading" tabindex="0" role="button"
 aria-controls="content-collapsible-block-0" aria-expanded="false"><span class="indicator mf-icon"></span>
<h2 id="Dosage">Dosage</h2><span class="mw-editsection"><a href="/w/index.php?action=edit">edit</a></span></div>
<section class="mf-section-1 collapsible-block" id="content-collapsible-block-0" hidden="until-found">
<p>Ten milligrams.</p><div class="mw-heading mw-heading3"><h3 id="Children">Children</h3></div><p>Five milligrams.</p>
<noscript><img src="dose.png" width="300" height="200" alt="A chart"></noscript><span class="lazy-image-placeholder"
 style="width: 300px;height: 200px;" data-src="dose.png">x</span></section>
<h2 class="section-heading" onclick="javascript:mfTempOpenSection(2)"><div class="mw-ui-icon"></div>
<span class="mw-headline" id="Overdose">Overdose</span></h2>
<div class="mf-section-2 collapsible-block" id="mf-section-2" style="display:none"><p>Call.</p></div>
</div></div></div></body></html>"""


def texts(monograph: Monograph) -> dict[str, str]:
    return {section.title: re.sub(" +", " ", plain_text(section.html)) for section in monograph.sections}


def whole(imported: Imported) -> str:
    return "\n".join(texts(imported.monograph).values())


def hidden(imported: Imported) -> int:
    return next((one.count for one in imported.monograph.provenance.dropped if one.what == "hidden text"), 0)


def test_a_page_as_phones_get_it_is_whole(read: Callable[..., Imported]) -> None:
    imported = read(MOBILE)
    assert texts(imported.monograph) == {
        "Overview": "Testdrug is invented.",
        "Dosage": "Ten milligrams.",
        "Children": "Five milligrams.",
        "Overdose": "Call.",
    }
    assert imported.monograph.uid == "wikipedia:en:Testdrug"
    assert imported.monograph.provenance.unresolved == ("picture dose.png",)
    assert hidden(imported) == 0


@pytest.mark.parametrize(
    "folded",
    [
        '<section style="display: none;"><p>Maximum 40 mg.</p></section>',
        '<section hidden="until-found"><p>Maximum 40 mg.</p></section>',
        "<details><summary>More</summary><p>Maximum 40 mg.</p></details>",
        '<div class="mw-collapsible mw-collapsed"><span class="mw-collapsible-toggle">[Expand]</span>'
        '<div class="mw-collapsible-content" style="display: none;"><p>Maximum 40 mg.</p></div></div>',
        '<div class="NavFrame"><div class="NavHead">More</div>'
        '<div class="NavContent" style="display:none">Maximum 40 mg.</div></div>',
        '<table class="wikitable mw-collapsible mw-collapsed"><tr><th>Dose</th></tr>'
        '<tr style="display: none;"><td>Maximum 40 mg.</td></tr></table>',
        '<table class="collapsible"><tbody style="display:none"><tr><td>Maximum 40 mg.</td></tr></tbody></table>',
        '<p class="mw-customtoggle-x">Show</p>'
        '<div class="mw-collapsible" id="mw-customcollapsible-x" style="display:none">Maximum 40 mg.</div>',
        '<button aria-controls="box">Show</button><div id="box" hidden><p>Maximum 40 mg.</p></div>',
        '<h2>Dose</h2><div style="display:none"><p>Maximum 40 mg.</p></div>',
        '<div class="spoiler-content" style="max-height:0;overflow:hidden"><p>Maximum 40 mg.</p></div>',
    ],
)
def test_what_can_be_unfolded_is_content(
    folded: str, read: Callable[..., Imported], article: Callable[[str], str]
) -> None:
    imported = read(article(f"<p>Lead.</p>{folded}<p>End.</p>"))
    assert "Maximum 40 mg." in whole(imported)
    assert "[Expand]" not in whole(imported)
    assert hidden(imported) == 0


@pytest.mark.parametrize(
    "unseen",
    [
        '<span style="display:none">0400</span>',
        '<span class="sortkey" style="display:none">0400</span>',
        '<span style="visibility:hidden;color:transparent;">0400</span>',
        '<b style="font-size:0">0400</b>',
        '<span style="color: transparent">0400</span>',
        "<span hidden>0400</span>",
        '<span class="noprint">0400</span>',
        '<div style="display:none">0400</div>',
        '<div style="position:absolute;left:-9999px"><p>0400</p></div>',
        '<span style="visibility:hidden">04<i>00</i></span>',
    ],
)
@pytest.mark.parametrize("around", ["<p>5{} mg</p>", '<table class="mw-collapsible"><tr><td>5{} mg</td></tr></table>'])
def test_what_nobody_can_see_is_no_text(
    unseen: str, around: str, read: Callable[..., Imported], article: Callable[[str], str]
) -> None:
    if "<div" in unseen and "<p>" in around:
        return  # no paragraph can hold a block
    if '<div style="display:none' in unseen:
        around = "<table><tr><td>5{} mg</td></tr></table>"
    imported = read(article(around.format(unseen)))
    assert whole(imported) == "5 mg"
    assert hidden(imported) >= 1


@pytest.mark.parametrize(
    "struck",
    ["<s>4 h</s>", "<del>4 h</del>", "<strike>4 h</strike>", '<span style="text-decoration:line-through">4 h</span>'],
)
def test_what_is_struck_out_is_not_valid(
    struck: str, read: Callable[..., Imported], article: Callable[[str], str]
) -> None:
    imported = read(article(f"<p><b>Test{struck}</b> every {struck} 8 h.</p><h2>Dose {struck}</h2><p>x</p>"))
    assert texts(imported.monograph) == {"Overview": "Test every 8 h.", "Dose": "x"}
    assert [name.text for name in imported.monograph.names] == ["Testdrug", "Test"]
    assert ("struck-out text", 3) in [(one.what, one.count) for one in imported.monograph.provenance.dropped]


def test_a_page_as_the_apps_for_phones_get_it_is_whole(read: Callable[..., Imported]) -> None:
    head = (
        '<html about="https://fr.wikipedia.org/wiki/Special:Redirect/revision/209999999"><head>'
        '<meta property="dc:modified" content="2023-11-02T10:00:00.000Z"/>'
        '<link rel="dc:isVersionOf" href="//fr.wikipedia.org/wiki/Baclof%C3%A8ne"/><title>Baclofène</title></head>'
    )
    body = (
        '<body lang="fr" class="content parsoid-body mw-parser-output"><header><div class="pcs-edit-section-header v2">'
        '<h1 class="pcs-edit-section-title">Baclofène</h1></div><p id="pcs-edit-section-title-description"'
        ' class="pcs-edit-section-title-description">composé chimique</p></header><div id="pcs">'
        '<section data-mw-section-id="0"><p>Le baclofène relâche.</p><div class="pcs-collapse-table-container">'
        '<div class="pcs-collapse-table-collapsed-container pcs-collapse-table-expanded"><strong>Faits</strong></div>'
        '<div class="pcs-collapse-table-content" style="display: none;"><table><tr><th>Dose</th><td>30 mg</td></tr>'
        '</table></div><div class="pcs-collapse-table-collapsed-bottom">Fermer</div></div></section>'
        '<section data-mw-section-id="1" style="display: none;"><div class="pcs-edit-section-header v2">'
        "<h2>Effets</h2></div><p>Somnolence.</p></section></div></body></html>"
    )
    monograph = read(head + body).monograph
    assert texts(monograph) == {"Overview": "Le baclofène relâche.\nDose\t30 mg", "Effets": "Somnolence."}
    assert (monograph.uid, monograph.language) == ("wikipedia:fr:Baclofène", "fr")
    assert monograph.provenance.version == "revision 209999999"


def test_what_can_be_seen_again_inside_stays(read: Callable[..., Imported], article: Callable[[str], str]) -> None:
    imported = read(
        article('<p>5<span style="visibility:hidden">0<i style="visibility:visible"> mg</i>9</span> daily</p>')
    )
    assert whole(imported) == "5 mg daily"


def test_headings_names_and_footnotes_have_no_unseen_text(
    read: Callable[..., Imported], article: Callable[[str], str]
) -> None:
    secret = '<span style="display:none">secret</span>'
    page = article(
        f'<p><b>Test{secret}drug</b> helps.<sup class="reference"><a href="#cite_note-1">[1]</a></sup></p>'
        f"<h2>Do{secret}se</h2><p>5 mg</p>"
        f'<ol class="references"><li id="cite_note-1"><span class="reference-text">A {secret}book <del>of old</del>.'
        "</span></li></ol>"
    )
    monograph = read(page).monograph
    assert [name.text for name in monograph.names] == ["Testdrug"]
    assert monograph.sections[1].title == "Dose"
    assert monograph.references[0].raw == "A book ."
