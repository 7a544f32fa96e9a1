"""Whose act a noun tells: the visit *of the minister*, *their* condemnation, Russia-Iran talks."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts import receptions, referents, subjects
from consumers.extraction.acts.arguments import Argument, single_city
from consumers.extraction.acts.companions import of_a_summit, of_ministers
from consumers.extraction.sentences.clauses import (
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
    Sentence,
)
from consumers.extraction.story.memory import HOSTILE
from consumers.extraction.story.people import Story
from consumers.extraction.words.lexicon import Frame
from consumers.gazetteer.model import ORGANISATION

_ENVOYS = frozenset({"ambassador", "mission", "official", "envoy"})
"""Roles of those who are summoned, recalled and expelled."""
_THEIRS = ("هم", "هما")
_OF_BOTH = "هما"
_JUDGING = frozenset({"praise", "disapprove"})
_TWO = 2
_TOPIC = frozenset({"from", "about", "of", "against"})
_TOWARDS = frozenset({"for", "on", "upon"})
"""Last words of a noun whose object follows: their call for, her call on."""
_THERE = frozenset({"in", "at"})
_RELATIVE_REACH = 7
_SURE = 0.8
_BESIDE = 3
"""Adjectives that may stand between a noun and whose it is."""
_POSTED_TO = "لدى"
_CONVICTION = "ادان"
"""إدانة is a conviction as well as a condemnation."""


def find(
    sentence: Sentence, k: int, story: Story, after: list[Argument], frame: Frame, *, verb_first: bool
) -> tuple[list[Actor], Group | None]:
    """Return whose act the noun at item ``k`` is, and the group that says so if one stands beside it.

    It is the genitive after the noun (or before it), else the subject of the verb that governs it.
    """
    before = _owner_arabic(sentence, k, frame, after) if verb_first else _owner_before(sentence, k, frame)
    actors = story.resolve(before, sentence) if before is not None else []
    if actors or (not verb_first and frame.travel and _spoken_of(sentence, k)):
        return actors, before
    item = sentence.items[k]
    possessed = k > 0 and not verb_first and "possessive" in sentence.items[k - 1].tags
    for relation, group, distance in after[: 0 if possessed and frame.igo else 1]:  # their withdrawal from the bloc
        if not verb_first and relation in {"of", "by"} and distance:
            break  # talks under the mediation of Oman
        if verb_first and frame.mode == "access" and referents.is_crossing(group):
            break  # the opening of the crossing of Rafah
        if frame.type == "CONSULT" and single_city(group) and len(after) < 2:  # noqa: PLR2004
            break  # the Istanbul talks: where, not who
        genitives = _genitives(frame, distance, sought=not verb_first)
        owned = (relation == "direct" and item.form != "owned") or (relation in genitives and not frame.travel)
        owned = owned and not (relation == "direct" and sentence.words[item.j - 1].folded in _TOWARDS)
        if verb_first and relation == "direct" and single_city(group) and of_a_summit(sentence, k, after):
            break  # قمة هلسنكي مع بوتن: where
        if frame.travel and k + 1 < len(sentence.items) and "gathering" in sentence.items[k + 1].tags:
            break  # جولة تشمل قطر: where, not whose
        owned = owned and not (verb_first and item.form == "owned" and frame.mode in {"disapprove", "allege"})
        if verb_first and _issued(item.form, relation, group, distance, frame):
            owned = True  # رفض قاطع من الأردن, نقل السفارة الأميركية
        if relation == "ل" and frame.council and ORGANISATION in group.phrases[0].kinds:
            return story.resolve(group, sentence), group  # جلسة لمجلس الأمن
        if relation == "ل" and verb_first and frame.type == "CONSULT" and not frame.travel and of_ministers(group):
            return story.resolve(group, sentence), group  # اجتماع لوزراء خارجية روسيا وتركيا
        if frame.travel and relation in {"of", "by"} and any(p.roles or p.has_person for p in group.phrases):
            owned = True  # the visit of the minister
        if relation == "ل" and frame.travel and len(after) > 1 and any(p.roles for p in group.phrases):
            owned = True  # زيارة للرئيس إلى البلد
        if owned and verb_first and _is_object(sentence, k, group, frame, story):
            break
        if owned and verb_first and (_to_be_met(sentence, k, group, frame, story) or _received(frame, after)):
            break
        if owned and verb_first and _destination(sentence, k, group, frame):
            break
        if owned and not (frame.travel and group.phrases[0].city and not group.phrases[0].roles):
            actors = story.resolve(group, sentence)
            if actors:
                return actors, group
    return _by_clause(sentence, k, story, frame, verb_first=verb_first), None


def _by_clause(sentence: Sentence, k: int, story: Story, frame: Frame, *, verb_first: bool) -> list[Actor]:
    """Return whose act the noun at item ``k`` is by what stands before it in its clause."""
    item = sentence.items[k]
    decider = _decider(sentence, k) if verb_first and item.kind == NOUN and item.form != "owned" else None
    if decider is not None:
        return story.resolve(decider, sentence)
    if verb_first and frame.travel and item.form == "owned" and frame.strength < _SURE:
        traveller = (single_before(sentence, k) if of_one(sentence, k) else None) or _of_what_follows(sentence, k)
        if traveller is not None and traveller.phrases[0].has_person:
            return story.resolve(traveller, sentence)
        return [a for a in story.subject if a.name]  # وصولها: of a person, not of goods
    if verb_first and frame.mode == "visit" and frame.travel and _of_somebody_unknown(sentence, k):
        return []
    if verb_first and frame.mode in {"praise", "disapprove"} and receptions.brought_about(sentence, k):
        return []  # which led to wide condemnation
    own = referents.named_right_before(sentence, k, frame) if verb_first else None
    if own is not None:
        return story.resolve(own, sentence)
    blamed = _who_is_blamed(sentence, k) if verb_first and item.form == "owned" else None
    if blamed is not None:
        return story.resolve(blamed, sentence)
    told_after = verb_first and item.form != "owned"
    if not verb_first and frame.type != "CONSULT" and _judged(sentence, k):
        return []
    governor = (_relative_subject(sentence, k) if told_after else None) or subjects.clause_subject(sentence, k)
    if governor is None and any("possessive" in i.tags for i in sentence.items[max(0, k - 3) : k]):
        main = next((i.group for i in sentence.items[:k] if i.kind == VERB and i.group is not None), None)
        governor = main or INHERIT  # left after his meeting with Trump
    if governor is None and verb_first and item.form == "owned" and frame.mode in {"praise", "disapprove"}:
        governor = _announcer(sentence, k)
    if governor is not None and verb_first and _welcomed(sentence, k):
        return []
    if governor is not None and verb_first and len(governor.phrases) > 1 and of_one(sentence, k):
        governor = single_before(sentence, k) or governor
    return _of_the_clause(sentence, k, frame, story, governor, verb_first=verb_first)


def _welcomed(sentence: Sentence, k: int) -> bool:
    """Whether the noun at item ``k`` is what the verb before it welcomes or condemns: رحبت قطر برفع العقوبات."""
    if not sentence.items[k].prefix.endswith("ب"):
        return False
    verb = next((i for i in reversed(sentence.items[:k]) if i.kind in {VERB, NOUN, STOP, BREAK, RELATIVE}), None)
    return verb is not None and verb.kind == VERB and any(f.mode in _JUDGING and "ب" in f.roles for f in verb.frames)


def _who_is_blamed(sentence: Sentence, k: int) -> Group | None:
    """Return whose deed is what others reproach or punish somebody for: عقوبات على روسيا بسبب دعمها للأسد."""
    why, whom = (sentence.items[k - 1], sentence.items[k - 2]) if k > _TWO else (None, None)
    if why is None or whom is None or whom.group is None or "because" not in sentence.words[why.i].marks:
        return None
    for other in reversed(sentence.items[: k - 2]):
        if other.kind in {VERB, NOUN}:
            return whom.group if any(f.type in HOSTILE for f in other.frames) else None
        if other.kind in {STOP, BREAK, RELATIVE}:
            return None
    return None


def _of_the_clause(
    sentence: Sentence, k: int, frame: Frame, story: Story, governor: Group | None, *, verb_first: bool
) -> list[Actor]:
    """Return whose act a noun is by its clause, of which ``governor`` is the subject, if it has one."""
    if governor is None and not verb_first and frame.type == "CONSULT":
        actors = _of_circumstance(sentence, k, story)
        if actors:
            return actors
    if governor is None and verb_first and sentence.items[k].form == "owned":
        governor = _of_what_follows(sentence, k)
    if governor is INHERIT:
        both = sentence.words[sentence.items[k].i].folded.endswith(_OF_BOTH)
        return list(story.both_or_subject() if both else story.subject)
    if governor is None:
        return []
    actors = story.resolve(governor, sentence)
    return actors or ([] if verb_first else _main_subject(sentence, k, story))


def _decider(sentence: Sentence, k: int) -> Group | None:
    """Return whose decision it is to do what the noun at item ``k`` names: قرار السلطات المغربية بقطع العلاقات.

    Or that of who stands before it: التضامن مع المغرب في قرارها قطع العلاقات.
    """
    items = sentence.items
    if k > 1 and "decision" in items[k - 2].tags:
        group = items[k - 1].group
        if group is not None and not group.prep and not group.weak:
            return group
    if k > 1 and items[k - 2].kind == PREP and "their_decision" in sentence.words[items[k - 1].i].marks:
        before = items[k - 3].group if k > 2 else None  # noqa: PLR2004 - who, in, decision
        return before if before is not None and not before.weak else None
    if k > 2 and items[k - 1].value == "عن" and "announcement" in sentence.words[items[k - 3].i].marks:  # noqa: PLR2004
        group = items[k - 2].group  # إعلان المغرب عن قطع العلاقات
        return group if group is not None and not group.prep and not group.weak else None
    return None


def _issued(form: str, relation: str, group: Group, distance: int, frame: Frame) -> bool:
    """Whether a group after a noun of this form is whose it is: praise *from* somebody, the *American* embassy."""
    if form != "noun" or distance >= _BESIDE:
        return False
    if frame.mode == "relations" and not frame.mutual:
        return relation == "attr" and group.weak
    said = frame.mode in {"praise", "disapprove"} and "من" not in frame.roles
    return relation == "من" and (said or frame.type == "REJECT")


def _owner_arabic(sentence: Sentence, k: int, frame: Frame, after: list[Argument]) -> Group | None:
    """Return whose meeting or consent a noun is, where neither the genitive after it nor its verb says so."""
    if frame.mutual and not frame.travel:
        return _held_for(after)
    return _praised(sentence, k) if frame.type == "AGREE" else None


def _praised(sentence: Sentence, k: int) -> Group | None:
    """Return who is praised for the deed at item ``k``: أشاد بالرئيس لموافقته."""
    if not k or sentence.items[k].form != "owned" or sentence.items[k].prefix != "ل":
        return None
    group = sentence.items[k - 1].group
    return group if group is not None and not group.prep and not group.weak else None


def _held_for(after: list[Argument]) -> Group | None:
    """Return who meets another by "of" after the place: اجتماع في البيت الأبيض للرئيس مع ولي العهد."""
    if not any(relation == "مع" for relation, _, _ in after):
        return None
    group = next((g for relation, g, _ in after if relation == "ل"), None)
    return group if group is not None and any(p.roles or p.has_person for p in group.phrases) else None


def _of_somebody_unknown(sentence: Sentence, k: int) -> bool:
    """Whether a journey is that of somebody whom the gazetteer lacks: زيارة الإمام الأكبر إلى إندونيسيا."""
    item = sentence.items[k]
    following = sentence.items[k + 1] if k + 1 < len(sentence.items) else None
    if item.form != "noun" or item.j - item.i > 1 or item.prefix.endswith("ال") or following is None:
        return False
    return following.kind == WORD and sentence.words[following.i].folded.startswith("ال")


def _received(frame: Frame, after: list[Argument]) -> bool:
    """Whether the only group after a reception is who is received: كان الوزير في استقبال نظيره."""
    return frame.mode == "visit" and not frame.travel and len(after) == 1


def _destination(sentence: Sentence, k: int, group: Group, frame: Frame) -> bool:
    """Whether the state after a visit is where somebody goes whom the verb names: يعتزم الرئيس زيارة السعودية."""
    if frame.mode != "visit" or not frame.travel or not group.bare or len(group.phrases) > 1:
        return False
    governor = subjects.clause_subject(sentence, k)
    return governor not in {None, INHERIT} and governor is not group


def _to_be_met(sentence: Sentence, k: int, group: Group, frame: Frame, story: Story) -> bool:
    """Whether ``group``, of one side, is whom somebody is to meet: توجه إلى لندن للقاء ماي."""
    if sentence.items[k].prefix != "ل" or frame.type != "CONSULT":
        return False
    return len({a.party for a in story.resolve(group, sentence)}) < 2  # noqa: PLR2004 - two sides


def _judged(sentence: Sentence, k: int) -> bool:
    """Whether the noun at item ``k`` is what a verb of praise or reproach is about: hailed the lifting of sanctions."""
    for other in reversed(sentence.items[:k]):
        if other.kind == VERB:
            return any(f.mode in {"praise", "disapprove"} and not f.object for f in other.frames)
        if other.kind not in {CLEAR, WORD}:
            return False
    return False


def _owner_before(sentence: Sentence, k: int, frame: Frame) -> Group | None:
    """Return the group before the noun at item ``k`` that says whose act it is."""
    before = _before(sentence, k)
    if before is None or (frame.travel and before is place_before(sentence, k)):
        return None  # wraps up Paris visit
    if before.prep in _THERE and len(before.phrases) == 1 and frame.type == "CONSULT":
        return None  # in Saudi talks
    return before


def _spoken_of(sentence: Sentence, k: int) -> bool:
    """Whether "the visit" at item ``k`` is what somebody talks about: distanced themselves from the trip to Russia."""
    items = sentence.items
    return k > 1 and "definite" in items[k - 1].tags and items[k - 2].kind == PREP and items[k - 2].value in _TOPIC


def _genitives(frame: Frame, distance: int, *, sought: bool) -> set[str]:
    """Return the relations of whose act a noun tells; ``sought``: in English or French, where "from" may say it."""
    if sought and frame.type == "REQUEST" and not distance:
        return {"of", "by", "from"}  # a plea from the mediator
    if sought and frame.mode == "disapprove":
        return {"by", "from"}  # the condemnation of a deed
    return {"of", "by"} if frame.mutual or "from" in frame.roles else {"of", "by", "from"}


def _of_circumstance(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who was at the meeting during or after which a sentence says that something was done.

    In a call with Aliyev, *Putin* said; *Trump* said that he would not ..., after a meeting with the envoy.
    """
    items = sentence.items
    before = next((n for n in range(k - 1, -1, -1) if items[n].kind != CLEAR and items[n].kind != WORD), None)
    if before is None or items[before].kind != PREP:
        return []
    if before == 0 or all(i.kind == CLEAR for i in items[:before]):
        opened = next((n for n in range(k + 1, len(items)) if items[n].kind == COMMA), None)
        for n in range(opened + 1 if opened is not None else len(items), len(items)):
            group = items[n].group
            if items[n].kind == GROUP and group is not None and not group.prep and not group.weak:
                return story.resolve(group, sentence)
            if items[n].kind in {VERB, STOP, BREAK, PREP}:
                break
        return []
    return _main_subject(sentence, k, story)


