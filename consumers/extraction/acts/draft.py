"""A mention in the making."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent.records import Actor, EventDate, Evidence, Place, Status


@dataclass(slots=True, eq=False)
class Draft:
    """What is known of an act before repeats are merged."""

    type: str
    mode: str
    status: Status
    actors: list[Actor]
    recipients: list[Actor]
    date: EventDate | None
    place: Place | None
    forum: str | None
    evidence: Evidence
    confidence: float
    title: bool
    attribution: str | None = None
    topics: tuple[str, ...] = ()
    to_all: bool = False
    """Whether it is said to the world at large."""
    noun: bool = False
    """Whether a noun tells the act rather than a verb."""
    remote: bool = False
    """Whether it is done from afar."""
    tellings: int = 1
    """How often the story tells it."""
    headlined: bool = False
    """Whether the title tells it."""

    def copy(self) -> Draft:
        """Return a draft of the same content, which can be changed apart."""
        return replace(self, actors=self.actors.copy(), recipients=self.recipients.copy())

    @property
    def parties(self) -> frozenset[str]:
        """Codes of all who take part."""
        return frozenset([actor.party for actor in (*self.actors, *self.recipients)])

    @property
    def parties_acting(self) -> frozenset[str]:
        """Codes of those who act."""
        return frozenset([actor.party for actor in self.actors])
