"""A mention in the making."""

from __future__ import annotations

from agent.records import Actor, EventDate, Evidence, Place, Status


class Draft:
    """What is known of an act before repeats are merged."""

    __slots__ = (
        "actors",
        "attribution",
        "confidence",
        "date",
        "evidence",
        "forum",
        "headlined",
        "mode",
        "noun",
        "place",
        "recipients",
        "remote",
        "status",
        "tellings",
        "title",
        "to_all",
        "topics",
        "type",
    )

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
    attribution: str | None
    topics: tuple[str, ...]
    to_all: bool
    """Whether it is said to the world at large."""
    noun: bool
    """Whether a noun tells the act rather than a verb."""
    remote: bool
    """Whether it is done from afar."""
    tellings: int
    """How often the story tells it."""
    headlined: bool
    """Whether the title tells it."""

    def __init__(
        self,
        type: str,  # noqa: A002 - as in the record
        mode: str,
        status: Status,
        actors: list[Actor],
        recipients: list[Actor],
        date: EventDate | None,
        place: Place | None,
        forum: str | None,
        evidence: Evidence,
        confidence: float,
        title: bool,
        attribution: str | None = None,
        topics: tuple[str, ...] = (),
        to_all: bool = False,
        noun: bool = False,
        remote: bool = False,
        tellings: int = 1,
        headlined: bool = False,
    ) -> None:
        """Take what the sentence tells; what the story adds comes later."""
        self.type = type
        self.mode = mode
        self.status = status
        self.actors = actors
        self.recipients = recipients
        self.date = date
        self.place = place
        self.forum = forum
        self.evidence = evidence
        self.confidence = confidence
        self.title = title
        self.attribution = attribution
        self.topics = topics
        self.to_all = to_all
        self.noun = noun
        self.remote = remote
        self.tellings = tellings
        self.headlined = headlined

    def copy(self) -> Draft:
        """Return a draft of the same content, which can be changed apart."""
        return Draft(
            self.type,
            self.mode,
            self.status,
            self.actors.copy(),
            self.recipients.copy(),
            self.date,
            self.place,
            self.forum,
            self.evidence,
            self.confidence,
            self.title,
            self.attribution,
            self.topics,
            self.to_all,
            self.noun,
            self.remote,
            self.tellings,
            self.headlined,
        )

    @property
    def parties(self) -> frozenset[str]:
        """Codes of all who take part."""
        return frozenset([actor.party for actor in (*self.actors, *self.recipients)])

    @property
    def parties_acting(self) -> frozenset[str]:
        """Codes of those who act."""
        return frozenset([actor.party for actor in self.actors])
