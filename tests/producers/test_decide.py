from datetime import timedelta

import pytest

from producers.decide import current, decide, needs_parsing, request_for
from producers.exchange import Failure, Response
from producers.failure import POLICY, FailureClass
from producers.feedlist import FeedSpec
from producers.parsed import ParsedEntry, ParsedFeed, Unparsed

URL = "https://f.example/rss"


def entry(number, **changes):
    values = {
        "guid": f"g{number}",
        "link": f"https://f.example/{number}",
        "title": f"T{number}",
        "text": f"text {number}",
        "published": f"Mon, 23 Nov 2026 {number % 12:02d}:00:00 GMT",
    }
    return ParsedEntry(**{**values, **changes})


def document(*entries, **head):
    return ParsedFeed(kind="rss20", entries=tuple(entries), **head)


def ok(body=b"1", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status=200, url=URL, headers=named, body=body, wire_bytes=len(body))


def status(code, **headers):
    return Response(status=code, url=URL, headers={name.replace("_", "-"): value for name, value in headers.items()})


class Feed:
    """A feed that is polled again and again, an hour apart."""

    def __init__(self, spec, settings, now):
        self.spec, self.settings, self.now = spec, settings, now
        self.cursor = current(spec, None)
        self.last = None

    def poll(self, result, parsed=None, after=3600.0):
        self.now += timedelta(seconds=after)
        self.last = decide(self.spec, self.cursor, result, parsed, self.now, self.settings)
        self.cursor = self.last.cursor
        return self.last

    def read(self, *entries, body=None, after=3600.0, headers=None, **head):
        return self.poll(ok(body or repr(entries).encode(), **(headers or {})), document(*entries, **head), after)

    def wait(self):
        return (self.cursor.next_poll - self.now).total_seconds()

    def count(self, metric, **labels):
        return sum(c.value for c in self.last.counts if c.metric == metric and labels.items() <= c.labels.items())


@pytest.fixture
def polled(feed, settings, now):
    return Feed(feed, settings, now)


class TestEntries:
    def test_new_ones_become_articles_oldest_first(self, polled):
        decision = polled.read(entry(2), entry(1))
        assert [article.guid for article in decision.articles] == ["g1", "g2"]
        first = decision.articles[0]
        assert (first.source, first.outlet, first.language, first.version) == ("f", "F", "ar", 1)
        assert first.published.hour == 1
        assert first.canonical_url == "https://f.example/1"
        assert polled.count("entries_total", decision="new") == 2

    def test_known_ones_are_not_told_again(self, polled):
        polled.read(entry(1))
        decision = polled.read(entry(2), entry(1))
        assert [article.guid for article in decision.articles] == ["g2"]
        assert polled.count("entries_total", decision="unchanged") == 1

    def test_a_changed_one_is_a_new_version(self, polled):
        (old,) = polled.read(entry(1)).articles
        (new,) = polled.read(entry(1, text="corrected")).articles
        assert (new.article_id, new.version) == (old.article_id, 2)
        assert new.content_hash != old.content_hash
        assert polled.count("entries_total", decision="updated") == 1

    def test_runs_of_space_are_no_change(self, polled):
        polled.read(entry(1, text="a b"))
        assert not polled.read(entry(1, text="a\n b")).articles

    def test_two_entries_of_one_date_are_two_articles(self, polled):
        same = "Mon, 23 Nov 2026 10:00:00 GMT"
        assert len(polled.read(entry(1, published=same), entry(2, published=same)).articles) == 2

    def test_without_guid_the_address_counts_and_without_both_the_text(self, polled):
        one = entry(1, guid="", link="https://www.f.example/1?utm_source=rss")
        assert polled.read(one).articles
        assert not polled.read(entry(1, guid="", link="http://f.example/1/")).articles
        bare = entry(3, guid="", link="")
        assert polled.read(bare).articles
        assert not polled.read(bare, body=b"x").articles

    def test_those_that_say_nothing_become_no_article_and_those_with_an_address_alone_do(self, polled, settings, now):
        nothing, address = ParsedEntry(published="x"), ParsedEntry(link="https://f.example/1")
        text = ParsedEntry(text="text alone")
        done = polled.read(nothing, address, text)
        assert [(article.url, article.text) for article in done.articles] == [
            ("", "text alone"),
            ("https://f.example/1", ""),
        ]
        never = Feed(FeedSpec(id="f", url=URL, full_text="never"), settings, now)
        assert [article.text for article in never.read(nothing, address, text).articles] == ["text alone"]

    def test_a_guid_under_two_addresses_is_two_articles_and_stays_so(self, polled):
        a, b = entry(1, guid="g", text="a"), entry(2, guid="g", text="b")
        ids = {article.url: article.article_id for article in polled.read(a, b).articles}
        assert len(set(ids.values())) == 2
        assert not polled.read(b, a, body=b"x").articles
        assert not polled.read(b, body=b"y").articles
        assert not polled.read(a, body=b"z").articles

    def test_a_second_address_under_a_known_guid_leaves_the_first_alone(self, polled):
        polled.read(entry(1, guid="g"))
        decision = polled.read(entry(2, guid="g"), entry(1, guid="g"))
        assert [article.url for article in decision.articles] == ["https://f.example/2"]

    def test_a_single_entry_with_a_new_address_is_the_same_article(self, polled):
        (old,) = polled.read(entry(1)).articles
        (new,) = polled.read(entry(1, link="https://f.example/1-better-slug", title="better")).articles
        assert (new.article_id, new.version) == (old.article_id, 2)

    def test_counters_in_the_text_are_believed_a_few_times_only(self, polled):
        polled.read(entry(1))
        told = sum(len(polled.read(entry(1, text=f"{n} views")).articles) for n in range(50))
        assert told == polled.settings.max_silent_updates
        (dated,) = polled.read(entry(1, text="really new", updated="Mon, 23 Nov 2026 11:00:00 GMT")).articles
        assert dated.version == told + 2

    def test_entries_that_left_are_forgotten_after_a_month_and_not_before(self, polled):
        polled.read(entry(1))
        polled.read(entry(2), after=20 * 86400)
        assert len(polled.cursor.seen) == 2
        polled.read(entry(3), after=20 * 86400)
        assert len(polled.cursor.seen) == 2
        assert not polled.read(entry(2), entry(3)).articles

    def test_date_without_a_zone_is_in_that_of_the_feed(self, polled):
        (article,) = polled.read(entry(1, published="2026-11-23 10:00")).articles
        assert article.published.hour == 7

    def test_a_date_that_is_cut_to_what_can_be_stays_as_it_was_written(self, polled):
        (article,) = polled.read(entry(1, published="Mon, 30 Nov 2099 10:00:00 GMT")).articles
        assert article.published == polled.now
        assert article.published_raw == "Mon, 30 Nov 2099 10:00:00 GMT"
        (undated,) = polled.read(entry(2, published="some day")).articles
        assert (undated.published, undated.published_raw) == (None, "some day")


