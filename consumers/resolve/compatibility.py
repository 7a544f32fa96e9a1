"""Whether a mention and an event can be one act, and how much speaks for it.

Contradictions decide first (another type, other parties, another day, other persons or another venue); what is left
is scored. The reasons are kept: every revision of an event says why a report was merged.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from consumers.relation.rules import TextRelation
from consumers.resolve.facets import LASTING, MOST_APART, Facets, modes_fit
from consumers.resolve.wording import likeness

ACCEPT = 0.5
"""Score from which two are one act."""

_FRESH = 3
"""Days between reports within which an act of unnamed date is the one in the news."""

_LOOK_BACK = 14
"""Days within which a meeting is recalled without its date: as long as its event is remembered."""

_ANOTHER_DAY = "another day"
_MOST_FOR_WORDS = 0.4
"""The most that a common text can add: the same words, and a date that only they place."""

_ALIKE = 0.125
"""Dice overlap of content words below which two sentences in one language do not tell of one act of words. Anything
from .1 to .15 does as well on the annotated newsrooms."""

_MORE_ALIKE = 0.25
"""The same where one of the two leaves out to whom: nothing but the words says that the other means the same."""

_ONE_WAY = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION"})
"""Acts of one towards another: what two do together is not done by one of them to the other."""

_SAME = 1.0
_SIDES_DIFFER = 0.8
"""The same parties, of whom one report says who acts and the other that they act together."""


_PART = "parties of one are among those of the other"
_MOST = "most parties in common"


class Match(NamedTuple):
    """How well a mention fits an event."""

    score: float
    reasons: tuple[str, ...] = ()
    against: str = ""
    """What contradicts, if anything; the score is then 0."""

    @property
    def accepted(self) -> bool:
        """Whether the two are one act."""
        return not self.against and self.score >= ACCEPT


@cache
def _no(why: str) -> Match:
    return Match(0.0, (), why)


def match(mention: Facets, event: Facets, text: TextRelation = TextRelation.NONE) -> Match:
    """Return how well ``mention`` fits ``event``.

    Args:
        mention: The facets of one mention.
        event: The facets of the event so far.
        text: What the mention's article is to the closest article of the event, by its words.
    """
    if mention.type != event.type:
        return _no("another type")
    if not modes_fit(mention, event):
        return _no("another mode")
    parties, why_parties = _parties(mention, event)
    if parties <= 0:
        return _no(why_parties)
    when, why_when = _date(mention, event, text)
    if when <= 0:
        return _no(why_when)
    if _other_words(mention, event):
        return _no("about something else")
    who, why_who = _persons(mention, event)
    where, why_where = _place(mention, event)
    words, why_words = _words(text)
    score = 0.4 * parties + 0.25 * when + who + where + words
    reasons = tuple(why for why in (why_parties, why_when, why_who, why_where, why_words) if why)
    return Match(round(score, 4), reasons)


def may_be_bridged(one: Facets, other: Facets) -> bool:
    """Return whether a report that fits two events can show that they are one.

    Not where both are made of words and each has a party that the other lacks: what A and B promise, and what B and C
    do, is not one promise because somebody tells of all three.
    """
    if not (one.said and other.said):
        return True
    return one.parties <= other.parties or other.parties <= one.parties


def words_may_decide(mention: Facets, event: Facets, found: Match) -> bool:
    """Whether the words of the articles could still change what :func:`match` found without them.

    Comparing texts is the costly part; of an event that is out of the question, or days off, it can change nothing.
    """
    if not found.against:
        return found.score + _MOST_FOR_WORDS >= ACCEPT
    if found.against != _ANOTHER_DAY or mention.span is None or event.span is None:
        return False
    return mention.span.gap(event.span) <= 1


def _parties(mention: Facets, event: Facets) -> tuple[float, str]:
    directed = bool(mention.recipients) and bool(event.recipients)
    if directed and not mention.acting.isdisjoint(event.receiving) and mention.acting.isdisjoint(event.acting):
        return 0.0, "the other way round"
    if mention.type in _ONE_WAY and mention.parties == event.parties and _together(mention, event):
        return 0.0, "together, not towards each other"
    if mention.parties in (event.parties, event.core):
        return (_SAME if bool(mention.recipients) == bool(event.recipients) else _SIDES_DIFFER), "same parties"
    if bool(mention.recipients) == bool(event.recipients) and not directed:
        return _side(mention.parties, event.parties, event.core_acting)
    if not directed:  # one names recipients, the other none: a report that leaves out to whom
        actors = _side(mention.acting, event.acting, event.core_acting)
        if actors[0] == _SAME:
            return 0.7, "same actors"
        return (actors[0] * 0.6, actors[1]) if mention.parties & event.parties else (0.0, "other parties")
    by, why_by = _side(mention.acting, event.acting, event.core_acting)
    to, why_to = _side(mention.receiving, event.receiving, event.core_receiving)
    if by <= 0 or to <= 0:
        return 0.0, "other parties"
    if by == to == _SAME:
        return _SAME, "same parties"
    why = why_by if by < _SAME else why_to
    if _SAME in (by, to) and why != _MOST:  # one side is the same, and on the other one list is part of the other
        shared = len(mention.acting & event.acting) + len(mention.receiving & event.receiving)
        larger = max(
            len(mention.acting) + len(mention.receiving), len(event.core_acting) + len(event.core_receiving)
        )
        return 0.25 + 0.6 * shared / larger, _PART
    return by * to, why


def _together(mention: Facets, event: Facets) -> bool:
    """Whether two act together by one of the two, and one towards the other by the other."""
    joint, directed = (mention, event) if event.recipients else (event, mention)
    return not joint.recipients and bool(directed.recipients) and len(joint.acting) > len(directed.acting)


def _side(mention: frozenset[str], event: frozenset[str], core: frozenset[str]) -> tuple[float, str]:
    if mention in (event, core):
        return _SAME, "same parties"
    shared = mention & event
    if not shared:
        return 0.0, "other parties"
    if mention <= event or mention >= core:
        larger = max(len(mention), len(core))
        share = len(shared) / larger
        if len(shared) == 1:
            return 0.5 * share, "one party in common"
        return 0.2 + 0.6 * share, _PART
    share = len(shared) / len(mention | core)
    if share >= 0.5 and len(shared) > 1:  # noqa: PLR2004 - half of all parties, and at least two
        return 0.6 * share, _MOST
    return 0.0, "other parties"


def _date(mention: Facets, event: Facets, text: TextRelation) -> tuple[float, str]:
    if _follow_up(mention, event):
        return 0.0, "planned after it took place"
    one, other = mention.span, event.span
    lasting = (mention.type, mention.mode or event.mode) in LASTING
    if one is None or other is None:
        if _told_before(mention, event):
            return 0.0, "told before that day"
        apart = _days_between(mention, event)
        if apart > _FRESH and not lasting and _looked_back_on(mention, event):
            return 0.3, "date not named"
        near = apart <= (10 if lasting else _FRESH)
        if near and _on_the_day_planned(mention, event):
            return 0.7, "about the day planned"
        if one is other and apart == 0 and mention.type != "CONSULT" and mention.status == event.status:
            return 0.5, "told the same day"
        if near and mention.type != "CONSULT" and {mention.status, event.status} == {"planned", "occurred"}:
            return 0.5, "planned days before"
        return (
            (0.5, "date not named")
            if near and (lasting or text is not TextRelation.NONE)
            else ((0.3, "date not named") if near else (0.0, "another time"))
        )
    gap = one.gap(other)
    if gap == 0:
        if one.exact and other.exact:
            return 1.0, "same day"
        done = mention.status == event.status == "occurred"
        near = max(one.last - one.first, other.last - other.first) <= 1 or (done and abs(one.last - other.last) <= 1)
        return (0.9, "same day") if near else (0.7, "dates agree")
    if gap <= _tolerance(mention, event, text, lasting=lasting):
        return 0.5 if gap == 1 else 0.3, "a day apart" if gap == 1 else f"{gap} days apart"
    return 0.0, _ANOTHER_DAY


def _days_between(mention: Facets, event: Facets) -> int:
    """Return how far apart two of which one names no day are: by their reports, or from the day that the other names.

    What is told without a day is the news of these days, whenever the other was first reported.
    """
    apart = abs(mention.published[0] - event.published[1])
    undated, dated = (mention, event) if mention.span is None else (event, mention)
    if dated.span is None or not dated.span.stated:
        return apart
    return min(apart, max(0, dated.span.first - undated.published[1], undated.published[0] - dated.span.last))


def _on_the_day_planned(mention: Facets, event: Facets) -> bool:
    """Whether one names the day of a plan and the other tells, around that day, that it was carried out or called off.

    A plan may be called off before its day; it is carried out on it.
    """
    told, plan = (mention, event) if mention.span is None else (event, mention)
    if told.status == "planned" or plan.span is None or not plan.span.stated:
        return False
    if not any(said.status == "planned" and said.span == plan.span for said in plan.dates):
        return False
    first = plan.span.first - (_FRESH if told.status == "denied" else 0)
    return first <= told.published[1] and told.published[0] <= plan.span.last + _FRESH


def _told_before(mention: Facets, event: Facets) -> bool:
    """Whether what one reports as done or off, without a day, took place by the other on a later day than that."""
    undated, dated = (mention, event) if mention.span is None else (event, mention)
    if dated.span is None or not dated.span.stated or dated.status != "occurred" or undated.status == "planned":
        return False
    return dated.span.first > undated.published[0]


def _looked_back_on(mention: Facets, event: Facets) -> bool:
    """Whether a meeting without a day can only be the one of these days: same parties, officials and place."""
    return (
        mention.type == "CONSULT"
        and mention.status == event.status == "occurred"
        and mention.parties == event.parties
        and abs(mention.published[0] - event.published[1]) <= _LOOK_BACK
        and not mention.places.keys().isdisjoint(event.places)
        and any(not set(names).isdisjoint(event.persons.get(party, ())) for party, names in mention.persons.items())
    )


def _follow_up(mention: Facets, event: Facets) -> bool:
    """Whether one is a plan published after the other had taken place, for another day."""
    plan, done = (mention, event) if mention.status == "planned" else (event, mention)
    if plan.status != "planned" or done.status != "occurred" or done.span is None:
        return False
    if plan.span is not None and plan.span.stated and plan.span.gap(done.span) == 0:
        return False
    return plan.published[0] > done.span.last


def _tolerance(mention: Facets, event: Facets, text: TextRelation, *, lasting: bool) -> int:
    if lasting:
        return MOST_APART
    if text is TextRelation.COPY or text is TextRelation.UPDATE:
        return 1
    modes = {mention.mode, event.mode}
    gathers = modes & {"visit", "multilateral"} and "phone" not in modes
    if mention.type == "CONSULT" and gathers and not (mention.alone and event.alone):
        return 1  # a conference goes on for days; a council may sit on every one of them
    if mention.status != event.status:
        return 1
    stated = mention.span is not None and event.span is not None and mention.span.stated and event.span.stated
    return 0 if stated else 1


def _persons(mention: Facets, event: Facets) -> tuple[float, str]:
    agree = differ = 0
    for party, names in mention.persons.items():
        others = event.persons.get(party)
        if others:
            if set(names) & set(others):
                agree += 1
            else:
                differ += 1
    if differ == 0 and agree == 0:
        return (-0.15, "other offices") if _offices_differ(mention, event) else (0.0, "")
    if differ == 0:
        return 0.15, "same persons"
    if mention.type != "CONSULT":
        return (0.0, "") if agree else (-0.05, "other officials")
    if agree and "visit" in {*mention.modes, *event.modes} and mention.span is not None and event.span is not None:
        return 0.05, "same visitor"
    if agree and {"mediation", "multilateral"} & {*mention.modes, *event.modes}:
        return -0.1, "one of the persons differs"  # delegations: each report names some of them
    return (-0.35, "one of the persons differs") if agree else (-0.45, "other persons")


def _offices_differ(mention: Facets, event: Facets) -> bool:
    """Whether leaders act in the one and ministers in the other."""
    if mention.type != "CONSULT":
        return False
    differ = [
        not set(offices) & set(event.roles[party]) for party, offices in mention.roles.items() if event.roles.get(party)
    ]
    return bool(differ) and all(differ)


def _place(mention: Facets, event: Facets) -> tuple[float, str]:
    if not mention.places or not event.places or "phone" in {mention.mode, event.mode}:
        return 0.0, ""
    if mention.places.keys() & event.places.keys():
        return 0.15, "same place"
    meets = mention.type == "CONSULT"
    countries, others = mention.place_countries, event.place_countries
    if countries and others and not countries.keys() & others.keys():
        if mention.mode == event.mode == "visit" and mention.parties == event.parties:
            return -0.1, "another country"  # nobody pays two visits to one host in a day: one report errs
        return (-0.35, "another country") if meets else (-0.05, "another country")
    if mention.place_kinds & event.place_kinds:
        return (-0.2, "another venue") if meets else (-0.05, "another place")
    return 0.05, "same country"


def _other_words(mention: Facets, event: Facets) -> bool:
    """Whether both are acts of words, told in one language, whose sentences have next to nothing in common.

    What is recalled days later with its day is told in short: who and when then say what is meant.
    """
    when = mention.span
    if when is not None and when.stated and mention.published[0] - when.last >= _FRESH and when == event.span:
        return False
    compared = [likeness(one, other) for one in mention.said for other in event.said]
    known = [alike for alike in compared if alike is not None]
    if compared and not known:
        return _said_on_other_days(mention, event)
    needed = _ALIKE if bool(mention.recipients) == bool(event.recipients) else _MORE_ALIKE
    return bool(known) and max(known) < needed


def _said_on_other_days(mention: Facets, event: Facets) -> bool:
    """Whether two name no day and were published on different ones: nothing then says that they mean the same words."""
    one, other = mention.span, event.span
    if one is None or other is None or one.stated or other.stated:
        return False
    return one.last != other.last


def _words(text: TextRelation) -> tuple[float, str]:
    if text is TextRelation.COPY:
        return 0.25, "same text"
    if text is TextRelation.UPDATE:
        return 0.25, "a version of the same article"
    return (0.1, "a passage in common") if text is TextRelation.CONTAINED else (0.0, "")
