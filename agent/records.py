"""The records on Rasid's topics: frozen, typed, plain JSON on the wire.

Changes are additive only: a reader of an older or newer version skips what it does not know. Party codes are
ISO 3166-1 alpha-2 for states and territories (``RU``, ``PS``, ``XK``) and ``org:<short-name>`` for organisations
and for armed or political groups (``org:un``, ``org:houthi``). All times are aware, in UTC on the wire (RFC 3339).
Character offsets count Unicode code points.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

# Goldstein-like score and CAMEO code of each type and mode live in config/ontology.yaml; here are only the names.
EventType = Literal[
    "CONSULT", "AGREE", "SUPPORT", "COOPERATE", "AID", "CONCEDE",
    "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION",
]
"""The PLOVER event types in Rasid's scope (PLOVER manual, 2024-02); PROTEST, MOBILIZE, COERCE and ASSAULT are not."""

Status = Literal["occurred", "planned", "denied"]
"""Whether the act took place, is announced for later, or was called off, denied or refused."""

Precision = Literal["day", "month", "year"]
TextSource = Literal["feed", "summary", "page"]
Basis = Literal["explicit", "relative", "published"]


class Relation(StrEnum):
    """What one report of an event is to the reports before it."""

    ORIGINAL = "original"
    COPY = "copy"
    INDEPENDENT = "independent"
    UPDATE = "update"
    SPLICE = "splice"
    """Told in a further story of a page, beside the story of its title."""


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one article, as a feed or its page gave it."""

    article_id: str
    """Stable over all versions: a hash of the source and its entry's identity."""
    version: int = 1
    source: str
    """Feed id from feeds.yaml."""
    outlet: str = ""
    """Name of the outlet, for people and for telling copies from independent reports."""
    url: str = ""
    canonical_url: str = ""
    guid: str = ""
    title: str = ""
    summary: str = ""
    text: str = ""
    """Body text. Offsets in mentions count from the start of ``title + "\\n" + text``."""
    text_source: TextSource = "feed"
    """Whose text it is: the feed's, the feed's but too short to be the article, or that of the article's page."""
    text_reason: str = ""
    """Why it is not the page's although that was wanted (docs/feeds.md, article pages): ``waiting``, ``robots``, ..."""
    language: str = ""
    """ISO 639-1 code; empty when not known yet."""
    author: str = ""
    published: datetime | None = None
    published_raw: str = ""
    """The date as the feed wrote it; ``published`` is what was read of it, cut to what can be."""
    fetched: datetime | None = None
    content_hash: str = ""
    """Hash of title and text: versions with equal hashes say the same."""

    @property
    def full_text(self) -> str:
        """Title, newline, text: what every offset in a mention counts from."""
        return f"{self.title}\n{self.text}"


class Actor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """A party to an act, with the official who acts for it where one is known."""

    party: str
    role: str = ""
    """Office, as in the gazetteer (``foreign_minister``, ``head_of_state``, ...); empty for the party itself."""
    person: str = ""
    """Gazetteer id of the official; empty when unknown."""
    name: str = ""
    """The official's name: the gazetteer's display form, or as written for one whom it lacks."""
    text: str = ""
    """The words that name this actor, exactly as published."""
    start: int = 0
    end: int = 0


