"""From the entries of a feed to articles, and to what is remembered of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from agent.records import Article, FeedCursor, SeenEntry
from agent.stage import Count
from producers import schedule
from producers.entry_identity import Change, Identified, compare, identify
from producers.feedlist import FeedSpec
from producers.parsed import ParsedEntry, ParsedFeed
from producers.settings import PollSettings


def read_entries(
    feed: FeedSpec, cursor: FeedCursor, parsed: ParsedFeed, now: datetime, settings: PollSettings
) -> tuple[FeedCursor, list[Article], list[Count]]:
    """Return the cursor with the entries remembered, the new and updated articles (oldest first), and the counts.

    Args:
        feed: The feed.
        cursor: Before this poll's entries.
        parsed: The feed as it is now.
        now: When it was read.
        settings: The numbers.
    """
    told = [entry for entry in parsed.entries if _can_become_an_article(feed, entry)]
    found = identify(feed.id, told, cursor.seen, settings.urls)
    dates = {item.article_id: _date(feed, item, now, settings) for item in found}
    known = [date for date in dates.values() if date]
    lost = _lost(cursor, found, known)
    seen, changes = _changes(cursor.seen, found, now, settings)
    newest = [*known, *([cursor.newest_item] if cursor.newest_item else [])]
    gap = schedule.item_gap(known, now, settings.rhythm_window)
    if any(change is Change.NEW for _, change in changes):
        # What a feed has on the day it is first read may be years old.
        last_new, usual_gap = now if cursor.seen else max(known, default=now), gap
    else:
        last_new, usual_gap = cursor.last_new or now, cursor.usual_gap_seconds
    replaced = msgspec.structs.replace(
        cursor,
        seen=_remembered(seen, {item.article_id for item in found}, now, settings),
        newest_item=max(newest, default=None),
        gap_seconds=gap,
        last_new=last_new,
        usual_gap_seconds=usual_gap,
        pressure=schedule.after_loss(cursor.pressure) if lost else schedule.after_overlap(cursor.pressure),
        hint_seconds=parsed.ttl_seconds,
        skip_hours=parsed.skip_hours,
        skip_days=parsed.skip_days,
    )
    articles = [
        _article(feed, parsed, item, seen[item.article_id].version, dates[item.article_id], now)
        for item, change in changes
        if change is not Change.UNCHANGED
    ]
    articles.sort(key=lambda article: article.published or now)
    return replaced, articles, _counts(feed, [change for _, change in changes], lost=lost)


def _can_become_an_article(feed: FeedSpec, entry: ParsedEntry) -> bool:
    """Return whether an entry says anything: itself, or by the page that it points to."""
    return bool(entry.title or entry.text or (entry.link and feed.full_text != "never"))


def _date(feed: FeedSpec, item: Identified, now: datetime, settings: PollSettings) -> datetime | None:
    raw = item.entry.published or item.entry.updated
    return settings.dates.read(raw, feed.timezone, now) if raw else None


def _lost(cursor: FeedCursor, found: Sequence[Identified], dates: Sequence[datetime]) -> bool:
    """Return whether entries came and went between two polls: nothing in the feed was there the last time."""
    if not cursor.seen or not found or any(item.article_id in cursor.seen for item in found):
        return False
    return cursor.newest_item is None or not dates or min(dates) > cursor.newest_item


def _changes(
    before: Mapping[str, SeenEntry], found: Sequence[Identified], now: datetime, settings: PollSettings
) -> tuple[dict[str, SeenEntry], list[tuple[Identified, Change]]]:
    seen, changes = dict(before), []
    for item in reversed(found):  # feeds begin with the newest; what came first is told first
        known = seen.get(item.article_id)
        change = compare(item, known, max_silent=settings.max_silent_updates, max_versions=settings.max_versions)
        changes.append((item, change))
        if known and change is Change.UNCHANGED:
            seen[item.article_id] = msgspec.structs.replace(known, last_seen=now)
            continue
        seen[item.article_id] = SeenEntry(
            content_hash=item.content_hash,
            version=known.version + 1 if known else 1,
            last_seen=now,
            url=item.url_hash,
            stamp=item.stamp,
            silent=known.silent + 1 if known and known.stamp == item.stamp else 0,
        )
    return seen, changes


def _article(
    feed: FeedSpec, parsed: ParsedFeed, item: Identified, version: int, published: datetime | None, now: datetime
) -> Article:
    entry = item.entry
    return Article(
        article_id=item.article_id,
        version=version,
        source=feed.id,
        outlet=feed.outlet or parsed.title,
        url=entry.link,
        canonical_url=item.canonical_url,
        guid=entry.guid,
        title=entry.title,
        summary=entry.summary,
        text=entry.text,
        language=feed.language or entry.language or parsed.language,
        author=entry.author,
        published=published,
        published_raw=entry.published or entry.updated,
        fetched=now,
        content_hash=item.content_hash,
    )


def _remembered(
    seen: Mapping[str, SeenEntry], present: set[str], now: datetime, settings: PollSettings
) -> dict[str, SeenEntry]:
    """Return ``seen`` without what left the feed long ago."""
    horizon = now - timedelta(seconds=settings.seen_seconds)
    gone = [key for key in seen if key not in present and (seen[key].last_seen or horizon) > horizon]
    gone.sort(key=lambda key: seen[key].last_seen or horizon, reverse=True)
    keep = present.union(gone[: settings.max_seen])
    return {key: entry for key, entry in seen.items() if key in keep}


def _counts(feed: FeedSpec, changes: Sequence[Change], *, lost: bool) -> list[Count]:
    tally = {change: changes.count(change) for change in Change}
    label = {"feed": feed.id}
    counts = [Count("entries_total", {**label, "decision": change.value}, n) for change, n in tally.items() if n]
    return [*counts, Count("lost_windows_total", label)] if lost else counts
