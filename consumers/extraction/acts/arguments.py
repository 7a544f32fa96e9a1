"""What stands around a trigger: its object words, and the groups after it with their relation to it."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts.aiming import DIRECTED
from consumers.extraction.acts.object_words import NEAR, OBJECT_REACH, WITH
from consumers.extraction.sentences.clauses import (
    BREAK,
    CLEAR,
    COMMA,
    GROUP,
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
from consumers.extraction.words.lexicon import Frame
from consumers.gazetteer.model import COUNTRY

_GIVEN = frozenset({"إلى", "ل", "مع", "على"})
_GIVEN_REACH = 8
_CALLED_REACH = 4
"""Words after "what he calls" within which stands whose it is."""
_NAMING = frozenset({"object", "say"})
"""Verbs of an aside on the noun before them."""
_AT = frozenset({"في", "ب", "in", "at", "to"})
_POSTED = frozenset({"إلى", "لدى"})
_ENVOYS = frozenset({"envoy", "ambassador"})
_BARE = frozenset({"", "ال"})
_AGAINST = frozenset({"على", "ضد"})
_BY = "من قبل"
_OPENING = _AGAINST | {"مع", "إلى جانب", _BY}
_MEMBERS = frozenset({"ب", "في", "من", "ل"})
"""Relations of persons to the body that they belong to."""
_AT_A_PLACE = frozenset({"at", "in", "to", "à"})
_ARGUMENT_REACH = 28
_UPON_REACH = 9
"""Items after an agreement in which the meeting stands that is agreed upon."""
_ADJECTIVES = 2
_UNFINISHED = frozenset({"gerund", "participle"})
_PASSED_OVER = frozenset({CLEAR, WORD})
_TENSES = frozenset({"past", "present"})
_UNAIMED = frozenset({"ACCUSE", "REQUEST"})
"""Acts that a verb may tell without saying towards whom: condemned the attack, called for a ceasefire."""
Argument = tuple[str, Group, int]
"""Relation to the trigger, the group, and how many words stand between."""


def _given_before(sentence: Sentence, k: int) -> list[tuple[str, Group, int]]:
    """Return the groups between a light verb and its noun: قدم إلى المحكمة طلبا, وجه إليه دعوة."""
    given: list[tuple[str, Group, int]] = []
    for other in reversed(sentence.items[max(0, k - _GIVEN_REACH) : k]):
        if other.kind == VERB:
            return given if "light" in other.tags else []
        if other.kind in {STOP, BREAK, RELATIVE, NOUN}:
            return []
        if other.kind == GROUP and other.group is not None and other.group.prep in _GIVEN:
            given.append((other.group.prep, other.group, 0))
    return []


def _cut_off(sentence: Sentence, item: Item) -> bool:
    """Whether a clause ends at ``item``, or it is what the act does not concern: رسوم على الواردات باستثناء كندا."""
    return item.kind == BREAK or (item.kind == GROUP and item.i > 0 and "except" in sentence.words[item.i - 1].marks)


def _of_it(sentence: Sentence, k: int, j: int) -> bool:
    """Whether the relative at item ``j`` is of the noun at item ``k``: القمة (التاريخية المرتقبة) التي ستعقد."""
    between = sentence.items[k + 1 : j]
    return len(between) <= _ADJECTIVES and all(sentence.words[b.i].folded.startswith("ال") for b in between)


def _visit_goes_on(sentence: Sentence, k: int, j: int, whose: Argument, *, relative: bool) -> bool:
    """Whether a relative clause only tells that a visit is paid: زيارة الأمير التي بدأها أمس إلى لندن."""
    item, other = sentence.items[k], sentence.items[j]
    if item.kind != NOUN or whose[0] != "direct" or not any(f.travel and f.type == "CONSULT" for f in item.frames):
        return False
    if other.kind == VERB:
        return relative and "light" in other.tags
    following = sentence.items[j + 1] if j + 1 < len(sentence.items) else other
    return other.kind == RELATIVE and following.kind == VERB and "light" in following.tags


def arguments(
    sentence: Sentence,
    k: int,
    subject: Group | None,
    *,
    verb_first: bool,
    objects: frozenset[str] = frozenset(),
    through: bool = False,
) -> list[tuple[str, Group, int]]:
    """Return (relation, group, words between) for the groups after the trigger, up to the end of its clause.

    ``objects`` are words that belong to the trigger: withdrew from the *agreement* with Iran. ``through``: what an
    infinitive after the trigger has for its object counts as well: vowed to help *the Philippines*.
    """
    found: list[tuple[str, Group, int]] = []
    item = sentence.items[k]
    verbal = item.kind == VERB or item.form == "owned"
    adjacent, relative, told, distance, opened, open_end, called = True, False, False, 0, "", 0, 0
    resumed = _after_aside(sentence, k, subject) if verb_first and item.kind == VERB else 0
    for j in range(k + 1, len(sentence.items)):
        other = sentence.items[j]
        if j < resumed:
            continue
        far = other.i - item.j > (_ARGUMENT_REACH if j != resumed else 2 * _ARGUMENT_REACH) or (
            called > 0 and distance > _CALLED_REACH
        )
        if far or _cut_off(sentence, other) or (not verb_first and _ends_clause(sentence, j, found)):
            break
        aside = 0 if not verb_first and _praises(item) else _named_from(sentence, j, verb_first=verb_first)
        if aside or (through and not found and other.kind == VERB and _complement(sentence, k, j)):
            resumed, called, adjacent = aside or resumed, aside, False  # denounced what they called an Israeli attack
            continue
        if other.kind in _PASSED_OVER or (j == called and other.kind == VERB):
            brings = verb_first and item.kind == NOUN and j == k + 1 and "light" in other.tags  # لقاء جمع الوزيرين
            if other.kind == WORD and not brings:
                adjacent, distance = False, distance + 1
            if open_end == j:
                open_end = j + 1 if j - k < OBJECT_REACH else 0
            continue
        if (
            other.kind == RELATIVE and item.kind == NOUN and not found and (not verb_first or _of_it(sentence, k, j))
        ) or (
            verb_first
            and (relative or other.kind == RELATIVE)
            and len(found) == 1
            and _visit_goes_on(sentence, k, j, found[0], relative=relative)
        ):
            adjacent, relative = False, True
            continue
        if not found and _says_more(sentence, k, j, relative=relative, verb_first=verb_first):
            continue
        if verb_first and (item.kind != NOUN or "gathering" in other.tags) and _aside(sentence, item, j, found):
            adjacent = True
            continue
        if other.kind in {STOP, RELATIVE} or (other.kind == VERB and (found or other.form not in _UNFINISHED)):
            break
        if other.kind == NOUN and objects and other.prefix in _BARE and _is_object(sentence, other, objects):
            adjacent, distance = False, distance + 1
            continue
        told = told or (through and verb_first and other.prefix.startswith(WITH))  # Iran's threat to close the strait
        if other.kind == NOUN and item.kind == NOUN and not told and (found or (verb_first and _far_act(other, j - k))):
            break
        if other.kind == GROUP and (other.group is subject or (verb_first and _of_subject(sentence, j, item, subject))):
            continue
        if other.kind == GROUP and other.group is not None:
            relation = _relation(
                sentence,
                j,
                k,
                other.group.prep or ("direct" if adjacent else "attr"),
                opened if open_end == j else "",
                verb_first=verb_first,
            )
            owner = item.kind == NOUN and not found and relation == "direct"
            found.append((relation, other.group, distance))
            adjacent, distance = owner or (verbal and _where(other.group)), 0
        elif other.kind != COMMA:
            adjacent = False
            distance += other.kind != PREP
        opened, open_end = _opened(other, j, opened, open_end, near=j - k < OBJECT_REACH, verb_first=verb_first)
    return found + (_given_before(sentence, k) if verb_first and item.kind == NOUN else [])


def _is_object(sentence: Sentence, noun: Item, objects: frozenset[str]) -> bool:
    """Whether a noun is one of the ``objects`` of the trigger, or the genitive of one: مذكرة تفاهم."""
    words = sentence.words
    return bool(words[noun.i].stems & objects) or (not noun.prefix and bool(words[noun.i - 1].stems & objects))


def _aside(sentence: Sentence, item: Item, j: int, found: list[Argument]) -> bool:
    """Whether item ``j`` only parts the trigger from whom it is with: met, *on the sidelines of the forum*, him.

    Or brings together who met at the meetings that ``item`` names: لقاءات في بيروت شملت الرئيس.
    """
    other = sentence.items[j]
    if item.kind == NOUN:
        return "gathering" in other.tags and all(a[0] in _AT for a in found)
    return not found and other.kind in {GROUP, NOUN} and _occasion(sentence, j)


def _describes(sentence: Sentence, k: int, j: int) -> bool:
    """Whether the verb at item ``j`` says whom a meeting brings together, or who is meant, that ``k`` governs."""
    if sentence.items[j].form != "present":
        return False
    if "each" in sentence.items[j - 1].tags:
        return True  # threatened whoever helps the rebels
    if "gathering" not in sentence.items[j].tags:
        return False
    noun = next((i for i in reversed(sentence.items[k + 1 : j]) if i.kind not in _PASSED_OVER), None)
    return noun is not None and noun.kind == NOUN and any(f.type == "CONSULT" for f in noun.frames)


def _named_deed(sentence: Sentence, k: int, j: int) -> bool:
    """Whether what looks like a verb right after the subject of that at ``k`` is its object: رفضت بغداد تسلم أوراقه."""
    subject, other = sentence.items[k].group, sentence.items[j]
    if subject is None or sentence.items[j - 1].group is not subject:
        return False
    return other.form == "present" and not other.prefix


def _far_act(other: Item, distance: int) -> bool:
    """Whether a noun is of another act than the noun so many items before it."""
    return distance > 2 and bool(other.frames)  # noqa: PLR2004 - one word between


def _opened(other: Item, j: int, opened: str, open_end: int, *, near: bool, verb_first: bool) -> tuple[str, int]:
    """Return the preposition that is open after item ``j``, sanctions *on* persons in the party, and up to where."""
    if verb_first and other.kind == PREP and other.value in _OPENING:
        return other.value, j + 1
    if open_end != j:
        return opened, open_end
    return opened, j + 1 if other.kind == PREP and near else 0


def _says_more(sentence: Sentence, k: int, j: int, *, relative: bool, verb_first: bool) -> bool:
    """Whether item ``j`` goes on about the noun at ``k`` (that, held, steps that he did not name) or before it."""
    item, other = sentence.items[k], sentence.items[j]
    if other.kind == STOP:
        return relative and "that" in other.tags
    if other.kind != VERB:
        return False
    if item.kind != NOUN:
        return verb_first and item.kind == VERB and (_describes(sentence, k, j) or _named_deed(sentence, k, j))
    return "light" in other.tags or (verb_first and other.tags == _NAMING)


def _opened_relation(sentence: Sentence, j: int, relation: str, opened: str) -> str:
    """Return the relation of the group at item ``j`` that stands right after the preposition ``opened`` and a noun."""
    group = sentence.items[j].group
    if relation in _MEMBERS and opened in _AGAINST:
        return opened  # sanctions on persons *in* the party
    if relation == "attr" and group is not None and group.weak and (opened in _AGAINST or opened == _BY):
        return opened  # the attack *on* a Libyan convoy
    if relation == "attr" and not sentence.items[j - 1].tags.isdisjoint({"decision", "nation"}):
        return opened  # in solidarity *with* the decision of Rabat, *with* the Palestinian people
    return relation


def _relation(sentence: Sentence, j: int, k: int, relation: str, opened: str, *, verb_first: bool) -> str:
    """Return in which relation to the trigger at item ``k`` the group at item ``j`` stands, by what it is.

    ``opened`` is the preposition before the noun that the group stands right after, if any.
    """
    group, item = sentence.items[j].group, sentence.items[k]
    if group is None:
        return relation
    if relation == "attr" and not verb_first and _described(sentence, k, j):
        relation = "direct"
    if opened:
        relation = _opened_relation(sentence, j, relation, opened)
    if relation == "direct" and item.kind == VERB and group.weak and group.phrases[0].number != "p":
        relation = "attr"
    if relation == "direct" and not verb_first and group.bare and _modifies(sentence, j):
        relation = relation if any(f.type == "AID" for f in item.frames) else "attr"  # will send Ukraine tanks
    if relation == "attr" and verb_first and group.phrases[0].has_person and _by_office(sentence, item, j):
        relation = WITH
    if group.conjoined and not group.prep and group.phrases[0].generic != "own":
        relation = "and"
    if relation in _AT and group.phrases[0].roles == ["mission"] and any(f.mode == "expel" for f in item.frames):
        relation = "attr"  # who works *in* the Russian embassy
    return relation


def _by_office(sentence: Sentence, item: Item, j: int) -> bool:
    """Whether a name after a comma follows an office unknown here under "with": لقاؤه بزعيم المتمردين، فلان."""
    between = [i for i in sentence.items[max(0, j - NEAR) : j] if i.i >= item.j]
    if len(between) < 2 or between[-1].kind != COMMA or between[0].i != item.j:  # noqa: PLR2004 - an office, the comma
        return False
    office = sentence.words[item.j].folded
    return office.startswith(WITH) and all(i.kind in _PASSED_OVER for i in between[:-1])


def _described(sentence: Sentence, k: int, j: int) -> bool:
    """Whether the person at item ``j`` is the object of the verb at ``k``, told what he is: met Italian host Meloni."""
    group, items = sentence.items[j].group, sentence.items
    if items[k].kind != VERB or group is None or not (group.phrases[0].has_person or group.phrases[0].roles):
        return False
    if not group.phrases[0].has_person and not any(i.kind == PREP for i in items[k + 1 : j]):
        return False
    if j + 1 < len(items) and items[j + 1].kind in {VERB, RELATIVE}:
        return False
    return all(
        i.kind == CLEAR
        or (i.kind == WORD and i.value != "and")
        or (i.group is not None and i.group.weak)
        or (i.kind == PREP and i.value in _AT_A_PLACE and sentence.tokens[i.j].text[:1].isupper())  # reçu à Marseille
        for i in items[k + 1 : j]
    )


def _occasion(sentence: Sentence, j: int) -> bool:
    """Whether item ``j`` names the forum on whose sidelines something is done: منتدى أسوان, القمة."""
    for item in reversed(sentence.items[max(0, j - NEAR) : j]):
        if item.kind in {GROUP, NOUN}:
            return False
        if item.kind == PREP:
            return "forum_marker" in item.tags
    return False


def _of_subject(sentence: Sentence, j: int, item: Item, subject: Group | None) -> bool:
    """Whether the group at item ``j`` only says more of an envoy or of the subject: الحشد الشعبي *العراقي*."""
    group = sentence.items[j].group
    before = sentence.items[j - 1]
    if group is not None and group.weak and not group.prep and before.kind == GROUP and before.group is subject:
        return group.phrases[0].number != "p"
    return _posting(sentence, j, item)


def _posting(sentence: Sentence, j: int, item: Item) -> bool:
    """Whether the group at item ``j`` is where an envoy is sent, as part of the title: the UN envoy *to Yemen*.

    After the envoy's name a verb of travel, ``item``, says where he goes.
    """
    group = sentence.items[j].group
    if j < 2 or group is None or group.prep not in _POSTED or "ministry" in group.phrases[0].roles:  # noqa: PLR2004
        return False
    permanent = j > 2 and sentence.items[j - 2].kind == WORD and sentence.items[j - 2].j == sentence.items[j - 1].i  # noqa: PLR2004
    envoy = sentence.items[j - 2 - permanent].group  # مندوبة مصر الدائمة لدى
    if envoy is None or not envoy.phrases or envoy.weak:
        return False
    if group.prep == "إلى" and envoy.phrases[-1].has_person and any(f.travel for f in item.frames):
        return False
    title = envoy.phrases[-1]  # who is appointed "ambassador to" a state has no title yet
    return title.role in _ENVOYS and (title.definite or bool(title.parties))


def _praises(item: Item) -> bool:
    return any(f.mode == "praise" for f in item.frames)


def _naming(sentence: Sentence, j: int) -> bool:
    """Whether "what it called" begins at item ``j``."""
    following = sentence.items[j + 1 : j + 3]
    if len(following) < 2 or following[0].kind != GROUP or following[1].kind != VERB:  # noqa: PLR2004
        return False
    return any(f.object for f in following[1].frames) and sentence.words[sentence.items[j].i].folded in {"what", "ce"}


def _named_from(sentence: Sentence, j: int, *, verb_first: bool) -> int:
    """Return the item at which begins what somebody calls a thing, if "what he calls" begins at item ``j``; else 0.

    انتقدت ما وصفته بالتدخل التركي, denounced what they called an attack.
    """
    items = sentence.items
    if not verb_first:
        return j + 3 if items[j].kind == STOP and _naming(sentence, j) else 0
    if j + 1 == len(items) or items[j + 1].kind != VERB or "what" not in sentence.words[items[j].i].marks:
        return 0
    if items[j + 1].tags >= _NAMING:
        return j + 2
    did = "light" in items[j + 1].tags and j + 2 < len(items) and "with_it" in sentence.words[items[j + 2].i].marks
    return j + 3 if did else 0  # condemned what Israel did, ما قامت به إسرائيل


def _ends_clause(sentence: Sentence, j: int, found: list[Argument]) -> bool:
    """Whether what another does too is told from item ``j`` on: welcomed it, as did India; and India welcomed it."""
    other = sentence.items[j]
    if other.kind == WORD:
        parted = bool(found) or sentence.items[j - 1].kind == COMMA
        return parted and other.value == "and" and _another_clause(sentence, j)
    return "again" in other.tags


def _another_clause(sentence: Sentence, j: int) -> bool:
    """Whether a clause with a subject of its own begins after the "and" at item ``j``."""
    following = [i for i in sentence.items[j + 1 : j + 6] if i.kind != CLEAR][:2]
    if len(following) < 2 or following[0].kind != GROUP or following[0].group is None:  # noqa: PLR2004
        return False
    group = following[0].group
    verb = next((i for i in sentence.items[j + 1 : j + 7] if i.kind not in {CLEAR, GROUP, WORD}), None)
    return not group.prep and verb is not None and verb.kind == VERB and verb.form in _TENSES


def _complement(sentence: Sentence, k: int, j: int) -> bool:
    """Whether the verb at ``j`` is the infinitive or gerund that the verb at ``k`` governs."""
    items = sentence.items
    if items[j].form not in {"base", "gerund"}:
        return False
    between = items[k + 1 : j]
    if any("negation" in i.tags for i in between):
        return False  # promised not to sell arms to a third
    return all(i.kind == CLEAR or "to" in i.tags or i.adverb or i.kind == WORD for i in between)


def _after_aside(sentence: Sentence, k: int, subject: Group | None) -> int:
    """Return the index of the object behind a relative clause on the subject of the verb, 0 if there is none.

    The Houthis, who hold the town, accused, *the coalition* (اتهم الحوثيون الذين يسيطرون على المنطقة، التحالف).
    """
    items = sentence.items
    if k + 3 >= len(items) or items[k + 1].group is not subject or subject is None:
        return 0
    aside = k + 2 + (items[k + 2].kind == COMMA)
    if items[aside].kind != RELATIVE:
        return 0
    for j in range(aside + 1, min(len(items) - 1, k + _ARGUMENT_REACH)):
        following = items[j + 1]
        if items[j].kind == COMMA and following.kind == PREP and following.value in _OPENING:
            return j + 1
        if items[j].kind == COMMA and following.kind == GROUP and following.group is not None:
            return 0 if following.group.prep or following.group.weak or following.group.conjoined else j + 1
        if items[j].kind == BREAK:
            return 0
    return 0


def agreed_meeting(sentence: Sentence, k: int) -> int | None:
    """Return the index of the meeting that is all the agreement at item ``k`` is about, None if it is about more."""
    upon = sentence.items[k].j - sentence.items[k].i > 1
    for j in range(k + 1, min(len(sentence.items), k + _UPON_REACH)):
        other = sentence.items[j]
        upon = upon or other.value == "على"
        if other.kind == NOUN and upon and all(f.type == "CONSULT" and not f.travel for f in other.frames):
            before = sentence.items[j - 1]
            if j + 1 < len(sentence.items) and sentence.items[j + 1].kind == GROUP:
                return None  # of others: على ضرورة انعقاد القمة الأميركية الكورية
            return j if other.frames and (before.kind == PREP or "arranging" in before.tags or j == k + 1) else None
        if other.kind not in {PREP, WORD, CLEAR, COMMA} and not (other.kind == GROUP and not upon):
            return None
        if other.kind == PREP and other.value != "على":
            return None
    return None


def _where(group: Group) -> bool:
    """Whether ``group`` is a place between a verb and its object: received, in Ankara, the minister."""
    return group.prep in _AT and bool(group.phrases[0].city) and not group.phrases[0].roles


def enough(
    frame: Frame,
    actors: list[Actor],
    recipients: list[Actor],
    *,
    noun: bool,
    headline: bool = False,
    several: bool = False,
) -> bool:
    """Return whether the parties found fill ``frame``; a ``noun`` needs its other side more than a verb.

    A ``headline`` may leave out towards whom; so may ``several`` who refuse together.
    """
    parties = {a.party for a in actors}
    if frame.needs == "nobody":
        return bool(actors)
    if frame.mutual and frame.igo and not any(p.startswith("org:") for p in parties):
        return False
    if frame.mutual:
        one_body = frame.council or (several and frame.type == "AGREE" and not noun)  # the council agreed
        return len(parties) > 1 or (one_body and all(p.startswith("org:") for p in parties))
    if frame.alone and actors:
        return True
    if recipients:
        return not frame.igo or all(r.party.startswith("org:") for r in recipients)
    if frame.type == "AGREE" and len(parties) > 1:
        return True
    if several and frame.type == "REJECT" and frame.needs != "recipient" and len(parties) > 1:
        return True
    if headline and not noun and frame.type in DIRECTED and not frame.mutual:
        return True  # the story says it
    return frame.needs != "recipient" and frame.type in _UNAIMED and not noun


def hosted(sentence: Sentence, k: int) -> bool:
    """Whether who hosts the meeting is told right after it: اجتماع استضافه الرئيس التركي."""
    return any(i.kind == VERB and "host" in i.tags for i in sentence.items[k + 1 : k + 4])


def single_city(group: Group) -> bool:
    """Whether ``group`` is one city without a title: rather a place than a government."""
    first = group.phrases[0]
    return len(group.phrases) == 1 and bool(first.city) and not first.roles and COUNTRY not in first.kinds


def _modifies(sentence: Sentence, j: int) -> bool:
    """Whether the name at item ``j`` qualifies the word after it: the Chagos treaty."""
    if j + 1 == len(sentence.items):
        return False
    following = sentence.items[j + 1]
    return (following.kind == WORD and following.value != "and") or "deed" in following.tags
