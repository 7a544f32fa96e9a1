"""How an Arabic clause tells an act: as done, as announced, as called off, or not as an act at all."""

from __future__ import annotations

from consumers.extraction.acts import papers
from consumers.extraction.acts import plans_arabic as plans
from consumers.extraction.acts.no_acts import lifted
from consumers.extraction.acts.plans_arabic import FINITE, PREDICATE_REACH
from consumers.extraction.acts.verdicts import CONTEXT, Verdict, during, when_negated
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
    Item,
    Sentence,
)
from consumers.extraction.words.lexicon import Frame

_IF = "إن"
"""Before a past verb "if"; "that" stands before a noun."""
_OF = "من"
_ABOUT = frozenset({"بشأن", "عن", "من", "ل", "بدون"})
_TOPICS = frozenset({"SANCTION", "RETREAT", "AID", "COOPERATE"})
"""Acts that are talked about before they are done."""
_CARRYING = frozenset({"light", "announcing", "hypothetical"})
"""Lists of verbs through which a doubt reaches what they govern: may announce the withdrawal."""
_DEEDS = frozenset({"SUPPORT", "SANCTION", "AID", "RETREAT", "CONCEDE"})
_SAKE = "من أجل"
_ENTRY_REACH = 6
"""Items from a meeting back to the word for entering it."""
_BRINGING = frozenset({"announcing", "resulting"})
_PURPOSE = frozenset({"ل", "لل"})
_BEFORE_THAT = "قبل أن"
_UNTIMED = frozenset({"noun", "participle"})
_TO = "إلى"
_BY_MEANS_OF = frozenset({"خلال", "عبر"})
_DOUBTS = frozenset({"considered", "hypothetical", "perhaps"})
_OFF = frozenset({"cancel", "cancelled"})
"""Lists of words without one of which a sentence need not be searched for them."""


def judge(sentence: Sentence, k: int, before: list[Item], frame: Frame) -> Verdict | None:
    """Return how the act at item ``k`` is told; a meeting that is said to be due is planned, whatever is said of it.

    ``before`` are the items before it in its clause, nearest first.
    """
    verdict = _judge(sentence, k, before, frame)
    if frame.type != "CONSULT" or sentence.items[k].kind != NOUN:
        return verdict
    if (verdict is None and plans.due(sentence, k)) or plans.to_be_set(sentence, before):
        return Verdict("planned")
    return verdict


