"""What a word of the text can be: looked up once, remembered for the next article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from consumers.extraction.lexicon import Cue, Lexicon, Title
from consumers.gazetteer.index import Trie
from consumers.gazetteer.model import DEMONYM, SURNAME, Name
from consumers.text.arabic import bare
from consumers.text.tokens import Token, fold

_MAX_CACHED = 200_000
"""Words remembered; an article of noise must not grow the process."""
_WEEKDAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
_MIN_CLITIC_SURNAME = 4
_PLAIN = frozenset({"", "و", "ف"})
"""Clitics that any name may wear."""
_JOINERS = frozenset("-–’'‘.‑")


class Word(NamedTuple):
    """A word of the text and everything that may begin with it."""

    folded: str
    names: tuple[tuple[str, dict[str, Any]], ...]
    """Clitics worn, and the node of the name trie below this word."""
    cues: tuple[tuple[str, dict[str, Any]], ...]
    stems: frozenset[str]
    """The word with and without its clitics and article."""
    trigger: bool = False
    """Whether an act may begin here."""


_NOTHING = Word("", (), (), frozenset())


class Hit(NamedTuple):
    """A run of tokens ``[i, j)`` that stands for something."""

    i: int
    j: int
    prefix: str
    values: list[Any]


class Vocabulary:
    """The names and cues of one language, by the words of a text."""

    def __init__(self, lexicon: Lexicon, names: Trie, blocked: frozenset[str] = frozenset()) -> None:
        """Take the compiled lexicon, the names' trie and the spellings that are never a name."""
        self.lexicon = lexicon
        self._names = _merged(names, lexicon.titles)
        self._cues = lexicon.cues
        self._blocked = blocked
        self._arabic = lexicon.script == "arabic"
        self._known: dict[str, Word] = {}

    def word(self, surface: str) -> Word:
        """Return what ``surface`` can be."""
        known = self._known.get(surface)
        if known is None:
            known = self._look_up(surface)
            if len(self._known) >= _MAX_CACHED:
                self._known.clear()
            self._known[surface] = known
        return known

    def _look_up(self, surface: str) -> Word:
        word = self._readings(surface)
        return word._replace(trigger=True) if any(_triggers(node) for _, node in word.cues) else word

    def _readings(self, surface: str) -> Word:
        folded = fold(surface)
        if not folded or not folded[0].isalnum():
            return _NOTHING._replace(folded=folded)
        if not self._arabic:
            node, cue = self._names.get(folded), self._cues.get(folded)
            return Word(folded, (("", node),) if node else (), (("", cue),) if cue else (), frozenset((folded,)))
        names, cues, stems = [], [], set()
        blocked = bare(surface) in self._blocked
        for prefix, rest in _clitics(folded):
            stems.add(rest)
            node = self._names.get(rest)
            if node is not None and not (blocked and set(node) <= {""}) and "س" not in prefix:
                names.append((prefix, node))
            cue = self._cues.get(rest)
            if cue is not None and not (prefix.endswith("س") and rest[0] not in "يتن"):
                cues.append((prefix, cue))
            if cue is None:
                verbs = self._with_object(rest)
                if verbs:
                    cues.append((prefix, {"": verbs}))
            if rest.startswith("ال") and len(rest) > 4:  # noqa: PLR2004 - the article and a word
                stems.add(rest[2:])
                cue = self._cues.get(rest[2:])
                if cue is not None:
                    cues.append((f"{prefix}ال", cue))
        return Word(folded, tuple(names), tuple(cues), frozenset(stems))

    def _with_object(self, word: str) -> list[Cue]:
        """Return the verbs that ``word`` can be with an object pronoun: وقعها, استضافتهما."""
        for ending in ("هما", "ها", "هم", "ه"):
            if word.endswith(ending) and len(word) - len(ending) > 2:  # noqa: PLR2004 - a verb has three letters
                node = self._cues.get(word.removesuffix(ending), {})
                verbs = [c for c in node.get("", ()) if c.form in {"past", "present"}]
                if verbs:
                    return verbs
        return []

    def name_at(self, tokens: list[Token], words: list[Word], i: int, end: int) -> Hit | None:
        """Return the longest name or title that begins at token ``i``."""
        best: Hit | None = None
        for prefix, node in words[i].names:
            if self._arabic and len(node) == 1 and "" in node:
                j, values = i + 1, node[""]  # most names are one word
            else:
                j, values = self._walk(tokens, words, i, end, node, names=True)
            if not values or (best is not None and j <= best.j):
                continue
            first = values[0]
            if isinstance(first, Name) and (first.after or len(values) > 1):
                before = words[i - 1].folded if i else ""
                values = [v for v in values if not isinstance(v, Name) or not v.after or before in v.after]
            if prefix not in _PLAIN and j == i + 1 and len(words[i].folded) - len(prefix) < _MIN_CLITIC_SURNAME:
                values = [v for v in values if not isinstance(v, Name) or v.kind != SURNAME]  # لأي is not ل + Lai
            if values:
                best = Hit(i, j, prefix, values)
        return best

    def cue_at(self, tokens: list[Token], words: list[Word], i: int, end: int) -> Hit | None:
        """Return the longest cue that begins at token ``i``; all readings of that length together."""
        best: Hit | None = None
        for prefix, node in words[i].cues:
            if len(node) == 1 and "" in node:
                j, values = i + 1, node[""]
            else:
                j, values = self._walk(tokens, words, i, end, node, names=False)
            if values and j - i > 1 and words[j - 1].folded == "on" and j < end and words[j].folded in _WEEKDAYS:
                j, values = i + 1, node.get("", [])  # called on Monday for ...
            if values and (best is None or j > best.j):
                best = Hit(i, j, prefix, values)
        return best

    def _walk(
        self, tokens: list[Token], words: list[Word], i: int, end: int, node: dict[str, Any], *, names: bool
    ) -> tuple[int, list[Any]]:
        found, values = i, self._values(node, tokens, i, i + 1) if names else node.get("", [])
        j = i + 1
        if values:
            found = j
        while j < end:
            word = words[j]
            step = j
            if tokens[j].text in _JOINERS and j + 1 < end:
                step = j + 1
                word = words[step]
            if not word.folded:
                break
            below = node.get(word.folded)
            if below is None and not names and self._arabic and word.folded.startswith("ال") and len(word.folded) > 2:  # noqa: PLR2004
                below = node.get(word.folded[2:])
            if below is None:
                break
            node, j = below, step + 1
            here = self._values(node, tokens, i, j) if names else node.get("", [])
            if here:
                found, values = j, here
        return found, values

    def _values(self, node: dict[str, Any], tokens: list[Token], i: int, j: int) -> list[Any]:
        values: list[Any] = node.get("", [])
        if self._arabic:
            return values
        if "^" in node and all(t.text.isupper() for t in tokens[i:j] if t.text[0].isalpha()):
            return [*values, *node["^"]]
        if values and not tokens[i].text[0].isupper():
            french = self.lexicon.language == "fr"
            return [v for v in values if isinstance(v, Title) or (french and v.kind == DEMONYM)]
        return values


