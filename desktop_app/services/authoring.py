"""Writing monographs of one's own: the file to begin with."""

from __future__ import annotations

from pathlib import Path

from desktop_app.errors import UserError


def write_template(title: str, output: Path | None = None) -> Path:
    """Write a new monograph to be filled in, by default `<name>.md` in the current folder; never over another file.

    Raises UserError where it cannot be written.
    """
    from desktop_app.importers.authored.front_matter import slug_of
    from desktop_app.importers.authored.template import template

    text = template(title)
    path = output or Path(f"{slug_of(title)}.md")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise UserError(f"{path} is already there and is left as it is. Choose another name with --output.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        raise UserError(f"{path} cannot be written ({reason}). Choose another place with --output.") from error
    return path
