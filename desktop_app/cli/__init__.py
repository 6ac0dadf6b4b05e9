"""The command line: one function per command, no logic.

The services do the work; Qt is imported only by `print` and the window.

Exit codes: 0 done; 1 a `UserError` (one line `materia: …` on standard error) or findings of `audit`; 2 wrong usage.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from desktop_app.cli import commands
from desktop_app.cli.bookmarks import bookmark_group
from desktop_app.cli.library import library_group
from desktop_app.cli.parts import complain, print_lines
from desktop_app.errors import UserError

__all__ = ["main", "materia"]


class _Materia(click.Group):
    """A group in which a `UserError` or Ctrl+C becomes one line on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            complain(error)
            ctx.exit(1)
        except KeyboardInterrupt:
            complain("Stopped. What was not finished was not kept.")
            ctx.exit(1)


WORKER_WORDS = {"--multiprocessing-fork", "-c"}
"""How an installed Materia is started to parse for an import, or to look after what such processes share. Only then is
multiprocessing imported: at every start it would cost the first paint a twentieth."""


def main() -> None:
    """Entry point of the `materia` command."""
    if getattr(sys, "frozen", False) and WORKER_WORDS & set(sys.argv):
        from multiprocessing import freeze_support

        freeze_support()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    materia(prog_name="materia")


@click.group(cls=_Materia, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data-dir",
    type=click.Path(readable=False),
    envvar="MATERIA_DATA_DIR",
    help="Where Materia keeps its data.",
)
@click.option("--measure-startup", is_flag=True, help="Open the window, print how long it took as JSON, and exit.")
@click.option("--version", "version", is_flag=True, help="Say which Materia this is and where its data lies.")
@click.pass_context
def materia(ctx: click.Context, data_dir: str | None, *, measure_startup: bool, version: bool) -> None:
    """An offline drug reference. Without a command it opens the window."""
    if data_dir == "":  # as a path it would be the folder that the command happens to be in
        raise UserError("--data-dir names no folder. Name one, or leave the option out to use the usual one.")
    folder = None if data_dir is None else Path(data_dir)
    ctx.obj = folder
    if version:
        from desktop_app.services.about import about
        from desktop_app.services.data_folder import folder_named

        print_lines(about(folder_named(folder)).lines())
        ctx.exit(0)
    if ctx.invoked_subcommand is None:
        from desktop_app.app import run_window

        ctx.exit(run_window(folder, measure=measure_startup))
    elif measure_startup:
        raise click.UsageError("--measure-startup goes without a command.")


for command in (
    commands.open_command,
    commands.import_command,
    commands.new_command,
    commands.list_command,
    commands.show_command,
    commands.search_command,
    commands.look_alikes_command,
    commands.print_command,
    commands.audit_command,
    bookmark_group,
    library_group,
):
    materia.add_command(command)
