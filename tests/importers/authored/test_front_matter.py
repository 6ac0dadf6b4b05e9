"""Front matter of authored monographs: plain strings, checked, with the line of what is wrong."""

from __future__ import annotations

import pytest

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.authored.front_matter import is_authored, read_front_matter, slug_of, split
from desktop_app.monograph.model import Name, NameKind


def lines(text: str) -> list[str]:
    return text.strip("\n").split("\n")


def test_values_are_kept_as_they_are_written() -> None:
    front = read_front_matter(
        lines("materia: 1\ntitle: Testol\nversion: 1.10\neffective: 2026-11\nnotice: no\nlicence: >\n  CC BY\n  4.0"),
        "t.md",
    )
    assert (front.version, front.effective, front.notice, front.licence) == ("1.10", "2026-11", "no", "CC BY 4.0")
    assert (front.slug, front.language, front.bibliography, front.references) == ("testol", "en", "", [])


def test_names_keep_their_kinds_and_order() -> None:
    front = read_front_matter(
        lines(
            "materia: 1\ntitle: T\nnames:\n  generic: testol\n  brand: [Zeta, Alpha, Zeta]\n  misspelling: [testoll]"
        ),
        "t.md",
    )
    assert front.names == (
        Name("testol", NameKind.GENERIC),
        Name("Zeta", NameKind.BRAND),
        Name("Alpha", NameKind.BRAND),
        Name("testoll", NameKind.MISSPELLING),
    )


def test_the_title_is_the_generic_name_where_none_is_given() -> None:
    assert read_front_matter(lines("materia: 1\ntitle: Testol"), "t.md").names == (Name("Testol", NameKind.GENERIC),)


def test_escapes_cannot_smuggle_in_what_a_file_may_not_hold() -> None:
    front = read_front_matter(lines('materia: 1\ntitle: "a\\u202Eb\\0c\\uD800"'), "t.md")
    assert front.title == "abc"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: x", "line 2: the front matter has no line `materia: 1`"),
        ("- a\n- b", "line 2: the front matter must be lines such as"),
        ("", "line 2: the front matter must be lines such as"),
        ("materia: 2\ntitle: x", "line 2: this is format '2' and this Materia reads '1'"),
        ("materia: 1", "line 2: the front matter has no title"),
        (
            "materia: 1\ntitle: x\ncolour: red",
            "line 4: the front matter has no entry 'colour'. It knows: bibliography,",
        ),
        ("materia: 1\ntitle: [x]", "line 3: title must be one line of text"),
        ("materia: 1\ntitle: x\ntitle: y", "line 4: 'title' is given twice"),
        ("materia: 1\ntitle: 日本", "line 3: no slug can be made from the title"),
        ("materia: 1\ntitle: x\nslug: A b", "line 4: slug must be small letters"),
        ("materia: 1\ntitle: x\nlanguage: English", "line 4: language must be a code"),
        ("materia: 1\ntitle: x\neffective: 22.11.2026", "line 4: effective must be a date"),
        ("materia: 1\ntitle: x\neffective: 2024-02-30", "line 4: effective is 2024-02-30, a day that there is not"),
        ("materia: 1\ntitle: x\nnames: Lioresal", "line 4: names must be lists under"),
        ("materia: 1\ntitle: x\nnames:\n  trade: [a]", "line 4: 'trade' is no kind of name. Use generic, brand"),
        ("materia: 1\ntitle: x\nnames:\n  brand: [[a]]", "line 4: the brand names must be a list of words"),
        ("materia: 1\ntitle: x\nnames:\n  brand: {a: b}", "line 4: the brand names must be a list of words"),
        ("materia: 1\ntitle: x\nreferences: y", "line 4: references must be a list"),
        ("materia: 1\ntitle: 'x", "line 3: the front matter is not YAML here (found unexpected end of stream)"),
        ("materia: 1\ntitle: x: y", "line 3: the front matter is not YAML here (mapping values are not allowed"),
        ("materia: 1\ntitle: x\n? [a]\n: b", "line 4: a key must be a word"),
        ("materia: 1\ntitle: \ufffe", "line 1: the front matter holds a character"),
        ("materia: 1\ntitle: &a x\nversion: *a", "line 3: anchors and aliases"),
        ("materia: 1\ntitle: !!python/object:os.system x", "line 3: tags (!) are not read"),
        ("materia: 1\ntitle: " + "[" * 20 + "]" * 20, "line 3: the front matter is nested more than 12 deep"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, message: str) -> None:
    with pytest.raises(UnreadableInputError) as caught:
        read_front_matter(lines(text), "t.md")
    assert f"t.md, {message}" in str(caught.value)


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    bomb = "materia: 1\ntitle: x\na0: &a0 [x, x]\n" + "\n".join(
        f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 60)
    )
    with pytest.raises(UnreadableInputError, match="anchors and aliases"):
        read_front_matter(lines(bomb), "t.md")


def test_front_matter_has_a_limit() -> None:
    with pytest.raises(UnreadableInputError, match="larger than 256 KB"):
        read_front_matter(["materia: 1", "title: " + "x" * 600_000], "t.md")


def test_front_matter_stands_between_two_lines_of_hyphens() -> None:
    assert split("---\na: b\n---\ntext") == (["a: b"], 3)
    assert split("---\na: b\n...\ntext") == (["a: b"], 3)
    assert split("---\na: b\ntext") == ([], 0)
    assert split("text") == ([], 0)


def test_front_matter_that_names_materia_makes_a_monograph() -> None:
    assert is_authored("---\nmateria: 1\n---\n", "t.md")
    assert not is_authored("---\nA line of hyphens can open a text\n---\nmateria: medica", "t.md")
    assert not is_authored("Text", "t.md")


def test_front_matter_of_another_kind_is_told_what_it_lacks() -> None:
    with pytest.raises(
        UnreadableInputError, match=r"^t\.md has front matter without a line `materia: 1`\. Add that line"
    ):
        is_authored("---\ntitle: a blog post\n---\nmateria: medica", "t.md")


def test_slugs_are_of_small_letters_and_figures() -> None:
    assert slug_of("  Baclofen (oral), 10 mg ") == "baclofen-oral-10-mg"
    assert slug_of("日本") == ""
    assert len(slug_of("word " * 50)) <= 80
