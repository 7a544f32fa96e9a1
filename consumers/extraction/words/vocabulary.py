"""What a word of the text can be: looked up once, remembered for the next article."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from consumers.extraction.words.lexicon import Cue, Lexicon, Title
from consumers.extraction.words.readings import (
    ADVERB,
    BRACKET,
    BREAK,
    CLEAR,
    COMMA,
    CONJUNCTION,
    DASH,
    PAST,
    WORD,
    Reading,
    read,
)
from consumers.extraction.words.word import CueHit, Hit, Word
from consumers.gazetteer.index import Trie
from consumers.gazetteer.model import DEMONYM, SURNAME, Name
from consumers.text.arabic import bare
from consumers.text.tokens import MAX_WORD, fold

_MAX_CACHED = 40_000
"""Words in one generation of those remembered; an article of noise must not grow the process."""
_WEEKDAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
_BEING = frozenset({"est", "sont", "etait", "etaient"})
"""Auxiliaries of French reflexives, after which an adverb may stand: s'est ensuite entretenu."""
_PARTING = frozenset({"on", "again", "also", "today", "yesterday", "ensuite", "aussi", "encore", "hier", *_WEEKDAYS})
_PARTING |= {"it", "him", "them"}
_WITH_OBJECT = frozenset({"past", "present"})
"""Forms of a verb that take an object pronoun."""
_PARTICLE = 3
_AND_SO = "وف"
_CONJUNCTIONS = frozenset(_AND_SO)
_BEFORE_NOUNS = "بلكس"
"""Prepositions, and the sign of the future, that are written with the word after them."""
_PRONOUNS, _PRONOUNS_END = ("هما", "ها", "هم", "ه"), "اهم"
"""Object pronouns, the longest first, and the letters that they end in."""
_MIN_CLITIC_SURNAME = 4
_PLAIN = frozenset({"", "و", "ف"})
"""Clitics that any name may wear."""
_OBJECT = Cue("object", "object", "pronoun")
"""Marks a verb that wears its object: استدعته."""
_JOINERS = frozenset("-–’'‘.‑#")
_QUOTES = frozenset('"“”«»')
"""What may stand inside a name as well: the movement "Fatah"."""
_NAME_MARKS = _JOINERS | _QUOTES
_MARKS = {**dict.fromkeys(",،", COMMA), **dict.fromkeys((*":–—|", "..", "..."), BREAK), "-": DASH, ")": BRACKET}
_AND = frozenset({"and", "&", "et"})
_NOTHING: frozenset[str] = frozenset()
"""What most words have: one empty set for all."""
_ENDS_OF_NAMES = frozenset({"", "^"})

class _Known(dict[str, Word]):
    """The words met lately: two generations of them, of which the older is forgotten when the younger is full."""

    def __init__(self, look_up: Callable[[str], Word]) -> None:
        """Take what tells of a word that was not met before."""
        super().__init__()
        self._older: dict[str, Word] = {}
        self._look_up = look_up

    def __missing__(self, surface: str) -> Word:
        """Return what ``surface`` can be, looked up or remembered from the older generation, and remember it."""
        if len(surface) > MAX_WORD:
            return self._look_up(surface[: MAX_WORD + 1])  # noise, which is not worth remembering
        if len(self) >= _MAX_CACHED:
            self._older = self.copy()
            self.clear()
        word = self[surface] = self._older.get(surface) or self._look_up(surface)
        return word


