"""English and French verbs in all their forms, by rule; irregular parts are given in the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator

BASE, PRESENT, PAST, GERUND, PARTICIPLE, FUTURE = "base", "present", "past", "gerund", "participle", "future"

PREDICATE = "predicate"
_VOWELS = "aeiou"
_DOUBLING = re.compile("(?:qu|[^aeiou])*[aeiou][bdgklmnprt]")
"""One short vowel and one consonant at the end: put, ban, swap."""


def english_verb(entry: str) -> Iterator[tuple[str, str]]:
    """Yield (form, kind) of ``entry``: ``condemn``, ``call on``, or with its parts ``take/took/taken part``.

    Only the first word is inflected; the rest follows unchanged (``call on`` -> ``called on``). An entry that begins
    with ``=`` is one form for all, said of a subject after "to be": ``=due in``.
    """
    if entry.startswith("="):
        yield entry[1:], PREDICATE
        return
    shapes = entry.split("/")
    base, *parts = (shape.partition(" ")[0] for shape in shapes)
    rest = next((tail for tail in (shape.partition(" ")[2] for shape in shapes) if tail), "")
    tail = f" {rest}" if rest else ""
    past = parts[0] if parts else _past(base)
    participle = parts[1] if len(parts) > 1 else past
    yield base + tail, BASE
    yield ("is" if base == "be" else _third(base)) + tail, PRESENT
    yield past + tail, PAST
    if base == "be":
        yield "were" + tail, PAST
    if participle != past:
        yield participle + tail, PARTICIPLE
    yield _gerund(base, past) + tail, GERUND


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
    return f"{verb}{verb[-1]}ed" if _DOUBLING.fullmatch(verb) else f"{verb}ed"


def _gerund(verb: str, past: str) -> str:
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "be")):
        return f"{verb[:-1]}ing"
    doubled = _DOUBLING.fullmatch(verb) or past == f"{verb}{verb[-1]}ed"  # expel/expelled: expelling
    return f"{verb}{verb[-1]}ing" if doubled else f"{verb}ing"


def plural_forms(noun: str) -> tuple[str, ...]:
    """Return ``noun`` and its regular plural in English and French: tariff, tariffs; penalty, penalties."""
    if not noun[-1:].isalpha() or noun.endswith(("s", "x", "z")):
        return (noun,)
    if noun.endswith(("sh", "ch")):
        return noun, f"{noun}es"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun, f"{noun[:-1]}ies"
    return noun, f"{noun}s"


_FRENCH = {
    "er": {
        PRESENT: ("e", "ent"),
        PAST: ("a", "èrent", "ait", "aient"),
        PARTICIPLE: ("é", "ée", "és", "ées"),
        GERUND: ("ant",),
        BASE: ("er",),
        FUTURE: ("era", "eront", "erait", "eraient"),
    },
    "ir": {
        PRESENT: ("it", "issent"),
        PAST: ("issait", "issaient", "irent"),
        PARTICIPLE: ("i", "ie", "is", "ies"),
        GERUND: ("issant",),
        BASE: ("ir",),
        FUTURE: ("ira", "iront", "irait", "iraient"),
    },
    "re": {
        PRESENT: ("", "ent"),
        PAST: ("ait", "aient", "irent"),
        PARTICIPLE: ("u", "ue", "us", "ues"),
        GERUND: ("ant",),
        BASE: ("re",),
        FUTURE: ("ra", "ront", "rait", "raient"),
    },
}
"""Endings of the regular conjugations: condamner, avertir, suspendre (Grevisse, Le Bon Usage, on regular verbs).

