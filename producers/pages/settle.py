"""What follows from a page that was tried: a pure function of the cursor, the result and the time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import msgspec

from agent.records import Article, FeedCursor, PendingPage
from agent.stage import Count
from producers.decide import PollDecision
from producers.entry_identity import content_hash
from producers.feedlist import FeedSpec
from producers.pages.plan import waiting_pages, words
from producers.pages.results import RETRIED, PageProblem, PageResult, PageText, Why
from producers.pages.settings import PageSettings

# Longer words of scripts that put spaces between them.
_WORD = re.compile(r"[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{5,}")
# Of those in title and summary; the page of an article has more than half of them, a consent form hardly one.
_LEAST_SHARED = 0.2
_LEAST_TOLD = 5
# A feed's summary that has fewer of its longer words in the page's text than this stands beside the text, not in it.
_TOLD_AGAIN = 0.8
_GROWTH = 5


def settle(
    feed: FeedSpec, cursor: FeedCursor, page: PendingPage, result: PageResult, now: datetime, settings: PageSettings
) -> PollDecision | None:
    """Return what is to be committed; None when the poll has put another version of the article on the queue.

    Args:
        feed: The feed.
        cursor: As it is now.
        page: What was tried.
        result: What came of it.
        now: The time.
        settings: The numbers.
    """
    key = page.article.article_id
    if cursor.pages.get(key) != page:
        return None
    case = _Case(feed, cursor, page, now, settings)
    judged = _judged(page.article, result)
    if isinstance(judged, PageText):
        return case.read(judged)
    if judged.reason in RETRIED and case.may_retry:
        return case.again(judged)
    return case.given_up(judged)


def _judged(article: Article, result: PageResult) -> PageResult:
    """Return ``result``, or why a text is not taken."""
    if isinstance(result, PageProblem):
        return result
    if words(result.text) <= words(article.text):
        return PageProblem(
            reason=Why.NOT_LONGER, detail=f"{words(result.text)} words, the feed has {words(article.text)}"
        )
    shared = _shared(f"{article.title} {article.summary}", f"{result.title} {result.text}")
    if shared < _LEAST_SHARED:
        return PageProblem(reason=Why.UNRELATED, detail=f"shares {shared:.0%} of the words of title and summary")
    return result


def _shared(told: str, page: str) -> float:
    """Return the share of the longer words of ``told`` that are in ``page`` too; 1 when there are too few to say."""
    longer, page = set(_WORD.findall(told.lower())), page.lower()
    return sum(word in page for word in longer) / len(longer) if len(longer) >= _LEAST_TOLD else 1.0


def _with_lead(article: Article, text: str) -> str:
    """Return ``text`` under the feed's summary, unless it says the same: some acts are told in the lead alone."""
    if article.text_source != "summary" or _shared(article.text, text) >= _TOLD_AGAIN:
        return text
    return f"{article.text}\n{text}"


class _Case:
    """One page's circumstances."""

    def __init__(
        self, feed: FeedSpec, cursor: FeedCursor, page: PendingPage, now: datetime, settings: PageSettings
    ) -> None:
        self._feed = feed
        self._cursor = cursor
        self._page = page
        self._now = now
        self._settings = settings
        self._key = page.article.article_id

    @property
    def may_retry(self) -> bool:
        """Whether there is an attempt left."""
        late = (self._now - self._page.queued).total_seconds() >= self._settings.give_up_after
        return self._page.attempts + 1 < self._settings.attempts and not late

    def read(self, found: PageText) -> PollDecision:
        """Publish the page's text, unless the last version has it already."""
        article = self._page.article
        title, text = article.title or found.title, _with_lead(article, found.text)
        digest = content_hash(title, text)
        known = self._cursor.seen.get(self._key)
        if known and known.page == digest:
            return self._done((), page=digest, outcome="unchanged")
        fuller = msgspec.structs.replace(
            article,
            version=self._next_version(),
            title=title,
            text=text,
            text_source="page",
            text_reason="",
            fetched=self._now,
            content_hash=digest,
        )
        return self._done((fuller,), page=digest, outcome="read")

    def again(self, problem: PageProblem) -> PollDecision:
        """Try later; what was held back is published now."""
        wait = self._settings.retry_wait * _GROWTH**self._page.attempts
        later = msgspec.structs.replace(
            self._page, attempts=self._page.attempts + 1, due=self._now + timedelta(seconds=wait), held=False
        )
        articles = (self._feeds_own(Why.WAITING),) if self._page.held else ()
        return self._done(articles, page="", outcome="postponed", problem=problem, later=later)

    def given_up(self, problem: PageProblem) -> PollDecision:
        """Keep the feed's text and say why."""
        return self._done((self._feeds_own(problem.reason),), page="", outcome="given_up", problem=problem)

    def _feeds_own(self, reason: str) -> Article:
        return msgspec.structs.replace(
            self._page.article, version=self._next_version(), text_reason=str(reason), fetched=self._now
        )

    def _next_version(self) -> int:
        known = self._cursor.seen.get(self._key)
        return (known.version if known else self._page.article.version) + 1

    def _done(
        self,
        articles: tuple[Article, ...],
        *,
        page: str,
        outcome: str,
        problem: PageProblem | None = None,
        later: PendingPage | None = None,
    ) -> PollDecision:
        pages = {key: value for key, value in self._cursor.pages.items() if key != self._key}
        if later:
            pages[self._key] = later
        seen = dict(self._cursor.seen)
        if self._key in seen:
            version = articles[-1].version if articles else seen[self._key].version
            seen[self._key] = msgspec.structs.replace(seen[self._key], version=version, page=page)
        cursor = msgspec.structs.replace(self._cursor, pages=pages, seen=seen)
        tried = Count("feed_pages_total", {"feed": self._feed.id, "outcome": outcome})
        counts = [tried, waiting_pages(self._feed, cursor)]
        if problem:
            counts.append(Count("page_failures_total", {"class": problem.reason}))
        detail = f"{problem.reason}: {problem.detail}" if problem else ""
        return PollDecision(cursor, articles, counts, detail)