def _judge(sentence: Sentence, k: int, before: list[Item], frame: Frame) -> Verdict | None:
    """Return how the act at item ``k`` is told; None when it is only wished, asked for, supposed or doubted.

    ``before`` are the items before it in its clause, nearest first.
    """
    items, item, tags = sentence.items, sentence.items[k], sentence.tags
    if "question" in tags and tags["question"][0] < k:
        return None
    if "conditional" in tags and conditional(items, k):
        return None
    present = item.form in {"present", "first"}
    negated = "negation" in tags and (
        (item.kind != NOUN and any("negation" in b.tags for b in before[:2] if b.kind == CLEAR))
        or (item.kind == NOUN and (_not_held(before) or _denied(before)))
        or (frame.type == "CONSULT" and item.kind == NOUN and _left_undone(before))
    )
    occasion = frame.type == "CONSULT" and item.kind == NOUN and during(sentence, k)
    negated = negated or ("denying" in tags and item.form == "past" and _denied_that(items, k, before))
    doubted = not _DOUBTS.isdisjoint(tags) and not occasion
    for n, b in enumerate(before if doubted else ()):
        carries = not b.tags.isdisjoint(_CARRYING)
        if (b.kind == VERB and not carries and b.form != "noun") or (b.kind == COMMA and item.form == "participle"):
            break
        following = before[n - 1] if n else item
        considered = "considered" in b.tags and frame.type != "REQUEST"
        if considered or "hypothetical" in b.tags or ("perhaps" in b.tags and following.form != "past"):
            return None
    if present and frame.type == "CONSULT" and before and "when" in sentence.words[before[0].i].marks:
        return Verdict("planned")  # when he meets him
    if present and _came_later(sentence, k):
        return Verdict("occurred")
    if before and before[0].kind == STOP and present and not before[0].tags & {"planned"}:
        if "planned" in tags and any("planned" in b.tags for b in items[max(0, k - 5) : k]):
            return Verdict("planned")
        if _subjunctive(items, k, sentence):
            return Verdict("planned") if plans.agreed_that(items, k, frame) else None
    led = k - len(before)  # the verb after أن of which the noun is what is done: من المقرر أن يجري محادثات
    if item.kind == NOUN and led and plans.leads(items, led, k) and _subjunctive(items, led, sentence):
        due = any("planned" in b.tags for b in items[max(0, led - 5) : led]) or plans.agreed_that(items, led, frame)
        return Verdict("planned") if due else None
    if negated and item.kind == NOUN and frame.mode == "sign":
        return Verdict("denied")  # they parted without signing
    if item.kind == NOUN and before and (_not_done(frame, before[0].value) or _asked_for(frame, before)):
        return None  # without support, talks about a withdrawal, with the aim of backing: it is not told
    if frame.type == "CONSULT" and (
        ((item.kind == NOUN or item.form == "said") and _invited(sentence, k, before))
        or (item.kind == NOUN and negated and _no_such(sentence, before))
    ):
        return None
    if negated:
        purpose = any(b.kind == STOP and "purpose" in sentence.words[b.i].marks for b in items[max(0, k - 3) : k])
        return None if purpose else when_negated(frame)
    if frame.type == "AGREE" and item.kind == NOUN and _for_the_sake(before):
        return None
    if frame.type == "AGREE" and "failing" in tags and _failed(before):
        return Verdict("denied") if frame.mutual else None
    if frame.type == "CONSULT" and item.kind == NOUN and not occasion and _left(before):
        return Verdict("denied")
    if not _OFF.isdisjoint(tags) and _cancelled(items, k, before):
        undone = frame.type == "AGREE" or (frame.mode == "sign" and not frame.mutual)
        return None if undone else Verdict("denied")  # who takes back a ratification has left the treaty
    if frame.type == "CONSULT" and "offer" in tags and plans.accepted(sentence, item, before):
        return Verdict("planned")
    if _only_spoken_of(sentence, k, before, frame):
        return None
    if item.prefix.endswith("س") or (item.form == "first" and plans.i_shall(sentence, item)):
        threat = frame.type == "SANCTION" and any("conditional" in i.tags for i in items[k + 1 :])
        return Verdict("occurred", "THREATEN") if threat else Verdict("planned")
    if _purpose(item) and item.kind == VERB:
        return Verdict("planned") if frame.type == "CONSULT" or frame.mode == "sign" else None
    if _purpose(item) and frame.type not in {"CONSULT", "AGREE"} and frame.mode != "sign" and not _met_with(before):
        return Verdict("occurred") if frame.type == "SANCTION" and _ordered(sentence, before) else None
    if (_purpose(item) and frame.type == "CONSULT" and plans.arrived_for(before)) or (
        present and item.conjoined and plans.goes_on_with_plan(sentence, k)
    ):
        return Verdict("planned")
    if item.kind == NOUN:
        if frame.type == "CONSULT" and not occasion and (may := plans.may_be_held(items, k)):
            timed = any("planned_after" in a.tags for a in items[may : may + CONTEXT])
            return Verdict("planned") if timed else None
        ahead = None if occasion and plans.said_then(before) else plans.ahead(sentence, k, before)
        if ahead is None and frame.type == "CONSULT" and "decision" in tags and plans.decided(before):
            ahead = True
        if ahead is not None:
            return Verdict("planned") if ahead else None
    if frame.type == "CONSULT" and plans.in_time(sentence, k, before):
        return Verdict("planned")
    if "planned" in tags and (any("planned" in b.tags for b in before[:5]) or plans.where_planned(items, k, before)):
        return Verdict("planned")
    if item.kind == NOUN and before and before[0].value in {"عشية", "قبل"}:
        return Verdict("planned")
    return Verdict("occurred")


