"""The command line: one function per command, no logic.

The services do the work; Qt is imported only by `print` and the window.

Exit codes: 0 done; 1 a `UserError` (one line `materia: …` on standard error) or findings of `audit`; 2 wrong usage.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop_app import __version__
from desktop_app.errors import NotFoundError, UserError

if TYPE_CHECKING:  # the services are imported by the command that needs them: start-up is measured
    from desktop_app.monograph.model import Monograph
    from desktop_app.services.bookmarks import Bookmarks
    from desktop_app.services.library import Library


def text(value: str) -> str:
    """What was typed. Bytes that are no text in this locale come as lone surrogates, which nothing can store: they are
    read as UTF-8, and what is not that either becomes U+FFFD."""
    return os.fsencode(value).decode(errors="replace")


class _Materia(click.Group):
    """A group whose `UserError`s become one line on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            complain(error)
            ctx.exit(1)


def main() -> None:
    """Entry point of the `materia` command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    materia(prog_name="materia")


@click.group(cls=_Materia, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data-dir",
    type=click.Path(readable=False, path_type=Path),
    envvar="MATERIA_DATA_DIR",
    help="Where Materia keeps its data.",
)
@click.option("--measure-startup", is_flag=True, help="Open the window, print how long it took as JSON, and exit.")
@click.version_option(__version__, prog_name="materia")
@click.pass_context
def materia(ctx: click.Context, data_dir: Path | None, *, measure_startup: bool) -> None:
    """An offline drug reference. Without a command it opens the window."""
    ctx.obj = data_dir
    if ctx.invoked_subcommand is None:
        from desktop_app.app import run_window

        ctx.exit(run_window(data_dir, measure=measure_startup))
    elif measure_startup:
        raise click.UsageError("--measure-startup goes without a command.")


name_argument = click.argument("name", type=text)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@materia.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(readable=False, path_type=Path))
@click.option("--title", type=text, help="The drug's name, where the text does not plainly say it.")
@json_option
@click.pass_obj
def import_command(data_dir: Path | None, paths: tuple[Path, ...], title: str | None, *, as_json: bool) -> None:
    """Import files into the library."""
    from desktop_app.services import reports
    from desktop_app.services.imports import import_paths

    with open_library(data_dir) as library:
        batch = import_paths(library, paths, title=title)
    if as_json:
        print_json(reports.import_report(batch))
    else:
        print_lines(reports.import_lines(batch))
    for failure in batch.failed:
        complain(f"{failure.file}: {failure.error}")
    sys.exit(1 if batch.failed else 0)


@materia.command("new")
@name_argument
@click.option(
    "--output", type=click.Path(readable=False, path_type=Path), help="The file to write; <name>.md where absent."
)
def new_command(name: str, output: Path | None) -> None:
    """Write a file to begin a monograph of your own with."""
    from desktop_app.services.authoring import write_template

    path = write_template(name, output)
    say(f"{path}: fill it in, then `materia import {path}`")


@materia.command("list")
@json_option
@click.pass_obj
def list_command(data_dir: Path | None, *, as_json: bool) -> None:
    """List the monographs of the library."""
    from desktop_app.services import reports

    with open_library(data_dir) as library:
        summaries = library.summaries()
    if as_json:
        print_json(reports.list_report(summaries))
    else:
        print_lines(reports.list_lines(summaries))


@materia.command("show")
@name_argument
@click.option("--section", "section_key", type=text, help="Only this section: its key, its kind or its title.")
@json_option
@click.pass_obj
def show_command(data_dir: Path | None, name: str, section_key: str | None, *, as_json: bool) -> None:
    """Show a monograph as text."""
    from desktop_app.services import reports
    from desktop_app.services.sections import choose_sections

    with open_library(data_dir) as library:
        monograph = open_named(library, name)
    sections = choose_sections(monograph, [section_key] if section_key else [])
    if as_json:
        print_json(reports.show_report(monograph, sections))
    else:
        print_lines(reports.show_lines(monograph, sections))


# No option of one letter here: `-seizure` excludes a word.
@materia.command("search", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1, required=True, type=text)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--exact", is_flag=True, help="Only the words as typed: no other names of a drug, no other spelling.")
@json_option
@click.pass_obj
def search_command(data_dir: Path | None, query: tuple[str, ...], limit: int, *, exact: bool, as_json: bool) -> None:
    """Search names and sections. All words must match, the last may be unfinished.

    "a phrase" in quotes, -word without it, OR, in:dosage only in sections of a kind, drug:baclofen only of a drug.
    """
    from desktop_app.services import reports
    from desktop_app.services.search import Search

    with open_library(data_dir) as library:
        search = Search(library, library.folder)
        search.catch_up()
        answer = search.search(" ".join(query), limit=limit, synonyms=not exact)
        search.close()
    if as_json:
        print_json(reports.search_report(answer))
    else:
        print_lines(reports.search_lines(answer))


@materia.command("print")
@name_argument
@click.option(
    "--section", "section_keys", multiple=True, type=text, help="A section: its key, kind or title. May be repeated."
)
@click.option("--output", required=True, type=click.Path(readable=False, path_type=Path), help="The PDF to write.")
@click.pass_obj
def print_command(data_dir: Path | None, name: str, section_keys: tuple[str, ...], output: Path) -> None:
    """Print sections of a monograph (all, if none is named) to a PDF."""
    from desktop_app.services.packets import Packets
    from desktop_app.services.sections import choose_sections
    from desktop_app.ui.paper.print_offscreen import print_pdf

    with open_library(data_dir) as library:
        monograph = open_named(library, name)
    sections = choose_sections(monograph, section_keys)
    pages = print_pdf(Packets().document(monograph, [section.key for section in sections]), output)
    say(f"{output}: {pages} {'page' if pages == 1 else 'pages'}")


@materia.command("audit")
@click.argument("name", required=False, type=text)
@json_option
@click.pass_obj
def audit_command(data_dir: Path | None, name: str | None, *, as_json: bool) -> None:
    """Tell which statements rest on a missing or inferred reference. Exits with 1 when there are any."""
    from desktop_app.citations.audit import audit
    from desktop_app.services import reports

    with open_library(data_dir) as library:
        uids = [summary.uid for summary in library.summaries()]
        audits = [audit(library.open(uid)) for uid in uids] if name is None else [audit(open_named(library, name))]
    if as_json:
        print_json(reports.audit_report(audits))
    else:
        print_lines(reports.audit_lines(audits))
    sys.exit(1 if any(reports.has_findings(found) for found in audits) else 0)


@materia.group("bookmark")
def bookmark_group() -> None:
    """Keep, list and carry over bookmarks."""


@bookmark_group.command("add")
@name_argument
@click.option("--section", "section_key", type=text, help="The section: its key, its kind or its title.")
@click.option("--folder", type=text, help="The folder to keep it in; made where it does not exist.")
@click.option("--note", type=text, default="", help="A note of yours.")
@click.pass_obj
def bookmark_add(data_dir: Path | None, name: str, section_key: str | None, folder: str | None, note: str) -> None:
    """Bookmark a monograph or one of its sections."""
    from desktop_app.services.sections import choose_sections

    with open_library(data_dir) as library, open_bookmarks(library.folder) as bookmarks:
        monograph = open_named(library, name)
        section = choose_sections(monograph, [section_key] if section_key else [])[0]
        kept = bookmarks.add(
            monograph, section.key, folder=bookmarks.folder_named(folder) if folder else None, note=note
        )
    say(f"{kept.id}\t{kept.monograph_title}\t{kept.section_title}")


@bookmark_group.command("list")
@json_option
@click.pass_obj
def bookmark_list(data_dir: Path | None, *, as_json: bool) -> None:
    """List the bookmarks."""
    from desktop_app.services import reports

    with open_bookmarks(folder_of(data_dir)) as bookmarks:
        kept, folders = bookmarks.all(), bookmarks.folders()
    if as_json:
        print_json(reports.bookmark_report(kept, folders))
    else:
        print_lines(reports.bookmark_lines(kept, folders))


@bookmark_group.command("remove")
@click.argument("bookmark_id", metavar="ID", type=click.IntRange(1, 2**63 - 1))
@click.pass_obj
def bookmark_remove(data_dir: Path | None, bookmark_id: int) -> None:
    """Remove a bookmark."""
    with open_bookmarks(folder_of(data_dir)) as bookmarks:
        bookmarks.remove(bookmark_id)


@bookmark_group.command("export")
@click.argument("file", type=click.Path(readable=False, path_type=Path))
@click.pass_obj
def bookmark_export(data_dir: Path | None, file: Path) -> None:
    """Write all bookmarks, folders and notes to a file."""
    with open_bookmarks(folder_of(data_dir)) as bookmarks:
        count = bookmarks.export_to(file)
    say(f"{file}: {count} bookmarks")


@bookmark_group.command("import")
@click.argument("file", type=click.Path(readable=False, path_type=Path))
@click.pass_obj
def bookmark_import(data_dir: Path | None, file: Path) -> None:
    """Add the bookmarks of a file to those that are here."""
    with open_bookmarks(folder_of(data_dir)) as bookmarks:
        count = bookmarks.import_from(file)
    say(f"{file}: {count} new bookmarks")


@contextmanager
def open_library(data_dir: Path | None) -> Iterator[Library]:
    """The library of the data folder, with the bundled monographs in it."""
    from desktop_app.services.library import Library

    library = Library(folder_of(data_dir))
    try:
        library.ensure_bundled()
        yield library
    finally:
        library.close()


@contextmanager
def open_bookmarks(folder: Path) -> Iterator[Bookmarks]:
    """The user's bookmarks in this data folder."""
    from desktop_app.services.bookmarks import Bookmarks
    from desktop_app.services.data_folder import USER_DATABASE
    from desktop_app.store.user import UserStore

    store = UserStore(folder / USER_DATABASE)
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
