"""Who does what a verb says: subjects of verb-first clauses; `subject_first` has those of the others."""

from __future__ import annotations

from consumers.extraction.acts import papers, private_subjects, referents, subject_first
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
    Item,
    Sentence,
)

_TOPIC_REACH = 12
_ADJUNCTS = 2
"""Prepositional phrases that may stand between an Arabic verb and its subject: where, and when."""
_TENSES = frozenset({"past", "present"})
_FROM_WHOM = "من"
_OFFICE_REACH = 8
_OBJECTS = ("هما", "ها", "هم", "ه")
_SHARING = frozenset({"light", "aux"})
_RELAY_REACH = 12
_OF_WHOM = frozenset({"عن", "على لسان"})
_NAME_REACH = 6
"""Words of a name and the comma after it."""
_MANY_DID = ("وا", "وه", "وها", "وهم")
_OF_WHAT = "ب"
_MANY_DO = ("ون", "وا", "ان")
_SUFFERED = frozenset({"force", "attack"})
_THINGS = frozenset({"decision", "deed"})
_MODAL = frozenset({"hypothetical", "perhaps"})


def find(sentence: Sentence, k: int, *, verb_first: bool) -> Group | None:
    """Return the subject of the verb at item ``k``: a group, `INHERIT`, or None when it is somebody unknown."""
    if not verb_first:
        return subject_first.find(sentence, k)
    group = referents.the_latter(sentence, k) or referents.who_did_before(sentence, k) or _arabic(sentence, k)
    return None if group is INHERIT and private_subjects.of_many(sentence, k) else group


def _arabic(sentence: Sentence, k: int) -> Group | None:
    items, verb = sentence.items, sentence.items[k]
    if verb.form == "participle":
        return (_mover(items, k) if any(f.travel for f in verb.frames) else None) or _main(items, k) or INHERIT
    if k and items[k - 1].kind == PREP and items[k - 1].value == _FROM_WHOM and items[k - 1].j == verb.i:
        return None  # من يحتج: whoever protests
    to_do = verb.prefix.endswith("ل") and not verb.prefix.endswith("ال")
    if verb.form == "first" or to_do or referents.holds_responsible(sentence, k):
        return INHERIT
    if sentence.title and verb.conjoined:  # a headline keeps its subject: "A does this and does that to B"
        afresh = items[k - 1].kind == BREAK  # "A threatens B.. and calls on C": the mark only divides
        earlier = next((i for i in reversed(items[: k - afresh]) if i.kind in {VERB, BREAK, STOP}), None)
        if earlier is not None and earlier.kind == VERB and earlier.group not in {None, INHERIT}:
            before = items[k - 1]
            own = before.kind == GROUP and before.group is not None and before.group.conjoined
            if not own and earlier.group is not None and _agrees(sentence, verb, earlier.group):
                return earlier.group
    if k and "that" in items[k - 1].tags and sentence.words[items[k - 1].i].folded.endswith(("ها", "ه", "هم", "هما")):
        says = items[k - 2] if k > 1 and items[k - 2].form == "participle" and "say" in items[k - 2].tags else None
        return INHERIT if says is None or says.group is None else says.group  # بأنها تمول: the pronoun is the subject
    if k and "rather" in sentence.words[items[k - 1].i].marks:
        return _before_denial(items, k)
    topic = _as_for(sentence, k)
    if topic is not None:
        return topic
    if private_subjects.of_somebody_between(sentence, k):
        return None
    left, relative = _left(sentence, k)
    left = None if left is not None and _cited(sentence, left) else left
    adopts = papers.who_adopts(sentence, k) or papers.who_says_in_it(sentence, k)
    if adopts is not None:
        return adopts
    paper = papers.whose(sentence, k)
    if paper is not None and paper.weak and "object" not in verb.tags and papers.indefinite(sentence, k - 2):
        return paper  # مشروع قرار أميركي يدين الفصائل: what follows is condemned
    if left is not None and not relative and paper is None and not verb.conjoined and "relay" not in verb.tags:
        return left
    unknown = "gathering" in verb.tags or private_subjects.of_private_body(sentence, k)
    unknown = unknown or private_subjects.of_slogans(sentence, k) or private_subjects.of_private_bodies(sentence, k)
    right = None if unknown else _right(sentence, k)
    if right is not None and verb.conjoined and _only_accused(sentence, k, right):
        return INHERIT
    if "relay" in verb.tags and not relative:
        source = quoted(items, k)
        if source is not None:
            return source
    if relative and left is not None and _meets_somebody(sentence, k, left):
        return left
    if relative:
        following = items[k + 1] if k + 1 < len(items) else None
        told = "object" in verb.tags and following is not None and following.kind == WORD
        return right or (None if told else INHERIT if "object" in verb.tags else left)
    if right is None and paper is not None:
        return paper
    if right is None and private_subjects.of_a_noun(sentence, k):
        return None
    if left is not None and not verb.conjoined:
        return left
    if right is not None:
        return right
    topic = _topic(sentence, k)
    if topic is not None:
        return topic
    if verb.form == "past" and verb.conjoined and sentence.words[verb.i].folded.endswith(_MANY_DID):
        return INHERIT  # and they condemned
    for other in items[k + 1 :]:
        if other.kind != COMMA and (other.kind != CLEAR or other.cues):
            if other.kind == CLEAR and "topic_noun" in other.tags:
                return INHERIT if private_subjects.object_like(sentence.words[other.i]) else None
            break
    if any(f.travel for f in verb.frames) and private_subjects.strangers_after_place(sentence, k):
        return None
    for other in items[k + 1 :]:
        if other.kind not in {CLEAR, COMMA}:
            word = sentence.words[other.i]
            object_like = other.kind != WORD or private_subjects.object_like(word) or _unlike(sentence, k, other)
            return INHERIT if object_like and not private_subjects.of_private_bodies(sentence, k) else None
    return None


