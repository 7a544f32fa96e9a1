"""Mentions a second that one core resolves, and the memory that 72 hours of reports take.

Usage: python tests/bench/resolve_speed.py [REPORTS] [HOURS]

Made-up reports of made-up acts, spread over HOURS at an even rate: 40 parties, of which a few are in most of the news,
as in life; every act is told by one to twelve outlets, a third of them with the same words. Default: 30,000 reports in
72 hours, which is what 100,000 articles a day give when one in ten tells of a diplomatic act.
"""

import random
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import islice

from agent.records import Actor, EventDate, Evidence, Mention, Report, Sketch
from consumers.resolve.stage import ResolveStage

START = datetime(2026, 11, 20, tzinfo=UTC)
PARTIES = [f"{a}{b}" for a in "ABCDEFGH" for b in "RSTUV"]
WEIGHTS = [1 / (n + 1) for n in range(len(PARTIES))]
KINDS = [
    ("CONSULT", "phone"),
    ("CONSULT", "meeting"),
    ("CONSULT", "visit"),
    ("ACCUSE", "disapprove"),
    ("REQUEST", ""),
    ("AGREE", ""),
    ("SUPPORT", "praise"),
    ("SANCTION", "impose"),
]


def sketch(random_, words=300):
    hashes = sorted({random_.getrandbits(32) for _ in range(words)})
    return Sketch(scheme="bench", words=words, shingles=tuple(hashes), clauses=tuple(hashes[:18]))


def acts(random_):
    """Yield (kind, mode, parties, outlets that tell of it) for ever."""
    while True:
        kind, mode = random_.choice(KINDS)
        parties = list(dict.fromkeys(random_.choices(PARTIES, WEIGHTS, k=random_.choice((2, 2, 2, 3)))))
        yield kind, mode, parties, min(12, int(random_.paretovariate(1.2)))


def reports(count, hours):
    random_ = random.Random(7)
    told = []
    for kind, mode, parties, outlets in acts(random_):
        at = random_.random() * hours
        original = sketch(random_)
        told += [
            (at + n * random_.random() * 2, kind, mode, parties, original if n % 3 == 2 else None, at)
            for n in range(outlets)
        ]
        if len(told) >= count:
            break
    told.sort(key=lambda entry: entry[0])
    for number, (at, kind, mode, parties, words, day_at) in enumerate(told[:count]):
        day = (START + timedelta(hours=day_at)).date().isoformat()
        mutual = kind in {"CONSULT", "AGREE"}
        actors = tuple(Actor(party=party, role="foreign_minister", name=f"Minister of {party}") for party in parties)
        mentions = [
            Mention(
                mention_id=f"{number}/{n}",
                article_id=str(number),
                version=1,
                type=kind if n == 0 else "REQUEST",
                mode=mode if n == 0 else "",
                actors=actors if mutual else actors[:1],
                recipients=() if mutual else actors[1:],
                date=EventDate(value=day),
                confidence=0.7,
                language="en",
                evidence=Evidence(sentence=f"Sentence {number}, as long as any. " * 4, trigger="met", start=3, end=6),
            )
            for n in range(random_.choice((1, 1, 1, 2)))
        ]
        moment = START + timedelta(hours=at)
        yield Report(
            article_id=str(number),
            version=1,
            source="bench",
            outlet=f"outlet {random_.randrange(200)}",
            url=f"https://example.org/{number}",
            title=f"Title of article {number}",
            language="en",
            published=moment,
            fetched=moment,
            mentions=tuple(mentions),
            sketch=words or sketch(random_),
        )


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    hours = float(sys.argv[2]) if len(sys.argv) > 2 else 72.0
    stage = ResolveStage.load()
    tables = stage.tables()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    mentions = revisions = 0
    spent, worst = 0.0, 0.0
    # Timed by batches as the runtime takes them: asking for the CPU time is no cheap question everywhere.
    told = reports(count, hours)
    while batch := list(islice(told, 50)):
        began = time.process_time()
        for report in batch:
            revisions += len(stage.decide(report, tables, report.fetched).outputs)
        tables.apply()
        took = time.process_time() - began
        spent, worst = spent + took, max(worst, took)
        mentions += sum(len(report.mentions) for report in batch)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{count} reports, {mentions} mentions, {len(tables['events'])} events, {revisions} revisions")
    print(f"{mentions / spent:,.0f} mentions/s of CPU time; slowest batch of 50 reports {worst * 1000:.0f} ms")
    print(f"memory grew by {grown:.0f} MB, of which the input waiting to be sorted is a small part")


if __name__ == "__main__":
    main()
