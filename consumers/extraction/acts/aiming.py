"""Towards whom acts are that a sentence tells without saying it, by the other acts of the story."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts.draft import Draft

DIRECTED = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN"})
"""Acts that are towards somebody, whether a headline says it or not."""
_ON_THE_WORLD = frozenset({"ACCUSE", "REQUEST", "REJECT"})
"""Acts of several that may be towards nobody in particular."""
_GUESSED = 0.6
"""Confidence below which a target was taken from somewhere in the sentence."""


def aim(drafts: list[Draft]) -> list[Draft]:
    """Return ``drafts`` without those that are aimed at nobody.

    Who condemns and, in the same sentence, demands, does both towards the same party: it is named once. What a
    headline leaves out the story says: towards whom it tells the same act, or with whom else it deals.
    """
    body = [d for d in drafts if not d.title and d.type in DIRECTED and d.recipients]
    surely = _Tellings([d for d in body if d.confidence >= _GUESSED])
    told_in_body = _Tellings(body)
    kept = []
    for draft in drafts:
        if draft.type in DIRECTED and not draft.to_all:
            if draft.title and draft.confidence < _GUESSED and any(_told_bare(draft, other) for other in drafts):
                continue  # the story tells it towards nobody
            if draft.confidence < _GUESSED and surely.tell_otherwise(draft):
                continue  # said again with less: towards whom the story tells elsewhere
            told = draft.title and told_in_body.tell_otherwise(draft)
            if told and (not draft.recipients or draft.confidence < _GUESSED):
                continue
            if not draft.recipients:
                draft.recipients = _beside(draft, drafts) or (_counterpart(draft, drafts) if draft.title else [])
            alone = len({a.party for a in draft.actors}) < 2  # noqa: PLR2004 - who calls together calls on the world
            if not draft.recipients and (alone or draft.type not in _ON_THE_WORLD):
                continue
        kept.append(draft)
    return kept


class _Tellings:
    """Between which parties each act is told: by its type and by who does it."""

    def __init__(self, drafts: list[Draft]) -> None:
        self._parties: dict[tuple[str, frozenset[str]], set[frozenset[str]]] = {}
        for draft in drafts:
            self._parties.setdefault(self._key(draft), set()).add(draft.parties)

    def tell_otherwise(self, draft: Draft) -> bool:
        """Return whether the act of ``draft`` is told again, and towards whom it does not say."""
        return bool(self._parties.get(self._key(draft), set()) - {draft.parties})

    @staticmethod
    def _key(draft: Draft) -> tuple[str, frozenset[str]]:
        return draft.type, frozenset(a.party for a in draft.actors)


def _told_bare(title: Draft, other: Draft) -> bool:
    """Whether the body tells the act of a headline, done by several, towards nobody in particular."""
    actors = {a.party for a in title.actors}
    return (
        not other.title
        and other.type == title.type
        and not other.recipients
        and len(actors) > 1
        and {a.party for a in other.actors} == actors
    )


def _beside(draft: Draft, drafts: list[Draft]) -> list[Actor]:
    """Return towards whom the same party does something else in the same sentence."""
    own = {a.party for a in draft.actors}
    for other in drafts:
        if (
            other.recipients
            and other.type in DIRECTED
            and other.evidence.sentence == draft.evidence.sentence
            and {a.party for a in other.actors} == own
        ):
            return list(other.recipients)
    return []


def _counterpart(draft: Draft, drafts: list[Draft]) -> list[Actor]:
    """Return with whom the story is about besides who acts, if that is one party only."""
    own = {a.party for a in draft.actors}
    involved = [d for d in drafts if d is not draft and own & d.parties]
    others = {a.party: a for d in involved for a in (*d.actors, *d.recipients) if a.party not in own}
    return list(others.values()) if len(others) == 1 else []
