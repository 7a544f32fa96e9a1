"""From an article to its mentions: stories, sentences, actors, acts, attributes, repeats."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from operator import attrgetter
from pathlib import Path

import xxhash

from agent.config.folder import bundled_config
from agent.records import Article, EventDate, Evidence, Mention
from consumers.extraction.acts.aiming import aim
from consumers.extraction.acts.draft import Draft
from consumers.extraction.acts.matcher import Matcher
from consumers.extraction.acts.participants import add_attendants
from consumers.extraction.circumstances import datelines, scenes, venues
from consumers.extraction.circumstances.attributes import Attributes
from consumers.extraction.circumstances.confidence import Confidence, signs
from consumers.extraction.circumstances.dates import DateFinder
from consumers.extraction.circumstances.topics import Topics
from consumers.extraction.mentions.completion import settle_day, settle_modes
from consumers.extraction.mentions.merging import (
    add_mediators,
    merge,
    without_mere_venues,
    without_shorter_titles,
    without_wrappings,
)
from consumers.extraction.mentions.officials import Officials
from consumers.extraction.sentences.clauses import CLITICS_OF_NAMES, GROUP, WORD, Analyser, Item, Sentence
from consumers.extraction.sentences.ner import RECOGNISED, Recogniser, Span
from consumers.extraction.sentences.ner import load as load_recogniser
from consumers.extraction.story.people import Story
from consumers.extraction.story.spellings import Spellings
from consumers.extraction.words import lexicon as lexicons
from consumers.extraction.words.lexicon import Lexicon
from consumers.extraction.words.vocabulary import Vocabulary
from consumers.extraction.words.word import Word
from consumers.gazetteer import Gazetteer
from consumers.gazetteer import load as load_gazetteer
from consumers.gazetteer.index import build, exact_blocks
from consumers.gazetteer.model import ORGANISATION
from consumers.text.language import detect
from consumers.text.sentences import sentences
from consumers.text.stories import Markers, split
from consumers.text.tokens import Token, tokenize

_MAX_SENTENCE = 200
"""Tokens of a sentence that are read together; what is longer is a list or a flood and is read in pieces."""
_MAX_CHARACTERS = 400_000
_MAX_TOKENS = 20_000
"""Tokens of an article that are read: some sixty pages. Feeds carry nothing longer that is news."""
_NOTABLE = attrgetter("notable")
_TRIGGER = attrgetter("trigger")


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one article says."""

    mentions: tuple[Mention, ...]
    language: str
    stories: tuple[tuple[int, int], ...]
    """Offset ranges into the article's ``full_text``."""
    signs: tuple[dict[str, float], ...] = ()
    """For each mention, what speaks for and against it: see `confidence`."""


@dataclass(slots=True, eq=False)
class _Tongue:
    lexicon: Lexicon
    vocabulary: Vocabulary
    analyser: Analyser
    matcher: Matcher
    dates: DateFinder
    markers: Markers
    topics: Topics
    spellings: Spellings


