from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from agent.records import Article, FeedCursor, PendingPage, SeenEntry
from producers.decide import PollDecision
from producers.feedlist import FeedSpec
from producers.pages.plan import plan, words
from producers.pages.results import PageProblem, PageText
from producers.pages.settings import PageSettings
from producers.pages.settle import settle

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SETTINGS = PageSettings(min_words=20, queue=3, retry_wait=60.0)
SHORT = "Egypt and Russia discuss Sudan in Moscow"
LONG = " ".join(f"{SHORT} word{n}" for n in range(12))
SEEN = SeenEntry(content_hash="x", version=1)


def feed(full_text="auto"):
    return FeedSpec(id="f", url="https://f.example/rss", full_text=full_text)


def article(number=1, text=SHORT, **changes):
    values = {
        "article_id": f"a{number}", "source": "f", "url": f"https://f.example/{number}", "title": SHORT,
        "summary": SHORT, "text": text, "published": NOW - timedelta(minutes=number), **changes,
    }
    return Article(**values)


def polled(*articles, before=None, spec=None, settings=SETTINGS, reading=True):
    before = before or FeedCursor(feed="f")
    seen = {**before.seen, **{a.article_id: SeenEntry(content_hash=a.text, version=a.version) for a in articles}}
    decision = PollDecision(msgspec.structs.replace(before, seen=seen), articles)
    return plan(spec or feed(), before, decision, NOW, settings, reading=reading)


def test_a_summary_is_published_at_once_and_its_page_put_on_the_queue():
    decision = polled(article())
    (published,) = decision.articles
    assert (published.version, published.text, published.text_source, published.text_reason) == (
        1, SHORT, "summary", "waiting",
    )
    (page,) = decision.cursor.pages.values()
    assert page == PendingPage(article=published, queued=NOW)


@pytest.mark.parametrize(
    ("full_text", "text", "source", "reason"),
    [
        ("auto", SHORT, "summary", "waiting"),
        ("auto", LONG, "feed", ""),
        ("always", SHORT, "summary", "waiting"),
        ("always", LONG, "feed", "waiting"),
        ("never", SHORT, "summary", ""),
        ("never", LONG, "feed", ""),
    ],
)
def test_which_articles_want_their_page(full_text, text, source, reason):
    decision = polled(article(text=text), spec=feed(full_text))
    assert [(a.text_source, a.text_reason) for a in decision.articles] == [(source, reason)]
    assert bool(decision.cursor.pages) == bool(reason)


def test_nothing_is_queued_when_pages_are_not_read_or_there_is_no_address():
    off = polled(article(), reading=False)
    assert (off.articles[0].text_source, off.articles[0].text_reason, off.cursor.pages) == ("summary", "", {})
    nowhere = polled(article(url=""))
    assert (nowhere.articles[0].text_reason, nowhere.cursor.pages) == ("no_link", {})


def test_a_full_queue_keeps_the_newest_and_says_so_of_the_others():
    articles = [article(n) for n in (5, 4, 3, 2, 1)]  # oldest first, as the poll gives them
    decision = polled(*articles)
    assert [a.article_id for a in decision.articles] == ["a5", "a4", "a3", "a2", "a1"]
    assert {a.article_id: a.text_reason for a in decision.articles} == {
        "a1": "waiting", "a2": "waiting", "a3": "waiting", "a4": "queue_full", "a5": "queue_full",
    }
    assert set(decision.cursor.pages) == {"a1", "a2", "a3"}


def test_the_queue_is_bounded_in_characters_too():
    wide = [article(n, text="x" * 900) for n in (3, 2, 1)]
    decision = polled(*wide, settings=PageSettings(queue_characters=2000))
    assert set(decision.cursor.pages) == {"a1", "a2"}


def read(decision, text=LONG, now=NOW, settings=SETTINGS, key="a1", spec=None, title=""):
    page = decision.cursor.pages[key]
    return settle(spec or feed(), decision.cursor, page, PageText(text=text, title=title), now, settings)


def failed(decision, reason, now=NOW, settings=SETTINGS):
    page = decision.cursor.pages["a1"]
    return settle(feed(), decision.cursor, page, PageProblem(reason=reason, detail="d"), now, settings)


def test_the_pages_text_is_the_next_version_of_the_same_article():
    done = read(polled(article(author="Ali", guid="g")), now=NOW + timedelta(seconds=9))
    (fuller,) = done.articles
    assert (fuller.article_id, fuller.version, fuller.text, fuller.text_source, fuller.text_reason) == (
        "a1", 2, LONG, "page", "",
    )
    assert (fuller.title, fuller.summary, fuller.author, fuller.guid) == (SHORT, SHORT, "Ali", "g")
    assert fuller.fetched == NOW + timedelta(seconds=9)
    assert done.cursor.pages == {}
    assert (done.cursor.seen["a1"].version, done.cursor.seen["a1"].page) == (2, fuller.content_hash)
    assert done.cursor.seen["a1"].content_hash == SHORT  # the feed's own: its entry is still unchanged


def test_only_a_missing_title_is_taken_from_the_page():
    assert read(polled(article()), title="Something else").articles[0].title == SHORT
    assert read(polled(article(title="")), title="Talks").articles[0].title == "Talks"


def test_a_page_that_gives_no_more_than_the_feed_leaves_it_as_it_is():
    done = read(polled(article(text=LONG), spec=feed("always")), text=SHORT)
    (kept,) = done.articles
    assert (kept.version, kept.text, kept.text_source, kept.text_reason) == (2, LONG, "feed", "not_longer")
    assert done.cursor.pages == {}


