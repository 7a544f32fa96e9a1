"""Sentences as runs of tokens."""

from __future__ import annotations

from consumers.text.tokens import Token

_ENDS = frozenset(".!?؟؛;…\n")
_ABBREVIATIONS = frozenset(
    (
        *(
            "mr",
            "mrs",
            "ms",
            "dr",
            "st",
            "gen",
            "sen",
            "rep",
            "gov",
            "prof",
            "lt",
            "col",
            "sgt",
            "rev",
            "hon",
            "jr",
            "sr",
        ),
        *("no", "vs", "inc", "ltd", "co", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov"),
        *("dec", "u", "s", "n", "e", "a", "m", "mme", "mlle", "md", "ma", "د", "أ", "م"),
    )
)


def sentences(tokens: list[Token]) -> list[tuple[int, int]]:
    """Return the sentences of ``tokens`` as index ranges; line breaks and the marks that end them are in none."""
    found, start = [], 0
    for index in [n for n, token in enumerate(tokens) if token.text in _ENDS]:
        if tokens[index].text == "." and not _ends_here(tokens, index):
            continue
        if index > start:
            found.append((start, index))
        start = index + 1
    if len(tokens) > start:
        found.append((start, len(tokens)))
    return found


def _ends_here(tokens: list[Token], index: int) -> bool:
    if index + 1 >= len(tokens) or index == 0:
        return True
    before, dot, after = tokens[index - 1], tokens[index], tokens[index + 1]
    if after.text == "\n" or before.text == "\n":
        return True
    if after.start == dot.end and after.text[0].isalnum() and before.end == dot.start:
        return False  # 2.5, U.S.
    initial = len(before.text) == 1 and before.text.isupper()  # Geir O. Pedersen
    return not (before.end == dot.start and (initial or before.text.lower() in _ABBREVIATIONS))
