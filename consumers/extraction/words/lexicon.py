"""A language's lexicon, compiled: what each word can be, whichever clitics it wears."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from agent.config import plain_yaml
from consumers.extraction.words.inflect_arabic import NOUN, noun_forms, verb_forms
from consumers.extraction.words.inflect_latin import english_verb, french_verb, plural_forms
from consumers.gazetteer.index import Trie, add
from consumers.text.tokens import fold

_UNJOINED = "رزدذو"
"""Letters that do not join the next one, so that a space is forgotten after them: وزيرالخارجية."""


class LexiconError(ValueError):
    """A lexicon file is not what the matcher can use; the message names the file and the entry."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One way to word one type of act."""

    type: str
    mode: str
    mutual: bool
    roles: tuple[str, ...]
    """Relations (``direct``, ``attr`` or a preposition) under which the other party stands, best first."""
    needs: str = "actor"
    """``partner``/``recipient``: no act without the other party; ``actor``: the actor is enough."""
    object: frozenset[str] = frozenset()
    """The verb or noun counts only with one of these words after it."""
    compound: bool = False
    """Whether some of them are of two words."""
    sought: frozenset[str] = frozenset()
    """Their first words."""
    notobject: frozenset[str] = frozenset()
    near: int = 99
    """How many words may stand between the preposition and the other party."""
    own: bool = False
    """The object is the actor's own (its ambassador): its name is no other party."""
    travel: bool = False
    """The other party may be named by a city or country that is travelled to."""
    council: bool = False
    """One party is enough: the session of an organisation."""
    victims: frozenset[str] = frozenset()
    """Prepositions that introduce the victim of what is condemned: not the one condemned."""
    charge: bool = False
    """What the subject is said to do is the reproach of who says it: he said that Iran violates the agreement."""
    remote: bool = False
    """Whether it is done from afar: a letter that is sent makes no visit."""
    civil: bool = False
    """Both sides must be persons or offices: officials attack in words, armies do not."""
    again: bool = False
    """A further round: of the talks told before, unless it says whose."""
    igo: bool = False
    """The other party must be an organisation: withdrew from the group."""
    sides: int = 0
    """How many parties the word itself says: a trilateral meeting."""
    threat: bool = False
    """What the speaker says that it will do is a threat: he said that his country will strike."""
    genitive: bool = False
    """The noun tells the act only with whose it is right after it: اتصال الرئيس بنظيره."""
    alone: bool = False
    """One party is enough: who stays committed to a treaty."""
    carried: bool = False
    """Who does it is whose the object is: a *Saudi* relief flight arrived."""
    declared: bool = False
    """Done by being said: who *says* that it backs another does; that somebody backs another is no news."""
    strength: float = 0.8
    clause: bool = False
    """The object words may stand in the clause that the verb governs: warned that it would retaliate."""
    to_do: bool = False
    """Counts only when the other party is then to do something: told Russia *to stop*."""
    bare: bool = False
    """Nothing may be said of the object: phoned is who was called, not who was called *a liar*."""
    whose: bool = False
    """The other party must be named as whose deed it is: concern over *China's* actions."""
    body: bool = False
    """Only an organisation does it, to a state: the African Union suspended Gabon."""
    posted: bool = False
    """The object is an envoy whom the actor has posted to the other party: استدعاء السفير لدى نيروبي."""
    headline: bool = False
    """The noun tells the act only where it opens a headline: عقوبات أميركية على روسيا."""
    status: str = ""
    """The status that the wording itself tells: who is due somewhere plans a visit."""


class Cue(NamedTuple):
    """One reading of a word that is no name."""

    kind: str
    """``verb`` and ``noun`` (of a frame), ``light``, ``say``, ``cancel``, or the name of a cue list of the lexicon."""
    value: Any
    """The frames of a trigger, the canonical preposition, or the cue itself."""
    form: str = ""
    """Form of a verb or noun."""


class Title(NamedTuple):
    """A title or the word for a body that acts for its state."""

    role: str
    gender: str = ""
    number: str = "s"
    definite: bool = False


