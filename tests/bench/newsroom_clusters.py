"""Groups the mentions of annotated newsroom files into events and scores the grouping.

Usage: python tests/bench/newsroom_clusters.py [--extracted] [--show] FILE...

Each line of FILE is an article whose events bear the id of the act ("event"). The files are read in order of
publication. By default the mentions are those of the annotation, so that merging is measured apart from extraction;
with --extracted they are what the extractor finds, matched to the annotation by type and parties.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

from agent.config.folder import bundled_config
from agent.records import Actor, Article, EventDate, Evidence, Mention, Place, Report
from consumers.gazetteer import load
from consumers.relation.normal import standard_sketcher
from consumers.resolve.evaluation import b_cubed
from consumers.resolve.stage import ResolveStage
from consumers.text.tokens import fold_phrase


def read(paths):
    rows = [json.loads(line) for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines()]
    return sorted(rows, key=lambda row: datetime.fromisoformat(row["published"]))


class Annotation:
    """Mentions from the annotation of an article, as a perfect extractor would give them."""

    def __init__(self, gazetteer):
        self.gazetteer = gazetteer
        self.people = defaultdict(list)
        for person in gazetteer.people.values():
            for names in (person.names, person.short):
                for forms in names.values():
                    for form in forms:
                        self.people[fold_phrase(form)].append(person.ident)
        self.places = {entry["name"].lower(): entry.get("country", "") for entry in gazetteer.places}
        for code, record in gazetteer.records.items():
            for form in ((record.get("capital") or {}).get("en") or []) + ((record.get("names") or {}).get("en") or []):
                self.places.setdefault(form.lower(), code)

    def official(self, name, parties, day):
        for ident in dict.fromkeys(self.people.get(fold_phrase(name), ())):
            for term in self.gazetteer.people[ident].terms:
                if term.party in parties and term.covers(day, 60):
                    return term.party, ident, term.office
        return None

    def mention(self, article, number, event):
        published = datetime.fromisoformat(article["published"])
        parties = [*event["actors"], *event["recipients"]]
        officials = defaultdict(list)
        for name in event["persons"]:
            found = self.official(name, parties, published.date())
            if found:
                officials[found[0]].append((found[1], found[2], name))

        def actors(codes):
            for code in codes:
                named = officials.get(code) or [("", "", "")]
                for ident, role, name in named:
                    yield Actor(party=code, person=ident, role=role, name=name)

        date = None
        if event["date"]:
            same = event["date"] == published.date().isoformat()
            date = EventDate(value=event["date"], basis="published" if same and not event["core"] else "explicit")
        elif event["core"]:
            date = EventDate(value=published.date().isoformat(), basis="published")
        full = f"{article['title']}\n{article['text']}"
        at = max(0, full.find(event["trigger"]))
        sentence = full[full.rfind("\n", 0, at) + 1 : (full.find("\n", at) + 1 or len(full) + 1) - 1]
        place = event["place"]
        return Mention(
            mention_id=f"{article['id']}/{number}",
            article_id=article["id"],
            version=1,
            type=event["type"],
            mode=event["mode"],
            status=event["status"],
            actors=tuple(actors(event["actors"])),
            recipients=tuple(actors(event["recipients"])),
            date=date,
            place=Place(name=place, country=self.places.get(place.lower(), "")) if place else None,
            evidence=Evidence(sentence=sentence, trigger=event["trigger"], start=at, end=at + len(event["trigger"])),
            confidence=0.9 if event["core"] else 0.6,
            language=article["language"],
        )


def annotated(rows, gazetteer):
    annotation = Annotation(gazetteer)
    for row in rows:
        mentions = tuple(annotation.mention(row, n, event) for n, event in enumerate(row["events"]))
        yield row, mentions, {m.mention_id: e["event"] for m, e in zip(mentions, row["events"], strict=True)}


def extracted(rows):
    from consumers.extraction import Extractor

    extractor = Extractor.load()
    for row in rows:
        article = Article(
            article_id=row["id"],
            source=row["source"],
            outlet=row["outlet"],
            url=row["url"],
            title=row["title"],
            text=row["text"],
            language=row["language"],
            published=datetime.fromisoformat(row["published"]),
        )
        mentions = tuple(extractor.extract(article).mentions)
        yield row, mentions, matched(row, mentions)


def matched(row, mentions):
    """Give each mention the annotated event that it is: type, parties, then trigger, mode and sides."""
    full = f"{row['title']}\n{row['text']}"
    pairs = []
    for mention in mentions:
        for n, event in enumerate(row["events"]):
            parties = {*event["actors"], *event["recipients"]}
            shared = len(parties & mention.parties) / len(parties | mention.parties)
            if mention.type != event["type"] or shared < 0.5:
                continue
            at = full.find(event["trigger"])
            near = abs(at - mention.evidence.start) < 40 if at >= 0 else False
            sides = {a.party for a in mention.actors} == set(event["actors"])
            fit = 2 * near + (mention.mode == event["mode"]) + (mention.status == event["status"]) + sides + shared
            pairs.append((-fit, n, mention.mention_id))
    truth, taken = {}, set()
    for _, n, mention_id in sorted(pairs):
        if n not in taken and mention_id not in truth:
            taken.add(n)
            truth[mention_id] = row["events"][n]["event"]
    return truth


def main():  # noqa: PLR0915 - a script, read from top to bottom
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--extracted", action="store_true")
    parser.add_argument("--show", action="store_true", help="print what was split and what was lumped together")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    folder = bundled_config()
    gazetteer = load(folder / "gazetteer")
    sketcher = standard_sketcher()
    stage = ResolveStage.load(folder, gazetteer)
    tables = stage.tables()
    truth, by_id, day_key, late, first = {}, {}, {}, set(), {}
    labels, kinds = defaultdict(dict), Counter()
    events = {}
    rows = read(args.files)
    for row, mentions, said in extracted(rows) if args.extracted else annotated(rows, gazetteer):
        now = datetime.fromisoformat(row["published"])
        truth |= said
        for mention in mentions:
            by_id[mention.mention_id] = (row, mention)
            day_key[mention.mention_id] = (
                mention.date.value if mention.date else "",
                tuple(sorted(mention.parties)),
                mention.type,
            )
            event = said.get(mention.mention_id)
            if event and now - first.setdefault(event, now) > timedelta(days=14):
                late.add(mention.mention_id)
        if not mentions:
            continue
        report = Report(
            article_id=row["id"],
            version=1,
            source=row["source"],
            outlet=row["outlet"],
            url=row["url"],
            title=row["title"],
            language=row["language"],
            published=now,
            mentions=mentions,
            sketch=sketcher.sketch(f"{row['title']}\n{row['text']}"),
        )
        decision = stage.decide(report, tables, now)
        tables.apply()
        for emit in decision.outputs:
            events[emit.key] = emit.record
            kinds["merged" if emit.record.merged_into else "revision"] += 1
            for source in emit.record.sources:
                labels[source.article_id][emit.key] = source.relation.value
        for mention, event_id in zip(mentions, tables["reports"].get(row["id"]).events, strict=True):
            day_key[mention.mention_id, "found"] = event_id
    found = {m: day_key[m, "found"] for m in by_id}
    moved = {k: e.merged_into for k, e in events.items() if e.merged_into}
    found = {m: moved.get(e, e) for m, e in found.items()}
    recent = {m: e for m, e in truth.items() if m not in late}
    acts, made = len(set(truth.values())), len(set(found.values()))
    print(f"{len(by_id)} mentions, {len(truth)} annotated, {acts} acts, {made} events")
    print("events           ", b_cubed(truth, found))
    print("  told in 14 days", b_cubed(recent, found))
    print("one a day        ", b_cubed(truth, {m: day_key[m] for m in by_id}))
    print("singletons       ", b_cubed(truth, {m: m for m in by_id}))
    print(dict(kinds))
    relations = Counter()
    for row in rows:
        expected = row["relation"]["kind"]
        for label in set(labels.get(row["id"], {}).values()) or {"-"}:
            relations[expected, label] += 1
    for key, count in sorted(relations.items()):
        print(f"  {key[0]:12} labelled {key[1]:12} {count}")
    for row in rows:
        kind = row["relation"]["kind"]
        got = set(labels.get(row["id"], {}).values())
        if kind in {"copy", "update"} and kind not in got:
            print("missed", kind, row["id"], got)
    if args.show:
        show(truth, found, by_id, late)


def show(truth, found, by_id, late):
    groups = defaultdict(set)
    for mention, event in truth.items():
        groups[event].add(found[mention])
    print("SPLIT")
    for event, ids in sorted(groups.items(), key=lambda pair: str(pair[0])):
        members = [m for m in truth if truth[m] == event]
        if len(ids) > 1 and not all(m in late for m in members[1:]):
            print(event)
            for mention in members:
                print("   ", found[mention][:6], line(*by_id[mention]), "LATE" if mention in late else "")
    print("LUMPED")
    for event_id in sorted(set(found.values())):
        members = [m for m in truth if found[m] == event_id]
        if len({truth[m] for m in members}) > 1:
            print(event_id[:6])
            for mention in members:
                print("   ", truth[mention], line(*by_id[mention]))


def line(row, mention):
    date = f"{mention.date.value}/{mention.date.basis[:3]}" if mention.date else "-"
    people = [a.person or a.name for a in (*mention.actors, *mention.recipients) if a.person or a.name]
    sides = ">".join(",".join(sorted({a.party for a in side})) for side in (mention.actors, mention.recipients))
    place = mention.place.name if mention.place else ""
    told = f"{mention.type}/{mention.mode} {mention.status} {sides} {date} {place}"
    return f"{row['id']} {row['published'][:10]} {told} {people} «{mention.evidence.trigger[:40]}»"


if __name__ == "__main__":
    main()
