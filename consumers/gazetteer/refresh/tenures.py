"""Who held which office when, from Wikidata's statements: a pure decision with the traps of that data in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from consumers.gazetteer.refresh.results import Moment, Statement

HORIZON = date(2015, 1, 1)
"""Terms that ended before are of no use to news."""
_RENEWAL = timedelta(days=31)
"""Two terms of one person that are no further apart are one (re-election, a new position item)."""
_INTERIM = timedelta(days=31)
"""A successor who left again within this time stood in; the holder before goes on."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person's time in one office."""

    party: str
    office: str
    person: str
    start: Moment
    end: Moment | None
    """None: still in office."""
    inferred: bool = False
    """Whether the end is the start of the successor, because Wikidata has none."""
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was not taken, for a person to decide."""

    party: str
    office: str
    person: str
    why: str


@dataclass(slots=True)
class Findings:
    """What the statements amount to."""

    tenures: list[Tenure] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def current(self, today: date) -> list[Tenure]:
        """Return the tenures of ``today``."""
        return [t for t in self.tenures if t.start.first <= today and (t.end is None or t.end.last >= today)]


def decide(
    statements: Iterable[Statement],
    today: date,
    *,
    shared: Callable[[str, str], bool],
    known_office: Callable[[str, str], bool],
    known_holding: Callable[[str, str, str], bool],
) -> Findings:
    """Return the tenures since `HORIZON` that ``statements`` tell of.

    Args:
        statements: Those of heads and of foreign ministers.
        today: Terms that start later are left out.
        shared: Whether several persons hold the office of the party at a time.
        known_office: Whether the gazetteer has the office for the party at all.
        known_holding: Whether the gazetteer has the item's person in that office of that party.
    """
    findings = Findings()
    taken = _without_second_hats(list(statements), known_office)
    taken = _without_personal_unions(taken, findings, known_holding)
    offices: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in taken:
        offices[statement.party, statement.office].append(statement)
    for (party, office), held in sorted(offices.items()):
        dated = _dated(held, today, findings)
        joined = _joined(dated)
        if shared(party, office):
            found = _side_by_side(joined)
        else:
            found = _without_overlaps(_one_by_one(_without_ties(joined, findings), findings), findings)
        findings.tenures += [t for t in found if t.end is None or t.end.last >= HORIZON]
    return findings


def _without_second_hats(statements: list[Statement], known: Callable[[str, str], bool]) -> list[Statement]:
    """Drop heads of government while they are the heads of state: a president who governs is both to Wikidata."""
    heads: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for s in statements:
        if s.office == "head_of_state":
            heads[s.party, s.person].append(s)
    return [
        s for s in statements
        if s.office != "head_of_government"
        or known(s.party, s.office)
        or not any(_meet(s, head) for head in heads[s.party, s.person])
    ]  # fmt: skip


def _meet(one: Statement, other: Statement) -> bool:
    """Whether two statements overlap as far as their dates tell."""
    return all(
        late.start is None or early.end is None or late.start.first < early.end.last
        for late, early in ((one, other), (other, one))
    )


def _without_personal_unions(
    statements: list[Statement], findings: Findings, known: Callable[[str, str, str], bool]
) -> list[Statement]:
    """Drop heads of several states where the gazetteer has not got them: a king's acts are not those of 15 realms."""
    realms: dict[str, set[str]] = defaultdict(set)
    for s in statements:
        if s.office == "head_of_state" and not s.ended:
            realms[s.person].add(s.party)
    kept = []
    for s in statements:
        parties = realms[s.person]
        if s.office == "head_of_state" and len(parties) > 1 and not known(s.party, s.office, s.person):
            others = ", ".join(sorted(parties - {s.party}))
            why = f"also head of state of {others}: add the one this person speaks for by hand"
            findings.left_out.append(LeftOut(s.party, s.office, s.person, why))
        else:
            kept.append(s)
    return kept


def _dated(held: list[Statement], today: date, findings: Findings) -> list[Tenure]:
    """Return the statements that have a start, in its order; an undated one matters only if no other is open."""
    tenures = [
        Tenure(s.party, s.office, s.person, s.start, s.end or _unknown_end(s), s.ended and s.end is None, s.preferred)
        for s in held
        if s.start and s.start.first <= today and not _backwards(s)
    ]
    for s in held:
        if _backwards(s):
            why = f"ends ({s.end}) before it starts ({s.start})"
            findings.left_out.append(LeftOut(s.party, s.office, s.person, why))
        if s.start and s.start.first > today:
            findings.left_out.append(LeftOut(s.party, s.office, s.person, f"takes office on {s.start}"))
        elif not s.start and not s.ended and not any(t.end is None for t in tenures):
            findings.left_out.append(LeftOut(s.party, s.office, s.person, "Wikidata does not say since when"))
    return sorted(tenures, key=lambda t: (t.start.first, t.person))


