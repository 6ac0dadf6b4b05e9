"""The language of a text: what its source calls it, as a BCP 47 tag, and what its letters show.

Every importer takes its language from here, so that one language has one name in the whole library: the tag says how a
text is searched, on which side it begins, and, for sources that are told apart by it, which monograph it is.
(https://www.rfc-editor.org/info/bcp47; ISO 639-2, https://www.loc.gov/standards/iso639-2/)
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

UNSAID = "en"
"""What a text is taken for where nothing says."""
LONGEST = 35
"""Characters of a tag: https://www.rfc-editor.org/rfc/rfc5646#section-4.4.1"""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_NONE = frozenset({"und", "mul", "zxx", "mis", "root"})
"""Codes that say that the language is not said, or that there are several."""
_RENAMED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "scc": "sr", "scr": "hr", "cmn": "zh"}
"""Withdrawn codes, and that of Mandarin, which in writing is Chinese."""
_SHORTER = """
aar:aa abk:ab afr:af aka:ak alb:sq amh:am ara:ar arg:an arm:hy asm:as ava:av ave:ae aym:ay aze:az bak:ba bam:bm
baq:eu bel:be ben:bn bih:bh bis:bi bod:bo bos:bs bre:br bul:bg bur:my cat:ca ces:cs cha:ch che:ce chi:zh chu:cu
chv:cv cor:kw cos:co cre:cr cym:cy cze:cs dan:da deu:de div:dv dut:nl dzo:dz ell:el eng:en epo:eo est:et eus:eu
ewe:ee fao:fo fas:fa fij:fj fin:fi fra:fr fre:fr fry:fy ful:ff geo:ka ger:de gla:gd gle:ga glg:gl glv:gv gre:el
grn:gn guj:gu hat:ht hau:ha heb:he her:hz hin:hi hmo:ho hrv:hr hun:hu hye:hy ibo:ig ice:is ido:io iii:ii iku:iu
ile:ie ina:ia ind:id ipk:ik isl:is ita:it jav:jv jpn:ja kal:kl kan:kn kas:ks kat:ka kau:kr kaz:kk khm:km kik:ki
kin:rw kir:ky kom:kv kon:kg kor:ko kua:kj kur:ku lao:lo lat:la lav:lv lim:li lin:ln lit:lt ltz:lb lub:lu lug:lg
mac:mk mah:mh mal:ml mao:mi mar:mr may:ms mkd:mk mlg:mg mlt:mt mon:mn mri:mi msa:ms mya:my nau:na nav:nv nbl:nr
nde:nd ndo:ng nep:ne nld:nl nno:nn nob:nb nor:no nya:ny oci:oc oji:oj ori:or orm:om oss:os pan:pa per:fa pli:pi
pol:pl por:pt pus:ps que:qu roh:rm ron:ro rum:ro run:rn rus:ru sag:sg san:sa sin:si slk:sk slo:sk slv:sl sme:se
smo:sm sna:sn snd:sd som:so sot:st spa:es sqi:sq srd:sc srp:sr ssw:ss sun:su swa:sw swe:sv tah:ty tam:ta tat:tt
tel:te tgk:tg tgl:tl tha:th tib:bo tir:ti ton:to tsn:tn tso:ts tuk:tk tur:tr twi:tw uig:ug ukr:uk urd:ur uzb:uz
ven:ve vie:vi vol:vo wel:cy wln:wa wol:wo xho:xh yid:yi yor:yo zha:za zho:zh zul:zu
"""
_TWO_LETTERS = {**_RENAMED, **dict(pair.split(":") for pair in _SHORTER.split())}
"""ISO 639-2, in both its forms, to 639-1."""

