"""LaTeX in the fields of a BibTeX file, as plain text: no macro is ever taken for nothing.

pylatexenc reads it and knows most macros; here are those for signs that it lacks. A macro that neither knows stays as
it is written, with what it stands before, and is told: `\\SI{5}{\\milli\\gram}` must not become `5`.
Outside mathematics, `& % # _ ^` are characters that people type, not LaTeX's.
Signs: textcomp and the LaTeX companion's tables (https://ctan.org/pkg/textcomp, https://ctan.org/pkg/comprehensive).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from desktop_app.monograph.raised import END, LOWER, RAISE, plain

_GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega"  # noqa: E501
_LETTERS = "αβγδεζηθικλμνξοπρστυφχψω"
_SIGNS = {
    "textgreater": ">", "textless": "<", "textbar": "|", "textbackslash": "\\", "textasciicircum": "^",
    "textunderscore": "_", "textbraceleft": "{", "textbraceright": "}", "textdollar": "$", "textasteriskcentered": "*",
    "permil": "‰", "perthousand": "‰", "degree": "°", "celsius": "°C", "textcelsius": "°C", "micro": "µ", "ohm": "Ω",
    "textohm": "Ω", "textmu": "µ", "textminus": "−", "textdiv": "÷", "textpm": "±", "textonequarter": "¼",
    "textonehalf": "½", "textthreequarters": "¾", "textonesuperior": "¹", "texttwosuperior": "²",
    "textthreesuperior": "³", "textnumero": "№", "textestimated": "℮", "textservicemark": "℠", "textvisiblespace": " ",
    "textrightarrow": "→", "textleftarrow": "←", "textuparrow": "↑", "textdownarrow": "↓", "textsurd": "√",
    "geqslant": "≥", "leqslant": "≤", "geqq": "≥", "leqq": "≤", "gtrsim": "≳", "lesssim": "≲", "nobreakdash": "",
    "textnobreakspace": " ", "nobreakspace": " ", "newline": " ", "linebreak": " ", "par": " ", "enspace": " ",
    "thinspace": " ", "negthinspace": "", "hyp": "-", "endash": "–", "emdash": "—", "slash": "/",
    "relax": "", "protect": "", "leavevmode": "", "allowbreak": "", "noindent": "", "sloppy": "", "selectfont": "",
    "bfseries": "", "itshape": "", "upshape": "", "scshape": "", "mdseries": "", "rmfamily": "", "sffamily": "",
    "normalfont": "", "em": "", "it": "", "bf": "", "rm": "", "sc": "", "sl": "", "tt": "", "limits": "",
}  # fmt: skip
"""Macros without arguments, and what each prints; those that only set type print nothing."""
_DRESS = frozenset({
    "textmd", "textup", "textnormal", "texttt", "textsf", "textln", "textulc", "textsw", "mathit", "mathbf", "mathsf",
    "mathtt", "mathnormal", "mathup", "boldsymbol", "bm", "operatorname", "hbox", "mbox", "fbox", "uppercase",
    "lowercase", "MakeUppercase", "MakeLowercase", "NoCaseChange", "ensuremath", "text", "underline", "mkbibemph",
    "mkbibitalic", "mkbibbold", "mkbibacro", "mkbibparens", "emph", "textnum", "textlf", "selectlanguage",
})  # fmt: skip
"""Macros that set their argument in another way: the argument stays as it is."""
_NOT_FOLLOWED = frozenset({"input", "include"})
"""Macros that would read other files."""
_QUOTES = frozenset({"enquote", "mkbibquote"})
_HEIGHTS = {"textsuperscript": RAISE, "mkbibsuperscript": RAISE, "textsubscript": LOWER, "mkbibsubscript": LOWER}
_ARGUMENT = r"\{(?>(?:[^{}]++|\{(?>(?:[^{}]++|\{[^{}]*+\})*)\})*)\}"
"""In braces, with two deeper ones in it at most."""
_MACRO = re.compile(rf"\\(?P<name>[A-Za-z]++)\*?(?P<rest>(?>(?:\[[^\[\]]*+\]|{_ARGUMENT})*))")
_CONTROL_SYMBOL = re.compile(r"\\(?P<sign>[^A-Za-z])", re.DOTALL)
_BARE = re.compile(r"(?<!\\)[&%#]")
_HEIGHT = re.compile(rf"(?P<how>[\^_])(?:(?P<group>{_ARGUMENT})|(?P<one>\\[A-Za-z]++|[^\\{{}}\s]))")
_MATH = re.compile(
    r"(?<!\\)(\$\$?)(?P<inner>(?>(?:[^$\\]++|\\.)*))\1|\\\((?P<round>(?>(?:[^\\]++|\\(?![()]))*))\\\)", re.DOTALL
)
_SPACED_HEIGHT = re.compile(r"\\(?P<name>text(?:super|sub)script)\s++(?P<what>\w)")
"""TeX takes the next sign for the argument: `10\textsuperscript 9`."""
_DOLLAR = re.compile(r"(?<!\\)\$")
_FIRST_PRIVATE = 0xF0000
"""A private plane of Unicode: each stands for a stretch that goes past pylatexenc unread."""


def plain_latex(text: str, unknown: set[str]) -> str:
    """The text without LaTeX, on one line; the macros that nobody knows are added to `unknown`, as `\\SI`."""
    if not re.search(r"[\\${}~&%#`'-]", text):
        return " ".join(text.split())
    return " ".join(_Reader(unknown).read(text).split())


class _Reader:
    def __init__(self, unknown: set[str]) -> None:
        self._unknown = unknown
        self._kept: list[str] = []
        """Stretches that stay, each in the place of one private character."""

    def read(self, text: str) -> str:
        from pylatexenc.latexwalker import LatexWalker, LatexWalkerError

        text = _SPACED_HEIGHT.sub(r"\\\g<name>{\g<what>}", text)
        text = "".join(self._parts(text))
        text = _CONTROL_SYMBOL.sub(self._symbol, text)
        text = _MACRO.sub(self._macro, text)
        text = _BARE.sub(lambda found: "\\" + found[0], text)
        try:
            nodes, _, _ = LatexWalker(text, latex_context=_grammar()).get_latex_nodes()
            read = _converter().nodelist_to_text(nodes)
        except (LatexWalkerError, RecursionError, ValueError, IndexError):
            read = text
        for _ in range(len(self._kept) + 1):  # a stretch may stand in another
            inner = re.sub(f"[{chr(_FIRST_PRIVATE)}-{chr(_FIRST_PRIVATE + 0xFFF)}]", self._back, read)
            if inner == read:
                break
            read = inner
        return plain(read)

    def _parts(self, text: str) -> Iterator[str]:
        """Mathematics, and what stands between: a dollar alone, or a backslash at the end, is the character."""
        done = 0
        for found in _MATH.finditer(text):
            yield _DOLLAR.sub(r"\\$", text[done : found.start()])
            yield f"${self._heights(found['inner'] or found['round'] or '')}$"
            done = found.end()
        rest = _DOLLAR.sub(r"\\$", text[done:])
        ends_open = (len(rest) - len(rest.rstrip("\\"))) % 2
        yield rest[:-1] + self._keep("\\") if ends_open else rest

    def _heights(self, inner: str) -> str:
        """Mathematics with its superscripts and subscripts as macros."""

        def raised(found: re.Match[str]) -> str:
            name = "textsuperscript" if found["how"] == "^" else "textsubscript"
            what = found["group"][1:-1] if found["group"] else found["one"]
            return f"\\{name}{{{self._heights(what)}}}"

        return _HEIGHT.sub(raised, inner)

    def _symbol(self, found: re.Match[str]) -> str:
        if found["sign"].isspace() or _is_known(found["sign"]):
            return found[0]
        self._unknown.add(found[0])
        return self._keep(found[0])

    def _macro(self, found: re.Match[str]) -> str:
        name, rest = found["name"], found["rest"]
        argument = rest[1:-1] if rest.startswith("{") else ""
        if name in _SIGNS:
            return self._keep(_SIGNS[name]) + _MACRO.sub(self._macro, rest)
        if name in _text_greek():
            return self._keep(_text_greek()[name]) + _MACRO.sub(self._macro, rest)
        if name in _HEIGHTS:
            return self._keep(_HEIGHTS[name]) + _MACRO.sub(self._macro, argument) + self._keep(END)
        if name in _DRESS:
            return _MACRO.sub(self._macro, rest)
        if name == "href" and rest.count("{") > 1:
            return _MACRO.sub(self._macro, re.sub(rf"^{_ARGUMENT}", "", rest))
        if name in _QUOTES:
            return "“" + _MACRO.sub(self._macro, argument) + "”"
        if _is_known(name):
            return found[0][: len(found[0]) - len(rest)] + _MACRO.sub(self._macro, rest)
        self._unknown.add(f"\\{name}")
        return self._keep(found[0])

    def _keep(self, stretch: str) -> str:
        if not stretch:
            return "{}"
        self._kept.append(stretch)
        return chr(_FIRST_PRIVATE + len(self._kept) - 1)

    def _back(self, found: re.Match[str]) -> str:
        place = ord(found[0]) - _FIRST_PRIVATE
        return self._kept[place] if place < len(self._kept) else found[0]


@cache
def _text_greek() -> dict[str, str]:
    """`textalpha` and its like, small and capital (https://ctan.org/pkg/textalpha)."""
    small = dict(zip(_GREEK.split(), _LETTERS, strict=True))
    return {f"text{name}": sign for name, sign in small.items() if name != "mu"} | {
        f"text{name.capitalize()}": sign.upper() for name, sign in small.items()
    }


@cache
def _grammar() -> Any:
    """Which macros take arguments. To set this and the converter up takes longer than to read most fields."""
    from pylatexenc.latexwalker import get_default_latex_context_db

    return get_default_latex_context_db()


@cache
def _converter() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text, get_default_latex_context_db

    return LatexNodes2Text(latex_context=get_default_latex_context_db(), strict_latex_spaces=False, keep_comments=True)


@cache
def _is_known(name: str) -> bool:
    """Whether pylatexenc makes something of a macro rather than nothing."""
    spec = _converter().latex_context.get_macro_spec(name)
    return name not in _NOT_FOLLOWED and spec is not None and bool(spec.simplify_repl or not spec.discard)
