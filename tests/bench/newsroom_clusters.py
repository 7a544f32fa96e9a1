"""Groups the mentions of annotated newsroom files into events and scores the grouping.

Usage: python tests/bench/newsroom_clusters.py [--extracted] [--show] FILE...

Each line of FILE is an article whose events bear the id of the act ("event"). The files are read in order of
publication. By default the mentions are those of the annotation, so that merging is measured apart from extraction;
with --extracted they are what the extractor finds, matched to the annotation by type and parties. Prints B-cubed beside
the baselines, how annotated copies, updates and splices are labelled, and whether plans and follow-ups come out right.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from agent.config.folder import bundled_config
from agent.records import Actor, Article, EventDate, Evidence, Mention, Place, Report
from consumers.extract_stage import ExtractStage
from consumers.extraction import Extractor
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
    annotation, extractor = Annotation(gazetteer), Extractor.load()
    for row in rows:
        stories = extractor.extract(article_of(row)).stories
        mentions = tuple(
            msgspec.structs.replace(
                mention, story=sum(start <= mention.evidence.start for start, _ in stories[1:])
            )
            for mention in (annotation.mention(row, n, event) for n, event in enumerate(row["events"]))
        )
        yield row, mentions, {m.mention_id: e["event"] for m, e in zip(mentions, row["events"], strict=True)}


def extracted(rows):
    extractor = Extractor.load()
    for row in rows:
        mentions = tuple(extractor.extract(article_of(row)).mentions)
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


class Outcome:
    """What became of the mentions: the event of each, and the relation of each article to each event."""

    def __init__(self):
        self.truth, self.found, self.told = {}, {}, {}
        self.late, self.first, self.labels, self.events = set(), {}, defaultdict(dict), {}

    def one_a_day(self):
        return {
            mention_id: (mention.date.value if mention.date else "", tuple(sorted(mention.parties)), mention.type)
            for mention_id, (_, mention) in self.told.items()
        }


def resolve(rows, told, gazetteer):
    """Read the reports in order of publication and return what became of them."""
    outcome = Outcome()
    extract = ExtractStage(None, standard_sketcher())
    stage = ResolveStage.load(bundled_config(), gazetteer)
    tables = stage.tables()
    sketches = extract.tables()["boilerplate"]
    for row, mentions, said in told:
        now = datetime.fromisoformat(row["published"])
        outcome.truth |= said
        for mention in mentions:
            outcome.told[mention.mention_id] = (row, mention)
            act = said.get(mention.mention_id)
            if act and now - outcome.first.setdefault(act, now) > timedelta(days=14):
                outcome.late.add(mention.mention_id)
        if not mentions:
            continue
        article = article_of(row)
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
            sketch=extract._sketch(article, sketches, now),
        )
        decision = stage.decide(report, tables, now)
        tables.apply()
        touched = {row["id"]}
        for emit in decision.outputs:
            outcome.events[emit.key] = emit.record
            touched |= {source.article_id for source in emit.record.sources}
        for article_id in touched:  # rows are forgotten in time, so they are read as they change
            kept = tables["reports"].get(article_id)
            outcome.found |= {m.mention_id: e for m, e in zip(kept.mentions, kept.events, strict=True)}
    moved = {key: event.merged_into for key, event in outcome.events.items() if event.merged_into}
    while any(event_id in moved for event_id in outcome.found.values()):
        outcome.found = {mention: moved.get(event_id, event_id) for mention, event_id in outcome.found.items()}
    for event in outcome.events.values():
        if not event.merged_into and not event.withdrawn:
            for source in event.sources:
                outcome.labels[source.article_id][event.event_id] = source.relation.value
    return outcome


def article_of(row):
    return Article(
        article_id=row["id"],
        source=row["source"],
        outlet=row["outlet"],
        url=row["url"],
        title=row["title"],
        text=row["text"],
        language=row["language"],
        published=datetime.fromisoformat(row["published"]),
    )


def clusters(outcome):
    truth, found = outcome.truth, outcome.found
    acts, made = len(set(truth.values())), len(set(found.values()))
    print(f"{len(outcome.told)} mentions, {len(truth)} annotated, {acts} acts, {made} events")
    print("events           ", b_cubed(truth, found))
    recent = {mention: act for mention, act in truth.items() if mention not in outcome.late}
    print("  told in 14 days", b_cubed(recent, found))
    print("one a day        ", b_cubed(truth, outcome.one_a_day()))
    print("singletons       ", b_cubed(truth, {mention: mention for mention in outcome.told}))


def relations(rows, outcome):
    """Print what annotated copies, updates, splices and others are labelled as, in any event that they report."""
    emitted = ("original", "independent", "copy", "update", "splice")
    table, wrong = defaultdict(Counter), []
    for row in rows:
        kind, said = row["relation"]["kind"], outcome.labels.get(row["id"], {})
        labels = set(said.values()) or {"no act found"}
        table[kind].update(labels)
        expected = kind in {"copy", "update", "splice"}
        if said and ((expected and kind not in labels) or (not expected and labels & {"copy", "update"})):
            wrong.append(f"  {kind} labelled {', '.join(sorted(labels))}: {row['id']} {row['title']}")
    print(f"{'articles':<14}" + "".join(f"{name:>13}" for name in (*emitted, "no act found")))
    for kind in sorted(table):
        print(f"{kind:<14}" + "".join(f"{table[kind][name]:>13}" for name in (*emitted, "no act found")))
    print(*wrong, sep="\n")


def life_cycle(outcome):
    """Print whether plans and their outcome are one event, and whether what follows on another day is another."""
    acts = defaultdict(list)
    for mention_id, act in outcome.truth.items():
        acts[act].append(mention_id)
    status = {mention_id: mention.status for mention_id, (_, mention) in outcome.told.items()}
    planned = {
        act: members
        for act, told in acts.items()
        if (members := [m for m in told if m not in outcome.late])
        if any(status[m] == "planned" for m in members) and any(status[m] != "planned" for m in members)
    }
    one = [act for act, members in planned.items() if len({outcome.found[m] for m in members}) == 1]
    print(f"planned, then occurred or called off: {len(one)} of {len(planned)} acts are one event")
    for act in sorted(planned.keys() - set(one)):
        print(f"  in several events: {act}")
        for mention_id in planned[act]:
            print("     ", outcome.found[mention_id][:6], line(*outcome.told[mention_id]))
    apart, mixed = 0, []
    for mention_id, act in outcome.truth.items():
        row, _ = outcome.told[mention_id]
        if row["relation"]["kind"] != "followup":
            continue
        shared = {outcome.truth[m] for m in outcome.truth if outcome.found[m] == outcome.found[mention_id]} - {act}
        apart += not shared
        mixed += [f"  {row['id']}: {act} with {', '.join(sorted(map(str, shared)))}"] if shared else []
    print(f"acts of follow-ups: {apart} of {apart + len(mixed)} with no other act in their event")
    print(*mixed, sep="\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--extracted", action="store_true")
    parser.add_argument("--show", action="store_true", help="print what was split and what was lumped together")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    gazetteer = load(bundled_config() / "gazetteer")
    rows = read(args.files)
    outcome = resolve(rows, extracted(rows) if args.extracted else annotated(rows, gazetteer), gazetteer)
    clusters(outcome)
    relations(rows, outcome)
    life_cycle(outcome)
    if args.show:
        show(outcome.truth, outcome.found, outcome.told, outcome.late)


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
