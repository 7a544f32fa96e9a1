"""Settings of reading article pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """How pages are read; durations in seconds."""

    min_words: int = 120
    """A feed's text of fewer words is a summary: ``auto`` reads the page."""
    spacing: float = 5.0
    """Least time between two pages of one host; its robots.txt can ask for more."""
    max_spacing: float = 60.0
    """A robots.txt that asks for more is waited for no longer than this."""
    concurrency: int = 8
    """Pages in hand at the same time, from the request to the extracted text, over all hosts."""
    attempts: int = 3
    """How often a page is tried."""
    retry_wait: float = 120.0
    """Before the second attempt; five times as long before each further one."""
    give_up_after: float = 86400.0
    """A page that could not be read for so long is not tried again, however often that was."""
    queue: int = 100
    """Pages of one feed that wait at most; what does not fit keeps its summary."""
    queue_characters: int = 500_000
    """Texts of one feed that wait at most: the queue is part of the cursor, which is one record."""
    max_redirects: int = 5
    max_retry_after: float = 86400.0
    """A host that asks for longer silence is asked again after this."""
    robots_seconds: float = 86400.0
    """How long a robots.txt is believed (RFC 9309: not longer than a day)."""
    robots_retry: float = 100.0
    """When one that could not be fetched is tried again: sooner than the pages that it kept from being read."""
    robots_bytes: int = 512 * 1024
    """What is read of one (RFC 9309: at least 500 KiB)."""
    robots_hosts: int = 1000
    """Hosts whose robots.txt is kept."""
    robots_memory: int = 8 * 1024 * 1024
    """Bytes of them that are kept."""
