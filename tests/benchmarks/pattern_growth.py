"""How the time of every regular expression grows with its input: all that see foreign bytes must stay in proportion.

    .venv/bin/python tests/benchmarks/pattern_growth.py [WORDS...]

For each repetition in a pattern an attack is made of its own syntax: what leads there, the repeated part over and over,
and an end that does not fit. Text of growing length is matched and searched, and the exponent is the slope of time over
length in logarithms: 1 is proportion, 2 a square, and what doubles with each piece ends at the time allowed. The peer
is the pattern that froze imports for good. WORDS keep to modules with one of them in their name.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

ROOMS = ("desktop_app.importers", "desktop_app.monograph", "desktop_app.citations", "desktop_app.render", "index")
PEER = re.compile(r"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*(?:<!doctype html|<html\b)", re.I | re.S)
"""What told web pages apart before."""
ALLOWED_SECONDS = 1.0
"""Of one match, of the processor: what else the machine does counts for nothing."""
SIZES = [2**power for power in range(5, 18)]
WORTH_SECONDS = 0.002
"""Below, the clock says more of the machine than of the pattern."""
ENDS = ("", "\0", "!", "<", "é")
_PARSER: Any = importlib.import_module("re._parser")
_CODES: Any = importlib.import_module("re._constants")


class TooLongError(Exception):
    """A match was ended at the time allowed."""


def main(words: list[str]) -> int:
    signal.signal(signal.SIGVTALRM, _too_long)
    rows = [("(peer) " + PEER.pattern[:60], *_worst(PEER))]
    for name, pattern in patterns(words):
        rows.append((name, *_worst(pattern)))
    rows[1:] = sorted(rows[1:], key=lambda row: -max(row[1], row[2]))
    print(f"{len(rows) - 1} patterns; time grows with the length to the power of")
    print(f"{'match':>7} {'search':>7}  pattern")
    for name, match, search in rows[:1] + [row for row in rows[1:] if max(row[1], row[2]) > 1.25]:
        print(f"{_shown(match):>7} {_shown(search):>7}  {name}")
    return int(any(match > 1.5 for _, match, _ in rows[1:]))


def patterns(words: list[str]) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every pattern that a module of the rooms keeps, once, by where it stands."""
    seen: set[tuple[Any, int]] = set()
    for room in ROOMS:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, room + "."):
            if words and not any(word in found.name for word in words):
                continue
            module = importlib.import_module(found.name)
            for name, value in sorted(vars(module).items()):
                for pattern in _patterns_in(value):
                    if (key := (pattern.pattern, pattern.flags)) not in seen:
                        seen.add(key)
                        yield f"{found.name}.{name}", pattern


def _patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _patterns_in(one)
    elif isinstance(value, dict):
        yield from _patterns_in(tuple(value.values()))


def _worst(pattern: re.Pattern[Any]) -> tuple[float, float]:
    """The largest exponents of matching from the start and of searching, over all attacks."""
    flags = pattern.flags & ~re.DEBUG
    attacks = set(_attacks(_PARSER.parse(pattern.pattern, flags)))
    return (
        max((_exponent(pattern, pattern.match, attack) for attack in attacks), default=0.0),
        max((_exponent(pattern, pattern.search, attack) for attack in attacks), default=0.0),
    )


