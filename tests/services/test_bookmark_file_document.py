"""docs/bookmark-file.md says what the file holds."""

from __future__ import annotations

import json
import re
from pathlib import Path

from desktop_app.monograph.anchors import CONTEXT, make_anchor
from desktop_app.services.bookmark_file import FORMAT, VERSION, read, written
from desktop_app.store.user.rows import Bookmark, Folder

DOCUMENT = (Path(__file__).parents[2] / "docs" / "bookmark-file.md").read_text(encoding="utf-8")
ANCHOR = make_anchor("dose", "Take 5 mg daily.", 5, 9)
BOOKMARK = Bookmark(1, "local:x", "dose", "Dose", "X", "5 mg", ANCHOR, "n", 7, 0, "2026-01-01T00:00:00Z", "s", "2019")


def test_every_key_of_the_file_is_documented_and_no_other() -> None:
    data = written([Folder(7, "F", 0)], [BOOKMARK], "2026-01-01T00:00:00Z")
    content = json.loads(data)
    (bookmark,) = content["bookmarks"]
    keys = {*content, *bookmark, *bookmark["anchor"]}
    documented = set(re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", DOCUMENT, re.M))
    assert {key for cell in documented for key in re.findall(r"\w+", cell)} == keys
    assert f"`{FORMAT}`" in DOCUMENT
    assert f"| `version` | {VERSION}." in DOCUMENT
    assert f"up to {CONTEXT} characters" in DOCUMENT
    ((folder, kept),) = read(data, "x.json").bookmarks
    assert (folder, kept.quote, kept.anchor) == ("F", "5 mg", ANCHOR)