_SCRIPTS = {
    "ARABIC": "Arab", "ARMENIAN": "Armn", "BENGALI": "Beng", "BOPOMOFO": "Hani", "CJK": "Hani", "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva", "ETHIOPIC": "Ethi", "GEORGIAN": "Geor", "GREEK": "Grek", "GUJARATI": "Gujr",
    "GURMUKHI": "Guru", "HANGUL": "Hang", "HEBREW": "Hebr", "HIRAGANA": "Kana", "KANNADA": "Knda", "KATAKANA": "Kana",
    "KHMER": "Khmr", "LAO": "Laoo", "LATIN": "Latn", "MALAYALAM": "Mlym", "MYANMAR": "Mymr", "ORIYA": "Orya",
    "SINHALA": "Sinh", "TAMIL": "Taml", "TELUGU": "Telu", "THAI": "Thai", "TIBETAN": "Tibt",
}  # fmt: skip
"""The first word of a letter's name in Unicode to the script's code (ISO 15924)."""
_WRITTEN_IN = {
    "Arab": "ar fa ur ps sd ug ks ku ckb pnb az ms dv",
    "Armn": "hy hyw",
    "Beng": "bn as bpy mni",
    "Cyrl": "ru uk bg sr mk be kk ky mn tg tt ba cv ce os ab av kv uz az tk bs cu sah",
    "Deva": "hi mr ne sa bh mai new kok sd ks",
    "Ethi": "am ti",
    "Geor": "ka xmf",
    "Grek": "el grc",
    "Gujr": "gu",
    "Guru": "pa",
    "Hang": "ko",
    "Hani": "zh ja ko yue wuu gan hak nan lzh",
    "Hebr": "he yi",
    "Kana": "ja",
    "Khmr": "km",
    "Knda": "kn tcy",
    "Laoo": "lo",
    "Mlym": "ml",
    "Mymr": "my shn",
    "Orya": "or",
    "Sinh": "si",
    "Taml": "ta",
    "Telu": "te",
    "Thai": "th",
    "Tibt": "bo dz",
}
"""The languages that are written in each script but Latin; the first is the one that is most often meant, where only
one of them is common."""
_SEVERAL = frozenset({"Arab", "Cyrl", "Deva", "Beng", "Ethi"})
"""Scripts of several common languages: which of them only some letters tell."""
_TELLING = (
    ("Cyrl", "ў", "be"),
    ("Cyrl", "їєґ", "uk"),
    ("Cyrl", "ѓќѕ", "mk"),
    ("Cyrl", "ђћ", "sr"),
    ("Cyrl", "әғқңұһ", "kk"),
    ("Cyrl", "ыэё", "ru"),
    ("Cyrl", "ъ", "bg"),
    ("Arab", "ٹڈڑےں", "ur"),
    ("Arab", "پچژگیک", "fa"),
    ("Arab", "ةىأإيك", "ar"),
    ("Beng", "ৰৱ", "as"),
    ("Beng", "রব", "bn"),
)
"""Letters that of the common languages of a script only one has, to be looked for in this order."""
_COMMON = {
    "cs": "a je se na v že nebo pro při jako",
    "da": "og det er ikke med til af hvis skal dig",
    "de": "und der die das nicht mit von wenn oder ist",
    "en": "the and of you your not with if or is",
    "es": "el la los que y con si su para no",
    "et": "ja on ei kui see või ning teie mis ka",
    "fi": "ja on ei tai jos se että sinun ovat lääkettä",
    "fr": "le les et vous des avec si votre est dans",
    "hr": "i je se na u ako ili za nije od",
    "hu": "a az és nem vagy hogy ha egy is ez",
    "is": "og er ekki að við eða ef sem til það",
    "it": "il di che e con se non per lei della",
    "lt": "ir yra ne ar jeigu kad arba su jums vaisto",
    "lv": "un ir nav vai ja ar kas no jums zāles",
    "nl": "de het een en van u niet met als of",
    "no": "og det er ikke med til av hvis skal deg",
    "pl": "i w nie na się z jest lub do leku",
    "pt": "o a os que e com se não para seu",
    "ro": "și în nu sau cu este dacă care pentru să",
    "sk": "a je sa na v že alebo pre pri ako",
    "sl": "in je se na v če ali za ni pri",
    "sv": "och det är inte med till av om ska eller",
    "tr": "ve bir bu için ile veya olarak ise değil ilaç",
}
"""Ten words that every leaflet of the language has many of."""
_LIKE = {"nb": "no", "nn": "no", "bs": "hr", "sr": "hr"}
"""Languages whose common words are those of another."""
_CHARACTERS = 8_000
"""Of a text that are looked at."""
_MARKUP = re.compile(r"<[^<>]*+>|&[a-z]++;")
_FEWEST_LETTERS = 4
"""A text with fewer letters of other scripts shows nothing."""
_FAMILIES = (frozenset({"da", "nb", "nn", "no", "sv"}), frozenset({"cs", "sk"}), frozenset({"hr", "sl"}))
"""Languages with many of the ten words in common: between them the most decide."""
_FEWEST_WORDS = 60
_SHARE = 0.12
"""Of all words: so many of the ten in a text that is in their language (real leaflets: 0.13 to 0.29)."""
_TIMES = 5
"""So many times as many as of the language that was said."""


