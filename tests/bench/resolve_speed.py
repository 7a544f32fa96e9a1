"""Mentions a second of CPU time that one core resolves.

Usage: python tests/bench/resolve_speed.py [--load news|hard] [REPORTS] [HOURS]

Two loads, 10,000 reports a day each, which is what 100,000 articles a day give when one in ten tells of an act:

news    the sizes of real news (made_up_news.py): 2.35 mentions a report, a hundred parties. tests/bench/replay_week.py
        gives the rate on real news itself, of which there is less a day.
hard    made to be hard: 1.25 mentions a report, so that each bears nearly all that a report costs, and 40 parties that
        share all the news. Two acts share type and two parties with a probability of .014; in four months of real news
        it is .0056. An act is told by one to twelve outlets, a third of them with the same words.

Default: both, 30,000 reports in 72 hours. The rate is that of the whole run, the state filling up.
"""

import argparse
import random
import time
from datetime import UTC, datetime, timedelta
from itertools import islice

from made_up_news import News

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


def news(count, hours):
    made = News(share=1.0)
    for number in range(count):
        yield made.report(number, START + timedelta(hours=hours * number / count))


LOADS = {"news": news, "hard": reports}


def measure(name, count, hours):
    stage = ResolveStage.load()
    tables = stage.tables()
    mentions = revisions = compared = 0
    spent, worst = 0.0, 0.0
    # Timed by batches as the runtime takes them: asking for the CPU time is no cheap question everywhere.
    told = LOADS[name](count, hours)
    while batch := list(islice(told, 50)):
        began = time.process_time()
        decisions = [stage.decide(report, tables, report.fetched) for report in batch]
        tables.apply()
        took = time.process_time() - began
        spent, worst = spent + took, max(worst, took)
        mentions += sum(len(report.mentions) for report in batch)
        revisions += sum(len(decision.outputs) for decision in decisions)
        compared += sum(c.value for d in decisions for c in d.counts if c.metric == "resolve_candidates")
    print(f"{name}: {count} reports, {mentions} mentions, {len(tables['events'])} events, {revisions} revisions")
    print(f"  {compared / mentions:.1f} candidates a mention; slowest batch of 50 reports {worst * 1000:.0f} ms")
    print(f"  {mentions / spent:,.0f} mentions/s of CPU time")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--load", choices=sorted(LOADS))
    parser.add_argument("reports", nargs="?", type=int, default=30_000)
    parser.add_argument("hours", nargs="?", type=float, default=72.0)
    args = parser.parse_args()
    for name in [args.load] if args.load else LOADS:
        measure(name, args.reports, args.hours)


if __name__ == "__main__":
    main()
