from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.records import Actor, Article, Evidence, Mention
from consumers.extract_stage import ExtractStage
from consumers.identity import IdentityMemory, Known, content_hash, rewritten, word_sketch
from consumers.relation.normal import standard_sketcher

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class Found:
    mentions: tuple
    language: str = "en"


class MeetExtractor:
    """Finds one act in every text with the word "met"; cannot stand the word "poison"."""

    def __init__(self):
        self.calls = 0

    def extract(self, article):
        self.calls += 1
        if "poison" in article.text:
            raise ValueError("unreadable")
        if "met" not in article.text:
            return Found(())
        act = Mention(
            mention_id="m",
            article_id=article.article_id,
            version=article.version,
            type="CONSULT",
            actors=(Actor(party="EG"), Actor(party="RU")),
            evidence=Evidence(sentence=article.text, trigger="met", start=0, end=3),
        )
        return Found((act,))


class Harness:
    def __init__(self):
        self.extractor = MeetExtractor()
        self.stage = ExtractStage(self.extractor, standard_sketcher())
        self.tables = self.stage.tables()

    @staticmethod
    def article(text, version=1, article_id="a"):
        return Article(
            article_id=article_id,
            version=version,
            source="feed",
            title="T",
            text=text,
            content_hash=content_hash("T", text),
        )

    def read(self, text, version=1, now=NOW, article_id="a"):
        article = self.article(text, version, article_id)
        decision = self.stage.decide(article, self.tables, now)
        self.tables.apply()
        (count,) = [c for c in decision.counts if c.metric == "identity_total"]
        return count.labels["decision"], [emit.record for emit in decision.outputs]


@pytest.fixture
def harness():
    return Harness()


def test_a_new_article_with_an_act_makes_a_report(harness):
    decision, (report,) = harness.read("they met")
    assert decision == "new"
    assert (report.article_id, report.version, len(report.mentions)) == ("a", 1, 1)
    assert report.outlet == "feed"
    assert report.language == "en"
    assert report.sketch.words == 3


def test_the_report_is_keyed_by_its_article(harness):
    article = Article(article_id="a", source="feed", title="T", text="they met")
    decision = harness.stage.decide(article, harness.tables, NOW)
    assert [(emit.topic, emit.key) for emit in decision.outputs] == [("mentions", "a")]


def test_an_article_without_acts_makes_none(harness):
    assert harness.read("nothing") == ("new", [])


def test_the_same_words_are_not_extracted_again(harness):
    harness.read("they met")
    assert harness.read("they met") == ("unchanged", [])
    assert harness.read("they met", version=2) == ("unchanged", [])
    assert harness.extractor.calls == 1


def test_new_words_are_a_new_version_even_from_a_producer_that_does_not_count(harness):
    harness.read("they met")
    decision, (report,) = harness.read("they met again")
    assert (decision, report.version, report.mentions[0].version) == ("version", 2, 2)
    _, (third,) = harness.read("they met thrice")
    assert third.version == 3


def test_a_story_told_anew_under_one_id_is_rewritten(harness):
    harness.read("they met in the old palace by the river on the morning of the second day of the talks")
    decision, (report,) = harness.read("no deal was reached when both envoys met at noon, officials close to them said")
    assert (decision, report.version) == ("rewritten", 2)


@given(st.lists(st.integers(0, 10_000), min_size=120, max_size=400, unique=True), st.floats(0, 1))
def test_rewritten_means_that_less_than_half_of_the_words_stay(numbers, share):
    keep = int(len(numbers) * share)
    before, after = " ".join(f"w{n}" for n in numbers), " ".join(
        [f"w{n}" for n in numbers[:keep]] + [f"v{n}" for n in numbers[keep:]]
    )
    jaccard = keep / (2 * len(numbers) - keep)
    decided = rewritten(word_sketch("T", before), word_sketch("T", after))
    if jaccard < 0.02 or jaccard > 0.95:  # between them a sketch of eight bytes guesses well, not always
        assert decided is (jaccard < 0.02)


# A story of several articles: what happens to each is a run of (article, words); the words of 0 tell of no act.
stories = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=30)
WORDS = ["nothing of note", "they met", "they met again at noon", "they never met, it is said"]


@given(stories)
def test_each_article_is_decided_by_its_own_past_alone(run):
    together = Harness()
    apart = {article: Harness() for article in "abc"}
    for article, words in run:
        said = together.read(WORDS[words], article_id=article)
        assert said == apart[article].read(WORDS[words], article_id=article)


@given(stories)
def test_the_last_report_says_what_the_article_says_now(run):
    harness, now, reported = Harness(), {}, {}
    for article, words in run:
        decision, reports = harness.read(WORDS[words], article_id=article)
        assert (decision == "unchanged") == (now.get(article) == words)
        for report in reports:
            assert report.version > (reported[article].version if article in reported else 0)
            reported[article] = report
        now[article] = words
    for article, words in now.items():
        told = reported[article].mentions if article in reported else ()
        assert bool(told) == ("met" in WORDS[words])