def language_tag(written: str) -> str:
    """A language's code as BCP 47 writes it: `eng` -> `en`, `PT_br` -> `pt-BR`; empty for what names none."""
    text = written.strip().replace("_", "-")
    if len(text) > LONGEST or not _TAG.fullmatch(text):
        return ""
    primary, *rest = text.split("-")
    primary = _TWO_LETTERS.get(primary.lower(), primary.lower())
    if primary in _NONE:
        return ""
    parts = [primary]
    for part in rest:
        after_single = any(len(one) == 1 for one in parts[1:])  # `x-private`, `u-extension`: as it is, in small letters
        if len(part) == 4 and part.isalpha() and not after_single:
            parts.append(part.title())
        elif len(part) == 2 and part.isalpha() and not after_single:
            parts.append(part.upper())
        else:
            parts.append(part.lower())
    return "-".join(parts)


def codes_of(tag: str) -> frozenset[str]:
    """All that sources write for a language, so far as its tag is of two letters: `en`, `eng`."""
    return frozenset({tag, *(code for code, two in _TWO_LETTERS.items() if two == tag)})


def language_in(said: str, text: str) -> tuple[str, str]:
    """The language of a text that its source says to be in `said`, which may be empty; and what to report where the
    text shows another, else nothing.

    Only what cannot be the language that is said is taken for another one: it is in letters that the language is not
    written in, or has none of its commonest words but those of another.
    """
    tag = language_tag(said)
    shown = _by_script(tag, text) or _by_words(tag or UNSAID, text)
    if not shown:
        return tag or UNSAID, ""
    return shown, f"language: the source says {tag}, its text is {shown}" if tag else ""


def likeliest(tags: list[str], text: str) -> str:
    """That of several languages of which a text has the most common words; the first where none has more."""
    words = _words(text)
    return max(tags, key=lambda tag: _likeness(tag, words))


def text_of(texts: Iterable[str]) -> str:
    """So much of several texts, which may be HTML, as is looked at."""
    pieces, size = list[str](), 0
    for text in texts:
        plain = _MARKUP.sub(" ", text[: 2 * _CHARACTERS])
        pieces.append(plain)
        size += len(plain)
        if size > _CHARACTERS:
            break
    return " ".join(pieces)


def _by_script(tag: str, text: str) -> str:
    """The language that the letters show, where they cannot be of `tag`; empty where they can."""
    text = text[:_CHARACTERS]
    if text.isascii():
        return ""
    letters = Counter(text.casefold())
    scripts = Counter[str]()
    for letter, count in letters.items():
        if letter.isalpha() and (script := _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0])):
            scripts[script] += count
    # Names of substances, units and codes stay in Latin letters in every language; so do whole tables of them.
    foreign = Counter({script: count for script, count in scripts.items() if script != "Latn"})
    if foreign.total() < _FEWEST_LETTERS or foreign.total() < scripts["Latn"]:
        return ""
    if foreign["Kana"] * 20 > foreign["Hani"] and foreign["Kana"]:  # Japanese writes its nouns in Chinese signs
        foreign = Counter({"Kana": foreign["Kana"] + foreign.pop("Hani", 0)}) + foreign
    script = foreign.most_common(1)[0][0]
    known = _WRITTEN_IN[script].split()
    if tag and (tag.split("-")[0] in known or tag.split("-")[0] not in _LATIN_OR_KNOWN):
        return ""
    if script not in _SEVERAL:
        return known[0]
    for of, telling, language in _TELLING:
        if of == script and any(letters[letter] for letter in telling):
            return language
    return f"und-{script}"


def _by_words(tag: str, text: str) -> str:
    """The language in Latin letters that a text surely is in, where that is not `tag`."""
    own = _LIKE.get(tag.split("-")[0], tag.split("-")[0])
    if own not in _COMMON:
        return ""
    words = _words(text)
    count = words.total()
    if count < _FEWEST_WORDS or _likeness(own, words) > count * _SHARE / 2:
        return ""
    found = {code: _likeness(code, words) for code in _COMMON}
    best = max(found, key=lambda code: found[code])
    related = next((family for family in _FAMILIES if best in family), frozenset({best}))
    alike = {code for code in found if found[code] * 4 > found[best] * 3}
    is_sure = found[best] > _SHARE * count and found[best] > _TIMES * found[own]
    return best if is_sure and alike <= related and own not in related else ""


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W\d_]+", text[:_CHARACTERS].casefold()))


def _likeness(tag: str, words: Counter[str]) -> int:
    primary = tag.split("-")[0]
    return sum(words[one] for one in _COMMON.get(_LIKE.get(primary, primary), "").split())


_LATIN_OR_KNOWN = frozenset(_COMMON) | {code for codes in _WRITTEN_IN.values() for code in codes.split()}
"""Languages of which it is known in what letters they are written; of any other no letters are a contradiction."""
