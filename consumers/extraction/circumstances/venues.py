"""Where the acts of a story took place: what one act, a speech or the dateline lends to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from agent.records import Place
from consumers.extraction.acts.draft import Draft
from consumers.extraction.circumstances import places
from consumers.extraction.circumstances.scenes import Scenes
from consumers.gazetteer import Gazetteer

_AT_A_MEETING = frozenset({"AGREE", "CONSULT", "REQUEST", "COOPERATE"})
"""Acts that are done where the parties are together."""
_SPOKEN = frozenset({"SUPPORT", "ACCUSE", "REJECT"})
"""Acts that are done at a meeting of the same parties when they are told beside it."""
_SAID = frozenset({"SUPPORT", "ACCUSE", "REJECT", "REQUEST", "THREATEN", "AGREE", "CONCEDE"})
"""Acts that are done by saying so, wherever the speaker is."""
_OF_EMBASSIES = frozenset({"relations", "break"})


class Setting(NamedTuple):
    """What a story tells of places beside its acts."""

    datelines: list[Place]
    lead: Place | None
    """The palace or headquarters that it begins with."""
    scenes: Scenes
    bodies: frozenset[str] = frozenset()
    """Organisations that it tells of."""
    capitals: tuple[Place, ...] = ()
    """Capitals that stand for who acts in its headline: Lima cuts ties."""


def settle(drafts: list[Draft], setting: Setting, gazetteer: Gazetteer) -> None:
    """Give acts without a venue of their own the one that the story lends them.

    Who speaks does so at his news conference; a meeting without a venue took place where its report is datelined,
    unless it names another place of one of its parties; what is done at a meeting is done at its venue; an ambassador
    is summoned to a ministry and expelled by it, in the capital; a council meets where it has its seat. A meeting also
    lends its day.
    """
    for draft in drafts:
        if draft.place is None and draft.type in _SAID and draft.status == "occurred":
            draft.place = next((p.place for p in setting.scenes.podiums if {p.party} == draft.parties_acting), None)
        if not _signed(draft):
            _datelined(draft, drafts, setting, gazetteer)
        if draft.place is None or (draft.mode == "summon" and draft.place.country != draft.actors[0].party):
            draft.place = _by_custom(draft, gazetteer)
    _in_council(drafts, gazetteer)
    _at_meetings(drafts)
    for draft in filter(_signed, drafts):
        _datelined(draft, drafts, setting, gazetteer)
    _at_meetings(drafts)
    _one_scene(drafts, setting.scenes)
    _one_breath(drafts)
    _before_the_press(drafts, setting.scenes)
    _at_home(drafts, setting)
    lead = setting.lead
    for draft in drafts:
        if draft.place is None and lead is not None and draft.mode != "phone" and lead.country in draft.parties:
            draft.place = lead if len(draft.parties) > 1 else None
    _where_asked(drafts)


def sharpen(drafts: list[Draft], datelines: list[Place], gazetteer: Gazetteer) -> None:
    """Where the story names one city of a country as a venue, the country alone means that city."""
    cities: dict[str, dict[str, Place]] = {}
    for place in [*datelines, *(d.place for d in drafts)]:
        if place is not None and place.country and not places.is_wide(place, gazetteer):
            cities.setdefault(place.country, {})[place.name] = place
    for draft in drafts:
        if draft.place is not None and places.is_country(draft.place, gazetteer):
            known = cities.get(draft.place.country, {})
            draft.place = next(iter(known.values())) if len(known) == 1 else draft.place


def _where_asked(drafts: list[Draft]) -> None:
    """Place a refusal where the same sentence says that it was asked: invited them in Moscow, but they declined."""
    for draft in drafts:
        if draft.type != "REJECT" or draft.place is not None:
            continue
        for other in drafts:
            asked = other.type == "REQUEST" and other.evidence.sentence == draft.evidence.sentence
            if asked and {a.party for a in other.actors} == {a.party for a in draft.recipients}:
                draft.place = other.place


def _before_the_press(drafts: list[Draft], told: Scenes) -> None:
    """Place what two sides say together where they meet the press, at one of them."""
    for draft in drafts:
        together = draft.parties_acting
        if draft.place is None and draft.type in _SAID and draft.status == "occurred" and len(together) > 1:
            venues = {p.place for p in told.podiums if p.party in together and p.place.country in together}
            draft.place = next(iter(venues)) if len(venues) == 1 else None


def _at_home(drafts: list[Draft], setting: Setting) -> None:
    """Place what a state does towards another where it receives, or in the capital that stands for it."""
    venues = {v.place for v in setting.scenes.meetings if not v.planned}
    hosting = venues if len(venues) == 1 else set()
    for draft in drafts:
        if draft.place is None and draft.recipients and draft.status == "occurred":
            received = hosting if draft.type in _SAID else set()
            places_of = (p for p in (*received, *setting.capitals) if {p.country} == draft.parties_acting)
            draft.place = next(places_of, None)


def _signed(draft: Draft) -> bool:
    """Whether an act is one that a meeting ends with."""
    return draft.type == "AGREE" or draft.mode == "sign"


def _datelined(draft: Draft, drafts: list[Draft], setting: Setting, gazetteer: Gazetteer) -> None:
    """Give ``draft`` the dateline, where it was done there."""
    dateline = _dateline_of(draft, setting.datelines, gazetteer)
    if dateline is None:
        return
    in_session = _said_in_session(draft, dateline, setting, gazetteer)
    if not in_session and not _dated_where_done(draft, dateline, gazetteer):
        return
    if draft.place is None and dateline.country not in draft.parties and _told_elsewhere(draft, drafts, setting.scenes):
        return
    draft.place = dateline


def _said_in_session(draft: Draft, dateline: Place, setting: Setting, gazetteer: Gazetteer) -> bool:
    """Whether an act is done by words in a report from an organisation's seat on what goes on there."""
    spoken = draft.place is None and draft.type in _SAID | {"CONSULT"} and draft.status == "occurred"
    return (
        spoken and draft.mode != "phone" and any(dateline in places.offices(body, gazetteer) for body in setting.bodies)
    )