def _due(items: list[Item], k: int) -> bool:
    """Whether a noun is what somebody says that another must do: على لندن دعم واشنطن."""
    if k < 2 or items[k].conjoined or not (items[k - 1].kind == GROUP or "world" in items[k - 1].tags):  # noqa: PLR2004
        return False
    return items[k - 2].form == "said" and any(f.type == "REQUEST" for f in items[k - 2].frames)


def _only_spoken_of(sentence: Sentence, k: int, before: list[Item], frame: Frame) -> bool:
    """Whether an act is what something else is about: an agreement, talks that somebody offers, the ban that is lifted.

    Or what a statement says that somebody refuses, or by which means somebody does what he is blamed for.
    """
    items, item = sentence.items, sentence.items[k]
    if item.form in {"present", "first"} and papers.said_in_paper(sentence, k):
        return True
    if item.kind == NOUN and _due(items, k):
        return True
    if frame.type == "CONSULT" and item.kind == NOUN and _judged(items, k, before):
        return True
    if not before:
        return False
    if item.kind == NOUN and frame.type == "AGREE" and before[0].value in _ABOUT and not _announced(item, before):
        return True
    if item.kind == NOUN and frame.type == "AID" and (before[0].value in _BY_MEANS_OF or _evident(before)):
        return True
    if item.kind == NOUN and frame.type in _TOPICS and _voted_on(sentence, before):
        return True
    if item.kind == NOUN and frame.mode == "praise" and (_given_up(sentence, before) or before[0].value == _OF):
        return True  # for what it gives of support, ما تقدمه من دعم
    if item.kind == NOUN and frame.type in {"RETREAT", "SANCTION"} and _insisted_on(sentence, before):
        return True
    if frame.type == "CONSULT" and item.kind == NOUN and plans.set_up(before):
        return True
    if lifted(sentence, item, before[0], frame) or _if_done(sentence, item, before[0]):
        return True  # will regret it if they withdraw
    return frame.type == "CONSULT" and item.form in _UNTIMED and (_offered(before) or _host_offered(sentence, before))


def _insisted_on(sentence: Sentence, before: list[Item]) -> bool:
    """Whether a noun is what somebody insists on: شددت على انسحاب القوات."""
    if before[0].value != "على":
        return False
    verb = next((b for b in before[1:] if b.kind not in {CLEAR, COMMA, GROUP}), None)
    return verb is not None and "insisting" in sentence.words[verb.i].marks


def _given_up(sentence: Sentence, before: list[Item]) -> bool:
    """Whether a noun is what somebody goes back on: التراجع عن تأييده للبيان."""
    named = before[0].value == "عن" and len(before) > 1
    return named and "giving_up" in sentence.words[before[1].i].marks


def _voted_on(sentence: Sentence, before: list[Item]) -> bool:
    """Whether a noun is what is voted on: قبل التصويت على تمديد العقوبات."""
    if before[0].value != "على" or len(before) < 2:  # noqa: PLR2004 - the vote, and on
        return False
    return "vote" in sentence.words[before[1].i].marks


def _evident(before: list[Item]) -> bool:
    """Whether a noun is what there is evidence of: أدلة على تزويد الحوثيين بالصواريخ."""
    named = next((b for b in before if b.kind != PREP), None)
    return named is not None and named.kind == NOUN and any(f.charge for f in named.frames)