def test_a_page_about_something_else_is_not_taken():
    consent = " ".join(["We value your privacy and store information on a device"] * 5)
    (kept,) = read(polled(article()), text=consent).articles
    assert (kept.text, kept.text_source, kept.text_reason) == (SHORT, "summary", "unrelated")


def test_arabic_is_compared_without_regard_to_what_is_joined_to_words():
    title = "السيسي يستقبل الملك عبدالله الثاني بالقاهرة ويبحثان الأوضاع"
    page = "استقبل الرئيس عبدالفتاح السيسي اليوم بالقاهرة جلالة الملك عبدالله وتناولا تطورات الأوضاع في غزة " * 3
    done = read(polled(article(title=title, summary="", text="")), text=page)
    assert done.articles[0].text_source == "page"


def test_what_may_go_away_is_tried_again_later_and_later_and_then_given_up():
    first = failed(polled(article()), "server_error")
    assert first.articles == ()
    assert first.cursor.pages["a1"].due == NOW + timedelta(seconds=60)
    second = failed(first, "timeout")
    assert second.cursor.pages["a1"].due == NOW + timedelta(seconds=300)
    third = failed(second, "not_found")
    (kept,) = third.articles
    assert (kept.version, kept.text, kept.text_source, kept.text_reason) == (2, SHORT, "summary", "not_found")
    assert third.cursor.pages == {}


@pytest.mark.parametrize("reason", ["robots", "not_html", "no_text", "extract_limit", "too_large", "gone", "off"])
def test_what_stays_so_is_given_up_at_once(reason):
    done = failed(polled(article()), reason)
    assert done.articles[0].text_reason == reason
    assert done.cursor.pages == {}
    labels = [dict(count.labels) for count in done.counts if count.metric == "page_failures_total"]
    assert labels == [{"class": reason}]


def test_a_page_that_was_due_for_a_day_is_given_up():
    done = failed(polled(article()), "timeout", now=NOW + timedelta(days=2))
    assert done.articles[0].text_reason == "timeout"


def with_page_text():
    """What is there after version 2 brought the page's text."""
    return read(polled(article()))


def edited(before, text="Egypt and Russia discuss Sudan in Moscow today", spec=None, **changes):
    changed = article(version=before.cursor.seen["a1"].version + 1, text=text, **changes)
    return polled(changed, before=before.cursor, spec=spec)


def test_an_edited_summary_does_not_replace_the_pages_text_before_the_page_was_read_again():
    held = edited(with_page_text())
    assert held.articles == []
    assert held.cursor.pages["a1"].held
    assert (held.cursor.seen["a1"].version, bool(held.cursor.seen["a1"].page)) == (2, True)
    done = read(held, text=LONG + " corrected")
    assert [(a.version, a.text) for a in done.articles] == [(3, LONG + " corrected")]


def test_a_page_that_still_says_the_same_makes_no_version():
    done = read(edited(with_page_text()))
    assert done.articles == ()
    assert (done.cursor.seen["a1"].version, done.cursor.pages) == (2, {})


def test_an_edited_title_makes_a_version_even_if_the_page_is_the_same():
    done = read(edited(with_page_text(), title="Egypt, Russia: Sudan discussed in Moscow"))
    assert [(a.version, a.title) for a in done.articles] == [(3, "Egypt, Russia: Sudan discussed in Moscow")]


def test_when_the_page_cannot_be_read_again_the_edit_is_published_after_the_first_attempt():
    held = edited(with_page_text())
    tried = failed(held, "timeout")
    assert [(a.version, a.text_source, a.text_reason) for a in tried.articles] == [(3, "summary", "waiting")]
    assert not tried.cursor.pages["a1"].held
    done = read(tried)
    assert [(a.version, a.text_source) for a in done.articles] == [(4, "page")]


def test_an_edited_entry_that_is_long_enough_is_published_at_once():
    done = edited(with_page_text(), text=LONG + " and more")
    assert [(a.version, a.text_source) for a in done.articles] == [(3, "feed")]
    assert done.cursor.seen["a1"].page == ""


def test_a_second_edit_while_the_page_is_being_read_is_read_anew():
    first = polled(article())
    page = first.cursor.pages["a1"]
    second = polled(article(version=2, text="Egypt and Russia"), before=first.cursor)
    late = settle(feed(), second.cursor, page, PageText(text=LONG), NOW, SETTINGS)
    assert late is None
    assert [a.version for a in read(second).articles] == [3]


def test_an_article_that_was_forgotten_in_the_meantime_still_gets_its_next_version():
    decision = polled(article(version=4))
    bare = PollDecision(msgspec.structs.replace(decision.cursor, seen={}))
    assert read(bare).articles[0].version == 5


def test_languages_without_spaces_have_words_too():
    assert words("三国外长在北京会晤讨论地区局势" * 10) > 10
    assert words("one two three") == 3


def test_a_lead_that_the_page_does_not_tell_again_comes_first():
    lead = "Abdelatty and Lavrov signed a memorandum, sources close to the delegation said"
    done = read(polled(article(text=lead, summary="Egypt and Russia discuss Sudan")))
    assert done.articles[0].text == f"{lead}\n{LONG}"
    assert read(polled(article(text=lead, summary=""), spec=feed("always"))).articles[0].text == f"{lead}\n{LONG}"


def test_the_feeds_own_article_is_not_put_before_the_pages():
    own = " ".join(f"another{n}" for n in range(30))
    longer = f"{SHORT} " * 30
    done = read(polled(article(text=own), spec=feed("always")), text=longer)
    assert done.articles[0].text == longer
