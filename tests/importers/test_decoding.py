"""Files become text, or a sentence that says why not."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import NotFoundError, UnreadableInputError, UserError
from desktop_app.importers import decoding
from desktop_app.importers.decoding import decode, decoded, read_file
from tests.skips import OTHER_USER

TEXT = "Baclofen 10 µg – γ-hydroxy\nsecond line"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_told_by_its_mark_or_its_form(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "a.txt") == TEXT


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xfe\xff", "utf-16-be"), (b"\0\0\xfe\xff", "utf-32-be")])
def test_big_endian_text_with_a_mark(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding), "a.txt") == TEXT


def test_old_windows_text_is_read_when_it_is_not_unicode() -> None:
    assert decode("Köhler – 5 µg “mild”".encode("cp1252"), "a.txt") == "Köhler – 5 µg “mild”"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("bad", [b"\xff", b"\xe2\x82", b"\xc3", b"\x80"])
def test_a_damaged_byte_of_unicode_is_shown_and_reported_and_changes_nothing_else(mark: bytes, bad: bytes) -> None:
    found = decoded(mark + "Köhler – 5 ".encode() + bad + " µg".encode(), "a.txt")

    assert found.text == "Köhler – 5 \ufffd µg"
    assert [(one.what, one.count) for one in found.report()] == [("damaged character, shown as \ufffd", 1)]


def test_an_encoding_that_was_guessed_is_reported() -> None:
    (one,) = decoded("Köhler – 5 µg".encode("cp1252"), "a.txt").report()

    assert one.what == "encoding that the file does not name, taken for Windows-1252"


@pytest.mark.parametrize("data", ["Köhler – 5 µg".encode(), "Köhler \ufffd".encode(), b"\xff\xfea\0", b"plain"])
def test_what_is_sure_is_not_reported(data: bytes) -> None:
    assert decoded(data, "a.txt").report() == ()


def test_the_encoding_that_a_file_names_is_taken_where_it_can_be() -> None:
    russian = "доза 5 мг".encode("cp1251")

    assert decoded(russian, "a.html", declared="windows-1251") == decoding.Decoded("доза 5 мг", "cp1251")
    assert decoded("доза 5 мг".encode(), "a.html", declared="windows-1251").text == "доза 5 мг"
    assert decoded(b"a page \xff of ASCII", "a.html", declared="utf-8").text == "a page \ufffd of ASCII"
    assert decoded(russian, "a.html", declared="no-such-encoding").guessed


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1), st.data())
def test_one_bad_byte_costs_one_character(text: str, data: st.DataObject) -> None:
    whole = "é – µ " + text + " é – µ"
    place = data.draw(st.integers(0, len(whole)))
    expected = decode(whole.encode(), "a.txt")
    found = decoded(whole[:place].encode() + b"\xff" + whole[place:].encode(), "a.txt")

    assert found.encoding == "utf-8"
    assert found.replaced == 1
    assert sorted(found.text) == sorted(expected + "\ufffd")


def test_bytes_that_windows_does_not_know_are_read_as_latin() -> None:
    assert decode(b"caf\xe9 \x81 au lait", "a.txt") == "café  au lait"


def test_line_ends_become_newlines() -> None:
    assert decode(b"a\r\nb\rc\n", "a.txt") == "a\nb\nc\n"


def test_overrides_of_direction_and_stray_controls_are_removed() -> None:
    assert decode("dose \u202e01\u202c mg\ufeff \u2066x\u2069".encode(), "a.txt") == "dose 01 mg x"
    assert decode(b"a long enough line of text" * 10 + b"\x07", "a.txt").endswith("text")


@pytest.mark.parametrize("data", [b"", b"  \n\t ", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(data: bytes) -> None:
    with pytest.raises(UnreadableInputError, match=r"^a\.txt is empty\. Choose"):
        decode(data, "a.txt")


@pytest.mark.parametrize(
    "data",
    [b"text\0text", b"\x89PNG\r\n\x1a\n" + bytes(range(1, 255)), bytes(range(1, 32)) * 4, "a\0b".encode("utf-16")],
)
def test_a_binary_says_what_to_do(data: bytes) -> None:
    with pytest.raises(UnreadableInputError, match=r"^a\.bin is not a text file\. Save"):
        decode(data, "a.bin")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xef\xbb\xbfabc\xff\xfe \xff \xff \xff", "UTF-8"),
        (b"\xff\xfea\0b", "UTF-16"),
        (b"\xff\xfe\0\xd8a\0", "UTF-16"),
        (b"\0\0\xfe\xffa", "UTF-32"),
    ],
)
def test_damaged_unicode_is_not_guessed_at(data: bytes, name: str) -> None:
    with pytest.raises(UnreadableInputError, match=f"begins as {name} text but is damaged"):
        decode(data, "a.txt")


def test_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(UnreadableInputError, match="larger than 0 MB"):
        decode(b"abcdef", "a.txt", limit=5)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_sentence(data: bytes) -> None:
    try:
        text = decode(data, "a.txt")
    except UserError:
        return
    assert text.strip()
    assert "\0" not in text
    assert text.encode("utf-8")


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x00\xff")
    assert read_file(path) == b"\x00\xff"


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(
        UnreadableInputError, match=r"huge\.txt is larger than 32 MB, too large for one monograph\. Split"
    ):
        read_file(path)


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path) -> None:
    """A named file of the kernel has no size until it is read: nothing but the reading itself can hold the limit."""
    path = Path("/proc/self/status")
    if not path.exists():
        pytest.skip("needs /proc")
    with pytest.raises(UnreadableInputError, match="larger than"):
        read_file(path, limit=10)


def test_a_file_that_vanished(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"^gone\.txt is not there \(any more\)\."):
        read_file(tmp_path / "gone.txt")
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(NotFoundError, match="is not there"):
        read_file(tmp_path / "a.txt" / "b.txt")


def test_a_folder_is_told_from_a_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match=r"is a folder\. Choose the files"):
        read_file(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableInputError, match="is not a file that can be read"):
        read_file(tmp_path / "pipe")


@pytest.mark.parametrize("name", ["a\0b", "x" * 300])
def test_names_that_cannot_be_files(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFoundError, match="Check the name"):
        read_file(tmp_path / name)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason=OTHER_USER)
def test_a_folder_without_permission(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    (folder / "a.txt").write_text("x")
    folder.chmod(0)
    try:
        with pytest.raises(UnreadableInputError, match="permission is missing"):
            read_file(folder / "a.txt")
    finally:
        folder.chmod(0o700)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "permission is missing for it or its folder"),
        (OSError(errno.EIO, "Input/output error"), "cannot be read (Input/output error)"),
        (OSError(), "cannot be read (the computer gives no reason)"),
    ],
)
def test_faults_of_the_disk_are_said_in_words(error: OSError, words: str) -> None:
    assert words in str(decoding.explained(error, "a.txt"))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_that_leads_back_to_itself_is_said(tmp_path: Path) -> None:
    link = tmp_path / "a.txt"
    link.symlink_to(link)
    with pytest.raises(NotFoundError, match="leads back to itself"):
        read_file(link)
