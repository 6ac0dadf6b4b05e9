"""`materia library`: what is in it, where it came from, taking out, handing on, checking."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from desktop_app.cli.parts import (
    folder_of,
    json_option,
    name_argument,
    open_library,
    open_named,
    print_json,
    print_lines,
    say,
    text,
)
from desktop_app.errors import NotFoundError
from desktop_app.services.counting import counted

_NUMBER = click.IntRange(1, 2**63 - 1)


@click.group("library")
def library_group() -> None:
    """What the library holds, and where it came from."""


@library_group.command("stats")
@json_option
@click.pass_obj
def library_stats(data_dir: Path | None, *, as_json: bool) -> None:
    """Tell how much there is."""
    from desktop_app.services.library import reports as library_reports

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
    from desktop_app.services.library import reports as library_reports

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
    from desktop_app.services.library import reports as library_reports

    with open_library(data_dir) as library:
        monograph = open_named(library, name)
        uid, provenance = monograph.uid, monograph.provenance
        arrivals, summary = library.why(uid), library.summary(uid)
    bundled = summary is not None and summary.bundled
    if as_json:
        print_json(library_reports.why_report(uid, arrivals, provenance, bundled=bundled))
    else:
        print_lines(library_reports.why_lines(uid, arrivals, provenance, bundled=bundled))


@library_group.command("report")
@click.argument("number", required=False, type=click.IntRange(1, 2**63 - 1))
@json_option
@click.pass_obj
def library_report(data_dir: Path | None, number: int | None, *, as_json: bool) -> None:
    """Show the report of an import: the last one, or the one with this number."""
    from desktop_app.services.importing.report import full_report_json, full_report_lines, kept_report

    with open_library(data_dir) as library:
        report = kept_report(library.store, number)
        if as_json:
            print_json(full_report_json(library.store, report))
        else:
            print_lines(full_report_lines(library.store, report))


@library_group.command("remove")
@click.argument("name", required=False, type=text)
@click.option("--source", type=text, help="All that this imported file alone brought: its name, path, hash or number.")
@click.option("--import", "job", type=_NUMBER, help="All that the import with this number alone brought.")
@click.option("--for-good", is_flag=True, help="Delete what was removed until now, with all its versions.")
@click.pass_obj
def library_remove(
    data_dir: Path | None, name: str | None, source: str | None, job: int | None, *, for_good: bool
) -> None:
    """Take out a monograph, or all that an imported file or an import brought. It is kept, and can be restored."""
    if [name is not None, source is not None, job is not None, for_good].count(True) != 1:
        raise click.UsageError("Give a name, or --source, or --import, or --for-good alone.")
    with open_library(data_dir) as library:
        if name is not None:
            uid = open_named(library, name).uid
            library.remove(uid)
            say(f"{uid} was removed. `materia library restore {uid}` brings it back.")
        elif source is not None:
            found = library.source_named(source)
            removed = counted(len(library.remove_source(found.id)), "monograph")
            say(f"{removed} removed. `materia library restore --source {found.id}` undoes it.")
        elif job is not None:
            from desktop_app.services.importing.job import take_out

            removed = counted(len(take_out(library, job)), "monograph")
            say(f"{removed} removed. `materia library restore --import {job}` undoes it.")
        else:
            say(f"{counted(library.forget_removed(), 'monograph')} deleted for good.")


@library_group.command("restore")
@click.argument("uid", required=False, type=text)
@click.option("--source", type=text, help="All that was removed with this imported file.")
@click.option("--import", "job", type=_NUMBER, help="All that was removed with the import with this number.")
@click.pass_obj
def library_restore(data_dir: Path | None, uid: str | None, source: str | None, job: int | None) -> None:
    """Bring back what `remove` took out."""
    if [uid, source, job].count(None) != 2:
        raise click.UsageError("Give the uid of a monograph, or --source, or --import.")
    with open_library(data_dir) as library:
        if source is not None:
            found = library.source_named(source)
            say(f"{counted(len(library.restore_source(found.id)), 'monograph')} restored.")
        elif job is not None:
            say(f"{counted(len(library.restore_import(job)), 'monograph')} restored.")
        elif uid is not None and not library.restore(uid):
            raise NotFoundError(f"No monograph {uid} was removed.")
        else:
            say(f"{uid} is in the library again.")


@library_group.command("export")
@click.argument("file", type=click.Path(readable=False, path_type=Path))
@click.argument("names", nargs=-1, type=text)
@click.pass_obj
def library_export(data_dir: Path | None, file: Path, names: tuple[str, ...]) -> None:
    """Write the library, or the monographs that are named, to a file that another Materia imports.

    Each as it is now: older versions stay in this library, and so does what was removed.
    """
    from desktop_app.services.library.export import export_library

    with open_library(data_dir) as library:
        uids = [open_named(library, name).uid for name in names]
        count = export_library(library, file, uids or None)
    say(f"{file}: {counted(count, 'monograph')}, as in the library now. Older versions are not in the file.")


@library_group.command("new")
@click.pass_obj
def library_new(data_dir: Path | None) -> None:
    """Start a new library where the old one is damaged or gone. A damaged one is kept beside it."""
    from desktop_app.services.lost import new_library

    aside = new_library(folder_of(data_dir))
    kept = f" The damaged one is kept as {aside}." if aside is not None else ""
    say(f"There is a new library. Import the files again.{kept}")


@library_group.command("verify")
@json_option
@click.pass_obj
def library_verify(data_dir: Path | None, *, as_json: bool) -> None:
    """Check the file, every version and picture, and the search index. Exits with 1 when anything is wrong."""
    from desktop_app.services.library.check import check_library

    with open_library(data_dir) as library:
        problems = check_library(library)
    if as_json:
        print_json({"problems": problems})
    else:
        print_lines(problems or ["The library is sound."])
    sys.exit(1 if problems else 0)
