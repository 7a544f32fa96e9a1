"""Arabic words that are verb or noun by their place: قطع is "he cut" and "the cutting of".

Vowels would tell, but news is written without them. What stands around the word does: a noun follows a preposition
or the verb that governs it, a verb has its subject after it.
"""

from __future__ import annotations

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
)
from consumers.extraction.words.readings import frames
from consumers.extraction.words.word import Word
from consumers.text.tokens import Token, fold_known

_SETTLED = frozenset({VERB, PREP})
_TOLD = frozenset({"verb", "light", "say"})
_NOUN = frozenset({"noun"})
_EXCHANGE = frozenset({"exchange"})
"""Told of the verb and of its noun alike: تبادل."""
_SAYING = frozenset({"say"})
_FINITE = frozenset({"past", "present", "first"})
_ENDS = frozenset({"على", "إلى", "من", "عن"})
"""Prepositions in which an entry of the lexicon may end: الاتفاق على."""
_ROOT = 3
"""Letters of a verb without any added to its root, whose verbal noun is often spelt the same."""
_IN_IT = frozenset({"فيه", "فيها", "خلاله", "خلالها"})
_SUBJECTS = ("ه", "ها", "هم", "هما")
_DURING_IT = frozenset({"خلاله", "خلالها", "خلالهما", "أثناءه", "أثناءها"})
_NUNATION = ("\u064b", "\u064bا")
"""Endings that no verb has: عرضًا, an offer."""
_NOTHING: frozenset[str] = frozenset()
_PLURAL = "ات"
_PLAIN_THAT = "that"
"""Tag of the conjunction after which a verb stands in the present only."""


def settle(items: list[Item], tokens: list[Token], words: list[Word], _auxiliaries: frozenset[str]) -> None:
    """Turn verbs that stand where a noun must into nouns, and prepositions that are verbs into verbs."""
    for k, item in enumerate(items):
        if item.kind == VERB and item.form == "present" and _any_such(items, k, words):
            item.kind, item.form, item.value, item.frames = WORD, "", "", ()  # أي تدخل: any meddling, not he meddles
            continue
        if item.kind not in _SETTLED:
            if item.kind == BREAK and item.i and tokens[item.i - 1].text == "(":
                items[k] = Item(CLEAR, item.i, item.j)  # what a quotation leaves out: (...)
            continue
        if item.form == "participle" and "transparent" in item.tags and k and items[k - 1].kind == VERB:
            item.kind, item.form, item.frames = CLEAR, "", ()  # التقى مجددا: again, not renewing
            continue
        if item.form == "past" and item.j - item.i == 1 and _of_myself(tokens[item.i].text):
            item.form = "first"
        form, tags = item.form, item.tags
        if form == "said" and "prep" in tags:
            _as_preposition(items, k, tokens)
            form, tags = item.form, item.tags
        if item.kind == PREP:
            if "say" in tags and _speaks(items, k):
                item.kind, item.value, item.form = VERB, "say", "past"
        elif "object" in tags and any(c.form == "owned" for c in item.cues):
            _pronoun(items, k)
        elif form == "past" and not tags.isdisjoint(_TOLD):
            _settle_past(items, k, tokens)
        elif form == "participle" and (_of_a_noun(items, k, tokens) or _qualified(items, k, tokens)):
            nouns = [c for c in item.cues if c.kind == "noun"]
            item.cues, item.tags, item.frames = nouns, frozenset(c.kind for c in nouns), frames(nouns)
            item.kind, item.form, item.value = (NOUN, "noun", "noun") if nouns else (WORD, "", "")
        elif "serving" in tags and _says_more(items, k, tokens):
            item.kind, item.form, item.value, item.tags, item.frames = WORD, "", "", frozenset(), ()


def _any_such(items: list[Item], k: int, words: list[Word]) -> bool:
    """Whether "any" stands right before the word, which is a noun then."""
    return k > 0 and items[k - 1].j == items[k].i and "any" in words[items[k - 1].i].marks


def _settle_past(items: list[Item], k: int, tokens: list[Token]) -> None:
    """Turn a verb in the past that stands where a noun must into that noun, or into a word."""
    item = items[k]
    nouns = [c for c in item.cues if c.kind == "noun"] if "noun" in item.tags else []
    if tokens[item.j - 1].text.endswith(_NUNATION):
        item.cues, item.tags, item.frames = nouns, _NOUN if nouns else _NOTHING, frames(nouns)
        item.kind, item.form, item.value = (NOUN, nouns[0].form, "noun") if nouns else (WORD, "", "")
    elif not nouns and _bare(item, tokens) and _ruled(items, k, tokens):
        item.kind, item.form, item.value = WORD, "", ""  # عقد اجتماع is "the holding of a meeting"
        item.frames = ()
    elif nouns and _noun_place(items, k, tokens):
        item.cues, item.tags = nouns, _NOUN | (item.tags & _EXCHANGE)
        item.kind, item.form, item.value = NOUN, nouns[0].form, "noun"
        item.frames = frames(nouns)


