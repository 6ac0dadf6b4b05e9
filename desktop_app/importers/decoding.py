"""From a file to text: every way in which a file can fail to be text is a sentence that says what to do."""

from __future__ import annotations

import codecs
import errno
import re
from pathlib import Path

from desktop_app.errors import NotFoundError, UnreadableInputError

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


def decode(data: bytes, file_name: str, *, limit: int = MAX_BYTES) -> str:
    """Text with line ends as newlines: by its byte order mark, else UTF-8, else Windows-1252, else Latin-1.

    Removed, because they can make a text look other than it is: overrides of the direction of writing, byte order
    marks inside, control characters. A file with many control characters, or with a NUL, is no text.
    Raises UnreadableInputError.
    """
    if len(data) > limit:
        raise _too_large(file_name, limit)
    text = _to_text(data, file_name)
    if "\0" in text or len(_CONTROLS.findall(text)) > 2 + len(text) * _BINARY_SHARE:
        raise _binary(file_name)
    text = without_unprintable(text).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableInputError(f"{file_name} is empty. Choose a file with text in it.")
    return text


def without_unprintable(text: str) -> str:
    """Text without what `decode` removes, lone surrogates or NULs: escapes in JSON and YAML can make any of them."""
    return _CONTROLS.sub("", _INVISIBLE.sub("", text)).replace("\0", "")


def shown_name(name: str) -> str:
    """The name of a file that can be kept and shown: bytes in it that are no text become U+FFFD."""
    return without_unprintable(_NO_TEXT.sub("\ufffd", name))


def _to_text(data: bytes, file_name: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableInputError(
                    f"{file_name} begins as {encoding.upper().removesuffix('-SIG')} text but is damaged further on. "
                    "Save it again as UTF-8."
                ) from error
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


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