def _ordered(sentence: Sentence, before: list[Item]) -> bool:
    """Whether what a noun names is what somebody signs an order for: يوقع مذكرة لفرض رسوم على الصين."""
    paper = next((n for n, b in enumerate(before) if b.kind in {VERB, WORD}), None)
    if paper is None or "order" not in sentence.words[before[paper].i].marks:
        return False
    verb = next((b for b in before[paper:] if b.kind == VERB), None)
    return verb is not None and verb.form in FINITE and any(f.mode == "sign" for f in verb.frames)


def _asked_for(frame: Frame, before: list[Item]) -> bool:
    """Whether a noun is what somebody is asked for who is no party: دعا أبناء المدينة للوقوف معهم ومساندتهم."""
    if frame.type not in _DEEDS:
        return False
    verb = next((b for b in before if b.kind in {VERB, STOP, BREAK, RELATIVE}), None)
    asks = verb.frames if verb is not None and verb.kind == VERB else ()
    return any(f.type == "REQUEST" and not f.object and f.needs != "named" for f in asks)


def _invited(sentence: Sentence, k: int, before: list[Item]) -> bool:
    """Whether a meeting is what somebody is invited to attend: دعا نظيره للمشاركة في القمة."""
    told = [sentence.items[k], *before]
    attends = next((n for n, b in enumerate(told) if "attending" in sentence.words[b.i].marks), None)
    if attends is None:
        return False
    asks = next((b for b in told[attends + 1 :] if b.kind in {VERB, STOP, BREAK, RELATIVE}), None)
    return asks is not None and asks.kind == VERB and any(f.type == "REQUEST" for f in asks.frames)


def _not_done(frame: Frame, preposition: str) -> bool:
    """Whether what a noun names under ``preposition`` is only talked about or aimed at."""
    if preposition == "بدون" and frame.mode == "praise":
        return True
    if preposition == "من أجل":
        return frame.type not in {"CONSULT", "AGREE"} and frame.mode != "sign"
    return (frame.type in _TOPICS or frame.mode == "investigate") and preposition == "بشأن"


def _if_done(sentence: Sentence, item: Item, before: Item) -> bool:
    """Whether "if" stands right before a past verb: ستندم واشنطن إن انسحبت."""
    return item.form == "past" and before.kind == STOP and sentence.tokens[before.i].text == _IF


def _came_later(sentence: Sentence, k: int) -> bool:
    """Whether the verb at item ``k`` tells in the present what came after something past: قبل أن يتفق البلدان."""
    before = sentence.items[k - 1] if k else None
    if before is None or sentence.text(before.i, before.j) != _BEFORE_THAT:
        return False
    told = (i for i in reversed(sentence.items[: k - 1]) if i.kind == VERB and i.form in FINITE and "say" not in i.tags)
    earlier = next(told, None)
    return earlier is not None and earlier.form == "past"


def _offered(before: list[Item]) -> bool:
    """Whether the clause before a meeting ends in an offer of it: Seoul's offer (of) talks with Tokyo."""
    held = int(bool(before) and _purpose(before[0]))  # خطة لبدء محادثات
    if before and before[0].value == "في":  # استعدادها للدخول فورا في مفاوضات
        held = next((n + 1 for n, b in enumerate(before[:_ENTRY_REACH]) if b.kind == NOUN and _purpose(b)), 0)
    told = [b for b in before[held:] if b.kind != GROUP and (b.kind != CLEAR or b.tags)][:2]
    if not told or told[0].kind == VERB:
        return False
    described = len(told) > 1 and told[0].kind == WORD and "offer" in told[1].tags  # دعوة رسمية لزيارة
    offer = told[1] if described else told[0]
    willing = any(f.type == "AGREE" and not f.mutual for f in offer.frames)
    return "offer" in offer.tags or (willing and "planned" not in offer.tags)


