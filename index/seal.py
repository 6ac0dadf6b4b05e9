"""The header of an index: which files belong to it, and proof that this user's Materia wrote them on this machine.

Nothing of an index is read before its header has been verified: the header lists every file with its size and digest,
and is sealed (HMAC) with a key that lives outside any data folder. A folder that came from elsewhere cannot have the
seal. Opening looks at the digests of small files only: to read the large ones would cost more than the first answers.

The header is also what makes a commit one step: files that it does not list do not exist, and it is replaced at once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import platformdirs

from index.errors import DamagedIndexError
from index.whoosh_parts import ENGINE

HEADER = "materia-index.json"
FORMAT = 8
"""Grows with every change to the columns, the analysis or the header: an index of another format is rebuilt."""
_KEY_BYTES = 32
_NONE_KNOWN: Mapping[str, tuple[int, str]] = MappingProxyType({})
_LARGE = 1_000_000
"""Bytes from which a file is known by its size alone, except when all is checked."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says besides the seal."""

    revision: int
    """Of the library, as far as this index has seen it."""
    source: str
    """Which library that is."""
    files: Mapping[str, tuple[int, str]]
    """Size and digest by name."""
    segments: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """The segments in order, each with the numbers of its deleted records."""
    keeps_text: bool = True
    """Whether the index has the text of its records, or asks for it."""


def machine_key(folder: Path | None = None) -> bytes:
    """This user's key on this machine, made on first use.

    Where it cannot be kept, a key of this moment is returned: the index then serves until Materia ends.
    """
    folder = folder or platformdirs.user_state_path("materia-index", appauthor=False)
    path = folder / "key"
    if (key := _kept_key(path)) is not None:
        return key
    key = secrets.token_bytes(_KEY_BYTES)
    temporary = folder / f"key.{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
        temporary.replace(path)
    except OSError:
        return key
    # Another process may have made one at the same time: the one that stayed counts.
    return _kept_key(path) or key


def _kept_key(path: Path) -> bytes | None:
    try:
        key = path.read_bytes()
    except OSError:
        return None
    return key if len(key) == _KEY_BYTES else None


def read_header(folder: Path, key: bytes) -> Header:
    """The header, once its seal is right. Says nothing yet about the files it lists: see `verify`."""
    try:
        sealed = json.loads((folder / HEADER).read_bytes())
        body, seal = sealed["body"], sealed["seal"]
        fits = hmac.compare_digest(bytes.fromhex(seal), _seal(body, key))
    except FileNotFoundError:
        raise DamagedIndexError("There is no index.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedIndexError("The header of the index cannot be read.") from error
    if not fits:
        raise DamagedIndexError("The index was not built by this user on this machine.")
    if body["format"] != FORMAT or body["engine"] != ENGINE:
        raise DamagedIndexError("The index was built by another version.")
    files = {name: (size, digest) for name, (size, digest) in body["files"].items()}
    segments = tuple((name, tuple(deleted)) for name, deleted in body["segments"])
    return Header(body["revision"], body["source"], files, segments, body["keeps_text"])


def write_header(
    folder: Path,
    key: bytes,
    names: Iterable[str],
    *,
    revision: int,
    source: str,
    segments: Iterable[tuple[str, Iterable[int]]] = (),
    known: Mapping[str, tuple[int, str]] = _NONE_KNOWN,
    keeps_text: bool = True,
) -> None:
    """Seal the files named as the state of the index, in one step. Those `known` have not changed and are not read."""
    files = {name: known[name] if name in known else sum_of(folder / name) for name in sorted(names)}
    body: dict[str, Any] = {
        "format": FORMAT,
        "engine": ENGINE,
        "revision": revision,
        "source": source,
        "files": files,
        "keeps_text": keeps_text,
        "segments": [[name, list(deleted)] for name, deleted in segments],
    }
    temporary = folder / f"{HEADER}.{secrets.token_hex(8)}"
    with temporary.open("wb") as file:
        file.write(json.dumps({"body": body, "seal": _seal(body, key).hex()}).encode())
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / HEADER)


def sum_of(path: Path) -> tuple[int, str]:
    """Size and digest of a file, as the header has them."""
    return path.stat().st_size, _digest(path)


def verify(folder: Path, header: Header, *, thoroughly: bool = False) -> None:
    """Raise DamagedIndexError unless files are what was sealed; large ones are read only where `thoroughly`."""
    for name, (size, digest) in header.files.items():
        path = folder / name
        try:
            sound = path.stat().st_size == size
            if sound and (size < _LARGE or thoroughly):
                sound = _digest(path) == digest
        except OSError as error:
            raise DamagedIndexError("A file of the index is missing or cannot be read.") from error
        if not sound:
            raise DamagedIndexError("A file of the index has changed.")


def _seal(body: object, key: bytes) -> bytes:
    return hmac.digest(key, json.dumps(body, sort_keys=True).encode(), "sha256")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()
