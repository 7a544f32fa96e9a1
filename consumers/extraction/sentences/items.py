"""What a sentence is made of for the matcher: groups of actors, triggers, prepositions, and what separates clauses."""

from __future__ import annotations

from dataclasses import dataclass, field

from consumers.extraction.sentences.phrase import Phrase
from consumers.extraction.words.lexicon import Cue, Frame
from consumers.extraction.words.readings import GROUP
from consumers.extraction.words.word import Word
from consumers.text.tokens import Token


@dataclass(slots=True, eq=False)
class Group:
    """Actors joined by coordination, under one preposition."""

    phrases: list[Phrase]
    prep: str = ""
    conjoined: bool = False
    """Begins with "and" without being joined to what stands before."""
    claimed: bool = False

    @property
    def weak(self) -> bool:
        """Whether every member only qualifies a noun."""
        for phrase in self.phrases:  # noqa: SIM110 - asked of every group; twice as fast as a generator
            if not (phrase.weak or phrase.possessive):
                return False
        return True

    @property
    def bare(self) -> bool:
        """Whether every member is a bare name of a state or organisation."""
        return all(
            p.parties and not p.roles and not p.weak and not p.has_person and not p.possessive for p in self.phrases
        )


_NOTHING: frozenset[str] = frozenset()
INHERIT = Group([])
"""In place of a subject: the verb has none of its own; whoever spoke or acted before is meant."""


class Item:
    """One element of a sentence; tokens ``[i, j)``. Plain words and marks are shared between sentences."""

    __slots__ = (
        "conjoined",
        "cues",
        "form",
        "frames",
        "group",
        "i",
        "j",
        "kind",
        "prefix",
        "tags",
        "value",
    )

    kind: str
    i: int
    j: int
    prefix: str
    group: Group | None
    cues: list[Cue]
    value: str
    form: str
    tags: frozenset[str]
    frames: tuple[Frame, ...]
    conjoined: bool
    """Whether the word carries an "and"."""

    def __init__(
        self,
        kind: str,
        i: int,
        j: int,
        prefix: str = "",
        group: Group | None = None,
        cues: list[Cue] | None = None,
        value: str = "",
        form: str = "",
        tags: frozenset[str] = frozenset(),
        frames: tuple[Frame, ...] = (),
        conjoined: bool = False,
    ) -> None:
        """Take the kind, the range, and what the words are in the lexicon."""
        self.kind = kind
        self.i = i
        self.j = j
        self.prefix = prefix
        self.group = group
        self.cues = [] if cues is None else cues
        self.value = value
        self.form = form
        self.tags = tags
        self.frames = frames
        self.conjoined = conjoined

    @property
    def adverb(self) -> bool:
        """Whether the word is an adverb by its ending."""
        return self.value == "adverb"


@dataclass(slots=True, eq=False)
class Sentence:
    """One sentence, analysed."""

    tokens: list[Token]
    words: list[Word]
    items: list[Item]
    title: bool = False
    source: str = ""
    """The text that all offsets count in."""
    groups: list[Item] = field(init=False)
    """The items that are groups of actors."""
    _tagged: dict[str, list[int]] | None = field(default=None, init=False)
    _sought: frozenset[str] | None = field(default=None, init=False)
    _folded: list[str] | None = field(default=None, init=False)
    _dating: list[int] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Pick the groups."""
        self.groups = [item for item in self.items if item.kind == GROUP]

    def of_items(self, items: list[Item]) -> Sentence:
        """Return the same words as analysed into ``items``."""
        return Sentence(self.tokens, self.words, items, title=self.title, source=self.source)

    @property
    def tags(self) -> dict[str, list[int]]:
        """The lists of the lexicon that have a word of this sentence, with the indexes of its items."""
        tagged = self._tagged
        if tagged is None:
            tagged = self._tagged = {}
            for k, item in enumerate(self.items):
                if item.tags:
                    for each in item.tags:
                        tagged.setdefault(each, []).append(k)
        return tagged

    def tagged(self, tag: str) -> list[int]:
        """Return the indexes of the items that the lexicon lists under ``tag``."""
        return self.tags.get(tag, [])

    @property
    def folded(self) -> list[str]:
        """The words, folded; not to be changed."""
        if self._folded is None:
            self._folded = [word.folded for word in self.words]
        return self._folded

    @property
    def dating(self) -> list[int]:
        """The indexes of the words at which a date may begin."""
        if self._dating is None:
            self._dating = [k for k, word in enumerate(self.words) if word.dating]
        return self._dating

    @property
    def sought(self) -> frozenset[str]:
        """What of `Lexicon.sought` the sentence has."""
        if self._sought is None:
            found = [word.sought for word in self.words if word.sought]
            self._sought = frozenset().union(*found) if found else _NOTHING
        return self._sought

    def text(self, i: int, j: int) -> str:
        """Return the words of tokens ``[i, j)`` as published."""
        return self.source[self.tokens[i].start : self.tokens[j - 1].end]

    def span(self, i: int, j: int) -> tuple[int, int]:
        """Return the text offsets of tokens ``[i, j)``."""
        return self.tokens[i].start, self.tokens[j - 1].end