def _before_denial(items: list[Item], k: int) -> Group:
    """Return who does what the verb at ``k`` tells after a denial: لا تريد واشنطن الحرب، بل تطالب طهران بالحوار."""
    told = (i.group for i in reversed(items[:k]) if i.kind == VERB)
    return next((g for g in told if g is not None), INHERIT)


def _only_accused(sentence: Sentence, k: int, group: Group) -> bool:
    """Whether the group after a verb is whom it accuses, as nobody else stands before the charge.

    قال الوزير إن الحرب انتهت، واتهم *الحوثيين* بقصف المدينة.
    """
    items = sentence.items
    blames = any(f.mode == "allege" and not f.object and f.roles[:1] == ("direct",) for f in items[k].frames)
    if not blames or "object" in items[k].tags or not any(i.kind == VERB and i.group is not None for i in items[:k]):
        return False
    j = next((j + 1 for j, i in enumerate(items) if i.group is group and j > k), len(items))
    charge = j < len(items) and items[j].kind in {WORD, NOUN, STOP, CLEAR} and items[j].i == group.phrases[-1].j
    return charge and sentence.words[items[j].i].folded.startswith(_OF_WHAT)


def _cited(sentence: Sentence, group: Group) -> bool:
    """Whether ``group`` only says by whose word the clause holds that follows: وبحسب البيان، بحث الرئيسان الأزمة."""
    j = next((j for j, item in enumerate(sentence.items) if item.group is group), 0)
    if not j or j + 1 == len(sentence.items) or sentence.items[j + 1].kind != COMMA:
        return False
    return "according_to" in sentence.words[sentence.items[j - 1].i].marks


def _meets_somebody(sentence: Sentence, k: int, whom: Group) -> bool:
    """Whether a relative clause without a pronoun tells whom its antecedent met: ماكرون، الذي التقى ترامب."""
    verb = sentence.items[k]
    if not any(f.type == "CONSULT" and "direct" in f.roles for f in verb.frames) or "object" in verb.tags:
        return False
    person = whom.phrases[-1]
    return (person.has_person or bool(person.roles)) and _agrees(sentence, verb, whom)


def _as_for(sentence: Sentence, k: int) -> Group | None:
    """Return who the clause is about whose verb answers "as for": أما روسيا فرفضت."""
    if not sentence.items[k].prefix.startswith("ف"):
        return None
    for j in range(k - 1, 0, -1):
        item = sentence.items[j]
        if item.kind in {BREAK, VERB}:
            break
        if item.kind == GROUP and "as_for" in sentence.words[item.i - 1].marks:
            return item.group
    return None


def _mover(items: list[Item], k: int) -> Group | None:
    """Return who left, in whichever clause, by the verb before ``k`` that says where he is bound for: غادر متوجها."""
    verb = next((i for i in reversed(items[:k]) if i.kind == VERB and i.form in _TENSES), None)
    return verb.group if verb is not None and verb.group is not INHERIT else None


