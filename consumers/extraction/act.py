"""An act as one sentence tells it."""

from __future__ import annotations

from agent.records import Actor, Status
from consumers.extraction.items import Item, Sentence
from consumers.extraction.lexicon import Frame


class Act:
    """An act as one sentence tells it."""

    __slots__ = (
        "actors",
        "confidence",
        "frame",
        "item",
        "k",
        "mode",
        "mutual_blow",
        "recipients",
        "sentence",
        "status",
        "to_all",
        "type",
    )

    frame: Frame
    mode: str
    status: Status
    actors: list[Actor]
    recipients: list[Actor]
    sentence: Sentence
    item: Item
    confidence: float
    type: str
    k: int
    """Index of ``item`` in the sentence."""
    to_all: bool
    """Whether it is said to the world at large."""
    mutual_blow: bool
    """Whether the recipients do the same to the actors."""

    def __init__(
        self,
        frame: Frame,
        mode: str,
        status: Status,
        actors: list[Actor],
        recipients: list[Actor],
        sentence: Sentence,
        item: Item,
        confidence: float,
        type: str = "",  # noqa: A002 - as in the record
        k: int = 0,
        to_all: bool = False,
        mutual_blow: bool = False,
    ) -> None:
        """Take what the sentence tells of the act, and where."""
        self.frame = frame
        self.mode = mode
        self.status = status
        self.actors = actors
        self.recipients = recipients
        self.sentence = sentence
        self.item = item
        self.confidence = confidence
        self.type = type
        self.k = k
        self.to_all = to_all
        self.mutual_blow = mutual_blow

    def between(self, actors: list[Actor], recipients: list[Actor]) -> Act:
        """Return the act as one of ``actors`` towards ``recipients``."""
        return Act(
            self.frame,
            self.mode,
            self.status,
            actors,
            recipients,
            self.sentence,
            self.item,
            self.confidence,
            self.type,
            self.k,
            self.to_all,
            self.mutual_blow,
        )
