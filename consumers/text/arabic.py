"""Arabic orthography, compiled from camel-tools into one offset-free word folding.

camel-tools is the authority: the folding table is made by calling its functions on each character, so that a new
release of it changes this module with it. It is imported here and nowhere else. Its diacritics are written out, because
importing ``camel_tools.utils.dediac`` builds character sets of all of Unicode for 0.6 s; a test holds them equal to it.
What camel-tools does not do and news text needs is added below, with the reason.
"""

from __future__ import annotations

import re
from typing import Any

from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar

_ARABIC = range(0x0600, 0x0700)

_DIACRITICS: dict[int, str | None] = dict.fromkeys([*range(0x064B, 0x0653), 0x0670])
"""What ``camel_tools.utils.dediac.dediac_ar`` removes: short vowels, nunation, shadda, dagger alef."""

_BEYOND_CAMEL: dict[int, str | None] = {
    0x0640: None,  # tatweel stretches a word for looks
    0x0653: None,
    0x0654: None,
    0x0655: None,  # madda and hamza written as marks of their own
    0x200C: None,
    0x200D: None,
    0x200E: None,
    0x200F: None,
    0x061C: None,
    0xFEFF: None,  # joiners, direction marks
    0x06CC: "ي",
    0x06A9: "ك",
    0x06AF: "غ",  # Persian keyboards
    0x0671: "ا",
    **{0x0660 + digit: str(digit) for digit in range(10)},
    **{0x06F0 + digit: str(digit) for digit in range(10)},
}


def _compile(*functions: object) -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for code in _ARABIC:
        folded = chr(code)
        for function in functions:
            folded = function(folded)  # type: ignore[operator]
        if folded != chr(code):
            table[code] = folded or None
    return table | _DIACRITICS | _BEYOND_CAMEL


_BARE = _compile()
_FOLDED = _compile(normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar)
_DRESSED = re.compile(f"[{''.join(map(chr, _BARE))}]")
_VARIANT = re.compile(f"[{''.join(map(chr, _FOLDED))}]")
"""What `bare` and `fold` change: to look for it is faster than to translate, and most words stay the same object."""


def bare(word: str) -> str:
    """Return ``word`` without diacritics, tatweel and direction marks, spelling kept (``اليمنى`` stays itself)."""
    return word.translate(_BARE) if _DRESSED.search(word) else word


def fold(word: str) -> str:
    """Return ``word`` with spellings folded that news uses for one another: أ إ آ ا, ى ي, ة ه; digits ASCII."""
    return word.translate(_FOLDED) if _VARIANT.search(word) else word


def recognizer_class() -> Any:
    """Return camel-tools' ``NERecognizer``, which brings torch and transformers; see `extraction.sentences.ner`."""
    from camel_tools.ner import NERecognizer  # noqa: PLC0415 - some seconds and several GB that few installations want

    return NERecognizer
