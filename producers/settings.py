"""Settings of polling: every number that shapes when feeds are read and what is kept of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from producers.canonical_url import UrlIdentity, bundled_identity
from producers.dates import DateReader, bundled_reader
from producers.pages.settings import PageSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSettings:
    """How feeds are polled; durations in seconds."""

    concurrency: int = 32
    """Polls at the same time, from the request to the commit, over all hosts; never two requests to one host."""
    interval_floor: float = 300.0
    """No feed is polled more often, unless its entry in the feed list says so."""
    interval_ceiling: float = 3600.0
    """A working feed is polled at least this often, unless its server or its entry asks for less."""
    interval_initial: float = 900.0
    """Until the rhythm of a feed is known."""
    max_hint: float = 86400.0
    """A server that asks for longer silence (max-age of a year is common) is asked daily all the same."""
    max_retry_after: float = 7 * 86400.0
    jitter: float = 0.1
    """Share of the interval by which feeds are spread; always later, never earlier."""
    backoff_base: float = 900.0
    """One hard failure's worth of waiting."""
    backoff_cap: float = 86400.0
    backoff_cap_late: float = 30 * 86400.0
    """The cap once a feed has failed for 30 days."""
    rhythm_window: float = 14 * 86400.0
    permanent_after: int = 2
    """Answers in a row that must say that a feed has moved for good before it is believed."""
    forget_move_after: int = 8
    """Failures in a row at a feed's new address after which its old one is tried again."""
    suspicious_polls: int = 24
    """Answers "not modified" in a row, and a day without another, before one unconditional request is made."""
    suspicious_seconds: float = 86400.0
    suspicious_most: float = 3 * 86400.0
    """However slow a feed is, "not modified" is not believed for longer."""
    failing_after: int = 3
    """Failures in a row after which a feed is failing; one or two happen to every feed."""
    dead_seconds: float = 3 * 86400.0
    """How long a feed must fail to be dead."""
    quiet_gaps: float = 20.0
    """A feed is quiet after so many times its usual gap between entries ..."""
    quiet_least: float = 2 * 86400.0
    """... but not sooner than this, for weekends, ..."""
    quiet_most: float = 30 * 86400.0
    """... nor later than this."""
    quiet_unknown: float = 7 * 86400.0
    """For a feed whose entries have no dates."""
    max_silent_updates: int = 10
    """New versions of an entry that the feed itself does not date (counters and clocks change at every poll)."""
    max_versions: int = 100
    seen_seconds: float = 30 * 86400.0
    """How long an entry that has left its feed is remembered."""
    max_seen: int = 2000
    """Entries remembered of one feed beyond those that are in it."""
    start_rate: float = 20.0
    """Feeds a second that are begun when many are due at once."""
    pages: PageSettings = field(default_factory=PageSettings)
    urls: UrlIdentity = field(default_factory=bundled_identity)
    dates: DateReader = field(default_factory=bundled_reader)