class Vocabulary:
    """The names and cues of one language, by the words of a text."""

    def __init__(
        self,
        lexicon: Lexicon,
        names: Trie,
        blocked: frozenset[str] = frozenset(),
        offices: Mapping[str, frozenset[str]] | None = None,
        dates: Collection[str] = (),
    ) -> None:
        """Take the compiled lexicon, the names' trie, the spellings that are never a name, and who held which office.

        ``offices`` gives, by the id of an official, the roles and parties of all his or her terms; ``dates`` are the
        words with which a date may begin.
        """
        self.lexicon = lexicon
        self.offices = offices or {}
        self._names = _merged(names, lexicon.titles)
        self._cues = lexicon.cues
        self._blocked = blocked
        self._dates = dates
        self._bridges = lexicon.honorifics | lexicon.former | lexicon.acting | lexicon.name_links
        self._arabic = lexicon.script == "arabic"
        self._known = _Known(self._look_up)
        self._read: dict[tuple[int, str], tuple[list[Cue], Reading]] = {}

    def word(self, surface: str) -> Word:
        """Return what ``surface`` can be."""
        return self._known[surface]

    def words(self, surfaces: list[str]) -> list[Word]:
        """Return what each of ``surfaces`` can be."""
        return list(map(self._known.__getitem__, surfaces))

    def _look_up(self, surface: str) -> Word:
        folded = fold(surface)
        word = Word(surface, folded, plain=self._plain(surface))
        if surface in _NAME_MARKS:
            word.joining = True
        if folded and folded[0].isalnum():
            if self._arabic:
                self._read_arabic(word)
            else:
                self._read_latin(word)
        if folded in self._dates or folded[1:] in self._dates or folded.removeprefix("ال").isdigit():
            word.dating = True
        if not (word.names or word.cues):
            return word  # as most words that are new
        word.known = True
        word.trigger = any(_triggers(node) for _, node in word.cues)
        word.notable = bool(word.names) or word.trigger
        if word.names:
            word.name_next = frozenset(key for _, node in word.names for key in node) - _ENDS_OF_NAMES
            values = [v for _, node in word.names for key in _ENDS_OF_NAMES & set(node) for v in node[key]]
            word.conditional = any(isinstance(v, Name) and v.after for v in values)
            hit = None if word.conditional else self._longest_name([word], 0, 1)
            word.name = (hit.prefix, hit.values) if hit else None
        if word.cues:
            word.cue_next = frozenset(key for _, node in word.cues for key in node) - _ENDS_OF_NAMES
            word.cue = self._longest_cue([word], 0, 1)
        word.onward = word.name_next | word.cue_next
        if word.name is None and not word.conditional:
            word.mute = word.cue is None
            word.sole_cue = word.cue if word.cue is not None and not word.cue.reading.generic else None
        return word

    def _read_latin(self, word: Word) -> None:
        """Look up ``word`` of a language without clitics."""
        folded = word.folded
        node, cue = self._names.get(folded), self._cues.get(folded)
        word.names, word.cues = (("", node),) if node else (), (("", cue),) if cue else ()
        word.stems = frozenset((folded,))
        word.sought = word.stems & self.lexicon.sought or _NOTHING
        word.marks = self.lexicon.marks.get(folded, _NOTHING)
        if folded in _PARTING or word.plain == ADVERB:
            word.parting = word.joining = True

    def _read_arabic(self, word: Word) -> None:
        """Look up ``word`` with and without its clitics."""
        surface, folded = word.text, word.folded
        every_name, every_cue = self._names, self._cues
        names, cues, stems = [], [], []
        spelt, homographs = bare(surface), self.lexicon.homographs
        blocked, feminine = spelt in self._blocked, spelt.endswith("ة")
        is_word = spelt in homographs or (spelt[:1] in _AND_SO and spelt[1:] in homographs)
        for prefix, rest in _clitics(folded) if len(folded) != _PARTICLE else self._short(folded):
            stems.append(rest)
            node = every_name.get(rest)
            if node is not None and not (blocked and set(node) <= {""}) and "س" not in prefix:
                names.append((prefix, node))
            if is_word:
                continue
            cue = every_cue.get(rest)
            if cue is not None:
                if feminine and _owned(cue):
                    cue = None  # قطعة is a piece, not "its cutting"
                elif rest[0] in "يتن" or not prefix.endswith("س"):
                    cues.append((prefix, cue))
            if rest[-1] in _PRONOUNS_END and not feminine and (cue is None or _owned(cue)):  # زيارة is no زار with one
                verbs = self._with_object(rest)
                if verbs:
                    if cue is not None:
                        cues.pop()
                        verbs = [*cue[""], *verbs]
                    cues.append((prefix, {"": verbs}))
            if rest.startswith("ال") and len(rest) > 4:  # noqa: PLR2004 - the article and a word
                stems.append(rest[2:])
                cue = every_cue.get(rest[2:])
                if cue is not None:
                    cues.append((f"{prefix}ال", cue))
        if names:
            word.names = tuple(names)
        if cues:
            word.cues = tuple(cues)
            word.dual = any(self._of_two(folded[len(prefix) :]) for prefix, _ in cues)
        word.stems = frozenset(stems)
        if not self.lexicon.sought.isdisjoint(stems):
            word.sought = word.stems & self.lexicon.sought
        if not self.lexicon.marks.keys().isdisjoint(stems):
            word.marks = frozenset().union(*(self.lexicon.marks.get(stem, _NOTHING) for stem in stems))
        if folded.startswith("ال"):
            word.lean = folded[2:]
        if folded not in self._bridges:
            word.bridge = False

    def _of_two(self, verb: str) -> bool:
        """Return whether ``verb`` is the dual of a verb of the lexicon: أكدا, اتفقتا, يؤكدان."""
        one, form = (verb[:-1], "past") if verb.endswith("ا") else (verb[:-2], "present")
        if form == "present" and not verb.endswith("ان"):
            return False
        return any(cue.form == form for cue in self._cues.get(one, {}).get("", ()))

    def _short(self, word: str) -> list[tuple[str, str]]:
        """Return the readings of a word of three letters: itself, and as "and" with a particle (ولن, وفي)."""
        if (
            word[0] not in _AND_SO
            or word[1:] not in self._cues
            or any("" in trie.get(word, ()) for trie in (self._names, self._cues))
        ):
            return [("", word)]
        return [("", word), (word[0], word[1:])]

    def _plain(self, text: str) -> str:
        """Return the kind of item that ``text`` is when it is neither name nor cue."""
        if len(text) <= _PARTICLE:
            mark = _MARKS.get(text)
            if mark is not None:
                return mark
            if text.lower() in _AND:
                return CONJUNCTION
            if len(text) == 1 and text.lower() in self.lexicon.honorifics:
                return CLEAR
        if not text[0].isalpha():
            return CLEAR
        if self.lexicon.adverb and text.endswith(self.lexicon.adverb):
            return ADVERB
        return PAST if self.lexicon.past_endings and text.endswith(self.lexicon.past_endings) else WORD

    def _with_object(self, word: str) -> list[Cue]:
        """Return the verbs that ``word`` can be with an object pronoun: وقعها, استضافتهما."""
        for ending in _PRONOUNS:
            if word.endswith(ending) and len(word) - len(ending) > 2:  # noqa: PLR2004 - a verb has three letters
                stem = word.removesuffix(ending)
                verbs = [c for c in self._cues.get(stem, {}).get("", ()) if c.form in _WITH_OBJECT]
                if stem.endswith("ي"):  # توليه is his taking over; he took it over is تولاه
                    verbs = [c for c in verbs if c.form != "past"]
                elif not verbs and stem.endswith("ا"):  # تولاها, يرعاها, of تولى, يرعى
                    verbs = [c for c in self._cues.get(f"{stem[:-1]}ي", {}).get("", ()) if c.form in _WITH_OBJECT]
                if verbs:
                    return [*verbs, _OBJECT]
        return []

    def name_at(self, words: list[Word], i: int, end: int) -> Hit | None:
        """Return the longest name or title that begins at word ``i``."""
        word = words[i]
        if not word.conditional:
            following = word.name_next
            if not (following and i + 1 < end and _goes_on(following, words[i + 1])):
                return Hit(i, i + 1, word.name[0], word.name[1]) if word.name else None
        return self._longest_name(words, i, end)

    def cue_at(self, words: list[Word], i: int, end: int) -> CueHit | None:
        """Return the longest cue that begins at word ``i``; all readings of that length together."""
        word = words[i]
        if not (word.cue_next and i + 1 < end and _goes_on(word.cue_next, words[i + 1])):
            return word.cue
        return self._longest_cue(words, i, end)

    def _longest_name(self, words: list[Word], i: int, end: int) -> Hit | None:
        best: Hit | None = None
        for prefix, node in words[i].names:
            j, values = self._walk(words, i, end, node, names=True)
            if not values or (best is not None and j <= best.j):
                continue
            if len(values) > 1 or (isinstance(values[0], Name) and values[0].after):
                before = words[i - 1].folded if i else ""
                kept = [v for v in values if not isinstance(v, Name) or not v.after or before in v.after]
                values = kept if len(kept) < len(values) else values  # one list is one meaning, see `PhraseFinder`
            if prefix not in _PLAIN and j == i + 1 and len(words[i].folded) - len(prefix) < _MIN_CLITIC_SURNAME:
                kept = [v for v in values if not isinstance(v, Name) or v.kind != SURNAME]  # لأي is not ل + Lai
                values = kept if len(kept) < len(values) else values
            if values:
                best = Hit(i, j, prefix, values)
        return best

    def _longest_cue(self, words: list[Word], i: int, end: int) -> CueHit | None:
        longest, worn, best = i, "", None
        for prefix, node in words[i].cues:
            j, values = self._walk(words, i, end, node, names=False)
            if values and j - i > 1 and words[j - 1].folded == "on" and j < end and words[j].folded in _WEEKDAYS:
                j, values = i + 1, node.get("", [])  # called on Monday for ...
            if values and j > longest:
                longest, worn, best = j, prefix, values
        return CueHit(longest - i, worn, self._reading(best, worn), worn[:1] in _CONJUNCTIONS) if best else None

    def _reading(self, values: list[Cue], prefix: str) -> Reading:
        known = self._read.get((id(values), prefix))
        if known is None:
            if len(self._read) >= _MAX_CACHED:
                self._read.clear()
            known = self._read[id(values), prefix] = (values, read(values, prefix))  # holds the list: its id stays
        return known[1]

    def _walk(self, words: list[Word], i: int, end: int, node: dict[str, Any], *, names: bool) -> tuple[int, list[Any]]:
        found, values = i, self._values(node, words, i, i + 1) if names else node.get("", [])
        j = i + 1
        if values:
            found = j
        while j < end:
            word = words[j]
            step = j
            if (word.text in _JOINERS or (names and word.text in _QUOTES)) and j + 1 < end:
                step = j + 1
                word = words[step]
            if not word.folded:
                break
            below = node.get(word.folded)
            if below is None and not names and word.lean:
                below = node.get(word.lean)
            open_ = below is None or word.folded == "on"
            if open_ and word.parting and not names and (j == i + 1 or words[j - 1].folded in _BEING):
                step = self._past_adverb(words, j, end)
                word, below = words[step], node.get(words[step].folded)  # called on Monday for
            if below is None:
                break
            node, j = below, step + 1
            here = self._values(node, words, i, j) if names else node.get("", [])
            if here:
                found, values = j, here
        return found, values

    def _past_adverb(self, words: list[Word], j: int, end: int) -> int:
        """Return the position after the weekday or adverb at ``j``, which may part a verb from its particle."""
        if words[j].folded == "on" and j + 1 < end and words[j + 1].folded in _WEEKDAYS:
            j += 2
        elif words[j].folded != "on":
            j += 1
        return min(j, end - 1)

    def _values(self, node: dict[str, Any], words: list[Word], i: int, j: int) -> list[Any]:
        values: list[Any] = node.get("", [])
        if self._arabic:
            return values
        if "^" in node and all(w.text.isupper() for w in words[i:j] if w.text[0].isalpha()):
            return [*values, *node["^"]]
        if values and not words[i].text[0].isupper():
            french = self.lexicon.language == "fr"
            return [v for v in values if isinstance(v, Title) or (french and v.kind == DEMONYM)]
        return values


