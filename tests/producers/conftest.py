import contextlib
from datetime import UTC, datetime

import psutil
import pytest

from producers.feedlist import FeedSpec
from producers.settings import PollSettings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def feed():
    return FeedSpec(id="f", url="https://f.example/rss", outlet="F", language="ar", timezone="Asia/Riyadh")


@pytest.fixture
def settings():
    return PollSettings(jitter=0.0)


@pytest.fixture
def processes_of():
    """Give the processes of this one's own that run a module."""

    def find(module):
        found = []
        for child in psutil.Process().children():
            with contextlib.suppress(psutil.NoSuchProcess):  # it has just ended
                if module in child.cmdline():
                    found.append(child)
        return found

    return find


@pytest.fixture
def make_rss():
    def build(*items, head=""):
        """Items are (guid, link, title, text, date)."""
        body = "".join(
            f"<item><guid>{guid}</guid><link>{link}</link><title>{title}</title>"
            f"<description>{text}</description><pubDate>{date}</pubDate></item>"
            for guid, link, title, text, date in items
        )
        return f'<rss version="2.0"><channel><title>F</title>{head}{body}</channel></rss>'

    return build
