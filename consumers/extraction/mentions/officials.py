"""The officials of a story, and which of them an act means that names no more than their state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import structs

from agent.records import Actor
from consumers.extraction.acts.draft import Draft
from consumers.extraction.sentences.clauses import Analyser, Group, Sentence
from consumers.extraction.sentences.phrase import Phrase
from consumers.extraction.story.people import Story

_QUIET = frozenset({"spokesperson", "ambassador", "official"})
"""Officials who tell of an act more often than they take part in it."""
_LEADING = frozenset({"head_of_state", "head_of_government", "foreign_minister", "crown_prince", "organisation_head"})
_MINISTER = "minister"
_OFFICES = frozenset(
    {_MINISTER, "foreign_minister", "defence_minister", "head_of_state", "head_of_government", "crown_prince"}
)
"""Offices that nobody else of the same state is meant by."""
_SENT_FOR = frozenset({"summon", "expel"})
"""Modes of acts whose other side is an ambassador."""
_SENT = frozenset({"recall", "relations"})
"""Modes of acts for which the actor's own ambassador stands."""
_DELEGATION = 3
"""Officials of one party that are named for one meeting."""
_REACH = 80
"""Characters from an act to the name of the ambassador whom it is done to, where the story names several."""
_SOON = (0, 1, 2)
"""Sentences after an act in which its ambassador may be named."""


_MOST = 100
"""Officials of one party that a story names; more are a list of names."""


@dataclass(slots=True)
class _Official:
    actor: Actor
    words: frozenset[str]
    """Those of the name."""
    sentences: list[int]
    """Numbers of the sentences that name him or her."""


