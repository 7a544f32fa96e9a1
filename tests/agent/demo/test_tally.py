from datetime import UTC, datetime

from agent.demo.newsroom import bundled_newsroom
from agent.demo.publisher import Traffic
from agent.demo.tally import Tally, summary
from agent.records import Alert, Article, Event, Relation, RuleRef, Source


def article(number, version=1):
    return Article(article_id=f"a{number}", version=version, source="s")


def event(number, *relations, **more):
    sources = tuple(Source(article_id=f"a{i}", relation=relation) for i, relation in enumerate(relations))
    return Event(event_id=f"e{number}", revision=1, type="CONSULT", sources=sources, **more)


def alert(severity):
    return Alert(
        alert_id="x", rule=RuleRef(id="r", severity=severity), matched={}, reason="", event=event(1), revision=1,
        created=datetime(2025, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def test_versions_and_articles_are_told_apart():
    tally = Tally()
    for each in (article(1), article(2), article(1, version=2)):
        tally.article(each)
    assert (tally.versions, tally.articles) == (3, 2)


def test_only_the_last_revision_of_an_event_counts_and_none_that_is_gone():
    tally = Tally()
    tally.event(event(1, Relation.ORIGINAL))
    tally.event(event(1, Relation.ORIGINAL, Relation.COPY, Relation.INDEPENDENT))
    tally.event(event(2, Relation.ORIGINAL, withdrawn=True))
    tally.event(event(3, Relation.ORIGINAL, merged_into="e1"))
    assert len(tally.standing) == 1
    assert tally.reports() == 3
    assert tally.reports(Relation.COPY) == 1


def test_a_copied_article_with_two_acts_is_one_copy():
    tally = Tally()
    tally.event(event(1, Relation.COPY))
    tally.event(event(2, Relation.COPY))
    assert tally.reports(Relation.COPY) == 1


def test_everything_that_comes_by_counts_as_change():
    tally = Tally()
    tally.article(article(1))
    tally.event(event(1))
    tally.alert(alert("high"))
    tally.dead_letter()
    assert tally.changes == 4


def test_the_summary_says_it_in_words():
    tally = Tally()
    tally.article(article(1))
    tally.article(article(1, version=2))
    tally.event(event(1, Relation.ORIGINAL, Relation.COPY))
    tally.alert(alert("high"))
    tally.alert(alert("critical"))
    text = "\n".join(summary(tally, bundled_newsroom(), Traffic(polls=10, not_modified=4), 50, 25.2))
    assert "1 article, and 1 edit" in text
    assert "1 copy, 0 independent reports" in text
    assert "2 (1 critical, 1 high)" in text
    assert "10, 4 of them" in text
    assert "dead letters" not in text
    tally.dead_letter()
    assert "dead letters" in "\n".join(summary(tally, bundled_newsroom(), Traffic(), 50, 25.2))
