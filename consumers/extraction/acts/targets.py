"""Towards whom an act is, where no group stands in a relation that its frame names.

Tried in turn, the surest first: a pronoun that the trigger governs, the first party in its complement (called for the
withdrawal of the *Russian* forces), who did what "this step" refers to, and the other side of the story.
"""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts import addressees, deeds, papers, reversals, spoken, targets_latin
from consumers.extraction.acts.arguments import (
    Argument,
    agreed_meeting,
    single_city,
)
from consumers.extraction.acts.object_words import object_before, private_object
from consumers.extraction.sentences.clauses import (
    BREAK,
    CLEAR,
    COMMA,
    GROUP,
    NOUN,
    RELATIVE,
    STOP,
    VERB,
    WORD,
    Group,
    Item,
    Sentence,
)
from consumers.extraction.story.memory import HOSTILE
from consumers.extraction.story.people import Story
from consumers.extraction.words.lexicon import Frame
from consumers.gazetteer.model import COUNTRY

AIMED = frozenset({"ACCUSE", "SANCTION", "REJECT", "THREATEN", "SUPPORT"})
"""Acts that are always aimed at somebody; where the sentence leaves it out, the story has said it."""
_COMPLEMENT = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION", "RETREAT", "AID"})
"""Acts whose target may be named anywhere in what is asked for, condemned or refused."""
_CIRCUMSTANCE = frozenset(
    {
        "في",
        "خلال",
        "بعد",
        "قبل",
        "عشية",
        "hosted",
        "forum",
        "باسم",
        "بدون",
        "على لسان",
        "عبر",
        "أمام",
        "and",
        "إلى جانب",
    }
)
"""Relations that name where, when or through whom, not towards whom."""
_AGAINST = frozenset({"ضد"})
_PLURAL = "ات"
_BETWEEN = frozenset({"مع", "بين", "ضد", "على"})
"""Relations in which even a city is a government."""
_REPROACHES = frozenset({"ACCUSE"})
_COMPLEMENT_REACH = 8
_SHORT = 4
_ANY_REACH = 8
_JUDGING = frozenset({"praise", "disapprove", "allege"})
_BESIDE = 2


def others(recipients: list[Actor], actors: list[Actor]) -> list[Actor]:
    """Return ``recipients`` without the parties that act, each once."""
    own = {a.party for a in actors}
    found: list[Actor] = []
    for actor in recipients:
        if actor.party not in own and all(actor.party != f.party or actor.name != f.name for f in found):
            found.append(actor)
    return found


