"""From the words of a sentence to its items: names joined to groups of actors, the rest read by the lexicon."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from consumers.extraction.sentences.attachments import (
    CLITIC_PREPS,
    attach_cabinets,
    attach_each,
    attach_members,
    attach_ministries,
    attach_offices,
    attach_pairs,
    attach_posted,
    attach_prepositions,
    attach_rivals,
    attach_seats,
)
from consumers.extraction.sentences.coordination import (
    AND,
    GENITIVE,
    after_auxiliaries,
    alike,
    and_apart,
    covers,
    ends_headline,
    go_on_with_title,
    inherit,
    join_genitives,
    sets_scene,
    shares_title,
    two_subjects,
)
from consumers.extraction.sentences.entities import add_entities
from consumers.extraction.sentences.items import INHERIT, Group, Item, Sentence
from consumers.extraction.sentences.ner import Span
from consumers.extraction.sentences.phrase import Phrase
from consumers.extraction.sentences.phrases import PhraseFinder
from consumers.extraction.words.lexicon import Title
from consumers.extraction.words.readings import (
    BREAK,
    CLEAR,
    COMMA,
    GROUP,
    NOUN,
    PAST,
    PLAIN,
    PREP,
    RELATIVE,
    STOP,
    VERB,
    WORD,
)
from consumers.extraction.words.vocabulary import Vocabulary
from consumers.extraction.words.word import AFTER_ALL, CueHit, Hit, Word
from consumers.gazetteer.model import ORGANISATION, PERSON, SURNAME, SWALLOW, Name
from consumers.text.tokens import Token

__all__ = [
    "BREAK",
    "CLEAR",
    "CLITICS_OF_NAMES",
    "COMMA",
    "GROUP",
    "INHERIT",
    "NOUN",
    "PREP",
    "RELATIVE",
    "STOP",
    "VERB",
    "WORD",
    "Analyser",
    "Group",
    "Item",
    "Sentence",
]
_ON_THE_ONE_SIDE = ["من", "جهه"]
"""بين روسيا من جهة وأوكرانيا من جهة أخرى"""
_VERB_REACH = 6
_THEN = ["puis"]  # Bamako puis Niamey
_NOUNS = frozenset({"noun", "owned"})
_COMMAS = frozenset(",،")
_APOSTROPHES = frozenset("'’")
_JOINING = frozenset({"between", "entre", "after", "before"})
_AND_SO = frozenset("وف")
CLITICS_OF_NAMES = ("", *"ولبف")
"""What may stand before a name that the story introduced itself, in one word with it, or nothing."""
_FROM_IN = frozenset({"من", "في", "عن"})


class Analyser:
    """Turns the tokens of a sentence into items."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Take the vocabulary of the language."""
        self._vocabulary = vocabulary
        self._phrases = PhraseFinder(vocabulary)
        self._arabic = vocabulary.lexicon.script == "arabic"
        from consumers.extraction.sentences import word_classes, word_classes_arabic  # noqa: PLC0415 - they read the items

        self._settle = word_classes_arabic.settle if self._arabic else word_classes.settle
        self._and = {"and", "&", "et"}
        months = (vocabulary.lexicon.dates.get("months") or {}).values()
        self._months = frozenset(w for names in months for w in names if " " not in w) if not self._arabic else ()
        self._marks: dict[str, list[Item]] = {kind: [] for kind in PLAIN}
        self._auxiliaries = frozenset(vocabulary.lexicon.lists.get("auxiliary", ()))
        self._determiners = frozenset(vocabulary.lexicon.lists.get("article", ()))
        self._french = vocabulary.lexicon.language == "fr"

    def analyse(
        self, tokens: list[Token], words: list[Word], aliases: dict[str, Phrase], spans: Sequence[Span] = ()
    ) -> list[Item]:
        """Return the items of the sentence ``tokens``.

        Args:
            tokens: The tokens of the sentence.
            words: What each of them can be.
            aliases: Names that the story introduced itself.
            spans: Names that a recogniser found in the sentence.
        """
        names, cues, generic = self._hits(words)
        if spans:
            names = add_entities(names, spans, tokens)
        phrases = self._phrases.find(tokens, words, names) if names else []
        if aliases:
            self._add_aliases(phrases, tokens, words, cues, aliases)
        if generic:
            self._add_generic(phrases, words, cues, generic)
        starts: dict[int, Group] = {}
        if phrases:
            starts = {group.phrases[0].i: group for group in self._groups(phrases, tokens, words, cues)}
        items: list[Item] = []
        groups: list[int] = []
        end = len(words)
        marks = self._marks
        while len(marks[WORD]) < end:
            self._add_marks()
        k = 0
        found: dict[int, CueHit | Group] = {**cues, **starts}  # isinstance of a Struct is slow to say no
        for at in sorted(found) if starts else found:
            if at < k:
                continue
            hit = found[at]
            if type(hit) is CueHit and hit.length > 1 and covers(phrases, at, at + hit.length):
                alone = None if self._arabic or any(p.i <= at < p.j for p in phrases) else words[at].cue
                if alone is None:
                    continue  # "the world" in the World Health Organization is an article
                hit = alone
            while k < at:
                items.append(marks[words[k].plain][k])
                k += 1
            if type(hit) is Group:
                k = hit.phrases[-1].j
                groups.append(len(items))
                worn = hit.phrases[0].prefix
                items.append(Item(GROUP, at, k, worn, hit, conjoined=worn[:1] in _AND_SO))
            elif type(hit) is CueHit:
                k, r = at + hit.length, hit.reading
                items.append(
                    Item(r.kind, at, k, hit.prefix, None, r.cues, r.value, r.form, r.tags, r.frames, hit.conjoined)
                )
        while k < end:
            items.append(marks[words[k].plain][k])
            k += 1
        self._settle(items, tokens, words, self._auxiliaries)
        if groups:
            self._attach(items, groups, words)
        return items

    def _attach(self, items: list[Item], groups: list[int], words: list[Word]) -> None:
        """Give the groups, at these indexes of ``items``, what stands beside them and belongs to them."""
        attach_prepositions(items, groups)
        if self._arabic:
            attach_each(items, groups)
            attach_members(items, groups, words)
            attach_offices(items, groups)
            attach_cabinets(items, groups)
            attach_posted(items, groups)
            attach_rivals(items, groups, words)
            attach_ministries(items, groups)
            attach_pairs(items, groups)
        else:
            attach_seats(items, groups)

    def own_envoys(self, sentence: Sentence) -> list[tuple[int, int]]:
        """Return the tokens of the names of who is called somebody's own envoy in ``sentence``."""
        phrases = (p for item in sentence.groups if item.group is not None for p in item.group.phrases)
        return self._phrases.own_envoys(phrases, sentence.tokens, sentence.words)

    def _add_marks(self) -> None:
        """Make the items of plain words and marks at one more place of a sentence."""
        k = len(self._marks[WORD])
        for kind, items in self._marks.items():
            items.append(Item(PLAIN[kind][0], k, k + 1, value=PLAIN[kind][1]))

    def _hits(self, words: list[Word]) -> tuple[list[Hit], dict[int, CueHit], list[int]]:
        """Return the names, the cues by their first word, and the first words of those that stand for parties."""
        names: list[Hit] = []
        cues: dict[int, CueHit] = {}
        generic: list[int] = []
        end, free, generic_end = len(words), 0, 0
        name_at, cue_at = self._vocabulary.name_at, self._vocabulary.cue_at
        for k in self._beginnings(words):
            word, name = words[k], None
            after = words[k + 1] if k + 1 < end else AFTER_ALL
            if not (after.folded in word.onward or after.lean in word.onward or after.joining):
                if word.mute:
                    continue
                if word.sole_cue is not None:
                    if k >= generic_end:
                        cues[k] = word.sole_cue
                    continue
            if word.names and k >= free:
                if word.conditional or word.name_next:
                    name = name_at(words, k, end)
                    if name is not None and name.j - k > 1 and self._hides(name, words, end):
                        name = None
                elif word.name is not None:  # of one word and no more
                    name = Hit(k, k + 1, word.name[0], word.name[1])
            if word.cues and k >= generic_end:
                cue = cue_at(words, k, end) if word.cue_next else word.cue  # most are one word and no more
                if cue is not None and cue.length > 1 and cue.reading.generic == "stand_in":
                    last = k + cue.length - 1
                    longer = name_at(words, last, end) if words[last].names else None
                    cue = word.cue if longer is not None and longer.j > k + cue.length else cue  # Le Royaume-Uni
                if cue is not None:
                    cues[k] = cue
                    reading = cue.reading
                    if reading.generic == "pair" and k + cue.length < end and words[k + cue.length].folded == "of":
                        cues[k] = cue = CueHit(1, cue.prefix, word.cue.reading) if word.cue is not None else cue
                        reading = cue.reading  # the leaders of Japan and South Korea
                    if reading.generic:
                        generic.append(k)
                        if cue.length > 1:
                            free = generic_end = k + cue.length  # "the two presidents" names no president
                            continue
                    if name is not None and (
                        k + cue.length > name.j or reading.value == "hosted" or _everyday(name.values)
                    ):
                        name = None
            if name is not None:
                free = name.j
                for value in name.values:
                    if value.__class__ is Name and value.kind == SWALLOW:
                        kept = [v for v in name.values if v.__class__ is not Name or v.kind != SWALLOW]
                        if kept:
                            names.append(Hit(name.i, name.j, name.prefix, kept))  # whose surname is a nationality
                        break
                else:
                    names.append(name)
        return names, cues, generic

    def _beginnings(self, words: list[Word]) -> list[int]:
        """Return the indexes of the words with which a name or cue may begin."""
        known = [k for k, word in enumerate(words) if word.known]
        if not self._months:
            return known
        dated = (k for k in known if words[k].folded in self._months and _beside_a_number(words, k))
        return sorted(set(known).difference(dated))  # on May 28: nobody's name, no "may"

    def _hides(self, name: Hit, words: list[Word], end: int) -> bool:
        """Whether a short form hides a full name that begins inside it: *Sheikh Tamim* bin Hamad Al Thani."""
        if not words[name.i + 1].names or any(not isinstance(v, Name) or v.kind != SURNAME for v in name.values):
            return False
        inner = self._vocabulary.name_at(words, name.i + 1, end)
        longer = inner.values if inner is not None and inner.j > name.j else ()
        return any(isinstance(v, Name) and v.kind == PERSON for v in longer)

    def _add_aliases(
        self,
        phrases: list[Phrase],
        tokens: list[Token],
        words: list[Word],
        cues: dict[int, CueHit],
        aliases: dict[str, Phrase],
    ) -> None:
        taken = {k for p in phrases for k in range(p.i, p.j)}
        for k, word in enumerate(words):
            known = aliases.get(word.folded)
            prefix = ""
            if known is None and self._arabic and len(word.folded) > 4 and word.folded[0] in CLITICS_OF_NAMES:  # noqa: PLR2004
                known, prefix = aliases.get(word.folded[1:]), word.folded[0]
            if known is None or k in taken or k in cues or not (self._arabic or tokens[k].text[0].isupper()):
                continue
            if ORGANISATION in known.kinds and known.name is None:  # a body, not who speaks for one
                qualified = k + 1 < len(words) and words[k + 1].folded.startswith("ال") and not words[k + 1].known
                if not qualified:  # الحركة التجارية is no movement
                    body = known.copy()
                    body.i, body.j, body.prefix, body.roles, body.kinds = k, k + 1, prefix, [], {ORGANISATION}
                    phrases.append(body)
                continue
            alias = Phrase(
                k, k + 1, prefix, list(known.roles), known.parties, {"alias"}, known.persons, gender=known.gender
            )
            alias.name = (k, k + 1)
            phrases.append(alias)
        phrases.sort(key=lambda p: p.i)

    def _of_body(self, k: int, hit: CueHit, phrases: list[Phrase], words: list[Word]) -> bool:
        """Whether "the movement" goes into a title before it, or is another one that an adjective names."""
        end = k + hit.length
        named = any(p.i == end and not p.weak for p in phrases)
        if end < len(words) and words[end].folded.startswith("ال") and not words[end].cues and not named:
            return True
        start = k - (words[k - 1].folded in _FROM_IN and k > 0)  # a delegation *from* the movement
        if not start or hit.prefix.removesuffix("ال"):
            return False
        title = next((p for p in phrases if p.j == start), None)
        if title is None:
            head = self._vocabulary.name_at(words, start - 1, start) if words[start - 1].names else None
            if head is None or not any(isinstance(v, Title) for v in head.values):
                return False
            title = Phrase(start - 1, start, head.prefix)
            phrases.append(title)
        elif not title.roles or title.parties or title.persons or title.name:
            return False
        title.generic, title.j = "body", end
        title.of_role = next(c.value for c in hit.reading.cues if c.kind == "body")
        return True

    def _add_generic(
        self, phrases: list[Phrase], words: list[Word], cues: dict[int, CueHit], generic: list[int]
    ) -> None:
        taken = {k for p in phrases for k in range(p.i, p.j)}
        for k in generic:
            hit = cues[k]
            if hit.reading.generic == "third" and "possessive" in hit.reading.tags and self._owns(k, hit, taken, cues):
                continue
            if hit.reading.generic == "pair" and self._indefinite(k, words):
                continue
            if hit.reading.generic == "body" and self._of_body(k, hit, phrases, words):
                continue
            if k not in taken:
                phrase = Phrase(k, k + hit.length, hit.prefix.removesuffix("ال"), generic=hit.reading.generic)
                phrase.number = "d" if hit.reading.generic == "pair" else "s"
                phrase.of_role = next((c.value for c in hit.reading.cues if c.kind in {"pair", "stand_in", "body"}), "")
                phrases.append(phrase)
        phrases.sort(key=lambda p: p.i)

    def _indefinite(self, k: int, words: list[Word]) -> bool:
        """Whether "two states" at token ``k`` are any two: no article stands before or in it (*des* deux pays)."""
        if not self._french or words[k].folded in self._determiners:
            return False
        return not k or "of_the" not in words[k - 1].marks

    def _owns(self, k: int, hit: CueHit, taken: set[int], cues: dict[int, CueHit]) -> bool:
        """Whether "her" stands before what is hers rather than for the person."""
        following = k + hit.length
        return following in taken or following not in cues

    def _groups(
        self, phrases: list[Phrase], tokens: list[Token], words: list[Word], cues: dict[int, CueHit]
    ) -> list[Group]:
        groups: list[Group] = []
        for phrase in phrases:
            last = groups[-1] if groups else None
            if last is not None and self._coordinated(last.phrases[-1], phrase, tokens, words):
                if self._new_clause(last, phrase, cues, phrases, words):
                    groups.append(Group([phrase], conjoined=True))
                    continue
                inherit(last.phrases[-1], phrase)
                last.phrases.append(phrase)
            elif phrase.prefix:
                prep = CLITIC_PREPS.get(phrase.prefix[-1], "")
                groups.append(Group([phrase], prep, conjoined=phrase.prefix[0] in _AND_SO))
            else:
                groups.append(Group([phrase]))
        groups = join_genitives(groups, tokens) if self._french and len(groups) > 1 else groups
        return self._join_lists(groups, tokens, cues) if len(groups) > 1 else groups

    def _new_clause(
        self, left: Group, right: Phrase, cues: dict[int, CueHit], phrases: list[Phrase], words: list[Word]
    ) -> bool:
        """Whether a verb follows ``right``: "A recalls its envoy from B and C calls for restraint"."""
        hit = cues.get(right.j) if self._arabic else after_auxiliaries(cues, right.j)
        if hit is None or hit.prefix or not hit.reading.verbal or right.weak or (right.roles and self._arabic):
            return False
        if self._arabic and (hit.reading.kind == PREP or any(c.form in _NOUNS for c in hit.reading.cues)):
            return False  # talks of A and B *between* C and D, refusal of the ministers of A and B
        start = left.phrases[0].i
        before = cues.get(start - 1)
        if before is not None and before.reading.value in _JOINING:
            return False  # talks between A and B resumed, after he and his counterpart signed
        opened = max((k for k, h in cues.items() if k < start and h.reading.kind == STOP), default=-1)
        verbs = [k for k, h in cues.items() if opened < k < start and h.reading.verbal]
        if not self._arabic:
            verbs += [k for k in range(max(opened + 1, start - _VERB_REACH), start) if words[k].plain == PAST]
            verbs = [k for k in verbs if not any(p.i <= k < p.j for p in phrases)]  # the United *States*
        return bool(verbs)

    def _coordinated(self, left: Phrase, right: Phrase, tokens: list[Token], words: list[Word]) -> bool:
        guest = right.generic == "third" and not left.generic
        if left.generic in {"own", "pair"} or (right.generic and not guest):
            return False
        joined = right.prefix == "و"
        if joined and left.j < right.i:
            if tokens[left.j].text == ")" and all(t.text != "(" for t in tokens[max(0, left.i - 1) : left.j]):
                return False  # an aside ends between them
            first = words[left.j]
            apart = first.folded.startswith(AND) or first.folded == _ON_THE_ONE_SIDE[0]
            if not (first.bridge or apart or "besides" in first.marks):
                return False
        if self._arabic and not joined:
            if right.roles and left.roles:
                honorifics = self._vocabulary.lexicon.honorifics
                for word in words[left.j : right.i]:
                    joined = joined or (word.folded.startswith(AND) and word.folded[1:] in honorifics)  # ومعالي الوزير
            joined = joined or and_apart(left, right, words)
            if not joined and not (left.weak and right.weak):
                return False
        between = [
            k
            for k in range(left.j, right.i)
            if tokens[k].text not in "\"'“”«»()#" and "besides" not in words[k].marks
        ]
        if self._arabic:
            people = joined and right.weak and right.number == "p" and right.definite  # إسرائيل والفلسطينيين
            if left.weak != right.weak and not (left.roles and right.weak) and not people:
                return False
            if not right.prefix and not between and left.weak and right.weak:
                return not set(left.parties) & set(right.parties)  # المباحثات الأمريكية الروسية
            if joined:
                plain = self._vocabulary.lexicon.honorifics
                if [words[k].folded for k in between] == _ON_THE_ONE_SIDE:
                    return True
                spelt = ((k, words[k].folded) for k in between)
                between = [k for k, text in spelt if text != AND and text.removeprefix(AND) not in plain]
                return all(tokens[k].text in _COMMAS for k in between) and not (between and left.weak)
            return len(between) == 1 and tokens[between[0]].text in "-–" and left.weak and right.weak
        texts = [words[k].folded or tokens[k].text for k in between]
        texts = ["et"] if texts == _THEN else texts
        if texts[:1] == ["."] and tokens[left.j - 1].text.isupper():
            texts = texts[1:]  # U.S. and Russian officials
        if len(texts) > 1 and texts[-2] in self._and and texts[-1] in self._determiners and not right.weak:
            texts.pop()  # Starmer and his Mauritian counterpart
        if len(texts) > 1 and texts[0] in self._and and GENITIVE.issuperset(texts[1:]) and shares_title(left, right):
            texts = texts[:1]  # les présidents de la RDC et du Rwanda
        if texts and texts[-1] in self._and and all(t in self._and or t in _COMMAS for t in texts):
            if right.weak and left.number == "p" and left.roles and self._french:
                return True  # les présidents sénégalais et mauritanien
            return left.weak == right.weak or (left.weak and bool(right.roles)) or (left.possessive and right.weak)
        return len(texts) == 1 and texts[0] in "-–/" and left.weak and right.weak

    def _join_lists(self, groups: list[Group], tokens: list[Token], cues: dict[int, CueHit]) -> list[Group]:
        """Join ``A, B`` to a following ``C and D``: a comma list ends in "and"."""
        k = len(groups) - 2
        while k >= 0:
            left, right = groups[k], groups[k + 1]
            if self._arabic and right.phrases[0].i - left.phrases[-1].j > 1:
                k -= 1  # a comma is all that may stand between them
                continue
            gap = [tokens[t].text for t in range(left.phrases[-1].j, right.phrases[0].i)]
            worn = tokens[left.phrases[-1].j - 1].text in _COMMAS  # Emmanuel Macron, le chancelier
            if not self._arabic:
                gap = [t for n, t in enumerate(gap) if (not n and not worn) or not self._plain(t)]
            if (
                gap in ([","], ["،"])
                and not self._arabic
                and (left.phrases[0].i == 0 or ends_headline(left, right, tokens))
                and not right.prep
                and two_subjects(left, right)
            ):
                inherit(left.phrases[-1], right.phrases[0])
                left.phrases += right.phrases  # headline: "Guyana, Venezuela pledge ...", "Putin, Kim sign ..."
                del groups[k + 1]
                k -= 1
                continue
            listed = gap in ([","], ["،"]) or (not gap and worn)
            if (
                listed
                and len(right.phrases) > 1
                and not right.conjoined
                and not right.prep
                and (alike(left, right) or (self._french and go_on_with_title(left, right)))
                and not (k == 0 and not self._arabic and sets_scene(left, right, tokens, cues))
            ):
                if self._french and go_on_with_title(left, right):
                    for phrase in right.phrases:
                        inherit(left.phrases[-1], phrase)
                left.phrases += right.phrases
                del groups[k + 1]
            k -= 1
        return groups

    def _plain(self, text: str) -> bool:
        return text.lower() in self._determiners or text in _APOSTROPHES


def _beside_a_number(words: list[Word], k: int) -> bool:
    """Whether a number stands right before or after word ``k``."""
    return any(w.text[:1].isdigit() for w in words[max(0, k - 1) : k + 2])


def _everyday(values: list[Any]) -> bool:
    """Whether a name is a surname that is a word first: دان is "he condemned"."""
    return all(value.__class__ is Name and value.everyday for value in values)
