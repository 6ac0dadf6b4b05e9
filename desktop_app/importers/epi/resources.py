"""The resources of a FHIR Bundle, from JSON or XML, read without trusting that anything has the form it should have.

Elements that may repeat are lists in JSON even where there is one, and in XML nothing says so: both are read through
the functions here, which take one for a list of one and what is of the wrong type for nothing.
(https://hl7.org/fhir/json.html, https://hl7.org/fhir/xml.html)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.decoding import decode, without_unprintable
from desktop_app.importers.items import Item
from desktop_app.importers.json_source import NoJsonError, parse_json
from desktop_app.importers.limits import Limits
from desktop_app.importers.xml_source import parse_xml

Resource = dict[str, Any]
_FHIR = "{http://hl7.org/fhir}"
_XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(slots=True)
class Bundle:
    """A Bundle and what its resources are referred to by."""

    bundle: Resource
    resources: list[Resource] = field(default_factory=list)
    _by_name: dict[str, Resource] = field(default_factory=dict)

    def of_type(self, *names: str) -> list[Resource]:
        return [resource for resource in self.resources if word(resource.get("resourceType")) in names]

    def referred(self, reference: Any, within: Resource | None = None) -> Resource | None:
        """What a Reference leads to: in the Bundle, or (`#id`) among those that `within` contains."""
        given = as_dict(reference)
        name = word(given.get("reference")) if given else word(reference)
        if name.startswith("#"):
            contained = as_dicts(within.get("contained")) if within else []
            found = next((resource for resource in contained if word(resource.get("id")) == name[1:]), None)
            return found or self._by_name.get(name[1:])
        tail = "/".join(name.split("/_history/")[0].rsplit("/", 2)[-2:])
        return self._by_name.get(name) or self._by_name.get(tail)


def read_bundle(item: Item, limits: Limits) -> Bundle:
    """Raises UnreadableInputError where the item is no FHIR Bundle."""
    start = item.data.lstrip(b"\xef\xbb\xbf \t\r\n\0\xff\xfe")[:1]
    found = _from_xml(item, limits) if start == b"<" else _from_json(item, limits)
    if word(found.get("resourceType")) != "Bundle":
        raise UnreadableInputError(f"{item.name} is no FHIR Bundle, so it is no electronic product information.")
    bundle = Bundle(found)
    for entry in as_dicts(found.get("entry")):
        resource = as_dict(entry.get("resource"))
        if not resource:
            continue
        bundle.resources.append(resource)
        kind, identity = word(resource.get("resourceType")), word(resource.get("id"))
        for name in (word(entry.get("fullUrl")), f"{kind}/{identity}" if identity else "", identity):
            if name:
                bundle._by_name.setdefault(name, resource)
    return bundle


def as_dict(value: Any) -> dict[str, Any]:
    """The object, or the first of a list of them; empty for anything else."""
    return next(iter(as_dicts(value)), {})


def as_dicts(value: Any) -> list[dict[str, Any]]:
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, dict)]


def word(value: Any) -> str:
    """A text in one line without what cannot be shown; empty for what is no text."""
    if isinstance(value, list):
        value = next(iter(value), None)
    return " ".join(without_unprintable(value).split()) if isinstance(value, str) else ""


def codings(concept: Any) -> Iterator[tuple[str, str]]:
    """Code and display of each coding of a CodeableConcept."""
    for coding in as_dicts(as_dict(concept).get("coding")):
        yield word(coding.get("code")), word(coding.get("display"))


def display(concept: Any) -> str:
    """What a CodeableConcept is called."""
    return word(as_dict(concept).get("text")) or next((name for _, name in codings(concept) if name), "")


def identifier(resource: Resource) -> str:
    """The value of a resource's first identifier, without `urn:uuid:`; see `identity.py` for what it identifies."""
    values = (word(one.get("value")) for one in as_dicts(resource.get("identifier")))
    return next((value.removeprefix("urn:uuid:") for value in values if value), "")


def _from_json(item: Item, limits: Limits) -> Resource:
    text = decode(item.data, item.name, limit=limits.document_bytes)
    try:
        found = parse_json(text, limits)
    except NoJsonError as error:
        if isinstance(error.__cause__, RecursionError):
            raise _too_deep(item.name) from error
        raise UnreadableInputError(
            f"{item.name} is damaged: it is no JSON. Fetch it again from its publisher."
        ) from error
    layer, depth = [found], 0
    while layer := [inner for one in layer if isinstance(one, dict | list) for inner in _inside(one)]:
        depth += 1
        if depth > limits.json_depth:
            raise _too_deep(item.name)
    return found if isinstance(found, dict) else {}


def _too_deep(name: str) -> UnreadableInputError:
    return UnreadableInputError(f"{name} is nested deeper than any product information. Fetch it from its publisher.")


def _inside(value: dict[str, Any] | list[Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value


def _from_xml(item: Item, limits: Limits) -> Resource:
    return _resource(parse_xml(item.data, item.name, limits))


def _resource(element: etree._Element) -> Resource:
    return {**_fields(element), "resourceType": _name(element)}


def _fields(element: etree._Element) -> dict[str, Any]:
    """Its children, and of its attributes those that no child says too: an element may have both `id` and `<id>`."""
    fields: dict[str, Any] = {}
    for child in element:
        name = _name(child)
        if child.tag == f"{_XHTML}div":
            child.tail = None
            fields["div"] = etree.tostring(child, encoding="unicode", method="xml")
            continue
        found = fields.setdefault(name, [])
        if not isinstance(found, list):  # a second `div` that is none of XHTML
            continue
        if name in {"resource", "contained"}:
            found.extend(_resource(inner) for inner in child)
        else:
            found.append(_fields(child) if len(child) else child.get("value", ""))
    return {key: value for key, value in element.attrib.items() if key in {"id", "url"}} | fields


def _name(element: etree._Element) -> str:
    return str(element.tag).removeprefix(_FHIR)
