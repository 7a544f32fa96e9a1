"""Every form of an Arabic relational adjective (nisba), by rule from the masculine singular."""

from __future__ import annotations

from collections.abc import Iterator

_ENDINGS: tuple[tuple[str, str, str], ...] = (
    ("", "m", "s"),
    ("ة", "f", "s"),
    ("ا", "m", "s"),  # accusative: لقاءً مصريًا
    ("ان", "m", "d"),
    ("ين", "m", "p"),  # the oblique dual and plural are spelled alike
    ("تان", "f", "d"),
    ("تين", "f", "d"),
    ("ون", "m", "p"),
    ("ات", "f", "p"),
)
_FIXED_FIRST = {"جنوب", "وسط", "غرب", "شرق", "شمال"}
"""First words of compound adjectives that do not agree: جنوب أفريقية."""


def nisba_forms(nisba: str) -> Iterator[tuple[str, str, str, bool]]:
    """Yield (form, gender, number, definite) for every form of the adjective ``nisba``.

    In a compound, words that end in ي agree and take the article (كوري شمالي -> الكوريتين الشماليتين).
    """
    words = nisba.split()
    for ending, gender, number in _ENDINGS:
        for definite in (False, True):
            fixed = definite and words[0] in _FIXED_FIRST
            forms = [_inflect(word, ending, definite=definite and not (fixed and n)) for n, word in enumerate(words)]
            yield " ".join(forms), gender, number, definite


def plural_forms(plural: str) -> Iterator[tuple[str, str, str, bool]]:
    """Yield the indefinite form of a broken plural, also in the accusative, and the definite one (روس، روسا، الروس)."""
    yield plural, "m", "p", False
    if " " not in plural and not plural.endswith("ة"):
        yield f"{plural}ا", "m", "p", False
    yield " ".join(f"ال{w}" for w in plural.split()), "m", "p", True


def _inflect(word: str, ending: str, *, definite: bool) -> str:
    if word in _FIXED_FIRST:
        return f"ال{word}" if definite else word
    agreeing = word.endswith(("ي", "ى"))
    stem = word[:-1] + "ي" if agreeing else word
    form = stem + ending if agreeing else word
    return f"ال{form}" if definite else form
