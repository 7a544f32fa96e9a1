"""What the stages must make of what is on the topics: each stage run alone, over what the one before it has committed.

Stages are pure and go by the times of the records, so the oracle is exact; only the order in which the partitions of
the articles came to the resolver is taken from the log, because there the daemon is free.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime

from agent.assembly.stages import make_stage
from agent.codec import decode, encode

CHAIN = ("extract", "resolve", "alert")
OUTPUTS = {"extract": ("mentions",), "resolve": ("events",), "alert": ("alerts", "audit")}


class Verdict:
    """What was expected of the stages, and what there is."""

    def __init__(self):
        self.lost = Counter()
        self.doubled = Counter()
        self.disordered = 0
        self.counts = {}

    def compare(self, topic, expected, found):
        """Compare records (key, value) with those that are on ``topic``, in order for each key."""
        self.counts[topic] = len(found)
        wanted, there = Counter(expected), Counter(found)
        self.lost[topic] = sum((wanted - there).values())
        self.doubled[topic] = sum((there - wanted).values())
        self.disordered += by_key(expected) != by_key(found)

    @property
    def in_order(self):
        """Whether everything is there once and in its place."""
        return not (sum(self.lost.values()) or sum(self.doubled.values()) or self.disordered)


def by_key(records):
    """Return the values of each key, in order."""
    values = defaultdict(list)
    for key, value in records:
        values[key].append(value)
    return values


async def judge(log, topics, config):
    """Return the verdict on everything that is on the topics of ``log``."""
    verdict = Verdict()
    for name in CHAIN:
        stage = make_stage(name, config)
        expected = {topic: [] for topic in OUTPUTS[name]}
        tables = defaultdict(stage.tables)
        async for record in log.read(topics[stage.source]):
            mine = tables[record.partition]
            now = datetime.fromtimestamp(record.timestamp / 1000, UTC)
            decision = stage.decide(decode(record.value, stage.record_type), mine, now)
            mine.apply()
            for output in decision.outputs:
                expected[output.topic].append((output.key.encode(), encode(output.record)))
        for topic, records in expected.items():
            found = [(record.key, record.value) async for record in log.read(topics[topic])]
            verdict.compare(topic, records, found)
    return verdict
