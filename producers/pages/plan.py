"""Which of the articles of a poll want their page: a pure function of the poll's decision."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import msgspec

from agent.records import Article, FeedCursor, PendingPage
from agent.stage import Count
from producers.decide import PollDecision
from producers.feedlist import FeedSpec
from producers.pages.results import Why
from producers.pages.settings import PageSettings


def words(text: str) -> int:
    """Return the number of words in ``text``, roughly so where words are written without spaces."""
    return max(len(text.split()), len(text) // 10)


def plan(
    feed: FeedSpec, before: FeedCursor, decision: PollDecision, now: datetime, settings: PageSettings, *, reading: bool
) -> PollDecision:
    """Return ``decision`` with its articles saying whose text they have, and with the pages to be read in its cursor.

    An article is published at once with what the feed gives. Only a new version of one whose last version has the
    page's text is held back until its page has been tried: the feed's summary must not replace it for a minute and
    so withdraw what the page told.

    Args:
        feed: The feed.
        before: The cursor before the poll.
        decision: What the poll led to.
        now: The time.
        settings: The numbers.
        reading: Whether pages are read at all.
    """
    if not decision.articles:
        return decision
    pages = dict(decision.cursor.pages)
    seen = dict(decision.cursor.seen)
    room = settings.queue_characters - sum(_size(page.article) for page in pages.values())
    published: list[Article] = []
    for article in reversed(decision.articles):  # the newest first, should the room not be enough for all
        key, known = article.article_id, before.seen.get(article.article_id)
        dropped = pages.pop(key, None)
        room += _size(dropped.article) if dropped else 0
        said = _said(feed, article, settings, reading=reading)
        if said.text_reason == Why.WAITING and (len(pages) >= settings.queue or room < _size(said)):
            said = msgspec.structs.replace(said, text_reason=Why.QUEUE_FULL.value)
        if said.text_reason != Why.WAITING:
            published.append(said)
            continue
        held = bool(known and known.page)
        pages[key] = PendingPage(article=said, queued=now, held=held)
        room -= _size(said)
        if held and known:
            seen[key] = msgspec.structs.replace(seen[key], version=known.version, page=known.page)
        else:
            published.append(said)
    cursor = msgspec.structs.replace(decision.cursor, pages=pages, seen=seen)
    counts = [*decision.counts, waiting_pages(feed, cursor)]
    return dataclasses.replace(decision, cursor=cursor, articles=published[::-1], counts=counts)


def waiting_pages(feed: FeedSpec, cursor: FeedCursor) -> Count:
    """Return the observation of how many pages of ``feed`` wait."""
    return Count("feed_pages_waiting", {"feed": feed.id}, len(cursor.pages))


def _said(feed: FeedSpec, article: Article, settings: PageSettings, *, reading: bool) -> Article:
    """Return ``article`` saying whose text it has and what is to come."""
    short = words(article.text) < settings.min_words
    wanted = reading and (feed.full_text == "always" or (feed.full_text == "auto" and short))
    reason = (Why.WAITING if article.url else Why.NO_LINK).value if wanted else ""
    return msgspec.structs.replace(article, text_source="summary" if short else "feed", text_reason=reason)


def _size(article: Article) -> int:
    return len(article.text) + len(article.summary)
