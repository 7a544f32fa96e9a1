"""What a story has said so far: whom it names, who acted towards whom, who met."""


from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from agent.records import Actor
from consumers.extraction.sentences.clauses import Sentence
from consumers.extraction.sentences.phrase import Phrase
from consumers.extraction.story.spellings import Spellings, past_clitics
from consumers.extraction.story.story_words import StoryWords
from consumers.gazetteer.model import ORGANISATION, Gazetteer, Term
from consumers.text.tokens import fold

HOSTILE = frozenset({"ACCUSE", "SANCTION", "REJECT", "THREATEN"})
_SHORT_SURNAME = 3
"""Letters of an English or French surname that may stand for a full name of the story."""
_FAMILY_NAME_FIRST = frozenset({"CN", "TW", "KP", "KR", "VN", "HK"})
"""States whose officials are named family name first (CLDR, personName nameOrder, surnameFirst locales)."""
_REACTIONS = ("SUPPORT praise", "ACCUSE", "REJECT", "THREATEN")
"""Acts that answer others: "the decision" that is welcomed is rather what they answer."""
_ALIKE = (
    frozenset({"head_of_state", "head_of_government", "crown_prince", "group_leader"}),
    frozenset({"foreign_minister", "defence_minister", "minister"}),
)
"""Offices that "the two presidents", "the two ministers" may be of."""
_PACTS = frozenset({"SUPPORT sign", "SUPPORT relations", "AGREE "})
_JUST_TOLD = 3
"""Acts among which "his counterparts" did something together."""
BACK = 100
"""Acts and names of a story that are looked back on: more are a list, and no list may take long."""
_SECRETARY = "secretary"
"""Word by which the read-outs of the State Department go on calling the Secretary of State."""
_MIN_SURNAME = 4
"""Shorter surnames are words too often (لي, كيم) to stand without a full name in the same story."""


