"""A key that the spellings of one foreign name share: its consonants, those folded that transliteration mixes up.

Similarity thresholds are unsafe (عبد العاطي and عبد المعطي are 90 % alike); the key joins سيرغي, سيرجي and سيرجيه,
ترامب and ترمب, Sergey and Sergei, and keeps those two apart. It is evidence only for names of two words or more.
"""

from __future__ import annotations

import re

from consumers.text.tokens import fold_phrase

_SOUNDS = str.maketrans({
    "غ": "ج", "گ": "ج", "چ": "ج", "ق": "ك", "ص": "س", "ث": "س", "ط": "ت", "ض": "د", "ظ": "د", "ذ": "د", "ح": "ه",
    "ڤ": "ف", "پ": "ب", "ژ": "ج",
})
_ARABIC_VOWELS = re.compile("[اويءئؤ]|ه$")
_ARTICLE = re.compile("^ال(?=..)")
_SERVANT = re.compile("^عبدال")
_DIGRAPHS = (("ph", "f"), ("tch", "ç"), ("sch", "ş"), ("kh", "x"), ("sh", "ş"), ("ch", "ş"), ("gh", "g"), ("th", "t"),
             ("dh", "d"), ("ck", "k"), ("ts", "s"))  # fmt: skip
_LETTERS = str.maketrans({"q": "k", "c": "k", "j": "g", "z": "s", "w": "v"})
_LATIN_VOWELS = re.compile("[aeiouyh'’`]")
_LATIN_ARTICLES = frozenset({"al", "el", "ul", "as", "es"})
_REPEATED = re.compile(r"(.)\1+")


def skeleton(name: str) -> str:
    """Return the key of ``name``, its words parted by blanks; empty when nothing of it is left."""
    keys: list[str] = []
    for word in fold_phrase(name):
        if word.isascii():
            keys.append("" if word in _LATIN_ARTICLES and keys else _latin(word))
        elif _SERVANT.match(word):
            keys += ["عبد", _arabic(word[3:], first=False)]
        else:
            keys.append(_arabic(word, first=not keys))
    return " ".join(filter(None, keys))


def _arabic(word: str, *, first: bool) -> str:
    if not first:
        word = _ARTICLE.sub("", word)
    sounds = word.translate(_SOUNDS)
    return sounds[:1] + _REPEATED.sub(r"\1", _ARABIC_VOWELS.sub("", sounds[1:]))


def _latin(word: str) -> str:
    for letters, sound in _DIGRAPHS:
        word = word.replace(letters, sound)
    sounds = word.translate(_LETTERS)
    return sounds[:1] + _REPEATED.sub(r"\1", _LATIN_VOWELS.sub("", sounds[1:]))