def _exponent(pattern: re.Pattern[Any], use: Callable[[Any], object], attack: tuple[str, str]) -> float:
    lead, piece = attack
    worst = 0.0
    for end in ENDS:
        times: list[tuple[float, float]] = []
        for size in SIZES:
            text: Any = lead + piece * max(1, size // len(piece)) + end
            if isinstance(pattern.pattern, bytes):
                text = text.encode("latin-1", "replace")
            seconds = _timed(use, text)
            if seconds is None:
                worst = max(worst, math.inf if size < 2048 else 2.5)
                break
            if seconds > WORTH_SECONDS:
                times.append((math.log(len(text)), math.log(seconds)))
            if seconds > ALLOWED_SECONDS / 8:
                break
        if len(times) > 1:
            (first, start), (last, stop) = times[max(0, len(times) - 3)], times[-1]
            worst = max(worst, (stop - start) / (last - first))
    return worst


def _timed(use: Callable[[Any], object], text: Any) -> float | None:
    """CPU seconds of one use; None where it did not end in the time allowed."""
    signal.setitimer(signal.ITIMER_VIRTUAL, ALLOWED_SECONDS)
    started = time.process_time()
    try:
        use(text)
    except TooLongError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - started


def _attacks(tree: Any, lead: str = "") -> Iterator[tuple[str, str]]:
    """What leads to each repetition, and one round of it."""
    for code, argument in tree:
        if code in {_CODES.MAX_REPEAT, _CODES.MIN_REPEAT, _CODES.POSSESSIVE_REPEAT}:
            _, high, body = argument
            if high > 8:
                for piece in _samples(body):
                    if piece:
                        yield lead, piece
            yield from _attacks(body, lead)
        elif code is _CODES.SUBPATTERN:
            yield from _attacks(argument[3], lead)
        elif code is _CODES.BRANCH:
            for branch in argument[1]:
                yield from _attacks(branch, lead)
        elif code in {_CODES.ASSERT, _CODES.ASSERT_NOT}:
            yield from _attacks(argument[1], lead)
        elif code is _CODES.ATOMIC_GROUP:
            yield from _attacks(argument, lead)
        lead += next(iter(_samples([(code, argument)])), "")


def _samples(tree: Iterable[Any], most: int = 6) -> list[str]:
    """Some short texts that a part of a pattern may match."""
    found = [""]
    for code, argument in tree:
        found = [start + more for start in found for more in _one(code, argument)][:most]
    return found


def _one(code: Any, argument: Any) -> list[str]:
    if code is _CODES.LITERAL:
        return [chr(argument)]
    if code is _CODES.NOT_LITERAL:
        return [next(sign for sign in "a -<" if ord(sign) != argument)]
    if code is _CODES.ANY:
        return ["a"]
    if code is _CODES.IN:
        return _of_class(argument)
    if code in {_CODES.MAX_REPEAT, _CODES.MIN_REPEAT, _CODES.POSSESSIVE_REPEAT}:
        low, _, body = argument
        return [text * max(1, low) for text in _samples(body)]
    if code is _CODES.SUBPATTERN:
        return _samples(argument[3])
    if code is _CODES.BRANCH:
        return [text for branch in argument[1] for text in _samples(branch, 2)][:6]
    if code is _CODES.ATOMIC_GROUP:
        return _samples(argument)
    return [""]


def _of_class(members: Iterable[Any]) -> list[str]:
    rules = list(members)
    if rules and rules[0][0] is _CODES.NEGATE:
        pattern = re.compile("[^" + "".join(map(_written, rules[1:])) + "]")
    else:
        pattern = re.compile("[" + "".join(map(_written, rules)) + "]")
    tried = " \na0-<>\"'=&.;:/(é"
    found = [sign for sign in tried if pattern.match(sign)][:3]
    return found or [sign for sign in map(chr, range(0x3000)) if pattern.match(sign)][:1] or [""]


def _written(rule: Any) -> str:
    code, argument = rule
    if code is _CODES.LITERAL:
        return re.escape(chr(argument))
    if code is _CODES.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    names = {"DIGIT": r"\d", "NOT_DIGIT": r"\D", "SPACE": r"\s", "NOT_SPACE": r"\S", "WORD": r"\w", "NOT_WORD": r"\W"}
    return names[str(argument).removeprefix("CATEGORY_")]


def _shown(exponent: float) -> str:
    return "no end" if exponent == math.inf else ">2" if exponent == 2.5 else f"{exponent:.1f}"


def _too_long(*_: object) -> None:
    raise TooLongError


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
