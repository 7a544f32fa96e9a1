"""What one act of a story lends to another: its venue, its day, and the officials that the story names."""

from __future__ import annotations

from datetime import date

from agent.records import EventDate, Place
from consumers.extraction import places
from consumers.extraction.draft import Draft
from consumers.extraction.scenes import Scenes
from consumers.gazetteer import Gazetteer

_AT_A_MEETING = frozenset({"AGREE", "CONSULT", "REQUEST", "COOPERATE"})
"""Acts that are done where the parties are together."""
_SPOKEN = frozenset({"SUPPORT", "ACCUSE", "REJECT"})
"""Acts that are done at a meeting of the same parties when they are told beside it."""
_SAID = frozenset({"SUPPORT", "ACCUSE", "REJECT", "REQUEST", "THREATEN", "AGREE", "CONCEDE"})
"""Acts that are done by saying so, wherever the speaker is."""
_LAST_DAYS = 2
_OF_EMBASSIES = frozenset({"relations", "break"})


def share(
    drafts: list[Draft], datelines: list[Place], lead: Place | None, scenes: Scenes, gazetteer: Gazetteer
) -> None:
    """Give acts without a venue or a day of their own those of the meeting of the same parties.

    A meeting without a venue took place where its report is datelined, if that is in the country it names or in none;
    an ambassador is summoned to a ministry, in the capital; a council meets where it has its seat.
    """
    for draft in drafts:
        if draft.place is None and draft.type in _SAID and draft.status == "occurred":
            draft.place = next((p.place for p in scenes.podiums if {p.party} == draft.parties_acting), None)
        dateline = _dateline_of(draft, datelines, gazetteer)
        if dateline is not None and _dated_where_done(draft, dateline, gazetteer):
            draft.place = dateline
        if draft.place is None or (draft.mode == "summon" and draft.place.country != draft.actors[0].party):
            draft.place = _by_custom(draft, gazetteer)
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
    _one_scene(drafts, scenes)
    _one_breath(drafts)
    for draft in drafts:
        if draft.place is None and lead is not None and draft.mode != "phone" and lead.country in draft.parties:
            draft.place = lead if len(draft.parties) > 1 else None


def _dateline_of(draft: Draft, datelines: list[Place], gazetteer: Gazetteer) -> Place | None:
    """Return the dateline that counts for an act: of several the one of its parties."""
    if len(datelines) < 2:  # noqa: PLR2004 - several
        return datelines[0] if datelines else None
    parties = draft.parties
    own = [d for d in datelines if d.country in parties or d in [places.seat(p, gazetteer) for p in parties]]
    return own[0] if len(own) == 1 else None


def _by_custom(draft: Draft, gazetteer: Gazetteer) -> Place | None:
    """Return where an act of its kind takes place when nothing else is said."""
    if draft.mode == "summon" and draft.actors and gazetteer.capital(draft.actors[0].party):
        return Place(name=gazetteer.capital(draft.actors[0].party), country=draft.actors[0].party)
    if draft.actors and gazetteer.is_council(draft.actors[0].text):
        return places.seat(draft.actors[0].party, gazetteer)
    if draft.type == "CONSULT" and draft.mode == "multilateral" and len(draft.parties) == 1:
        return places.seat(draft.actors[0].party, gazetteer)
    return None


def _is_meeting(draft: Draft) -> bool:
    """Whether the parties of an act were in one place."""
    if draft.mode == "relations" and not draft.recipients:
        return True
    return draft.mode != "phone" and (draft.type == "CONSULT" or draft.mode == "sign")


def settle_day(drafts: list[Draft], today: date, opening: EventDate | None) -> None:
    """Give acts that are told without a day the day of the story's first act, if that was in the last days.

    A story that begins "on Friday" and is published on Saturday is about Friday throughout.

    Args:
        drafts: The acts of the story.
        today: The day of the report.
        opening: The day that the main clause of its first sentence tells, whatever it tells of.
    """
    first = next((d.date for d in drafts if not d.title and d.status == "occurred" and d.date is not None), None)
    lead = opening if opening is not None or first is None or first.basis == "published" else first
    if lead is None or lead.precision != "day":
        return
    if not 0 < (today - date.fromisoformat(lead.value)).days <= _LAST_DAYS:
        return
    told = {(d.type, d.parties) for d in drafts if not d.title}
    for draft in drafts:
        if draft.title and (draft.type, draft.parties) in told:
            continue  # the body says when
        if draft.status == "occurred" and draft.date is not None and draft.date.basis == "published":
            draft.date = lead


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


def settle_modes(drafts: list[Draft]) -> None:
    """Make a summit of two states a meeting: multilateral is what three or more attend, or an organisation holds."""
    for draft in drafts:
        if draft.type == "CONSULT" and draft.mode == "multilateral" and len(draft.parties) == 2:  # noqa: PLR2004
            bodies = [party for party in draft.parties if party.startswith("org:")]
            draft.mode = draft.mode if bodies else "meeting"


def _one_breath(drafts: list[Draft]) -> None:
    """What one party says in one sentence it says in one place."""
    placed = {
        (d.evidence.sentence, d.parties_acting): d.place for d in drafts if d.type in _SAID and d.place is not None
    }
    for draft in drafts:
        if draft.place is None and draft.type in _SAID:
            draft.place = placed.get((draft.evidence.sentence, draft.parties_acting))


def _one_scene(drafts: list[Draft], told: Scenes) -> None:
    """Where all meetings of a story have one venue, those without a venue that share a party have it too."""
    meetings = [d for d in drafts if _is_meeting(d)]
    scenes = {d.place.name: d for d in meetings if d.place is not None}
    if not scenes and len(told.meetings) == 1:
        for draft in meetings:
            draft.place = told.meetings[0] if draft.status != "denied" else None
    if len(scenes) != 1:
        return
    scene = next(iter(scenes.values()))
    for draft in meetings:
        if draft.place is None and draft.parties & scene.parties:
            draft.place = scene.place


def _dated_where_done(draft: Draft, dateline: Place, gazetteer: Gazetteer) -> bool:
    """Whether an act took place where its report is datelined: at a meeting, or at home for who acts alone."""
    if draft.status != "occurred" or draft.mode == "phone" or draft.date is None:
        return False
    if draft.place is not None:
        return draft.place.country == dateline.country and draft.place.name != dateline.name and draft.mode == "visit"
    if draft.type in {"CONSULT", "AGREE"} or draft.mode == "sign":
        return True
    if draft.mode in _OF_EMBASSIES and dateline.country in draft.parties:
        return True
    own = {a.party for a in draft.actors}
    return dateline.country in own or dateline in [places.seat(party, gazetteer) for party in own]
