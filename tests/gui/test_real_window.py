"""What a clinician does between two patients, in a real window, by keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.printed import texts

if TYPE_CHECKING:
    from tests.gui.conftest import Desk

pytestmark = [pytest.mark.real_window, pytest.mark.timeout(900)]


def test_search_read_cite_keep_print_and_find_everything_again(desk: Desk, tmp_path: Path) -> None:
    """Type, Enter, F3, Tab to a citation, Ctrl+D, print to PDF, quit, start again where it was."""
    desk.start()

    desk.key("ctrl+k")
    desk.type("baclofen withdrawal")
    opened = f"the hit was not opened by Enter: {desk.title()!r}"
    desk.wait(lambda: _enter_opens(desk, "Withdrawal syndrome"), opened)

    desk.key("F3")
    desk.key("Tab")  # to the first citation mark, whose popup opens
    desk.key("Tab", "Return")  # into the popup's first action, Copy
    desk.wait(lambda: desk.clipboard().startswith("Baclofen. In: Wikipedia"), "the popup copied no reference")

    desk.key("Escape")
    desk.key("ctrl+d")
    desk.wait(lambda: _bookmarks(desk) == [("local:baclofen", "Withdrawal syndrome")], "the bookmark was not kept")

    output = tmp_path / "withdrawal.pdf"
    desk.key("ctrl+p")
    desk.wait(lambda: desk.title().startswith("Print"), "the print window did not open")
    desk.key("alt+s")
    desk.wait(lambda: desk.title().startswith("Save PDF"), "no file was asked for")
    desk.key("ctrl+a")
    desk.type(str(output))
    desk.key("Return")
    desk.wait(output.exists, "no PDF was written")
    pages = texts(output)
    assert "Withdrawal syndrome" in pages[0]
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))
    desk.wait(lambda: desk.title().startswith("Print"), "the print window did not come back")
    desk.key("Escape")
    desk.wait(lambda: "Baclofen" in desk.title() and not desk.title().startswith("Print"), "the print window stayed")

    desk.quit()
    desk.start()
    desk.wait(lambda: desk.title().startswith("Withdrawal syndrome"), "the section was not restored")
    desk.quit()


def test_a_bookmark_survives_kill_9(desk: Desk) -> None:
    desk.start()
    desk.key("ctrl+k")
    desk.type("baclofen pharmacokinetics")
    desk.wait(lambda: _enter_opens(desk, "Baclofen"), "the hit was not opened by Enter")

    desk.key("ctrl+d")
    desk.wait(lambda: len(_bookmarks(desk)) == 1, "the bookmark was not kept")
    # The place, unlike the bookmark, is saved a moment later.
    desk.wait(lambda: desk.saved_session().uid == "local:baclofen", "the place was not saved")
    desk.kill()

    assert len(_bookmarks(desk)) == 1
    desk.start()
    desk.wait(lambda: "Baclofen" in desk.title(), "the monograph was not restored")
    desk.quit()


def test_a_second_start_hands_its_files_to_the_window_that_comes_forward(desk: Desk, tmp_path: Path) -> None:
    words = "---\nmateria: 1\ntitle: Examplomycin\nslug: examplomycin\n---\n\nNothing.\n"
    (tmp_path / "of the house.md").write_text(words, "utf-8")
    desk.start()
    desk.minimise()

    desk.start_again("open", "of the house.md", folder=tmp_path)

    desk.wait(lambda: "Materia" in desk.title(), "the window did not come forward")
    desk.wait(lambda: "local:examplomycin" in _uids(desk), "the file was not imported")
    desk.minimise()
    desk.start_again(folder=tmp_path)
    desk.wait(lambda: "Materia" in desk.title(), "the window did not come forward without files")
    desk.quit()


def _uids(desk: Desk) -> list[str]:
    return [monograph["uid"] for monograph in desk.materia("list", "--json")["monographs"]]


def _enter_opens(desk: Desk, title: str) -> bool:
    desk.key("Return")
    return title in desk.title()


def _bookmarks(desk: Desk) -> list[tuple[str, str]]:
    return [(kept["uid"], kept["title"]) for kept in desk.materia("bookmark", "list", "--json")["bookmarks"]]