def _host_offered(sentence: Sentence, before: list[Item]) -> bool:
    """Whether somebody only offers to host a meeting: عرضت النمسا استضافة قمة بينهما."""
    n = next((n for n, b in enumerate(before) if b.kind != CLEAR), None)
    if n is None or before[n].kind != WORD or "hosting" not in sentence.words[before[n].i].marks:
        return False
    for b in before[n + 1 :]:
        told = {f.type for f in b.frames if not f.mutual}
        if "offer" in b.tags or told >= {"AGREE", "REQUEST"} or (b.kind == NOUN and "AGREE" in told):
            return True  # not: agreed to host it
    return False


def conditional(items: list[Item], k: int) -> bool:
    """Whether a condition opens the clause of item ``k``: if it withdraws."""
    comma = False
    for j in range(k - 1, -1, -1):
        other = items[j]
        if other.kind == BREAK or (other.kind == STOP and other.prefix[:1] == "ف") or (comma and other.kind == VERB):
            return False
        if "conditional" in other.tags:
            return not comma or items[k].kind == NOUN
        comma = comma or (other.kind == COMMA and _opens_a_clause(items, j + 1))
    return False


def _opens_a_clause(items: list[Item], j: int) -> bool:
    """Whether a clause of its own may begin at item ``j``, rather than the clause go on after an apposition."""
    following = next((i for i in items[j:] if i.kind != CLEAR), None)
    return following is None or following.kind not in {NOUN, PREP, WORD}


def _met_with(before: list[Item]) -> bool:
    """Whether a noun under "to" is what somebody meets with: تعرضت بولندا لانتقادات من إسرائيل."""
    governor = next((b for b in before if b.kind in {VERB, STOP, BREAK, RELATIVE, NOUN}), None)
    return governor is not None and governor.kind == VERB and "receive" in governor.tags


def _purpose(item: Item) -> bool:
    """Whether the word wears "for" or "in order to"."""
    return item.prefix.endswith("ل") and not item.prefix.endswith("ال")


def _subjunctive(items: list[Item], k: int, sentence: Sentence) -> bool:
    """أن right before a present verb: wished, unless the sentence only reports (أعلن أن)."""
    j = k - 1
    if items[j].kind != STOP or items[k].prefix:
        return False
    marks = sentence.words[items[j].i].marks
    if "to_do" in marks and j > 0 and "hypothetical" in items[j - 1].tags:
        return True  # تسعى لأن تقدم
    return "subjunctive" in marks


def _not_held(before: list[Item]) -> bool:
    """Whether a negation stands near before a noun, and not only of who speaks of it: لم يذكر المتحدث القمة."""
    said = False
    for b in before[:3]:
        if "negation" in b.tags:
            return not said
        speaks = b.kind == VERB and ("resulting" in b.tags or ("say" in b.tags and "light" not in b.tags))
        said = said or speaks  # لم تسفر المحادثات: they were held
    return False


def _denied(before: list[Item]) -> bool:
    """Whether somebody denies what a noun names: نفت طهران عقد أي لقاء."""
    for b in before:
        if "denying" in b.tags:
            return True
        if b.kind == STOP or (b.kind == PREP and b.value != _TO) or (b.kind == VERB and "light" not in b.tags):
            return False
    return False


def _denied_that(items: list[Item], k: int, before: list[Item]) -> bool:
    """Whether somebody denies that what a past verb names has been: نفى أن تكون واشنطن قد بحثت الأمر مع إسرائيل."""
    that = k - len(before) - 1
    if that < 0 or "that" not in items[that].tags or not any("aux" in b.tags for b in before):
        return False
    governor = next((i for i in reversed(items[max(0, that - CONTEXT) : that]) if i.kind == VERB), None)
    return governor is not None and "denying" in governor.tags


