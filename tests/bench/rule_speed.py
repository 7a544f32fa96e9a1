"""How long matching takes with 1,000 rules, tried one by one and through the index.

    python tests/bench/rule_speed.py [RULES] [EVENTS]
"""

import json
import random
import sys
import time
from datetime import UTC, datetime

from agent.records import Actor, Event, EventDate, Source
from consumers.alerting.facts import Facts
from consumers.alerting.loading import parse_rules
from consumers.alerting.ruleset import RuleSet
from consumers.alerting.stage import AlertStage
from consumers.alerting.vocabulary import Vocabulary

COUNTRIES = [
    "US", "RU", "CN", "FR", "GB", "DE", "EG", "SA", "AE", "QA", "KW", "OM", "BH", "JO", "LB", "SY", "IQ", "IR", "IL",
    "PS", "TR", "LY", "TN", "DZ", "MA", "SD", "ET", "SO", "YE", "UA", "PL", "IN", "PK", "AF", "JP", "KR", "KP", "VE",
    "CO", "BR", "MX", "CA", "AU", "ZA", "NG", "KE", "ER", "SS", "TD", "ML",
]  # fmt: skip
TYPES = ["CONSULT", "AGREE", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION", "AID"]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def rules_text(count, seed=1):
    """Return a rules file as a ministry might grow it: mostly dyads and countries, some people, some types alone."""
    pick = random.Random(seed)
    rules = []
    for number in range(count):
        match = {}
        kind = pick.random()
        if kind < 0.5:
            a, b = pick.sample(COUNTRIES, 2)
            match["dyads"] = [f"{a} {pick.choice(['->', '-'])} {b}"]
        elif kind < 0.8:
            match["countries"] = {"any": pick.sample(COUNTRIES, pick.randint(1, 3))}
            match["types"] = pick.sample(TYPES, 2)
        elif kind < 0.95:
            match["people"] = [f"person-{pick.randrange(2000)}"]
        else:
            match["types"] = [pick.choice(TYPES)]
            match["score"] = {"max": -3}
            match["independent_sources"] = 2
        rules.append({"id": f"rule-{number}", "title": f"Rule {number}", "match": match})
    return json.dumps({"rules": rules})


def events(count, seed=2):
    """Return events with two parties mostly, one in twenty a conference of a dozen."""
    pick = random.Random(seed)
    found = []
    for number in range(count):
        size = 12 if pick.random() < 0.05 else pick.choice([1, 2, 2, 2, 3])
        # Half of all news is about ten countries.
        drawn = [pick.choice(COUNTRIES[:10] if pick.random() < 0.5 else COUNTRIES) for _ in range(size)]
        actors = tuple(
            Actor(party=party, role="foreign_minister", person=f"person-{pick.randrange(2000)}")
            for party in dict.fromkeys(drawn)
        )
        cut = 1 if pick.random() < 0.4 and len(actors) > 1 else len(actors)
        found.append(
            Event(
                event_id=f"e{number}", revision=1, type=pick.choice(TYPES),
                actors=actors[:cut], recipients=actors[cut:], date=EventDate(value="2026-11-23"),
                score=pick.uniform(-10, 10), independent_sources=pick.randint(1, 4),
                sources=(Source(article_id=f"a{number}", outlet="Wire", language="ar", published=NOW),),
                first_seen=NOW, last_seen=NOW, confidence=0.8,
            )
        )  # fmt: skip
    return found


def _per_event(action, items, rounds=3):
    best = min(_timed(action, items) for _ in range(rounds))
    return best / len(items) * 1e6


def _timed(action, items):
    start = time.perf_counter()
    for item in items:
        action(item)
    return time.perf_counter() - start


def main(count=1000, size=2000):
    start = time.perf_counter()
    content, _ = parse_rules(rules_text(count), "bench", Vocabulary())
    rules = RuleSet(content)
    loaded = time.perf_counter() - start
    sample = events(size)
    matches = sum(len(rules.matches(Facts(event, NOW), {})) for event in sample)
    facts = _per_event(lambda event: Facts(event, NOW), sample)
    indexed = _per_event(lambda event: rules.matches(Facts(event, NOW), {}), sample)
    linear = _per_event(lambda event: rules.matches_linear(Facts(event, NOW), {}), sample)
    print(f"{count} rules, read and compiled in {loaded:.2f} s; {size} events, {matches / size:.2f} matches an event")
    print(f"  facts of an event        {facts:7.1f} us")
    print(f"  facts + index + match    {indexed:7.1f} us")
    print(f"  facts + every rule       {linear:7.1f} us")
    stage = AlertStage(rules)
    tables = stage.tables()
    start = time.perf_counter()
    for event in sample:
        stage.decide(event, tables, NOW)
    first = (time.perf_counter() - start) / size * 1e6
    tables.apply()
    start = time.perf_counter()
    for event in sample:
        stage.decide(event, tables, NOW)
    again = (time.perf_counter() - start) / size * 1e6
    print(f"  whole stage, first report {first:6.1f} us ({matches / size:.2f} alerts an event); repeat {again:.1f} us")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
