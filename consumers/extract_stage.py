"""The extract stage: articles in, reports out; an article version is extracted once.

Its work (milliseconds an article) spreads over the partitions of the articles topic, whose key is the article id, so
that all versions of one article meet the same memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import msgspec

from agent.records import Article, Mention, Report, Sketch
from agent.stage import Count, Decision, Emit
from agent.state import Table, Tables
from agent.topics import ARTICLES, MENTIONS
from consumers.identity import (
    MEMORY,
    Identity,
    IdentityMemory,
    Known,
    content_hash,
    fingerprint,
    rewritten,
    word_sketch,
)
from consumers.relation.boilerplate import BoilerplateMemory
from consumers.relation.sketch import Sketcher


class Extracted(Protocol):
    """What an extractor finds in one article."""

    @property
    def mentions(self) -> Sequence[Mention]:
        """The acts that the article reports."""

    @property
    def language(self) -> str:
        """ISO 639-1 code of the article's language."""


class ExtractsMentions(Protocol):
    """What this stage asks of an extractor."""

    def extract(self, article: Article) -> Extracted:
        """Return what ``article`` reports; any exception makes it a dead letter."""


class ExtractStage:
    """Turns each new version of an article into a :class:`agent.records.Report`.

    A report goes out when the version has mentions, and also when it has none but an earlier version had: the
    resolver then withdraws them.
    """

    name = "extract"
    source = ARTICLES
    record_type: type[Any] = Article

    def __init__(self, extractor: ExtractsMentions, sketcher: Sketcher, memory: timedelta = MEMORY) -> None:
        """Make the stage.

        Args:
            extractor: Finds the acts in an article.
            sketcher: Makes the sketch by which copies are recognised.
            memory: How long an article is remembered after it was last seen.
        """
        self._extractor = extractor
        self._sketcher = sketcher
        self._memory = IdentityMemory(memory)
        self._boilerplate = BoilerplateMemory()

    @classmethod
    def load(cls, config_folder: Path | None = None, *, ner_model: str = "") -> ExtractStage:
        """Return the stage with the extractor for ``config_folder`` (default: the configuration that ships).

        Args:
            config_folder: Holds gazetteer/ and lexicon/.
            ner_model: Folder of a model for names that the gazetteer lacks; empty: without one.
        """
        from consumers.extraction import Extractor  # noqa: PLC0415 - reads gazetteer and lexicons
        from consumers.relation.normal import standard_sketcher  # noqa: PLC0415 - imports camel-tools

        return cls(Extractor.load(config_folder, ner_model=ner_model), standard_sketcher())

    def tables(self) -> Tables:
        """Return the stage's empty state."""
        return Tables(IdentityMemory.table(), BoilerplateMemory.table())

    def decide(self, record: Article, tables: Tables, now: datetime) -> Decision:
        """Return the report of ``record``, or nothing when this version was extracted before.

        Args:
            record: One version of an article.
            tables: The state made by :meth:`tables`.
            now: When the record was written to the log.

        Raises:
            Exception: The extractor failed on this article.
        """
        table = tables["articles"]
        known = self._memory.get(table, record.article_id)
        content = fingerprint(record.content_hash or content_hash(record.title, record.text))
        identity, version = identify(record.version, content, known)
        if identity is Identity.UNCHANGED and known is not None:
            self._memory.touch(table, record.article_id, known, now)
        if identity in {Identity.UNCHANGED, Identity.STALE}:
            return Decision(counts=(_identity_count(identity),))
        words = word_sketch(record.title, record.text)
        if identity is Identity.VERSION and known is not None and rewritten(known.words, words):
            identity = Identity.REWRITTEN
        article = msgspec.structs.replace(record, version=version)
        found = self._extractor.extract(article)
        mentions = tuple(found.mentions)
        self._memory.put(
            table,
            article.article_id,
            Known(
                content=content,
                version=version,
                words=words,
                mentioned=bool(mentions),
                numbered=record.version > 1 or (known is not None and known.numbered),
            ),
            now,
        )
        if not mentions and (known is None or not known.mentioned):
            return Decision(counts=(_identity_count(identity),))
        report = Report(
            article_id=article.article_id,
            version=version,
            source=article.source,
            outlet=article.outlet or article.source,
            url=article.canonical_url or article.url,
            title=article.title,
            language=article.language or found.language,
            published=article.published,
            fetched=article.fetched,
            mentions=mentions,
            sketch=self._sketch(article, tables["boilerplate"], now),
        )
        counts = [_identity_count(identity)]
        counts += [Count("mentions_total", {"type": mention.type}) for mention in mentions]
        return Decision(outputs=(Emit(MENTIONS, article.article_id, report),), counts=counts)

    def _sketch(self, article: Article, table: Table[bytes], now: datetime) -> Sketch:
        """Return the sketch of ``article`` without the formulas of its outlet, whose clauses are counted on the way."""
        clauses = self._sketcher.clauses(article.full_text)
        hashes = [clause.hash for clause in clauses if clause.hash is not None]
        outlet, moment = article.outlet or article.source, min(article.published or now, now)
        formulas = self._boilerplate.formulas(table, outlet, article.article_id, moment, hashes)
        self._boilerplate.remember(table, outlet, article.article_id, moment, hashes)
        return self._sketcher.sketch_of(clauses, formulas)

    def tick(self, tables: Tables, now: datetime) -> Decision:
        """Forget articles that were not seen for longer than the memory, a few shards at a time."""
        self._memory.sweep(tables["articles"], now)
        return Decision()


def identify(version: int, content: int, known: Known | None) -> tuple[Identity, int]:
    """Return what an article is to what is known of it, and the number of this version.

    A producer that counts versions is believed; of one that always says 1, new words make the next version.

    Args:
        version: The version number that the record bears.
        content: The :func:`consumers.identity.fingerprint` of its content hash.
        known: What is remembered of the article.
    """
    if known is None:
        return Identity.NEW, version
    if content == known.content:
        return Identity.UNCHANGED, known.version
    if version > known.version:
        return Identity.VERSION, version
    if known.numbered:
        return Identity.STALE, known.version
    return Identity.VERSION, known.version + 1


def _identity_count(identity: Identity) -> Count:
    return Count("identity_total", {"decision": identity.value})
