from datetime import UTC, datetime

import pytest

from agent.codec import encode
from agent.cursors import PackedCursors
from agent.records import FeedCursor, SeenEntry

CURSOR = FeedCursor(
    feed="a", next_poll=datetime(2026, 11, 23, tzinfo=UTC), seen={"x": SeenEntry(content_hash="h", version=2)}
)


def test_what_goes_in_comes_out():
    cursors = PackedCursors()
    cursors["a"] = CURSOR
    cursors.load("b", encode(FeedCursor(feed="b")))
    assert cursors["a"] == CURSOR
    assert set(cursors) == {"a", "b"}
    cursors.load("b", None)
    del cursors["a"]
    assert len(cursors) == 0
    with pytest.raises(KeyError):
        cursors["a"]


def test_one_that_cannot_be_read_is_as_none(caplog):
    cursors = PackedCursors()
    cursors.load("a", b'{"feed": 7}')
    assert cursors.get("a") is None
    assert "feed starts anew" in caplog.text


def test_packed_ones_are_not_copied():
    cursors = PackedCursors.of({"a": CURSOR})
    assert cursors["a"] == CURSOR
    assert PackedCursors.of(cursors) is cursors
