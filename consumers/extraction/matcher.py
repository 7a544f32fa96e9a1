"""Acts out of a sentence: each trigger with the parties around it, if they fill its frame."""

from __future__ import annotations

from dataclasses import dataclass

from agent.records import Actor, Status
from consumers.extraction import spoken, subjects, targets
from consumers.extraction import status as modality
from consumers.extraction.arguments import (
    Argument,
    arguments,
    enough,
    forbidden_object,
    has_object,
    hosted,
    object_before,
)
from consumers.extraction.clauses import (
    BREAK,
    CLEAR,
    COMMA,
    GROUP,
    INHERIT,
    NOUN,
    PREP,
    RELATIVE,
    STOP,
    VERB,
    WORD,
    Group,
    Item,
    Sentence,
)
from consumers.extraction.lexicon import Frame, Lexicon
from consumers.extraction.participants import announcer, note_attendance
from consumers.extraction.people import Story

_TELLING = frozenset({VERB, NOUN})
_ATTRIBUTE_REACH = 9
_SAYING = frozenset({"verb", "say"})
_DOING = _SAYING | {"light"}
"""Verbs whose subject is spoken of from there on."""
_ENVOYS = frozenset({"ambassador", "mission", "official", "envoy"})


@dataclass(slots=True)
class Act:
    """An act as one sentence tells it."""

    frame: Frame
    mode: str
    status: Status
    actors: list[Actor]
    recipients: list[Actor]
    sentence: Sentence
    item: Item
    confidence: float
    type: str = ""
    k: int = 0
    """Index of ``item`` in the sentence."""