def _backwards(statement: Statement) -> bool:
    return bool(statement.start and statement.end and statement.end.last < statement.start.first)


def _unknown_end(statement: Statement) -> Moment | None:
    """Return a stand-in for an end that is known to exist but not when: the start, until a successor tells more."""
    return statement.start if statement.ended else None


def _joined(tenures: list[Tenure]) -> list[Tenure]:
    """Join the terms of one person that overlap or follow on: several position items, re-elections."""
    joined: list[Tenure] = []
    last: dict[str, int] = {}
    for tenure in tenures:
        at = last.get(tenure.person)
        before = joined[at] if at is not None else None
        if before and at is not None and (
            before.end is None or before.inferred or tenure.start.first - before.end.last <= _RENEWAL
        ) and not _someone_between(joined[at + 1 :], tenure):
            end = None if tenure.end is None else max(tenure.end, before.end or tenure.end)
            preferred = before.preferred or tenure.preferred
            joined[at] = replace(before, end=end, inferred=tenure.inferred, preferred=preferred)
        else:
            last[tenure.person] = len(joined)
            joined.append(tenure)
    return joined


def _someone_between(later: list[Tenure], tenure: Tenure) -> bool:
    return any(t.person != tenure.person and t.start.first < tenure.start.first for t in later)


def _without_ties(tenures: list[Tenure], findings: Findings) -> list[Tenure]:
    """Of two holders without end since one day keep the preferred one; neither if Wikidata prefers none."""
    kept = []
    for tenure in tenures:
        others = [t for t in tenures if t.person != tenure.person and t.end is None]
        rivals = [t for t in others if t.start.first == tenure.start.first]
        if tenure.end is None and rivals and not (tenure.preferred and not any(t.preferred for t in rivals)):
            if not any(t.preferred for t in rivals):
                why = f"in office since {tenure.start} at the same time as {', '.join(t.person for t in rivals)}"
                findings.left_out.append(LeftOut(tenure.party, tenure.office, tenure.person, why))
            continue
        kept.append(tenure)
    return kept


def _one_by_one(tenures: list[Tenure], findings: Findings) -> list[Tenure]:
    """Give every holder but the latest an end: a statement without one does not mean that the person is in office."""
    found = []
    for number, tenure in enumerate(tenures):
        successor = next((t for t in tenures[number + 1 :] if _succeeds(t, tenure)), None)
        if successor and (tenure.end is None or tenure.inferred):
            found.append(replace(tenure, end=successor.start, inferred=True))
        elif tenure.inferred:
            why = "out of office since a day that Wikidata does not know"
            findings.left_out.append(LeftOut(tenure.party, tenure.office, tenure.person, why))
        else:
            found.append(tenure)
    return found


def _succeeds(later: Tenure, earlier: Tenure) -> bool:
    if later.person == earlier.person or later.start.first <= earlier.start.first:
        return False
    return later.end is None or later.inferred or later.end.last - later.start.first > _INTERIM


def _without_overlaps(tenures: list[Tenure], findings: Findings) -> list[Tenure]:
    """Settle dated terms that contradict each other: the next ends the one before, one inside another is left out."""
    kept: list[Tenure] = []
    for tenure in sorted(tenures, key=lambda t: (t.start.first, t.end is not None)):
        own = next((t for t in kept if t.person == tenure.person and (t.end is None or t.end >= tenure.start)), None)
        if own:
            end = None if own.end is None or tenure.end is None else max(own.end, tenure.end)
            kept[kept.index(own)] = replace(own, end=end)
            continue
        rival = next((t for t in kept if t.person != tenure.person and _overlap(t, tenure) > _INTERIM), None)
        if rival is None:
            kept.append(tenure)
        elif rival.end is None or (tenure.end and tenure.end.last <= rival.end.last) or (
            rival.start.first >= tenure.start.first
        ):
            why = f"from {tenure.start} to {tenure.end or 'now'}, while {rival.person} was in office"
            findings.left_out.append(LeftOut(tenure.party, tenure.office, tenure.person, why))
        else:
            kept[kept.index(rival)] = replace(rival, end=tenure.start, inferred=True)
            kept.append(tenure)
    return kept


def _overlap(one: Tenure, other: Tenure) -> timedelta:
    """Return how long two tenures surely overlap."""
    until = min(t.end.first if t.end else date.max for t in (one, other))
    return until - max(one.start.last, other.start.last)


def _side_by_side(tenures: list[Tenure]) -> list[Tenure]:
    """Keep all holders of a shared office; of those without an end, the preferred ones if any is."""
    known = [t for t in tenures if not t.inferred]
    preferred = any(t.preferred and t.end is None for t in known)
    return [t for t in known if t.end is not None or t.preferred or not preferred]