def _main(items: list[Item], k: int) -> Group | None:
    """Return the subject of the main clause before ``k``, which a participle of circumstance goes on with."""
    main: Group | None = None
    inside = False
    for item in items[:k]:
        if item.kind == STOP:
            inside = "that" in item.tags
        elif item.kind == RELATIVE:
            inside = True
        elif item.kind == VERB and item.form in _TENSES and (not inside or (item.conjoined and "say" in item.tags)):
            inside = False
            main = item.group or main
    return main


def _named_before_title(sentence: Sentence, j: int) -> Group | None:
    """Return whose name, unknown to the gazetteer, begins at item ``j``: الشيخ خالد بن أحمد، وزير الخارجية البحريني."""
    for n in range(j, min(j + _NAME_REACH, len(sentence.items))):
        other = sentence.items[n]
        if other.kind == COMMA and n + 1 < len(sentence.items) and n > j:
            group = sentence.items[n + 1].group
            held = group is not None and not group.prep and len(group.phrases) == 1
            return group if held and group and group.phrases[0].roles and group.phrases[0].parties else None
        if other.kind != WORD or sentence.words[other.i].folded.startswith("ال") > (n == j):
            return None
    return None


def _belonging(sentence: Sentence, j: int) -> Group | None:
    """Return the body that an office named at item ``j`` belongs to: مكتب مراقبة الأصول التابع لوزارة الخزانة."""
    for n in range(j + 1, min(j + _OFFICE_REACH, len(sentence.items) - 1)):
        other = sentence.items[n]
        if other.kind not in {WORD, CLEAR}:
            return None
        following = sentence.items[n + 1].group
        if "belonging" in sentence.words[other.i].marks and following is not None and following.prep == "ل":
            return following
    return None


def quoted(items: list[Item], k: int) -> Group | None:
    """Return whose words a verb of relaying passes on: نقلت الوكالة عن الوزير."""
    for other in items[k + 1 : k + _RELAY_REACH]:
        if other.kind in {VERB, STOP, BREAK, RELATIVE}:
            return None
        if other.kind == GROUP and other.group is not None and other.group.prep in _OF_WHOM:
            return other.group
    return None


def after_unknown_verb(sentence: Sentence, start: int) -> Group | None:
    """Return the person or office that follows the word that opens a clause: وسارع الوزير إلى ..."""
    opening = [i for i in sentence.items[start : start + 4] if i.kind != CLEAR][:2]
    if len(opening) < 2 or opening[0].kind != WORD or opening[0].tags or opening[1].kind != GROUP:  # noqa: PLR2004
        return None
    group = opening[1].group
    if group is None or group.prep or group.weak or opening[1].i != opening[0].j:
        return None
    return group if any(p.has_person or p.roles for p in group.phrases) else None


def _unlike(sentence: Sentence, k: int, other: Item) -> bool:
    """Whether the word after a feminine verb is a masculine thing, and so its object: وأيدت حق إسرائيل."""
    verb = sentence.words[sentence.items[k].i].folded.removeprefix("و")
    feminine = verb.endswith("ت") if sentence.items[k].form == "past" else verb.startswith("ت")
    masculine = not sentence.tokens[other.i].text.endswith(("ة", "ات"))
    return feminine and masculine and not other.tags.isdisjoint(_THINGS)


def _topic(sentence: Sentence, k: int) -> Group | None:
    """Return who a clause with the subject first is about, words between it and its verb notwithstanding."""
    items = sentence.items
    if items[k].conjoined:
        return None
    for j in range(k - 1, -1, -1):
        other = items[j]
        if other.kind == VERB or other.kind in {RELATIVE, BREAK} or items[k].i - other.j > _TOPIC_REACH:
            return None
        opens = j == 0 or items[j - 1].kind in {STOP, BREAK}
        if opens and other.kind == GROUP and other.group is not None and not other.group.prep and not other.group.weak:
            return other.group if _agrees(sentence, items[k], other.group) else None
        if other.kind == STOP:
            return None
    return None