def _of_myself(text: str) -> bool:
    """Whether a verb of the pattern افتعل is spelt as what "I" do: ألتقي, وأجتمع."""
    text = text.removeprefix("و")
    return text.startswith("أ") and text[2:3] == "ت" and not text.endswith("ى")


def _bare(item: Item, tokens: list[Token]) -> bool:
    """Whether the word has no ending of a verb, and, of saying, the letters of a noun: كشف, not قال or أعلن."""
    text = tokens[item.j - 1].text
    if text.endswith(("ت", "وا", "ا", "ها", "ه")):
        return False
    if item.tags != _SAYING:
        return True
    stem = fold_known(text).removeprefix(item.prefix)
    return len(stem) == _ROOT and stem[1] != "ا"


def _ruled(items: list[Item], k: int, tokens: list[Token]) -> bool:
    """Whether a preposition or the verb of the clause governs the word, so that it cannot be a verb."""
    before, _ = _before(items, k)
    if before is None or items[k].conjoined or _opens(items, k, tokens):
        return False
    return before.kind == PREP or tokens[before.j - 1].text in _ENDS or _governed(items, k)


def _opens(items: list[Item], k: int, tokens: list[Token]) -> bool:
    """Whether the word stands behind a comma and before its subject (منذ عام 2016، هدد ترامب) or before "in it"."""
    if k + 1 < len(items) and tokens[items[k + 1].i].text in _IN_IT:
        return True
    if not k or items[k - 1].kind != COMMA or k + 1 == len(items):
        return False
    group = items[k + 1].group
    return items[k + 1].kind == GROUP and group is not None and not group.prep and not group.weak


def _noun_place(items: list[Item], k: int, tokens: list[Token]) -> bool:
    before, j = _before(items, k)
    if before is not None and before.kind == PREP:
        return True
    if k > 1 and items[k - 2].form == "said" and items[k - 2].frames and items[k - 2].frames[0].type == "REQUEST":
        return True  # على لندن دعم واشنطن
    if k + 1 < len(items) and tokens[items[k + 1].i].text in _IN_IT:
        return False  # مكالمة شكر خلالها الدوحة
    after = next((i for i in items[k + 1 :] if i.kind != CLEAR or i.cues), None)
    subject = after is not None and after.kind == GROUP and after.group is not None and not after.group.weak
    subject = subject and after is not None and after.group is not None and not after.group.prep
    if before is None:
        return not subject
    if _PLAIN_THAT in before.tags and j == k - 1 and tokens[before.j - 1].text.endswith(_SUBJECTS):
        return False  # أنه طلب: the pronoun is the subject
    if before.kind == PREP or _PLAIN_THAT in before.tags or tokens[before.j - 1].text in _ENDS:
        return True
    if before.kind in {WORD, NOUN} and j == k - 1 and not items[k].conjoined and not before.cues:
        ruled = before.kind == WORD and tokens[before.i].text.startswith("ب")  # تعهد بمواصلة دعم الجيش
        return not subject or (ruled and _governed(items, k))
    if k and items[k - 1].kind == COMMA and items[k].j < len(tokens) and tokens[items[k].j].text in _DURING_IT:
        return False  # a call, during which he thanked
    governed = _governed(items, k)
    if items[k].conjoined:
        return governed and not subject and any(i.kind == NOUN for i in items[:k])
    return governed


def _qualified(items: list[Item], k: int, tokens: list[Token]) -> bool:
    """Whether a nationality right after a masculine participle makes it a noun: مقترحا أمريكيا."""
    after = items[k + 1] if k + 1 < len(items) else None
    weak = after is not None and after.kind == GROUP and after.group is not None and after.group.weak
    return weak and tokens[items[k].j - 1].text.rstrip("\u064b\u064c\u064d").endswith("ا") and bool(k)


def _of_a_noun(items: list[Item], k: int, tokens: list[Token]) -> bool:
    """Whether a feminine participle is the verbal noun of the same letters: مطالبة واشنطن, مناقشة الأمر."""
    item = items[k]
    if not tokens[item.j - 1].text.rstrip("\u064b\u064c\u064d").endswith("ة") or item.conjoined or not k:
        return False
    return items[k - 1].kind in {WORD, PREP, NOUN, VERB} or "topic_noun" in items[k - 1].tags


