"""What is said of tests that could not run, and that a machine expected to run them all fails."""

from __future__ import annotations

import pytest

from tests import skips

TESTS = """
import pytest

@pytest.mark.skip(reason="no display is here")
def test_one(): pass

@pytest.mark.skip(reason="no display is here")
def test_two(): pass

def test_three(): pytest.skip("needs a user other than root")

def test_four(): pass
"""


@pytest.fixture
def run(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with tests two of which need a display."""
    pytester.makepyfile(TESTS)
    return pytester


def test_one_line_tells_what_could_not_run_and_why(run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(skips.ALL_EXPECTED, raising=False)
    done = run.runpytest_inprocess("-p", "tests.skips")

    assert done.ret == pytest.ExitCode.OK
    done.stdout.fnmatch_lines("3 could not run here (2: no display is here; 1: needs a user other than root)")


def test_a_skipped_test_fails_where_all_are_expected(run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(skips.ALL_EXPECTED, "1")

    assert run.runpytest_inprocess("-p", "tests.skips").ret == pytest.ExitCode.TESTS_FAILED


def test_what_only_another_user_can_run_fails_nobody(run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(skips.ALL_EXPECTED, "1")

    assert run.runpytest_inprocess("-p", "tests.skips", "-k", "three or four").ret == pytest.ExitCode.OK


def test_nothing_is_said_where_all_could_run(run: pytest.Pytester) -> None:
    done = run.runpytest_inprocess("-p", "tests.skips", "-k", "four")

    done.stdout.no_fnmatch_line("*could not run here*")