@given(stories)
def test_a_replay_from_the_changelog_decides_alike(run):
    whole, first, half = Harness(), Harness(), len(run) // 2
    changelog = {}
    for article, words in run[:half]:
        whole.read(WORDS[words], article_id=article)
        first.stage.decide(first.article(WORDS[words], article_id=article), first.tables, NOW)
        changelog.update(first.tables.changes())
        first.tables.apply()
    restored = Harness()
    for key, value in changelog.items():
        restored.tables.load(key, value)
    for article, words in run[half:]:
        assert restored.read(WORDS[words], article_id=article) == whole.read(WORDS[words], article_id=article)


def test_a_version_that_reports_no_act_any_more_withdraws_once(harness):
    harness.read("they met")
    _, (report,) = harness.read("correction", version=2)
    assert report.mentions == ()
    assert harness.read("another word", version=3) == ("version", [])


def test_an_older_version_of_a_counting_producer_is_dropped(harness):
    harness.read("they met", version=1)
    harness.read("they met again", version=2)
    assert harness.read("they met", version=1) == ("stale", [])


def test_a_poller_that_lost_its_count_is_believed_about_new_words(harness):
    harness.read("they met", version=1)
    decision, (report,) = harness.read("they met in Cairo", version=1)
    assert (decision, report.version) == ("version", 2)


def test_a_failing_article_raises_and_leaves_no_trace(harness):
    mark = harness.tables.mark()
    article = Article(article_id="a", source="feed", title="T", text="poison")
    with pytest.raises(ValueError, match="unreadable"):
        harness.stage.decide(article, harness.tables, NOW)
    harness.tables.undo(mark)
    assert not harness.tables.changes()


def test_articles_are_forgotten_after_the_memory_and_not_before(harness):
    harness.read("they met")
    sweep_all(harness, NOW + timedelta(days=29))
    assert harness.read("they met", now=NOW + timedelta(days=29))[0] == "unchanged"
    sweep_all(harness, NOW + timedelta(days=58))  # seen again after 29 days, so remembered for 30 from then
    assert harness.read("they met", now=NOW + timedelta(days=58))[0] == "unchanged"
    sweep_all(harness, NOW + timedelta(days=90))
    assert harness.read("they met", now=NOW + timedelta(days=90))[0] == "new"


def sweep_all(harness, now):
    for second in range(1024):
        harness.stage.tick(harness.tables, now + timedelta(seconds=second))
        harness.tables.apply()


def test_a_sweep_visits_every_shard(harness):
    for n in range(300):
        harness.read("they met", article_id=f"article {n}")
    assert len(harness.tables["articles"]) > 250
    sweep_all(harness, NOW + timedelta(days=40))
    assert len(harness.tables["articles"]) == 0


@given(
    st.dictionaries(
        st.text(max_size=8),
        st.builds(
            Known,
            content=st.integers(0, 2**64 - 1),
            words=st.integers(0, 2**64 - 1),
            version=st.integers(0, 2**32 - 1),
            mentioned=st.booleans(),
            numbered=st.booleans(),
        ),
        max_size=40,
    )
)
def test_what_is_remembered_is_what_was_put(entries):
    memory, table = IdentityMemory(), IdentityMemory.table()
    for article_id, known in entries.items():
        memory.put(table, article_id, known, NOW)
    for article_id, known in entries.items():
        assert replace(memory.get(table, article_id), hour=0) == known
    assert memory.get(table, "an article that was never put") is None


def test_state_survives_the_changelog(harness):
    harness.stage.decide(Article(article_id="a", source="feed", title="T", text="they met"), harness.tables, NOW)
    restored = harness.stage.tables()
    for key, value in harness.tables.changes():
        restored.load(key, value)
    known = IdentityMemory().get(restored["articles"], "a")
    assert known.version == 1


FORMULA = "Download our new application for your telephone and read us every day."


def published(harness, day):
    text = f"The ministers of {day} states met in town number {day} to talk about {day} rivers. {FORMULA}"
    (report,) = harness.read(text, article_id=f"article {day}", now=NOW + timedelta(days=day))[1]
    return report.sketch


def test_what_an_outlet_writes_every_day_is_left_out_of_later_sketches(harness):
    first, *_, last = [published(harness, day) for day in range(5)]
    (formula,) = standard_sketcher().sketch(FORMULA).clauses
    assert formula in first.clauses
    assert formula not in last.clauses
    assert last.words == first.words - len(FORMULA.split())


def test_formulas_are_known_again_after_a_restart(harness):
    changelog = {}
    for day in range(5):
        text = f"The ministers of {day} states met there. {FORMULA}"
        article = harness.article(text, article_id=f"article {day}")
        harness.stage.decide(article, harness.tables, NOW + timedelta(days=day))
        changelog.update(harness.tables.changes())
        harness.tables.apply()
    restored = Harness()
    for key, value in changelog.items():
        restored.tables.load(key, value)
    assert published(restored, 6) == published(harness, 6)
