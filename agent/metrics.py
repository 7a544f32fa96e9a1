"""The metrics of Rasid: one table of families, and the registry's only writer.

Names follow the Prometheus conventions (one prefix, base units, ``_total``, ``_seconds``); labels are bounded by code
or configuration: never a URL, a title, a person or an error's text. Series whose labels are known from the start are
created at zero, so that a rate over them is defined before the first event.
"""

from __future__ import annotations

import itertools
import logging
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info

from agent import __version__
from agent.records import EventType, FeedState
from agent.stage import Count

logger = logging.getLogger("rasid.metrics")

PREFIX = "rasid"
STAGES = ("poll", "extract", "resolve", "alert")
EVENT_TYPES: tuple[str, ...] = get_args(EventType)

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_LATENCY = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 6 * 3600.0, 86400.0)


@dataclass(frozen=True, slots=True)
class Family:
    """One metric: its type, labels, meaning, and the label values that exist from the start."""

    kind: Literal["counter", "gauge", "histogram"]
    doc: str
    labels: tuple[str, ...] = ()
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)
    buckets: Sequence[float] = _FAST


FAMILIES: dict[str, Family] = {
    # polling
    "feed_polls_total": Family("counter", "Polls of a feed by outcome.", ("feed", "outcome")),
    "feed_failures_total": Family("counter", "Failed polls by class of failure.", ("class",)),
    "feed_last_success_timestamp_seconds": Family(
        "gauge", "When a feed was last read with success, seconds since 1970.", ("feed",)
    ),
    "feed_next_poll_timestamp_seconds": Family(
        "gauge", "When a feed is due next, seconds since 1970.", ("feed",)
    ),
    "feed_newest_entry_timestamp_seconds": Family(
        "gauge", "Date of the newest entry ever read in a feed, seconds since 1970.", ("feed",)
    ),
    "feed_state": Family(
        "gauge", "How a feed is doing: 0 ok, 1 moved, 2 quiet, 3 failing, 4 dead, 5 gone.", ("feed",)
    ),
    "feed_state_changes_total": Family(
        "counter", "Changes of a feed's state, by the state it came to.", ("state",),
        {"state": tuple(state.value for state in FeedState)},
    ),
    "feed_stale_validators_total": Family(
        "counter", 'Times that a feed had changed although its server said "not modified".', ("feed",)
    ),
    "entries_total": Family("counter", "Entries of a feed by what they were.", ("feed", "decision")),
    "fetch_bytes_total": Family("counter", "Bytes received from a feed, before decompression.", ("feed",)),
    "fetch_duration_seconds": Family("histogram", "Time to fetch a feed."),
    "parse_duration_seconds": Family("histogram", "Time to parse a feed."),
    "lost_windows_total": Family("counter", "Polls that came too late: entries were published and gone.", ("feed",)),
    # article pages
    "feed_pages_total": Family(
        "counter", "Pages of a feed's articles that were tried, by outcome.", ("feed", "outcome")
    ),
    "feed_pages_waiting": Family("gauge", "Pages of a feed's articles that are yet to be read.", ("feed",)),
    "page_failures_total": Family("counter", "Pages that gave no text, by reason.", ("class",)),
    "page_fetch_duration_seconds": Family("histogram", "Time to fetch an article's page."),
    "page_extract_duration_seconds": Family(
        "histogram", "Time to find the article in a page, with waiting for a worker."
    ),
    "feeds_configured": Family("gauge", "Feeds that this process polls."),
    # every stage
    "records_total": Family(
        "counter", "Records that a stage has taken, by outcome.", ("stage", "outcome"),
        {"stage": STAGES[1:], "outcome": ("processed", "dead_letter")},
    ),
    "stage_duration_seconds": Family(
        "histogram", "Time for one batch, decision and commit.", ("stage",), {"stage": STAGES[1:]}
    ),
    "stage_last_record_timestamp_seconds": Family(
        "gauge", "When the last record that a stage has processed was written, seconds since 1970.", ("stage",)
    ),
    "heartbeat_timestamp_seconds": Family(
        "gauge", "When a stage last went round its loop, seconds since 1970.", ("stage",)
    ),
    "restored_rows": Family("gauge", "Rows of state read back at the start of a task.", ("stage",)),
    "transactions_total": Family(
        "counter", "Commits of a batch to the log, by result.", ("result",), {"result": ("committed", "aborted")}
    ),
    "consumer_lag_records": Family(
        "gauge", "Records that a stage has yet to process.", ("topic", "partition")
    ),
    "rebalances_total": Family("counter", "Partitions assigned to or taken from this process.", ("stage",)),
    "deadletter_records_total": Family(
        "counter", "Records that a stage could not take, by the class of the error.", ("stage", "reason")
    ),
    # identity and events
    "identity_total": Family(
        "counter", "Articles by what the extract stage recognised them as.", ("decision",),
        {"decision": ("new", "version", "rewritten", "unchanged", "stale")},
    ),
    "mentions_total": Family("counter", "Acts found in articles.", ("type",), {"type": EVENT_TYPES}),
    "duplicates_total": Family(
        "counter", "Reports of an event by their relation to earlier ones.", ("relation",),
        {"relation": ("original", "copy", "independent", "update", "splice")},
    ),
    "events_total": Family("counter", "Events opened.", ("type",), {"type": EVENT_TYPES}),
    "event_revisions_total": Family(
        "counter", "Revisions of events by what made them.", ("kind",),
        {"kind": ("opened", "source", "changed", "merged", "split", "withdrawn")},
    ),
    "open_events": Family("gauge", "Events that may still take reports."),
    "resolve_candidates": Family(
        "histogram", "Events compared with one mention.", buckets=(0, 1, 2, 5, 10, 20, 50, 100, 200)
    ),
    # alerts
    "rule_matches_total": Family("counter", "Matches of a rule by what became of them.", ("rule", "disposition")),
    "alerts_total": Family("counter", "Alerts published.", ("severity",)),
    "alert_latency_seconds": Family(
        "histogram", "From the publication of the report that fired a rule to its alert.", buckets=_LATENCY
    ),
    "rules_loaded": Family("gauge", "Rules in force."),
    "rules_last_reload_successful": Family("gauge", "1 when the last load of the rules succeeded, else 0."),
    "rules_last_reload_timestamp_seconds": Family("gauge", "When the rules were last loaded with success."),
    "rule_missing_fields_total": Family("counter", "Conditions that were false for want of a field.", ("field",)),
    "sse_subscribers": Family("gauge", "Open connections to /alerts."),
}
"""Every family, without the prefix. docs/operating.md documents each (a test compares)."""


