"""A word of the text, and what it names or tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from consumers.extraction.words.readings import CLEAR, Reading

Nodes = tuple[tuple[str, dict[str, Any]], ...]
"""Clitics worn, and the node of a trie below the word."""


class Hit:
    """A run of tokens ``[i, j)`` that names something."""

    __slots__ = (
        "i", "j", "prefix", "values",
    )

    i: int
    j: int
    prefix: str
    values: list[Any]

    def __init__(
        self,
        i: int,
        j: int,
        prefix: str,
        values: list[Any],
    ) -> None:
        """Take the range, the clitics worn, and the meanings."""
        self.i = i
        self.j = j
        self.prefix = prefix
        self.values = values


@dataclass(slots=True, eq=False)
class CueHit:
    """Words that are a cue of the lexicon."""

    length: int
    prefix: str
    reading: Reading
    conjoined: bool = False
    """Whether it wears an "and"."""


class Word:
    """A word of the text and everything that may begin with it; shared by all its occurrences."""

    __slots__ = (
        "bridge",
        "conditional",
        "cue",
        "cue_next",
        "cues",
        "dating",
        "dual",
        "folded",
        "joining",
        "known",
        "lean",
        "marks",
        "mute",
        "name",
        "name_next",
        "names",
        "notable",
        "onward",
        "parting",
        "plain",
        "sole_cue",
        "sought",
        "stems",
        "text",
        "trigger",
    )

    text: str
    folded: str
    names: Nodes
    cues: Nodes
    stems: frozenset[str]
    """The word with and without its clitics and article."""
    marks: frozenset[str]
    """What it is to the rules that look for it, see `Lexicon.marks`."""
    sought: frozenset[str]
    """Those of its stems that a sentence is searched for, see `Lexicon.sought`."""
    trigger: bool
    """Whether an act may begin here."""
    known: bool
    """Whether a name or a cue may begin here."""
    notable: bool
    """Whether a name or an act may begin here: a sentence without such a word tells nothing."""
    lean: str
    """The folded word without its article."""
    plain: str
    """The kind of item it is when it is neither name nor cue."""
    name: tuple[str, list[Any]] | None
    """(clitics, values) of the name that the word is by itself, where what stands before it has no say in that."""
    name_next: frozenset[str]
    """Words with which a name that begins here goes on."""
    conditional: bool
    """Whether the word before decides if this is a name."""
    cue: CueHit | None
    """The cue that the word is by itself."""
    cue_next: frozenset[str]
    onward: frozenset[str]
    """Words with which a name or a cue that begins here goes on."""
    mute: bool
    """Whether the word is nothing by itself, where it does not go on."""
    sole_cue: CueHit | None
    """The cue that the word is by itself, where it is no name and does not stand for parties named before."""
    parting: bool
    """Whether the word may part a verb from its particle: called on Monday for."""
    dual: bool
    """Whether it is a verb of two: أكدا, يؤكدان."""
    dating: bool
    """Whether a date may begin here."""
    joining: bool
    """Whether an entry may go on after this word, whatever it is: a hyphen, a quotation mark, an adverb."""
    bridge: bool
    """Whether it may stand between the names and titles of one actor."""

    def __init__(
        self,
        text: str,
        folded: str,
        names: Nodes = (),
        cues: Nodes = (),
        stems: frozenset[str] = frozenset(),
        marks: frozenset[str] = frozenset(),
        sought: frozenset[str] = frozenset(),
        trigger: bool = False,
        known: bool = False,
        notable: bool = False,
        lean: str = "",
        plain: str = CLEAR,
        name: tuple[str, list[Any]] | None = None,
        name_next: frozenset[str] = frozenset(),
        conditional: bool = False,
        cue: CueHit | None = None,
        cue_next: frozenset[str] = frozenset(),
        onward: frozenset[str] = frozenset(),
        mute: bool = False,
        sole_cue: CueHit | None = None,
        parting: bool = False,
        dual: bool = False,
        dating: bool = False,
        joining: bool = False,
        bridge: bool = True,
    ) -> None:
        """Take the word as written and folded; what it can be is told by `Vocabulary`."""
        self.text = text
        self.folded = folded
        self.names = names
        self.cues = cues
        self.stems = stems
        self.marks = marks
        self.sought = sought
        self.trigger = trigger
        self.known = known
        self.notable = notable
        self.lean = lean
        self.plain = plain
        self.name = name
        self.name_next = name_next
        self.conditional = conditional
        self.cue = cue
        self.cue_next = cue_next
        self.onward = onward
        self.mute = mute
        self.sole_cue = sole_cue
        self.parting = parting
        self.dual = dual
        self.dating = dating
        self.joining = joining
        self.bridge = bridge


AFTER_ALL = Word("", "")
"""In place of the word after the last."""
