import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.records import Article

WORDS = [
    "التقى",
    "وزير",
    "الخارجية",
    "المصري",
    "بدر",
    "عبد",
    "العاطي",
    "نظيره",
    "الروسي",
    "في",
    "القاهرة",
    "،",
    ".",
    "وأدان",
    "ترامب",
    "إسرائيل",
    "الحوثيين",
    "وب",
    "لل",
    "#",
    "(",
    "«",
    "12",
    "مايو",
    "أمس",
]
ENGLISH = [
    "met",
    "Lavrov",
    "Egypt",
    "'s",
    "foreign",
    "minister",
    ",",
    "and",
    "sanctions",
    "on",
    "Iran",
    "the",
    "talks",
    "between",
    "by",
    "who",
    "said",
    "that",
    "to",
    "visit",
    ".",
]


def article(title, text, language="ar"):
    return Article(article_id="p", source="s", title=title, text=text, language=language)


@given(st.lists(st.sampled_from(WORDS + ENGLISH), max_size=60), st.sampled_from(["ar", "en"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_offset_points_at_its_words(extractor, words, language):
    item = article(" ".join(words[:10]), " ".join(words[10:]), language)
    for mention in extractor.extract(item).mentions:
        evidence = mention.evidence
        assert item.full_text[evidence.start : evidence.end] == evidence.trigger
        for actor in (*mention.actors, *mention.recipients):
            assert item.full_text[actor.start : actor.end] == actor.text


ACTS = "أدانت مصر روسيا ودعت تركيا إلى لقاء إيران "
FLOODS = {
    "brackets": "(" * 60_000,
    "clitics": "وب" * 30_000,
    "two articles": "لل" * 30_000 + " ",
    "stretched": "ـ" * 60_000,
    "one word": "ا" * 2_500_000,
    "one number": "1" * 5_000_000,
    "direction marks": "\u200f" * 60_000,
    "quotes": "«" * 30_000,
    "lines": "\n" * 500_000,
    "names": "مصر وروسيا وتركيا " * 2_000,
    "triggers": "التقى أدان دعا بحث " * 1_500,
    "acts without a stop": ACTS * 700,
    "acts in long sentences": (ACTS * 45 + ". ") * 16,
    "acts in short sentences": (ACTS + ". ") * 700,
    "titles": "وزير الخارجية الرئيس رئيس الوزراء " * 1_200,
    "dates": "12 مايو 2018 أمس الثلاثاء " * 1_200,
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_no_flood_takes_long(extractor, flood):
    began = time.process_time()
    extractor.extract(article("عنوان", flood))
    assert time.process_time() - began < 5


UNITS = {
    "acts": ACTS,
    "acts in sentences": ACTS + ". ",
    "agreements": "وقعت مصر وروسيا اتفاقية ",
    "attacks condemned": "أدانت مصر الهجوم. ",
    "attackers": "أدان الرئيس المصري هذا الهجوم الإرهابي الذي نفذته إيران. ",
    "deeds welcomed": "رحبت مصر بهذه الخطوة. ",
    "refusals": "قال وزير الخارجية الروسي إن بلاده ترفض القرار وتدين إسرائيل. ",
    "pairs": "وبحث الرئيسان المصري والروسي العلاقات. ",
    "dates": "أدانت مصر روسيا أمس الثلاثاء 12 مايو 2018 ",
    "quotes": "قال «التقى» ",
    "places": "التقى وزير الخارجية المصري نظيره الروسي في القاهرة في موسكو. ",
    "envoys": "استدعت مصر سفيرها من موسكو. ",
    "news conferences": "وقال وزير الخارجية المصري في مؤتمر صحفي في موسكو. ",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_twice_the_text_is_twice_the_work(extractor, unit):
    short, long = article("عنوان", unit * 150), article("عنوان", unit * 300)
    extractor.extract(short)
    assert calls(extractor, long) < 2.4 * calls(extractor, short)


def calls(extractor, item):
    """Return how many functions are called to extract from ``item``: a measure of work that no machine changes."""
    count = 0

    def tally(*_):
        nonlocal count
        count += 1

    sys.setprofile(tally)
    try:
        extractor.extract(item)
    finally:
        sys.setprofile(None)
    return count


def test_equal_articles_give_equal_mentions_on_any_thread(extractor):
    item = article("عنوان", "التقى وزير الخارجية المصري بدر عبد العاطي نظيره الروسي سيرغي لافروف في القاهرة.")
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: extractor.extract(item), range(8)))
    assert all(r == results[0] for r in results)
    assert results[0].mentions


def test_a_language_without_a_lexicon_gives_nothing(extractor):
    result = extractor.extract(article("見出し", "本文", "ja"))
    assert (result.mentions, result.language) == ((), "ja")