class EventDate(msgspec.Struct, frozen=True, kw_only=True):
    """When an act takes place, and how the text says so."""

    value: str
    """ISO 8601: ``2024-12-22``, ``2024-12`` or ``2024`` by precision."""
    precision: Precision = "day"
    basis: Basis = "explicit"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """The venue of an act, under its English name."""

    name: str
    country: str = ""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The words that a mention rests on; offsets are those of the trigger."""

    sentence: str
    trigger: str
    start: int
    end: int
    article_id: str = ""


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """One act, as one story of one article reports it."""

    mention_id: str
    article_id: str
    version: int
    story: int = 0
    type: EventType
    mode: str = ""
    status: Status = "occurred"
    actors: tuple[Actor, ...] = ()
    recipients: tuple[Actor, ...] = ()
    date: EventDate | None = None
    place: Place | None = None
    forum: str | None = None
    topics: tuple[str, ...] = ()
    attribution: str | None = None
    evidence: Evidence
    confidence: float = 0.5
    language: str = ""

    @property
    def parties(self) -> frozenset[str]:
        """Codes of all who take part, in whichever role."""
        return frozenset(a.party for a in self.actors) | frozenset(a.party for a in self.recipients)


class Sketch(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a text to recognise it again without keeping the text.

    Hashes are of normalised text; they compare only with those of the same scheme.
    """

    scheme: str
    """Name and version of the hashing and of the normaliser, e.g. ``w3-xxh64/1``."""
    words: int
    shingles: tuple[int, ...] = ()
    """Hashes of the runs of three words."""
    clauses: tuple[int, ...] = ()
    """Hashes of the clauses of six words and more, in order."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All that one version of one article says of diplomatic acts: the record of the mentions topic.

    The mentions of a version travel together, so that a new version replaces those of the version before it in one
    step (``mentions`` may then be empty), and with what the resolver must know of the article.
    """

    article_id: str
    version: int
    source: str
    outlet: str = ""
    url: str = ""
    title: str = ""
    language: str = ""
    published: datetime | None = None
    fetched: datetime | None = None
    mentions: tuple[Mention, ...] = ()
    sketch: Sketch | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One report of an event, and what it is to the reports before it."""

    article_id: str
    outlet: str = ""
    url: str = ""
    title: str = ""
    language: str = ""
    published: datetime | None = None
    relation: Relation = Relation.ORIGINAL


class Headline(msgspec.Struct, frozen=True, kw_only=True):
    """One generated line that a person can read, in English and in Arabic."""

    en: str = ""
    ar: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One act in the world, merged from every report of it."""

    event_id: str
    revision: int
    type: EventType
    mode: str = ""
    status: Status = "occurred"
    actors: tuple[Actor, ...] = ()
    recipients: tuple[Actor, ...] = ()
    date: EventDate | None = None
    place: Place | None = None
    forum: str | None = None
    topics: tuple[str, ...] = ()
    attribution: str | None = None
    countries: tuple[str, ...] = ()
    """Codes of the states and territories among the parties, sorted."""
    score: float = 0.0
    """Goldstein-like conflict-cooperation score, -10 to 10."""
    cameo: str = ""
    headline: Headline = Headline()
    sources: tuple[Source, ...] = ()
    independent_sources: int = 0
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.0
    reason: str = ""
    """Why this revision was made: what was merged, on which grounds, or what was withdrawn."""
    withdrawn: bool = False
    """No report supports this event any longer (its articles were corrected)."""
    merged_into: str = ""
    """Event id that this event turned out to be; no further revisions follow."""
    split_from: str = ""
    """Event id that this event was separated from."""

    @property
    def parties(self) -> frozenset[str]:
        """Codes of all who take part, in whichever role."""
        return frozenset(a.party for a in self.actors) | frozenset(a.party for a in self.recipients)


class FeedState(StrEnum):
    """How a feed is doing, as the poller judges after each poll; the first that applies of gone, dead and so on."""

    OK = "ok"
    MOVED = "moved"
    """Read, but at another address than the feed list gives: its publisher moved it for good."""
    QUIET = "quiet"
    """Read, but without a new entry for far longer than its rhythm."""
    FAILING = "failing"
    """Several polls in a row have failed."""
    DEAD = "dead"
    """No poll has succeeded for days."""
    GONE = "gone"
    """Its server says that it is gone for good (410)."""


class FeedHealth(msgspec.Struct, frozen=True, kw_only=True):
    """A change in how a feed is doing: the record of the health topic."""

    feed: str
    """Feed id from feeds.yaml."""
    revision: int
    """Counts the changes of this feed."""
    state: FeedState
    was: FeedState = FeedState.OK
    """Its state before."""
    since: datetime
    """When that began: the first failure in a row, the last new entry, the move, the recovery."""
    at: datetime
    """When it was judged so."""
    outlet: str = ""
    language: str = ""
    country: str = ""
    url: str = ""
    """Where it is read."""
    configured_url: str = ""
    """Its address in feeds.yaml."""
    failures: int = 0
    """Failed polls since the last success."""
    error: str = ""
    """Class of the last failure (docs/feeds.md); empty when the last poll succeeded."""
    detail: str = ""
    """The last failure in words."""
    last_success: datetime | None = None
    last_new: datetime | None = None
    """When an entry was last new."""
    next_poll: datetime | None = None


class RuleRef(msgspec.Struct, frozen=True, kw_only=True):
    """The rule that an alert comes from."""

    id: str
    title: str = ""
    severity: str = "info"


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """An event, or the state of a feed, that satisfied a rule, and why."""

    alert_id: str
    """Deterministic: a hash of rule and event, so that a replay publishes nothing twice."""
    rule: RuleRef
    matched: dict[str, list[str]]
    """Condition of the rule -> the values of the event that satisfied it."""
    reason: str
    event: Event | None = None
    """None in an alert of a rule that watches feeds."""
    feed: FeedHealth | None = None
    """What became of a feed, in an alert of a rule that watches feeds."""
    revision: int
    created: datetime

    @property
    def subject_id(self) -> str:
        """Id of the event, or of the feed, that it is about."""
        return self.event.event_id if self.event else self.feed.feed if self.feed else ""


