"""What can be wrong with a source that was well: parts missing, doubled, renamed, in another case or in another order.

Each mutator takes the bytes of a file and a source of chance, and gives back the bytes of a file that somebody's
program could have written. The same chance makes the same file.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from lxml import etree
from lxml import html as lxml_html

Mutator: TypeAlias = Callable[[bytes, random.Random], bytes]

MOST_CHANGES = 4
ODD_VALUES = (
    *("", " ", "0", "-1", "1.5", "null", "2024-02-30", "20240230", "99999999999999999999", "TRUE", "urn:uuid:1", "#"),
    *("\u202e01", "é\u0301", "10⁹", "<p>", "&amp;", "a/b", "../x", "x" * 400, "\u00a0", "[1]", "{}", '"', "\\"),
)
"""What stands where another value is expected."""
_CASES: tuple[Callable[[str], str], ...] = (str.upper, str.lower, str.title, str.swapcase)
_DOUBLE = "\x01"
"""Ends the second of two equal keys while both are in one dictionary."""
_FIELD = re.compile(r"[A-Za-z][\w-]*(?=\s*[=:]|  - )")


def mutate_xml(data: bytes, chance: random.Random) -> bytes:
    """XML with other elements and attributes; what is no XML is changed as lines."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return mutate_lines(data, chance)
    for _ in _times(chance):
        _change_tree(root, chance)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def mutate_html(data: bytes, chance: random.Random) -> bytes:
    """A page with other elements and attributes."""
    root = lxml_html.document_fromstring(data)
    for _ in _times(chance):
        _change_tree(root, chance)
    return bytes(lxml_html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>"))


def mutate_json(data: bytes, chance: random.Random) -> bytes:
    """JSON with other keys and values; some keys stand twice in one object, which JSON allows."""
    try:
        value = json.loads(data)
    except ValueError:
        return mutate_lines(data, chance)
    for _ in _times(chance):
        places = list(_places(value))
        if places:
            _change_value(*chance.choice(places), chance)
    text = json.dumps(value, ensure_ascii=chance.random() < 0.5, indent=chance.choice((None, None, 1)))
    return re.sub(r"(?:\x01|\\u0001)(?=\"\s*:)", "", text).encode("utf-8", "surrogatepass")


def mutate_lines(data: bytes, chance: random.Random) -> bytes:
    """A text of lines and of fields such as `title = {…}`, `title: …` and `TI  - …`."""
    lines = data.decode("utf-8", "replace").split("\n")
    for _ in _times(chance):
        at = chance.randrange(len(lines))
        change = chance.randrange(7)
        if change == 0:
            del lines[at]
            lines = lines or [""]
        elif change == 1:
            lines.insert(at, lines[at])
        elif change == 2:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif change == 3:
            lines[at] = _in_case(lines[at], chance.choice(_CASES))
        elif change == 4:
            cut = chance.randint(0, len(lines[at]))
            lines[at] = lines[at][:cut] if chance.random() < 0.5 else lines[at][cut:]
        elif change == 5:
            field = _FIELD.search(lines[at])
            value = chance.choice(ODD_VALUES)
            lines[at] = f"{lines[at][: field.end()]}: {value}" if field else value
        else:
            lines[at] = lines[at].translate({ord(sign): None for sign in chance.choice(("{}", ",", '"', ":-", "[]"))})
    return "\n".join(lines).encode("utf-8", "replace")


def _in_case(line: str, case: Callable[[str], str]) -> str:
    return _FIELD.sub(lambda field: case(field[0]), line)


def _times(chance: random.Random) -> range:
    return range(chance.randint(1, MOST_CHANGES))


def _change_tree(root: etree._Element, chance: random.Random) -> None:
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    element = chance.choice(elements)
    parent = element.getparent()
    change = chance.randrange(12)
    if change == 0 and parent is not None:
        parent.remove(element)
    elif change == 1 and parent is not None:
        element.addprevious(_copied(element))
    elif change == 2:
        children = list(element)
        chance.shuffle(children)
        element[:] = children
    elif change == 3:
        element.tag = _renamed(element.tag, chance.choice(_CASES))
    elif change == 4:
        element.tag = chance.choice(elements).tag
    elif change == 5:
        element.tag = _renamed(element.tag, str, chance.choice(("", "urn:example:other")))
    elif change == 6:
        element.text = chance.choice(ODD_VALUES)
        element[:] = []
    elif change == 7:
        element.tail = chance.choice(ODD_VALUES)
    elif change == 8 and parent is not None:
        inner = _copied(element)
        element[:] = [inner]
        element.text = None
    elif change == 9 and parent is not None:
        away = [other for other in elements if other not in set(element.iter())]
        chance.choice(away).append(element)
    else:
        _change_attribute(chance.choice([one for one in elements if one.attrib] or elements), chance)


def _change_attribute(element: etree._Element, chance: random.Random) -> None:
    names = [str(name) for name in element.attrib]
    if not names:
        element.set("id", chance.choice(ODD_VALUES[:8]))
        return
    name = chance.choice(names)
    value = element.get(name)
    change = chance.randrange(4)
    if change in {0, 3}:
        del element.attrib[name]
    if change == 1:
        element.set(name, chance.choice(ODD_VALUES))
    elif change in {2, 3}:
        element.set(_renamed(name, chance.choice(_CASES)), value)


def _copied(element: etree._Element) -> etree._Element:
    copy = etree.fromstring(etree.tostring(element, with_tail=False), etree.XMLParser(recover=True))
    return copy if copy is not None else etree.Element(element.tag)


def _renamed(name: str, case: Callable[[str], str], namespace: str | None = None) -> str:
    """A name as lxml has it, in another case or namespace."""
    before, brace, local = name.rpartition("}")
    around = before + brace if namespace is None else f"{{{namespace}}}" if namespace else ""
    return around + case(local)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with each of its keys."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from _places(inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield value, number
            yield from _places(inner)


def _change_value(around: Any, key: Any, chance: random.Random) -> None:
    value = around[key]
    change = chance.randrange(10)
    if change == 0:
        del around[key]
    elif change == 1:
        around[key] = chance.choice(ODD_VALUES)
    elif change == 2:
        around[key] = chance.choice((None, True, 0, -1, 1e300, [], {}, [None], [[]], {"value": None}, [{}]))
    elif change == 3:
        around[key] = value[0] if isinstance(value, list) and value else [value, value]
    elif change == 4:
        around[key] = {"value": value}
    elif isinstance(around, list):
        if change in {5, 6}:
            around.insert(key, value)
        else:
            chance.shuffle(around)
    elif change in {5, 6}:
        around[chance.choice(_CASES)(key)] = value
        if change == 5:
            around.pop(key, None)
    elif change == 7:
        around[key + _DOUBLE] = chance.choice((value, value, "", []))
    else:
        pairs = list(around.items())
        chance.shuffle(pairs)
        around.clear()
        around.update(pairs)
        if change == 8:
            around[chance.choice(pairs)[0]] = value
