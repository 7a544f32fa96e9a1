"""From the words that name an actor to the party, and to the official where one is known on the day."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import structs

from agent.records import Actor
from consumers.extraction.sentences.clauses import Group, Sentence
from consumers.extraction.sentences.coordination import among_states
from consumers.extraction.sentences.phrase import BOTH, Phrase, is_place, one_of
from consumers.extraction.story.doubtful_forms import acts_here, of_elsewhere
from consumers.extraction.story.memory import BACK, Memory
from consumers.extraction.story.spellings import past_clitics
from consumers.gazetteer.model import COUNTRY, VENUE

_ARMY = "army"
_SILENT_ROLES = frozenset({"fighters", "ministry", "government", "army", "parliament", "mission", "delegation"})
_HELD_ROLES = frozenset(
    {
        "head_of_state",
        "head_of_government",
        "foreign_minister",
        "defence_minister",
        "crown_prince",
        "vice_president",
        "organisation_head",
        "national_security_adviser",
    }
)
_SENIOR = (
    "head_of_state",
    "head_of_government",
    "foreign_minister",
    "crown_prince",
    "organisation_head",
    "group_leader",
    "vice_president",
    "defence_minister",
    "envoy",
    "national_security_adviser",
)
_THEY = frozenset({"they", "ils", "elles"})
_HE, _HIM = frozenset({"he", "she"}), frozenset({"him", "her"})
_SENT = frozenset({"envoy", "official", "spokesperson", "delegation", "ambassador"})
_SENDING = frozenset({"of", "for", "to"})
_THERE = frozenset({"in", "at", "to"})
_SENT_REACH = _SCENE_REACH = 3
_SPOKEN_REACH = 4
"""Tokens from the city that opens a sentence to who speaks there."""
_UNMISTAKABLE = 5
"""Letters of a Latin surname that is nobody else's."""
_OPENING = 2
"""Words of a sentence in which a pronoun is its subject."""
_SPEAKING = frozenset({"deputy_foreign_minister", "spokesperson", "minister", "foreign_minister", "defence_minister"})
"""Titles that a report gives without a country where it is that of whoever acted last."""
_MINISTERS = frozenset({"foreign_minister", "deputy_foreign_minister", "defence_minister", "minister"})
_FAMOUS = frozenset({"head_of_state", "head_of_government", "foreign_minister"})
"""A headline may name these by surname alone."""
_NEAR_GROUPS = 8
"""Groups of actors among which a pronoun's meaning is looked for."""