class Matcher:
    """Finds the acts of a sentence in the light of what the story said before."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the lexicon of the language."""
        self._lexicon = lexicon
        self._verb_first = lexicon.verb_first

    def match(self, sentence: Sentence, story: Story) -> list[Act]:
        """Return the acts of ``sentence`` in order; ``story`` learns who spoke and who met."""
        acts: list[Act] = []
        self._speaker(sentence, story)
        told = [k for k, item in enumerate(sentence.items) if item.kind in _TELLING]
        if not any(sentence.items[k].frames or "say" in sentence.items[k].tags for k in told):
            told = []
        for k in told:
            item = sentence.items[k]
            if item.kind == VERB:
                self._assign_subject(sentence, k, story)
            if item.frames:
                act = self._trigger(sentence, k, story, acts)
                if act is not None:
                    acts.append(act)
        self._remember_pair(sentence, story)
        note_attendance(sentence, story, acts)
        return acts

    def _speaker(self, sentence: Sentence, story: Story) -> None:
        """``Tehran: no talks under pressure``: whoever stands before the colon speaks."""
        items = [i for i in sentence.items[:4] if i.kind != CLEAR]
        if len(items) < 2 or items[1].kind != BREAK or items[1].value == "dateline":  # noqa: PLR2004 - two items
            return
        if items[0].kind == GROUP and items[0].group is not None:
            actors = story.resolve(items[0].group, sentence)
            if actors:
                story.subject = story.speaker = actors

    def _assign_subject(self, sentence: Sentence, k: int, story: Story) -> None:
        item = sentence.items[k]
        group = subjects.find(sentence, k, verb_first=self._verb_first)
        item.group = group
        if group is None or group is INHERIT:
            return
        group.claimed = True
        telling = _DOING if self._verb_first else _SAYING
        speaks = bool(telling & item.tags) and (k == 0 or sentence.items[k - 1].kind != RELATIVE)
        actors = story.resolve(group, sentence) if speaks else []
        if actors:
            if {a.party for a in actors} != {a.party for a in story.subject}:
                story.before = story.subject
            story.subject = actors
            if "say" in item.tags:
                story.speaker = actors

    def _trigger(self, sentence: Sentence, k: int, story: Story, acts: list[Act]) -> Act | None:
        item = sentence.items[k]
        if self._verb_first and "object" in item.tags and k and sentence.items[k - 1].kind == STOP:
            return None  # what he called a violation: the verb only names the thing
        passive = item.kind == VERB and modality.is_passive(sentence, k, verb_first=self._verb_first)
        for frame in item.frames:
            if (
                frame.object
                and not _of_what_stands_before(sentence, k, frame)
                and not has_object(sentence, k, frame, verb_first=self._verb_first, passive=passive)
            ):
                continue
            if forbidden_object(sentence, k, frame):
                continue
            act = self._fill(sentence, k, frame, story, acts)
            if act is not None:
                return act
        return None

    def _fill(self, sentence: Sentence, k: int, frame: Frame, story: Story, acts: list[Act]) -> Act | None:
        item = sentence.items[k]
        if item.kind == NOUN and frame.type == "AGREE" and item.prefix.endswith("ال") and item.j - item.i == 1:
            return None  # "the agreement" is one that was reached before
        if frame.charge or frame.threat:
            return self._spoken(sentence, k, frame, story)
        if item.kind == NOUN and item.prefix.endswith("ال") and self._told_before(sentence, k, frame, story):
            return None
        verdict = modality.judge(sentence, k, frame, acts, verb_first=self._verb_first)
        if verdict is None:
            return None
        subject = item.group if item.kind == VERB else None
        after = arguments(sentence, k, subject, verb_first=self._verb_first)
        passive = item.kind == VERB and modality.is_passive(sentence, k, verb_first=self._verb_first)
        if frame.mutual:
            actors = self._mutual(sentence, k, frame, story, after, passive=passive)
            recipients: list[Actor] = []
        else:
            actors, recipients = self._directed(sentence, k, frame, story, after, passive=passive)
        if not actors or not enough(frame, actors, recipients, noun=item.kind == NOUN):
            return None
        story.remember(frame.type, actors, recipients)
        passing = self._verb_first and frame.mode == "visit" and story.pair
        if frame.mutual and len({a.party for a in actors}) > 1 and not passing:
            story.pair = actors
        if frame.type not in {"CONSULT", "REQUEST"}:
            story.deeds.append(actors)
        mode = frame.mode
        if frame.type == "CONSULT":
            actors, mode = self._hosts(sentence, k, frame, story, actors)
            generic = item.group is not None and any(p.generic or p.number == "d" for p in item.group.phrases)
            if not self._verb_first and verdict.status != "occurred" and mode in {"meeting", "", "mediation"}:
                mediator = announcer(actors, self._sayer(sentence, story))
                if mediator:
                    actors, mode = [*actors, *mediator], "mediation"
            reach = 4 if self._verb_first or mode == "meeting" else 24
            if mode in {"meeting", ""} and any("phone" in i.tags for i in sentence.items[k + 1 : k + reach]):
                mode = "phone"
            story.consulted = frozenset(a.party for a in actors)
            if mode == "meeting" and generic:
                mode = ""  # the two ministers talked: of the act told before, whatever its mode
        if frame.type == "THREATEN" and verdict.status == "planned":
            verdict = verdict._replace(status="occurred")
        confidence = frame.strength * (0.9 if subject is INHERIT else 1.0)
        act = Act(
            frame, mode, verdict.status, actors, recipients, sentence, item, confidence, verdict.type or frame.type, k
        )
        if verdict.type and verdict.type != frame.type:
            act.mode = ""
        return act

    def _sayer(self, sentence: Sentence, story: Story) -> list[Actor]:
        """Return who says what the sentence tells."""
        for k, item in enumerate(sentence.items):
            if "say" in item.tags and item.kind == VERB:
                group = item.group or subjects.find(sentence, k, verb_first=self._verb_first)
                if group is not None and group is not INHERIT:
                    return story.resolve(group, sentence)
        return []

    def _told_before(self, sentence: Sentence, k: int, frame: Frame, story: Story) -> bool:
        """Whether "the visit", "this expulsion" without a word on whose it is refers to one that was told."""
        if frame.type not in story.told or frame.mode in {"meeting", "multilateral", "mediation", ""}:
            return False
        after = sentence.items[k + 1 : k + 3]
        owner = after and after[0].kind == GROUP and after[0].group is not None and not after[0].group.prep
        return not owner and not any(i.kind == RELATIVE for i in after)

    def _spoken(self, sentence: Sentence, k: int, frame: Frame, story: Story) -> Act | None:
        """Return the reproach or threat that lies in what somebody is said to do or announces to do."""
        item = sentence.items[k]
        if modality.supposed(sentence, k):
            return None
        if frame.charge:
            actors, recipients = spoken.charge(sentence, k, story)
        else:
            actors = spoken.threatens(sentence, k, story)
            after = arguments(sentence, k, item.group, verb_first=self._verb_first)
            recipients = targets.others(self._pick(frame, after, story, sentence, None), actors)
            if actors and not recipients:
                recipients = targets.find(sentence, k, frame, story, after, actors, verb_first=self._verb_first) or []
        if not actors or not recipients:
            return None
        story.remember(frame.type, actors, recipients)
        return Act(frame, frame.mode, "occurred", actors, recipients, sentence, item, frame.strength, type=frame.type)

    def _hosts(
        self, sentence: Sentence, k: int, frame: Frame, story: Story, actors: list[Actor]
    ) -> tuple[list[Actor], str]:
        """Add who hosts or mediates a meeting of others; two sides with a third between them is mediation."""
        mode, hosts = frame.mode, []
        mediated = bool(sentence.tagged("mediation"))
        for other in sentence.groups:
            if other.group is not None and other.group.prep == "hosted" and other.i > sentence.items[k].i:
                hosts += story.resolve(other.group, sentence)
        for other in sentence.items[max(0, k - 16) : k + (15 if self._verb_first else 7)]:
            if (
                other.kind == VERB
                and "host" in other.tags
                and isinstance(other.group, Group)
                and other.group is not INHERIT
            ):
                hosts += story.resolve(other.group, sentence)
        parties = {a.party for a in actors}
        added = [h for h in hosts if h.party not in parties]
        if added and len(parties) > 1 and mode in {"meeting", "multilateral", "", "mediation"}:
            actors, mediated = _distinct([*actors, *added]), True
        if mediated and mode in {"meeting", "multilateral", ""}:
            mode = "mediation"
        elif mode in {"meeting", ""} and len({a.party for a in actors}) > 2:  # noqa: PLR2004 - more than two sides
            mode = "multilateral"
        return actors, mode

    def _pick(
        self,
        frame: Frame,
        after: list[Argument],
        story: Story,
        sentence: Sentence,
        used: Group | None,
    ) -> list[Actor]:
        """Return the other party: the first group in the best of the frame's relations that stands for anyone."""
        for role in frame.roles:
            for relation, group, distance in after:
                if relation in frame.victims:
                    break
                if relation != role or group is used or distance > frame.near:
                    continue
                if role == "direct" and group.weak and not frame.mutual and group.phrases[0].number != "p":
                    continue
                if (
                    role == "direct"
                    and not frame.travel
                    and frame.type == "CONSULT"
                    and _single_city(group)
                    and len(after) <= 1
                ):
                    continue
                if role == "attr" and distance > _ATTRIBUTE_REACH:
                    continue
                actors = story.resolve(group, sentence, travel=frame.travel)
                if actors:
                    return actors
        return []

    def _mutual(
        self,
        sentence: Sentence,
        k: int,
        frame: Frame,
        story: Story,
        after: list[Argument],
        *,
        passive: bool,
    ) -> list[Actor]:
        item = sentence.items[k]
        between = next((g for r, g, _ in after if r in {"بين", "between", "entre"}), None)
        if item.kind == NOUN and between is not None:
            actors = story.resolve(between, sentence)
            if len({a.party for a in actors}) > 1:
                return _distinct(actors)
        own: list[Actor] = []
        used: Group | None = None
        if item.kind == NOUN:
            own, used = self._noun_owner(sentence, k, story, after, frame)
        elif item.group is INHERIT:
            own = _inherited(item, story)
        elif item.group is not None:
            own = story.resolve(item.group, sentence)
        if passive and item.kind == VERB:
            agent = next((g for r, g, _ in after if r in {"by", "par"}), None)
            subject = item.group if item.group not in {None, INHERIT} else None
            if frame.type != "CONSULT" and not self._verb_first:
                subject = agent  # what is signed is no party; who signs it may stand before
                own = story.resolve(subject, sentence) if subject is not None else list(story.pair)
                return _distinct(own) if len({a.party for a in own}) > 1 else []
            own = story.resolve(subject, sentence) if subject is not None else []
        if frame.council:
            return _distinct(own) if used is not None or all(a.party.startswith("org:") for a in own) else []
        partners = self._pick(frame, after, story, sentence, used)
        if frame.sides > len({a.party for a in [*own, *partners]}) > 1:
            own = [*own, *(a for a in story.subject if a.party not in {p.party for p in [*own, *partners]})]
        if not partners and (own or item.kind == VERB):
            partners = targets.pronoun(sentence, k, frame, story, own)
        if item.kind == NOUN and not own and not partners and hosted(sentence, k):
            own = list(story.pair)
        if frame.needs == "partner" and not partners and len({a.party for a in own}) < 2:  # noqa: PLR2004 - a pair
            return []
        if not partners and own and frame.needs != "partner" and frame.type in {"AGREE", "SUPPORT"}:
            partners = list(story.pair) if {a.party for a in own} < {a.party for a in story.pair} else []
        if frame.travel and partners and {a.party for a in partners} <= {a.party for a in own}:
            return []
        return _distinct([*own, *partners])

    def _noun_owner(
        self, sentence: Sentence, k: int, story: Story, after: list[Argument], frame: Frame
    ) -> tuple[list[Actor], Group | None]:
        """Return whose act a noun is: the genitive after it (or before it), else the subject of its verb."""
        if not self._verb_first:
            before = self._before(sentence, k)
            if before is not None:
                actors = story.resolve(before, sentence)
                if actors:
                    return actors, before
        item = sentence.items[k]
        for relation, group, _ in after[:1]:
            if frame.type == "CONSULT" and _single_city(group) and len(after) < 2:  # noqa: PLR2004
                break  # the Istanbul talks: where, not who
            owned = (relation == "direct" and item.form != "owned") or (
                relation in {"of", "by", "from"} and not frame.travel
            )
            if relation == "ل" and frame.travel and len(after) > 1 and any(p.roles for p in group.phrases):
                owned = True  # زيارة للرئيس إلى البلد
            if owned and self._is_object(sentence, k, group, frame, story):
                break
            if owned and not (frame.travel and group.phrases[0].city and not group.phrases[0].roles):
                actors = story.resolve(group, sentence)
                if actors:
                    return actors, group
        governor = self._relative_subject(sentence, k) or subjects.clause_subject(sentence, k)
        if governor is INHERIT:
            return list(story.subject), None
        if governor is not None:
            return story.resolve(governor, sentence), None
        return [], None

    def _is_object(self, sentence: Sentence, k: int, group: Group, frame: Frame, story: Story) -> bool:
        """Whether the group after a noun suffers what it tells: who *decided* the expulsion of the envoy does it."""
        if not self._verb_first or frame.mutual:
            return False
        if frame.type in {"SANCTION", "ACCUSE"} and any(p.role in _ENVOYS for p in group.phrases):
            return True
        if "direct" not in frame.roles:
            return False
        governor = next((i for i in reversed(sentence.items[:k]) if i.kind in {VERB, STOP, BREAK, NOUN}), None)
        if governor is None or governor.kind != VERB or not {"say", "light"} & governor.tags:
            return False
        actors = story.resolve(governor.group, sentence) if governor.group not in {None, INHERIT} else []
        return bool(actors) and not {a.party for a in actors} & {a.party for a in story.resolve(group, sentence)}

    def _relative_subject(self, sentence: Sentence, k: int) -> Group | None:
        """Return who does what a noun names, told in a clause after it: الزيارة التي يقوم بها الرئيس."""
        for j in range(k + 1, min(k + 5, len(sentence.items))):
            item = sentence.items[j]
            if item.kind == VERB and "light" in item.tags and self._verb_first:
                group = subjects.find(sentence, j, verb_first=True)
                return group if group is not INHERIT else None
            if item.kind not in {RELATIVE, CLEAR, COMMA, WORD}:
                return None
        return None

    def _before(self, sentence: Sentence, k: int) -> Group | None:
        """Return the group right before a noun: "Russia-Iran talks", "Sisi's visit", "Iranian-US nuclear talks"."""
        for j in range(k - 1, max(-1, k - 5), -1):
            item = sentence.items[j]
            if item.kind == GROUP and item.group is not None:
                group = item.group
                return (
                    group
                    if group.weak
                    or any(p.possessive or p.generic for p in group.phrases)
                    or (not group.prep and j == k - 1)
                    else None
                )
            if item.kind in {BREAK, STOP, COMMA, VERB, PREP, NOUN}:
                return None
        return None

    def _directed(
        self,
        sentence: Sentence,
        k: int,
        frame: Frame,
        story: Story,
        after: list[Argument],
        *,
        passive: bool,
    ) -> tuple[list[Actor], list[Actor]]:
        item = sentence.items[k]
        if passive:
            agent = next((g for r, g, _ in after if r in {"by", "par"}), None)
            patient = item.group
            actors = story.resolve(agent, sentence) if agent is not None else []
            recipients = story.resolve(patient, sentence) if patient not in {None, INHERIT} else []
            return _distinct(actors), targets.others(recipients, actors)
        used: Group | None = None
        if item.kind == NOUN:
            actors, used = self._noun_owner(sentence, k, story, after, frame)
        elif item.group is INHERIT:
            actors = _inherited(item, story)
        elif item.group is not None:
            actors = story.resolve(item.group, sentence)
        else:
            actors = []
        near = [a for a in after if a[0] != "attr"]
        recipients = targets.others(self._pick(frame, near, story, sentence, used), actors)
        if not recipients and self._verb_first and frame.type in {"SUPPORT", "ACCUSE"} and item.kind == VERB:
            deed = targets.of_the_deed_meant(sentence, k, frame, story, actors, verb_first=True)
            recipients = targets.others(deed, actors)
        recipients = recipients or targets.others(self._pick(frame, after, story, sentence, used), actors)
        if not recipients:
            unused = [a for a in after if a[1] is not used]
            found = targets.find(sentence, k, frame, story, unused, actors, verb_first=self._verb_first)
            if found is None:
                return [], []
            recipients = found
        return _distinct(actors), recipients

    def _remember_pair(self, sentence: Sentence, story: Story) -> None:
        """Keep the parties that a sentence names, for "the two sides" of the next."""
        for item in sentence.groups:
            if item.group is not None and len(item.group.phrases) > 1 and not item.group.weak:
                actors = _distinct(story.resolve(item.group, sentence))
                if len(actors) == 2 and not story.pair:  # noqa: PLR2004 - a pair
                    story.pair = actors


def _of_what_stands_before(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether the object word is what a relative clause is about: the declaration that they signed."""
    return "object" in sentence.items[k].tags and object_before(sentence, k, frame)


def _single_city(group: Group) -> bool:
    return len(group.phrases) == 1 and bool(group.phrases[0].city) and not group.phrases[0].roles


def _inherited(item: Item, story: Story) -> list[Actor]:
    """Return whose act a verb without a subject tells: "we" is whoever is quoted, else whoever acted last."""
    return list((item.form == "first" and story.speaker) or story.subject)


def _distinct(actors: list[Actor]) -> list[Actor]:
    """Return ``actors`` without repeats; several officials of one party stay."""
    found: list[Actor] = []
    for actor in actors:
        if all(actor.party != a.party or (actor.name and a.name and actor.name != a.name) for a in found):
            found.append(actor)
        elif actor.name:
            found = [actor if a.party == actor.party and not a.name else a for a in found]
    return found
