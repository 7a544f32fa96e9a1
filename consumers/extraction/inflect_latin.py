"""English and French verbs in all their forms, by rule; irregular parts are given in the lexicon."""

from __future__ import annotations

from collections.abc import Iterator

BASE, PRESENT, PAST, GERUND, PARTICIPLE = "base", "present", "past", "gerund", "participle"

_VOWELS = "aeiou"


def english_verb(entry: str) -> Iterator[tuple[str, str]]:
    """Yield (form, kind) of ``entry``: ``condemn``, ``call on``, or with its parts ``meet/met``, ``take/took/taken``.

    Only the first word is inflected; the rest follows unchanged (``call on`` -> ``called on``).
    """
    verb, _, rest = entry.partition(" ")
    tail = f" {rest}" if rest else ""
    base, *parts = verb.split("/")
    past = parts[0] if parts else _past(base)
    participle = parts[1] if len(parts) > 1 else past
    yield base + tail, BASE
    yield _third(base) + tail, PRESENT
    yield past + tail, PAST
    if participle != past:
        yield participle + tail, PARTICIPLE
    yield _gerund(base) + tail, GERUND


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return f"{verb[:-1]}ies"
    return f"{verb}s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return f"{verb[:-1]}ied"
    return f"{verb}ed"


def _gerund(verb: str) -> str:
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith("ee"):
        return f"{verb[:-1]}ing"
    doubled = {
        "cut": "cutting",
        "put": "putting",
        "hit": "hitting",
        "ban": "banning",
        "swap": "swapping",
        "let": "letting",
    }
    return doubled.get(verb, f"{verb}ing")


_FRENCH_ER = {
    PRESENT: ("e", "es", "ent"),
    PAST: ("a", "èrent", "ait", "aient"),
    PARTICIPLE: ("é", "ée", "és", "ées"),
    GERUND: ("ant",),
    BASE: ("er", "era", "eront", "erait", "eraient"),
}


def french_verb(entry: str) -> Iterator[tuple[str, str]]:
    """Yield (form, kind) of ``entry``: an -er verb (``condamner``), or any verb with its forms spelled out.

    Forms are spelled out as ``infinitive/present,present/participle,participle``.
    """
    verb, _, rest = entry.partition(" ")
    tail = f" {rest}" if rest else ""
    base, *parts = verb.split("/")
    if parts:
        yield base + tail, BASE
        for form in parts[0].split(","):
            yield form + tail, PRESENT
        for form in parts[1].split(",") if len(parts) > 1 else ():
            yield form + tail, PARTICIPLE
        return
    stem = base[:-2]
    for kind, endings in _FRENCH_ER.items():
        for ending in endings:
            joint = "e" if base.endswith("ger") and ending[0] in "aâ" else ""
            yield stem + joint + ending + tail, kind