@dataclass(slots=True, eq=False)
class Lexicon:
    """What a language's words can be."""

    language: str
    script: str
    verb_first: bool
    titles: Trie = field(default_factory=dict)
    cues: Trie = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    honorifics: frozenset[str] = frozenset()
    name_links: frozenset[str] = frozenset()
    adverb: tuple[str, ...] = ()
    """Endings that make an adverb."""
    past_endings: tuple[str, ...] = ()
    """Endings that make a past form of a verb which the lexicon lacks."""
    former: frozenset[str] = frozenset()
    acting: frozenset[str] = frozenset()
    capitals: frozenset[str] = frozenset()
    """Words for a capital that is called by its country: in the Syrian capital."""
    venues: frozenset[str] = frozenset()
    """Words for what a place is, before its name: the city of Geneva, قصر الدرعية."""
    podiums: frozenset[str] = frozenset()
    """Words for where or when somebody speaks to the public: a news conference, كلمة."""
    bodies: frozenset[str] = frozenset()
    """Words for what an organisation is, which stand for it with the article once it was named: الحركة."""
    at: frozenset[str] = frozenset()
    """Prepositions that mean "in" as well as "to": à Genève."""
    objects: frozenset[str] = frozenset()
    """Every object word of every frame: nouns that are no part of a name."""
    sought: frozenset[str] = frozenset()
    """The first words of the object words, the words for a capital and for speeches: what is searched for."""
    homographs: frozenset[str] = frozenset()
    """Words that are spelt like a form of a cue and are hardly ever it: نصف is a half, not "we describe"; unfolded."""
    marks: dict[str, frozenset[str]] = field(default_factory=dict)
    """Word that a rule looks for by itself -> what it is to the rules: see ``marks`` in the file."""
    dates: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Cue lists of the file as written, for the parts that look at whole lines (boilerplate, datelines)."""


def load(path: Path) -> Lexicon:
    """Return the lexicon in ``path``, all forms made.

    Raises:
        LexiconError: The file is not YAML, or an entry is not understood.
    """
    try:
        data = plain_yaml.load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise LexiconError(f"{path}: not valid YAML: {error}") from error
    try:
        _refuse_unquoted(data, path)
        return _compile(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LexiconError(f"{path}: {error!r}") from error


def _refuse_unquoted(value: Any, path: Path, *, where: str = "") -> None:
    """Raise `LexiconError` where a list of words has one that YAML reads as true or false: off, on, no, yes."""
    if isinstance(value, dict):
        for key, content in value.items():
            _refuse_unquoted(content, path, where=f"{where}/{key}" if where else str(key))
    elif isinstance(value, list):
        for number, entry in enumerate(value, 1):
            if isinstance(entry, bool):
                likely = "on, yes or true" if entry else "off, no or false"
                raise LexiconError(f"{path}: {where}, entry {number}: YAML reads {likely} as no word; put it in quotes")
            _refuse_unquoted(entry, path, where=f"{where}, entry {number}")


def _compile(data: dict[str, Any]) -> Lexicon:
    lexicon = Lexicon(data["language"], data["script"], data.get("order") == "verb-first")
    for name in ("honorifics", "name_links", "former", "acting", "capitals", "venues", "podiums", "bodies", "at"):
        setattr(lexicon, name, frozenset(fold(w) for w in data.get(name) or ()))
    lexicon.homographs = frozenset(data.get("homographs") or ())
    lexicon.adverb = tuple(data.get("adverb_endings") or ())
    lexicon.past_endings = tuple(data.get("past_endings") or ())
    lexicon.dates = data.get("dates") or {}
    for mark, words in (data.get("marks") or {}).items():
        for word in map(fold, words):
            lexicon.marks[word] = lexicon.marks.get(word, frozenset()) | {mark}
    _titles(lexicon, data)
    for kind, content in (data.get("cues") or {}).items():
        _cue_list(lexicon, kind, content)
    by_form: dict[str, dict[tuple[str, str], list[Frame]]] = {}
    for entry in data.get("frames") or ():
        frame = _frame(entry, plurals=lexicon.script != "arabic")
        lexicon.frames.append(frame)
        for verb in entry.get("verbs") or ():
            forms = _verb(lexicon, verb)
            for form, kind in _spoken(forms, frame) if lexicon.verb_first else forms:
                by_form.setdefault(form, {}).setdefault(("verb", kind), []).append(frame)
        for word in entry.get("words") or ():
            by_form.setdefault(" ".join(fold(w) for w in word.split()), {}).setdefault(("verb", "said"), []).append(
                frame
            )
        for noun in entry.get("nouns") or ():
            for form, kind in _noun(lexicon, noun):
                by_form.setdefault(form, {}).setdefault(("noun", kind), []).append(frame)
    lexicon.objects = frozenset(o for f in lexicon.frames for o in f.object)
    lexicon.sought = lexicon.capitals.union(lexicon.podiums, *(f.sought for f in lexicon.frames))
    for form, readings in by_form.items():
        for (kind, inflection), frames in readings.items():
            unique = tuple(dict.fromkeys(frames))
            add(lexicon.cues, form, Cue(kind, unique, inflection))
    return lexicon


def _verb(lexicon: Lexicon, entry: str) -> list[tuple[str, str]]:
    if lexicon.script == "arabic":
        return list(verb_forms(*entry.split()))
    return list(french_verb(entry) if lexicon.language == "fr" else english_verb(entry))


def _spoken(forms: list[tuple[str, str]], frame: Frame) -> list[tuple[str, str]]:
    """Return the forms of a verb that can tell what ``frame`` does.

    A reproach is of a deed that goes on, a threat of one to come; of meetings people speak in the first person.
    """
    if frame.charge:
        return [(f, k) for f, k in forms if k == "present" or (k == "past" and f.endswith("ت"))]
    if frame.threat:
        return [(f"س{f}", k) for f, k in forms if k in {"present", "first"}]
    if frame.type == "CONSULT":
        known = {f for f, _ in forms}
        spoken = [f"ا{f[1:]}" for f, k in forms if k == "first"]
        return [*forms, *((f"س{f}", "first") for f in spoken), *((f, "first") for f in spoken if f not in known)]
    return forms


def _noun(lexicon: Lexicon, entry: str) -> list[tuple[str, str]]:
    if lexicon.script == "arabic":
        return list(noun_forms(" ".join(fold(w) for w in entry.split())))
    return [(entry, NOUN)]


def _objects(words: Iterable[str], *, plurals: bool) -> frozenset[str]:
    """Return the object words of a frame as they are looked up, English and French ones with their plurals."""
    found = [" ".join(fold(w) for w in str(o).replace("-", " - ").split()) for o in words]  # co-operation: three tokens
    return frozenset(form for word in found for form in (plural_forms(word) if plurals else (word,)))


def _frame(entry: dict[str, Any], *, plurals: bool) -> Frame:
    mutual = "with" in entry
    roles = tuple(entry["with"] if mutual else entry.get("to") or ())
    objects = _objects(entry.get("object") or (), plurals=plurals)
    return Frame(
        type=entry["type"],
        mode=entry.get("mode", ""),
        mutual=mutual,
        roles=roles,
        needs=entry.get("needs", "actor"),
        object=objects,
        notobject=frozenset(fold(o) for o in entry.get("notobject") or ()),
        compound=any(" " in o for o in objects),
        sought=frozenset(first for o in objects for first in (o.split()[0], o.split()[0].removeprefix("ب"))),
        near=int(entry.get("near", 99)),
        own=bool(entry.get("own")),
        travel=bool(entry.get("travel")),
        council=bool(entry.get("council")),
        victims=frozenset(entry.get("victims") or ()),
        charge=bool(entry.get("charge")),
        remote=bool(entry.get("remote")),
        civil=bool(entry.get("civil")),
        again=bool(entry.get("again")),
        igo=bool(entry.get("igo")),
        genitive=bool(entry.get("genitive")),
        carried=bool(entry.get("carried")),
        declared=bool(entry.get("declared")),
        alone=bool(entry.get("alone")),
        sides=int(entry.get("sides", 0)),
        threat=bool(entry.get("threat")),
        strength=float(entry.get("strength", 0.8)),
        clause=bool(entry.get("clause")),
        to_do=bool(entry.get("to_do")),
        bare=bool(entry.get("bare")),
        whose=bool(entry.get("whose")),
        headline=bool(entry.get("headline")),
        body=bool(entry.get("body")),
        posted=bool(entry.get("posted")),
        status=entry.get("status", ""),
    )


def _titles(lexicon: Lexicon, data: dict[str, Any]) -> None:
    heads = data.get("heads") or {}
    for title in data.get("titles") or ():
        forms = heads[title["head"]]
        for shape, words in forms.items():
            gender, number = ("f", "s") if shape == "f" else ("m", "s" if shape == "m" else shape)
            for word in words:
                for tail in title["tails"]:
                    known = tail.startswith("ال")  # in the genitive of a definite noun
                    add(lexicon.titles, f"{word} {tail}".strip(), Title(title["role"], gender, number, definite=known))
                    add(lexicon.titles, f"ال{word} {tail}".strip(), Title(title["role"], gender, number, definite=True))
                    if known and " " not in tail and word[-1] in _UNJOINED:
                        add(lexicon.titles, word + tail, Title(title["role"], gender, number, definite=True))
                if title["role"] == "counterpart":
                    for pronoun in ("ه", "ها", "هما", "هم", "ته", "تها", "يه", "يها"):
                        add(lexicon.titles, word.removesuffix("ة") + pronoun, Title("counterpart", gender, number))
    for role, forms in (data.get("plain_titles") or {}).items():
        for form in forms:
            known = str(form).split()[-1].startswith("ال")  # ولي العهد is as definite as الملك
            add(lexicon.titles, form, Title(role, definite=known))
    for number, roles in (data.get("titles_by_number") or {}).items():
        for role, forms in roles.items():
            for form in forms:
                add(lexicon.titles, form, Title(role, "", number))


def _cue_list(lexicon: Lexicon, kind: str, content: Any) -> None:
    if isinstance(content, dict) and ("verbs" in content or "nouns" in content or "words" in content):
        for verb in content.get("verbs") or ():
            for form, inflection in _verb(lexicon, verb):
                add(lexicon.cues, form, Cue(kind, kind, inflection))
        for noun in content.get("nouns") or ():
            for form, inflection in _noun(lexicon, noun):
                add(lexicon.cues, form, Cue(kind, kind, inflection))
        for word in content.get("words") or ():
            add(lexicon.cues, word, Cue(kind, kind, "word"))
    elif isinstance(content, dict):
        for canonical, forms in content.items():
            for form in forms:
                add(lexicon.cues, form, Cue(kind, canonical))
    else:
        lexicon.lists[kind] = tuple(content or ())
        for form in content or ():
            add(lexicon.cues, form, Cue(kind, kind))