def _told_elsewhere(draft: Draft, drafts: list[Draft], scenes: Scenes) -> bool:
    """Whether the story tells of a meeting in the country of one of the parties."""
    venues = [*(s.place for s in scenes.meetings), *(d.place for d in drafts if d is not draft)]
    return any(venue is not None and venue.country in draft.parties for venue in venues)


def _dateline_of(draft: Draft, datelines: list[Place], gazetteer: Gazetteer) -> Place | None:
    """Return the dateline that counts for an act: of several the one of its parties."""
    if len(datelines) < 2:  # noqa: PLR2004 - several
        return datelines[0] if datelines else None
    parties = draft.parties
    own = [d for d in datelines if d.country in parties or d in [places.seat(p, gazetteer) for p in parties]]
    return own[0] if len(own) == 1 else None


def _dated_where_done(draft: Draft, dateline: Place, gazetteer: Gazetteer) -> bool:
    """Whether an act took place where its report is datelined: at a meeting, or at home for who acts alone."""
    if draft.status != "occurred" or draft.mode == "phone" or draft.date is None:
        return False
    if draft.place is not None:
        return draft.place.country == dateline.country and draft.place.name != dateline.name and draft.mode == "visit"
    if draft.type == "CONSULT" or _signed(draft):
        return True
    if draft.mode in _OF_EMBASSIES and dateline.country in draft.parties:
        return True
    own = draft.parties_acting
    return dateline.country in own or dateline in [places.seat(party, gazetteer) for party in own]


def _by_custom(draft: Draft, gazetteer: Gazetteer) -> Place | None:
    """Return where an act of its kind takes place when nothing else is said."""
    if draft.mode in {"summon", "expel"} and draft.actors:
        return places.capital_of(draft.actors[0].party, gazetteer)
    home = places.seat(draft.actors[0].party, gazetteer) if draft.actors else None
    if home is not None and gazetteer.is_council(draft.actors[0].text):
        return home
    if draft.type == "CONSULT" and draft.mode == "multilateral" and len(draft.parties) == 1:
        return places.seat(draft.actors[0].party, gazetteer)
    return None


def _is_meeting(draft: Draft) -> bool:
    """Whether the parties of an act were in one place."""
    if draft.mode == "relations" and not draft.recipients:
        return True
    return draft.mode != "phone" and (draft.type == "CONSULT" or draft.mode == "sign")