class TestConditions:
    def test_first_request_is_plain(self, polled):
        request = request_for(polled.spec, polled.cursor, polled.now, polled.settings)
        assert not request.conditional

    def test_validators_go_back_as_they_came_to_where_they_came_from(self, polled):
        polled.read(entry(1), headers={"etag": 'W/"a\'b"', "last_modified": "Mon, 23 nov 2026 10:00:00 +0000"})
        request = request_for(polled.spec, polled.cursor, polled.now, polled.settings)
        assert (request.validators_url, request.etag) == (URL, 'W/"a\'b"')
        assert request.last_modified == "Mon, 23 nov 2026 10:00:00 +0000"

    def test_validators_of_a_200_replace_the_old_ones_even_by_none(self, polled):
        polled.read(entry(1), headers={"etag": '"1"', "last_modified": "x"})
        polled.read(entry(2), headers={"etag": '"2"'})
        assert (polled.cursor.etag, polled.cursor.last_modified) == ('"2"', "")

    def test_304_is_a_success_and_may_move_last_modified(self, polled):
        polled.read(entry(1), headers={"etag": '"1"', "last_modified": "x"})
        polled.poll(status(304, last_modified="y", etag='"other"'))
        assert (polled.cursor.etag, polled.cursor.last_modified, polled.cursor.failures) == ('"1"', "y", 0)
        assert polled.cursor.last_success == polled.now
        assert polled.count("feed_polls_total", outcome="not_modified") == 1

    def test_304_to_a_plain_request_is_a_failure(self, polled):
        polled.poll(status(304))
        assert polled.cursor.last_outcome == "unexpected_status"

    def test_what_cannot_be_parsed_leaves_no_validators(self, polled):
        polled.read(entry(1), body=b"good", headers={"etag": '"1"'})
        polled.poll(ok(b"<html>", etag='"2"'), Unparsed(reason="HTML"))
        assert polled.cursor.etag == '"1"'
        assert polled.cursor.last_outcome == "not_a_feed"
        assert needs_parsing(polled.cursor, ok(b"<html>"))

    def test_the_same_body_is_not_parsed_again(self, polled):
        polled.read(entry(1), body=b"same")
        assert not needs_parsing(polled.cursor, ok(b"same"))
        decision = polled.poll(ok(b"same", etag='"9"'), None)
        assert decision.cursor.etag == '"9"'
        assert polled.count("feed_polls_total", outcome="unchanged") == 1

    def test_a_long_run_of_304_is_doubted_once_a_day(self, polled):
        polled.read(*map(entry, range(8)), headers={"etag": '"1"'})
        plain = 0
        for _ in range(4 * 24):
            conditional = request_for(polled.spec, polled.cursor, polled.now, polled.settings).conditional
            plain += not conditional
            polled.poll(status(304) if conditional else Failure(FailureClass.TIMEOUT, ""), after=3600)
        assert 1 <= plain <= 3

    def test_a_server_that_lied_is_marked(self, polled):
        polled.read(*map(entry, range(8)), headers={"etag": '"1"'})
        for _ in range(48):
            polled.poll(status(304), after=3600)
            if not request_for(
                polled.spec, polled.cursor, polled.now + timedelta(hours=1), polled.settings
            ).conditional:
                break
        polled.read(entry(2), body=b"new")
        assert polled.count("feed_stale_validators_total") == 1
        assert polled.cursor.not_modified == 0


