"""Tests that did not run: one line that says why, and a failure where a machine is expected to run them all."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable

import pytest
from _pytest.terminal import TerminalReporter

ALL_EXPECTED = "MATERIA_EXPECT_ALL"
"""The environment variable with which a skipped test fails the run."""
OTHER_USER = "needs a user other than root"
"""The reason of the only tests that the gate, being root, cannot run."""


def summary_line(reasons: Counter[str]) -> str:
    """How many tests were skipped and why, the commonest reason first."""
    told = "; ".join(f"{count}: {reason}" for reason, count in sorted(reasons.items(), key=lambda one: (-one[1], one)))
    return f"{reasons.total()} could not run here ({told})"


def reasons_of(reports: Iterable[pytest.TestReport]) -> Counter[str]:
    """The reasons of skipped tests, and how many tests each has stopped."""
    return Counter(_reason(report) for report in reports)


def _reason(report: pytest.TestReport) -> str:
    """The third of (file, line, reason), without pytest's own word before it."""
    told = report.longrepr
    return (told[2] if isinstance(told, tuple) else str(told)).removeprefix("Skipped: ")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run where all tests were expected and one of them was skipped."""
    if _is_failure(_skipped(session.config)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """Print the line, as the last before pytest's own count."""
    if reasons := _skipped(config):
        expected = f"; {ALL_EXPECTED} is set: that is a failure" if _is_failure(reasons) else ""
        terminalreporter.write_line(summary_line(reasons) + expected)


def _is_failure(reasons: Counter[str]) -> bool:
    return bool(os.environ.get(ALL_EXPECTED) and set(reasons) - {OTHER_USER})


def _skipped(config: pytest.Config) -> Counter[str]:
    """None in a worker process, which has no terminal."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return reasons_of(reporter.stats.get("skipped", [])) if isinstance(reporter, TerminalReporter) else Counter()
