"""Noun phrases that name an actor: title, country and person in whatever order the language puts them.

Three passes over the names and titles of a sentence: neighbours that belong together become one phrase, phrases in
apposition (``X, the foreign minister of Y,``) are joined, and a title without a known person takes the words after
it for the name. What is then still open (a counterpart, a title alone, a surname) `people` settles.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from consumers.extraction.sentences import called_before, delegations, held_offices, memberships, postings
from consumers.extraction.sentences.coordination import AND
from consumers.extraction.sentences.phrase import BODIES, Phrase, atom, extend, sent_by, whole_names
from consumers.extraction.words.lexicon import Lexicon
from consumers.extraction.words.vocabulary import Vocabulary
from consumers.extraction.words.word import Hit, Word
from consumers.gazetteer.model import (
    CITY,
    COUNTRY,
    ORGANISATION,
    PERSON,
    SURNAME,
    Name,
)
from consumers.text.tokens import Token

_OFFICES = frozenset({"government", "spokesperson", "delegation"})
"""Roles that speak for whoever they belong to."""
_THE = frozenset({"the", "le", "la", "les", "l"})
_DESCRIBED = 2
"""Words that may describe a body of a state between the state and the body."""
_OF_STATES = frozenset(
    {
        "government",
        "ministry",
        "parliament",
        "spokesperson",
        "envoy",
        "foreign_minister",
        "head_of_government",
        "organisation_head",
        "minister",
        "official",
        "ambassador",
    }
)
_OWNER_REACH = 3
_THEIR = frozenset({"their", "leur", "leurs"})
_FROM = frozenset({"from"})
"""What may introduce whose some officials are: delegations from the two states."""
_SPEAKING = frozenset({"spokesperson", "official"})
_MAX_NAME_WORDS = 4
_GENITIVES = 2
"""Words of a title that the lexicon does not know (the prosecutor *of the court*), before the name."""
_FEWEST_BEFORE = 2
"""Words of a name that stands before its title."""
_ARTICLES = frozenset({"a", "an", "the", "le", "la", "un", "une"})
_MAX_ATOMS = 50_000
_COMMAS = frozenset(",،")
_PLAIN_OR_JOINED = frozenset({"", "ال", "و", "ف", "س", "وس", "ب", "ل"})
"""Clitics with which a cue is no name."""
_SUFFIXED = 5
_AND_THE = 6
"""Letters of a word that begins like "and the" up to which it may be a name."""
_POSSESSIVES = ("ها", "هم", "هما", "اته")
"""What a long Arabic word ends in that wears a pronoun: no name."""
_WORN = frozenset("بل")
"""Prepositions that are written with the word after them."""
_QUOTES = frozenset("\"'“”«»‘’()[]#_*")


class PhraseFinder:
    """Finds the phrases of a sentence."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Take the vocabulary of the language."""
        self._vocabulary = vocabulary
        self._offices = vocabulary.offices
        self._lexicon: Lexicon = vocabulary.lexicon
        self._arabic = self._lexicon.script == "arabic"
        self._atoms: dict[int, tuple[list[Any], Phrase]] = {}
        self._definite = frozenset(self._lexicon.lists.get("definite", ()))
        self._possessive = frozenset(self._lexicon.lists.get("possessive", ()))
        objects = (w for f in self._lexicon.frames if f.own and f.mode == "recall" for w in f.object)
        self._envoys = frozenset(w for w in objects if " " not in w) if self._arabic else frozenset()
        self._links = {"'s", "s", "’", "'", "of", "the", "for", "de", "du", "des", "la", "le", "l", "d", "les"}

    def find(self, tokens: list[Token], words: list[Word], hits: list[Hit]) -> list[Phrase]:
        """Return the phrases made of ``hits``, the names and titles of one sentence in order."""
        phrases: list[Phrase] = []
        last: Phrase | None = None
        for hit in hits:
            atom = self._atom(hit)
            near = last is not None and (last.j == hit.i or words[last.j].bridge or (last.roles and not last.parties))
            if last is not None and near and self._joins(last, atom, tokens, words):
                extend(last, atom)
                if self._arabic and len(phrases) > 1 and delegations.whose(phrases[-2], last, words):
                    last = sent_by(phrases[-2], phrases.pop())
            else:
                phrases.append(atom)
                last = atom
        phrases = self._appositions(phrases, tokens, words)
        if self._arabic:
            memberships.settle(phrases, words)
        return [p for p in phrases if p.parties or p.persons or not self._arabic or memberships.stands(p)]

    def _atom(self, hit: Hit) -> Phrase:
        """Return the phrase of one name or title, from a pattern made once for what the words stand for."""
        known = self._atoms.get(id(hit.values))
        if known is None:
            if len(self._atoms) >= _MAX_ATOMS:
                self._atoms.clear()
            known = self._atoms[id(hit.values)] = (hit.values, atom(hit.values))  # holds the list: its id stays
        pattern = known[1]
        return Phrase(
            hit.i,
            hit.j,
            hit.prefix,
            pattern.roles.copy(),
            pattern.parties,
            pattern.kinds.copy(),
            pattern.persons,
            pattern.full_name,
            (hit.i, hit.j) if pattern.name else None,
            pattern.gender,
            pattern.number,
            pattern.definite,
            pattern.city,
            doubt=pattern.doubt,
            everyday=pattern.everyday,
        )

    def _joins(self, left: Phrase, right: Phrase, tokens: list[Token], words: list[Word]) -> bool:
        links = self._gap(left, right, tokens, words)
        if links is None:
            return False
        if right.prefix and not (right.prefix == "ل" and left.roles and not left.parties and right.parties):
            return False
        if not self._arabic and left.has_person and not left.roles and "s" in links and right.role in _OFFICES:
            return not right.parties and not right.has_person  # Netanyahu's office
        if left.has_person and (right.has_person or right.roles or (self._arabic and right.parties)):
            return False
        if right.roles and not right.has_person and not right.parties and self._arabic and left.parties:
            return False
        if self._arabic and right.roles and right.definite and left.roles and left.parties:
            return False
        bare = right.kinds == {COUNTRY} and not (links or right.prefix or words[right.i].folded.endswith("يه"))
        if self._arabic and bare and left.definite and left.roles:
            return False  # طالب الوزراء إسرائيل
        if not self._arabic and left.roles and left.parties and right.roles and "of" not in links:
            return left.role in _SPEAKING and "s" in links and not right.parties  # a spokesman for Israel's ministry
        if self._arabic and (held_offices.another(left, right, self._offices) or held_offices.calls_in(left, right)):
            return False
        if not self._arabic and links and links <= _THE and right.roles and not left.roles:
            return False  # received at the Élysée the president
        if self._arabic and left.j - left.i == 1 and left.roles and not left.parties and COUNTRY in right.kinds:
            stem = words[left.i].folded.removeprefix(left.prefix)
            if stem.startswith("ال") and not right.weak:
                return False  # دعا الوزيران إسرائيل
        if right.has_person:
            if self._arabic and held_offices.of_elsewhere(left, right, self._offices, by_surname=True):
                return False
            if self._arabic and not left.roles and not left.weak:
                return False
            if not self._arabic and left.parties and not left.roles and "s" not in links and not left.weak:
                return False
            return not ({"of", "the", "for"} & links) or bool(left.roles and not {"of", "for"} & links)
        if left.parties and right.parties:
            return bool(set(left.parties) & set(right.parties)) and (left.weak or right.weak or bool(left.roles))
        if right.parties and not right.roles and not left.roles:
            return False
        if not self._arabic and right.parties and left.roles and not links and not right.weak:
            return not left.has_person and right.kinds != {CITY}
        return not (CITY in right.kinds and COUNTRY not in right.kinds and self._arabic and left.has_person)

    def _gap(self, left: Phrase, right: Phrase, tokens: list[Token], words: list[Word]) -> set[str] | None:
        """Return the linking words between two phrases, None if other words stand between."""
        if self._arabic and delegations.whose(left, right, words):
            return {"من"}
        links: set[str] = set()
        described = 0
        for k in range(left.j, right.i):
            text, folded = tokens[k].text, words[k].folded
            if text in _QUOTES or folded in self._lexicon.honorifics or text in {"/", "."}:
                continue
            if folded in self._lexicon.former or folded in self._lexicon.acting:
                if folded in self._lexicon.former and not links and not described:
                    left.former = True
                continue
            owned = "s" in links or (not links and (left.weak or ORGANISATION in left.kinds) and not left.roles)
            plain = text.islower() and words[k].name is None
            if owned and described < _DESCRIBED and right.role in _OF_STATES and plain:
                described += 1  # South Korea's national security office
                continue
            several = (left.role == "delegation" or left.number == "p") and not self._owned(left, words)
            if folded in _FROM and several and not left.parties and not left.has_person:
                links.add("from")
                continue
            if not self._arabic and (folded in self._links or text in "’'"):
                links.add(folded or "s")
                continue
            if self._arabic and folded in self._lexicon.name_links and left.has_person:
                continue
            return None
        return links

    def _owned(self, phrase: Phrase, words: list[Word]) -> bool:
        """Whether a possessive stands before a title: recalled *its* ambassadors from Oslo."""
        return phrase.i > 0 and words[phrase.i - 1].folded in self._possessive

    def _appositions(self, phrases: list[Phrase], tokens: list[Token], words: list[Word]) -> list[Phrase]:
        joined: list[Phrase] = []
        for phrase in phrases:
            last = joined[-1] if joined else None
            if last is not None and last.persons and last.j < phrase.i:
                self._lengthen(last, tokens, words)
            if last is not None and not phrase.prefix and self._apposed(last, phrase, tokens, words):
                extend(last, phrase)
                self._close(last, tokens)
                continue
            if last is not None and last.roles:
                limit = phrase.i
                longer = bool(phrase.persons) and called_before.may_be_longer(phrase)
                if longer and not self._arabic:
                    limit = len(tokens)
                elif longer and last.parties and phrase.i == last.j + 1:
                    limit = phrase.j  # a given name spelt as nowhere else: الرئيس الكيني وليم روتو
                self._unknown_name(last, tokens, words, limit)
                if last.name and last.j >= phrase.j:
                    continue
                if last.name and not phrase.prefix and self._apposed(last, phrase, tokens, words):
                    extend(last, phrase)
                    continue
            joined.append(phrase)
        if joined:
            self._unknown_name(joined[-1], tokens, words, len(tokens))
        if any(p.roles and p.role in postings.POSTED and not p.has_person for p in joined):
            self._posted(joined, tokens, words)
        last = None
        for phrase in joined:
            if phrase.roles and not phrase.has_person and phrase.i > _FEWEST_BEFORE:
                self._name_before(phrase, tokens, words, last)
            last = phrase
        free = 0
        for phrase in joined:
            self._finish(phrase, tokens, words, free)
            free = phrase.j
        return joined if self._arabic else whole_names(joined)

    def _name_before(self, phrase: Phrase, tokens: list[Token], words: list[Word], last: Phrase | None) -> None:
        """Take the words before a title in apposition for its name: said Heena Waleed, a spokeswoman for ...

        In Arabic no comma need part them: التقى محمد العايش مساعد وزير الدفاع. ``last`` is the phrase before.
        """
        if phrase.prefix or phrase.number != "s" or phrase.role in BODIES - {"official"}:
            return
        end = phrase.i - 1
        while end and words[end].folded in self._definite | _ARTICLES:
            end -= 1
        beside = tokens[end].text not in _COMMAS
        if not (self._arabic and phrase.parties) if beside else phrase.role in BODIES:
            return
        start, free = end + beside, last.j if last is not None else 0
        end = start
        while (
            start > free
            and end - start < _MAX_NAME_WORDS + 2 * beside
            and self._name_like(tokens, words, start - 1, first=False)
        ):
            if words[start - 1].folded in self._lexicon.honorifics:
                break
            start -= 1
        if end - start < _FEWEST_BEFORE:
            return
        worn = called_before.given_with(words[start]) if beside else None
        if beside and worn is None and last is not None and start == free and last.has_person and last.roles:
            worn = ""  # the minister received Anna Silva minister of ...
        before = words[start - 1] if start else None
        if worn is None and self._arabic:
            if before is None or tokens[start].text.startswith("ال"):
                return
            if not called_before.introduces(before, self._lexicon.honorifics, beside=beside):
                return
        elif worn is None and (not tokens[start].text[0].isupper() or (before and before.text[0].isupper())):
            return
        phrase.name = (start, end)
        if beside:
            phrase.i, phrase.prefix = start, worn or ""

    def _posted(self, phrases: list[Phrase], tokens: list[Token], words: list[Word]) -> None:
        """Name the envoys whose names stand after where they are posted."""
        for phrase in phrases:
            if phrase.role in postings.POSTED and not phrase.has_person and phrase.number == "s":
                phrase.name = self._name_after(phrase.j, phrases, tokens, words)

    def _name_after(
        self, k: int, phrases: Iterable[Phrase], tokens: list[Token], words: list[Word]
    ) -> tuple[int, int] | None:
        places = {p.i: p.j for p in phrases if p.parties and not p.roles and not p.has_person}

        def name_like(at: int, first: bool) -> bool:
            return self._name_like(tokens, words, at, first=first)

        return postings.named_after(k, places, tokens, words, name_like)

    def own_envoys(self, phrases: Iterable[Phrase], tokens: list[Token], words: list[Word]) -> list[tuple[int, int]]:
        """Return the tokens of the names of who is called somebody's own envoy: سفيرها لدى إسرائيل فلان."""
        own = [k for k, word in enumerate(words) if word.folded in self._envoys]
        return [name for k in own if (name := self._name_after(k + 1, phrases, tokens, words)) is not None]

    def _apposed(self, left: Phrase, right: Phrase, tokens: list[Token], words: list[Word]) -> bool:
        commas, genitive = 0, False
        for k in range(left.j, right.i):
            text, folded = tokens[k].text, words[k].folded
            if text in _COMMAS:
                commas += 1
            elif text in _QUOTES or folded in self._lexicon.honorifics or folded == "the" or folded in {"le", "la"}:
                continue
            elif folded in self._lexicon.former:
                if genitive:
                    return False  # روسيا في وقت سابق: nothing of Russia is former
                left.former = True
            elif not self._arabic or commas or k - left.j >= _GENITIVES:
                return False
            else:
                genitive = True
        if genitive and not (commas and right.has_person and held_offices.holds(right, left, self._offices)):
            return False  # المدعية العامة للمحكمة، فاتو بنسودا
        if not commas and self._arabic and left.persons and not left.roles and right.roles and not right.has_person:
            return held_offices.holds(left, right, self._offices)
        if commas != 1 or (left.former and not right.has_person):
            return False
        compatible = not (left.parties and right.parties) or bool(set(left.parties) & set(right.parties))
        if not compatible or (not self._arabic and held_offices.of_elsewhere(left, right, self._offices)):
            return False
        if left.roles and not left.has_person:
            if self._arabic and held_offices.of_elsewhere(left, right, self._offices, by_surname=True):
                return False  # اتهم وزير الخارجية الألماني، ترامب
            return right.has_person and not right.roles and left.role not in {"government", "army", "ministry"}
        return left.has_person and not left.roles and bool(right.roles) and not right.has_person

    def _close(self, phrase: Phrase, tokens: list[Token]) -> None:
        """Take in the comma that closes an apposition."""
        if phrase.j < len(tokens) and tokens[phrase.j].text in _COMMAS:
            phrase.j += 1

    def _unknown_name(self, phrase: Phrase, tokens: list[Token], words: list[Word], limit: int) -> None:
        """Take the words after a title for a name that the gazetteer lacks."""
        if phrase.has_person or not phrase.roles or phrase.role in BODIES - {"official", "delegation"}:
            return
        if phrase.role in {"official", "delegation"} and not phrase.parties:
            return
        start = phrase.j
        while start < limit and (
            tokens[start].text in _COMMAS
            or tokens[start].text in _QUOTES
            or words[start].folded in self._lexicon.honorifics
            or words[start].folded in self._lexicon.former
        ):
            if words[start].folded in self._lexicon.former:
                phrase.former = True
            start += 1
        end = start
        if (
            phrase.parties
            and start == phrase.j
            and start < limit
            and (self._arabic and called_before.given_or_verb(words[start]))
        ):
            end += 1
        while end < limit and end - start < _MAX_NAME_WORDS and self._name_like(tokens, words, end, first=end == start):
            end += 1
        if end == start + 1 and (self._arabic and called_before.given_or_verb(words[start])):
            return
        least = 1 if start == phrase.j and self._arabic else 2
        if end - start < least or (self._arabic and end - start == 1 and not phrase.parties):
            return
        phrase.name = (start, end)
        phrase.j = end

    def _name_like(self, tokens: list[Token], words: list[Word], k: int, *, first: bool) -> bool:
        text, word = tokens[k].text, words[k]
        if not text[0].isalpha():
            return text == "-" and not first
        if not self._arabic:
            known = word.name is not None and not (not first and _is_surname(word.name[1]))
            if not first and tokens[k - 1].text == "-" and tokens[k - 1].end == tokens[k].start:
                return True  # Chung-kwang
            return (text[0].isupper() and not known) or (not first and word.folded in self._lexicon.name_links)
        if word.folded in self._lexicon.name_links or text == "علي":  # the preposition is written على
            return True
        if word.trigger or word.stems & self._lexicon.objects:
            return False
        if any(prefix in _PLAIN_OR_JOINED for prefix, _ in word.cues):
            return False
        if len(word.folded) > _SUFFIXED and word.folded.endswith(_POSSESSIVES):
            return False
        whole = [value for prefix, node in word.names if not prefix for value in node.get("", ())]
        if whole and (first or not _is_surname(whole)):
            return False
        if not whole and any(prefix[:1] == AND for prefix, _ in word.names):
            return False  # الرئيسان ترامب وبوتين
        if len(word.folded) > _SUFFIXED and word.folded[0] in "لب" and word.folded[-1] == "ه":
            return False  # لإطلاعه
        if word.folded[-1] == "ه" and not {word.folded[:-1], f"{word.folded[:-2]}ه"}.isdisjoint(self._lexicon.podiums):
            return False  # خطابه, كلمته
        if first and (text.startswith("ال") or (text.startswith("وال") and len(text) > _AND_THE)):
            return False  # and the diplomacy; Walter (والتر) is a name
        clitic = (word.folded[0] in "بل" and word.folded[1:3] == "ال") or word.folded.startswith("لل")
        return len(word.folded) > 1 and not clitic

    def _goes_on(self, tokens: list[Token], words: list[Word], k: int) -> bool:
        """Whether token ``k`` goes on with the name before it: a capitalised word that is no other name or cue."""
        text = tokens[k].text
        if text == "-":
            return k + 1 < len(tokens) and tokens[k].end == tokens[k + 1].start and tokens[k - 1].end == tokens[k].start
        if tokens[k - 1].text == "-":
            return text[0].isalpha()
        plain = words[k].name is None and not words[k].cues  # though another's name may begin with it
        return text[0].isupper() and not text.isupper() and plain

    def _lengthen(self, phrase: Phrase, tokens: list[Token], words: list[Word]) -> None:
        """Take in the fathers and the family that follow a known name: محمد بن سلمان بن عبدالعزيز آل سعود."""
        if not (phrase.persons and self._arabic):
            return
        while phrase.j + 1 < len(tokens) and "descent" in words[phrase.j].marks and not words[phrase.j].cues:
            phrase.j += 2
            if phrase.name:
                phrase.name = (phrase.name[0], phrase.j)

    def _finish(self, phrase: Phrase, tokens: list[Token], words: list[Word], free: int) -> None:
        """Read what follows: more of the name, a possessive, a word that says the office is over."""
        if phrase.persons and not phrase.full_name and phrase.roles and self._arabic:
            end = phrase.j
            while end < len(tokens) and end - phrase.j <= 1 and self._name_like(tokens, words, end, first=False):
                end += 1
            if end > phrase.j and phrase.name:  # the surname of one is the given name of another
                phrase.persons, phrase.name, phrase.j = (), (phrase.name[0], end), end
        if phrase.persons and not phrase.full_name and phrase.name and not self._arabic:
            end = phrase.j
            while end < len(tokens) and end - phrase.j < _MAX_NAME_WORDS and self._goes_on(tokens, words, end):
                end += 1
            if end > phrase.j:  # Kim Hong-kyun is another Kim
                phrase.persons, phrase.name, phrase.j = (), (phrase.name[0], end), end
        if phrase.roles and not phrase.parties and not self._arabic:
            self._note_owner(phrase, words)
        if phrase.persons:
            self._lengthen(phrase, tokens, words)
        if phrase.i > free and not phrase.prefix:
            self._note_honorifics(phrase, words, free)
        if not self._arabic and phrase.i and words[phrase.i - 1].folded in self._definite:
            phrase.definite = True
        if not self._arabic and phrase.persons and not (phrase.full_name or phrase.roles or phrase.parties):
            self._other_person(phrase, tokens, words)
        if phrase.j < len(tokens):
            if self._arabic and words[phrase.j].folded in self._lexicon.former:
                phrase.former = True
            if tokens[phrase.j].text in "’'" and not self._arabic:
                phrase.possessive = True

    def _note_honorifics(self, phrase: Phrase, words: list[Word], free: int) -> None:
        """Take in the honorifics before a title, and the preposition that the first wears: اتصل بفخامة الرئيس."""
        honorifics = self._lexicon.honorifics
        before = words[phrase.i - 1]
        while phrase.i > free and ((before.folded in honorifics and not before.cues) or "rank" in before.marks):
            if "rank" in before.marks and (phrase.i < free + 2 or words[phrase.i - 2].folded not in honorifics):
                break  # the word is no part of a rank: الفريق أول
            phrase.i -= 1
            before = words[phrase.i - 1]
        if self._arabic and phrase.i > free and before.folded[1:] in honorifics:
            clitic = before.folded[0]
            if clitic in _WORN and not before.cues:
                phrase.i, phrase.prefix = phrase.i - 1, clitic

    def _other_person(self, phrase: Phrase, tokens: list[Token], words: list[Word]) -> None:
        """Drop whom a surname means when another given name stands before it: Jamal Hassan is no other Hassan."""
        k = phrase.i - 1
        if k < 1 or not tokens[k].text[0].isupper() or tokens[k].text.isupper() or words[k].cues:
            return
        given, known = words[k].folded, words[k].name
        if known is not None and any(isinstance(v, Name) and v.kind not in {SURNAME, PERSON} for v in known[1]):
            return  # from Moscow Modi flew
        if given not in self._lexicon.honorifics and tokens[k - 1].text not in _QUOTES:
            phrase.persons = ()

    def _note_owner(self, phrase: Phrase, words: list[Word]) -> None:
        """Note a possessive before an office, a word or two aside: its own commerce ministry."""
        for k in range(phrase.i - 1, max(-1, phrase.i - _OWNER_REACH), -1):
            if words[k].folded in self._possessive:
                phrase.owned = "p" if words[k].folded in _THEIR else "s"
                return
            if words[k].known and words[k].folded not in self._lexicon.honorifics:
                return


def _is_surname(values: list[Any]) -> bool:
    return all(isinstance(v, Name) and v.kind == SURNAME for v in values)
