"""When, where, about what and according to whom an act is told: from the act to a draft of its mention."""

from __future__ import annotations

from datetime import date, timedelta

from agent.records import EventDate, Evidence, Place, Status
from consumers.extraction.acts.act import Act
from consumers.extraction.acts.draft import Draft
from consumers.extraction.circumstances import datelines, places
from consumers.extraction.circumstances.dates import DateFinder, Found
from consumers.extraction.circumstances.dating import choose, to_come
from consumers.extraction.circumstances.topics import Topics
from consumers.extraction.sentences.clauses import BREAK, NOUN, STOP, VERB, Item, Sentence
from consumers.extraction.words.lexicon import Lexicon
from consumers.gazetteer import Gazetteer

_TIMELESS = frozenset({"present", "noun", "owned", "base"})
"""Forms that tell of the future as well as of the present, as the date beside them says."""
_SAID = frozenset({"REQUEST", "THREATEN", "ACCUSE"})
"""Acts that are done by saying so: a day ahead is what they demand or threaten."""
_NEXT_TO = 14
_BESIDE = 5
"""Words between an act and a date of its own."""


class Attributes:
    """The attributes of the acts of one story; what holds for a whole sentence is looked up once."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        lexicon: Lexicon,
        dates: DateFinder,
        topics: Topics,
        day: date,
        *,
        dated: bool,
    ) -> None:
        """Take the day of publication; unless ``dated`` it is unknown and no date is given."""
        self._gazetteer = gazetteer
        self._lexicon = lexicon
        self._dates = dates
        self._topics = topics
        self._day = day
        self._dated = dated
        self._published = EventDate(value=day.isoformat(), basis="published") if dated else None
        self._found: dict[tuple[int, Status], list[Found]] = {}
        self._named: dict[int, list[places.Candidate]] = {}
        self._forums: dict[int, list[tuple[int, str]]] = {}
        self._told: dict[int, str] = {}
        self._about: dict[int, tuple[str, ...]] = {}
        self._last_day: date | None = None
        self._coming = 0

    def drafts(self, act: Act) -> list[Draft]:
        """Return the act as a draft; a postponed one with its new day is two, one called off and one planned."""
        sentence, item, day = act.sentence, act.item, self._day
        start, end = sentence.span(item.i, item.j)
        told = self._told.get(id(sentence))
        if told is None:
            told = self._told[id(sentence)] = sentence.text(0, len(sentence.tokens))
        evidence = Evidence(sentence=told, trigger=sentence.source[start:end], start=start, end=end)
        status = act.status
        found = self._dates_of(sentence, status)
        if (
            status == "occurred"
            and item.form in _TIMELESS
            and act.type not in _SAID
            and (
                _lies_ahead(found, item, sentence, day)
                or (self._lexicon.verb_first and self._to_come(found, item, sentence))
            )
        ):
            status, self._coming = "planned", id(sentence)
            found = self._dates_of(sentence, status)
        default = self._published if status == "occurred" else None
        new_day = _new_day(self._dates_of(sentence, "planned"), sentence, day) if status == "denied" else None
        if new_day is not None:
            found = [f for f in found if f.value != new_day]
        when = choose(found, item, sentence, day, status, default=default) if self._dated else None
        shift = self._dates.shift(sentence, item) if self._dated else 0
        if shift is None and not _dated_itself(found, item):
            when = None
        elif shift and (shift < 0) == (status == "occurred") and not _dated_itself(found, item):
            when = _shifted([f for f in found if shift < 0 or f.position < item.i], day, shift)
        if when is not None and when.precision == "day":
            self._last_day = date.fromisoformat(when.value)
        draft = Draft(
            act.type,
            act.mode,
            status,
            act.actors,
            act.recipients,
            when,
            self._place_of(sentence, act),
            self._forum_of(sentence, item),
            evidence,
            act.confidence,
            sentence.title,
            to_all=act.to_all,
            noun=item.kind == NOUN,
            remote=act.frame.remote,
            headlined=sentence.title,
        )
        draft.topics = self._topics_of(sentence)
        draft.attribution = _attribution(sentence, item)
        if new_day is None:
            return [draft]
        again = draft.copy()
        again.status, again.date = "planned", new_day
        return [draft, again]

    def _to_come(self, found: list[Found], item: Item, sentence: Sentence) -> bool:
        """Whether an Arabic sentence tells the act of a day to come, or goes on with what it told of one."""
        goes_on = self._coming == id(sentence) and item.kind == VERB and item.form == "present"
        return goes_on or to_come(found, item, sentence, self._day)

    def _dates_of(self, sentence: Sentence, status: Status) -> list[Found]:
        if not self._dated:
            return []
        key = (id(sentence), status)
        if key not in self._found:
            found = self._dates.find(sentence, self._day, status, told=self._last_day)
            dateline = datelines.dateline_end(sentence)
            self._found[key] = [f for f in found if f.position >= dateline]
        return self._found[key]

    def _place_of(self, sentence: Sentence, act: Act) -> Place | None:
        if act.mode == "phone":
            return None
        found = places.find(sentence, act, self.places_in(sentence), self._gazetteer, self._lexicon)
        if found is None:
            return places.of_forum(self._forum_of(sentence, act.item), self._gazetteer)
        return found

    def places_in(self, sentence: Sentence) -> list[places.Candidate]:
        """Return the places that ``sentence`` names."""
        named = self._named.get(id(sentence))
        if named is None:
            named = self._named[id(sentence)] = places.candidates(sentence, self._gazetteer, self._lexicon)
        return named

    def _forum_of(self, sentence: Sentence, item: Item) -> str | None:
        named = self._forums.get(id(sentence))
        if named is None:
            named = self._forums[id(sentence)] = places.forums(sentence)
        return places.forum(named, item)

    def _topics_of(self, sentence: Sentence) -> tuple[str, ...]:
        if id(sentence) not in self._about:
            self._about[id(sentence)] = self._topics.of(_words_beside_titles(sentence))
        return self._about[id(sentence)]


def _words_beside_titles(sentence: Sentence) -> list[str]:
    """Return the folded words, those of titles blank: a minister of foreign affairs and migration is no topic."""
    words = sentence.folded.copy()
    for item in sentence.groups:
        for phrase in item.group.phrases if item.group is not None else ():
            if phrase.roles:
                words[phrase.i : phrase.j] = [""] * (phrase.j - phrase.i)
    return words


def _attribution(sentence: Sentence, item: Item) -> str | None:
    """Return who tells of the act: the subject of the verb of saying before it, as written."""
    for k in reversed(sentence.tagged("say")):
        other = sentence.items[k]
        if other.kind == VERB and other.i < item.i and other.group is not None and other.group.phrases:
            phrases = other.group.phrases
            return sentence.text(phrases[0].i, phrases[-1].j)
    return None


def _dated_itself(found: list[Found], item: Item) -> bool:
    """Whether a date stands right after the trigger."""
    return any(0 < f.position - item.j <= _BESIDE for f in found)


def _shifted(found: list[Found], day: date, shift: int) -> EventDate:
    """Return the day ``shift`` days from the one that the sentence tells, or from that of the report."""
    for each in found:
        if each.value is not None and each.value.precision == "day" and each.value.basis == "relative":
            day = date.fromisoformat(each.value.value)
            break
    return EventDate(value=(day + timedelta(days=shift)).isoformat(), basis="relative")


def _lies_ahead(found: list[Found], item: Item, sentence: Sentence, day: date) -> bool:
    """Whether the date right after a trigger, in its clause, is still to come."""
    after = [f for f in found if 0 < f.position - item.i <= _NEXT_TO]
    if not after or after[0].value is None or after[0].value.value <= day.isoformat():
        return False
    between = [i for i in sentence.items if item.j <= i.i < after[0].position]
    other = any(i.kind == NOUN and i.i > item.j and any(f.type == "CONSULT" for f in i.frames) for i in between)
    return not other and not any(i.kind in {STOP, BREAK} for i in between)  # talks to prepare the summit of 12 June


def _new_day(found: list[Found], sentence: Sentence, day: date) -> EventDate | None:
    """Return the day to which an act is put off: the one after "to" or "until"."""
    for date_found in found:
        if date_found.value is None or date_found.value.value <= day.isoformat():
            continue
        before = sentence.words[max(0, date_found.position - 2) : date_found.position]
        if any("until" in word.marks for word in before):
            return date_found.value
    return None