@dataclass
class Memory:
    """What one story has said so far."""

    gazetteer: Gazetteer
    language: str
    day: date
    named: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    """Official's id -> longest form in which the story names him or her, with its offsets."""
    called: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    """Official's id -> the surname by which the story calls whom it may mean, with its offsets."""
    parties: Counter[str] = field(default_factory=Counter)
    by_role: dict[str, list[Actor]] = field(default_factory=dict)
    subject: list[Actor] = field(default_factory=list)
    """Who spoke or acted last."""
    speaker: list[Actor] = field(default_factory=list)
    """Who is quoted: "we" in a quotation."""
    before: list[Actor] = field(default_factory=list)
    """Who spoke or acted before that: whom "him" means after the subject."""
    object: list[Actor] = field(default_factory=list)
    pair: list[Actor] = field(default_factory=list)
    """The parties of the last mutual act, or the last two that were named."""
    deeds: list[tuple[str, list[Actor]]] = field(default_factory=list)
    """Type of each act told so far that others may welcome or condemn, and who did it."""
    consulted: frozenset[str] = frozenset()
    """Parties of the last meeting."""
    attendance: list[tuple[frozenset[str], list[Actor], str]] = field(default_factory=list)
    """Parties of a meeting, who else is told to have been there, and the mode that this makes it."""
    last_person: dict[str, Actor] = field(default_factory=dict)
    """Party -> the official named last for it, in the order of naming."""
    aliases: dict[str, Phrase] = field(default_factory=dict)
    bodies: dict[str, set[str]] = field(default_factory=dict)
    """Word by which bodies are called once they were named -> those that it may mean."""
    sentences: list[Sentence] = field(default_factory=list)
    read: list[Sentence] = field(default_factory=list)
    """The sentence that is read and the one before it, in languages with the subject first."""
    acts: list[tuple[str, list[Actor], list[Actor]]] = field(default_factory=list)
    """Type of each act told so far, who did it, and towards whom."""
    topic: list[Actor] = field(default_factory=list)
    """Whom the last sentence called "him" or "her": whom the next means by "he" or "she"."""
    next_topic: list[Actor] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    """Parties named so far; empty where all that the story names count."""
    last: tuple[str, str, list[Actor], list[Actor]] | None = None
    """Type, mode and parties of the act told last."""
    told: set[str] = field(default_factory=set)
    """Types of the acts told so far."""
    meeting: list[Actor] = field(default_factory=list)
    """Who took part in the last talks, mediators included."""
    sides: list[Actor] = field(default_factory=list)
    """The two parties of the last act of one towards the other."""
    suffered: dict[tuple[str, str], list[Actor]] = field(default_factory=dict)
    """Type and mode of an act -> towards whom it was done last."""
    hostile: dict[str, list[Actor]] = field(default_factory=dict)
    """Party -> against whom its last hostile act was."""
    cast: list[tuple[int, str, str]] = field(default_factory=list)
    """Where the story names whom of which office: offset, party, office."""
    home: str = ""
    """The country that the story is datelined in, if it is one."""
    spellings: Spellings | None = None
    """Finds officials whose names are spelt otherwise than in the gazetteer."""
    _settled: dict[int, tuple[Phrase, Actor]] = field(default_factory=dict)
    _terms: dict[str, Term | None] = field(default_factory=dict)
    _vocabulary: frozenset[str] | None = None
    _words: StoryWords | None = None

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every folded word of the story: what decides between the readings of a shared name."""
        if self._vocabulary is None:
            self._vocabulary = frozenset([word.folded for sentence in self.sentences for word in sentence.words])
        return self._vocabulary

    @property
    def words(self) -> StoryWords:
        """Where the story has the words that tell whose deed is meant."""
        if self._words is None:
            self._words = StoryWords(self.sentences)
        return self._words

    def term(self, person: str) -> Term | None:
        """Return the term in which ``person`` acts on the day of the story."""
        if person not in self._terms:
            self._terms[person] = self.gazetteer.term_at(person, self.day)
        return self._terms[person]

    def note(self, phrase: Phrase, sentence: Sentence) -> None:
        """Remember a full name and count its party, before anything is resolved."""
        for party in phrase.parties if len(phrase.parties) == 1 and phrase.doubt is None else ():
            self.parties[party] += 1
        if phrase.former:
            return
        if phrase.roles or phrase.persons:
            self._note_office(phrase, sentence)
        if phrase.name is None:
            return
        start, end = sentence.span(*phrase.name)
        if phrase.name[0] == phrase.i:
            start = past_clitics(sentence.source, start, len(phrase.prefix))
        text = sentence.source[start:end]
        if phrase.role == "foreign_minister" and sentence.words[phrase.i].folded == _SECRETARY:
            self.aliases.setdefault(_SECRETARY, phrase)
        if phrase.full_name:
            for ident in phrase.persons:
                if len(text) > len(self.named.get(ident, ("",))[0]):
                    self.named[ident] = (text, start, end)
            last = sentence.words[phrase.name[1] - 1].folded
            least = _MIN_SURNAME if self.language == "ar" else _SHORT_SURNAME
            if len(last) >= least and not self.gazetteer.people[phrase.persons[0]].short.get(self.language):
                self.aliases.setdefault(last, phrase)
            self._note_family_name(phrase, sentence)
        elif phrase.persons:
            for ident in phrase.persons:
                self.called.setdefault(ident, (text, start, end))
        elif phrase.parties and phrase.name[1] - phrase.name[0] > 1:
            *_, link, own = sentence.words[slice(*phrase.name)]
            if len(own.folded) >= _MIN_SURNAME and "son_of" not in link.marks:
                self.aliases.setdefault(own.folded, phrase)
            if self.language != "ar" and phrase.parties[0] in _FAMILY_NAME_FIRST:
                self.aliases.setdefault(sentence.words[phrase.name[0]].folded, phrase)

    def note_body(self, phrase: Phrase, sentence: Sentence, heads: frozenset[str]) -> None:
        """Let an organisation be called by what it is, by its name in the text or any name of a movement: الحركة."""
        if len(phrase.parties) != 1 or phrase.roles or phrase.doubt is not None:
            return
        party = phrase.parties[0]
        first = sentence.words[phrase.i].folded.removeprefix(phrase.prefix).removeprefix("ال")
        called = {first} if phrase.j - phrase.i > 1 else set()
        record = self.gazetteer.records.get(party, {})
        if record.get("kind") == "group":
            called |= {fold(name).split()[0] for name in record["names"].get(self.language, ()) if " " in name}
        for head in called & heads:
            self.bodies.setdefault(f"ال{head}", set()).add(party)

    def name_bodies(self) -> None:
        """Take the words by which only one body can be called for its names."""
        for word, parties in self.bodies.items():
            if len(parties) == 1:
                gender = "f" if word.endswith(("ه", "ا")) else "m"
                body = Phrase(0, 1, parties=tuple(parties), kinds={ORGANISATION}, gender=gender, definite=True)
                self.aliases.setdefault(word, body)

    def _note_family_name(self, phrase: Phrase, sentence: Sentence) -> None:
        """Let the first word of a name stand for its bearer where family names come first: Mr Wang."""
        term = self.term(phrase.persons[0]) if phrase.persons else None
        if self.language == "ar" or phrase.name is None or term is None or term.party not in _FAMILY_NAME_FIRST:
            return
        first = sentence.words[phrase.name[0]].folded
        if phrase.name[1] - phrase.name[0] > 1 and len(first) > 1:
            self.aliases.setdefault(first, phrase)

    def see(self, sentence: Sentence) -> None:
        """Remember the parties that ``sentence`` names, before its acts are read."""
        self.read = [*self.read[-1:], sentence]
        for item in sentence.groups:
            for phrase in item.group.phrases if item.group is not None else ():
                self.seen.update(phrase.parties)
                self.seen.update(term.party for term in map(self.term, phrase.persons) if term is not None)

    def _note_office(self, phrase: Phrase, sentence: Sentence) -> None:
        term = self.term(phrase.persons[0]) if phrase.persons else None
        role = phrase.role or (term.office if term is not None else "")
        party = phrase.parties[0] if len(phrase.parties) == 1 else term.party if term is not None else ""
        if role and party:
            self.cast.append((sentence.span(phrase.i, phrase.j)[0], party, role))

    def _two_of(self, role: str, before: int) -> list[Actor]:
        """Return the last two parties whose holders of an office like ``role`` are named before an offset."""
        offices = next((o for o in _ALIKE if role in o), frozenset())
        found: dict[str, str] = {}
        end = bisect_left(self.cast, (before,))
        for _, party, office in reversed(self.cast[max(0, end - BACK) : end]):
            if office in offices:
                found.setdefault(party, office)
            if len(found) == 2:  # noqa: PLR2004 - a pair
                return [
                    Actor(party=p, role=o, person=h, name=self.gazetteer.people[h].display(self.language) if h else "")
                    for p, o in reversed(found.items())
                    for h in [self.gazetteer.holder(p, o, self.day)]
                ]
        return []

    def remember(self, kind: str, mode: str, actors: list[Actor], recipients: list[Actor]) -> None:
        """Keep an act for what refers to it later."""
        self.last = (kind, mode, actors, recipients)
        if recipients:
            self.suffered[kind, mode] = recipients
        self.acts.append((kind, actors, recipients))
        self.told.add(kind)
        if not recipients:
            return
        self.object = recipients
        if len({a.party for a in (*actors, *recipients)}) == 2:  # noqa: PLR2004 - two sides
            self.sides = [*actors, *recipients]
        if kind in HOSTILE:
            for actor in actors:
                self.hostile[actor.party] = recipients
            for other in recipients:
                self.hostile.setdefault(other.party, actors)

    def _in_power(self, party: str) -> str:
        """Return the state that a movement governs on the day of the story, else ``party`` itself."""
        governs = self.gazetteer.records.get(party, {}).get("governs") if party.startswith("org:") else None
        return str(governs["party"]) if governs and self.day >= governs["since"] else party

    def _owner(self, phrase: Phrase) -> str:
        """Return whose office "its ambassador", "their leaders" is: of who acts, or of those it acts towards."""
        owners = {a.party for a in self.subject}
        others = {a.party for a in self.object}
        if phrase.owned == "p" and len(owners) == 1 < len(others):
            return ""
        return next(iter(owners)) if len(owners) == 1 else ""

    def _office(self, role: str, party: str) -> str:
        """Return the office that a title means in a state: where a Leader is above, "the president" governs."""
        if role == "supreme_leader":
            return "head_of_state"
        if role == "head_of_state" and party:
            return str(self.gazetteer.records.get(party, {}).get("president", role))
        return role

    def _remember_person(self, actor: Actor) -> None:
        if actor.name:
            self.last_person.pop(actor.party, None)
            self.last_person[actor.party] = actor

    def _main_pair(self) -> list[Actor]:
        """Return the two parties that the story names most, whoever speaks now left out."""
        return self.main_pair({a.party for a in self.subject})

    def main_pair(self, own: AbstractSet[str]) -> list[Actor]:
        """Return the two parties that the story names most besides ``own``; nobody if they are not named twice."""
        main = [p for p, n in self.parties.most_common(4) if p not in own and n > 1][:2]
        return [Actor(party=p) for p in main] if len(main) == 2 else []  # noqa: PLR2004 - a pair

    def other_side(self, own: set[str], *, clearly: bool) -> str:
        """Return the party that the story is about besides ``own``: named twice and more often than any third.

        ``clearly``: no third may be named even half as often.
        """
        counts = self.parties.most_common(4)
        if self.seen:  # who is named further down is not meant yet
            counts = [(p, n) for p, n in self.parties.most_common() if p in self.seen][:4]
        others = [(count, party) for party, count in counts if party not in own]
        if not others or others[0][0] < 2 or (len(others) > 1 and others[1][0] == others[0][0]):  # noqa: PLR2004 - twice
            return ""
        if clearly and len(others) > 1 and others[1][0] * 2 > others[0][0]:
            return ""
        return others[0][1]

    def helpers(self, own: set[str]) -> list[Actor]:
        """Return who did ``own`` the last good turn that the story tells."""
        for kind, actors, recipients in reversed(self.acts[-BACK:]):
            good = kind not in HOSTILE and kind not in {"CONSULT", "REQUEST"}
            if good and own & {a.party for a in recipients} and not own & {a.party for a in actors}:
                return actors
        return []

    def signatories(self, own: set[str]) -> list[Actor]:
        """Return who made the pact that the story told last, ``own`` left out."""
        for kind, actors in reversed(self.deeds[-BACK:]):
            if kind in _PACTS and len({a.party for a in actors}) > 1:
                return [a for a in actors if a.party not in own]
        return []

    def doers(self, own: set[str], *, several: bool = False) -> list[Actor]:
        """Return who did the last act told, others than ``own``; ``several``: the last acts, all of one type."""
        last = ""
        found: list[Actor] = []
        if self.language != "ar" and not several:
            deeds = [actors for kind, actors in self.deeds[-BACK:] if not kind.startswith(_REACTIONS)]
            doing = [actors for actors in deeds if not {a.party for a in actors} & own]
            if doing:
                last_doers = {a.party for a in doing[-1]}  # Britain, of those who together recognised it
                return next((d for d in doing if {a.party for a in d} > last_doers), doing[-1])
        for kind, actors in reversed(self.deeds[-BACK:]):
            if self.language != "ar" and kind.startswith(_REACTIONS):
                continue
            alike = kind.split()[0] == last
            if found and (not several or not alike):
                break
            if not {a.party for a in actors} & own:
                found, last = [*actors, *found], kind.split()[0]
        return found

    def two_sides(self, own: set[str]) -> list[Actor]:
        """Return the two sides that the story is about, if neither is in ``own``."""
        sides = self.pair if len(self.pair) > 1 else self._main_pair()
        return [] if {a.party for a in sides} & own else list(sides)

    def _several(self) -> list[Actor]:
        """Return the last three parties or more that did something together, or suffered it."""
        sides = (side for _, doers, targets in reversed(self.acts[-BACK:]) for side in (doers, targets))
        many = (self.pair, *sides, self.subject)
        return next((s for s in many if len({a.party for a in s}) > 2), [])  # noqa: PLR2004 - many

    def _others_together(self) -> list[Actor]:
        """Return the last who did something together, whoever is spoken of not among them: his three counterparts."""
        own = {a.party for a in self.subject}
        sides = (side for _, doers, targets in reversed(self.acts[-_JUST_TOLD:]) for side in (doers, targets))
        return next((s for s in sides if len({a.party for a in s}) > 1 and own.isdisjoint(a.party for a in s)), [])

    def _met_one_by_one(self) -> list[Actor]:
        """Return all who took part in the last talks of one with each of the others, or the last who met together."""
        met: list[Actor] = []
        for kind, doers, _ in reversed(self.acts[-BACK:]):
            if kind != "CONSULT" or (met and {a.party for a in met}.isdisjoint(a.party for a in doers)):
                break
            if len({a.party for a in doers}) > 2:  # noqa: PLR2004 - they met together
                return doers
            met += [a for a in doers if a.party not in {m.party for m in met}]
        return met if len(met) > 2 else self._several()  # noqa: PLR2004 - many

    def both_or_subject(self) -> list[Actor]:
        """Return whom a verb of two without a subject means: the two who met, where one alone was spoken of last."""
        two = len({a.party for a in self.pair}) == 2 and len({a.party for a in self.subject}) == 1  # noqa: PLR2004
        return self.pair if two else self.subject