def _main_subject(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who does what the first finite verb before item ``k`` tells."""
    for item in sentence.items[:k]:
        if item.kind == VERB and item.form in {"past", "present"} and item.group not in {None, INHERIT}:
            return story.resolve(item.group, sentence)
    return []


def _announcer(sentence: Sentence, k: int) -> Group | None:
    """Return who announces, by a noun, what item ``k`` says is theirs: بعد إعلان الرياض عن ترحيبها."""
    for other in reversed(sentence.items[max(0, k - _RELATIVE_REACH) : k]):
        if other.kind in {STOP, BREAK, VERB, RELATIVE}:
            return None
        if other.kind == GROUP and other.group is not None and not other.group.prep and not other.group.weak:
            return other.group
    return None


def _of_what_follows(sentence: Sentence, k: int) -> Group | None:
    """Return the subject of the main clause after a fronted phrase: بعد انسحابها من الاتفاق، تسعى الولايات المتحدة."""
    items = sentence.items
    if any(i.kind not in {PREP, CLEAR, WORD} for i in items[:k]) or items[k].conjoined:
        return None
    for j in range(k + 1, len(items) - 1):
        if items[j].kind in {BREAK, STOP}:
            return None
        if items[j].kind != COMMA:
            continue
        verb = next((n for n in range(j + 1, min(j + _BESIDE, len(items))) if items[n].kind != CLEAR), j)
        if items[verb].kind == VERB and items[verb].form in {"past", "present"} and not items[verb].conjoined:
            subject = subjects.find(sentence, verb, verb_first=True)
            return subject if subject is not INHERIT and subject is not None and _agrees(sentence, k, subject) else None
    return None


def _agrees(sentence: Sentence, k: int, group: Group) -> bool:
    """Whether the pronoun on the noun at item ``k`` can mean ``group``."""
    gender = group.phrases[0].gender
    return not gender or (gender == "f") == sentence.words[sentence.items[k].i].folded.endswith("ها")


def of_one(sentence: Sentence, k: int) -> bool:
    """Whether the pronoun on the noun at item ``k`` is of one man: محادثاته."""
    item = sentence.items[k]
    return item.form == "owned" and sentence.words[item.i].folded.endswith("ه")


def both_before(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return the two parties that a sentence names before "their meeting": أهدى ترامب كيم سيارة خلال لقائهما."""
    item = sentence.items[k]
    if item.form != "owned" or not sentence.words[item.i].folded.endswith(_THEIRS):
        return []
    found: list[Actor] = []
    for other in sentence.groups:
        group = other.group
        if other.i >= item.i or group is None:
            break
        if not group.prep and not group.weak and any(p.has_person or p.roles for p in group.phrases):
            found += story.resolve(group, sentence)
    return found if len({a.party for a in found}) == _TWO else []


def single_before(sentence: Sentence, k: int) -> Group | None:
    """Return the last group of one person or office before item ``k``."""
    for item in reversed(sentence.groups):
        single = item.group is not None and not item.group.prep and len(item.group.phrases) == 1
        if item.group is not None and single and item.j <= sentence.items[k].i:
            phrase = item.group.phrases[0]
            if phrase.has_person or (phrase.roles and phrase.number == "s"):
                return item.group
    return None


def mentioned(sentence: Sentence, k: int, frame: Frame) -> bool:
    """Whether a noun only mentions an act: "the refusal", "with the blessing of", with no verb to do it."""
    item = sentence.items[k]
    if frame.genitive and item.form != "owned":
        owner = sentence.items[k + 1] if k + 1 < len(sentence.items) else None
        return item.prefix.endswith("ال") or owner is None or owner.group is None or bool(owner.group.prep)
    if frame.mutual or frame.type == "AGREE":
        return False
    if frame.mode in {"praise", "disapprove"}:
        n = k - 1 if k and item.conjoined and sentence.items[k - 1].kind == NOUN else k
        if sentence.items[n].prefix.endswith("ب"):  # with dismay (and indignation): how something else is done
            return not n or (sentence.items[n - 1].kind != VERB and not receptions.offered(sentence, n))
    if frame.mode == "disapprove" and item.form == "owned" and _of_a_crime(sentence, k):
        return True
    if not item.prefix.endswith(("ال", "لل")) or item.conjoined or (k > 1 and "decision" in sentence.items[k - 2].tags):
        return False  # قرار واشنطن بالانسحاب
    if frame.declared:
        return True  # rallied the European support
    after = next((i for i in sentence.items[k + 1 : k + 3] if i.kind != CLEAR), None)
    if after is not None and after.kind == GROUP and after.group is not None and not after.group.prep:
        return False
    before = next((i for i in reversed(sentence.items[:k]) if i.kind not in {CLEAR, GROUP, COMMA}), None)
    return (before is None or before.kind != VERB) and not (frame.mode == "praise" and receptions.given(sentence, k))


def _of_a_crime(sentence: Sentence, k: int) -> bool:
    """Whether the noun is of a court: her conviction *of* membership; condemned "in the strongest terms" is not."""
    if _CONVICTION not in sentence.words[sentence.items[k].i].folded:
        return False
    j = sentence.items[k].j
    word = sentence.words[j] if j < len(sentence.words) else None
    return word is not None and word.folded.startswith("ب") and "strongly" not in word.marks and not word.names


def _is_object(sentence: Sentence, k: int, group: Group, frame: Frame, story: Story) -> bool:
    """Whether the group after a noun suffers what it tells: who *decided* the expulsion of the envoy does it."""
    if frame.mutual or frame.type in {"AGREE", "CONCEDE"}:
        return False
    if frame.type in {"SANCTION", "ACCUSE"} and any(p.role in _ENVOYS for p in group.phrases):
        return True
    if "direct" not in frame.roles or receptions.answered(sentence, k):
        return False  # answered the criticism *of the president*
    after_word = k > 0 and sentence.items[k - 1].kind == WORD
    if sentence.items[k].prefix.endswith("ب") and after_word and not receptions.begins(sentence, k):
        return False  # the verb has an object before it: tied the step to the court's refusal
    governor = next((i for i in reversed(sentence.items[:k]) if i.kind in {VERB, STOP, BREAK, NOUN}), None)
    if governor is None or governor.kind != VERB or not {"say", "light"} & governor.tags:
        return False
    actors = story.resolve(governor.group, sentence) if governor.group not in {None, INHERIT} else []
    return bool(actors) and not {a.party for a in actors} & {a.party for a in story.resolve(group, sentence)}


def _relative_subject(sentence: Sentence, k: int) -> Group | None:
    """Return who does what a noun names, told in a clause after it: الزيارة التي يقوم بها الرئيس."""
    relative = False
    for j in range(k + 1, min(k + _RELATIVE_REACH, len(sentence.items))):
        item = sentence.items[j]
        relative = relative or item.kind == RELATIVE
        if item.kind == VERB and "light" in item.tags:
            group = subjects.find(sentence, j, verb_first=True)
            return group if group is not INHERIT else None
        if item.kind == STOP and relative and "that" in item.tags:
            continue
        if item.kind not in {RELATIVE, CLEAR, COMMA, WORD}:
            return None
    return None


def place_before(sentence: Sentence, k: int) -> Group | None:
    """Return the place to which a journey leads by the name right before it: his Ankara visit."""
    group = sentence.items[k - 1].group if k and sentence.items[k - 1].kind == GROUP else None
    if group is None or not group.bare or len(group.phrases) > 1:
        return None
    return group if group.phrases[0].city or "country" in group.phrases[0].kinds else None


def _before(sentence: Sentence, k: int) -> Group | None:
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
        if item.kind == RELATIVE:  # the envoy, whose journey
            behind = next((i for i in reversed(sentence.items[:j]) if i.kind not in {CLEAR, COMMA}), None)
            return behind.group if behind is not None and behind.kind == GROUP else None
        if item.kind in {BREAK, STOP, COMMA, VERB, PREP, NOUN} or item.value == "and":
            return None
    return None


def posted_to(sentence: Sentence, k: int, story: Story, actors: list[Actor]) -> list[Actor]:
    """Return to whom the envoy is posted whom ``actors`` have recalled at item ``k``: سفير المملكة لدى ألمانيا."""
    own = {a.party for a in actors}
    items = sentence.items[k + 1 :]
    for item, prep, seat in zip(items, items[1:], items[2:], strict=False):
        if item.group is None or seat.group is None or prep.value != _POSTED_TO:
            continue
        envoy = item.group.phrases[0]
        theirs = envoy.role == "ambassador" and (not envoy.parties or not own.isdisjoint(envoy.parties))
        hosts = story.resolve(seat.group, sentence) if theirs else []
        return hosts if own.isdisjoint(a.party for a in hosts) else []
    return []
