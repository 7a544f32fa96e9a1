"""The officials of a story, and which of them an act means that names no more than their state."""

from __future__ import annotations

from dataclasses import dataclass

from agent.records import Actor
from consumers.extraction.clauses import Sentence
from consumers.extraction.draft import Draft
from consumers.extraction.people import Story

_QUIET = frozenset({"spokesperson", "ambassador", "official"})
"""Officials who tell of an act more often than they take part in it."""
_LEADING = frozenset({"head_of_state", "head_of_government", "foreign_minister", "crown_prince", "organisation_head"})
_SENT_FOR = frozenset({"summon", "expel"})
"""Modes of acts whose other side is an ambassador."""
_DELEGATION = 3
"""Officials of one party that are named for one meeting."""


@dataclass(slots=True)
class _Official:
    actor: Actor
    sentences: list[int]
    """Numbers of the sentences that name him or her."""


class Officials:
    """Whom a story names, by party."""

    def __init__(self, sentences: list[Sentence], story: Story) -> None:
        """Look through the ``sentences`` of a story."""
        self._known: dict[str, list[_Official]] = {}
        self._number: dict[str, int] = {}
        for number, sentence in enumerate(sentences):
            self._number.setdefault(sentence.text(0, len(sentence.tokens)), number)
            for item in sentence.groups:
                if item.group is None or not any(p.has_person for p in item.group.phrases):
                    continue
                for actor in story.resolve(item.group, sentence):
                    if actor.name:
                        self._note(actor, number)

    def _note(self, actor: Actor, number: int) -> None:
        known = self._known.setdefault(actor.party, [])
        for official in known:
            if official.actor.name == actor.name:
                official.sentences.append(number)
                return
        known.append(_Official(actor, [number]))

    def name(self, drafts: list[Draft]) -> None:
        """Name the officials of each party that an act of ``drafts`` names only as a state, where they can be told."""
        for draft in drafts:
            together = draft.type in {"CONSULT", "AGREE"} or draft.mode == "sign"
            draft.actors = [n for a in draft.actors for n in self._named(a, draft, together=together)]
            if together:
                draft.recipients = [n for a in draft.recipients for n in self._named(a, draft, together=True)]
            elif draft.mode in _SENT_FOR:
                draft.recipients = [self._ambassador(a) or a for a in draft.recipients]
            elif draft.mode == "recall" and draft.actors:
                envoy = self._ambassador(Actor(party=draft.actors[0].party))
                if envoy is not None and all(a.name != envoy.name for a in draft.actors):
                    draft.actors = [*draft.actors, envoy]

    def _named(self, actor: Actor, draft: Draft, *, together: bool) -> list[Actor]:
        if actor.name:
            return [actor]
        known = self._known.get(actor.party, [])
        loud = [official for official in known if official.actor.role not in _QUIET]
        number = self._number.get(draft.evidence.sentence, -1)
        most = _DELEGATION if draft.type == "CONSULT" else 1
        for near in (number, number + 1) if together or len(loud) > 1 else (number,):
            beside = [official.actor for official in loud if near in official.sentences]
            if beside:
                return beside[:most]
        if len(loud) == 1:
            return [loud[0].actor]
        leading = [official.actor for official in loud if official.actor.role in _LEADING]
        if len(leading) == 1 or (leading and most > 1 and len(leading) < most):
            return leading
        speakers = [official.actor for official in known if official.actor.role == "spokesperson"]
        return speakers if not loud and len(speakers) == 1 and not together else [actor]

    def _ambassador(self, actor: Actor) -> Actor | None:
        """Return the only ambassador of the party of ``actor`` whom the story names, if ``actor`` has no name."""
        envoys = [o.actor for o in self._known.get(actor.party, []) if o.actor.role == "ambassador"]
        return envoys[0] if len(envoys) == 1 and not actor.name else None