class Extractor:
    """Extracts the mentions of an article; deterministic, without network, safe to share between threads."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        tongues: dict[str, _Tongue],
        recogniser: Recogniser | None = None,
        confidence: Confidence | None = None,
    ) -> None:
        """Use `load`."""
        self._confidence = confidence or Confidence()
        self.gazetteer = gazetteer
        self._recogniser = recogniser
        self._tongues = tongues

    @classmethod
    def load(
        cls, config_folder: Path | None = None, *, ner_model: str | Path = "", recogniser: Recogniser | None = None
    ) -> Extractor:
        """Return an extractor of the gazetteer and lexicons in ``config_folder`` (default: those that come with Rasid).

        Args:
            config_folder: Holds gazetteer/, lexicon/ and topics.yaml.
            ner_model: Folder of a model that finds the names which the gazetteer lacks; empty: without one.
            recogniser: Finds those names, instead of the model in ``ner_model``.

        Raises:
            GazetteerError: A gazetteer file cannot be read.
            LexiconError: A lexicon cannot be read.
            ConfidenceError: The weights of confidences cannot be read.
            RecogniserError: The model cannot be loaded, or what runs it is not installed.
        """
        recogniser = recogniser or load_recogniser(ner_model)
        folder = config_folder or bundled_config()
        collecting = gc.isenabled()
        gc.disable()  # nothing built here is garbage; looking for it costs a third of the start
        try:
            gazetteer = load_gazetteer(folder / "gazetteer")
            confidence = Confidence.load(folder / "confidence.yaml")
            tongues = {}
            for path in sorted((folder / "lexicon").glob("*.yaml")):
                lexicon = lexicons.load(path)
                topics = Topics.load(folder / "topics.yaml", lexicon.language)
                tongues[lexicon.language] = _tongue(lexicon, gazetteer, topics)
        finally:
            if collecting:
                gc.enable()
        gc.freeze()  # a full collection over the names' tries would stop an article for 150 ms
        return cls(gazetteer, tongues, recogniser, confidence)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that have a lexicon."""
        return tuple(self._tongues)

    def extract(self, article: Article) -> Extraction:
        """Return the mentions of ``article``; none when its language has no lexicon."""
        collecting = gc.isenabled()
        gc.disable()  # what an article leaves has no cycles; looking for them costs a tenth of the time
        try:
            return self._extract(article)
        finally:
            if collecting:
                gc.enable()

    def _extract(self, article: Article) -> Extraction:
        text = article.full_text[:_MAX_CHARACTERS]
        language = article.language[:2].lower() if article.language else detect(text)
        tongue = self._tongues.get(language)
        if tongue is None:
            return Extraction((), language, ((0, len(text)),))
        moment = article.published or article.fetched or datetime(1970, 1, 1, tzinfo=UTC)
        mentions: list[Mention] = []
        found: list[dict[str, float]] = []
        ranges: list[tuple[int, int]] = []
        for number, lines in enumerate(split(text, tongue.markers)):
            ranges.append((lines[0][0], lines[-1][1]))
            drafts = self._story(tongue, text, lines, moment.date(), dated=bool(article.published or article.fetched))
            weighed = [signs(draft, lines[0][0], len(drafts)) for draft in drafts]
            found += weighed
            mentions += _mentions(article, language, number, drafts, list(map(self._confidence.of, weighed)))
        return Extraction(tuple(mentions), language, tuple(ranges) or ((0, len(text)),), tuple(found))

    def _story(
        self, tongue: _Tongue, text: str, lines: list[tuple[int, int]], day: date, *, dated: bool
    ) -> list[Draft]:
        story = Story(self.gazetteer, tongue.lexicon.language, day, spellings=tongue.spellings)
        parsed = self._parse(tongue, text, lines, story)
        story.sentences = parsed
        reported_from = datelines.datelines(parsed, self.gazetteer, tongue.lexicon) if parsed else []
        story.home = next(iter({place.country for place in reported_from}), "") if len(reported_from) == 1 else ""
        acts = [act for sentence in parsed for act in tongue.matcher.match(sentence, story)]
        if not acts:
            return []  # when, where and about what is asked of acts only
        day, begins = _days(tongue.dates, parsed, day) if dated else (day, None)
        attributes = Attributes(self.gazetteer, tongue.lexicon, tongue.dates, tongue.topics, day, dated=dated)
        drafts = [draft for act in acts for draft in attributes.drafts(act)]
        venues.sharpen(drafts, reported_from, self.gazetteer)
        settle_day(drafts, day, begins)
        drafts = without_wrappings(drafts)
        merged = merge(aim(drafts) if tongue.lexicon.verb_first else without_shorter_titles(drafts))
        add_attendants(merged, story)
        merged = add_mediators(merge(merged))
        if merged:
            told = scenes.of_story(parsed, story, attributes.places_in, self.gazetteer, tongue.lexicon)
            bodies = frozenset(party for party in story.parties if party.startswith("org:"))
            setting = venues.Setting(
                reported_from,
                datelines.lead_venue(parsed, self.gazetteer),
                told,
                bodies,
                datelines.standing_for(parsed, self.gazetteer),
            )
            venues.settle(merged, setting, self.gazetteer)
            merged = without_mere_venues(merged)
            settle_modes(merged, self.gazetteer)
            Officials(parsed, story, tongue.analyser).name(merged)
        return merged

    def _parse(self, tongue: _Tongue, text: str, lines: list[tuple[int, int]], story: Story) -> list[Sentence]:
        """Return the sentences of a story; its full names are noted first, so that a headline knows its surnames."""
        found: list[Sentence] = []
        runs = self._runs(tongue, text, lines)
        if not any(any(map(_TRIGGER, words)) for _, words, _ in runs):
            return found
        spans = self._spans(tongue, text, lines)
        for run, words, title in runs:
            items = tongue.analyser.analyse(run, words, {}, _within(spans, run))
            sentence = Sentence(run, words, items, title=title, source=text)
            dateline = datelines.dateline_end(sentence)
            for item in sentence.groups:
                if item.group is not None and item.i >= dateline:
                    for phrase in item.group.phrases:
                        if phrase.parties or phrase.name is not None:
                            story.note(phrase, sentence)
                            if tongue.lexicon.bodies and ORGANISATION in phrase.kinds:
                                story.note_body(phrase, sentence, tongue.lexicon.bodies)
            found.append(sentence)
        story.name_bodies()
        if story.aliases:
            spelt = {clitic + alias for alias in story.aliases for clitic in CLITICS_OF_NAMES}
            for n, sentence in enumerate(found):
                if not spelt.isdisjoint(sentence.folded):
                    run = sentence.tokens
                    items = tongue.analyser.analyse(run, sentence.words, story.aliases, _within(spans, run))
                    found[n] = sentence.of_items(items)
        if tongue.lexicon.verb_first:
            found = [_without_strangers(sentence, story) for sentence in found]
        return found

    def _spans(self, tongue: _Tongue, text: str, lines: list[tuple[int, int]]) -> list[Span]:
        """Return the names that the recogniser finds in a story, with the offsets of ``text``."""
        if self._recogniser is None or tongue.lexicon.language != RECOGNISED:
            return []
        return [
            Span(start + span.start, start + span.end, span.label)
            for start, end in lines
            for span in self._recogniser.names(text[start:end])
        ]

    def _runs(
        self, tongue: _Tongue, text: str, lines: list[tuple[int, int]]
    ) -> list[tuple[list[Token], list[Word], bool]]:
        """Return the tokens and words of the sentences that name or tell anything, and whether they are the title's."""
        runs: list[tuple[list[Token], list[Word], bool]] = []
        budget = _MAX_TOKENS
        for start, end in _blocks(text, lines):
            if not budget:
                break
            tokens = tokenize(text, start, end, most=budget)
            budget -= len(tokens)
            words = tongue.vocabulary.words([token.text for token in tokens])
            title = start == lines[0][0]
            for first, last in sentences(tokens):
                for i in range(first, last, _MAX_SENTENCE):
                    run = words[i : min(last, i + _MAX_SENTENCE)]
                    if any(map(_NOTABLE, run)):
                        runs.append((tokens[i : i + len(run)], run, title))
        return runs


