"""What the commands share: their options, the library they work on, and what they print."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop_app.errors import NotFoundError, StorageError, UserError

if TYPE_CHECKING:  # the services are imported by the command that needs them: start-up is measured
    from desktop_app.monograph.model import Monograph
    from desktop_app.services.bookmarks import Bookmarks
    from desktop_app.services.library.library import Library


def text(value: str) -> str:
    """What was typed. Bytes that are no text in this locale come as lone surrogates, which nothing can store: they are
    read as UTF-8, and what is not that either becomes U+FFFD."""
    return os.fsencode(value).decode(errors="replace")


name_argument = click.argument("name", type=text)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@contextmanager
def open_library(data_dir: Path | None) -> Iterator[Library]:
    """The library of the data folder, with the bundled monographs in it."""
    from desktop_app.services.library.library import Library

    library = Library(folder_of(data_dir))
    try:
        try:
            library.ensure_bundled()
        except StorageError as error:  # a full disk: what is there can be read
            complain(error)
        else:
            if library.trouble is not None:
                complain(library.trouble)
        yield library
    finally:
        library.close()


@contextmanager
def open_bookmarks(folder: Path) -> Iterator[Bookmarks]:
    """The user's bookmarks in this data folder."""
    from desktop_app.services.bookmarks import Bookmarks
    from desktop_app.services.lost import open_user_data

    store = open_user_data(folder)
    try:
        yield Bookmarks(store)
    finally:
        store.close()


def folder_of(data_dir: Path | None) -> Path:
    """The data folder that was asked for, or the usual one."""
    from desktop_app.services.data_folder import data_folder

    return data_folder(data_dir)


def open_named(library: Library, name: str) -> Monograph:
    """The monograph with this title, name or uid; where several have it, the first, and the others are named."""
    found = library.resolve(name)
    if not found:
        raise NotFoundError(f"No monograph is called “{name}”. `materia list` shows what there is.")
    if len(found) > 1:
        others = ", ".join(summary.uid for summary in found[1:])
        complain(f"{len(found)} monographs are called “{name}”. This is {found[0].uid}; there is also {others}.")
    return library.open(found[0].uid)


def print_json(report: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    say(json.dumps(report, ensure_ascii=False, indent=2))


def print_lines(lines: Iterable[str]) -> None:
    """Lines on standard output; nothing where there are none."""
    words = "\n".join(lines)
    if words:
        say(words)


def say(words: str) -> None:
    """Words on standard output. Raises UserError where it cannot be written; a reader that went away is no error."""
    try:
        click.echo(words)
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is left in the buffer would fail again at the end, with a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise UserError(
            f"The output could not be written: {error.strerror}. Free some space, or write it elsewhere."
        ) from error


def complain(message: object) -> None:
    """One line on standard error."""
    click.echo(f"materia: {' '.join(str(message).split())}", err=True)
