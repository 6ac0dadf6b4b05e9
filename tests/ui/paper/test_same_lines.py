"""Paper is the same, line for line, whatever fonts a machine has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
LINES = """
import sys
from datetime import UTC, datetime
from PySide6.QtGui import QGuiApplication, QPageSize
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Provenance, Section
from desktop_app.services.packets import Packets
from desktop_app.ui.paper.paper_pages import PaperPages
from desktop_app.ui.paper.pdf import write_pages

words = ("The dose of <strong>Il1O0</strong> is 0.05 mg/mL to 40 mg/0.8 mL <em>(≤ 10⁻⁶ mol/L)</em>, 1½ × 10⁹/L → µg; "
         "Größe, žluťoučký, αβγ, Ωμέγα, доза; 10\\u202f000 IU, a non\\u2011breaking hyphen. ")
cells = "<tr><td>Infants</td><td>0.05 mg/kg/day</td><td>" + words + "</td></tr>"
html = ("<h3>Heading of " + words + "</h3><p>" + words * 7 + "</p><ul><li>" + words * 3 + "</li></ul>"
        "<table><caption>Doses</caption><tr><th>Who</th><th>What</th><th>How</th></tr>" + cells * 12 + "</table>")
monograph = Monograph("local:x", "Il1O0", "en", (), tuple(
    Section(key, Kind.OTHER, key, html, order) for order, key in enumerate("ab")), (), Provenance("authored"))
packets = Packets(clock=lambda: datetime(2026, 11, 22, 14, 32, tzinfo=UTC))
application = QGuiApplication(["materia", "-platform", "offscreen"])
pages = PaperPages(packets.document(monograph, ["a", "b"]), QPageSize(QPageSize.PageSizeId.A4))
block = pages._text.begin()
while block.isValid():
    layout = block.layout()
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        print(ascii(block.text()[line.textStart():line.textStart() + line.textLength()]),
              round(line.y(), 1), round(line.naturalTextWidth(), 1))
    block = block.next()
print(pages.count)
"""


def laid_out(fonts: Path | None) -> list[str]:
    """The lines of some pages, with where they stand and how wide they are, as laid out with some fonts installed."""
    environment = dict(os.environ)
    environment.pop("FONTCONFIG_FILE", None)
    if fonts is not None:
        environment["FONTCONFIG_FILE"] = str(fonts)
    done = subprocess.run([sys.executable, "-c", LINES], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def configuration(folder: Path, fonts: Path) -> Path:
    file = folder / "fonts.conf"
    file.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f"<dir>{fonts}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return file


@pytest.mark.skipif(sys.platform != "linux", reason="only fontconfig can be told which fonts there are")
def test_lines_break_alike_with_all_fonts_of_this_machine_and_with_none(tmp_path: Path) -> None:
    (tmp_path / "no fonts").mkdir()
    without = laid_out(configuration(tmp_path, tmp_path / "no fonts"))
    assert len(without) > 100
    assert laid_out(None) == without
