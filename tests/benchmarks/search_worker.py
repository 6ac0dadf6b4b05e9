"""One engine in a process of its own, so that its memory and its start are its own; `search_speed.py` drives it.

python search_worker.py build ENGINE FOLDER TIMES SECTIONS
python search_worker.py serve ENGINE FOLDER            (lists of queries as lines of JSON in, figures out)
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from time import perf_counter
from typing import TextIO


def resident() -> dict[str, float]:
    """Memory of this process in MB: all of it, and without the pages of files, which the system takes back at will."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {name: int(fields[key].split()[0]) / 1024 for name, key in (("all", "VmRSS"), ("own", "RssAnon"))}


def build(engine_name: str, folder: Path, times: int, sections: int) -> dict[str, float]:
    """Index the corpus. It is read and varied before, so that no engine's threads work on while it is."""
    from search_corpus import larger
    from search_peers import ENGINES

    texts = list(larger(times, sections or None))
    size = sum(len(record.text.encode()) for record in texts)
    started = perf_counter()
    ENGINES[engine_name].build(folder, texts)
    return {"seconds": perf_counter() - started, "sections": len(texts), "bytes": size}


def serve(engine_name: str, folder: Path, asked: TextIO, answers: TextIO) -> None:
    """Say what opening costs and how much memory is held, then answer queries and say how long each took, in ms."""
    bare = resident()
    started = perf_counter()
    from search_peers import ENGINES, PACKAGES

    importlib.import_module(PACKAGES[engine_name])
    imported = perf_counter()
    engine = ENGINES[engine_name](folder)
    engine.search("warfarin bleeding", limit=20, snippets=True)
    answered = perf_counter()
    figures: dict[str, object] = {
        "import_ms": (imported - started) * 1000,
        "open_ms": (answered - imported) * 1000,
        "omits_snippets": getattr(engine, "can_omit_snippets", True),
    }
    print(json.dumps(figures), file=answers, flush=True)
    for line in asked:
        request = json.loads(line)
        took = []
        for query in request["queries"]:
            started = perf_counter()
            engine.search(query, limit=20, snippets=request["snippets"])
            took.append((perf_counter() - started) * 1000)
        held = {name: megabytes - bare[name] for name, megabytes in resident().items()}
        print(json.dumps({"ms": took, "memory": held}), file=answers, flush=True)


if __name__ == "__main__":
    job, engine_name, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    if job == "build":
        print(json.dumps(build(engine_name, folder, int(sys.argv[4]), int(sys.argv[5]))))
    else:
        serve(engine_name, folder, sys.stdin, sys.stdout)
