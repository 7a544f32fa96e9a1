"""Acts out of a sentence: each trigger with the parties around it, if they fill its frame."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts import (
    addressees,
    arrivals,
    deeds,
    implied,
    owners,
    participants,
    passives_arabic,
    spoken,
    subject_first,
    subjects,
    targets,
)
from consumers.extraction.acts import status as modality
from consumers.extraction.acts.act import Act
from consumers.extraction.acts.arguments import Argument, agreed_meeting, arguments, enough
from consumers.extraction.acts.no_acts import (
    handed_over,
    lays_claim,
    of_what_stands_before,
    only_mentioned,
    what_it_called,
)
from consumers.extraction.acts.object_words import fits_object, forbidden_object, has_object
from consumers.extraction.acts.participants import announcer, note_attendance
from consumers.extraction.acts.parties import Parties
from consumers.extraction.acts.verdicts import by_saying
from consumers.extraction.acts.voice import is_passive
from consumers.extraction.sentences.clauses import (
    BREAK,
    CLEAR,
    GROUP,
    INHERIT,
    NOUN,
    RELATIVE,
    STOP,
    VERB,
    WORD,
    Group,
    Sentence,
)
from consumers.extraction.story.people import Story, distinct
from consumers.extraction.words.lexicon import Frame, Lexicon

_TELLING = frozenset({VERB, NOUN})
_SUBJECT_REACH = 8
_GUESS = 0.7
"""Share of confidence that an act keeps whose target is named elsewhere."""
_LEADERS = frozenset({"head_of_state", "head_of_government", "foreign_minister", "crown_prince"})
_GOVERNING = frozenset({"AGREE", "REJECT", "THREATEN", "CONCEDE"})
"""Acts told by a verb whose infinitive may name the other side: refused to meet the envoy."""
_TOLD_OF = participants.PRESENT | {"say"}
"""Lists of the verbs that are read though they tell no act: who says so, who else is at a meeting."""
_OPENING_QUOTES = frozenset('"“«‘')
_SAYING = frozenset({"verb", "say"})
_DOING = _SAYING | {"light", "cancelled"}
"""Verbs whose subject is spoken of from there on."""


class Matcher:
    """Finds the acts of a sentence in the light of what the story said before."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the lexicon of the language."""
        self._lexicon = lexicon
        self._verb_first = lexicon.verb_first
        self._parties = Parties(verb_first=lexicon.verb_first)

    def match(self, sentence: Sentence, story: Story) -> list[Act]:
        """Return the acts of ``sentence`` in order; ``story`` learns who spoke and who met."""
        acts: list[Act] = []
        last = story.last
        if not self._verb_first:
            story.see(sentence)
            story.topic, story.next_topic = story.next_topic, []
        self._speaker(sentence, story)
        if self._verb_first and not sentence.title:
            self._unknown_verb(sentence, story)
        if not self._verb_first:
            self._opening(sentence, story)
        told = [k for k, item in enumerate(sentence.items) if item.kind in _TELLING]
        for k in told:
            if sentence.items[k].frames or not _TOLD_OF.isdisjoint(sentence.items[k].tags):
                break
        else:
            told = []
        for k in told:
            item = sentence.items[k]
            if item.kind == VERB:
                self._assign_subject(sentence, k, story)
            if item.frames:
                act = self._trigger(sentence, k, story, acts)
                if act is not None:
                    acts += participants.apart(act, verb_first=self._verb_first)
                    if act.mutual_blow:
                        acts.append(act.between(act.recipients, act.actors))
        if self._verb_first:
            acts += arrivals.in_headline(sentence, story) if sentence.title and not acts else []
        else:
            acts += implied.demands(sentence, story, acts)
            acts += implied.presences(sentence, story, acts)
            acts += implied.told_there(sentence, story, acts)
            acts += implied.arrivals(sentence, story, acts)
            acts += implied.again(sentence, story, acts, last)
        self._remember_pair(sentence, story)
        if not self._verb_first:
            for item in sentence.groups:
                if item.group is not None and item.group.phrases[0].generic == "third":
                    story.resolve(item.group, sentence)  # he of the next sentence is him of this one
        note_attendance(sentence, story, acts)
        return acts

    def _speaker(self, sentence: Sentence, story: Story) -> None:
        """``Tehran: no talks under pressure``: whoever stands before the colon speaks."""
        if not self._verb_first and sentence.tokens and sentence.tokens[0].text in _OPENING_QUOTES:
            self._quoted(sentence, story)
        items = [i for i in sentence.items[:4] if i.kind != CLEAR]
        if len(items) < 2 or items[1].kind != BREAK or items[1].value == "dateline":  # noqa: PLR2004 - two items
            return
        if items[0].kind == GROUP and items[0].group is not None:
            actors = story.resolve(items[0].group, sentence)
            if actors:
                story.subject = story.speaker = actors

    def _quoted(self, sentence: Sentence, story: Story) -> None:
        """Whoever is said after a quotation to have said it speaks in it."""
        for k, item in enumerate(sentence.items):
            if item.kind == VERB and "say" in item.tags and k:
                group = subjects.find(sentence, k, verb_first=False)
                actors = story.resolve(group, sentence) if group is not None and group is not INHERIT else []
                if actors:
                    story.subject = story.speaker = actors
                    return

    def _unknown_verb(self, sentence: Sentence, story: Story) -> None:
        """Whoever follows the word that opens a sentence does what it says, known to the lexicon or not."""
        group = subjects.after_unknown_verb(sentence, 0)
        actors = story.resolve(group, sentence) if group is not None else []
        if actors:
            if {a.party for a in actors} != {a.party for a in story.subject}:
                story.before = story.subject
            story.subject = actors

    def _opening(self, sentence: Sentence, story: Story) -> None:
        """Whoever opens a sentence before a word that the lexicon lacks is who it is about: Mr Putin heard them out."""
        items = [i for i in sentence.items[:4] if "article" not in i.tags][:2]
        if len(items) < 2 or items[0].kind != GROUP or items[1].value == "and":  # noqa: PLR2004 - who, and what of him
            return
        group = items[0].group
        if group is None or group.prep or group.weak or not (items[1].kind == WORD or "be" in items[1].tags):
            return
        if not all(p.has_person or (p.roles and "be" in items[1].tags) for p in group.phrases):
            return
        actors = story.resolve(group, sentence)
        if actors:
            if {a.party for a in actors} != {a.party for a in story.subject}:
                story.before = story.subject
            story.subject = actors

    def _assign_subject(self, sentence: Sentence, k: int, story: Story) -> None:
        item = sentence.items[k]
        group = subjects.find(sentence, k, verb_first=self._verb_first)
        item.group = group
        if group is None and self._verb_first and "say" in item.tags and _says_somebody(sentence, k):
            story.subject = []  # a lawyer, a witness: what goes on without a subject is theirs
        if group is None or group is INHERIT:
            return
        group.claimed = True
        telling = _DOING if self._verb_first else _SAYING
        said = bool(item.frames) and "say" not in item.tags and all(f.charge or f.threat for f in item.frames)
        if said and not self._verb_first:
            return  # what somebody is said to do
        if not self._verb_first and "say" not in item.tags and _in_relative_clause(sentence, k):
            return
        meets = any(f.type == "CONSULT" for f in item.frames)
        suffers = not self._verb_first and "verb" in item.tags and not meets
        if suffers and is_passive(sentence, k, verb_first=False):
            return  # who suffers an act is not who acts
        if not self._verb_first and item.form == "base" and subject_first.decider(sentence.items, k) is not None:
            return  # whose decision the sentence only mentions
        before = sentence.items[k - 1] if k else None
        aside = before is not None and (before.kind == RELATIVE or (self._verb_first and "conditional" in before.tags))
        speaks = bool(telling & item.tags) and not aside  # nor who only might do something
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
        if "relay" in item.tags and subjects.quoted(sentence.items, k) is not None:
            return None  # passes on what an ambassador said
        if not self._verb_first and what_it_called(sentence, k):
            return None
        if self._verb_first and item.form == "participle" and handed_over(sentence, k):
            return None
        passive = item.kind == VERB and is_passive(sentence, k, verb_first=self._verb_first)
        for frame in item.frames:
            if (
                frame.object
                and not of_what_stands_before(sentence, k, frame)
                and not (self._verb_first and passives_arabic.is_envoy(item.group, frame))
                and not has_object(sentence, k, frame, verb_first=self._verb_first, passive=passive)
            ):
                continue
            if forbidden_object(sentence, k, frame) or not fits_object(sentence, k, frame):
                continue
            act = self._fill(sentence, k, frame, story, acts)
            if act is not None:
                return act
        return None

    def _fill(self, sentence: Sentence, k: int, frame: Frame, story: Story, acts: list[Act]) -> Act | None:
        item = sentence.items[k]
        if only_mentioned(sentence, k, frame) or (self._verb_first and lays_claim(sentence, k, frame)):
            return None
        if frame.headline and (not sentence.title or k):
            return None
        if frame.charge or frame.threat:
            return self._spoken(sentence, k, frame, story)
        noun = item.kind == NOUN and self._verb_first
        exchanged = noun and not frame.mutual and bool(frame.roles) and implied.exchanged(sentence, k)
        if noun and not exchanged and self._refers_back(sentence, k, frame, story):
            return None
        verdict = modality.judge(sentence, k, frame, acts, verb_first=self._verb_first)
        if verdict is None:
            return None
        subject = item.group if item.kind == VERB else None
        through = frame.type in _GOVERNING and item.kind == (NOUN if self._verb_first else VERB)
        through = through or (bool(frame.status) and not self._verb_first and item.kind == VERB)
        after = arguments(sentence, k, subject, verb_first=self._verb_first, objects=frame.object, through=through)
        if self._verb_first and passives_arabic.without_object(sentence, k, frame, after) and subject is not None:
            item.group = subject = _antecedent(sentence, k, but=subject)
            if subject is None:
                return None
            after = arguments(sentence, k, subject, verb_first=True, objects=frame.object)
        actors, recipients, guessed, blows = self._sides(sentence, k, frame, story, after, acts, exchanged=exchanged)
        if frame.type == "AGREE" and frame.mutual and self._verb_first and actors:
            meeting = agreed_meeting(sentence, k)
            if meeting is not None:  # they agreed to meet: what is told is a meeting to come
                talks = sentence.items[meeting]
                return Act(frame, "meeting", "planned", actors, [], sentence, talks, frame.strength, "CONSULT", meeting)
        if recipients and {a.party for a in recipients} <= {a.party for a in actors}:
            return None
        headline = self._verb_first and sentence.title
        mere = item.kind == NOUN and not (self._verb_first and deeds.declares_reproach(sentence, k, frame))
        filled = enough(frame, actors, recipients, noun=mere, headline=headline, several=self._verb_first)
        filled = filled or (frame.type == "AGREE" and item.form == "past" and addressees.calls_parties(sentence, k) > 0)
        if not actors or not (filled or (not self._verb_first and addressees.addresses_all(sentence, k, frame))):
            return None
        if not self._allowed(sentence, k, frame, story, actors, recipients, blows=blows):
            return None
        story.remember(frame.type, frame.mode, actors, recipients)
        if frame.mutual and len({a.party for a in actors}) > 1:
            self._remember_sides(frame, story, actors)
        if frame.type not in {"CONSULT", "REQUEST"}:
            story.deeds.append((f"{frame.type} {frame.mode}", actors))
        mode = frame.mode
        if frame.type == "CONSULT":
            actors, mode = self._meeting(sentence, k, frame, story, actors, planned=verdict.status != "occurred")
        if verdict.status == "planned":
            verdict = by_saying(verdict, frame, verb_first=self._verb_first)
        confidence = frame.strength * (0.9 if subject is INHERIT else 1.0) * (_GUESS if guessed else 1.0)
        act = Act(
            frame, mode, verdict.status, actors, recipients, sentence, item, confidence, verdict.type or frame.type, k
        )
        act.mutual_blow = blows
        act.to_all = not recipients and (
            frame.needs == "nobody"
            or addressees.addresses_all(sentence, k, frame)
            or deeds.condemns_an_attack(sentence, k, frame)
            or (self._verb_first and self._calls_on_all(sentence, k, frame, story, actors))
        )
        if verdict.type and verdict.type != frame.type:
            act.mode = ""
        return act

    def _calls_on_all(self, sentence: Sentence, k: int, frame: Frame, story: Story, actors: list[Actor]) -> bool:
        """Whether a call that names nobody is to whoever is at odds, or of an international body to all."""
        if frame.type != "REQUEST" or sentence.items[k].kind != VERB:
            return False
        if addressees.calls_parties(sentence, k) or addressees.meeting_asked(sentence, k):
            return True
        kinds = story.gazetteer.records
        return not sentence.title and all(kinds.get(a.party, {}).get("kind") == "igo" for a in actors)

    def _sides(
        self,
        sentence: Sentence,
        k: int,
        frame: Frame,
        story: Story,
        after: list[Argument],
        acts: list[Act],
        *,
        exchanged: bool,
    ) -> tuple[list[Actor], list[Actor], bool, bool]:
        """Return who acts, towards whom, whether that is a guess, and whether each does it to the other."""
        item = sentence.items[k]
        passive = item.kind == VERB and is_passive(sentence, k, verb_first=self._verb_first)
        if frame.mutual:
            return self._parties.mutual(sentence, k, frame, story, after, acts, passive=passive), [], False, False
        if exchanged:
            own, others = implied.each_other(implied.exchanging(sentence, k, story, after))
            return own, others, False, bool(own)
        actors, recipients, guessed = self._parties.directed(sentence, k, frame, story, after, passive=passive)
        if frame.posted:
            return actors, owners.posted_to(sentence, k, story, actors), guessed, False
        blows = not recipients and item.kind == VERB and implied.reciprocal(sentence, k)
        if blows:
            actors, recipients = implied.each_other(actors)
        return actors, recipients, guessed, blows

    def _meeting(
        self, sentence: Sentence, k: int, frame: Frame, story: Story, actors: list[Actor], *, planned: bool
    ) -> tuple[list[Actor], str]:
        """Return who takes part in the meeting at item ``k``, hosts and mediators included, and its mode."""
        item = sentence.items[k]
        actors, mode = participants.with_hosts(sentence, k, frame, story, actors, verb_first=self._verb_first)
        generic = item.group is not None and any(p.generic or p.number == "d" for p in item.group.phrases)
        if planned and mode in {"meeting", "", "mediation"}:
            mediator = announcer(actors, participants.sayer(sentence, story, verb_first=self._verb_first))
            if mediator:
                actors, mode = [*actors, *mediator], "mediation"
        if mode in {"meeting", ""} and participants.by_phone(sentence, k, mode):
            mode = "phone"
        if len({a.party for a in actors}) > 1 and mode not in {"visit", "phone"}:
            story.meeting = actors
        story.consulted = frozenset(a.party for a in actors)
        if mode == "meeting" and generic:
            mode = ""  # the two ministers talked: of the act told before, whatever its mode
        return actors, mode

    def _allowed(
        self,
        sentence: Sentence,
        k: int,
        frame: Frame,
        story: Story,
        actors: list[Actor],
        recipients: list[Actor],
        *,
        blows: bool,
    ) -> bool:
        """Whether the parties are of the kind that the frame asks for, and say what must be said to be done."""
        kinds = story.gazetteer.records
        if frame.igo and any(kinds.get(r.party, {}).get("kind") == "group" for r in recipients):
            return False
        alone = frame.type == "AGREE" and frame.mutual and len(actors) == 1
        if alone and kinds.get(actors[0].party, {}).get("kind") == "group":
            return False  # a faction that agrees among itself
        if not self._verb_first and not blows and not _fits(frame, actors, recipients):
            return False
        if frame.civil and not (_speaks_for(sentence.items[k].group) and any(r.role or r.name for r in recipients)):
            return False
        return not (frame.declared and self._verb_first) or spoken.declared(sentence, k, story, actors)

    def _refers_back(self, sentence: Sentence, k: int, frame: Frame, story: Story) -> bool:
        """Whether a noun only mentions an act, one that was told before or one that nobody does."""
        if sentence.items[k].prefix.endswith("ال") and self._told_before(sentence, k, frame, story):
            return True
        return owners.mentioned(sentence, k, frame)

    def _told_before(self, sentence: Sentence, k: int, frame: Frame, story: Story) -> bool:
        """Whether "the visit", "this expulsion" without a word on whose it is refers to one that was told."""
        if frame.type not in story.told or frame.mode in {"meeting", "multilateral", "mediation", ""}:
            return False
        return not any(i.kind in {GROUP, RELATIVE} for i in sentence.items[k + 1 : k + 4])

    def _spoken(self, sentence: Sentence, k: int, frame: Frame, story: Story) -> Act | None:
        """Return the reproach or threat that lies in what somebody is said to do or announces to do."""
        item = sentence.items[k]
        if modality.supposed(sentence, k):
            return None
        if not self._verb_first:
            return self._said(sentence, k, frame, story)
        if frame.charge:
            actors, recipients = spoken.charge(sentence, k, story)
        else:
            actors = spoken.threatens(sentence, k, story)
            after = arguments(sentence, k, item.group, verb_first=self._verb_first)
            recipients = targets.others(self._parties.pick(frame, after, story, sentence, None), actors)
            if actors and not recipients:
                recipients = targets.find(sentence, k, frame, story, after, actors, verb_first=self._verb_first) or []
        if not actors or not (recipients or frame.type == "REQUEST"):
            return None
        refused = frame.mode == "disapprove" and spoken.of_a_proposal(sentence, k)
        kind, mode = ("REJECT", "") if refused else (frame.type, frame.mode)
        story.remember(kind, mode, actors, recipients)
        act = Act(frame, mode, "occurred", actors, recipients, sentence, item, frame.strength, type=kind)
        act.to_all = not recipients
        return act

    def _said(self, sentence: Sentence, k: int, frame: Frame, story: Story) -> Act | None:
        """Return the reproach or threat of `_spoken`, where the subject stands first."""
        actors, group = spoken.quoted(sentence, k, story)
        if frame.charge:
            recipients = targets.others(story.resolve(group, sentence), actors) if group is not None else []
            if not recipients and frame.mode == "disapprove" and actors:  # said that the blockade was wrong
                recipients = targets.others(story.hostile.get(actors[0].party, []), actors)
        else:
            after = arguments(sentence, k, group, verb_first=False)
            recipients = targets.others(self._parties.pick(frame, after, story, sentence, None), actors)
            if actors and not recipients:
                recipients = targets.find(sentence, k, frame, story, after, actors, verb_first=False) or []
            own = story.resolve(group, sentence) if group is not None else actors
            if not modality.announced(sentence, k) or {a.party for a in own} != {a.party for a in actors}:
                return None
        if not actors or not recipients:
            return None
        story.remember(frame.type, frame.mode, actors, recipients)
        item = sentence.items[k]
        return Act(frame, frame.mode, "occurred", actors, recipients, sentence, item, frame.strength, type=frame.type)

    def _remember_sides(self, frame: Frame, story: Story, actors: list[Actor]) -> None:
        """Keep who did a mutual act together, for what they do to each other next."""
        if not (self._verb_first and story.pair and (frame.mode == "visit" or frame.again)):
            story.pair = actors
        if not self._verb_first and frame.type != "CONSULT":
            story.consulted = frozenset(a.party for a in actors)  # who sign a pact promise each other things

    def _remember_pair(self, sentence: Sentence, story: Story) -> None:
        """Keep the parties that a sentence names, for "the two sides" of the next."""
        for item in sentence.groups:
            if item.group is not None and len(item.group.phrases) > 1 and not item.group.weak:
                actors = distinct(story.resolve(item.group, sentence))
                if len(actors) == 2 and not story.pair:  # noqa: PLR2004 - a pair
                    story.pair = actors