def _goes_on(following: frozenset[str], word: Word) -> bool:
    """Whether ``word`` may be the second of an entry that goes on with one of ``following``."""
    return word.folded in following or word.lean in following or word.joining


def _owned(node: dict[str, Any]) -> bool:
    """Whether a word is only a noun with a pronoun: شكره is "his thanks" and "he thanked him"."""
    return set(node) == {""} and all(cue.form == "owned" for cue in node[""])


def _triggers(node: dict[str, Any]) -> bool:
    """Whether a verb or noun of a frame begins at or goes on below ``node``."""
    return any(
        any(cue.kind in {"verb", "noun"} for cue in below) if key == "" else _triggers(below)
        for key, below in node.items()
    )


def _clitics(word: str) -> list[tuple[str, str]]:
    """Return (clitics, rest) for each way to read the folded Arabic ``word``, itself first."""
    found = [("", word)]
    if len(word) <= _PARTICLE:
        return found  # shorter words are words
    if word[0] in _BEFORE_NOUNS:
        _add_prepositions(found, "", word)
    elif word[0] in _AND_SO:
        found.append((word[0], word[1:]))
        if word[1] in _BEFORE_NOUNS and len(word) > _PARTICLE + 1:
            _add_prepositions(found, word[0], word[1:])
    return found


def _add_prepositions(found: list[tuple[str, str]], joined: str, word: str) -> None:
    """Add the readings of ``word``, which already lacks ``joined``, with a preposition or the sign of the future."""
    found.append((joined + word[0], word[1:]))
    if word.startswith("لل"):
        found.append((f"{joined}ل", f"ال{word[2:]}"))


def _merged(a: Trie, b: Trie) -> Trie:
    """Return a trie with the content of both; ``a`` may be changed."""
    for key, below in b.items():
        if key in {"", "^"}:
            a.setdefault(key, []).extend(v for v in below if v not in a[key]) if key in a else a.__setitem__(
                key, list(below)
            )
        elif key in a:
            _merged(a[key], below)
        else:
            a[key] = below
    return a
