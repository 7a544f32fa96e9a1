"""Who takes part in an act: the sides of a mutual one, who does a directed one and towards whom."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts import (
    addressees,
    bodies,
    deeds,
    neighbours,
    owners,
    participants,
    passives,
    passives_arabic,
    receptions,
    reversals,
    spoken,
    targets,
    targets_latin,
    upon_request,
)
from consumers.extraction.acts.act import Act
from consumers.extraction.acts.arguments import Argument, hosted, single_city
from consumers.extraction.acts.companions import beside_each_other, between_states, not_of_pacts, talked_of
from consumers.extraction.acts.verdicts import during
from consumers.extraction.sentences.clauses import (
    CLEAR,
    COMMA,
    GROUP,
    INHERIT,
    NOUN,
    RELATIVE,
    STOP,
    VERB,
    Group,
    Item,
    Sentence,
)
from consumers.extraction.story.memory import BACK
from consumers.extraction.story.people import Story, distinct
from consumers.extraction.words.lexicon import Frame

_WTO = ("org:wto",)
_CLOSE = 4
_TWO = 2
_ATTRIBUTE_REACH = 9


class Parties:
    """Finds the parties of acts in a language with the verb or the subject first."""

    def __init__(self, *, verb_first: bool) -> None:
        """Take the order of the language."""
        self._verb_first = verb_first

    def pick(
        self,
        frame: Frame,
        after: list[Argument],
        story: Story,
        sentence: Sentence,
        used: Group | None,
        own: frozenset[str] = frozenset(),
    ) -> list[Actor]:
        """Return the other party: the first group in the best of the frame's relations that stands for anyone.

        Nobody of the ``own`` parties is meant.
        """
        for role in frame.roles:
            for n, (relation, group, distance) in enumerate(after):
                if relation in frame.victims or (n and frame.near < _CLOSE):
                    break
                if relation != role or group is used or distance > frame.near:
                    continue
                if frame.mode == "disapprove" and relation == "attr" and reversals.wronged(sentence, group):
                    continue  # condemned the violation of the sovereignty *of Syria*
                judged = frame.mode == "disapprove" or frame.type == "REJECT"
                if judged and self._verb_first and reversals.suffers(sentence, frame, relation, group):
                    continue  # refused the displacement of the Palestinians
                if frame.igo and group.weak:
                    continue  # left a European programme
                if frame.own and not self._verb_first and distance > 1:
                    continue  # recalled its envoy over a visit to another state
                if role == "direct" and group.weak and not frame.mutual and group.phrases[0].number != "p":
                    continue
                if (
                    role == "direct"
                    and not frame.travel
                    and frame.type == "CONSULT"
                    and single_city(group)
                    and (len(after) <= 1 or after[-1][0] == "hosted")
                ):
                    continue
                if role == "attr" and distance > (_CLOSE if frame.mode == "praise" else _ATTRIBUTE_REACH):
                    continue
                if not self._verb_first and group.phrases[0].generic in {"pronoun", "own"}:
                    continue  # welcomed it: what was done
                if not self._verb_first and frame.clause and frame.mode == "disapprove" and _of_things(sentence, group):
                    continue  # called them an escalation: what was done
                if role in {"at", "with", "to"} and frame.type == "ACCUSE" and group.phrases[0].parties[:1] == _WTO:
                    continue  # a complaint at the World Trade Organization is about another
                if frame.whose and relation not in {"by", "par", "of"} and not _possessor(group):
                    continue
                if role == "to" and frame.mode == "sign" and single_city(group):
                    continue  # signed, à Washington
                if role == "مع" and frame.type == "CONSULT" and group.bare and between_states(sentence, group):
                    continue
                if role == "مع" and frame.type == "CONSULT" and not frame.mode and talked_of(sentence, group):
                    continue
                if role == "ب" and frame.type == "CONSULT" and group.bare:
                    continue  # a summit in Busan in Korea: one meets "with" persons only
                actors = story.resolve(group, sentence, travel=frame.travel or frame.mode == "recognise")
                if frame.mode == "praise" and not self._verb_first and group.phrases[0].generic == "pair":
                    actors = story.signatories(set(own)) or actors  # congratulated both sides
                if not self._verb_first and group.phrases[0].generic == "pair" and own & {a.party for a in actors}:
                    actors = story.main_pair(own)  # urged the two countries, of which it is none
                of_ours = own >= {a.party for a in actors} and (self._verb_first or any(p.roles for p in group.phrases))
                if actors and not of_ours:  # pulled its soldiers out of another state
                    again = addressees.named_again(after[n + 1 :], relation, story, sentence) if group.prep else []
                    return [*actors, *again] if again else actors
        return []

    def mutual(
        self,
        sentence: Sentence,
        k: int,
        frame: Frame,
        story: Story,
        after: list[Argument],
        acts: list[Act],
        *,
        passive: bool,
    ) -> list[Actor]:
        """Return the parties of a mutual act: all who do it together, none if one side is missing that it needs."""
        item = sentence.items[k]
        if frame.mode == "phone" and item.kind == NOUN and participants.how_they_talked(sentence, k, acts):
            return []
        between = next((g for r, g, _ in after if r in {"بين", "between", "entre"}), None)
        border = between if between is not None and participants.on_their_border(sentence, between) else None
        after, between = [a for a in after if a[1] is not border], None if border is not None else between
        if item.kind == NOUN and between is not None:
            actors = self._both(sentence, story, after, between)
            if len({a.party for a in actors}) > 1:
                return distinct([*self._between(sentence, k, frame, story, after, between), *actors])
            if self._verb_first and actors:  # "between X with Y"
                after = [("direct", between, 0), *(a for a in after if a[1] is not between)]
        own: list[Actor] = []
        used: Group | None = None
        if item.kind == NOUN:
            own, used = owners.find(sentence, k, story, after, frame, verb_first=self._verb_first)
            own = [] if used is not None and _only_venue(used, after) else neighbours.who_met(sentence, k, story, own)
        elif item.group is INHERIT:
            own = _inherited(sentence, item, story)
        elif item.group is not None:
            own = story.resolve(item.group, sentence) or participants.sent_by_speaker(sentence, k, story)
        if passive and item.kind == VERB:
            subject = item.group if item.group not in {None, INHERIT} else None
            if frame.type != "CONSULT" and not self._verb_first:
                return participants.signatories(sentence, k, story, after)
            own = story.resolve(subject, sentence) if subject is not None else []
        if frame.mode == "visit" and self._verb_first and own and bodies.stays(item, used, own):
            return []
        if frame.mode == "visit" and not frame.travel and item.form == "owned" and not after:
            return []  # who must receive them
        if frame.council:
            return bodies.council(sentence, k, story, own, used, verb_first=self._verb_first)
        beside = after if self._verb_first else beside_each_other(sentence, k, frame, after, own)
        if self._verb_first and item.kind == VERB and own and frame.mode != "mediation":
            beside = [a for a in after if a[0] != "بين"]  # they met to prepare talks between two others
        partners = self.pick(frame, not_of_pacts(sentence, item, frame, beside), story, sentence, used) or (
            neighbours.visitor(sentence, k, story, frame, own, beside) if self._verb_first else []
        )
        if frame.sides > len({a.party for a in [*own, *partners]}) > 1:
            own = [*own, *(a for a in story.subject if a.party not in {p.party for p in [*own, *partners]})]
        own, partners = self._others_told_of(sentence, k, frame, story, after, acts, own, partners)
        if frame.again:
            told = _of_the_talks_before(sentence, k, story, own, partners, used)
            if told is not None:
                return told
        if not self._verb_first and len({a.party for a in own}) < 2 and not partners:  # noqa: PLR2004 - a pair
            own = participants.sides(sentence, k, story) or own
        if frame.needs == "partner" and not partners and len({a.party for a in own}) < 2:  # noqa: PLR2004 - a pair
            return []
        if not partners and own and frame.needs != "partner" and frame.type in {"AGREE", "SUPPORT"}:
            partners = list(story.pair) if {a.party for a in own} < {a.party for a in story.pair} else []
        if frame.travel and not self._verb_first and not partners:
            if item.kind == NOUN:
                place = owners.place_before(sentence, k)
                partners = story.resolve(place, sentence, travel=True) if place is not None else []
            elif frame.needs == "partner":
                return []  # greeted it
        if frame.travel and partners and {a.party for a in partners} <= {a.party for a in own}:
            return neighbours.guest_and_host(sentence, k, story, partners) if self._verb_first else []
        if frame.travel and not own and self._verb_first:
            return []  # where somebody went whom nobody names
        if self._verb_first and (bodies.domestic(item, after) or (not own and _counterparts(after))):
            return []
        return distinct([*own, *partners])

    def _both(self, sentence: Sentence, story: Story, after: list[Argument], first: Group) -> list[Actor]:
        """Return the sides after "between", words on the first notwithstanding: بين النائب العام، فلان، ونظيره."""
        actors = story.resolve(first, sentence)
        second = next((g for r, g, _ in after if r == "and"), None) if self._verb_first else None
        if second is None or not actors or len({a.party for a in actors}) > 1:
            return actors
        return [*actors, *story.resolve(second, sentence)]

    def _between(
        self, sentence: Sentence, k: int, frame: Frame, story: Story, after: list[Argument], sides: Group
    ) -> list[Actor]:
        """Return whose mediation "between" two sides is; nobody for other nouns."""
        if frame.mode != "mediation":
            return []
        return owners.find(
            sentence, k, story, [a for a in after if a[1] is not sides], frame, verb_first=self._verb_first
        )[0]

    def _others_told_of(
        self,
        sentence: Sentence,
        k: int,
        frame: Frame,
        story: Story,
        after: list[Argument],
        acts: list[Act],
        own: list[Actor],
        partners: list[Actor],
    ) -> tuple[list[Actor], list[Actor]]:
        """Return both sides of a mutual act, those that its clause leaves out taken from the sentence or the story."""
        item = sentence.items[k]
        if self._verb_first and frame.type == "AGREE" and not own and item.kind == VERB:
            own = addressees.at_odds(sentence, k, story, [])  # the Libyan parties agreed
        of_a_thing = frame.mode == "sign" or "venue" in item.tags
        signed = of_a_thing and "object" in item.tags  # "it" is the treaty, or the summit
        if not partners and (own or item.kind == VERB) and not signed:
            partners = targets.pronoun(sentence, k, frame, story, own)
        if not partners and own and frame.mode == "phone" and item.kind == NOUN and not self._verb_first:
            partners = participants.told_in_call(sentence, k, story, own)
        if item.kind == NOUN and not own and not partners and hosted(sentence, k):
            own = participants.between(sentence, k, story) or list(story.pair)
        if item.kind == NOUN and not partners and self._verb_first and len({a.party for a in own}) < 2:  # noqa: PLR2004
            own = participants.told_with(sentence, k, frame, story, acts, own)
        if self._verb_first and item.kind == NOUN and not partners and neighbours.between_them(sentence, k, own, story):
            own = list(story.pair)
        alone = self._verb_first and item.kind == NOUN and not own
        if alone and acts and acts[-1].recipients and _thereby(sentence, k):
            met = [] if any(a[0] == "مع" for a in after) else acts[-1].recipients
            own, partners = acts[-1].actors, [*met, *partners]  # وذلك في مكالمة هاتفية
        if not partners and frame.mode == "sign" and own and self._verb_first:
            partners = targets.in_complement(frame, story, after, own, sentence)
        if not partners and item.kind == NOUN and frame.type == "CONSULT" and during(sentence, k):
            partners = participants.of_the_act_meanwhile(acts, own)
            if not partners and self._verb_first and frame.mode == "phone":
                own, partners = participants.of_what_is_said(sentence, k, story, own)
        if partners and not own and item.kind == NOUN and self._verb_first and frame.type == "CONSULT":
            own = participants.of_whom_is_told(sentence, k, story, partners, travel=frame.travel)
        if frame.status and item.form != "predicate" and not partners and own:  # the invitation: of who invited
            host = {a.party for a in own}
            asked = [act for act in story.acts[-BACK:] if act[0] == "REQUEST" and host & {a.party for a in act[2]}]
            partners = asked[-1][1] if asked else []
        if self._verb_first and frame.type == "CONSULT" and not partners and len({a.party for a in own}) < 2:  # noqa: PLR2004
            both = distinct(owners.both_before(sentence, k, story))
            own = both or participants.brokered(sentence, k, story, after) or own
        if frame.type == "COOPERATE" and not partners and frame.sides:
            named = distinct([a for g in sentence.groups if g.group for a in story.resolve(g.group, sentence)])
            two = {a.party for a in [*own, *named]}
            at_odds = any(a.party in two for p in two for a in story.hostile.get(p, ()))
            partners = named if len(two) == 2 and not at_odds else []  # noqa: PLR2004 - two sides
        return own, partners

    def directed(
        self,
        sentence: Sentence,
        k: int,
        frame: Frame,
        story: Story,
        after: list[Argument],
        *,
        passive: bool,
    ) -> tuple[list[Actor], list[Actor], bool]:
        """Return who acts, towards whom, and whether that is a guess."""
        item = sentence.items[k]
        called = passives_arabic.of_envoys(sentence, k, frame, story, after) if self._verb_first else None
        if called is not None:
            return distinct(called[0]), distinct(called[1]), False
        if passive:
            return self._suffered(sentence, k, frame, story, after)
        used: Group | None = None
        if item.kind == NOUN:
            actors, used = owners.find(sentence, k, story, after, frame, verb_first=self._verb_first)
            if not self._verb_first and frame.type == "REQUEST" and passives.upon_request(sentence, k):
                return distinct(actors), targets.others(passives.asked(sentence, k, story, actors), actors), False
        elif frame.carried:
            actors = _carrier(sentence, item, story, after)
        elif item.group is INHERIT:
            actors = _inherited(sentence, item, story)
        elif item.group is not None:
            actors = story.resolve(item.group, sentence)
        else:
            actors = []
        told = self._told_by_noun(sentence, k, frame, story, after, actors) if item.kind == NOUN else None
        if told is not None:
            return told
        near = after[:1] if frame.near < _CLOSE or _qualified(frame, after) else [a for a in after if a[0] != "attr"]
        if item.kind == VERB and self._verb_first and passives_arabic.is_envoy(item.group, frame):
            return distinct(spoken.speaker(sentence, k, story)), actors, False  # the consul "was summoned"
        recipients: list[Actor] = []
        if not self._verb_first and item.kind == VERB and "direct" in frame.roles:
            recipients = targets.others(_antecedent(sentence, k, story), actors)
            if recipients:
                return distinct(actors), recipients, False
        if self._verb_first and item.kind == VERB and "object" in item.tags:
            recipients, settled = targets.by_pronoun(sentence, k, frame, story, actors)
            if settled:
                return distinct(actors), recipients, False
        if self._verb_first and not recipients:
            recipients = targets.others(reversals.authors(sentence, k, frame, story), actors)
        asks = self._verb_first and item.kind == VERB and frame.type == "REQUEST"
        if asks and addressees.to_own_body(sentence, k, frame, story, actors):
            return [], [], False
        if asks and addressees.addresses_all(sentence, k, frame):
            return distinct(actors), [], False
        if self._verb_first and frame.type == "REJECT":
            near, after = targets.of_what_is_refused(sentence, k, near), targets.of_what_is_refused(sentence, k, after)
        own = frozenset(a.party for a in actors)
        recipients = (
            recipients
            or deeds.of_act_judged(sentence, k, frame, story, after, actors)
            or targets.others(self.pick(frame, near, story, sentence, used, own), actors)
        )
        if not recipients and self._verb_first and frame.type in {"SUPPORT", "ACCUSE"} and item.kind == VERB:
            deed = deeds.of_the_deed_meant(sentence, k, frame, story, actors, verb_first=True)
            recipients = targets.others(deed, actors)
        recipients = recipients or targets.others(
            self.pick(frame, after[:1] if frame.near < _CLOSE else after, story, sentence, used, own), actors
        )
        if item.kind == VERB and not self._verb_first and k and targets_latin.has_clitic(sentence, k):
            meant = targets.others(story.nearest_before(item.i, sentence), actors)
            recipients = meant or recipients  # les appelle à, l'accuse de
        recipients = recipients or self._drawn(sentence, k, story, used, actors)
        if not recipients and frame.needs == "named":
            return [], [], False
        if not recipients:
            unused = [a for a in after if a[1] is not used]
            found = targets.find(sentence, k, frame, story, unused, actors, verb_first=self._verb_first)
            if found is None:
                return [], [], False
            return distinct(actors), found, self._verb_first
        return distinct(actors), recipients, False

    def _told_by_noun(
        self,
        sentence: Sentence,
        k: int,
        frame: Frame,
        story: Story,
        after: list[Argument],
        actors: list[Actor],
    ) -> tuple[list[Actor], list[Actor], bool] | None:
        """Return what `directed` does, of a noun that is asked for or received; None for others."""
        if frame.type == "REQUEST" and not self._verb_first and actors:
            refuses = passives.turned_down_by(sentence, k, story)
            if refuses and not {a.party for a in refuses} & {a.party for a in actors}:
                return distinct(actors), targets.others(refuses, actors), False
        giver = next((g for r, g, _ in after if r == "من"), None)
        if frame.type == "REQUEST" and upon_request.at_request(sentence, k):
            asker = giver or next((g for r, g, _ in after if r == "direct"), None)
            asking = story.resolve(asker, sentence) if asker is not None else []
            return distinct(asking), targets.others(upon_request.who_acts(sentence, k, story), asking), False
        if self._verb_first:
            givers, getters = receptions.reception(sentence, k, frame, story, after)
            if getters:
                return distinct(givers or []), distinct(getters), False
            if givers is None:
                return [], [], False
        arabic = self._verb_first and bool(actors)
        doers = reversals.by_another(sentence, k, frame, story, after, actors) if arabic else []
        if doers:
            return distinct(doers), actors, False
        if giver is not None and receptions.received(sentence, k) is not None:
            return distinct(story.resolve(giver, sentence)), actors, False
        if arabic and frame.mode == "allege" and reversals.against_oneself(sentence, story, after, actors):
            return [], [], False  # rejected charges *against Moscow*
        return None

    def _drawn(self, sentence: Sentence, k: int, story: Story, used: Group | None, actors: list[Actor]) -> list[Actor]:
        """Return who draws, in English and French, what the noun at item ``k`` names: drew condemnation from the G7."""
        if self._verb_first or sentence.items[k].kind != NOUN or used is None or used.prep != "from":
            return []
        return targets.others(upon_request.who_acts(sentence, k, story), actors)

    def _suffered(
        self, sentence: Sentence, k: int, frame: Frame, story: Story, after: list[Argument]
    ) -> tuple[list[Actor], list[Actor], bool]:
        """Return what `directed` does, of a passive verb: its subject suffers the act."""
        patient = sentence.items[k].group
        if frame.own and not self._verb_first and patient is not None and patient is not INHERIT:
            where = passives.posting(sentence, k, story, after)
            if where:
                return distinct(story.resolve(patient, sentence)), where, False
        agent = next((g for r, g, _ in after if r in {"by", "par"}), None)
        actors = story.resolve(agent, sentence) if agent is not None else []
        if self._verb_first or (agent is not None and patient not in {None, INHERIT}):
            suffering = story.resolve(patient, sentence) if patient is not None and patient is not INHERIT else []
            return distinct(actors), targets.others(suffering, actors), False
        if agent is None and (frame.mode == "disapprove" or frame.type == "REQUEST"):  # the condemned are convicts
            return [], [], False
        suffering = passives.patient(sentence, k, frame, story, after)
        if agent is None:
            actors = passives.agent(sentence, k, frame, story, after, suffering)
        return distinct(actors), targets.others(suffering, actors), agent is None


def _of_the_talks_before(
    sentence: Sentence, k: int, story: Story, own: list[Actor], partners: list[Actor], used: Group | None
) -> list[Actor] | None:
    """Return who meets in the further round at item ``k``: those of the talks told before; None if it is of others."""
    item = sentence.items[k]
    if used is None and item.kind == NOUN and not partners and not _in_sentence(own, sentence):
        own = []  # a first round, of the talks that the sentence has told
    known = {a.party for a in [*own, *partners]}
    if len(known) > 1 and (partners or not known <= {a.party for a in story.meeting}):
        return None
    of_others = any(i.kind == NOUN for i in sentence.items[k + 1 : k + 4]) or item.form == "owned"
    return [] if of_others else list(story.meeting)


def _in_sentence(actors: list[Actor], sentence: Sentence) -> bool:
    """Whether all ``actors`` are named in ``sentence``, by state or by person."""
    phrases = [p for g in sentence.groups if g.group is not None for p in g.group.phrases]
    named = {name for p in phrases for name in (*p.parties, *p.persons)}
    return all(a.party in named or a.person in named for a in actors)


def _only_venue(of: Group, after: list[Argument]) -> bool:
    """Whether what talks are named by only housed them: محادثات أستانة برعاية روسيا وتركيا."""
    return single_city(of) and any(a[0] == "hosted" for a in after)


def _carrier(sentence: Sentence, item: Item, story: Story, after: list[Argument]) -> list[Actor]:
    """Return whose the relief is that arrives: وصلت طائرة مساعدات قطرية, وصلت مساعدات من قطر."""
    for relation, group, distance in after:
        of_it = group.weak or (group.bare and _describes(sentence, group))
        if (relation in {"direct", "attr"} and of_it and distance < _CLOSE) or relation == "من":
            return story.resolve(group, sentence)
    return story.resolve(item.group, sentence) if item.group not in {None, INHERIT} else []


def _describes(sentence: Sentence, group: Group) -> bool:
    """Whether a name that is an adjective as well follows another adjective: الطائرات الإغاثية السعودية."""
    i = group.phrases[0].i
    return i > 0 and sentence.words[i].folded.startswith("ال") and sentence.words[i - 1].folded.startswith("ال")


def _counterparts(after: list[Argument]) -> bool:
    """Whether all that is told are several counterparts of whoever meets them: مع نظيريه القطري والإيراني."""
    group = next((g for r, g, _ in after if r == "مع"), None)
    return group is not None and len(group.phrases) > 1 and "counterpart" in group.phrases[0].roles


def _qualified(frame: Frame, after: list[Argument]) -> bool:
    """Whether an adjective says whose what is condemned is: إدانته للتدخلات *الإيرانية* في الشؤون الداخلية للمغرب."""
    if frame.mode != "disapprove" or not after:
        return False
    relation, group, distance = after[0]
    return relation == "attr" and group.weak and distance < _TWO


def _thereby(sentence: Sentence, k: int) -> bool:
    """Whether a noun only says on what occasion the act before it was done."""
    return k > 1 and during(sentence, k) and sentence.items[k - 2].kind == STOP


def _antecedent(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return whom a relative clause says that somebody does the act to: the Emirates, which it accuses."""
    items = sentence.items
    j = next((n for n in range(k - 1, max(-1, k - 5), -1) if items[n].kind not in {CLEAR, GROUP}), None)
    if j is None or items[j].kind != RELATIVE or not any(i.kind == GROUP for i in items[j + 1 : k]):
        return []
    behind = next((i for i in reversed(items[:j]) if i.kind not in {CLEAR, COMMA}), None)
    if behind is None or behind.group is None or behind.kind != GROUP or behind.group.weak:
        return []
    return story.resolve(behind.group, sentence)


def _of_things(sentence: Sentence, group: Group) -> bool:
    """Whether a group is "them", which deeds are as well as persons."""
    return group.phrases[0].generic == "third" and sentence.words[group.phrases[0].i].folded == "them"


def _possessor(group: Group) -> bool:
    """Whether a group says whose a thing is: China's actions, Chinese actions."""
    return all(p.possessive or p.weak for p in group.phrases)


def _inherited(sentence: Sentence, item: Item, story: Story) -> list[Actor]:
    """Return whose act a verb without a subject tells: "we" is whoever is quoted, else whoever acted last."""
    if item.form == "first" and story.speaker:
        return list(story.speaker)
    return list(story.both_or_subject() if sentence.words[item.i].dual else story.subject)
