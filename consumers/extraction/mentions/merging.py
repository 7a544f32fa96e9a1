"""One act told twice in a story is one mention, with the fullest fields of both."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from operator import attrgetter

from agent.records import Actor, EventDate
from consumers.extraction.acts.draft import Draft

_MODE_RANK = {"visit": 5, "phone": 5, "mediation": 4, "multilateral": 3, "meeting": 1, "": 0}
_MAX_ACTS = 150
"""Acts of a story that are kept; a longer list is no news, and comparing all with all must not take long."""
_A_DAY = 1
_SAME_NEWS = 20
"""Days before publication beyond which an act is another than the one that is told without a day."""
_SAID = frozenset({"ACCUSE", "REQUEST", "THREATEN", "REJECT"})
_SAID_ANEW = 3
"""The same for what is said, which is said again and again."""
_WRAPPED_WITHIN = 120
"""Characters from the trigger of an act to that of the act in it."""
_MEDIATION = ("وساط", "توسط", "mediat", "médiat")
_SUMMIT = "قمة"
_START = attrgetter("evidence.start")


def merge(drafts: list[Draft]) -> list[Draft]:
    """Return ``drafts`` with repeats of one act merged, in order of first telling."""
    kept: dict[tuple[str, frozenset[str]], list[Draft]] = {}
    order: list[Draft] = []
    for draft in drafts:
        like = kept.setdefault((draft.type, draft.parties), [])
        twin = next((k for k in like if _same(k, draft)), None) or _of_more(order, draft) or _of_headline(order, draft)
        if twin is not None:
            _absorb(twin, draft)
        elif len(order) < _MAX_ACTS:
            like.append(draft)
            order.append(draft)
    return order


def without_mere_venues(drafts: list[Draft]) -> list[Draft]:
    """Return ``drafts`` without visits to where somebody else is met: Kim goes to Singapore for talks with Trump."""
    return [d for d in drafts if not (d.mode == "visit" and any(_takes_place_at_host(d, other) for other in drafts))]


def _takes_place_at_host(visit: Draft, other: Draft) -> bool:
    where = other.place.country if other.place is not None else ""
    between = other.parties - {where}
    if any(a.party == where and a.name for a in visit.actors):
        return False  # who is met there besides others
    return (
        other.type == "CONSULT"
        and other.mode in {"meeting", "multilateral"}
        and other.status != "denied"
        and bool(where)
        and where in visit.parties
        and where not in other.parties
        and len(visit.parties) == 2  # noqa: PLR2004 - the visitor and the host
        and visit.parties - {where} <= between
        and not _before(other, visit)
    )


def _before(other: Draft, visit: Draft) -> bool:
    """Whether the text gives ``other`` a day before that of the visit, which then leads elsewhere."""
    if other.date is None or visit.date is None or other.evidence.start < visit.evidence.start:
        return False
    days = {other.date.precision, visit.date.precision} == {"day"}
    return days and other.date.basis != "published" and other.date.value < visit.date.value


def _of_more(order: list[Draft], draft: Draft) -> Draft | None:
    """Return the act told before that ``draft`` tells again of some of those who did it together."""
    own, towards = {a.party for a in draft.actors}, {a.party for a in draft.recipients}
    together = draft.mode == "multilateral" and not towards
    several = len(own) > 1 or draft.mode == "recognise"
    if not together and not (several and towards):
        return None
    for other in order:
        if (other.type, other.mode, other.status) == (draft.type, draft.mode, draft.status):
            full = {a.party for a in other.actors}
            if together and other.evidence.sentence != draft.evidence.sentence:
                continue
            if own < full and towards == {a.party for a in other.recipients}:
                return other
    return None


def _of_headline(order: list[Draft], draft: Draft) -> Draft | None:
    """Return the meeting of a headline that ``draft`` tells with all who took part."""
    if draft.type != "CONSULT" or draft.title:
        return None
    for other in order:
        fewer = other.type == "CONSULT" and other.title and other.tellings == 1 and other.parties < draft.parties
        if fewer and (other.mode, other.status) == (draft.mode, draft.status) and len(other.parties) > 1:
            return other
    return None


def without_shorter_titles(drafts: list[Draft]) -> list[Draft]:
    """Return ``drafts`` without what a headline tells of some of the parties that the story names in full."""
    body = [d for d in drafts if not d.title]
    return [d for d in drafts if not (d.title and any(_retold(d, o) for o in body))]


def _retold(title: Draft, body: Draft) -> bool:
    if title.type == "AGREE" and body.mode == "sign" and not title.recipients:
        return title.parties == body.parties  # seal a deal: they sign it
    return _fuller_telling(title, body) or _surer(title, body)


def _surer(title: Draft, body: Draft) -> bool:
    """Whether a headline does not say towards whom, and the story says it of the same act."""
    if title.type != body.type or not title.recipients or not body.recipients or title.parties == body.parties:
        return False
    if {a.party for a in title.actors} != {a.party for a in body.actors} or title.mode != body.mode:
        return False
    end = len(title.evidence.sentence)
    said = any(r.text and r.end <= end for r in title.recipients)
    return not said and any(r.text and r.start > end for r in body.recipients)


def _fuller_telling(title: Draft, body: Draft) -> bool:
    if (title.type, title.status) != (body.type, body.status) or not title.parties < body.parties:
        return False
    doers = {a.party for a in title.actors}
    towards = {a.party for a in title.recipients}
    return doers <= {a.party for a in body.actors} and towards <= {a.party for a in body.recipients}


def without_wrappings(drafts: list[Draft]) -> list[Draft]:
    """Return ``drafts`` without acts that only wrap another of the same sentence and parties.

    Who signs the document that restores relations restores them; who agrees to hold a meeting plans it.
    """
    wrappings = [d for d in drafts if d.mode == "sign" or (d.type == "AGREE" and not d.recipients and _once(d))]
    if not wrappings:
        return drafts
    in_order = sorted(drafts, key=_START)
    starts = list(map(_START, in_order))
    wrapped = set()
    for outer in wrappings:
        end = outer.evidence.end
        inside = in_order[bisect_left(starts, end) : bisect_right(starts, end + _WRAPPED_WITHIN)]
        if any(_wraps(outer, inner) for inner in inside):
            wrapped.add(outer)
    return [d for d in drafts if d not in wrapped] if wrapped else drafts


def _once(agreement: Draft) -> bool:
    """Whether an agreement is told once: who agrees to meet and on something else has agreed."""
    return agreement.tellings == 1 or agreement.evidence.trigger.isascii()


def _wraps(outer: Draft, inner: Draft) -> bool:
    a, b = outer.evidence, inner.evidence
    if a.sentence != b.sentence or outer.parties != inner.parties:
        return False
    if outer.type == "AGREE" and inner.mode == "relations" and inner.status == "occurred" and b.trigger[:1].isascii():
        return not outer.recipients
    if outer.type == "SUPPORT" and outer.mode == "sign":
        return inner.type == "SUPPORT" and inner.mode == "relations"
    if outer.type != "AGREE" or outer.recipients or inner.type != "CONSULT" or inner.status != "planned":
        return False
    return not b.trigger.startswith("ال")  # to go on with "the dialogue" is to agree, to hold "a meeting" is to meet


def add_mediators(drafts: list[Draft]) -> list[Draft]:
    """Return ``drafts`` with a mediator that one telling names added to the other meetings of the same two sides."""
    mediated = [d for d in drafts if d.type == "CONSULT" and d.mode == "mediation" and len(d.parties) > 2]  # noqa: PLR2004
    changed = False
    for draft in drafts:
        if draft.type != "CONSULT" or draft.mode in {"phone", "visit"} or len(draft.parties) != 2:  # noqa: PLR2004
            continue
        full = next((m for m in mediated if draft.parties < m.parties and not _meets_mediator(draft, m)), None)
        if full is not None:
            draft.actors = [*draft.actors, *(a for a in full.actors if a.party not in draft.parties)]
            draft.mode, changed = "mediation", True
    return merge(drafts) if changed else drafts


def _meets_mediator(draft: Draft, mediated: Draft) -> bool:
    """Whether somebody of one side meets somebody of who mediates; whose mediation it is comes first, a host last."""
    named = any(stem in mediated.evidence.trigger.lower() for stem in _MEDIATION)
    mediator = mediated.actors[0 if named else -1].party
    return mediator in draft.parties and all(a.name for a in draft.actors)


def _same(a: Draft, b: Draft) -> bool:
    """Whether two drafts of one type and the same parties tell of one act."""
    of_both = (a.mode == "relations" or (a.type == "AGREE" and a.title)) and not (a.recipients and b.recipients)
    if a.type != "CONSULT" and not of_both and {x.party for x in a.actors} != {x.party for x in b.actors}:
        return False
    if a.status != b.status and "denied" in {a.status, b.status}:
        return _was_planned(a, b)
    if a.type == "CONSULT":
        if _of_others(a, b):
            return False
        if "phone" in {a.mode, b.mode} and a.mode != b.mode and "" not in {a.mode, b.mode}:
            return a.status == b.status and _by_phone(a, b)
    elif a.mode != b.mode and not (a.title and a.type == "ACCUSE" and b.mode == "summon"):
        return False  # a headline protests, the story tells that the ambassador was called in
    if a.status == b.status == "planned" and a.type != "CONSULT":
        return True
    if a.status != b.status:
        if a.mode == b.mode == "visit" and a.actors[0].party != b.actors[0].party and not a.evidence.trigger.isascii():
            return False  # he ends his visit, the host will return it
        if _told_days(a, b) or _side_by_side(a, b) or _still_to_meet(a, b):
            return False
        if _spoken_of(a, b):
            return True
        if a.type == "CONSULT" and b.status == "occurred" and _refers_back(b):
            return True
        return a.title or b.title or not (a.date and b.date) or a.date.value == b.date.value
    said = a.type in _SAID
    return not _apart(a.date, b.date, generic=not (a.mode and b.mode) and not said, said=said) and not _elsewhere(a, b)


def _still_to_meet(visit: Draft, meeting: Draft) -> bool:
    """Whether somebody on a visit is still to meet a person whom the visit does not name, or is to visit after one."""
    if visit.title and (visit.mode, visit.status) == ("visit", "planned") and meeting.mode == "meeting":
        return meeting.evidence.sentence != visit.evidence.sentence and not meeting.title
    if (visit.mode, visit.status, meeting.mode, meeting.status) != ("visit", "occurred", "meeting", "planned"):
        return False
    named = {a.party for a in visit.actors if a.name}
    if meeting.noun and meeting.evidence.sentence == visit.evidence.sentence:
        return False  # وصل إلى الرياض للقاء نظيره
    return not meeting.title and any(a.name and a.party not in named for a in meeting.actors)


def _spoken_of(a: Draft, b: Draft) -> bool:
    """Whether ``a`` only speaks of "the summit" to which ``b`` gives its day: what the summit costs."""
    summit = a.noun and _SUMMIT in a.evidence.trigger and a.date is not None and a.date.basis == "published"
    due = b.date is not None and (a.status, b.status) == ("occurred", "planned") and not a.title
    return summit and due and a.evidence.trigger.startswith("ال") and a.evidence.sentence != b.evidence.sentence


def _side_by_side(a: Draft, b: Draft) -> bool:
    """Whether one sentence tells both: met him and accepted an invitation, talks to prepare "a" summit."""
    if a.evidence.sentence != b.evidence.sentence:
        return False
    if a.evidence.trigger.isascii():
        return not a.title
    another = a.mode != "visit" and b.noun and not b.evidence.trigger.startswith("ال")
    return another and (a.status, b.status) == ("occurred", "planned") and a.evidence.start < b.evidence.start


def _was_planned(a: Draft, b: Draft) -> bool:
    """Whether ``b`` is the plan of the meeting that ``a`` calls off: it had been due, on the same day or on none."""
    if a.type != "CONSULT" or (a.status, b.status) != ("denied", "planned"):
        return False
    if a.evidence.start == b.evidence.start:
        return False  # put off: called off and planned anew
    if a.date is None and b.date is None:
        return not a.title  # a headline calls off one meeting, the story plans another
    return a.date is None or b.date is None or a.date.value == b.date.value


def _refers_back(draft: Draft) -> bool:
    """Whether a draft is of "the meeting" that the story has told, without a day of its own."""
    undated = draft.date is None or draft.date.basis == "published"
    return draft.noun and draft.evidence.trigger.startswith("ال") and undated


def _of_others(a: Draft, b: Draft) -> bool:
    """Whether two meetings of the same parties are of other people: both name somebody of a party, none the same.

    A visitor meets several people of the host: of a visit only the visitor counts.
    """
    travellers = {d.actors[0].party for d in (a, b) if d.mode == "visit"}
    if travellers:
        hosts = {d.place.country for d in (a, b) if d.place is not None and d.place.country in d.parties}
        travellers = set(a.parties - hosts) if hosts else travellers
    for party in travellers or a.parties:
        first = [x for x in a.actors if x.party == party and x.name]
        second = [x for x in b.actors if x.party == party and x.name]
        if first and second and not any(_one_person(x, y) for x in first for y in second):
            return True
    return False


def _by_phone(a: Draft, b: Draft) -> bool:
    """Whether the talks of one telling are the call of the other: told by a noun, or in the title, without a place."""
    talks = a if b.mode == "phone" else b
    named = talks.noun or talks.title or talks.headlined
    return talks.mode == "meeting" and talks.place is None and named and talks.status == "occurred"


def _told_days(a: Draft, b: Draft) -> bool:
    """Whether the text gives the two acts different days."""
    if a.date is None or b.date is None or "published" in {a.date.basis, b.date.basis}:
        return False
    return a.date.precision == b.date.precision and a.date.value != b.date.value


def _apart(a: EventDate | None, b: EventDate | None, *, generic: bool, said: bool) -> bool:
    """Whether two dates say that these are two acts; a ``generic`` one (the ministers discussed ...) has no own day."""
    if a is None or b is None or a.value == b.value:
        return False
    if a.basis != "published" and b.basis != "published":
        return a.precision == b.precision and not (generic and abs((_day(a) - _day(b)).days) <= _A_DAY)
    return not generic and abs((_day(a) - _day(b)).days) > (_SAID_ANEW if said else _SAME_NEWS)


def _day(value: EventDate) -> date:
    """Return the day of a date, of a month or year one in its middle."""
    return date.fromisoformat(value.value + {"day": "", "month": "-15", "year": "-07-01"}[value.precision])


def _elsewhere(a: Draft, b: Draft) -> bool:
    """Whether the days and the places of two drafts both differ."""
    if a.place is None or b.place is None or a.date is None or b.date is None:
        return False
    return a.date.value != b.date.value and a.place.country != b.place.country


def _absorb(kept: Draft, other: Draft) -> None:
    if _spoken_of(kept, other):
        kept.status, kept.date = "planned", other.date
    kept.tellings += other.tellings
    kept.headlined = kept.headlined or other.headlined
    kept.noun = kept.noun and other.noun
    kept.remote = kept.remote and other.remote
    kept.actors = _fuller(kept.actors, other.actors)
    kept.recipients = _fuller(kept.recipients, other.recipients)
    if _MODE_RANK.get(other.mode, 0) > _MODE_RANK.get(kept.mode, 0):
        kept.mode = other.mode
    if kept.status == other.status == "planned" and kept.date and other.date and other.date.value > kept.date.value:
        kept.date = other.date
    if kept.date is None or (kept.date.basis == "published" and other.date is not None):
        kept.date = other.date
    kept.place = kept.place or other.place
    kept.forum = kept.forum or other.forum
    kept.topics = tuple(dict.fromkeys((*kept.topics, *other.topics)))
    kept.attribution = kept.attribution or other.attribution
    if kept.title and not other.title:
        kept.evidence, kept.title = other.evidence, False
        kept.status = kept.status if (kept.status, other.status) == ("denied", "planned") else other.status
        if other.date is not None and other.date.basis != "published":
            kept.date = other.date
        kept.place = other.place or kept.place
    kept.confidence = max(kept.confidence, other.confidence)


def _fuller(first: list[Actor], second: list[Actor]) -> list[Actor]:
    """Return the actors of both tellings: persons replace bare parties, the longer form of a name the shorter."""
    merged = list(first)
    for actor in second:
        twin = next((n for n, a in enumerate(merged) if a.party == actor.party and _one_person(a, actor)), None)
        if twin is None:
            merged.append(actor)
        elif (actor.name and not merged[twin].name) or (
            actor.person == merged[twin].person and len(actor.text) > len(merged[twin].text) and actor.name
        ):
            merged[twin] = actor
    return merged


def _one_person(a: Actor, b: Actor) -> bool:
    if not a.name or not b.name:
        return True
    return a.person == b.person if a.person and b.person else a.name == b.name
