"""What the demo counts while it watches the log, and the summary that it closes with. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from agent.demo.newsroom import Newsroom
from agent.demo.publisher import Traffic
from agent.records import Alert, Article, Event, Relation

_SEVERITIES = ("critical", "high", "medium", "low", "info")


@dataclass(slots=True)
class Tally:
    """Counts of what has come by on the topics."""

    versions: int = 0
    """Versions of articles read."""
    article_ids: set[str] = field(default_factory=set)
    events: dict[str, Event] = field(default_factory=dict)
    """Event id -> its last revision."""
    severities: Counter[str] = field(default_factory=Counter)
    dead_letters: int = 0
    changes: int = 0
    """Goes up with everything that comes by: when it stands still, the pipeline is idle."""

    def article(self, article: Article) -> None:
        """Count a version of an article."""
        self.changes += 1
        self.versions += 1
        self.article_ids.add(article.article_id)

    def event(self, event: Event) -> None:
        """Count a revision of an event."""
        self.changes += 1
        self.events[event.event_id] = event

    def alert(self, alert: Alert) -> None:
        """Count an alert."""
        self.changes += 1
        self.severities[alert.rule.severity] += 1

    def dead_letter(self) -> None:
        """Count a record that a stage could not take."""
        self.changes += 1
        self.dead_letters += 1

    @property
    def articles(self) -> int:
        """Different articles read."""
        return len(self.article_ids)

    @property
    def alerts(self) -> int:
        """Alerts of every severity."""
        return self.severities.total()

    @property
    def standing(self) -> list[Event]:
        """Events that were neither withdrawn nor merged into another."""
        return [event for event in self.events.values() if not event.withdrawn and not event.merged_into]

    def reports(self, relation: Relation | None = None) -> int:
        """Return how many reports the events rest on; with ``relation`` only those, each article counted once."""
        sources = [source for event in self.standing for source in event.sources]
        if relation is None:
            return len(sources)
        return len({source.article_id for source in sources if source.relation is relation})


def summary(tally: Tally, newsroom: Newsroom, traffic: Traffic, published: int, seconds: float) -> Iterator[str]:
    """Yield the lines of the closing summary.

    Args:
        tally: What came by.
        newsroom: What there was to publish.
        traffic: What its server was asked for.
        published: How many versions had appeared at the end.
        seconds: How long it took.
    """
    edits = tally.versions - tally.articles
    copies, same = tally.reports(Relation.COPY), tally.reports(Relation.INDEPENDENT)
    severities = ", ".join(f"{tally.severities[name]} {name}" for name in _SEVERITIES if tally.severities[name])
    outlets, reports = _plural(len(newsroom.outlets), "outlet"), _plural(len(newsroom.schedule), "report")
    known = _plural(same, "independent report")
    rows = [
        ("published", f"{published} of {reports} by {outlets} in {seconds:.0f} s"),
        ("polls", f"{traffic.polls}, {traffic.not_modified} of them answered 'not modified' (304)"),
        ("read", f"{_plural(tally.articles, 'article')}, and {_plural(edits, 'edit')} of them under the same id"),
        ("recognised", f"{_plural(copies, 'copy', 'copies')}, {known} of an act already known"),
        ("events", f"{_plural(len(tally.standing), 'act')}, told by {_plural(tally.reports(), 'report')}"),
        ("alerts", f"{tally.alerts}{f' ({severities})' if severities else ''}"),
    ]
    if tally.dead_letters:
        rows.append(("dead letters", f"{tally.dead_letters}: `rasid deadletter list` shows why"))
    width = max(len(name) for name, _ in rows)
    for name, text in rows:
        yield f"  {name:<{width}}  {text}"


def _plural(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
