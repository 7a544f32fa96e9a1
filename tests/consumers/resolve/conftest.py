from datetime import UTC, datetime, timedelta

import pytest

from agent.config.folder import bundled_config
from agent.records import Actor, EventDate, Evidence, Mention, Place, Report
from consumers.gazetteer import load
from consumers.relation.normal import standard_sketcher
from consumers.resolve.stage import ResolveStage

START = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def gazetteer():
    return load(bundled_config() / "gazetteer")


@pytest.fixture(scope="session")
def stage(gazetteer):
    return ResolveStage.load(gazetteer=gazetteer)


class Desk:
    """Feeds reports to a resolve stage and remembers the last revision of every event."""

    def __init__(self, stage):
        self.stage = stage
        self.tables = stage.tables()
        self.latest = {}
        self.revisions = []
        self.counts = []
        self.now = START

    def read(self, report, now=None):
        self.now = max(self.now, now or report.published or self.now)
        decision = self.stage.decide(report, self.tables, self.now)
        self.tables.apply()
        self.counts += decision.counts
        made = [emit.record for emit in decision.outputs]
        assert all(emit.topic == "events" and emit.key == emit.record.event_id for emit in decision.outputs)
        for event in made:
            self.latest[event.event_id] = event
        self.revisions += made
        return made

    @property
    def standing(self):
        return [e for e in self.latest.values() if not e.withdrawn and not e.merged_into]


@pytest.fixture
def desk(stage):
    return Desk(stage)


def actors(*codes):
    """Return actors from ``PARTY`` or ``PARTY:person-id[:role]``."""
    found = []
    for code in codes:
        if code.startswith("org:"):
            found.append(Actor(party=code))
            continue
        party, _, rest = code.partition(":")
        person, _, role = rest.partition(":")
        found.append(Actor(party=party, person=person, name=person, role=role))
    return tuple(found)


def mention(
    kind="CONSULT",
    by=("EG", "RU"),
    to=(),
    *,
    mode="meeting",
    status="occurred",
    date="2025-06-02",
    basis="explicit",
    place=None,
    country="",
    number=0,
    sentence="They met and talked.",
    confidence=0.8,
    topics=(),
):
    return Mention(
        mention_id=f"m{number}",
        article_id="",
        version=1,
        type=kind,
        mode=mode if kind == "CONSULT" or mode != "meeting" else "",
        status=status,
        actors=actors(*by),
        recipients=actors(*to),
        date=EventDate(value=date, precision=("year", "month", "day")[date.count("-")], basis=basis) if date else None,
        place=Place(name=place, country=country) if place else None,
        evidence=Evidence(sentence=sentence, trigger="met", start=0, end=3),
        confidence=confidence,
        topics=topics,
    )


def report(article, *mentions, outlet=None, at=0.0, version=1, text=None, url="", published=True):
    """Return a report ``at`` hours after the start."""
    moment = START + timedelta(hours=at)
    told = tuple(
        Mention(**{**{f: getattr(m, f) for f in m.__struct_fields__}, "article_id": article, "version": version})
        for m in mentions
    )
    words = text or " ".join(f"{article}{n}" for n in range(40))
    return Report(
        article_id=article,
        version=version,
        source=outlet or article,
        outlet=outlet or f"Outlet {article}",
        url=url or f"https://example.org/{article}",
        title=f"Title of {article}",
        language="en",
        published=moment if published else None,
        fetched=moment,
        mentions=told,
        sketch=standard_sketcher().sketch(words),
    )