def _says_more(items: list[Item], k: int, tokens: list[Token]) -> bool:
    """Whether a verb right after an indefinite noun only says where somebody belongs: موظفين يعملون في السفارة."""
    before = items[k - 1] if k else None
    indefinite = before is not None and before.kind == WORD and not tokens[before.i].text.startswith(("ال", "وال"))
    return indefinite and not items[k].conjoined


def _before(items: list[Item], k: int) -> tuple[Item | None, int]:
    """Return what stands before ``k`` in its clause, marks and times aside; "in 2018," is a time."""
    comma = False
    for j in range(k - 1, -1, -1):
        comma = comma or items[j].kind == COMMA
        if items[j].kind == BREAK or (comma and items[j].kind == PREP):
            return None, j
        if items[j].kind not in {CLEAR, COMMA}:
            return items[j], j
    return None, -1


def _governed(items: list[Item], k: int) -> bool:
    """Whether the clause has had its verb: what follows it without "and" is its object."""
    for other in reversed(items[:k]):
        if other.kind in {STOP, BREAK, RELATIVE}:
            return False
        if other.kind == VERB and other.form in _FINITE:
            return True
    return False


def _pronoun(items: list[Item], k: int) -> None:
    """``he thanked him`` and ``his thanks`` are one word: with its subject after it, it is the verb."""
    item = items[k]
    before, _ = _before(items, k)
    after = next((i for i in items[k + 1 :] if i.kind != CLEAR), None)
    group = after.group if after is not None and after.kind == GROUP else None
    verb = (before is None or before.kind == STOP or item.conjoined) and group is not None
    verb = verb and group is not None and not group.prep and not group.weak
    item.cues = [c for c in item.cues if (c.kind != "noun") == verb]
    item.kind, item.form, item.value = (VERB, "past", "verb") if verb else (NOUN, "owned", "noun")
    item.tags, item.frames = frozenset(c.kind for c in item.cues), frames(item.cues)


def _as_preposition(items: list[Item], k: int, tokens: list[Token]) -> None:
    """Take a word for the preposition that it mostly is, unless it tells an act: قبل is "before" and "he accepted"."""
    item = items[k]
    if _accepts(items, k):
        item.kind, item.form, item.value = VERB, "past", "verb"
        return
    if item.frames[0].charge and _obliges(items, k, tokens):
        return
    item.cues = [c for c in item.cues if c.kind != "verb"]
    item.tags, item.frames = frozenset(c.kind for c in item.cues), ()
    item.kind, item.form, item.value = PREP, "", next(c.value for c in item.cues if c.kind == "prep")


def _accepts(items: list[Item], k: int) -> bool:
    """Whether the word begins its clause, and who accepts and an invitation follow: قبل الرئيس دعوة نظيره."""
    if items[k].frames[0].charge or k + 2 >= len(items) or items[k + 1].kind != GROUP:
        return False
    before, _ = _before(items, k)
    group, asked = items[k + 1].group, items[k + 2]
    begins = before is None or before.kind == STOP
    called = any(f.type == "REQUEST" for f in asked.frames) and not asked.prefix
    return begins and called and group is not None and not group.prep


def _obliges(items: list[Item], k: int, tokens: list[Token]) -> bool:
    """Whether what is said is on whom it is to do a thing: إن على روسيا أن تنسحب, إن على روسيا الانسحاب."""
    told = k and (_PLAIN_THAT in items[k - 1].tags or items[k - 1].kind == BREAK)  # or after a colon
    if not told or items[k].j - items[k].i > 1:
        return False
    after = items[k + 1 : k + 8]
    if len(after) < 2 or (after[0].kind != GROUP and "world" not in after[0].tags):  # noqa: PLR2004 - on whom, and what
        return False
    that = next((i for i in after[1:] if i.kind in {STOP, VERB, BREAK, PREP}), None)
    if that is not None and _PLAIN_THAT in that.tags:
        return True
    deed = after[1]
    named = deed.kind == WORD or (deed.kind in {NOUN, VERB} and not _NOUN.isdisjoint(deed.tags))
    return named and "deed" not in deed.tags and not tokens[deed.i].text.endswith(_PLURAL)  # not: sanctions on Russia


def _speaks(items: list[Item], k: int) -> bool:
    """عبر is "across" and "he expressed": the verb begins its clause and a person follows it."""
    before, _ = _before(items, k)
    after = next((i for i in items[k + 1 :] if i.kind != CLEAR), None)
    begins = before is None or before.kind == STOP or items[k].conjoined
    return begins and after is not None and after.kind == GROUP
