"""The file that a new monograph begins as."""

from __future__ import annotations

import pytest

from desktop_app.errors import UserError
from desktop_app.importers.authored.monograph import read_authored
from desktop_app.importers.authored.template import template
from desktop_app.importers.kind_map import KindMap
from desktop_app.monograph.html import plain_text, sources_needed
from desktop_app.monograph.kinds import Kind


@pytest.mark.parametrize("title", ["Examplomycin", 'A "quoted": name # 5 %', "Ibuprofène"])
def test_a_new_monograph_imports_as_it_is_and_says_that_nothing_is_written(title: str) -> None:
    monograph = read_authored(template(title), "new.md", "0" * 64, kinds=KindMap.load())

    assert monograph.title == title
    assert monograph.provenance.notice == "Draft. Not reviewed by a clinician."
    assert Kind.OTHER not in {section.kind for section in monograph.sections}
    for section in monograph.sections:
        assert plain_text(section.html).startswith("Not written yet")
        assert sources_needed(section.html) == 1


@pytest.mark.parametrize("title", ["", "  ", "\x00\u202e", "巴氯芬"])
def test_a_name_without_a_letter_for_the_file_is_refused(title: str) -> None:
    with pytest.raises(UserError, match="needs the drug's name"):
        template(title)
