"""`materia bookmark`: what was kept."""

from __future__ import annotations

from pathlib import Path

import click

from desktop_app.cli.parts import (
    folder_of,
    json_option,
    name_argument,
    open_bookmarks,
    open_library,
    open_named,
    print_json,
    print_lines,
    say,
    text,
)
from desktop_app.services.counting import counted


@click.group("bookmark")
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
    from desktop_app.services.rows import row
    from desktop_app.services.sections import choose_sections

    with open_library(data_dir) as library, open_bookmarks(library.folder) as bookmarks:
        monograph = open_named(library, name)
        section = choose_sections(monograph, [section_key] if section_key else [])[0]
        kept = bookmarks.add(
            monograph, section.key, folder=bookmarks.folder_named(folder) if folder else None, note=note
        )
    say(row(kept.id, kept.monograph_title, kept.section_title))


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


@bookmark_group.command("restore")
@click.option("--anew", is_flag=True, help="Start without bookmarks.")
@click.pass_obj
def bookmark_restore(data_dir: Path | None, *, anew: bool) -> None:
    """Go back to the last backup where bookmarks and notes are damaged or gone."""
    from desktop_app.services.lost import restore_user_data

    say(restore_user_data(folder_of(data_dir), anew=anew))


@bookmark_group.command("export")
@click.argument("file", type=click.Path(readable=False, path_type=Path))
@click.pass_obj
def bookmark_export(data_dir: Path | None, file: Path) -> None:
    """Write all bookmarks, folders and notes to a file."""
    with open_bookmarks(folder_of(data_dir)) as bookmarks:
        count = bookmarks.export_to(file)
    say(f"{file}: {counted(count, 'bookmark')}")


@bookmark_group.command("import")
@click.argument("file", type=click.Path(readable=False, path_type=Path))
@click.pass_obj
def bookmark_import(data_dir: Path | None, file: Path) -> None:
    """Add the bookmarks of a file to those that are here."""
    with open_bookmarks(folder_of(data_dir)) as bookmarks:
        count = bookmarks.import_from(file)
    say(f"{file}: {counted(count, 'new bookmark')}")
