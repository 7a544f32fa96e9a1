"""What a story tells once for all its acts: the day it is about, and what its meetings are called."""

from __future__ import annotations

from datetime import date

from agent.records import EventDate
from consumers.extraction.draft import Draft

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


def settle_modes(drafts: list[Draft]) -> None:
    """Make a summit of two states a meeting: multilateral is what three or more attend, or an organisation holds."""
    for draft in drafts:
        if draft.type == "CONSULT" and draft.mode == "multilateral" and len(draft.parties) == 2:  # noqa: PLR2004
            bodies = [party for party in draft.parties if party.startswith("org:")]
            draft.mode = draft.mode if bodies else "meeting"
