"""What was made to freeze or exhaust a reader: whether it opens in the window and prints, in what time and memory.

    .venv/bin/python tests/benchmarks/monstrous_tables.py [--only NAME] [--seconds N]

Each monster is tried in a process of its own: refused at import, in words, or made into a library's section. A library
may come from elsewhere, so it is shown and printed also where an import refuses it. Told are the seconds of processor
time to open it in the reading pane and to lay its pages out, how many pages there are, and the most memory the process
ever had (its start alone takes some 90 MB). The bars: seconds, and less than 1 GB.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from time import process_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TODAY = date(2026, 12, 1)


def _nested(opening: str, closing: str, levels: int) -> str:
    return "".join(f"{opening}{level} mg " for level in range(levels)) + closing * levels


def _grid(rows: int, columns: int, attributes: str = "") -> str:
    cells = f"<td{attributes}>5 mg</td>" * columns
    return f"<table><tbody>{f'<tr>{cells}</tr>' * rows}</tbody></table>"


MONSTERS: dict[str, Callable[[], list[str]]] = {
    "tables-45-deep": lambda: [_nested("<table><tbody><tr><td>", "</td></tr></tbody></table>", 45)],
    "quotations-5000-deep": lambda: [_nested("<blockquote>", "</blockquote>", 5000)],
    "lists-5000-deep": lambda: [_nested("<ul><li>", "</li></ul>", 5000)],
    "columns-3000": lambda: [_grid(3, 3000)],
    "spans-999-999": lambda: [_grid(3000, 1, ' rowspan="999" colspan="999"')],
    "rowspans-999": lambda: [_grid(3000, 3, ' rowspan="999"')],
    "rows-8000": lambda: [_grid(8000, 6)],
    "cell-5-mb": lambda: [f"<table><tbody><tr><td>{'take 5 mg ' * 500_000}</td></tr></tbody></table>"],
    "paragraph-5-mb": lambda: [f"<p>{'take 5 mg ' * 500_000}</p>"],
    "word-5-mb": lambda: [f"<p>{'acgt' * 1_250_000}</p>"],
    "images-100000": lambda: [f"<p>x{'<br>' + '<img src=' + chr(34) + 'media:ab' + chr(34) + '>'}</p>" * 100_000],
    "sections-10000": lambda: ["<p>Take 5 mg.</p>"] * 10_000,
}


def _try(name: str) -> None:
    from PySide6.QtGui import QPageSize
    from PySide6.QtWidgets import QApplication

    from desktop_app.errors import UserError
    from desktop_app.importers.final_check import checked
    from desktop_app.importers.items import Imported
    from desktop_app.importers.limits import LIMITS
    from desktop_app.monograph.kinds import Kind
    from desktop_app.monograph.model import Monograph, Provenance, Section
    from desktop_app.render.paper import Packet, packet_html
    from desktop_app.render.section_parts import section_parts
    from desktop_app.ui.look.appearance import Appearance
    from desktop_app.ui.paper.paper_pages import PaperPages
    from desktop_app.ui.reading.monograph_view import MonographView

    sections = tuple(
        Section(f"s{number}", Kind.OTHER, f"Section {number}", html, number)
        for number, html in enumerate(MONSTERS[name]())
    )
    monograph = Monograph("local:x", "Monster", "en", (), sections, (), Provenance("authored"))
    application = QApplication([])
    started = process_time()
    try:
        found = checked(Imported(monograph), "monster.md", LIMITS).monograph.provenance.dropped
        said = "; ".join(f"{each.what} ({each.count})" for each in found) or "as it is"
    except UserError as error:
        said = f"refused: {error}"
    print(f"{name}: import {process_time() - started:.1f} s, {said}", flush=True)
    started = process_time()
    parts = {section.key: section_parts(section.html) for section in sections}
    view = MonographView(Appearance("light"))
    view.resize(1200, 800)
    view.show()
    view.show_monograph(monograph, today=TODAY, parts=parts)
    for _ in range(30):
        application.processEvents()
    assert view.reader.text.strip() or name.startswith("images")
    print(f"    window {process_time() - started:.1f} s, {_memory()} MB", flush=True)
    started = process_time()
    paper = packet_html(Packet(monograph, sections, (), "x"), datetime(2026, 12, 1, tzinfo=UTC), version="0")
    pages = PaperPages(paper, QPageSize(QPageSize.PageSizeId.A4))
    print(f"    paper {process_time() - started:.1f} s, {pages.count} pages, {_memory()} MB", flush=True)


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", choices=sorted(MONSTERS))
    options.add_argument("--seconds", type=int, default=120)
    options.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.here:
        _try(given.only)
        return
    for name in [given.only] if given.only else MONSTERS:
        try:
            run = subprocess.run(
                [sys.executable, __file__, "--here", "--only", name], timeout=given.seconds, check=False
            )
            if run.returncode:
                print(f"    {name} ended with {run.returncode}", flush=True)
        except subprocess.TimeoutExpired:
            print(f"    {name} was not done after {given.seconds} s", flush=True)


if __name__ == "__main__":
    main()
