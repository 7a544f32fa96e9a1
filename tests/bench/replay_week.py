"""Replays days of a real corpus through extraction and merging, and shows events to be read and judged.

Usage: python tests/bench/replay_week.py CORPUS.jsonl[.gz] [--from 2018-04-09] [--days 7] [--read 30] [--seed 1]

Prints articles, mentions, events, sources per event, relations and rates per second of CPU; with --read, that many
random events of more than one source, with the sentence that each report rests on. Read them: are all reports of one
act, and is it the act that the headline says?
"""

import argparse
import gzip
import json
import random
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from agent.config.folder import bundled_config
from agent.records import Article
from consumers.extract_stage import ExtractStage
from consumers.resolve.stage import ResolveStage


def articles(path, first, days):
    last = first + timedelta(days=days)
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            published = datetime.fromisoformat(row["published"])
            published = published if published.tzinfo else published.replace(tzinfo=UTC)
            if first <= published.date() < last:
                yield Article(
                    article_id=row["url"] or row["id"],  # as a poller reads it: one page is one article
                    source=row["source"],
                    outlet=row["source"],
                    url=row["url"],
                    title=row["title"],
                    text=row["text"],
                    published=published,
                )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--from", dest="first", type=date.fromisoformat, default=date(2018, 4, 9))
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--read", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    week = sorted(articles(args.corpus, args.first, args.days), key=lambda article: article.published)
    extract, merge = ExtractStage.load(bundled_config()), ResolveStage.load(bundled_config())
    state, tables = extract.tables(), merge.tables()
    latest, mentions, reports = {}, {}, []
    kinds, identity, candidates = Counter(), Counter(), []
    # One stage after the other, each timed as a whole: asking for the CPU time is no cheap question everywhere.
    started = time.process_time()
    for article in week:
        decision = extract.decide(article, state, article.published)
        state.apply()
        identity.update(c.labels["decision"] for c in decision.counts if c.metric == "identity_total")
        reports += [(emit.record, article.published) for emit in decision.outputs]
    extracted = time.process_time()
    decisions = []
    for report, moment in reports:
        decisions.append(merge.decide(report, tables, moment))
        tables.apply()
    resolved = time.process_time()
    for (report, _), merged in zip(reports, decisions, strict=True):
        mentions[report.article_id] = report.mentions
        kinds.update(c.labels["kind"] for c in merged.counts if c.metric == "event_revisions_total")
        candidates += [c.value for c in merged.counts if c.metric == "resolve_candidates"]
        for emit in merged.outputs:
            latest[emit.key] = emit.record
    standing = [event for event in latest.values() if not event.withdrawn and not event.merged_into]
    told = sum(map(len, mentions.values()))
    many = [event for event in standing if len(event.sources) > 1]
    relations = Counter(source.relation.value for event in standing for source in event.sources)
    print(f"{len(week)} articles from {args.first} for {args.days} days: {dict(identity)}")
    print(f"{told} mentions in {len(mentions)} articles, {len(standing)} events; revisions {dict(kinds)}")
    print(f"sources per event {sorted(Counter(len(e.sources) for e in standing).items())}; {dict(relations)}")
    print(f"independent sources per event {sorted(Counter(e.independent_sources for e in standing).items())}")
    print(f"{len(many)} events of more than one source, {sum(e.independent_sources > 1 for e in standing)} confirmed")
    print(f"candidates per mention: mean {sum(candidates) / len(candidates):.1f}, most {max(candidates):.0f}")
    rates = len(week) / (extracted - started), told / (resolved - extracted)
    print(f"CPU: {rates[0]:.0f} articles/s extracted, {rates[1]:.0f} mentions/s merged")
    chosen = random.Random(args.seed).sample(sorted(many, key=lambda e: e.event_id), min(args.read, len(many)))
    for number, event in enumerate(chosen, 1):
        show(number, event, tables, mentions)


def show(number, event, tables, mentions):
    print(f"\n#{number} {event.headline.en} [{event.type}/{event.mode} {event.status} {event.event_id}]")
    print(f"   {event.headline.ar}")
    print(f"   {event.date and event.date.value} {event.place and event.place.name}; {event.reason}")
    row = tables["events"].get(event.event_id)
    for source, support in zip(event.sources, row.supports, strict=True):
        act = mentions[support.article_id][support.index]
        sides = ">".join(
            ",".join(f"{actor.party}/{actor.name}".rstrip("/") for actor in side)
            for side in (act.actors, act.recipients)
        )
        when = f"{act.date.value} {act.date.basis}" if act.date else "-"
        print(f"   - {source.relation.value} {source.outlet} {source.published:%m-%d %H:%M} | {source.title}")
        print(f"     {act.mode} {act.status} {when} {sides} «{act.evidence.trigger}» {act.evidence.sentence[:200]}")


if __name__ == "__main__":
    main()