def find(
    sentence: Sentence,
    k: int,
    frame: Frame,
    story: Story,
    after: list[Argument],
    actors: list[Actor],
    *,
    verb_first: bool,
) -> list[Actor] | None:
    """Return towards whom the act at item ``k`` is; empty if nobody says, None if it is towards no party."""
    item = sentence.items[k]
    if addressees.addresses_all(sentence, k, frame) or frame.whose or frame.body:
        return targets_latin.whom_it_worries(sentence, k, story, actors) if frame.whose else []
    meant = others(pronoun(sentence, k, frame, story, actors), actors)
    if not meant and verb_first:
        meant = others(_by_the_kind(sentence, k, frame, story, after), actors)
    if meant:
        return meant
    regretted = frame.mode == "disapprove" and not frame.object and not verb_first  # that India did not cooperate
    if (frame.type == "REQUEST" or regretted) and item.kind == VERB:
        meant = others(addressees.asked_in_clause(sentence, k, story), actors)
        if meant:
            return meant
    if frame.type == "REQUEST" and verb_first and (frame.igo or addressees.calls_parties(sentence, k)):
        return addressees.body_asked(story) if frame.igo else addressees.at_odds(sentence, k, story, actors)
    to_meet = frame.type == "AGREE" and agreed_meeting(sentence, k) is not None
    if (frame.type in _COMPLEMENT or to_meet) and verb_first and frame.near > _SHORT:
        meant = in_complement(frame, story, addressees.asked_to_meet(sentence, k, frame, after), actors, sentence)
        if meant:
            return meant
    if frame.needs == "pair":
        return story.two_sides({a.party for a in actors})
    if item.kind == VERB and _towards_nobody(sentence, k, frame, story, after, actors, verb_first=verb_first):
        return None
    if not actors:
        return []
    meant = others(deeds.of_the_deed_meant(sentence, k, frame, story, actors, verb_first=verb_first), actors)
    if meant:
        return meant
    if verb_first and frame.type in {"REJECT", "REQUEST"} and frame.needs != "recipient":
        sayer = others(spoken.speaker(sentence, k, story), actors)
        if sayer:
            return sayer  # X says that Y refused: what X had asked for
    if frame.type == "REQUEST" and verb_first and not {a.party for a in actors} & {a.party for a in story.sides}:
        return list(story.sides)  # a third calls for calm: it is the two sides who are to keep it
    if frame.type == "ACCUSE" and verb_first:
        named = others(deeds.of_what_was_named(sentence, k, story), actors)
        meant = named or _whose_thing(sentence, k, frame, story, actors) or others(
            deeds.attackers(sentence, k, frame, story), actors
        )
        if meant:
            return meant
    told = any(i.kind == VERB and "say" in i.tags for i in sentence.items[:k])
    if frame.type == "REJECT" and item.kind == VERB and told:
        meant = others(story.speaker, actors)  # who tells of a refusal was refused
        if meant:
            return meant
    if not verb_first:
        meant = others(targets_latin.in_talks_with(sentence, k, frame, story, actors), actors)
        if meant or item.kind == NOUN or _of_nobody_named(sentence, k, frame, story, actors):
            return meant
    if frame.type == "ACCUSE" and verb_first:
        there = next((g for r, g, _ in after if r == "في" and COUNTRY in g.phrases[0].kinds), None)
        if (
            there is not None
            and not deeds.condemns_an_attack(sentence, k, frame)
            and all(a.party.startswith("org:") for a in actors)
        ):
            return _where_things_are_so(there, sentence, story, after, actors)
        if there is not None and _own_people(after, actors):
            return others(story.resolve(there, sentence), actors)
    if verb_first and frame.type == "AGREE" and item.kind == NOUN:
        return []
    if verb_first and item.group is not None and item.group.phrases and item.group.phrases[0].role == "parliament":
        return []  # a parliament decides on the laws of its own country
    if verb_first and frame.type == "SANCTION" and item.kind == VERB and _many_states(sentence, k):
        return []  # expelled diplomats of 23 states
    if verb_first and frame.type == "SANCTION" and item.kind == VERB:
        again = others(story.suffered.get((frame.type, frame.mode), []), actors)
        if again:
            return again  # so did Canada
    aside = bool(k) and sentence.items[k - 1].kind == RELATIVE
    if verb_first and item.kind == NOUN and (_criticism(item, frame) or _in_relative(sentence, k)):
        return []
    vague = verb_first and (aside or item.kind == NOUN or frame.needs == "recipient")
    spared = _spared(sentence, item, frame, story, actors) if verb_first else set()
    return [r for r in others(_understood(frame, actors, story, vague=vague), actors) if r.party not in spared]


def _spared(sentence: Sentence, item: Item, frame: Frame, story: Story, actors: list[Actor]) -> set[str]:
    """Return towards whom an Arabic act cannot be that does not say it: whom it befell, whom its actors thanked."""
    if frame.type in {"ACCUSE", "REJECT"}:
        return deeds.hit(sentence, story)
    return _thanked(story, actors) if frame.type == "SANCTION" and item.kind == NOUN else set()


def _thanked(story: Story, actors: list[Actor]) -> set[str]:
    """Return whom ``actors`` backed or thanked right before, who is not the one they punish."""
    own = {a.party for a in actors}
    last = [a for a in story.acts[-1:] if a[0] == "SUPPORT" and own & {d.party for d in a[1]}]
    return {r.party for _, _, recipients in last for r in recipients}


def _whose_thing(sentence: Sentence, k: int, frame: Frame, story: Story, actors: list[Actor]) -> list[Actor]:
    """Return whose what is condemned is by the pronoun on it: ندد بممارساتها, ندد بمواصلتها البناء."""
    if sentence.items[k].kind != VERB or frame.mode != "disapprove":
        return []
    group = sentence.items[k].group
    start = k + 2 if k + 1 < len(sentence.items) and sentence.items[k + 1].group is group is not None else k + 1
    thing = next((i for i in sentence.items[start : start + _SHORT] if i.kind not in {CLEAR, COMMA}), None)
    if thing is None or thing.kind not in {WORD, NOUN} or not sentence.words[thing.i].text.endswith("ها"):
        return []
    return story.other_than({a.party for a in actors}, sentence, k)


def _criticism(item: Item, frame: Frame) -> bool:
    """Whether a noun only recalls reproaches: the criticism that his opponents levelled at him."""
    return frame.mode == "disapprove" and item.prefix.endswith("ال")