The conditional is the future of what is told (announced that it *would expel* them)."""
_IMPERFECT = (("ait", PAST), ("aient", PAST), ("ant", GERUND))
_STEMS = (("iennent", "en"), ("ennent", "en"), ("oivent", "ev"), ("ent", ""))
"""Ending of the third person plural, and of the stem of the imperfect and the present participle: viennent, venait."""
_LEAST_PLURAL = 5
_REFLEXIVES = ("s'", "se ")


def french_verb(entry: str) -> Iterator[tuple[str, str]]:
    """Yield (form, kind) of ``entry``: a regular verb in -er, -ir or -re, or any verb with its forms spelled out.

    Forms are spelled out as ``infinitive/present,present/participle,participle``. What follows a regular verb stays
    as it is (``mettre`` is spelled out, ``claquer la porte`` is not). A regular verb may be reflexive: ``s'engager``.
    """
    base, *parts = entry.split("/")
    if parts:
        yield base, BASE
        for form in parts[0].split(","):
            yield (
                form,
                FUTURE if form.split(" ")[0].endswith(("ra", "ront")) or form.endswith(("ra", "ront")) else PRESENT,
            )
        yield from _derived(base, parts[0].split(","))
        for form in parts[1].split(",") if len(parts) > 1 else ():
            yield form, PARTICIPLE
            yield from _perfects(form)
        return
    reflexive = next((r for r in _REFLEXIVES if entry.startswith(r)), "")
    verb, _, rest = entry.removeprefix(reflexive).partition(" ")
    tail = f" {rest}" if rest else ""
    stem, conjugation = verb[:-2], verb[-2:]
    if reflexive:
        yield from _reflexive(stem, conjugation, tail, reflexive)
        return
    for kind, endings in _FRENCH[conjugation].items():
        for ending in endings:
            yield _joined(stem, ending) + tail, kind


def _derived(base: str, forms: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the conditional, the imperfect and the present participle that follow from the forms spelled out."""
    for form in forms:
        words = form.split(" ")
        for n, word in enumerate(words):
            before, after = " ".join([*words[:n], ""]), " ".join(["", *words[n + 1 :]])
            if word.endswith("ra"):
                yield f"{before}{word}it{after}", FUTURE
            elif word.endswith("ront"):
                yield f"{before}{word[:-3]}aient{after}", FUTURE
            elif word.endswith("ent") and len(word) > _LEAST_PLURAL:
                plural, stem = next((p, s) for p, s in _STEMS if word.endswith(p))
                root = word.removesuffix(plural) + stem
                infinitive = base.split(" ")[min(n, base.count(" "))]
                if infinitive.endswith("er"):  # rejettent, rejetait
                    root = infinitive.removeprefix("s'").removesuffix("er")
                    root = word[: word.index("'") + 1] + root if "'" in word else root
                for ending, kind in _IMPERFECT:
                    yield f"{before}{_joined(root, ending)}{after}", kind
            else:
                continue
            break


_PERFECTS = (
    ("s'est ", ("s'être ", "s'était ")),
    ("se sont ", ("s'être ", "s'étaient ")),
    ("sont ", ("être ", "étaient ")),
)
"""Auxiliary of a perfect that is spelled out, and those of its infinitive and its pluperfect."""


def _perfects(form: str) -> Iterator[tuple[str, str]]:
    """Yield the other perfects of ``form``: s'est rendu, s'être rendu, s'était rendu."""
    for auxiliary, others in _PERFECTS:
        if form.startswith(auxiliary):
            for other in others:
                kind = BASE if other.endswith("être ") else PARTICIPLE
                yield other + form.removeprefix(auxiliary), kind


def _joined(stem: str, ending: str) -> str:
    return f"{stem}e{ending}" if stem.endswith("g") and ending[:1] in {"a", "â"} else stem + ending


def _reflexive(stem: str, conjugation: str, tail: str, reflexive: str) -> Iterator[tuple[str, str]]:
    for kind, endings in _FRENCH[conjugation].items():
        for ending in endings:
            form = _joined(stem, ending) + tail
            if kind != PARTICIPLE:
                yield reflexive + form, kind
                continue
            for auxiliary in ("s'est ", "se sont ", "s'était ", "s'étaient ", "s'être "):
                yield auxiliary + form, PARTICIPLE
