"""The one table of actions. Menus, toolbar, the F1 key table and the README's key table all come from it.

Plain data, without Qt, so that whatever documents the keys can read it too.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """Where an action stands in the key table; the order of definition is the order there."""

    SEARCH = "Search"
    READING = "Reading"
    KEEPING = "Bookmarks and history"
    PAPER = "Print"
    LIBRARY = "Library"
    VIEW = "View"
    MATERIA = "Materia"


class Needs(StrEnum):
    """What must be there for an action to be enabled, as the tooltip says it when it is not."""

    NOTHING = ""
    MONOGRAPH = "Open a monograph first"
    HITS = "Search first: there are no hits to walk"
    BACK = "There is no earlier place"
    FORWARD = "There is no later place"
    UNDO = "There is nothing to undo"


@dataclass(frozen=True, slots=True)
class Action:
    """Something the user can do."""

    id: str
    text: str
    """As in a menu; an ellipsis says that a question follows."""
    group: Group
    handler: str
    """Name of a method of the main window or of one of its parts."""
    keys: tuple[str, ...] = ()
    """Qt key sequences in portable form; the first is the one that is shown most."""
    needs: Needs = Needs.NOTHING
    icon: str = ""
    checkable: bool = False
    one_of: str = ""
    """Checkable actions of which exactly one is on."""
    argument: str = ""
    """Handed to the handler, where several actions share one."""
    done: str = ""
    """What it is called where it has been done."""


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key that belongs to one part of the window and is handled there."""

    keys: tuple[str, ...]
    text: str
    group: Group


ACTIONS: tuple[Action, ...] = (
    Action("search", "Search", Group.SEARCH, "focus_search", ("Ctrl+K", "Ctrl+L"), icon="search"),
    Action("next-hit", "Next hit", Group.SEARCH, "next_hit", ("F3",), Needs.HITS, "down"),
    Action("previous-hit", "Previous hit", Group.SEARCH, "previous_hit", ("Shift+F3",), Needs.HITS, "up"),
    Action("find", "Find in this section", Group.SEARCH, "find_in_section", ("Ctrl+F",), Needs.MONOGRAPH, "search"),
    Action("back", "Back", Group.READING, "go_back", ("Alt+Left",), Needs.BACK, "back"),
    Action("forward", "Forward", Group.READING, "go_forward", ("Alt+Right",), Needs.FORWARD, "forward"),
    Action("next-section", "Next section", Group.READING, "next_section", ("Ctrl+PgDown", "Ctrl+Tab"), Needs.MONOGRAPH),
    Action(
        "previous-section",
        "Previous section",
        Group.READING,
        "previous_section",
        ("Ctrl+PgUp", "Ctrl+Shift+Tab"),
        Needs.MONOGRAPH,
    ),
    Action(
        "popup",
        "Show references when pointed at",
        Group.READING,
        "set_popup",
        ("Ctrl+Shift+R",),
        checkable=True,
    ),
    Action(
        "bookmark",
        "Bookmark",
        Group.KEEPING,
        "add_bookmark",
        ("Ctrl+D",),
        Needs.MONOGRAPH,
        "bookmark",
        done="Bookmarked",
    ),
    Action("undo", "Undo", Group.KEEPING, "undo", ("Ctrl+Z",), Needs.UNDO, "undo"),
    Action("export-bookmarks", "Export bookmarks…", Group.KEEPING, "export_bookmarks", icon="export"),
    Action("import-bookmarks", "Import bookmarks…", Group.KEEPING, "import_bookmarks"),
    Action("restore-backup", "Restore bookmarks and notes from a backup…", Group.KEEPING, "restore_backup"),
    Action("clear-history", "Clear history", Group.KEEPING, "clear_history", icon="history"),
    Action("print", "Print…", Group.PAPER, "print_sections", ("Ctrl+P",), Needs.MONOGRAPH, "print"),
    Action("save-pdf", "Save as PDF…", Group.PAPER, "save_pdf", ("Ctrl+Shift+P",), Needs.MONOGRAPH, "export"),
    Action("import", "Add monographs…", Group.LIBRARY, "import_files", ("Ctrl+O",), icon="import"),
    Action("imports", "Past imports", Group.LIBRARY, "show_imports"),
    Action("origin", "Where it came from…", Group.LIBRARY, "show_origin", needs=Needs.MONOGRAPH, icon="info"),
    Action("sources", "Sources of the library…", Group.LIBRARY, "show_sources", icon="folder"),
    Action("export-library", "Export the library…", Group.LIBRARY, "export_library", icon="export"),
    Action("results", "Results", Group.VIEW, "show_tab", ("Ctrl+1",), argument="results"),
    Action("library", "Library", Group.VIEW, "show_tab", ("Ctrl+2",), argument="library"),
    Action("bookmarks", "Bookmarks", Group.VIEW, "show_tab", ("Ctrl+3",), argument="bookmarks"),
    Action("history", "History", Group.VIEW, "show_tab", ("Ctrl+4",), argument="history"),
    Action("larger", "Larger text", Group.VIEW, "zoom_in", ("Ctrl++", "Ctrl+=")),
    Action("smaller", "Smaller text", Group.VIEW, "zoom_out", ("Ctrl+-",)),
    Action("normal-size", "Normal text size", Group.VIEW, "zoom_reset", ("Ctrl+0",)),
    *(
        Action(f"theme-{choice}", text, Group.VIEW, "choose_theme", checkable=True, one_of="theme", argument=choice)
        for choice, text in (
            ("system", "Theme of the system"),
            ("light", "Light theme"),
            ("dark", "Dark theme"),
            ("high-contrast", "High-contrast theme"),
        )
    ),
    Action("full-screen", "Full screen", Group.VIEW, "set_full_screen", ("F11",), checkable=True),
    Action("keys", "Keys", Group.MATERIA, "show_keys", ("F1",), icon="keyboard"),
    Action("about", "About Materia", Group.MATERIA, "show_about"),
    Action("quit", "Quit", Group.MATERIA, "quit", ("Ctrl+Q",)),
)