def _of_nobody_named(sentence: Sentence, k: int, frame: Frame, story: Story, actors: list[Actor]) -> bool:
    """Whether it is open whose wish is refused, or whose attack condemned, by who is at odds with nobody."""
    at_peace = actors[0].party not in story.hostile
    return at_peace and (frame.type == "REJECT" or deeds.condemns_an_attack(sentence, k, frame))


def _in_relative(sentence: Sentence, k: int) -> bool:
    """Whether a noun stands in a relative clause, not right after its verb: attacks that show their *refusal*."""
    for j in range(k - 1, -1, -1):
        kind = sentence.items[j].kind
        if kind in {BREAK, STOP, COMMA} or (kind == VERB and k - j <= _BESIDE):
            return False
        if kind == RELATIVE:
            return True
    return False


def _anybody(sentence: Sentence, k: int) -> bool:
    """Whether the verb at item ``k`` is towards whoever does a thing: بأي دولة تمول الإرهاب."""
    start = sentence.items[k].j
    for n, word in enumerate(sentence.words[start : start + _ANY_REACH], start):
        if "any" in word.marks:
            return n + 1 < len(sentence.words) and "anybody" in sentence.words[n + 1].marks
    return False


def _many_states(sentence: Sentence, k: int) -> bool:
    """Whether whom an act is towards are several states that are not named: diplomats of 23 states."""
    subject = sentence.items[k].group
    for other in sentence.items[k + 1 : k + _ANY_REACH]:
        marks = sentence.words[other.i].marks
        if other.kind == GROUP and other.group is not subject:
            return False
        if "states" in marks or ("anybody" in marks and other.i and sentence.tokens[other.i - 1].text.isdigit()):
            return other.kind != GROUP
    return False


def _of_ones_own(
    sentence: Sentence, frame: Frame, story: Story, after: list[Argument], actors: list[Actor]
) -> bool:
    """Whether who is judged is of the party that judges, or held an office once: thanked *his president*."""
    if not after or after[0][0] not in frame.roles or after[0][2] or after[0][1].weak:
        return False
    phrase = after[0][1].phrases[0]
    if not phrase.roles and not phrase.has_person:
        return False
    judged = {a.party for a in story.resolve(after[0][1], sentence)}
    return phrase.former if not judged else judged <= {a.party for a in actors}


def _own_people(after: list[Argument], actors: list[Actor]) -> bool:
    """Whether what is condemned befell people of who condemns it: أدانت القاهرة مقتل مواطن مصري في ليبيا."""
    own = {a.party for a in actors}
    return any(group.weak and own & set(group.phrases[0].parties) for _, group, _ in after)


def _by_the_kind(sentence: Sentence, k: int, frame: Frame, story: Story, after: list[Argument]) -> list[Actor]:
    """Return who must comply with a threat, or in whose country it is what is praised."""
    if frame.type == "THREATEN":
        return _who_must_comply(sentence, k, story)
    return _where_praised(sentence, story, after) if frame.mode == "praise" else []


def _where_praised(sentence: Sentence, story: Story, after: list[Argument]) -> list[Actor]:
    """Return in whose country the thing is that is praised or backed: the peace efforts *in Afghanistan*."""
    place = next((g for r, g, n in after if r == "في" and n < _COMPLEMENT_REACH and _country(g)), None)
    return story.resolve(place, sentence) if place is not None else []


def _towards_nobody(
    sentence: Sentence,
    k: int,
    frame: Frame,
    story: Story,
    after: list[Argument],
    actors: list[Actor],
    *,
    verb_first: bool,
) -> bool:
    """Whether whom the verb at ``k`` names is no party: accused the rescuers, asks the firm."""
    if verb_first and frame.mode == "praise" and deeds.upon_an_attack(sentence, k):
        return True  # hailed the attack on the soldiers
    if verb_first and _anybody(sentence, k):
        return True  # will cut its ties with any state that pays terrorists
    if verb_first and frame.mode in _JUDGING and _of_ones_own(sentence, frame, story, after, actors):
        return True
    if verb_first and frame.mode == "allege" and not frame.object:
        return private_object(sentence, k, sentence.items[k].group)
    if not verb_first and frame.type == "ACCUSE":
        return targets_latin.of_a_private_person(sentence, k)  # rebuked the journalist
    return frame.type == "REQUEST" and _asks_nobody(sentence, k, frame, story, after, verb_first)


def _asks_nobody(
    sentence: Sentence, k: int, frame: Frame, story: Story, after: list[Argument], verb_first: bool
) -> bool:
    """Whether who is asked is no party: a firm, or the president of something that is no state."""
    if not verb_first and frame.roles[0] not in {"direct", "on"}:
        return False
    unknown = not verb_first and targets_latin.unknown_office(after, story, sentence)
    return unknown or private_object(sentence, k, sentence.items[k].group)


def _where_things_are_so(
    there: Group, sentence: Sentence, story: Story, after: list[Argument], actors: list[Actor]
) -> list[Actor]:
    """Return whom an organisation blames for the state of things in a country: it, or who is told to have struck it."""
    place = others(story.resolve(there, sentence), actors)
    victims = {p for r, g, _ in after if r == "ل" for p in g.phrases[0].parties}
    doer = story.other_side({a.party for a in (*actors, *place)} | victims, clearly=False)
    return [Actor(party=doer)] if doer and (not place or doer in story.hostile) else place


def _who_must_comply(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who is threatened for the case that something is done or not: هددت تركيا بالحرب إذا لم تنسحب روسيا."""
    opening = next((j for j in sentence.tags.get("conditional", ()) if j > k), None)
    if opening is None or _part_of_a_name(sentence, opening):
        return []
    for item in sentence.items[opening + 1 : opening + _COMPLEMENT_REACH]:
        if "receive" in item.tags or "suffering" in sentence.words[item.i].marks:
            return []  # if Syria is hit
        if item.kind == GROUP and item.group is not None and not item.group.prep:
            return story.resolve(item.group, sentence)
    return []


def _part_of_a_name(sentence: Sentence, j: int) -> bool:
    """Whether "if" is none, as no verb follows it: لو in لو دريان."""
    following = sentence.items[j + 1] if j + 1 < len(sentence.items) else None
    return sentence.items[j].j - sentence.items[j].i == 1 and following is not None and following.kind == WORD


def pronoun(sentence: Sentence, k: int, frame: Frame, story: Story, actors: list[Actor]) -> list[Actor]:
    """Return who a pronoun on the trigger, or after it under one of the frame's relations, stands for."""
    if not actors:
        return []
    item = sentence.items[k]
    if "object" in item.tags and "direct" in frame.roles:
        paper = papers.whose(sentence, k)
        if paper is not None and paper is item.group:  # after a UN report that accuses it
            return _named_before(sentence, k - 2, story, actors)
        if frame.mode == "disapprove" and frame.object:  # which they called a crime: whose deed they condemned
            blamed = others(story.suffered.get((frame.type, frame.mode), []), actors)
            if blamed:
                return blamed
        meant = story.other_than({a.party for a in actors}, sentence, k)
        two = sentence.words[item.i].folded.endswith("هما")
        return meant if not two or len({a.party for a in meant}) > 1 else []  # "them both" are no single party
    of_thing = k and sentence.items[k - 1].kind == RELATIVE and object_before(sentence, k, frame)
    for other in sentence.items[k + 1 : k + 4]:
        if of_thing or (other.kind != CLEAR and sentence.words[other.i].stems.isdisjoint(frame.object)):
            break  # the treaty that they left, انسحبت منه: "it" is the treaty
        if _pronoun(other) in frame.roles:
            opposed = story.hostile.get(actors[0].party, []) if frame.mode == "allege" else []
            return opposed or story.other_than({a.party for a in actors}, sentence, k)
    governed = item.kind == NOUN and k > 1 and sentence.items[k - 2].kind == VERB
    if governed and _pronoun(sentence.items[k - 1]) in frame.roles:
        return story.other_than({a.party for a in actors}, sentence, k)  # وجه إليه الدعوة
    return []


def _named_before(sentence: Sentence, k: int, story: Story, actors: list[Actor]) -> list[Actor]:
    """Return the party named nearest before item ``k``, besides who acts."""
    for item in reversed(sentence.items[:k]):
        if item.kind == GROUP and item.group is not None:
            named = others(story.resolve(item.group, sentence), actors)
            if named:
                return named
    return []


def _pronoun(item: Item) -> str:
    """Return the preposition that ``item`` joins to a pronoun; empty if it is no such word."""
    return next((c.value for c in item.cues if c.kind == "pronouns"), "")


def in_complement(
    frame: Frame, story: Story, after: list[Argument], actors: list[Actor], sentence: Sentence
) -> list[Actor]:
    """Return the first party named in what is asked for, condemned or refused."""
    if frame.type == "REJECT" and _of_another(sentence, after):
        return []
    if frame.igo:
        after = [a for a in after if not a[1].weak]  # left a European programme
    plain = [a for a in after if a[0] in {"direct", "attr"} and not a[1].weak]
    for relation, group, distance in [*plain, *after]:
        if (
            relation == "ل"
            and frame.mode == "disapprove"
            and group.phrases[0].parties[:1]
            and (group.phrases[0].parties[0].startswith("org:"))
        ):
            continue  # the cleansing *of* a people
        if relation in frame.victims or distance > _COMPLEMENT_REACH:
            break
        if frame.type == "REQUEST" and (relation in _AGAINST or addressees.opposed(sentence, group)):
            break  # called for a move *against Iran*, for *facing* Iran
        where = single_city(group) and relation not in _BETWEEN
        where = where or (relation == "ب" and "ب" not in frame.roles and _country(group))
        if relation == "attr" and frame.mode == "disapprove" and reversals.wronged(sentence, group):
            continue
        if frame.type in {"ACCUSE", "REJECT", "REQUEST"} and reversals.suffering(sentence, group):
            continue
        if relation in _CIRCUMSTANCE or where or (frame.type == "THREATEN" and _struck(sentence, group)):
            continue
        found = others(story.resolve(group, sentence), actors)
        if found:
            return found
    return []


def _struck(sentence: Sentence, group: Group) -> bool:
    """Whether force is used on ``group``: warns of *strikes on* Syria, which it does not warn."""
    return any(sentence.items[j].j == group.phrases[0].i for j in sentence.tagged("force"))


def _of_another(sentence: Sentence, after: list[Argument], kinds: frozenset[str] = HOSTILE) -> bool:
    """Whether what is refused is itself a reproach, whose object is not the one refused: objects to condemning Iran.

    Reproaches, in the plural, are of who makes them: رفضت اتهامات أنقرة.
    """
    if not after:
        return False
    first = after[0][1].phrases[0].i
    before = next((i for i in reversed(sentence.items) if i.j <= first and i.kind != CLEAR), None)
    if before is None or before.kind != NOUN or sentence.words[before.i].folded.endswith(_PLURAL):
        return False
    return any(f.type in kinds for f in before.frames)


def of_what_is_refused(sentence: Sentence, k: int, after: list[Argument]) -> list[Argument]:
    """Return those of ``after`` that say whose what is refused is: a plan *of the EU* to share out people from Syria.

    Who is the object of a reproach that is refused, is not refused: objects to condemning Iran.
    """
    first = after[0][1] if after else None
    apart = first is not None and not first.weak and first.phrases[0].i > sentence.items[k].j
    if apart and _of_another(sentence, after, _REPROACHES):
        return [a for a in after[1:] if a[0] not in {"direct", "attr"}]
    owner = next((n for n, a in enumerate(after) if a[0] == "ل"), len(after))
    return after[: owner + 1]


def _country(group: Group) -> bool:
    """Whether ``group`` is the bare name of a country: after "in" a place."""
    return COUNTRY in group.phrases[0].kinds and not group.phrases[0].roles


def _understood(frame: Frame, actors: list[Actor], story: Story, *, vague: bool) -> list[Actor]:
    """Return whom an act without a named recipient is aimed at: the other side of what the story tells."""
    own = {a.party for a in actors}
    if frame.type in HOSTILE:
        against = story.hostile.get(actors[0].party)
        if against:
            return against
    if frame.type == "SUPPORT" and frame.needs == "recipient":
        return []
    if len(own) > 1 and frame.mode == "disapprove" and story.language != "ar":
        other = story.other_side(own, clearly=False)
        return [Actor(party=other)] if other else []
    if len(own) == 1 and (frame.type in AIMED or frame.needs == "aimed"):
        unsure = frame.type == "THREATEN" or frame.mode == "impose"
        other = story.other_side(own, clearly=vague or (unsure and story.language == "ar"))
        friend = frame.type == "REJECT" and other in story.consulted and own < story.consulted
        if friend and story.language == "ar" and other not in {a.party for p in own for a in story.hostile.get(p, ())}:
            return []  # whom one has just met is not whom one opposes
        body = frame.mode == "disapprove" and story.gazetteer.records.get(other, {}).get("kind") == "igo"
        return [Actor(party=other)] if other and not (body and story.language == "ar") else []
    return []


def by_pronoun(
    sentence: Sentence, k: int, frame: Frame, story: Story, actors: list[Actor]
) -> tuple[list[Actor], bool]:
    """Return whom the pronoun on the verb at ``k`` means (accused *her*), and whether nobody else can be meant."""
    item = sentence.items[k]
    if k > 1:
        found = others(reversals.whom_of(sentence, k, frame, story), actors)
        if found or reversals.of_a_private_person(sentence, k, frame):
            return found, True
    if k > 0 and not item.conjoined and sentence.items[k - 1].kind in {RELATIVE, WORD, NOUN}:
        return [], False
    return others(pronoun(sentence, k, frame, story, actors), actors), False