class TestMoves:
    def answer(self, body, target):
        return Response(status=200, url=target or URL, body=body, moved_to=target)

    def test_permanent_ones_are_believed_when_they_repeat(self, polled):
        target = "https://new.example/rss"
        polled.poll(self.answer(b"1", target), document(entry(1)))
        assert polled.cursor.url == URL
        polled.poll(self.answer(b"2", target), document(entry(1)))
        assert polled.cursor.url == target

    def test_a_single_one_is_forgotten(self, polled):
        for body, target in ((b"1", "https://new.example/a"), (b"2", ""), (b"3", "https://new.example/a")):
            polled.poll(self.answer(body, target), document(entry(1)))
        assert polled.cursor.url == URL

    def test_a_new_home_that_fails_is_left(self, polled):
        for body in (b"1", b"2"):
            polled.poll(self.answer(body, "https://parked.example/"), document(entry(1)))
        for _ in range(polled.settings.forget_move_after):
            assert polled.cursor.url == "https://parked.example/"
            polled.poll(status(404))
        assert polled.cursor.url == URL

    def test_editing_the_list_starts_at_the_new_address_and_keeps_what_was_read(self, polled):
        polled.read(entry(1), headers={"etag": '"1"'})
        edited = FeedSpec(id="f", url="https://other.example/rss")
        cursor = current(edited, polled.cursor)
        assert (cursor.url, cursor.etag, cursor.next_poll) == (edited.url, "", None)
        assert cursor.seen == polled.cursor.seen
        assert current(edited, cursor) is cursor


class TestFailures:
    @pytest.mark.parametrize("kind", FailureClass)
    def test_every_class_has_a_policy_and_waits_longer_each_time(self, polled, kind):
        assert POLICY[kind].meaning
        waits = []
        for _ in range(12):
            polled.poll(Failure(kind, "x"))
            waits.append(polled.wait())
        assert waits == sorted(waits)
        assert waits[0] >= polled.settings.interval_floor
        assert polled.cursor.failures == 12
        assert polled.count("feed_failures_total", **{"class": kind.value}) == 1
        assert polled.count("feed_polls_total", outcome="failed") == 1

    @pytest.mark.parametrize(
        ("code", "kind"),
        [(404, "not_found"), (410, "gone"), (403, "client_error"), (500, "server_error"), (503, "server_error"),
         (429, "rate_limited"), (206, "unexpected_status"), (302, "unexpected_status")],
    )  # fmt: skip
    def test_statuses(self, polled, code, kind):
        polled.poll(status(code))
        assert polled.cursor.last_outcome == kind

    def test_capped_at_a_day_then_at_a_month(self, polled):
        for _ in range(200):
            polled.poll(Failure(FailureClass.CONNECT, ""), after=1)
        assert polled.wait() == 86400
        polled.poll(Failure(FailureClass.CONNECT, ""), after=40 * 86400)
        assert polled.wait() > 86400
        for _ in range(6000):
            polled.poll(Failure(FailureClass.CONNECT, ""), after=1)
        assert polled.wait() == 30 * 86400

    def test_gone_is_looked_at_once_a_month(self, polled):
        polled.poll(status(410))
        assert polled.wait() == 30 * 86400

    def test_success_ends_the_backoff(self, polled):
        for _ in range(9):
            polled.poll(status(500))
        polled.read(entry(1))
        assert (polled.cursor.failures, polled.cursor.backoff, polled.cursor.failing_since) == (0, 0, None)

    @pytest.mark.parametrize("code", [429, 503])
    def test_retry_after_in_seconds_and_as_a_date(self, polled, code):
        polled.poll(status(code, retry_after="7200"))
        assert polled.wait() == 7200
        assert polled.cursor.retry_after == polled.now + timedelta(seconds=7200)
        polled.poll(status(code, retry_after="Tue, 24 Nov 2026 12:00:00 GMT"))
        assert polled.cursor.next_poll.day == 24
        polled.poll(status(code, retry_after="soon"))
        assert polled.cursor.retry_after is None

    def test_an_endless_retry_after_is_capped(self, polled):
        polled.poll(status(429, retry_after="9" * 30))
        assert polled.wait() == polled.settings.max_retry_after


