"""What a story tells once for all its acts: the day it is about, and what its meetings are called."""

from __future__ import annotations

from datetime import date

from agent.records import EventDate, Place
from consumers.extraction.acts.draft import Draft
from consumers.gazetteer import Gazetteer

_LAST_DAYS = 2


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


def settle_modes(drafts: list[Draft], gazetteer: Gazetteer) -> None:
    """Make a summit of two states a meeting, and talks of two officials in a city of one of their states a visit.

    Multilateral is what three or more attend, or an organisation holds; at a border both meet.
    """
    for draft in drafts:
        two_states = len(draft.parties) == 2 and not any(party.startswith("org:") for party in draft.parties)  # noqa: PLR2004
        if draft.type != "CONSULT" or not two_states:
            continue
        if draft.mode == "multilateral":
            draft.mode = "meeting"
        elif draft.mode in {"meeting", ""} and _received(draft, gazetteer):
            draft.mode = "visit"


def _received(draft: Draft, gazetteer: Gazetteer) -> bool:
    """Whether officials of both sides met in a city of one of them."""
    named = {actor.party for actor in draft.actors if actor.name}
    home = draft.place is not None and draft.place.country in draft.parties and not draft.remote
    return home and draft.status != "denied" and named >= draft.parties and _is_city(draft.place, gazetteer)


def _is_city(place: Place | None, gazetteer: Gazetteer) -> bool:
    return place is not None and place.name not in gazetteer.venues