class Disposition(StrEnum):
    """What became of a match."""

    EMITTED = "emitted"
    """An alert was published."""
    COOLDOWN = "cooldown"
    """The same key alerted a short while ago."""
    SILENCED = "silenced"
    """The rule is muted."""
    QUIET = "quiet"
    """It is quiet hours: the alert waits, or was dropped, as the rule says."""
    SHADOW = "shadow"
    """The rule is being tried out: this is what it would have published."""
    LIMITED = "limited"
    """The rule has reached its limit of alerts."""
    WITHDRAWN = "withdrawn"
    """The event was taken back while its alert waited for the end of quiet hours."""
    PENDING = "pending"
    """Counted in a window that has not fired. Only in metrics."""
    REPEAT = "repeat"
    """A further report of an event that the rule has dealt with. Only in metrics."""


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One match of a rule and what became of it, so that every silence can be explained: the audit topic's record."""

    rule: str
    alert_id: str
    """Of the alert that was, or would have been, published."""
    event_id: str
    revision: int
    disposition: Disposition
    note: str
    """Why this disposition, in words."""
    key: str
    """What the alert would have been kept apart by."""
    severity: str
    matched: dict[str, list[str]]
    reason: str
    at: datetime


class SeenEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What the poller remembers of one entry of a feed."""

    content_hash: str
    version: int = 1
    last_seen: datetime | None = None
    url: str = ""
    """Short hash of its canonical URL: tells two entries apart that share a GUID."""
    stamp: str = ""
    """Short hash of the dates that the feed gives it: when they move, the feed itself calls it an update."""
    silent: int = 0
    """Updates that the feed did not date (counters, clocks): bounded, see docs/feeds.md."""
    page: str = ""
    """Content hash of the last version published, when that has the text of the article's page."""


class PendingPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An article whose page is yet to be read."""

    article: Article
    """As the feed has it."""
    queued: datetime
    due: datetime | None = None
    """When it is to be tried again."""
    attempts: int = 0
    held: bool = False
    """Not published yet: the version before has the page's text, which that of the feed must not replace."""


class FeedCursor(msgspec.Struct, frozen=True, kw_only=True):
    """How far the poller has read one feed; committed together with the articles it led to."""

    feed: str
    url: str = ""
    """Where the feed was read, after permanent redirects."""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    next_poll: datetime | None = None
    last_poll: datetime | None = None
    last_success: datetime | None = None
    last_outcome: str = ""
    failures: int = 0
    """Failed polls since the last success."""
    interval_seconds: float = 0.0
    seen: dict[str, SeenEntry] = {}
    """Article id -> what was last read of it."""
    configured_url: str = ""
    """The address in feeds.yaml that this cursor belongs to; when that is edited, the feed starts at it again."""
    validators_url: str = ""
    """The address that sent ``etag`` and ``last_modified``: they go back to no other."""
    move_target: str = ""
    """Where the last answer said that the feed has moved for good."""
    move_count: int = 0
    """How many answers in a row said so."""
    backoff: float = 0.0
    """Weighted failures since the last success (docs/feeds.md, failure classes)."""
    failing_since: datetime | None = None
    retry_after: datetime | None = None
    """Until when the host asked to be left alone."""
    last_full: datetime | None = None
    """When the server last sent the feed itself (200), rather than "not modified"."""
    not_modified: int = 0
    """Answers "not modified" since then."""
    last_unconditional: datetime | None = None
    """When the feed was last asked for without validators because "not modified" seemed too good to be true."""
    newest_item: datetime | None = None
    """Date of the newest entry ever read."""
    gap_seconds: float = 0.0
    """Estimated time between two entries; 0 when the feed gives no dates."""
    pressure: float = 1.0
    """Factor on the interval, halved each time entries were lost between two polls."""
    hint_seconds: float = 0.0
    """The least interval that the feed asks for (ttl, sy:updatePeriod)."""
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    """Hours (UTC) and days (Monday is 0) at which the feed asks not to be read."""
    pages: dict[str, PendingPage] = {}
    """Article id -> the page to be read for it."""
    last_new: datetime | None = None
    """When an entry was last new."""
    usual_gap_seconds: float = 0.0
    """``gap_seconds`` at that time: the rhythm that silence is measured by."""
    state: FeedState = FeedState.OK
    state_since: datetime | None = None
    state_revision: int = 0
    """How often ``state`` has changed; each change is a record on the health topic."""


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a stage could not take, as the command line shows it.

    On the topic it keeps its key, value, timestamp and headers byte for byte, with error headers beside them.
    """

    id: str
    """``partition:offset`` on the dead-letter topic."""
    stage: str
    reason: str
    message: str
    topic: str
    partition: int
    offset: int
    timestamp: datetime
    key: str = ""
    value: str = ""
    headers: dict[str, str] = {}


RECORD_TYPES: dict[str, type[msgspec.Struct]] = {
    "article": Article,
    "report": Report,
    "mention": Mention,
    "event": Event,
    "alert": Alert,
    "audit": AuditEntry,
    "feed-cursor": FeedCursor,
    "feed-health": FeedHealth,
    "dead-letter": DeadLetter,
}
"""Every record that leaves the process, by the name its JSON Schema is published under."""