def _judged(items: list[Item], k: int, before: list[Item]) -> bool:
    """Whether somebody only says what it would be to meet: يعتقد أن إجراء محادثات سيكون بلا جدوى."""
    that = k - len(before) - 1
    if that < 0 or "that" not in items[that].tags or not any("arranging" in b.tags for b in before):
        return False
    ahead = next((n for n, a in enumerate(items[k + 1 :], k + 1) if "aux" in a.tags and a.prefix.endswith("س")), -1)
    if not k < ahead < min(k + PREDICATE_REACH, len(items) - 1):
        return False
    return items[ahead + 1].kind in {WORD, NOUN}  # not: it will be in Singapore


def _for_the_sake(before: list[Item]) -> bool:
    """Whether something else is done for what a word names: سيلتقيان من أجل التوصل إلى اتفاق."""
    for b in before:
        if (b.kind == PREP and b.value == _SAKE) or _to_agree(b):
            return True
        if b.kind not in {PREP, WORD, NOUN, CLEAR}:
            return False
    return False


def _to_agree(item: Item) -> bool:
    """Whether a noun says that something else is done to come to an agreement: للتوصل إلى اتفاق."""
    return item.kind == NOUN and item.prefix in _PURPOSE and any(f.type == "AGREE" for f in item.frames)


def _failed(before: list[Item]) -> bool:
    """Whether somebody failed in what a word names: فشل الطرفان في التوصل إلى اتفاق."""
    for b in before:
        if "failing" in b.tags:
            return True
        if b.kind == STOP or (b.kind == VERB and b.form in FINITE):
            return False
    return False


def _left_undone(before: list[Item]) -> bool:
    """Whether the light verb that governs a noun is negated: لن تشارك بيونغ يانغ في المحادثات."""
    n = next((n for n, b in enumerate(before) if b.kind in {VERB, STOP, NOUN, RELATIVE}), None)
    if n is None or before[n].kind != VERB or "light" not in before[n].tags or n + 1 >= len(before):
        return False
    if "resulting" in before[n].tags:
        return False  # لم تسفر المحادثات عن شيء
    return before[n + 1].kind == CLEAR and "negation" in before[n + 1].tags


def _announced(item: Item, before: list[Item]) -> bool:
    """Whether somebody makes known what a noun names: كشف الوزير عن اتفاق, أعرب عن استعداده."""
    governor = next((b for b in before[1:] if b.kind not in {CLEAR, COMMA, GROUP}), None)
    if before[0].value != "عن" or governor is None:
        return False
    return not governor.tags.isdisjoint(_BRINGING) or (item.form == "owned" and "say" in governor.tags)


def _no_such(sentence: Sentence, before: list[Item]) -> bool:
    """Whether something is said to be no meeting of that kind: اجتماع غير رسمي وليس "لقاء قمة"."""
    nearest = next((b for b in before if b.kind != CLEAR or b.tags), None)
    return nearest is not None and "is_not" in sentence.words[nearest.i].marks


def _left(before: list[Item]) -> bool:
    """Whether somebody withdraws from a meeting: انسحب الرئيس من القمة."""
    if not before or before[0].value != "من":
        return False
    governor = next((b for b in before[1:] if b.kind in {VERB, NOUN}), None)
    if governor is None or governor.prefix.startswith("ب"):
        return False  # threatens with it
    return any(f.type == "SANCTION" and f.mode == "withdraw" for f in governor.frames)


def _cancelled(items: list[Item], k: int, before: list[Item]) -> bool:
    """Whether what a noun names is called off, by a word before it or by a passive after it."""
    commented = bool(before) and before[0].value == "على"  # علق على التهديدات
    for n, b in enumerate(before[: 0 if commented else 4]):
        if "cancel" in b.tags or "cancelled" in b.tags:
            return items[k].kind == NOUN and not (n and before[n - 1].value == "على")  # رفض التعليق على المحادثات
        if b.kind == VERB:
            break
    if items[k].kind != NOUN:
        return False
    for other in items[k + 1 : k + PREDICATE_REACH]:
        if "cancelled" in other.tags and other.form in {"word", "passive"}:
            return True
        if other.kind in {BREAK, STOP, VERB}:
            return False
    return False