def _left(sentence: Sentence, k: int) -> tuple[Group | None, bool]:
    items = sentence.items
    j, relative = k - 1, False
    while j >= 0 and items[j].kind in {CLEAR, COMMA, RELATIVE}:
        if "negation" in items[j].tags or "planned" in items[j].tags or items[j].tags & _MODAL:
            j -= 1
            continue
        relative = relative or items[j].kind == RELATIVE
        j -= 1
    if j < 0 or items[j].kind != GROUP:
        return None, relative
    group = items[j].group
    shared = j > 0 and items[j - 1].kind == VERB and items[j - 1].tags & _SHARING  # ظلت واشنطن تفرض
    if group is None or (group.prep and not relative) or group.weak or (group.claimed and not relative and not shared):
        return None, relative
    if j > 1 and items[j - 1].kind == WORD and items[j - 2].kind == GROUP and _sides_with(sentence, j - 1):
        return items[j - 2].group, relative  # روسيا حليفة دمشق تعارض
    if items[k - 1].kind == COMMA and j > 1 and items[j - 1].kind == WORD and items[j - 2].kind == PREP:
        return None, relative  # في مقر المنظمة، اتهم: where, not who
    opens = j == 1 or (j > 1 and items[j - 2].kind in {BREAK, STOP})
    if opens and group.bare and items[j - 1].kind == WORD and not items[j - 1].tags:
        return None, relative  # صواريخ كوريا: the missiles, not the state
    return group, relative


def _sides_with(sentence: Sentence, j: int) -> bool:
    """Whether the word at item ``j`` calls who stands before it an ally, or a foe, of who follows."""
    return "siding" in sentence.words[sentence.items[j].i].marks


def _right(sentence: Sentence, k: int) -> Group | None:
    items = sentence.items
    plural = _MANY_DO if items[k].form == "present" else _MANY_DID if items[k].form == "past" else ()
    if plural and sentence.words[items[k].i].folded.endswith(plural):
        return None  # before its subject a verb is in the singular
    j = k + 1
    skipped = 0
    while j < len(items):
        item = items[j]
        if item.kind == CLEAR and not item.tags.isdisjoint(_SUFFERED):
            return None  # the shelling *of* the town
        if item.kind == CLEAR or (item.kind == COMMA and j + 1 < len(items) and items[j + 1].kind in {CLEAR, GROUP}):
            j += 1
            continue
        if item.kind == GROUP and item.group is not None:
            group = item.group
            if not group.prep:
                if _called_so(sentence, items[k], j):
                    return INHERIT
                usable = not group.weak and not _oblique(sentence, group) and not _closed(sentence, items[k], group)
                if skipped:
                    usable = bool(group.phrases[0].roles or group.phrases[0].has_person)
                return group if usable and _agrees(sentence, items[k], group) else None
            if skipped:
                return None
            skipped += 1
            j += 1
            continue
        if item.kind == WORD and not skipped and "paper" in sentence.words[item.i].marks:
            return papers.author(sentence, j)
        if item.kind == WORD and not skipped and "joint" in sentence.words[item.i].marks and j + 1 < len(items):
            states = items[j + 1].group
            if states is not None and states.weak and len(states.phrases) > 1 and not states.prep:
                return states  # اللجنة المصرية التركية المشتركة
        if item.kind == WORD and not skipped:
            parent = _belonging(sentence, j)
            if parent is not None:
                return parent
            titled = _named_before_title(sentence, j)
            if titled is not None and _agrees(sentence, items[k], titled):
                return titled
        if item.kind == PREP and skipped < _ADJUNCTS:
            skipped += 1
            j += 1
            while j < len(items) and items[j].kind in {WORD, CLEAR}:
                j += 1
            place = items[j].group if j < len(items) else None
            if place is not None and place.prep:
                j += 1
            continue
        return None
    return None


def _called_so(sentence: Sentence, verb: Item, j: int) -> bool:
    """Whether the group at item ``j``, the only one, is what a verb calls something: وصف الحركة بأنها إرهابية."""
    if "calling" not in sentence.words[verb.i].marks or j + 1 >= len(sentence.items):
        return False
    following = sentence.items[j + 1]
    return following.kind == STOP and "that_it" in sentence.words[following.i].marks


def _closed(sentence: Sentence, verb: Item, group: Group) -> bool:
    """Whether a mission after a verb is what somebody closes: وأغلقت القنصلية الروسية."""
    if group.phrases[0].role != "mission":
        return False
    stems = sentence.words[group.phrases[0].i].stems
    return any(f.mode == "impose" and not stems.isdisjoint(f.object) for f in verb.frames)