class TestRhythm:
    def busy(self, polled, minutes, count=40):
        entries = [
            entry(n, published=(polled.now + timedelta(hours=1) - timedelta(minutes=minutes * n)).isoformat())
            for n in range(count)
        ]
        polled.read(*entries)
        return polled.wait()

    def test_half_the_gap_between_entries_within_floor_and_ceiling(self, polled):
        assert 500 < self.busy(polled, 20) < 700
        assert self.busy(polled, 1) == 300
        assert self.busy(polled, 600) == 3600

    def test_a_quiet_feed_is_polled_at_the_ceiling(self, polled):
        polled.read(entry(1, published="Mon, 05 Jan 2026 10:00:00 GMT"))
        assert polled.wait() == 3600

    def test_undated_feeds_are_felt_out(self, polled):
        polled.read(entry(1, published=""))
        first = polled.wait()
        polled.read(entry(1, published=""), body=b"2")
        assert polled.wait() > first
        slower = polled.wait()
        polled.read(entry(2, published=""), entry(1, published=""))
        assert polled.wait() < slower

    @pytest.mark.parametrize(
        ("headers", "wait"),
        [
            ({"cache_control": "public, max-age=7200"}, 7200),
            ({"cache_control": 'max-age="7200"'}, 7200),
            ({"cache_control": "no-cache", "expires": "Mon, 30 Nov 2026 13:00:00 GMT"}, 3600),
            ({"expires": "Mon, 23 Nov 2026 15:00:00 GMT", "date": "Mon, 23 Nov 2026 13:00:00 GMT"}, 7200),
            ({"expires": "0"}, 3600),
            ({"expires": "Mon, 23 Nov 2026 01:00:00 GMT"}, 3600),
            ({"cache_control": "max-age=31536000"}, 86400),
            ({"cache_control": "max-age=abc"}, 3600),
            ({"cache_control": "max-age=7200", "expires": "Mon, 30 Nov 2026 13:00:00 GMT"}, 7200),
        ],
    )
    def test_the_server_may_ask_for_more(self, polled, headers, wait):
        polled.read(entry(1, published="Mon, 05 Jan 2026 10:00:00 GMT"), headers=headers)
        assert polled.wait() == wait

    def test_so_may_the_document_and_it_is_remembered_over_304(self, polled):
        polled.read(entry(1), ttl_seconds=7200.0, headers={"etag": '"1"'})
        assert polled.wait() == 7200
        polled.poll(status(304))
        assert polled.wait() == 7200

    def test_an_explicit_ceiling_bounds_the_document_but_not_http(self, settings, now):
        spec = FeedSpec(id="f", url=URL, interval_ceiling=600.0)
        polled = Feed(spec, settings, now)
        polled.read(entry(1), ttl_seconds=86400.0)
        assert polled.wait() == 600
        polled.read(entry(2), headers={"cache_control": "max-age=7200"})
        assert polled.wait() == 7200

    def test_skipped_hours_and_days(self, polled):
        polled.read(entry(1), skip_hours=(14, 15))
        assert polled.cursor.next_poll.hour == 16
        polled.read(entry(2), skip_days=(0, 1))
        assert polled.cursor.next_poll.weekday() == 2

    def test_lost_entries_are_counted_and_quicken_the_polls(self, polled):
        wait = self.busy(polled, 20)
        assert not polled.count("lost_windows_total")
        later = [
            entry(100 + n, published=(polled.now + timedelta(hours=9) - timedelta(minutes=10 * n)).isoformat())
            for n in range(40)
        ]
        polled.read(*later, after=9 * 3600)
        assert polled.count("lost_windows_total") == 1
        assert polled.wait() < wait
        assert polled.cursor.pressure == 0.5
        polled.read(*later, body=b"again")
        assert polled.cursor.pressure > 0.5

    def test_new_guids_for_old_entries_are_no_loss(self, polled):
        polled.read(entry(1), entry(2))
        polled.read(entry(1, guid="new1"), entry(2, guid="new2"))
        assert not polled.count("lost_windows_total")

    def test_jitter_is_the_same_every_time_and_only_ever_later(self, feed, now):
        from producers.settings import PollSettings

        waits = set()
        for _ in range(3):
            polled = Feed(feed, PollSettings(jitter=0.1), now)
            polled.read(entry(1), headers={"cache_control": "max-age=7200"})
            waits.add(polled.wait())
        assert len(waits) == 1
        assert 7200 <= waits.pop() <= 7920
