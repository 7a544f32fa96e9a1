"""An act as one sentence tells it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent.records import Actor, Status
from consumers.extraction.sentences.items import Item, Sentence
from consumers.extraction.words.lexicon import Frame


@dataclass(slots=True, eq=False)
class Act:
    """An act as one sentence tells it."""

    frame: Frame
    mode: str
    status: Status
    actors: list[Actor]
    recipients: list[Actor]
    sentence: Sentence
    item: Item
    confidence: float
    type: str = ""
    k: int = 0
    """Index of ``item`` in the sentence."""
    to_all: bool = False
    """Whether it is said to the world at large."""
    mutual_blow: bool = False
    """Whether the recipients do the same to the actors."""

    def between(self, actors: list[Actor], recipients: list[Actor]) -> Act:
        """Return the act as one of ``actors`` towards ``recipients``."""
        return replace(self, actors=actors, recipients=recipients)
