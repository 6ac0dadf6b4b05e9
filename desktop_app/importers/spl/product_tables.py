"""What a label says of its products, as the tables of one section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from desktop_app.importers.spl.products import Ingredient, Product


def product_tables(products: Sequence[Product], label_title: str = "", labeler: str = "") -> str:
    """Materia HTML: for each product its facts, ingredients, packages. `label_title` is said first, if given."""
    out = [_paragraph(label_title)] if label_title else []
    for product in products:
        _write(product, labeler, "h3", out)
    return "".join(out)


def _write(product: Product, labeler: str, heading: str, out: list[str]) -> None:
    generics = ", ".join(product.generics)
    name = product.name or generics or "Product"
    if generics and generics.casefold() != name.casefold():
        name = f"{name} ({generics})"
    out.append(f"<{heading}>{escape(name, quote=False)}</{heading}>")
    facts = [
        ("Item code (NDC)", product.code),
        ("Repackaged from", product.source_code),
        ("Amount in the kit", product.quantity),
        ("Dosage form", product.form),
        ("Route of administration", ", ".join(product.routes)),
        ("DEA schedule", product.schedule),
        ("Labeler", labeler),
        ("Marketing category", product.category),
        ("Application or monograph", product.application),
        ("Marketed", product.marketed),
        *product.characteristics,
    ]
    rows = [[f"<th>{escape(what, quote=False)}</th>", _cell(value)] for what, value in facts if value]
    if rows:
        out.append(_table("", (), rows))
    if product.active:
        out.append(
            _table(
                "Active ingredients",
                ("Ingredient", "UNII", "Active moiety", "Strength", "Strength is of"),
                (_active(ingredient) for ingredient in product.active),
            )
        )
    if product.inactive:
        are_measured = any(ingredient.strength for ingredient in product.inactive)
        columns = ("Ingredient", "UNII", "Strength") if are_measured else ("Ingredient", "UNII")
        fields = ((ingredient.name, ingredient.unii, ingredient.strength) for ingredient in product.inactive)
        rows = [[_cell(field) for field in row[: len(columns)]] for row in fields]
        out.append(_table("Inactive ingredients", columns, rows))
    if product.packages:
        out.append(
            _table(
                "Packaging",
                ("Item code (NDC)", "Package"),
                ((_cell(package.code), _cell(package.contents)) for package in product.packages),
            )
        )
    for part in product.parts:
        _write(part, "", "h4", out)


def _active(ingredient: Ingredient) -> tuple[str, ...]:
    moieties = ", ".join(ingredient.moieties)
    fields = (ingredient.name, ingredient.unii, moieties, ingredient.strength, ingredient.strength_of)
    return tuple(map(_cell, fields))


def _table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    title = f"<caption>{caption}</caption>" if caption else ""
    names = "".join(f"<th>{name}</th>" for name in head)
    top = f"<thead><tr>{names}</tr></thead>" if names else ""
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f"<table>{title}{top}<tbody>{body}</tbody></table>"


def _cell(text: str) -> str:
    return f"<td>{escape(text, quote=False)}</td>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>"
