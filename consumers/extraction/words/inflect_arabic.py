"""Arabic verbs and verbal nouns in all the forms that news uses, by rule, in folded spelling.

Input is the third person masculine singular (past, present) and the folded singular noun. Clitics (و ف ب ل ك ال س)
are not made here: the matcher strips them.
"""

from __future__ import annotations

from collections.abc import Iterator

from consumers.text.tokens import fold

PAST, PRESENT, FIRST, PASSIVE, PARTICIPLE, NOUN, OWNED = (
    "past",
    "present",
    "first",
    "passive",
    "participle",
    "noun",
    "owned",
)

_PRONOUNS = ("ه", "ها", "هما", "هم", "نا")


def verb_forms(past: str, present: str = "", participle: str = "") -> Iterator[tuple[str, str]]:
    """Yield (form, kind) for the verb: past, present, first person plural, passive and circumstantial participle.

    Args:
        past: Third person masculine singular, not folded: its last letter decides; "-" for one that is not made.
        present: The same in the present.
        participle: Masculine singular.
    """
    alif, hamza = past.endswith("ى"), past.endswith("أ")
    past, present, participle = fold(past), fold(present), fold(participle)
    if past != "-":  # قبل is "before" more often than "accepted"
        yield from _past_in_hamza(past) if hamza else _past(past, alif=alif)
    if present:
        yield from _present(present)
    if participle:
        yield from _participle(participle)


def _past(past: str, *, alif: bool) -> Iterator[tuple[str, str]]:
    """Yield the past forms; ``alif``: of a verb that is spelt with a final ى, which رعت loses and بقيت keeps."""
    stem = past[:-1]
    if past.endswith("ي") and len(past) > 3:  # noqa: PLR2004 - التقى, استدعى (folded); a final radical written ى
        endings = (past, f"{stem}ت", f"{past}ا", f"{stem}تا", f"{stem}وا")
        yield f"{past}ت", PASSIVE
    elif alif and past.endswith("ي"):  # رعى
        endings = (past, f"{stem}ت", f"{past}ا", f"{stem}تا", f"{stem}وا")
    elif past.endswith("ا"):  # دعا
        endings = (past, f"{stem}ت", f"{stem}وا", f"{stem}تا", f"{stem}وا")
        yield f"{stem}ي", PASSIVE
        yield f"{stem}يت", PASSIVE
    else:
        endings = (past, f"{past}ت", f"{past}ا", f"{past}تا", f"{past}وا")
    for form in endings:
        yield form, PAST


def _past_in_hamza(past: str) -> Iterator[tuple[str, str]]:
    """Yield the past of أرجأ: أرجأت, أرجأتا, أرجأوا, أرجؤوا; passive أرجئ, أرجئت."""
    stem = past[:-1]
    for form in (past, f"{past}ت", f"{past}تا", f"{past}وا", f"{stem}ؤوا"):
        yield form, PAST
    yield f"{stem}ئ", PASSIVE
    yield f"{stem}ئت", PASSIVE


def _present(present: str) -> Iterator[tuple[str, str]]:
    core = present[1:]
    plurals: tuple[str, ...]
    jussive: tuple[str, ...]
    last = core[-1:]
    if last == "ا":  # يبدأ, with a hamza
        dual, plurals, jussive = f"{core}ن", (f"{core}ون", f"{core}وا", f"{core[:-1]}ؤون"), ()
    elif last in {"ي", "و"}:
        short = core[:-1]
        dual = f"{core}ان"
        plurals = (f"{short}ون", f"{short}وا")
        jussive = (short,)
    else:
        dual, plurals, jussive = f"{core}ان", (f"{core}ون", f"{core}وا"), (f"{core}ا",)
    for person in "يت":
        yield person + core, PRESENT
        yield person + dual, PRESENT
        if last in {"ي", "و"}:
            yield f"{person}{core}ا", PRESENT
        for form in (*plurals, *jussive):
            yield person + form, PRESENT
    yield f"ن{core}", FIRST


def _participle(participle: str) -> Iterator[tuple[str, str]]:
    """The accusative of circumstance: داعيا، داعية، داعين; the bare form is a noun more often than not."""
    oblique = f"{participle[:-1]}ين" if participle.endswith("ي") else f"{participle}ين"
    for form in (f"{participle}ا", f"{participle}ه", oblique):
        yield form, PARTICIPLE


def noun_forms(noun: str) -> Iterator[tuple[str, str]]:
    """Yield (form, kind) of a (folded) noun or noun phrase; only its first word takes pronouns and the dual.

    The kind is `OWNED` for a noun with a pronoun (لقائه): whose act it is stands before it, not after.
    """
    first, _, rest = noun.partition(" ")
    tail = f" {rest}" if rest else ""
    yield noun, NOUN
    if rest:  # agreement in the accusative: اتصالا هاتفيا
        yield f"{first}ا {' '.join(w + 'ا' for w in rest.split())}", NOUN
    for form, kind in _noun(first):
        yield form + tail, kind


def _noun(noun: str) -> Iterator[tuple[str, str]]:
    stems: tuple[str, ...]
    plain: tuple[str, ...]
    if noun.endswith("ه"):
        stems, plain = (f"{noun[:-1]}ت",), ("تان", "تين", "تا", "تي")
    elif noun.endswith("ء"):
        stems, plain = tuple(noun[:-1] + seat for seat in "ئؤء"), ("ءات", "ءين")
    else:
        stems, plain = (noun,), ("ا", "ين")
    for stem in stems:
        yield from ((stem + pronoun, OWNED) for pronoun in _PRONOUNS)
    base = noun[:-1] if noun[-1] in "هء" else noun
    yield from ((base + ending, NOUN) for ending in plain)
    if noun.endswith("ه"):
        yield from ((f"{base}تي{pronoun}", OWNED) for pronoun in ("ه", "ها"))