def _says_somebody(sentence: Sentence, k: int) -> bool:
    """Whether a verb of saying has a subject that is no party right after it: أعلنت المحامية أنها رفعت دعوى."""
    after = sentence.items[k + 1 : k + _SUBJECT_REACH]
    if not after or after[0].kind != WORD or after[0].tags:
        return False
    return any("that" in i.tags for i in after)


def _in_relative_clause(sentence: Sentence, k: int) -> bool:
    """Whether the verb's subject is a relative pronoun, auxiliaries aside: eight states, which had sent."""
    before = next((i for i in reversed(sentence.items[max(0, k - 4) : k]) if i.kind != CLEAR and not i.adverb), None)
    return before is not None and before.kind == RELATIVE




def _antecedent(sentence: Sentence, k: int, *, but: Group) -> Group | None:
    """Return what the relative clause of the verb at item ``k`` is about: the minister who accused the president."""
    if k < 2 or sentence.items[k - 1].kind != RELATIVE:  # noqa: PLR2004 - the antecedent and the pronoun
        return None
    group = sentence.items[k - 2].group
    return group if group is not but else None


def _fits(frame: Frame, actors: list[Actor], recipients: list[Actor]) -> bool:
    """Whether the parties are of the kind that the frame asks for: persons, members of a body, envoys."""
    if frame.bare:
        return any(a.name or a.role for a in actors[1:])
    if frame.mode == "expel":
        return all(r.role not in _LEADERS for r in recipients)  # not who was asked to leave the room
    bodies = all(a.party.startswith("org:") for a in actors)
    return not frame.body or (bodies and all(not r.party.startswith("org:") for r in recipients))


def _speaks_for(group: Group | None) -> bool:
    """Whether a group is of persons or offices, not of armies."""
    if group is None or group is INHERIT:
        return False
    return any(p.roles or p.has_person for p in group.phrases) and all("army" not in p.roles for p in group.phrases)
