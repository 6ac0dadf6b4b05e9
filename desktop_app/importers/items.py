"""What importers take and give: one monograph's worth of bytes in, a monograph with its pictures out.

Both are plain values that can be handed to another process: finding and unpacking what an archive holds is done by one,
parsing by all cores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_app.errors import UserError
from desktop_app.monograph.former import Former
from desktop_app.monograph.model import Media, Monograph


@dataclass(frozen=True, slots=True)
class Item:
    """The bytes of what is to become one monograph."""

    name: str
    """Bare name of the file, or of the entry in an archive; for reports and the provenance."""
    data: bytes
    format: str
    """Name of the format it was recognised as, such as `spl`: see `formats.py`."""
    container: str = ""
    """The archives around it, the outermost first, joined by ` › `."""
    beside: Mapping[str, bytes] = field(default_factory=dict)
    """What came with it and belongs to it, by the name it is called by in `data`: pictures, a bibliography."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the archive says about it and the bytes do not: title, language, publisher, licence, date, redirects."""

    @property
    def path(self) -> str:
        """Name and containers, as a report shows them."""
        return f"{self.container} › {self.name}" if self.container else self.name


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that will not be imported, and why. The rest goes on."""

    path: str
    error: UserError
    left_out: bool = False
    """No failure: it lay beside what was asked for and is not Materia's to read, such as a hidden file."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an item became."""

    monograph: Monograph
    media: tuple[Media, ...] = ()
    """Each picture that the text shows, once."""
    former: Former | None = None
    """Where it was kept before uids told all sources apart."""
