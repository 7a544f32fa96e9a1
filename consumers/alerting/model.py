"""A rule as the user wrote it, checked and with its named lists filled in.

docs/rules.md explains every field; :mod:`consumers.alerting.document` says how each is read.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Literal

import msgspec

from agent.records import Event, FeedHealth

Stage = Literal["shadow", "live", "off"]
Severity = Literal["info", "low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")
WindowKind = Literal["count", "distinct", "new", "spike", "absence"]
Repeat = Literal["never", "status", "revision"]


class Sets(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a set must hold: one of ``any``, every one of ``all``, none of ``none``, nothing outside ``only``."""

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


class Range(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A condition on a number; both ends are included, None leaves an end open."""

    min: float | None = None
    max: float | None = None


class Dyad(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Two sides of an act; ``directed`` when the left one must be its actor."""

    text: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    directed: bool


class Age(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How old an act may be: now by its date, now by its first report, or by its date when it was first reported."""

    max: timedelta
    of: Literal["date", "first_seen", "when_reported"] = "date"


class Match(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Conditions that must all hold; None, or nothing at all, for those that the rule does not set."""

    dyads: tuple[Dyad, ...] = ()
    parties: Sets | None = None
    countries: Sets | None = None
    organisations: Sets | None = None
    actors: Sets | None = None
    recipients: Sets | None = None
    people: Sets | None = None
    roles: Sets | None = None
    offices: Sets | None = None
    types: Sets | None = None
    modes: Sets | None = None
    status: Sets | None = None
    topics: Sets | None = None
    forums: Sets | None = None
    places: Sets | None = None
    languages: Sets | None = None
    outlets: Sets | None = None
    score: Range | None = None
    confidence: Range | None = None
    independent_sources: Range | None = None
    age: Age | None = None


class FeedMatch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Conditions on what has become of a feed; all must hold."""

    states: Sets
    was: Sets | None = None
    feeds: Sets | None = None
    outlets: Sets | None = None
    languages: Sets | None = None
    countries: Sets | None = None


class Window(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How many matching events, in how long, make one alert."""

    type: WindowKind
    over: timedelta
    gte: int = 1
    by: tuple[str, ...] = ()
    of: str = ""
    """What is counted by a ``distinct`` window."""
    times: float = 3.0
    """How many times its usual level a ``spike`` must reach."""
    baseline: int = 7
    """How many windows before the present one are its usual level."""
    warmup: timedelta = timedelta()
    """How long a ``new`` window only learns."""


class Quiet(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hours in which alerts wait."""

    start: time
    end: time
    tz: str = "UTC"
    days: tuple[int, ...] = ()
    """Weekdays on which it starts, Monday 0; empty for every day."""
    unless_severity: Severity | None = None
    then: Literal["hold", "drop"] = "hold"


class Mute(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Until when matches are only recorded, and why."""

    until: datetime
    reason: str = ""


class Limit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The most alerts in a stretch of time."""

    alerts: int
    per: timedelta


class Escalate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What lets an alert through that would otherwise wait, with a higher severity."""

    severity: Severity
    matches: int = 0
    """This many matches held back by one cooldown; 0 for never."""
    independent_sources: int = 0
    """This many independent sources for one event; 0 for never."""


class Notify(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How often alerts come."""

    key: tuple[str, ...] | None = None
    """Fields of an event that tell alerts apart; None chooses by whether there is a cooldown."""
    cooldown: timedelta = timedelta()
    repeat: Repeat = "status"
    limit: Limit | None = None
    escalate: Escalate | None = None
    retract: bool = False
    """Whether an alert is taken back by another one when its event is withdrawn."""

    @property
    def key_fields(self) -> tuple[str, ...]:
        """The key in force: one per event, or one for the whole rule where a cooldown is set without a key."""
        if self.key is not None:
            return self.key
        return () if self.cooldown else ("event",)


class TestEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event of an inline test, and how long after the first one it comes."""

    __test__ = False  # not a test class of pytest's

    event: Event
    after: timedelta = timedelta()


class TestFeed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What becomes of a feed in an inline test, and how long after its beginning."""

    __test__ = False  # not a test class of pytest's

    health: FeedHealth
    after: timedelta = timedelta()


class RuleTest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An example that a rule carries: events or states of feeds, and how many alerts they must raise."""

    name: str
    fires: bool
    events: tuple[TestEvent, ...] = ()
    feeds: tuple[TestFeed, ...] = ()
    alerts: int | None = None
    line: int = 0


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of a rules file."""

    id: str
    title: str
    match: Match = Match()
    feeds: FeedMatch | None = None
    """Set for a rule that watches feeds; ``match`` is then empty."""
    owner: str = ""
    description: str = ""
    stage: Stage = "live"
    severity: Severity = "medium"
    exceptions: dict[str, Match] = {}
    window: Window | None = None
    quiet: Quiet | None = None
    mute: Mute | None = None
    notify: Notify = Notify()
    message: str = ""
    tests: tuple[RuleTest, ...] = ()
    line: int = 0


class RuleFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything in a rules file."""

    rules: tuple[Rule, ...]
    lists: dict[str, tuple[str, ...]] = {}
    version: int = 1


_RANK: dict[str, int] = {severity: rank for rank, severity in enumerate(SEVERITIES)}


def at_least(severity: str, floor: str) -> bool:
    """Return whether ``severity`` is ``floor`` or worse."""
    return _RANK[severity] >= _RANK[floor]
