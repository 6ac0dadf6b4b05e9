"""Names that are taken for each other, in tall-man letters, which stress where they differ: `hydrALAZINE`.

Names are shown so wherever they stand side by side; what is searched, copied and stored stays as it is. Materia ships
the list of the U.S. Food and Drug Administration; a house may have a list of its own, which comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import resources
from desktop_app.errors import UserError

SOURCE = resources.FOLDER / "tall-man.tsv"
HOUSE_FILE = "look-alikes.tsv"
"""In the data folder: the list of the house."""
_MOST = 1_000_000
"""Bytes of a list."""
_NAME = re.compile(r"[^\W\d_]+(?:[- ][^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+")


class LookAlikes:
    """Names in tall-man letters. Case does not matter in what is looked up."""

    def __init__(self, groups: Iterable[tuple[str, ...]] = ()) -> None:
        """Each group holds names that are taken for each other; of one name in two groups the first form holds."""
        self._tall: dict[str, str] = {}
        self._beside: dict[str, list[str]] = {}
        for group in groups:
            for name in group:
                self._tall.setdefault(name.casefold(), name)
                self._beside.setdefault(name.casefold(), []).extend(other for other in group if other != name)

    def tall(self, text: str) -> str:
        """A text with each word that is on the list in tall-man letters; every character stays in its place."""
        return _WORD.sub(lambda word: self._tall.get(word[0].casefold(), word[0]), text)

    def beside(self, name: str) -> tuple[str, ...]:
        """What a name is taken for, in tall-man letters."""
        return tuple(dict.fromkeys(self._beside.get(name.casefold(), ())))


NO_LOOK_ALIKES = LookAlikes()


def read(text: str) -> list[tuple[str, ...]]:
    """The groups of a list: one a line, the names parted by tabs; a line that begins with `#` is for who edits it.

    Raises UserError, which names the line.
    """
    groups = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        names = tuple(name.strip() for name in line.split("\t") if name.strip())
        for name in names:
            if not _NAME.fullmatch(name):
                raise UserError(f"Line {number}: “{name[:40]}” is no name. Write names with letters, parted by tabs.")
            if name in {name.lower(), name.upper(), name.capitalize()}:
                raise UserError(
                    f"Line {number}: “{name[:40]}” has no tall-man letters. Write what differs large: hydrALAZINE."
                )
        groups.append(names)
    return groups


def read_file(path: Path) -> list[tuple[str, ...]]:
    """The groups of a list in a file. Raises UserError."""
    try:
        data = path.read_bytes()
        if len(data) > _MOST:
            raise UserError(f"{path.name} is too large for a list of look-alike names.")
        return read(data.decode("utf-8"))
    except OSError as error:
        raise UserError(f"{path.name} cannot be read ({error.strerror or error}).") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name} is not text in UTF-8. Save it as UTF-8 and try again.") from error


@lru_cache(maxsize=1)
def shipped() -> tuple[tuple[str, ...], ...]:
    """The list that ships with Materia."""
    return tuple(read_file(SOURCE))


def keep(source: Path, folder: Path) -> int:
    """Take a list in as the one of the house, in a data folder; answers how many names it has. Raises UserError."""
    groups = read_file(source)
    if not groups:
        raise UserError(f"{source.name} holds no names. Write one group a line, the names parted by tabs.")
    text = "".join("\t".join(group) + "\n" for group in groups)
    target = folder / HOUSE_FILE
    part = target.with_suffix(".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(target)
    except OSError as error:
        raise UserError(f"{target.name} cannot be written ({error.strerror or error}).") from error
    return len({name for group in groups for name in group})


def load(folder: Path | None = None) -> LookAlikes:
    """The list of the house in a data folder, where there is one that can be read, before the one that ships."""
    house: list[tuple[str, ...]] = []
    if folder is not None and (path := folder / HOUSE_FILE).is_file():
        try:
            house = read_file(path)
        except UserError:  # it was whole when it was taken in; reading goes on without it
            house = []
    return LookAlikes((*house, *shipped()))
