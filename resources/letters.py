"""Letters that are no letter with an accent, and what stands for them where accents are left out.

One rule for the keys of sections and for search: `œdème` is found as `oedeme`, and its section key says `oedeme`.
"""

SPELT = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t"}
)
"""For `str.translate` of a case-folded text, in which `ß` is `ss` already."""