class Officials:
    """Whom a story names, by party."""

    def __init__(self, sentences: list[Sentence], story: Story, analyser: Analyser) -> None:
        """Look through the ``sentences`` of a story, which ``analyser`` has made."""
        self._sentences = sentences
        self._analyser = analyser
        self._known: dict[str, list[_Official]] = {}
        self._number: dict[str, int] = {}
        self._meetings: list[Draft] = []
        self._strangers: dict[int, list[Actor]] = {}
        """Sentence -> who is named with a title but without a state."""
        for number, sentence in enumerate(sentences):
            self._number.setdefault(sentence.text(0, len(sentence.tokens)), number)
            for item in sentence.groups:
                if item.group is None or not any(p.has_person for p in item.group.phrases):
                    continue
                strangers = [p for p in item.group.phrases if _is_stranger(p)]
                if strangers:
                    self._strangers.setdefault(number, []).extend(_named(strangers, sentence))
                known = [p for p in item.group.phrases if p not in strangers]
                for actor in story.resolve(Group(known, item.group.prep), sentence) if known else ():
                    if actor.name:
                        self._note(actor, number)

    def _note(self, actor: Actor, number: int) -> None:
        known, words = self._known.setdefault(actor.party, []), frozenset(actor.name.split())
        for official in known:
            if official.words >= words:
                official.sentences.append(number)
                return
        if len(known) < _MOST:
            known.append(_Official(actor, words, [number]))

    def name(self, drafts: list[Draft]) -> None:
        """Name the officials of each party that an act of ``drafts`` names only as a state, where they can be told."""
        self._meetings = [d for d in drafts if d.type == "CONSULT"]
        for draft in drafts:
            together = draft.type in {"CONSULT", "AGREE"} or draft.mode == "sign"
            draft.actors = [n for a in draft.actors for n in self._named(a, draft, together=together)]
            if together:
                draft.recipients = [n for a in draft.recipients for n in self._named(a, draft, together=True)]
            elif draft.mode in _SENT_FOR:
                draft.recipients = [
                    a if a.role == "ambassador" else self._ambassador(a, draft) or a for a in draft.recipients
                ]
            elif draft.mode in _SENT and draft.actors and draft.recipients:
                own = draft.actors[0].party
                envoy = self._own_envoy(own, draft) or self._ambassador(Actor(party=own), draft)
                if envoy is not None and all(a.name != envoy.name for a in draft.actors):
                    draft.actors = [*(a for a in draft.actors if a.name or a.party != own), envoy]

    def _named(self, actor: Actor, draft: Draft, *, together: bool) -> list[Actor]:
        if actor.name:
            return [actor]
        known = _of_office(self._known.get(actor.party, []), actor.role)
        number = self._number.get(draft.evidence.sentence, -1)
        found = self._meeting(known, number, draft) if together else self._acting(known, number)
        return found or self._anywhere(actor, known, draft) or [actor]

    def _meeting(self, known: list[_Official], number: int, draft: Draft) -> list[Actor]:
        """Return who is named beside a meeting: in its sentence, else in the one after it."""
        loud = [official for official in known if official.actor.role not in _QUIET]
        for near in (number, number + 1):
            beside = [official.actor for official in loud if near in official.sentences]
            if beside:
                return beside[: _DELEGATION if draft.type == "CONSULT" else 1]
        return []

    def _acting(self, known: list[_Official], number: int) -> list[Actor]:
        """Return who is named beside an act, ministers before spokesmen, its own sentence before the one after it."""
        loud = [official for official in known if official.actor.role not in _QUIET]
        speaking = [official for official in known if official.actor.role == "spokesperson"]
        for officials, near in ((loud, number), (speaking, number), (loud, number + 1), (speaking, number + 1)):
            beside = [official.actor for official in officials if near in official.sentences]
            if beside:
                return beside[:1]
        return []

    def _anywhere(self, actor: Actor, known: list[_Official], draft: Draft) -> list[Actor]:
        """Return the only official whom the story names for a party, one of the same office first."""
        loud = [official.actor for official in known if official.actor.role not in _QUIET]
        number = self._number.get(draft.evidence.sentence, -1)
        same = [official for official in loud if actor.role and official.role == actor.role]
        if len(same) == 1:
            return same
        together = draft.type in {"CONSULT", "AGREE"} or draft.mode == "sign"
        for near in (number, number + 1) if not together else ():
            strangers = [a for a in self._strangers.get(near, ()) if a.role != "ambassador"]
            if len(strangers) == 1:
                return [structs.replace(strangers[0], party=actor.party)]
        if len(loud) == 1:
            return loud
        met = self._whom_they_met(actor, draft)
        if met:
            return met
        most = _DELEGATION if draft.type == "CONSULT" else 1
        leading = [official for official in loud if official.role in _LEADING]
        if len(leading) == 1 or (leading and most > 1 and len(leading) < most):
            return leading
        speakers = [official.actor for official in known if official.actor.role == "spokesperson"]
        return speakers if len(speakers) == 1 and not loud and not together else []

    def _whom_they_met(self, actor: Actor, draft: Draft) -> list[Actor]:
        """Return who of a party another meeting of the story has, at which somebody named for ``draft`` was too."""
        present = [a for a in draft.actors if a.name and a.party != actor.party]
        for other in self._meetings if present else ():
            if other is draft or not draft.parties <= other.parties:
                continue
            named = [a for a in other.actors if a.name]
            if any(_same(a, b) for a in present for b in named):
                return [b for b in named if b.party == actor.party]
        return []

    def _own_envoy(self, party: str, draft: Draft) -> Actor | None:
        """Return who is called the party's own ambassador in the sentence that tells the act."""
        number = self._number.get(draft.evidence.sentence)
        if number is None:
            return None
        sentence = self._sentences[number]
        for name in self._analyser.own_envoys(sentence)[:1]:
            start, end = sentence.span(*name)
            text = sentence.source[start:end]
            return Actor(party=party, role="ambassador", name=text, text=text, start=start, end=end)
        return None

    def _ambassador(self, actor: Actor, draft: Draft) -> Actor | None:
        """Return the only ambassador of the party of ``actor`` whom the story names; beside the act, if it is named."""
        number = self._number.get(draft.evidence.sentence, -1)
        known = [o for o in self._known.get(actor.party, []) if o.actor.role == "ambassador"]
        beside = [o.actor for o in known if number in o.sentences]
        envoys = beside if beside or actor.name else [o.actor for o in known]
        for near in _SOON if not actor.name else ():
            if not envoys:
                envoys = [a for a in self._strangers.get(number + near, ()) if a.role == "ambassador"]
        behind = [envoy for envoy in envoys if 0 <= envoy.start - draft.evidence.end <= _REACH][:1]
        envoys = behind if len(envoys) > 1 else envoys
        return structs.replace(envoys[0], party=actor.party) if len(envoys) == 1 else None


def _same(one: Actor, other: Actor) -> bool:
    """Whether two actors are one person, by id or by a name that is part of the other."""
    if one.party != other.party or (one.person and other.person and one.person != other.person):
        return False
    words = set(one.name.split()), set(other.name.split())
    return words[0] <= words[1] or words[1] <= words[0]


def _of_office(known: list[_Official], role: str) -> list[_Official]:
    """Return those of ``known`` who hold the office that is told: "the minister" is no president."""
    if role not in _OFFICES:
        return known
    return [o for o in known if o.actor.role == role or (role == _MINISTER and o.actor.role.endswith(_MINISTER))]


def _is_stranger(phrase: Phrase) -> bool:
    """Whether a phrase is a title with a name that say nothing of the state."""
    unknown = phrase.name is not None and not phrase.persons
    return unknown and bool(phrase.roles) and not phrase.parties and not phrase.former


def _named(phrases: list[Phrase], sentence: Sentence) -> Iterator[Actor]:
    for phrase in phrases:
        if phrase.name is not None:
            start, end = sentence.span(*phrase.name)
            text = sentence.source[start:end]
            yield Actor(party="", role=phrase.role, name=text, text=text, start=start, end=end)
