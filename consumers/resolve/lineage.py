"""Which event each act is, after a report: what goes on, what is merged, separated, opened or withdrawn.

Acts found by fit alone are brought together where a report fits several that do not contradict each other. The event
that an act goes on as is the one whose first remaining mention it holds; so an event keeps its id as long as it has a
mention left, and every other change of hands is said in a revision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import xxhash

from agent.records import Mention
from consumers.resolve.clusters import Cluster, in_order
from consumers.resolve.compatibility import match
from consumers.resolve.relations import relabelled
from consumers.resolve.resolution import Resolution
from consumers.resolve.rows import EventRow, Part, Support
from consumers.resolve.workspace import Workspace


@dataclass(slots=True)
class Draft:
    """An event after a report, before it is written down."""

    event_id: str
    before: EventRow | None
    """Its row as it stood; None for one just opened."""
    parts: tuple[Part, ...] = ()
    supports: tuple[Support, ...] = ()
    newcomers: tuple[Support, ...] = ()
    """Those of ``supports`` that were not in the event before, and all of the article at hand."""
    notes: list[str] = field(default_factory=list)
    """What happened to it, for the reason of its next revision."""
    kind: str = ""
    """opened, source, changed, merged, split or withdrawn; empty if nothing happened."""
    merged_into: str = ""
    split_from: str = ""


class Lineage:
    """Finds the events of all acts that a report has changed."""

    def __init__(self, resolution: Resolution) -> None:
        """Take what was decided.

        Args:
            resolution: A resolution that has run.
        """
        self._resolution = resolution
        self._workspace: Workspace = resolution.workspace
        self._article = resolution.article_id
        self._outlet = resolution.report.outlet
        self._act_of: dict[Cluster, int] = {}

    def drafts(self) -> list[Draft]:
        """Return the events that changed or may have, each with what happened to it; reports point to them then."""
        clusters = _reached(self._workspace, self._resolution.touched)
        acts = _acts(clusters)
        self._act_of = {cluster: n for n, act in enumerate(acts) for cluster in act}
        event_ids = sorted({cluster.event_id for cluster in clusters if cluster.event_id})
        before = {event_id: row for event_id in event_ids if (row := self._workspace.events.get(event_id)) is not None}
        claims = self._claims(before)
        drafts: dict[str, Draft] = {}
        for n, act in enumerate(acts):
            claimants = sorted(event_id for event_id, act_number in claims.items() if act_number == n)
            claimants.sort(key=lambda event_id: self._precedence(event_id, before[event_id]))
            draft = self._draft(act, claimants, before, drafts)
            drafts[draft.event_id] = draft
            for event_id in claimants[1:]:
                note = f"turned out to be the same act as {draft.event_id} (by the report of {self._outlet})"
                drafts[event_id] = Draft(
                    event_id, before[event_id], notes=[note], kind="merged", merged_into=draft.event_id
                )
        for event_id in event_ids:
            if event_id not in drafts:
                gone = f"{self._outlet} corrected its report and nothing else supports this event"
                drafts[event_id] = Draft(event_id, before[event_id], notes=[gone], kind="withdrawn")
        self._point(drafts.values())
        return list(drafts.values())

    def _claims(self, before: dict[str, EventRow]) -> dict[str, int]:
        """Return which act each event goes on as; none for one that has nothing left."""
        claims: dict[str, int] = {}
        for event_id, row in before.items():
            first = next((s for s in row.supports if s.article_id != self._article), None)
            if first is not None:
                claims[event_id] = self._act_of[self._workspace.home(*first.mention)]
        alone = {event_id: row for event_id, row in before.items() if event_id not in claims}
        if alone:
            claims |= self._corrected(alone)
        return claims

    def _corrected(self, alone: dict[str, EventRow]) -> dict[str, int]:
        """Return what the events that rested on the last version of this article go on as."""
        said = self._workspace.said(self._article)
        fits: list[tuple[float, int, str]] = []
        for event_id, row in alone.items():
            if not row.parts:
                continue
            was = row.parts[0].facets
            for index in said.acts:
                now = said.facets[index]
                if now.type == was.type and now.parties & was.parties:
                    fits.append((-match(now, was).score, index, event_id))
        claims: dict[str, int] = {}
        used: set[int] = set()
        for _, index, event_id in sorted(fits):
            if event_id not in claims and index not in used:
                claims[event_id] = self._act_of[self._workspace.home(self._article, index)]
                used.add(index)
        return claims

    def _precedence(self, event_id: str, row: EventRow) -> tuple[bool, int, str, str]:
        """Return what decides which of several events an act goes on as: the one that was told first."""
        return all(s.article_id == self._article for s in row.supports), *row.supports[0].position, event_id

    def _draft(
        self, act: Sequence[Cluster], claimants: Sequence[str], before: dict[str, EventRow], drafts: dict[str, Draft]
    ) -> Draft:
        event_id = claimants[0] if claimants else ""
        row = before.get(event_id)
        supports = act[0].supports
        if len(act) > 1:
            supports = sorted((s for c in act for s in c.supports), key=lambda s: (s.position, s.index))
        newcomers = [s.mention for s in self._newcomers(act, event_id)]
        left = self._left(event_id, act) if row is not None else []
        for changed in relabelled(supports, {mention[0] for mention in newcomers}, self._workspace, left=bool(left)):
            self._workspace.home(*changed.mention).update(changed)
        if len(act) > 1:
            supports = sorted((s for c in act for s in c.supports), key=lambda s: (s.position, s.index))
        draft = Draft(event_id, row, tuple(cluster.part() for cluster in act), tuple(supports))
        known = set(newcomers)
        draft.newcomers = tuple(s for s in supports if s.mention in known)
        if row is not None:
            self._explain(draft, row, left, merged=claimants[1:])
        else:
            self._found(draft, drafts, act)
        return draft

    def _newcomers(self, act: Sequence[Cluster], event_id: str) -> Iterator[Support]:
        """Yield the mentions of an act that are new to the event that it goes on as, and all of the article at hand."""
        for cluster in act:
            if cluster.event_id != event_id or not event_id:
                yield from cluster.supports
                continue
            for mention in self._workspace.arrived.get(cluster, ()):
                if mention[0] == self._article or self._workspace.origins.get(mention) != event_id:
                    yield cluster.find(*mention)

    def _left(self, event_id: str, act: Sequence[Cluster]) -> list[tuple[str, int]]:
        """Return the mentions that were in an event and are not in the act that it goes on as."""
        workspace = self._workspace
        left = [
            mention
            for mention, origin in workspace.origins.items()
            if origin == event_id and (mention[0] == self._article or workspace.home(*mention) not in act)
        ]
        for cluster in workspace.open(event_id):
            if cluster not in act:
                arrived = workspace.arrived.get(cluster, {})
                left += [s.mention for s in cluster.supports if s.mention not in arrived]
        return left

    def _explain(self, draft: Draft, row: EventRow, left: Sequence[tuple[str, int]], merged: Sequence[str]) -> None:
        """Say what has changed in an event that goes on."""
        updated = any(article_id == self._article for article_id, _ in left)
        for support in draft.newcomers:
            if support.article_id == self._article:
                why = ", ".join(self._reasons(draft, support)) or "a new version of the article"
                said = "was updated" if updated else "reports the same act"
                draft.notes.append(f"{self._outlet} {said} ({why})")
                draft.kind = draft.kind or ("changed" if updated else "source")
            elif not merged:
                draft.notes.append(f"the report of {self._name(support.article_id)} turned out to be of this act")
                draft.kind = draft.kind or "changed"
        for article_id, _ in left:
            if article_id != self._article:
                draft.notes.append(f"the report of {self._name(article_id)} turned out to be of another act")
            elif not any(s.article_id == self._article for s in draft.newcomers):
                draft.notes.append(f"{self._outlet} no longer reports it")
        if merged:
            draft.kind = "merged"
            draft.notes += [f"turned out to be the same act as {event_id}" for event_id in merged]
        elif left or draft.parts != row.parts:
            draft.kind = draft.kind or "changed"

    def _found(self, draft: Draft, drafts: dict[str, Draft], act: Sequence[Cluster]) -> None:
        """Make an event of an act that goes on from none."""
        first = draft.supports[0]
        draft.event_id = self._new_id(self._workspace.mention(first), drafts)
        draft.before = self._workspace.events.get(draft.event_id)
        origins = (self._workspace.origins.get(s.mention) for s in draft.supports if s.article_id != self._article)
        draft.split_from = next((e for e in (*(cluster.event_id for cluster in act), *origins) if e), "")
        draft.kind = "split" if draft.split_from else "opened"
        if draft.split_from:
            draft.notes.append(f"separated from {draft.split_from}: the report of {self._outlet} shows two acts")
        else:
            draft.notes.append(f"first report, by {self._name(first.article_id)}")

    def _reasons(self, draft: Draft, support: Support) -> tuple[str, ...]:
        """Return why a mention is in its event: by what came before it, or by what came after and now fits it."""
        reasons = self._resolution.reasons
        found = reasons.get(support.ref)
        if found:
            return found
        return next((reasons[s.ref] for s in draft.supports if s.ref in reasons), ())

    def _name(self, article_id: str) -> str:
        return self._workspace.row(article_id).outlet

    def _new_id(self, mention: Mention, drafts: dict[str, Draft]) -> str:
        """Return an id that follows from the mention alone, whenever and wherever it is first read."""
        parties = ";".join(
            ",".join(sorted({actor.party for actor in side})) for side in (mention.actors, mention.recipients)
        )
        day = mention.date.value if mention.date else ""
        defining = f"{mention.article_id}\n{mention.type}/{mention.mode}\n{parties}\n{day}"
        for serial in range(len(drafts) + 1000):
            event_id = xxhash.xxh3_64_hexdigest(f"{defining}\n{serial or ''}".encode())
            row = self._workspace.events.get(event_id)
            if event_id not in drafts and (row is None or (row.withdrawn and not row.merged_into)):
                return event_id
        raise RuntimeError("no free event id")  # pragma: no cover - a thousand events of one article

    def _point(self, drafts: Iterable[Draft]) -> None:
        """Let the reports point to the events that their mentions are in now."""
        moved: dict[str, dict[int, str]] = {}
        for draft in drafts:
            for support in draft.newcomers:
                moved.setdefault(support.article_id, {})[support.index] = draft.event_id
        moved.setdefault(self._article, {})
        for article_id, homes in moved.items():
            self._workspace.point(article_id, homes)


def _reached(workspace: Workspace, touched: Iterable[Cluster]) -> list[Cluster]:
    """Return the clusters that share an event or a report that bridges them with a changed one, themselves included."""
    found: dict[Cluster, None] = {}
    pending = list(touched)
    while pending:
        cluster = pending.pop()
        if cluster in found:
            continue
        found[cluster] = None
        if cluster.event_id:
            pending += workspace.open(cluster.event_id)
        if cluster.supports:
            pending += workspace.bridged(cluster)
    return list(found)


def _acts(clusters: Iterable[Cluster]) -> list[list[Cluster]]:
    """Return the clusters grouped into acts: brought together where a mention bridges them and nothing contradicts."""
    ordered = in_order(clusters)
    founded = {cluster.founder.ref: cluster for cluster in ordered}
    groups = {cluster: [cluster] for cluster in ordered}
    for _, ref, home in sorted(_bridges(ordered), key=lambda bridge: bridge[0]):
        other = founded.get(ref)
        if other is None:
            continue
        one, two = groups[home], groups[other]
        if one is not two and _agree(one, two):
            both = in_order([*one, *two])
            groups.update(dict.fromkeys(both, both))
    return [act for cluster, act in groups.items() if act[0] is cluster]


def _bridges(clusters: Iterable[Cluster]) -> Iterator[tuple[tuple[int, str, int, int], str, Cluster]]:
    for cluster in clusters:
        for support in cluster.supports:
            for number, ref in enumerate(support.bridges):
                yield (*support.position, support.index, number), ref, cluster


def _agree(one: Sequence[Cluster], two: Sequence[Cluster]) -> bool:
    """Whether no article tells of both as two acts, and nothing that they say contradicts."""
    articles = {s.article_id for cluster in one for s in cluster.supports}
    if any(s.article_id in articles for cluster in two for s in cluster.supports):
        return False
    return all(
        not match(first.whole(), second.whole()).against and not match(second.whole(), first.whole()).against
        for first in one
        for second in two
    )
