"""The README says what is so."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from desktop_app.cli import materia
from desktop_app.ui.shell.actions import key_table_markdown

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_key_table_is_that_of_the_actions() -> None:
    table = README.partition("<!-- keys:")[2].partition("-->\n")[2].partition("<!-- /keys -->")[0]

    assert table.strip() == key_table_markdown().strip()


def test_every_command_is_documented() -> None:
    shown = CliRunner().invoke(materia, ["--help"]).stdout
    commands = re.findall(r"^  ([a-z]+) ", shown.partition("Commands:")[2], re.MULTILINE)

    assert len(commands) >= 7
    assert all(f"materia {command}" in README for command in commands)


def test_every_file_it_links_to_is_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]

    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []
