"""Towards whom an act is, where no group stands in a relation that its frame names.

Tried in turn, the surest first: a pronoun that the trigger governs, the first party in its complement (called for the
withdrawal of the *Russian* forces), who did what "this step" refers to, and the other side of the story.
"""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction import deeds, reversals, spoken, subjects, targets_latin
from consumers.extraction.arguments import (
    Argument,
    agreed_meeting,
    asked_in_clause,
    single_city,
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
from consumers.extraction.lexicon import Frame
from consumers.extraction.memory import BACK, HOSTILE
from consumers.extraction.object_words import object_before, private_object
from consumers.extraction.people import Story, distinct
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
_PLURAL = "ات"
_BETWEEN = frozenset({"مع", "بين", "ضد", "على"})
"""Relations in which even a city is a government."""
_REPROACHES = frozenset({"ACCUSE"})
_TO_ALL = frozenset({"ACCUSE", "REQUEST", "THREATEN"})
_WORLD_REACH = 8
_DRAFT_REACH = 24
_COMPLEMENT_REACH = 8
_SHORT = 4
_JOINING, _TWO_CLITICS = "و", 2
_BESIDE = 2
_HIS = ("يه", "يها", "يهم")
"""Endings of a plural with a pronoun: his advisers, their followers."""


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
    if addresses_all(sentence, k, frame) or frame.whose or frame.body:
        return targets_latin.whom_it_worries(sentence, k, story, actors) if frame.whose else []
    meant = others(pronoun(sentence, k, frame, story, actors), actors)
    if not meant and verb_first:
        meant = others(_by_the_kind(sentence, k, frame, story, after), actors)
    if meant:
        return meant
    regretted = frame.mode == "disapprove" and not frame.object and not verb_first  # that India did not cooperate
    if (frame.type == "REQUEST" or regretted) and item.kind == VERB:
        meant = others(asked_in_clause(sentence, k, story), actors)
        if meant:
            return meant
    if frame.type == "REQUEST" and verb_first and (frame.igo or _says_parties(sentence, k)):
        return _body_asked(story) if frame.igo else _at_odds(story, actors)
    to_meet = frame.type == "AGREE" and agreed_meeting(sentence, k) is not None
    if (frame.type in _COMPLEMENT or to_meet) and verb_first and frame.near > _SHORT:
        meant = in_complement(frame, story, after, actors, sentence)
        if meant:
            return meant
    if frame.needs == "pair":
        return story.two_sides({a.party for a in actors})
    if item.kind == VERB and _towards_nobody(sentence, k, frame, story, after, verb_first=verb_first):
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
        meant = named or others(deeds.attackers(sentence, k, frame, story), actors)
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
        struck = deeds.condemns_an_attack(sentence, k, frame)
        if there is not None and not struck and all(a.party.startswith("org:") for a in actors):
            return _where_things_are_so(there, sentence, story, after, actors)
        if there is not None and _own_people(after, actors):
            return others(story.resolve(there, sentence), actors)
    if verb_first and frame.type == "AGREE" and item.kind == NOUN:
        return []
    if verb_first and item.group is not None and item.group.phrases and item.group.phrases[0].role == "parliament":
        return []  # a parliament decides on the laws of its own country
    if verb_first and frame.type == "SANCTION" and item.kind == VERB:
        again = others(story.suffered.get((frame.type, frame.mode), []), actors)
        if again:
            return again  # so did Canada
    aside = bool(k) and sentence.items[k - 1].kind == RELATIVE
    if verb_first and item.kind == NOUN and _in_relative(sentence, k):
        return []
    vague = verb_first and (aside or item.kind == NOUN or frame.needs == "recipient")
    hit = deeds.hit(sentence, story) if frame.type in {"ACCUSE", "REJECT"} and verb_first else set()
    return [r for r in others(_understood(frame, actors, story, vague=vague), actors) if r.party not in hit]


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


def _body_asked(story: Story) -> list[Actor]:
    """Return the international body that a story names most: to it a draft resolution is put that names none."""
    named = (p for p, _ in story.parties.most_common() if story.gazetteer.records.get(p, {}).get("kind") == "igo")
    return [Actor(party=party) for party in named][:1]


def _says_parties(sentence: Sentence, k: int) -> bool:
    return any("at_odds" in i.tags for i in sentence.items[k + 1 : k + _SHORT])


def _at_odds(story: Story, actors: list[Actor]) -> list[Actor] | None:
    """Return the two of whom the story told last that one did something hostile to the other: "the parties"."""
    for kind, doers, recipients in reversed(story.acts[-BACK:]):
        two = distinct([*doers, *recipients])
        if kind in HOSTILE and len({a.party for a in two}) == 2:  # noqa: PLR2004 - a pair
            return others(two, actors)
    return None


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
    place = next((g for r, g, n in after if r == "في" and n < _SHORT and _country(g)), None)
    return story.resolve(place, sentence) if place is not None else []


def _towards_nobody(
    sentence: Sentence, k: int, frame: Frame, story: Story, after: list[Argument], *, verb_first: bool
) -> bool:
    """Whether whom the verb at ``k`` names is no party: accused the rescuers, asks the firm."""
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


def authors(sentence: Sentence, k: int, frame: Frame, story: Story) -> list[Actor]:
    """Return who drafted what is refused (ضد مشروع قرار أعدته بريطانيا), or did what is condemned."""
    if frame.type != "REJECT":
        return reversals.of_relative_deed(sentence, k, story) if frame.mode == "disapprove" else []
    for j in range(k + 2, min(len(sentence.items), k + _DRAFT_REACH)):
        other = sentence.items[j]
        if other.kind == BREAK:
            break
        drafted = "object" in other.tags or _follows_pronoun(sentence, j)
        if other.kind == VERB and "drafting" in other.tags and drafted:
            group = subjects.find(sentence, j, verb_first=True)
            return story.resolve(group, sentence) if group is not None and group is not INHERIT else []
    return []


def _follows_pronoun(sentence: Sentence, j: int) -> bool:
    return j + 1 < len(sentence.items) and bool(_pronoun(sentence.items[j + 1]))


def lays_claim(sentence: Sentence, k: int) -> bool:
    """Whether a verb of demanding says who lays claim to a thing: islands that Hanoi claims, تطالب بها هانوي."""
    following = sentence.items[k + 1] if k + 1 < len(sentence.items) else None
    return following is not None and _pronoun(following) == "ب"


def addresses_all(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether a call or a reproach is to the world at large: calls on the international community."""
    if frame.type not in _TO_ALL or sentence.items[k].kind != VERB:
        return False
    for j, other in enumerate(sentence.items[k + 1 : k + _WORLD_REACH], k + 1):
        if "world" in other.tags:
            named = sentence.items[j + 1 : j + _SHORT]  # the world, above all the Security Council
            return not any(i.group is not None and not i.group.prep and not i.group.weak for i in named)
        if other.kind in {VERB, STOP, PREP, NOUN, WORD}:
            return False
    return False


def pronoun(sentence: Sentence, k: int, frame: Frame, story: Story, actors: list[Actor]) -> list[Actor]:
    """Return who a pronoun on the trigger, or after it under one of the frame's relations, stands for."""
    if not actors:
        return []
    item = sentence.items[k]
    if "object" in item.tags and "direct" in frame.roles:
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
            return story.other_than({a.party for a in actors}, sentence, k)
    governed = item.kind == NOUN and k > 1 and sentence.items[k - 2].kind == VERB
    if governed and _pronoun(sentence.items[k - 1]) in frame.roles:
        return story.other_than({a.party for a in actors}, sentence, k)  # وجه إليه الدعوة
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
        where = single_city(group) and relation not in _BETWEEN
        where = where or (relation == "ب" and "ب" not in frame.roles and _country(group))
        if relation == "attr" and frame.mode == "disapprove" and reversals.wronged(sentence, group):
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


def to_own_body(sentence: Sentence, k: int, frame: Frame, story: Story, actors: list[Actor]) -> bool:
    """Whether a state calls on a body of its own: طلب الوزير من إدارة السجون."""
    own = {a.party for a in actors}
    items = sentence.items
    if items[k].form not in {"past", "present"}:
        return False
    j = k + 1
    if j < len(items) and items[j].kind == GROUP and items[j].group is items[k].group:
        j += 1
    while j < len(items) and items[j].kind in {CLEAR, COMMA}:
        j += 1
    asked = j < len(items) and items[j].kind == PREP and items[j].value in frame.roles
    if j < len(items) and items[j].kind == WORD and sentence.tokens[items[j].i].text.endswith(_HIS):
        return True  # حض مستشاريه
    for other in items[j + asked : j + asked + (_SHORT if asked else 1)]:
        if other.kind == GROUP and other.group is not None:
            told = {a.party for a in story.resolve(other.group, sentence)}
            if not asked and not told and other.group.phrases[0].role == "army" and not other.group.prep:
                return True  # دعا الرئيس الجيش إلى
            return bool(told) and told <= own and (asked or not other.group.weak) and not other.group.prep
        if other.kind != WORD:
            return False
    return False


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
        other = story.other_side(own, clearly=vague)
        friend = frame.type == "REJECT" and other in story.consulted and own < story.consulted
        if friend and story.language == "ar" and other not in {a.party for p in own for a in story.hostile.get(p, ())}:
            return []  # whom one has just met is not whom one opposes
        return [Actor(party=other)] if other else []
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


def named_again(following: list[Argument], relation: str, story: Story, sentence: Sentence) -> list[Actor]:
    """Return whom the same preposition names again behind "and": شكر لقطر ومصر، وللولايات المتحدة."""
    found: list[Actor] = []
    latin = story.language != "ar"
    for other, group, between in following:
        if latin:
            if other != relation or between > 1 or not _joined(sentence, group):
                break
            found += story.resolve(group, sentence)
            continue
        prefix = group.phrases[0].prefix
        if other != relation or not prefix.startswith(_JOINING) or len(prefix) < _TWO_CLITICS:
            break
        found += story.resolve(group, sentence)
    return found


def _joined(sentence: Sentence, group: Group) -> bool:
    """Whether "and" stands before the preposition of ``group``: des États-Unis *et de* l'ONU, *and to* Peru."""
    j = next((j for j, item in enumerate(sentence.items) if item.group is group), 0) - 1
    while j > 0 and sentence.items[j].kind in {CLEAR, PREP}:
        j -= 1
    return j > 0 and sentence.items[j].value == "and"
