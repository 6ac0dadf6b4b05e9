"""A start that fails says why where the user looks, and offers what can be done."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop_app import app
from desktop_app.errors import DamagedError, GoneError, StorageError, UserError
from desktop_app.services.backup import Backup, copies_in
from desktop_app.store.user.store import UserStore
from desktop_app.ui.shell.start_failure import StartFailure, tell_start_failure


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A data folder with a backup beside damaged user data."""
    with closing(UserStore(tmp_path / "user.db")) as store:
        store.set_settings({"kept": 1})
        Backup(tmp_path, store).make()
    (tmp_path / "user.db").write_bytes(b"no database" * 500)
    return tmp_path


def press(key: Qt.Key, said: list[str]) -> None:
    """Once the window is there."""

    def now() -> None:
        (dialog,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, StartFailure)]
        label = dialog.findChild(QLabel, "sentence")
        assert isinstance(label, QLabel)
        said.append(label.text())
        QTest.keyClick(dialog, key)

    QTimer.singleShot(50, now)


def test_without_backups_the_sentence_is_shown_and_nothing_can_be_chosen(qapp: QApplication) -> None:
    said: list[str] = []
    press(Qt.Key.Key_Return, said)
    assert tell_start_failure(qapp, "Materia is already <open>.") is None
    assert said == ["Materia is already <open>."]
    assert qapp.quitOnLastWindowClosed()


@pytest.mark.parametrize(("key", "chosen"), [(Qt.Key.Key_Return, True), (Qt.Key.Key_Escape, False)])
def test_a_backup_is_chosen_or_not(damaged: Path, qapp: QApplication, key: Qt.Key, chosen: bool) -> None:
    copies = copies_in(damaged)
    press(key, [])
    assert tell_start_failure(qapp, "Damaged.", copies) == (copies[0] if chosen else None)


def test_a_chosen_backup_takes_the_place_of_damaged_user_data(damaged: Path, qapp: QApplication) -> None:
    said: list[str] = []
    press(Qt.Key.Key_Return, said)
    with ExitStack() as held:
        _, user, _ = app._take(damaged, held, show_failure=True)
        assert user.setting("kept") == 1
    assert "user.db is damaged" in said[0]
    assert [path.read_bytes() for path in damaged.glob("user-damaged-*.db")] == [b"no database" * 500]


def test_quitting_leaves_the_damaged_data_and_ends_with_the_error(damaged: Path, qapp: QApplication) -> None:
    press(Qt.Key.Key_Escape, [])
    with ExitStack() as held, pytest.raises(DamagedError):
        app._take(damaged, held, show_failure=True)
    assert (damaged / "user.db").read_bytes() == b"no database" * 500


def test_a_backup_that_is_damaged_too_replaces_nothing(damaged: Path, qapp: QApplication) -> None:
    copies_in(damaged)[0].path.write_bytes(b"no database either" * 500)
    said: list[str] = []
    press(Qt.Key.Key_Return, said)
    QTimer.singleShot(1500, lambda: press(Qt.Key.Key_Escape, said))
    with ExitStack() as held, pytest.raises(DamagedError):
        app._take(damaged, held, show_failure=True)
    assert (damaged / "user.db").read_bytes() == b"no database" * 500


def test_where_nobody_sees_it_the_error_is_raised_at_once(damaged: Path, qapp: QApplication) -> None:
    with pytest.raises(StorageError, match=r"user\.db is damaged"):
        app.run_window(damaged)


def test_a_start_without_a_display_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(UserError, match="no display"):
        app.run_window(tmp_path)


@pytest.mark.parametrize("how", ["emptied", "gone"])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, None])
def test_lost_user_data_is_restored_or_started_anew_as_the_user_chooses(
    damaged: Path, qapp: QApplication, how: str, key: Qt.Key | None
) -> None:
    (damaged / "user.db").write_bytes(b"") if how == "emptied" else (damaged / "user.db").unlink()

    def anew() -> None:
        (dialog,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, StartFailure)]
        said.append("anew")
        (button,) = [each for each in dialog.findChildren(QPushButton) if each.text() == "Start without bookmarks"]
        button.click()

    said: list[str] = []
    if key is not None:
        press(key, said)
    else:
        QTimer.singleShot(50, anew)
    with ExitStack() as held:
        _, user, _ = app._take(damaged, held, show_failure=True)
        assert user.setting("kept") == (1 if key is not None else None)
    assert len(copies_in(damaged)) == 1
    assert len(said) == 1
    assert "`materia" not in said[0]


def test_lost_user_data_is_not_made_anew_where_nobody_is_asked(damaged: Path, qapp: QApplication) -> None:
    (damaged / "user.db").write_bytes(b"")
    with pytest.raises(GoneError, match=r"emptied.*1 backup"):
        app.run_window(damaged)
    assert (damaged / "user.db").read_bytes() == b""