KEY_HINTS: tuple[KeyHint, ...] = (
    KeyHint(("Enter",), "Open the chosen hit at its first match", Group.SEARCH),
    KeyHint(
        ("Down",), "From the search box into the list of hits, or of recent searches while it is empty", Group.SEARCH
    ),
    KeyHint(("Esc",), "Clear the search; close a popup, the find bar or a notice", Group.SEARCH),
    KeyHint(("Tab", "Shift+Tab"), "Next and previous citation mark or link in the text", Group.READING),
    KeyHint(("Enter",), "On a citation mark: show its reference", Group.READING),
    KeyHint(("Left", "Right"), "While a reference is shown: the mark before and after", Group.READING),
    KeyHint(("Right", "Left"), "In a section with a table too wide for the window: the rest of it", Group.READING),
    KeyHint(("Right", "Left"), "In the library: show the monographs of a drug, hide them", Group.LIBRARY),
    KeyHint(("F2",), "In the list of bookmarks: write a note, rename a folder", Group.KEEPING),
    KeyHint(("Ctrl+Enter",), "Keep the note (leaving it keeps it too, Esc drops it)", Group.KEEPING),
    KeyHint(("Del",), "In the list: remove, with undo", Group.KEEPING),
    KeyHint(("Alt+Up", "Alt+Down"), "In the list of bookmarks: move up, move down", Group.KEEPING),
)


@dataclass(frozen=True, slots=True)
class Submenu:
    """What is seldom done, behind a word: all of it in one menu would be higher than a small screen."""

    text: str
    ids: tuple[str, ...]


MENU: tuple[tuple[str | Submenu, ...], ...] = (
    ("import", "print", "save-pdf"),
    ("origin", Submenu("Library", ("imports", "sources", "export-library"))),
    ("bookmark", "find", "next-hit", "previous-hit"),
    (
        Submenu("Theme", ("theme-system", "theme-light", "theme-dark", "theme-high-contrast")),
        "larger",
        "smaller",
        "normal-size",
        "full-screen",
        "popup",
    ),
    (Submenu("Bookmarks and history", ("export-bookmarks", "import-bookmarks", "restore-backup", "clear-history")),),
    ("keys", "about", "quit"),
)
"""Ids in the window's one menu, in groups parted by a line."""


def menu_ids() -> list[str]:
    """All ids in the menu and the menus in it, from top to bottom."""
    entries = (entry for group in MENU for entry in group)
    return [action_id for entry in entries for action_id in (entry.ids if isinstance(entry, Submenu) else (entry,))]


def action(action_id: str) -> Action:
    """The action with this id. Raises KeyError."""
    for candidate in ACTIONS:
        if candidate.id == action_id:
            return candidate
    raise KeyError(action_id)


def key_rows() -> list[tuple[Group, list[tuple[str, str]]]]:
    """What the key table shows: by group, the keys as one text and what they do."""
    rows = []
    for group in Group:
        entries = [(_keys(entry.keys), _plain(entry.text)) for entry in ACTIONS if entry.group is group and entry.keys]
        entries += [(_keys(hint.keys), hint.text) for hint in KEY_HINTS if hint.group is group]
        if entries:
            rows.append((group, entries))
    return rows


def key_table_markdown() -> str:
    """The key table as the README shows it."""
    lines = ["| Keys | What they do |", "|---|---|"]
    lines += [f"| {keys} | {text} |" for _, entries in key_rows() for keys, text in entries]
    return "\n".join(lines) + "\n"


def _keys(keys: tuple[str, ...]) -> str:
    return " or ".join(keys)


def _plain(text: str) -> str:
    return text.removesuffix("…")


if __name__ == "__main__":
    sys.stdout.write(key_table_markdown())
