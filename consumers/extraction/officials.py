"""The officials of a story, and which of them an act means that names no more than their state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import structs

from agent.records import Actor
from consumers.extraction.clauses import Group, Sentence
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
        self._strangers: dict[int, list[Actor]] = {}
        """Sentence -> who is named with a title but without a state."""
        for number, sentence in enumerate(sentences):
            self._number.setdefault(sentence.text(0, len(sentence.tokens)), number)
            for item in sentence.groups:
                if item.group is None or not any(p.has_person for p in item.group.phrases):
                    continue
                actors = story.resolve(item.group, sentence)
                for actor in actors:
                    if actor.name:
                        self._note(actor, number)
                if not actors:
                    self._strangers.setdefault(number, []).extend(_strangers(item.group, sentence))

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
                draft.recipients = [self._ambassador(a, draft) or a for a in draft.recipients]
            elif draft.mode == "recall" and draft.actors:
                envoy = self._ambassador(Actor(party=draft.actors[0].party), draft)
                if envoy is not None and all(a.name != envoy.name for a in draft.actors):
                    draft.actors = [*draft.actors, envoy]

    def _named(self, actor: Actor, draft: Draft, *, together: bool) -> list[Actor]:
        if actor.name:
            return [actor]
        known = self._known.get(actor.party, [])
        loud = [official for official in known if official.actor.role not in _QUIET]
        number = self._number.get(draft.evidence.sentence, -1)
        most = _DELEGATION if draft.type == "CONSULT" else 1
        beside = [official.actor for official in loud if number in official.sentences]
        if not beside and not together:
            beside = [o.actor for o in known if o.actor.role == "spokesperson" and number in o.sentences]
        if not beside and (together or len(loud) != 1):
            beside = [official.actor for official in loud if number + 1 in official.sentences]
        if beside:
            return beside[:most]
        if len(loud) == 1:
            return [loud[0].actor]
        leading = [official.actor for official in loud if official.actor.role in _LEADING]
        if len(leading) == 1 or (leading and most > 1 and len(leading) < most):
            return leading
        speakers = [official.actor for official in known if official.actor.role == "spokesperson"]
        if not loud and not together:
            speakers = speakers or [a for a in self._strangers.get(number + 1, ()) if a.role != "ambassador"]
            if len(speakers) == 1:
                return [structs.replace(speakers[0], party=actor.party)]
        return [actor]

    def _ambassador(self, actor: Actor, draft: Draft) -> Actor | None:
        """Return the only ambassador of the party of ``actor`` whom the story names, if ``actor`` has no name."""
        if actor.name:
            return None
        envoys = [o.actor for o in self._known.get(actor.party, []) if o.actor.role == "ambassador"]
        if not envoys:
            number = self._number.get(draft.evidence.sentence, -1)
            envoys = [a for a in self._strangers.get(number, ()) if a.role == "ambassador"]
        return structs.replace(envoys[0], party=actor.party) if len(envoys) == 1 else None


def _strangers(group: Group, sentence: Sentence) -> Iterator[Actor]:
    """Yield those who are named with a title that says nothing of their state."""
    for phrase in group.phrases:
        if phrase.name is not None and phrase.roles and not phrase.parties and not phrase.former:
            start, end = sentence.span(*phrase.name)
            text = sentence.source[start:end]
            yield Actor(party="", role=phrase.role, name=text, text=text, start=start, end=end)