def _triggers(node: dict[str, Any]) -> bool:
    """Whether a verb or noun of a frame begins at or goes on below ``node``."""
    return any(
        any(cue.kind in {"verb", "noun"} for cue in below) if key == "" else _triggers(below)
        for key, below in node.items()
    )


def _clitics(word: str) -> Iterator[tuple[str, str]]:
    """Yield (clitics, rest) for each way to read the folded Arabic ``word``, itself first."""
    bases = [("", word)]
    if len(word) > 3 and word[0] in "وف":  # noqa: PLR2004 - shorter words are words
        bases.append((word[0], word[1:]))
    for prefix, rest in bases:
        yield prefix, rest
        if len(rest) < 4:  # noqa: PLR2004
            continue
        if rest[0] in "بلكس":
            yield prefix + rest[0], rest[1:]
        if rest.startswith("لل"):
            yield f"{prefix}ل", f"ال{rest[2:]}"
        if rest.startswith("لا") and len(rest) > 5:  # noqa: PLR2004 - لالمانيا and the like stay as they are
            continue


def _merged(a: Trie, b: Trie) -> Trie:
    """Return a trie with the content of both; ``a`` may be changed."""
    for key, below in b.items():
        if key in {"", "^"}:
            a.setdefault(key, []).extend(v for v in below if v not in a[key]) if key in a else a.__setitem__(
                key, list(below)
            )
        elif key in a:
            _merged(a[key], below)
        else:
            a[key] = below
    return a


def is_title(values: list[Any]) -> bool:
    """Return whether a hit is a title rather than a name."""
    return bool(values) and isinstance(values[0], Title) and not any(isinstance(v, Name) for v in values)
