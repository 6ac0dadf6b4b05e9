"""From a file to text: every way in which a file can fail to be text is a sentence that says what to do."""

from __future__ import annotations

import codecs
import errno
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.errors import NotFoundError, UnreadableInputError
from desktop_app.monograph.model import Dropped

MAX_BYTES = 32 * 1024 * 1024
"""The largest text file that is read; the longest real article or label is a hundredth of it."""

_BOMS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
"""Overrides of the direction of writing, which can show a dose other than it is read, and what is no character."""
_NO_TEXT = re.compile("[\ud800-\udfff]+")
_REPLACED = "\ufffd"
_DAMAGE = "\udfff"
"""Half a character, which no text that was decoded has."""
_MARKING = "materia-mark-damage"
_BEYOND_ASCII = re.compile(f"[^\x00-\x7f{_DAMAGE}]")
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BINARY_SHARE = 0.01
"""More control characters than this, and the file is not text. Real texts have none or a stray one."""


def read_file(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file, which is measured before it is read.

    Raises NotFoundError or UnreadableInputError, whose words name the file but not its folder.
    """
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise UnreadableInputError(f"{name} is a folder. Choose the files in it instead.")
        if path.exists() and not path.is_file():
            raise UnreadableInputError(f"{name} is not a file that can be read. Choose a text file.")
        if path.stat().st_size > limit:
            raise _too_large(name, limit)
        with path.open("rb") as file:
            # One byte more than the limit: the file may have grown since it was measured.
            data = file.read(limit + 1)
    except OSError as error:
        raise explained(error, name) from error
    except ValueError as error:
        raise NotFoundError(f"{name!r} is not a file name. Check the name.") from error
    if len(data) > limit:
        raise _too_large(name, limit)
    return data


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, and what had to be supposed to read it."""

    text: str
    encoding: str
    """As the standard library's codecs are called: `utf-8`, `cp1252`."""
    guessed: bool = False
    """Whether neither the file nor the form of its bytes says that it is in this encoding."""
    replaced: int = 0
    """How many stretches of bytes are no text in it: U+FFFD stands for each."""

    def report(self) -> tuple[Dropped, ...]:
        """What whoever reads the text must know, as importers report it."""
        found = []
        if self.guessed:
            name = {"cp1252": "Windows-1252", "latin-1": "Latin-1"}.get(self.encoding, self.encoding)
            found.append(Dropped(f"encoding that the file does not name, taken for {name}", 1))
        if self.replaced:
            found.append(Dropped(f"damaged character, shown as {_REPLACED}", self.replaced))
        return tuple(found)


def decode(data: bytes, file_name: str, *, limit: int = MAX_BYTES) -> str:
    """The text of `decoded`. Raises UnreadableInputError."""
    return decoded(data, file_name, limit=limit).text


def decoded(data: bytes, file_name: str, *, limit: int = MAX_BYTES, declared: str | None = None) -> Decoded:
    """Text with line ends as newlines: by its byte order mark, else UTF-8, else Windows-1252, else Latin-1.

    A file most of whose characters beyond ASCII are UTF-8 is UTF-8, with U+FFFD for what is damaged in it; `declared`
    is the encoding that the file names for itself. Removed, because they can make a text look other than it is:
    overrides of the direction of writing, byte order marks inside, control characters. A file with many control
    characters, or with a NUL, is no text. Raises UnreadableInputError.
    """
    if len(data) > limit:
        raise _too_large(file_name, limit)
    found = _to_text(data, file_name, declared)
    text = found.text
    if "\0" in text or len(_CONTROLS.findall(text)) > 2 + len(text) * _BINARY_SHARE:
        raise _binary(file_name)
    text = without_unprintable(text).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableInputError(f"{file_name} is empty. Choose a file with text in it.")
    return replace(found, text=text)


def without_unprintable(text: str) -> str:
    """Text without what `decode` removes, lone surrogates or NULs: escapes in JSON and YAML can make any of them."""
    return _CONTROLS.sub("", _INVISIBLE.sub("", text)).replace("\0", "")


def shown_name(name: str) -> str:
    """The name of a file that can be kept and shown: bytes in it that are no text become U+FFFD."""
    return without_unprintable(_NO_TEXT.sub("\ufffd", name))


def _to_text(data: bytes, file_name: str, declared: str | None) -> Decoded:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _as_marked(data, encoding, file_name)
    with suppress(UnicodeDecodeError):
        return Decoded(data.decode("utf-8"), "utf-8")
    named = _codec(declared)
    if named not in {"", "utf-8"}:
        with suppress(UnicodeDecodeError):
            return Decoded(data.decode(named), named)
    mended = data.decode("utf-8", _MARKING)
    characters, damages = len(_BEYOND_ASCII.findall(mended)), mended.count(_DAMAGE)
    if damages <= characters or (named == "utf-8" and damages <= 2 + len(mended) * _BINARY_SHARE):
        return Decoded(mended.replace(_DAMAGE, _REPLACED), "utf-8", replaced=damages)
    with suppress(UnicodeDecodeError):
        return Decoded(data.decode("cp1252"), "cp1252", guessed=True)
    return Decoded(data.decode("latin-1"), "latin-1", guessed=True)


def _as_marked(data: bytes, encoding: str, file_name: str) -> Decoded:
    with suppress(UnicodeDecodeError):
        return Decoded(data.decode(encoding), encoding)
    if encoding == "utf-8-sig":
        mended = data.decode(encoding, _MARKING)
        damages = mended.count(_DAMAGE)
        if damages <= 2 + len(mended) * _BINARY_SHARE:
            return Decoded(mended.replace(_DAMAGE, _REPLACED), encoding, replaced=damages)
    raise UnreadableInputError(
        f"{file_name} begins as {encoding.upper().removesuffix('-SIG')} text but is damaged further on. "
        "Save it again as UTF-8."
    )


def _codec(declared: str | None) -> str:
    """The standard library's name of an encoding that a file names; empty where it knows none of this name."""
    with suppress(LookupError, ValueError):
        return codecs.lookup(declared).name if declared else ""
    return ""


def _mark_damage(error: UnicodeError) -> tuple[str, int]:
    """An error handler of codecs: a sign for each stretch of bytes that is no text, told from a U+FFFD of the file."""
    assert isinstance(error, UnicodeDecodeError)
    return _DAMAGE, error.end


codecs.register_error(_MARKING, _mark_damage)


def _too_large(file_name: str, limit: int) -> UnreadableInputError:
    return UnreadableInputError(
        f"{file_name} is larger than {limit // (1024 * 1024)} MB, too large for one monograph. "
        "Split it and import the parts."
    )


def _binary(file_name: str) -> UnreadableInputError:
    return UnreadableInputError(
        f"{file_name} is not a text file. Save its content as plain text (UTF-8), or choose another file."
    )


def explained(error: OSError, name: str) -> NotFoundError | UnreadableInputError:
    """Why a file cannot be opened or read, in words that name the file but not its folder."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return NotFoundError(f"{name} is not there (any more). Check the name, or choose the file again.")
    if isinstance(error, PermissionError):
        return UnreadableInputError(
            f"{name} may not be read: permission is missing for it or its folder. Copy it to a folder of your own."
        )
    if error.errno == errno.ELOOP:
        return NotFoundError(f"{name} is a link that leads back to itself. Choose the file it was made for.")
    if error.errno in {errno.ENAMETOOLONG, errno.EINVAL}:
        return NotFoundError(f"{name[:80]} is not a file name this computer accepts. Check the name.")
    reason = error.strerror or "the computer gives no reason"
    return UnreadableInputError(f"{name} cannot be read ({reason}). Copy it to this computer and try again.")
