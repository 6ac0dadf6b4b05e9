"""What tells a Linux desktop of Materia: menu entry, icons, metadata, file types, manual page."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from installer.steps import Release, fill

ICON_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def shared_files(release: Release, icons: Path, help_text: str, program: str) -> dict[str, bytes]:
    """Paths below `share/`, and what is in the files. `program` is what the menu entry starts; `help_text` is what
    `materia --help` prints."""
    values = {"VERSION": release.version, "DATE": release.date, "PROGRAM": program}
    manual = fill("materia.1", {**values, "COMMANDS": manual_commands(help_text)})
    files = {
        "applications/materia.desktop": fill("materia.desktop", values).encode(),
        "metainfo/local.materia.materia.metainfo.xml": fill("materia.metainfo.xml", values).encode(),
        "mime/packages/materia.xml": fill("materia-mime.xml", values).encode(),
        "man/man1/materia.1.gz": gzip.compress(manual.encode(), mtime=0),
        "icons/hicolor/scalable/apps/materia.svg": (icons / "materia.svg").read_bytes(),
    }
    for size in ICON_SIZES:
        files[f"icons/hicolor/{size}x{size}/apps/materia.png"] = (icons / f"materia-{size}.png").read_bytes()
    return files


def manual_commands(help_text: str) -> str:
    """The commands as the manual page lists them. Raises ValueError when the help names none."""
    listed = help_text.partition("\nCommands:\n")[2]
    commands = re.findall(r"^  (\S+) +(\S.*(?:\n {4,}\S.*)*)$", listed, re.MULTILINE)
    if not commands:
        raise ValueError("The help lists no commands.")
    return "\n".join(f".TP\n.B {name}\n{_roff(' '.join(words.split()))}" for name, words in commands)


def _roff(words: str) -> str:
    return re.sub(r"^(?=[.'])", r"\\&", words.replace("\\", r"\e").replace("-", r"\-"))
