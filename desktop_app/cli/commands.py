"""The commands that are no group: importing, listing, reading, searching, printing, auditing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.cli.parts import (
    complain,
    json_option,
    name_argument,
    open_library,
    open_named,
    print_json,
    print_lines,
    say,
    text,
)
from desktop_app.errors import NotFoundError, StorageError, UserError

if TYPE_CHECKING:
    from desktop_app.services.importing.job import ImportJob, ImportProgress
    from desktop_app.services.importing.report import ImportReport


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(readable=False, path_type=Path))
@click.option("--title", type=text, help="The drug's name, where the text of the one document does not plainly say it.")
@click.option(
    "--resume",
    is_flag=True,
    help="Go on with imports that were cut short: files are gone through again, what is stored is not read again.",
)
@click.option("--verbose", is_flag=True, help="Print a line for every monograph, not only for every file.")
@json_option
@click.pass_obj
def import_command(
    data_dir: Path | None, paths: tuple[Path, ...], title: str | None, *, resume: bool, verbose: bool, as_json: bool
) -> None:
    """Import files, folders and archives into the library."""
    from desktop_app.services.importing.job import ImportJob, ImportRequest, unfinished
    from desktop_app.services.importing.outcomes import complaints, import_lines, import_report
    from desktop_app.services.importing.report import items

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
        print_json(import_report(outcomes, jobs=done))
    else:
        print_lines(import_lines(outcomes, jobs=done, verbose=verbose))
    for words in complaints(outcomes, jobs=done, verbose=verbose):
        complain(words)
    sys.exit(1 if any(outcome.status == "failed" for outcome in outcomes) else 0)


@click.command("open")
@click.argument("paths", nargs=-1, type=click.Path(readable=False, path_type=Path))
@click.pass_obj
def open_command(data_dir: Path | None, paths: tuple[Path, ...]) -> None:
    """Open the window and import files in it."""
    from desktop_app.app import run_window

    sys.exit(run_window(data_dir, [path.absolute() for path in paths]))


@click.command("new")
@name_argument
@click.option(
    "--output", type=click.Path(readable=False, path_type=Path), help="The file to write; <name>.md where absent."
)
def new_command(name: str, output: Path | None) -> None:
    """Write a file to begin a monograph of your own with."""
    from desktop_app.services.authoring import write_template

    path = write_template(name, output)
    say(f"{path}: fill it in, then `materia import {path}`")


@click.command("list")
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


@click.command("show")
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
        group = library.group_of(monograph.uid)
    sections = choose_sections(monograph, [section_key] if section_key else [])
    if as_json:
        print_json(reports.show_report(monograph, sections))
    else:
        print_lines(reports.show_lines(monograph, sections, group))


# No option of one letter here: `-seizure` excludes a word.
@click.command("search", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
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
    from desktop_app.services.search.search import Search

    with open_library(data_dir) as library:
        search = Search(library, library.folder)
        try:
            search.catch_up()
        except StorageError as error:
            complain(error)
        answer = search.search(" ".join(query), limit=limit, synonyms=not exact)
        search.close()
    if as_json:
        print_json(reports.search_report(answer))
    else:
        print_lines(reports.search_lines(answer))


@click.command("look-alikes")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def look_alikes_command(data_dir: Path | None, file: Path) -> None:
    """Take in the house's list of look-alike names, in place of the one before.

    One group of names a line, parted by tabs, with the letters that differ large: hydrALAZINE.
    """
    from desktop_app.services.search import look_alikes

    with open_library(data_dir) as library:
        count = look_alikes.keep(file, library.folder)
    print_lines([f"{count} names are shown in the house's tall-man letters."])


@click.command("print")
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


@click.command("audit")
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
        taking_out = "" if job.id is None else f"; `materia library remove --import {job.id}` takes out what it brought"
        raise UserError(
            f"The import was cut short. `materia import --resume` goes on where it was{taking_out}."
        ) from None
    except StorageError as error:
        if job.id is None:
            raise
        raise StorageError(
            f"{error} What was imported until then is kept: `materia import --resume` goes on from there."
        ) from error
    finally:
        if shown:
            click.echo("\r\033[K", nl=False, err=True)