def _at_meetings(drafts: list[Draft]) -> None:
    """Give what was done at a meeting its venue, and its day where the story gives none."""
    meetings = [(d, d.parties) for d in drafts if _is_meeting(d) and d.status != "denied"]
    for draft in drafts:
        if draft.status == "denied" or draft.mode in {"phone", "summon"}:
            continue
        together, parties = draft.type in _AT_A_MEETING or draft.mode == "sign", draft.parties
        for meeting, met in meetings:
            if meeting is draft or meeting.status != draft.status:
                continue
            same = parties <= (met | {meeting.place.country} if meeting.place is not None else met)
            if not (same and draft.type in _SPOKEN) and not (together and (same or len(parties & met) > 1)):
                continue
            draft.place = draft.place or meeting.place
            there = draft.type != "CONSULT" and draft.parties_acting <= met
            if there and together and draft.date and draft.date.basis == "published" and meeting.date is not None:
                draft.date = meeting.date


def _in_council(drafts: list[Draft], gazetteer: Gazetteer) -> None:
    """Place what ambassadors say, in a story of a council's decision, where it sits."""
    council = next((d.place for d in drafts if d.actors and gazetteer.is_council(d.actors[0].text)), None)
    for draft in drafts if council is not None else ():
        if draft.place is None and draft.type in _SAID and any(a.role == "ambassador" for a in draft.actors):
            draft.place = council


def _one_scene(drafts: list[Draft], told: Scenes) -> None:
    """Give meetings without a venue the one of the story.

    The only one that its meetings have, if they share a party; that of the meeting told before at the same host's; the
    only one told without saying who met.
    """
    meetings = [d for d in drafts if _is_meeting(d)]
    scenes = {d.place.name: d for d in meetings if d.place is not None}
    if len(scenes) == 1:
        scene = next(iter(scenes.values()))
        _fill(meetings, lambda d: scene.place if scene.parties & d.parties and not _next(d, scene) else None)
    _fill(meetings, lambda draft: _at_the_same_host(draft, meetings))
    _fill([d for d in meetings if d.status == "occurred"], lambda draft: _told_abroad(draft, told))
    called_off = {s.place for s in told.meetings} | {p.place for p in told.presences}
    for draft in meetings:
        if draft.place is None and draft.status == "denied" and len(called_off) == 1:
            draft.place = next((p for p in called_off if p.country in draft.parties), None)
    for planned in (True, False):
        venues = {s.place for s in told.meetings if s.planned == planned}
        if len(venues) == 1:
            only = next(iter(venues))
            _fill([d for d in meetings if (d.status == "planned") == planned], lambda _, only=only: only)  # type: ignore[misc]


def _next(draft: Draft, held: Draft) -> bool:
    """Whether ``draft`` is a further meeting, planned after one that was held."""
    dated = draft.date is not None and held.date is not None and draft.date.value != held.date.value
    return (held.status, draft.status) == ("occurred", "planned") and dated


def _fill(drafts: list[Draft], venue: Callable[[Draft], Place | None]) -> None:
    for draft in drafts:
        if draft.place is None and draft.status != "denied":
            draft.place = venue(draft)


def _told_abroad(draft: Draft, told: Scenes) -> Place | None:
    """Return where, away from home, one of the parties of a meeting speaks of it, or is."""
    abroad = {p.place for p in (*told.podiums, *told.presences) if p.party in draft.parties - {p.place.country}}
    return next(iter(abroad)) if len(abroad) == 1 else None


def _at_the_same_host(draft: Draft, meetings: list[Draft]) -> Place | None:
    """Return the venue of the last meeting told before that one of the parties of ``draft`` hosted."""
    before = [m for m in meetings if m.evidence.start < draft.evidence.start and m.status == draft.status]
    for meeting in reversed(before):
        if meeting.place is not None and meeting.place.country in draft.parties & meeting.parties:
            return meeting.place
    return None


def _one_breath(drafts: list[Draft]) -> None:
    """What one party says in one sentence it says in one place; what only the headline tells, where it spoke."""
    said = [d for d in drafts if d.type in _SAID]
    placed = {(d.evidence.sentence, d.parties_acting): d.place for d in said if d.place is not None}
    for draft in said:
        if draft.place is not None:
            continue
        draft.place = placed.get((draft.evidence.sentence, draft.parties_acting))
        spoke = {place for (_, who), place in placed.items() if who == draft.parties_acting}
        if draft.title and len(spoke) == 1:
            draft.place = next(iter(spoke))