class Metrics:
    """Writes the families to a registry."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        """Create every family in ``registry`` (default: one of its own)."""
        self.registry = registry or CollectorRegistry()
        self._series: dict[str, Counter | Gauge | Histogram] = {}
        for name, family in FAMILIES.items():
            self._series[name] = self._create(name, family)
            self._create_known(name, family)
        build = Info(f"{PREFIX}_build", "Version of Rasid and of Python.", registry=self.registry)
        build.info({"version": __version__, "python": platform.python_version()})

    def _create(self, name: str, family: Family) -> Counter | Gauge | Histogram:
        full = f"{PREFIX}_{name}"
        if family.kind == "counter":
            return Counter(full, family.doc, family.labels, registry=self.registry)
        if family.kind == "gauge":
            return Gauge(full, family.doc, family.labels, registry=self.registry)
        return Histogram(full, family.doc, family.labels, registry=self.registry, buckets=tuple(family.buckets))

    def _create_known(self, name: str, family: Family) -> None:
        if family.labels and set(family.labels) == set(family.known):
            for values in itertools.product(*(family.known[label] for label in family.labels)):
                self._series[name].labels(*values)

    def add(self, name: str, value: float = 1.0, **labels: str) -> None:
        """Add ``value`` to a counter."""
        series = self._series[name]
        assert isinstance(series, Counter), name
        (series.labels(**labels) if labels else series).inc(value)

    def set(self, name: str, value: float, **labels: str) -> None:
        """Set a gauge."""
        series = self._series[name]
        assert isinstance(series, Gauge), name
        (series.labels(**labels) if labels else series).set(value)

    def shift(self, name: str, by: float) -> None:
        """Raise or lower a gauge without labels."""
        series = self._series[name]
        assert isinstance(series, Gauge), name
        series.inc(by)

    def observe(self, name: str, value: float, **labels: str) -> None:
        """Add an observation to a histogram."""
        series = self._series[name]
        assert isinstance(series, Histogram), name
        (series.labels(**labels) if labels else series).observe(value)

    def record(self, count: Count) -> None:
        """Take what a stage observed; a name or label that is not in the table is logged, never raised."""
        series = self._series.get(count.metric)
        try:
            if isinstance(series, Counter):
                self.add(count.metric, count.value, **count.labels)
            elif isinstance(series, Gauge):
                self.set(count.metric, count.value, **count.labels)
            elif isinstance(series, Histogram):
                self.observe(count.metric, count.value, **count.labels)
            else:
                logger.error("observation of an unknown metric", extra={"metric": count.metric})
        except ValueError as error:
            logger.warning("observation lost", extra={"metric": count.metric, "why": str(error)})