def _oblique(sentence: Sentence, group: Group) -> bool:
    """Whether a plural has the form that no subject has: مسلحي الحركة, not مسلحو."""
    first = group.phrases[0]
    return first.number == "p" and bool(first.roles) and sentence.words[first.i].folded.endswith(("ي", "ين"))


def _agrees(sentence: Sentence, verb: Item, group: Group) -> bool:
    """A masculine verb cannot have a feminine subject after it, nor the other way round."""
    gender = group.phrases[0].gender
    if not gender or group.phrases[0].generic:
        return group.phrases[0].generic in {"", "pair", "many", "speaker", "source", "body", "latter", "third"}
    word = sentence.words[verb.i].folded.removeprefix(verb.prefix.removesuffix("ال"))
    if "object" in verb.tags:
        word = next((word.removesuffix(o) for o in _OBJECTS if word.endswith(o)), word)  # شنتها
    forms = {c.form for c in verb.cues} & {"past", "present"}  # تلقى and تلقي are one word when folded
    feminine = {word.endswith(("ت", "تا")) if form == "past" else word.startswith("ت") for form in forms}
    return (gender == "f") in feminine or not feminine


def _said_of(sentence: Sentence, j: int) -> Group | None:
    """Return who a clause without a verb is about: إنه ملتزم برفضه, أن موسكو على استعداد."""
    following = next((i for i in sentence.items[j + 1 :] if i.kind != CLEAR), None)
    if following is not None and following.kind == GROUP and following.group is not None:
        return following.group if not following.group.prep and not following.group.weak else None
    return INHERIT if sentence.words[sentence.items[j].i].folded.endswith(("ه", "ها")) else None


def clause_subject(sentence: Sentence, k: int) -> Group | None:
    """Return the subject of the verb that governs the noun at item ``k``; None if no verb does."""
    for j in range(k - 1, -1, -1):
        item = sentence.items[j]
        if item.kind == STOP and "that" in item.tags:
            return _said_of(sentence, j)
        if item.kind in {BREAK, STOP}:
            return _nominal(sentence, j + 1, k)
        if item.kind == VERB and item.form == "gerund" and j and sentence.items[j - 1].kind == PREP:
            continue  # agreed to work on ending the war, after talks
        if item.kind == VERB:
            return None if _witnesses(sentence, item) or _comes_about(sentence, j) else item.group
        if item.kind == NOUN and "cancelled" in item.tags:
            continue
    return _nominal(sentence, 0, k)


def _witnesses(sentence: Sentence, verb: Item) -> bool:
    """Whether a verb only says where something happens: تشهد العاصمة احتجاجات."""
    group = verb.group
    if group is None or group is INHERIT or "witnessing" not in sentence.words[verb.i].marks:
        return False
    return not any(p.roles or p.has_person for p in group.phrases)


def _comes_about(sentence: Sentence, j: int) -> bool:
    """Whether the verb at item ``j`` says of nobody that something is under way: بينما يتم التفاوض مع إيران."""
    before = sentence.items[j - 1] if j else None
    apart = before is not None and "while" in sentence.words[before.i].marks
    return apart and "was_done" in sentence.words[sentence.items[j].i].marks


def _nominal(sentence: Sentence, start: int, k: int) -> Group | None:
    """Return who a clause without any verb is about: وعراقجي في زيارة للقاهرة."""
    group = after_unknown_verb(sentence, start)
    if group is not None:
        return group
    first = next((i for i in sentence.items[start:k] if i.kind != CLEAR), None)
    if first is None or first.kind != GROUP or first.group is None or first.group.prep or first.group.weak:
        return None
    return first.group if any(p.has_person or p.roles for p in first.group.phrases) else None


def of_main_clause(sentence: Sentence, k: int) -> Group | None:
    """Return who does what the main clause tells before which item ``k`` says when: خلال لقائه نظيره، أكد الوزير."""
    items = sentence.items
    if any(i.kind in {VERB, STOP, BREAK, RELATIVE} for i in items[:k]) or not any(i.kind == PREP for i in items[:k]):
        return None
    for j in range(k + 1, len(items) - 1):
        if items[j].kind in {STOP, BREAK, RELATIVE}:
            return None
        if items[j].kind == VERB:
            group = find(sentence, j, verb_first=True)
            return group if group is not INHERIT else None
        if items[j].kind == COMMA:
            group = after_unknown_verb(sentence, j + 1)
            if group is not None:
                return group
    return None
