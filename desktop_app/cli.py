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

from desktop_app.errors import NotFoundError, UserError

if TYPE_CHECKING:  # the services are imported by the command that needs them: start-up is measured
    from desktop_app.monograph.model import Monograph
    from desktop_app.services.bookmarks import Bookmarks
    from desktop_app.services.import_report import ImportReport
    from desktop_app.services.importing import ImportJob, ImportProgress
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
    if getattr(sys, "frozen", False):  # the processes that parse an import start this same program
        from multiprocessing import freeze_support

        freeze_support()
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
@click.option("--version", "version", is_flag=True, help="Say which Materia this is and where its data lies.")
@click.pass_context
def materia(ctx: click.Context, data_dir: Path | None, *, measure_startup: bool, version: bool) -> None:
    """An offline drug reference. Without a command it opens the window."""
    ctx.obj = data_dir
    if version:
        from desktop_app.services.about import about
        from desktop_app.services.data_folder import folder_named

        print_lines(about(folder_named(data_dir)).lines())
        ctx.exit(0)
    if ctx.invoked_subcommand is None:
        from desktop_app.app import run_window

        ctx.exit(run_window(data_dir, measure=measure_startup))
    elif measure_startup:
        raise click.UsageError("--measure-startup goes without a command.")


name_argument = click.argument("name", type=text)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@materia.command("import")
@click.argument("paths", nargs=-1, type=click.Path(readable=False, path_type=Path))
@click.option("--title", type=text, help="The drug's name, where the text does not plainly say it.")
@click.option("--resume", is_flag=True, help="Go on with imports that were cut short.")
@json_option
@click.pass_obj
def import_command(
    data_dir: Path | None, paths: tuple[Path, ...], title: str | None, *, resume: bool, as_json: bool
) -> None:
    """Import files, folders and archives into the library."""
    from desktop_app.services import reports
    from desktop_app.services.import_report import items
    from desktop_app.services.importing import ImportJob, ImportRequest, unfinished

    if bool(paths) == resume:
        raise click.UsageError("Give files to import, or --resume alone.")
    with open_library(data_dir) as library:
        if resume:
            jobs = [ImportJob(library, resume=left.id) for left in unfinished(library)]
            if not jobs:
                raise NotFoundError("No import was cut short. Give the files to import.")
        else:
            jobs = [ImportJob(library, ImportRequest.of(paths, title=title))]
        done = [run_import(job).job_id for job in jobs]
        outcomes = [outcome for job_id in done for outcome in items(library.store, job_id)]
    if as_json:
        print_json(reports.import_report(outcomes, jobs=done))
    else:
        print_lines(reports.import_lines(outcomes))
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    for outcome in failed:
        complain(f"{outcome.path}: {outcome.reason}")
    sys.exit(1 if failed else 0)


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
        document = Packets(media=library.media).document(monograph, [section.key for section in sections])
    pages = print_pdf(document, output)
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


@materia.group("library")
def library_group() -> None:
    """What the library holds, and where it came from."""


@library_group.command("stats")
@json_option
@click.pass_obj
def library_stats(data_dir: Path | None, *, as_json: bool) -> None:
    """Tell how much there is."""
    from desktop_app.services import library_reports

    with open_library(data_dir) as library:
        stats = library.stats()
    if as_json:
        print_json(library_reports.stats_report(stats))
    else:
        print_lines(library_reports.stats_lines(stats))


@library_group.command("sources")
@json_option
@click.pass_obj
def library_sources(data_dir: Path | None, *, as_json: bool) -> None:
    """List the files that were imported."""
    from desktop_app.services import library_reports

    with open_library(data_dir) as library:
        sources = library.sources()
    if as_json:
        print_json(library_reports.sources_report(sources))
    else:
        print_lines(library_reports.sources_lines(sources))


@library_group.command("why")
@name_argument
@json_option
@click.pass_obj
def library_why(data_dir: Path | None, name: str, *, as_json: bool) -> None:
    """Tell which file, with which hash, brought a monograph, and when."""
    from desktop_app.services import library_reports

    with open_library(data_dir) as library:
        uid = open_named(library, name).uid
        arrivals, summary = library.why(uid), library.summary(uid)
    bundled = summary is not None and summary.bundled
    if as_json:
        print_json(library_reports.why_report(uid, arrivals, bundled=bundled))
    else:
        print_lines(library_reports.why_lines(uid, arrivals, bundled=bundled))