def _days(dates: DateFinder, parsed: list[Sentence], day: date) -> tuple[date, EventDate | None]:
    """Return the day of the report, published on ``day``, and the day that its first sentences tell."""
    opening = next((s for s in parsed if not s.title), parsed[0])
    day = dates.dateline_day(opening, datelines.dateline_end(opening), day)
    day = dates.reported_on(parsed, day)
    body = (s for s in parsed if not s.title and datelines.dateline_end(s) < len(s.tokens))
    days = (dates.opening(s, day, dateline=datelines.dateline_end(s)) for s in islice(body, 2))
    return day, next((when for when in days if when is not None), None)


def _blocks(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the first of ``lines``, and the others joined where nothing was left out between them: fewer to read."""
    blocks = lines[:2]
    for start, end in lines[2:]:
        if text[blocks[-1][1] : start].isspace():
            blocks[-1] = (blocks[-1][0], end)
        else:
            blocks.append((start, end))
    return blocks


def _without_strangers(sentence: Sentence, story: Story) -> Sentence:
    """Return ``sentence`` with surnames that are words as well (سلام, خلاف) as words, if nobody so named acts."""
    items: list[Item] = []
    changed = False
    named = [p for item in sentence.groups if item.group is not None for p in item.group.phrases if p.persons]
    if not named or not any(story.stranger(phrase, headline=sentence.title) for phrase in named):
        return sentence
    for item in sentence.items:
        if item.kind == GROUP and item.group is not None:
            known = [p for p in item.group.phrases if not story.stranger(p, headline=sentence.title)]
            if not known:
                items.append(Item(WORD, item.i, item.j))
                changed = True
                continue
            item.group.phrases = known
        items.append(item)
    return sentence.of_items(items) if changed else sentence


def _within(spans: list[Span], tokens: list[Token]) -> list[Span]:
    """Return those of ``spans`` that lie among ``tokens``."""
    return [span for span in spans if tokens[0].start <= span.start and span.end <= tokens[-1].end]


def _tongue(lexicon: Lexicon, gazetteer: Gazetteer, topics: Topics) -> _Tongue:
    blocked = exact_blocks(gazetteer, lexicon.language)
    offices = {
        ident: frozenset(x for term in person.terms for x in (term.office, term.party))
        for ident, person in gazetteer.people.items()
    }
    dates = DateFinder(lexicon.dates)
    vocabulary = Vocabulary(lexicon, build(gazetteer, lexicon.language), blocked, offices, dates.beginnings)
    markers = Markers.of(lexicon.lists.get("read_also", ()), lexicon.lists.get("boilerplate_line", ()))
    return _Tongue(
        lexicon,
        vocabulary,
        Analyser(vocabulary),
        Matcher(lexicon),
        dates,
        markers,
        topics,
        Spellings(gazetteer, lexicon.language),
    )


def _mentions(
    article: Article, language: str, story: int, drafts: list[Draft], confidences: list[float]
) -> list[Mention]:
    mentions = []
    for ordinal, (draft, confidence) in enumerate(zip(drafts, confidences, strict=True)):
        key = "\x1f".join(
            (
                article.article_id,
                str(article.version),
                str(story),
                draft.type,
                ",".join(sorted(draft.parties)),
                str(ordinal),
            )
        )
        mentions.append(
            Mention(
                mention_id=xxhash.xxh64_hexdigest(key.encode()),
                article_id=article.article_id,
                version=article.version,
                story=story,
                type=draft.type,  # type: ignore[arg-type]
                mode=draft.mode or ("meeting" if draft.type == "CONSULT" else ""),
                status=draft.status,
                actors=tuple(draft.actors),
                recipients=tuple(draft.recipients),
                date=draft.date,
                place=draft.place,
                forum=draft.forum,
                topics=draft.topics,
                attribution=draft.attribution,
                evidence=Evidence(
                    sentence=draft.evidence.sentence,
                    trigger=draft.evidence.trigger,
                    start=draft.evidence.start,
                    end=draft.evidence.end,
                    article_id=article.article_id,
                ),
                confidence=confidence,
                language=language,
            )
        )
    return mentions
