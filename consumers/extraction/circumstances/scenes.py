"""Where a story's people speak and meet, told apart from any one act: at a news conference, at the summit in X."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from agent.records import Place
from consumers.extraction.circumstances.places import Candidate, is_wide
from consumers.extraction.sentences.clauses import BREAK, NOUN, STOP, VERB, WORD, Item, Sentence
from consumers.extraction.story.people import Story
from consumers.extraction.words.lexicon import Lexicon
from consumers.gazetteer import Gazetteer

_TO = frozenset({"إلى", "ل", "to"})
_FROM = frozenset({"من", "from", "de"})
_AHEAD = frozenset({"planned", "planned_after"})
_AROUND = 4
_REACH = 10
"""Items between a speech and the name of where it is held."""
_NEAR = 4
"""Items between a speech and the place that it is given *from*."""


class Podium(NamedTuple):
    """Somebody speaks somewhere."""

    party: str
    place: Place


class Venue(NamedTuple):
    """People meet somewhere, whoever they are."""

    place: Place
    planned: bool


class Scenes(NamedTuple):
    """The places of a story."""

    podiums: tuple[Podium, ...]
    meetings: tuple[Venue, ...]
    presences: tuple[Podium, ...] = ()
    """Who is told to be where: Misri was in Dhaka."""


def of_story(
    sentences: list[Sentence],
    story: Story,
    places_in: Callable[[Sentence], list[Candidate]],
    gazetteer: Gazetteer,
    lexicon: Lexicon,
) -> Scenes:
    """Return where, by the ``sentences`` of a story, somebody speaks and meetings are held.

    Args:
        sentences: The story.
        story: Knows who is who in it.
        places_in: Gives the places that a sentence names.
        gazetteer: Names the places in English.
        lexicon: Has the words for speeches (``podiums``).
    """
    podiums: list[Podium] = []
    speaker: list[str] = []
    meetings: list[Venue] = []
    presences: list[Podium] = []
    before = sentences[0]
    for n, sentence in enumerate(sentences):
        before = sentences[n - 1] if n else sentence
        if not sentence.groups:
            continue  # no place is named
        speeches = []
        if not lexicon.podiums.isdisjoint(sentence.sought):
            speeches = [k for k, item in enumerate(sentence.items) if _is_speech(sentence, item.i, item.j, lexicon)]
        says = [k for k in sentence.tagged("say") if sentence.items[k].kind == VERB]
        told = [k for k, item in enumerate(sentence.items) if item.frames and _is_meeting(item)]
        if not speeches and not told and not says:
            continue
        for candidate in places_in(sentence):
            if candidate.topic:
                continue
            if candidate.inside and _is_there(sentence, candidate.n):
                presences += [Podium(p, candidate.place) for p in _speaker(sentence, candidate.n, story)]
            speech = next((k for k in reversed(speeches) if k < candidate.n), None)
            if speech is not None and _held_at(sentence, speech, candidate):
                speaker = _speaker(sentence, speech, story) or speaker or _first_named(before, story)
                podiums += [Podium(p, candidate.place) for p in speaker]
                continue
            head = _head(sentence, candidate.n)
            saying = next((k for k in reversed(says) if k < candidate.n), None)
            if candidate.inside and saying is not None and _said_at(sentence, saying, candidate.n):
                podiums += [Podium(p, candidate.place) for p in _sayer(sentence, saying, story)]
                continue
            if (
                (candidate.inside or _goes_to(sentence, head, candidate))
                and head in told
                and not is_wide(candidate.place, gazetteer)
            ):
                meetings.append(Venue(candidate.place, is_planned(sentence, head)))
    return Scenes(tuple(podiums), tuple(meetings), tuple(presences))


def _is_meeting(item: Item) -> bool:
    return any(f.type == "CONSULT" for f in item.frames)


def _is_speech(sentence: Sentence, i: int, j: int, lexicon: Lexicon) -> bool:
    return any(not word.stems.isdisjoint(lexicon.podiums) for word in sentence.words[i:j])


def _held_at(sentence: Sentence, speech: int, candidate: Candidate) -> bool:
    """Whether the place belongs to the speech: no other clause begins and nothing else is told between them."""
    between = sentence.items[speech + 1 : candidate.n]
    group = sentence.items[candidate.n].group
    given_from = group is not None and group.prep in _FROM and len(between) <= _NEAR
    if not (candidate.inside or given_from) or len(between) > _REACH:
        return False
    return not any(
        i.kind in {STOP, BREAK} or (i.kind in {VERB, NOUN} and i.frames and "light" not in i.tags) for i in between
    )


def _is_there(sentence: Sentence, n: int) -> bool:
    """Whether a form of "to be" stands right before the place at item ``n`` and its preposition."""
    return n > 1 and "be" in sentence.items[n - 2].tags


def _said_at(sentence: Sentence, saying: int, n: int) -> bool:
    """Whether the place at item ``n`` belongs to the verb of saying: Carney said in Beijing on Friday."""
    between = sentence.items[saying + 1 : n]
    return len(between) <= _NEAR and not any(i.kind in {STOP, BREAK, VERB, NOUN, WORD} for i in between)


def _sayer(sentence: Sentence, saying: int, story: Story) -> list[str]:
    """Return the party of the subject of the verb of saying."""
    group = sentence.items[saying].group
    if group is None or not group.phrases:
        return []
    parties = {a.party for a in story.resolve(group, sentence)}
    return list(parties) if len(parties) == 1 else []


def _head(sentence: Sentence, n: int) -> int:
    """Return the item that the place at item ``n`` belongs to: the nearest verb or noun of an act before it."""
    k = n
    while k > 0:
        k -= 1
        item = sentence.items[k]
        if item.value == "dash":  # an insertion
            k = next((j for j in range(k - 1, -1, -1) if sentence.items[j].value == "dash"), k)
            continue
        if item.kind in {STOP, BREAK}:
            return -1
        if item.kind in {VERB, NOUN} and item.frames:
            return k
    return -1


def _goes_to(sentence: Sentence, head: int, candidate: Candidate) -> bool:
    """Whether the place is where the trip at item ``head`` goes."""
    group = sentence.items[candidate.n].group
    return group is not None and group.prep in _TO and any(f.travel for f in sentence.items[head].frames)


def is_planned(sentence: Sentence, k: int) -> bool:
    """Return whether the words around the meeting at item ``k`` say that it is still to come."""
    around = sentence.items[max(0, k - _AROUND) : k + _AROUND]
    if any(i.tags & _AHEAD for i in around):
        return True
    return any(i.kind == VERB and i.form == "present" and i.prefix.endswith("س") for i in around[: _AROUND + 1])


def _speaker(sentence: Sentence, speech: int, story: Story) -> list[str]:
    """Return the party of who gives the speech: the last official named before it, else a person named after it."""
    groups = [(g.i, g.group) for g in sentence.groups if g.group is not None]
    start = sentence.items[speech].i
    before = [g for i, g in groups if i < start and any(p.roles or p.has_person for p in g.phrases)]
    after = [g for i, g in groups if start < i < start + _REACH and any(p.has_person for p in g.phrases)]
    for group in (*reversed(before), *after):
        parties = {a.party for a in story.resolve(group, sentence)}
        if len(parties) == 1:
            return list(parties)
    return []


def _first_named(sentence: Sentence, story: Story) -> list[str]:
    """Return the party of the first official whom ``sentence`` names."""
    for item in sentence.groups:
        if item.group is not None and any(p.roles or p.has_person for p in item.group.phrases):
            return [a.party for a in story.resolve(item.group, sentence)[:1]]
    return []