@dataclass
class Story(Memory):
    """Who is meant in one story, in the light of what it said so far."""

    def stranger(self, phrase: Phrase, *, headline: bool) -> bool:
        """Return whether ``phrase`` is a bare surname that means nobody whom the story is about."""
        bare = phrase.persons and not (phrase.full_name or phrase.roles or phrase.parties)
        return bool(bare) and not self._person(phrase, "", headline=headline)

    def resolve(self, group: Group, sentence: Sentence, *, travel: bool = False) -> list[Actor]:
        """Return the actors that ``group`` stands for; cities and venues only where somebody travels to them."""
        if len(group.phrases) == 1:
            settled = self._settled.get(id(group.phrases[0]))
            if settled is not None:
                self._remember_person(settled[1])
                return [settled[1]]
        actors: list[Actor] = []
        for phrase in group.phrases:
            if phrase.doubt is not None and (self._settled_by_company(phrase, group) or acts_here(phrase, sentence)):
                phrase.doubt = None
            elif phrase.doubt is not None and phrase.doubt.default and among_states(phrase, group):
                phrase.parties, phrase.doubt = (phrase.doubt.default,), None
            for actor in self._phrase(phrase, sentence, travel=travel):
                if not actors or all(actor.party != a.party or (actor.name and actor.name != a.name) for a in actors):
                    actors.append(actor)
        return actors

    def _settled_by_company(self, phrase: Phrase, group: Group) -> bool:
        """Whether a form that may be another word stands among states: مالي والنيجر."""
        return bool(
            phrase.doubt
            and len(phrase.parties) == 1
            and not self._decide(phrase)
            and any(p is not phrase and COUNTRY in p.kinds for p in group.phrases)
        )

    def _phrase(self, phrase: Phrase, sentence: Sentence, *, travel: bool) -> list[Actor]:
        if phrase.generic:
            return self._generic(phrase, sentence)
        settled = self._settled.get(id(phrase))
        if settled is not None:
            self._remember_person(settled[1])
            return [settled[1]]
        if phrase.former or (phrase.doubt is not None and of_elsewhere(phrase, sentence)):
            return []
        if VENUE in phrase.kinds and not phrase.roles and not (phrase.kinds - {VENUE}) and not travel:
            return []
        if BOTH in phrase.kinds and not phrase.persons:
            return [a for p in phrase.parties for a in self._phrase(one_of(phrase, p), sentence, travel=travel)]
        role, person = phrase.role, ""
        if phrase.persons:
            person = self._person(phrase, role, headline=sentence.title or self._famous(phrase, sentence))
            if not person and not phrase.parties:
                namesake = self._namesake(phrase, sentence)
                return [] if namesake is None else self._phrase(namesake, sentence, travel=travel)
        party = self._in_power(self._party(phrase, person))
        if "counterpart" in phrase.roles:
            role = self._counterpart_role(party, person)
        role = self._office(role, party)
        if not party and not phrase.persons:
            party = self._where_told(phrase, sentence) or self._whose(phrase, role)
        if not party and phrase.roles and not phrase.persons:
            return self._titled(phrase, role, sentence)
        if not party:
            return []
        if travel and phrase.city in self.gazetteer.authorities and not phrase.roles:
            holder, since = self.gazetteer.authorities[phrase.city]
            party = holder if self.day >= since else party
        term = self.term(person) if person else None
        if term is not None and (not role or role in {"official", "delegation", "head_of_state"}):
            role = term.office
        named_text, worn = "", len(phrase.prefix) if phrase.name and phrase.name[0] == phrase.i else 0
        if not person and not phrase.name and role in _HELD_ROLES:
            person = self.gazetteer.holder(party, role, self.day)
        elif not person and phrase.name is not None and phrase.roles and self.spellings is not None:
            person = self.spellings.official(self._spelt(phrase, sentence, worn), party, role, self.day)
        start, end = sentence.span(*(phrase.name or (phrase.i, phrase.j)))
        text = sentence.source[start:end]
        if phrase.name is not None:
            start = past_clitics(sentence.source, start, worn)
            text = named_text = sentence.source[start:end]
        written = self.named.get(person) or (None if phrase.name else self.called.get(person))
        if written is not None:
            text, start, end = written
        name = self.gazetteer.people[person].display(self.language) if person else named_text
        actor = Actor(
            party=party,
            role="" if role in _SILENT_ROLES else role,
            person=person,
            name=name,
            text=text,
            start=start,
            end=end,
        )
        self._remember_person(actor)
        if role:
            known = self.by_role.setdefault(role, [])
            if all(a.party != party for a in known):
                known.append(actor)
        told = role in _MINISTERS and phrase.name is not None and self.language != "ar"
        sure = phrase.full_name or (not phrase.persons and (told or (len(phrase.parties) == 1 and not phrase.doubt)))
        if sure and "counterpart" not in phrase.roles and VENUE not in phrase.kinds:
            self._settled[id(phrase)] = (phrase, actor)  # whatever the story tells on, it means the same
        return [actor]

    def _famous(self, phrase: Phrase, sentence: Sentence) -> bool:
        """Whether a surname is one person's alone and long enough to be no word: Zelenskiy, in a story of Munich."""
        surname = sentence.words[phrase.j - 1].folded
        return self.language != "ar" and len(phrase.persons) == 1 and len(surname) >= _UNMISTAKABLE

    def _namesake(self, phrase: Phrase, sentence: Sentence) -> Phrase | None:
        """Return a bare surname as that of whom the story has named in full, unknown to the gazetteer: (Mr) Kim."""
        known = self.aliases.get(sentence.words[phrase.i].folded) if self.language != "ar" else None
        if known is None or not known.parties or known.persons:
            return None
        namesake = phrase.copy()
        namesake.parties, namesake.persons, namesake.roles = known.parties, (), list(known.roles)
        return namesake

    def _where_told(self, phrase: Phrase, sentence: Sentence) -> str:
        """Return the state of whom a sentence that opens with a city names: In Kyiv, *spokesman Yuriy Ihnat* said."""
        first = sentence.groups[0] if sentence.groups else None
        if self.language == "ar" or first is None or first.group is None or phrase.name is None or phrase.owned:
            return ""
        place = first.group.phrases[0]
        opens = first.i < _SCENE_REACH and first.group.prep in _THERE and len(first.group.phrases) == 1
        told = opens and is_place(place) and len(place.parties) == 1 and phrase.i <= place.j + _SPOKEN_REACH
        return place.parties[0] if told else ""

    def _whose(self, phrase: Phrase, role: str) -> str:
        """Return whose office a title without a state is, by a possessive before it or by who acts."""
        if phrase.owned:
            return self._owner(phrase)
        if role in _MINISTERS and phrase.name and self.language == "ar":
            return self.home if not self.subject else ""  # whom a report from his capital names first
        if role in _MINISTERS and phrase.name:
            return next((a.party for a in self.subject if not a.party.startswith("org:")), "")
        return ""

    def _titled(self, phrase: Phrase, role: str, sentence: Sentence) -> list[Actor]:
        """Return who is meant by a title without a state: the one of that office, or somebody of who acts."""
        if phrase.number == "d":
            return list(self.pair) or self._two_of(role, sentence.span(phrase.i, phrase.j)[0]) or self._main_pair()
        if phrase.number == "p" and role not in _SENT and self.language == "ar":
            if "counterpart" in phrase.roles:
                return self._others_together()
            return self._met_one_by_one() if phrase.definite else []
        if role in _SENT and self.language != "ar":
            sender = self._sent_by(phrase, sentence)
            if sender:
                return [Actor(party=sender, role="" if role in _SILENT_ROLES else role)]
        same = self._same_role(phrase, role)
        if not same and phrase.name is not None and role in _SPEAKING and len({a.party for a in self.subject}) == 1:
            start, end = sentence.span(*phrase.name)
            text = sentence.source[start:end]
            own = self.subject[0]
            same = [structs.replace(own, role=role, person="", name=text, text=text, start=start, end=end)]
        if not same and self.language == "ar" and role == _ARMY and self._own_official(phrase, sentence):
            return [Actor(party=self.subject[0].party)]
        if not same and role == "government" and self._at_home(phrase):
            same = [Actor(party=self.home)]
        if not same and self.language == "ar" and role in _HELD_ROLES and self._own_official(phrase, sentence):
            person = self.gazetteer.holder(self.subject[0].party, role, self.day)
            name = self.gazetteer.people[person].display(self.language) if person else ""
            same = [Actor(party=self.subject[0].party, role=role, person=person, name=name)]
        return same

    def _at_home(self, phrase: Phrase) -> bool:
        """Whether "the authorities" are those of where the story is datelined: it names no other state as often."""
        if self.language == "ar" or not phrase.definite or not self.home:
            return False
        states = (n for p, n in self.parties.items() if p != self.home and not p.startswith("org:"))
        return self.parties[self.home] > max(states, default=0)

    def _own_official(self, phrase: Phrase, sentence: Sentence) -> bool:
        """Whether a title is that of an official of whoever speaks: قالت الخارجية المصرية إن وزير الخارجية غادر."""
        if phrase.name is not None or phrase.number != "s" or not phrase.definite:
            return False
        if len(self.subject) != 1 or self.subject[0].party.startswith("org:"):
            return False
        before = (item for item in reversed(sentence.items) if item.j <= phrase.i)
        return "that" in next((item.tags for item in before), frozenset())

    def _sent_by(self, phrase: Phrase, sentence: Sentence) -> str:
        """Return for whom a leader's man speaks: an envoy *of Donald Trump*, a spokesman *for Vladimir Putin*."""
        for item in sentence.groups:
            if item.group is not None and item.j <= phrase.i <= item.j + _SENT_REACH:
                owner = item.group.phrases[-1]  # Mr Burhan's ambassador
                if owner.possessive and owner.has_person:
                    return next((a.party for a in self.resolve(item.group, sentence)), "")
            near = phrase.j < item.i <= phrase.j + _SENT_REACH
            if not near or item.group is None or item.group.prep not in _SENDING:
                continue
            if item.group.phrases[0].has_person or (phrase.role == "spokesperson" and item.group.prep == "for"):
                return next((a.party for a in self.resolve(item.group, sentence)), "")
        return ""

    def _spelt(self, phrase: Phrase, sentence: Sentence, worn: int) -> str:
        """Return the name in ``phrase`` without the clitics that its first word wears."""
        start, end = sentence.span(*phrase.name) if phrase.name is not None else (0, 0)
        return sentence.source[past_clitics(sentence.source, start, worn) : end]

    def other_than(self, own: set[str], sentence: Sentence, k: int) -> list[Actor]:
        """Return who was named last before item ``k`` besides ``own``: whom "him", "it", "them" may mean there."""
        previous = [a for a in self.before if a.party not in own]
        if previous:
            return previous
        for item in reversed(sentence.items[:k]):
            if item.group is not None and item.kind == "G" and not item.group.phrases[0].generic:
                actors = [a for a in self.resolve(item.group, sentence) if a.party not in own]
                if actors and not is_place(item.group.phrases[0]):
                    return actors
        for _, doers, recipients in reversed(self.acts[-BACK:]):
            other = [a for a in (*recipients, *doers) if a.party not in own]
            if other:
                return other
        return []

    def _named_here(self, position: int, sentence: Sentence) -> list[Actor]:
        """Return the person named last before token ``position`` besides who acts: telephoned Putin and asked *him*."""
        own = {a.party for a in self.subject}
        for item in reversed([g for g in sentence.groups if g.group is not None and g.j <= position][-_NEAR_GROUPS:]):
            group = item.group
            if group is not None and not group.phrases[0].generic and any(p.has_person for p in group.phrases):
                actors = [a for a in self.resolve(group, sentence) if a.party not in own]
                if len(actors) == 1:
                    return actors
        return []

    def _latter(self, phrase: Phrase, sentence: Sentence) -> list[Actor]:
        """Return who was named right before ``phrase``."""
        for item in reversed([g for g in sentence.groups if g.j <= phrase.i][-_NEAR_GROUPS:]):
            if item.group is not None and not item.group.phrases[0].generic:
                actors = self.resolve(item.group, sentence)
                if actors:
                    return actors[-1:]
        before = self._sentence_before(sentence)  # ce dernier: of the sentence before
        for item in reversed(before.groups if before is not None else []):
            if item.group is not None and any(p.has_person for p in item.group.phrases):
                actors = self.resolve(item.group, before) if before is not None else []
                if actors:
                    return actors[-1:]
        return list(self.subject)

    def _sentence_before(self, sentence: Sentence) -> Sentence | None:
        """Return the sentence before ``sentence`` in the story."""
        if self.language != "ar":
            return self.read[-2] if len(self.read) > 1 else None
        n = next((n for n, other in enumerate(self.sentences) if other is sentence), 0)
        return self.sentences[n - 1] if n else None

    def nearest_before(self, position: int, sentence: Sentence) -> list[Actor]:
        """Return the nearest party named before token ``position`` in its sentence, other than who acts."""
        own = {a.party for a in self.subject}
        before = [g for g in sentence.groups if g.group is not None and g.j <= position]
        for item in reversed(before[-_NEAR_GROUPS:]):
            if item.group is not None and not item.group.phrases[0].generic:
                actors = [a for a in self.resolve(item.group, sentence) if a.party not in own]
                if actors:
                    return actors
        if self.language == "ar":
            guest = [a for a in self.pair if a.party not in own]
            if guest:
                return guest
        else:
            previous = [a for a in self.before if a.party not in own]
            if len(previous) == 1:
                return previous
            person = next((a for p, a in reversed(self.last_person.items()) if p not in own), None)
            if person is not None:
                return [person]
        return list(self.object)

    def _generic(self, phrase: Phrase, sentence: Sentence) -> list[Actor]:
        if phrase.generic == "speaker":
            return list(self.speaker or (self.subject if self.language == "ar" else ()))
        if phrase.generic == "pair" and phrase.of_role == "person" and len(self.last_person) > 1:
            return list(self.last_person.values())[-2:]  # the two men
        if phrase.generic == "pair":
            two = [a for a in self.pair if not a.party.startswith("org:")] if len(self.pair) > 2 else self.pair  # noqa: PLR2004
            if len({a.party for a in two}) > 2:  # noqa: PLR2004 - a pair is asked for
                mutual = (d for _, d, towards in reversed(self.acts[-BACK:]) if not towards)
                two = next((d for d in mutual if len({a.party for a in d}) == 2), two)  # noqa: PLR2004
            named = [] if two else self._two_of(phrase.of_role, sentence.span(phrase.i, phrase.j)[0])
            main = [] if two or named or self.language == "ar" else self._main_pair()
            return list(two or named or main or self.sides) or self._main_pair()
        if phrase.generic == "source":
            return list((self.by_role.get("official") or self.speaker)[-1:])
        if phrase.generic == "body":
            return self._body(phrase.of_role)
        if phrase.generic == "stand_in":
            codes = phrase.of_role.split()
            best = max(codes, key=lambda code: self.parties[code])
            return [Actor(party=best)] if self.parties[best] else []
        if phrase.generic == "quoted":
            return list(self.speaker or self.subject)
        if phrase.generic == "many":
            return self._several()
        if phrase.generic == "latter":
            return self._latter(phrase, sentence)
        pronoun = sentence.words[phrase.i].folded if self.language != "ar" else ""
        apart = {a.party for a in self.pair}.isdisjoint(a.party for a in self.subject)
        if pronoun in _THEY and len(self.subject) == 1 and self.subject[0].party in {a.party for a in self.pair}:
            return list(self.pair)  # who met, rather than the one who received the others
        if pronoun == "them" and len(self.pair) > 1 and apart:
            return list(self.pair)
        if pronoun in _HE and phrase.generic == "pronoun" and self.topic and phrase.i < _OPENING:
            return list(self.topic)
        if pronoun in _HIM and phrase.generic == "third":
            meant = self._named_here(phrase.i, sentence) or self.topic or self.nearest_before(phrase.i, sentence)
            self.next_topic = meant if len(meant) == 1 else []
            return list(meant)
        if phrase.generic == "third" and phrase.j - phrase.i > 1 and self.language != "ar":  # his guest
            own = {a.party for a in self.subject}
            visitor = [p for p in self.consulted if p not in own]
            if len(visitor) == 1 and len(self.consulted) == 2:  # noqa: PLR2004 - who met
                return [self.last_person.get(visitor[0]) or Actor(party=visitor[0])]
        if phrase.generic == "third":
            return self.nearest_before(phrase.i, sentence)
        return list(self.subject)

    def _body(self, head: str) -> list[Actor]:
        """Return the organisation that the story names with ``head``, if it names one only: the *movement*."""
        found = [
            party
            for party in self.parties
            if party.startswith("org:")
            and any(
                name.startswith((head, f"ال{head}"))
                for name in self.gazetteer.records.get(party, {}).get("names", {}).get(self.language, ())
            )
        ]
        return [Actor(party=self._in_power(found[0]))] if len(found) == 1 else []

    def _person(self, phrase: Phrase, role: str, *, headline: bool) -> str:
        candidates = [p for p in phrase.persons if p in self.gazetteer.people]
        if phrase.full_name:
            inside = [p for p in candidates if self.term(p)]
            return (inside or candidates)[0] if candidates else ""
        seen = [p for p in candidates if p in self.named]
        if len(seen) == 1:
            return seen[0]
        current = {p: t for p in (seen or candidates) if (t := self.term(p))}
        if phrase.parties:
            current = {p: t for p, t in current.items() if t.party in phrase.parties}
        elif role and role not in {"official", "counterpart"}:
            current = {p: t for p, t in current.items() if t.office == role} or current
        if not seen and not phrase.parties:
            current = {
                p: t
                for p, t in current.items()
                if t.office in _SENIOR
                and (self.parties[t.party] or (headline and t.office in _FAMOUS and not phrase.everyday))
            }
        if not current:
            return ""
        return min(current, key=lambda p: (_rank(current[p].office), -self.parties[current[p].party]))

    def _party(self, phrase: Phrase, person: str) -> str:
        if len(phrase.parties) == 1 and not person and phrase.doubt is None:
            return phrase.parties[0]
        if person:
            term = self.term(person)
            if term is None:
                later = [t for t in self.gazetteer.people[person].terms if t.start > self.day]
                term = (
                    later[0]
                    if later and not [t for t in self.gazetteer.people[person].terms if t.start <= self.day]
                    else None
                )
            if term is not None:
                return (
                    term.party
                    if not phrase.parties or term.party in phrase.parties or "title" not in phrase.kinds
                    else phrase.parties[0]
                )
            return self._decide(phrase) if phrase.parties and phrase.roles else ""
        if phrase.parties:
            return self._decide(phrase)
        return ""

    def _decide(self, phrase: Phrase) -> str:
        """Return which of several parties a shared form means here, by what else the story names."""
        best = max(phrase.parties, key=lambda p: self.parties[p])
        if self.parties[best]:
            return best
        for code, phrases in phrase.doubt.context if phrase.doubt else ():
            if any(all(w in self.vocabulary for w in words) for words in phrases):
                return code
        return phrase.doubt.default if phrase.doubt else ""

    def _counterpart_role(self, party: str, person: str) -> str:
        if person:
            term = self.term(person)
            if term is not None:
                return term.office
        for actor in [*self.subject, *reversed(self.pair)]:
            if actor.role and actor.party != party:
                return actor.role
        return ""

    def _same_role(self, phrase: Phrase, role: str) -> list[Actor]:
        """A title alone: the one of that role whom the story has named."""
        if not phrase.definite or phrase.number != "s":
            return []
        if role == "counterpart":
            return []
        known = self.by_role.get(role, [])
        if role in {"ministry", "government"} and known:
            return known[-1:]
        for actor in self.subject:
            if role in {actor.role, "ministry", "government"}:
                return [actor]
            if role == "minister" and actor.role in _MINISTERS and self.language != "ar":
                return [actor]
        if role == "minister" and not known:
            known = [*self.by_role.get("foreign_minister", []), *self.by_role.get("defence_minister", [])]
        if not known and role in {"deputy_foreign_minister", "spokesperson", "minister"}:
            known = [*self.by_role.get("ministry", []), *self.by_role.get("government", [])][-1:]
        return known[:1] if len(known) == 1 else []


def distinct(actors: list[Actor]) -> list[Actor]:
    """Return ``actors`` without repeats; several officials of one party stay."""
    found: list[Actor] = []
    for actor in actors:
        if all(actor.party != a.party or (actor.name and a.name and actor.name != a.name) for a in found):
            found.append(actor)
        elif actor.name:
            found = [actor if a.party == actor.party and not a.name else a for a in found]
    return found


def _rank(office: str) -> int:
    return _SENIOR.index(office) if office in _SENIOR else len(_SENIOR)
