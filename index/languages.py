"""In which languages a query may be meant. It says so itself in none, so its words are looked up in all of an index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from types import MappingProxyType

from index.stemming import ENGLISH, stem
from index.whoosh_parts import stop_list
from index.words import fold

_TELLING = 4
"""Letters of a stem that may be looked up in a language that lacks the word: `dose` has the stem of `dos`, two."""

_SPANISH = """
    a al algo algun alguna algunas alguno algunos aquel aquella aquello como con cual cuales cuando cuanta cuantas
    cuanto cuantos de debe deben debo del desde donde el ella ellas ellos en entre era eran es esa esas ese eso esos
    esta estaba estan estar estas este esto estos fue fueron ha haber habia han hay he la las le les lo los me mi mis
    muy o para pero por porque pueda puede pueden puedo que quien quienes se sea sean ser si sido son soy su sus
    tambien te tengo tiene tienen tu un una unas uno unos usted y ya yo
"""
_NEGATIONS: Mapping[str, str] = MappingProxyType(
    {
        "da": "ikke uden",
        "de": "kein keine keinem keinen keiner keines nicht nichts ohne",
        "fi": "ei eiv\u00e4t emme en et ette ilman",
        "fr": "ne ni pas sans",
        "hu": "ne nem nincs sem",
        "it": "no non n\u00e9 senza",
        "nl": "geen niet niets zonder",
        "no": "ikke ikkje ingen uten",
        "pt": "n\u00e3o nem sem",
        "ro": "f\u0103r\u0103 nici nu",
        "sv": "ej ingen inte utan",
    }
)
"""What Whoosh's lists of stop words have and a warning is made of."""


@lru_cache(maxsize=32)
def stop_words(language: str) -> frozenset[str]:
    """Words, folded, that say nothing in a language other than English; negations are not among them."""
    if language == "es":
        return frozenset(_SPANISH.split())
    if language not in _NEGATIONS:
        return frozenset()
    return frozenset(map(fold, stop_list(language) - set(_NEGATIONS[language].split())))


class Languages:
    """The languages of the texts of an index, for the words of a query."""

    def __init__(
        self,
        held: Iterable[str] = (),
        has: Callable[[str, str], bool] | None = None,
        commas: Iterable[bool] = (False,),
    ) -> None:
        """`has` says of a language and a folded word whether a text in it has the word."""
        self.commas = frozenset(commas) or frozenset({False})
        """Whether texts have a decimal comma: some may, and others not."""
        self.held = tuple(held) or (ENGLISH,)
        """As `language_of` gives them."""
        self._has = has

    def of(self, word: str) -> tuple[str, ...]:
        """The languages whose forms of a folded word are wanted."""
        if self._has is None or len(self.held) < 2:
            return self.held
        having = {language for language in self.held if self._has(language, word)}
        if not having:
            return self.held
        return tuple(language for language in self.held if language in having or len(_bare(word, language)) >= _TELLING)

    def keys(self, word: str) -> tuple[str, ...]:
        """The stems of a folded word in these languages."""
        return tuple(stem(word, language) for language in self.of(word))

    @cached_property
    def stop_words(self) -> frozenset[str]:
        """Words that say nothing in one of these languages, English aside."""
        return frozenset[str]().union(*map(stop_words, self.held))


def _bare(word: str, language: str) -> str:
    return stem(word, language).rpartition(":")[2]
