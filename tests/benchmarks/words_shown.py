"""How many words of each real file are in its monograph: the table "file, words in, words shown, share".

    python tests/benchmarks/words_shown.py [FOLDER …]

Reads `../shared/data` and `../shared/cases` where no folder is given. `time` is that of the count, and which part it is
of the time that reading the file took.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from desktop_app.errors import UserError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.formats import read_item
from desktop_app.importers.items import Item
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.source_text import source_texts
from desktop_app.importers.sources.items import items_in
from desktop_app.importers.word_count import words_shown

SHARED = Path(__file__).parents[3] / "shared"
FOLDERS = (SHARED / "data", SHARED / "cases")


def main(folders: list[Path]) -> None:
    """Print the table, and below each file that is short what it lacks."""
    context = ImportContext(drugs=DrugNames.load(), kinds=KindMap.load(), today="2026-01-01")
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    print(f"{'words in':>9} {'shown':>9} {'share':>8} {'time':>8} {'of it':>6}  file")
    for path in files:
        for item in _items(path):
            _row(item, context)


def _items(path: Path) -> Iterator[Item]:
    try:
        yield from (item for item in items_in(path) if isinstance(item, Item))
    except UserError:
        return


def _row(item: Item, context: ImportContext) -> None:
    began = perf_counter()
    try:
        monograph = read_item(item, context).monograph
    except UserError:
        return
    took = perf_counter() - began
    began = perf_counter()
    texts = source_texts(item, context.limits)
    if texts is None:
        return
    words = words_shown(texts, monograph)
    counting = perf_counter() - began
    print(
        f"{words.given:9,} {words.shown:9,} {words.share:8.2%} {counting * 1000:5.0f} ms"
        f" {counting / (took - counting):6.1%}  {item.path}"
    )
    for passage in words.missing:
        print(f"{'':>28}  {passage.heading}: {passage.count} words, {passage.words} …")


if __name__ == "__main__":
    main([Path(each) for each in sys.argv[1:]] or list(FOLDERS))