@library_group.command("report")
@click.argument("number", required=False, type=click.IntRange(1, 2**63 - 1))
@json_option
@click.pass_obj
def library_report(data_dir: Path | None, number: int | None, *, as_json: bool) -> None:
    """Show the report of an import: the last one, or the one with this number."""
    from desktop_app.services.import_report import kept_report, report_json, report_lines

    with open_library(data_dir) as library:
        report = kept_report(library.store, number)
    if as_json:
        print_json(report_json(report))
    else:
        print_lines(report_lines(report))


@library_group.command("remove")
@click.argument("name", required=False, type=text)
@click.option("--source", type=text, help="All that this imported file alone brought: its name, path, hash or number.")
@click.option("--for-good", is_flag=True, help="Delete what was removed until now, with all its versions.")
@click.pass_obj
def library_remove(data_dir: Path | None, name: str | None, source: str | None, *, for_good: bool) -> None:
    """Take out a monograph, or all that an imported file brought. It is kept, and can be restored."""
    if [name is not None, source is not None, for_good].count(True) != 1:
        raise click.UsageError("Give a name, or --source, or --for-good alone.")
    with open_library(data_dir) as library:
        if name is not None:
            uid = open_named(library, name).uid
            library.remove(uid)
            say(f"{uid} was removed. `materia library restore {uid}` brings it back.")
        elif source is not None:
            found = library.source_named(source)
            count = len(library.remove_source(found.id))
            say(f"{count:,} monographs removed. `materia library restore --source {found.id}` brings them back.")
        else:
            say(f"{library.forget_removed():,} monographs deleted for good.")


@library_group.command("restore")
@click.argument("uid", required=False, type=text)
@click.option("--source", type=text, help="All that was removed with this imported file.")
@click.pass_obj
def library_restore(data_dir: Path | None, uid: str | None, source: str | None) -> None:
    """Bring back what `remove` took out."""
    if (uid is None) == (source is None):
        raise click.UsageError("Give the uid of a monograph, or --source.")
    with open_library(data_dir) as library:
        if source is not None:
            say(f"{len(library.restore_source(library.source_named(source).id)):,} monographs restored.")
        elif uid is not None and not library.restore(uid):
            raise NotFoundError(f"No monograph {uid} was removed.")


@library_group.command("export")
@click.argument("file", type=click.Path(readable=False, path_type=Path))
@click.argument("names", nargs=-1, type=text)
@click.pass_obj
def library_export(data_dir: Path | None, file: Path, names: tuple[str, ...]) -> None:
    """Write the library, or the monographs that are named, to a file that another Materia imports."""
    from desktop_app.services.library_export import export_library

    with open_library(data_dir) as library:
        uids = [open_named(library, name).uid for name in names]
        count = export_library(library, file, uids or None)
    say(f"{file}: {count:,} monographs")


@library_group.command("verify")
@json_option
@click.pass_obj
def library_verify(data_dir: Path | None, *, as_json: bool) -> None:
    """Check the file, every version and picture, and the search index. Exits with 1 when anything is wrong."""
    from desktop_app.services.library_check import check_library

    with open_library(data_dir) as library:
        problems = check_library(library)
    if as_json:
        print_json({"problems": problems})
    else:
        print_lines(problems or ["The library is sound."])
    sys.exit(1 if problems else 0)


def run_import(job: ImportJob) -> ImportReport:
    """Run an import; on a terminal it tells how far it is. Ctrl+C leaves it to be resumed."""
    shown = False

    def progress(now: ImportProgress) -> None:
        nonlocal shown
        shown = True
        part = "" if now.part is None else f"{now.part:4.0%} "
        left = "" if now.seconds_left is None else f", {now.seconds_left / 60:,.0f} min left"
        click.echo(f"\r\033[K{part}{now.done:,} done, {now.rate:,.0f}/s{left}  {now.doing[:50]}", nl=False, err=True)

    try:
        return job.run(progress if sys.stderr.isatty() else None)
    except KeyboardInterrupt:
        raise UserError("The import was cut short. `materia import --resume` goes on where it was.") from None
    finally:
        if shown:
            click.echo("\r\033[K", nl=False, err=True)


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
