"""How many Arabic articles of some 300 words one core extracts a second; start-up and memory beside it.

usage: python tests/bench/extraction_speed.py [--seconds 5]

Also how the cost grows with the length of an article, and what texts cost that are made to be slow. All times are of
the processor, not of the clock. The articles are dense: more than half of their paragraphs tell of acts.
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime

import psutil

from agent.records import Article
from consumers.extraction import Extractor

_TITLE = "وزير الخارجية المصري يبحث مع نظيره التركي تطورات غزة"
_PARAGRAPHS = (
    (
        "بحث وزير الخارجية المصري بدر عبد العاطي، اليوم الأربعاء في القاهرة، مع نظيره التركي هاكان فيدان "
        "سبل تعزيز العلاقات الثنائية بين البلدين، فضلا عن تطورات الأوضاع في قطاع غزة والسودان وليبيا."
    ),
    (
        "وأكد الوزيران ضرورة الوقف الفوري لإطلاق النار وإدخال المساعدات الإنسانية من دون عوائق، وشددا "
        "على رفض تهجير الفلسطينيين من أرضهم، وطالبا المجتمع الدولي بتحمل مسؤولياته تجاه ما يجري في "
        "الأراضي الفلسطينية المحتلة."
    ),
    (
        "وتراجعت أسعار النفط في المعاملات الآسيوية مع تزايد المخاوف بشأن الطلب العالمي، في حين ارتفع "
        "الدولار مقابل سلة من العملات الرئيسية، وقال محللون إن المستثمرين يترقبون بيانات التضخم المقرر "
        "صدورها في وقت لاحق من الأسبوع الجاري."
    ),
    (
        "وفي سياق متصل أدانت السعودية القصف الإسرائيلي على دمشق، ودعت مجلس الأمن إلى الاضطلاع بدوره، "
        "بينما أعلنت الولايات المتحدة فرض عقوبات جديدة على كيانات إيرانية قالت إنها ساعدت طهران على "
        "تصدير النفط."
    ),
    (
        "وشهدت العاصمة خلال الأيام الماضية فعاليات ثقافية وفنية متنوعة شارك فيها عدد كبير من الكتاب "
        "والفنانين، وتضمن البرنامج ندوات ومعارض وعروضا مسرحية وموسيقية أقيمت في عدد من المسارح والمراكز "
        "الثقافية وسط إقبال جماهيري لافت."
    ),
)
_WORDS = 300


def _articles(count: int) -> list[Article]:
    """Return articles that differ in the order of their paragraphs and in a number, so that nothing is read twice."""
    articles = []
    for n in range(count):
        body = [_PARAGRAPHS[(n + k) % len(_PARAGRAPHS)] + f" (رقم {n * 7 + k})." for k in range(12)]
        text = " ".join("\n".join(body).split(" ")[:_WORDS])
        articles.append(
            Article(
                article_id=str(n),
                source="bench",
                title=_TITLE,
                text=text,
                language="ar",
                published=datetime(2025, 5, 21, tzinfo=UTC),
            )
        )
    return articles


_FLOODS = {
    "brackets": "(" * 20_000,
    "direction marks": "\u200f(" * 10_000,
    "nested quotes": "«التقى " * 6_000,
    "clitics": "ولل وبال فبال " * 2_000,
    "names": "مصر وروسيا وتركيا " * 2_000,
    "triggers": "التقى أدان دعا بحث " * 1_500,
    "acts": "أدانت مصر روسيا ودعت تركيا إلى لقاء إيران " * 700,
    "talks": "محادثات بين مصر وروسيا " * 1_500,
    "titles": "وزير الخارجية الرئيس رئيس الوزراء " * 1_200,
    "one word of 5 MB": "ا" * 2_500_000,
}


def _cost(extractor: Extractor, title: str, text: str) -> float:
    """Return the milliseconds that the article takes, the best of three."""
    article = Article(article_id="x", source="bench", title=title, text=text, language="ar")
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        extractor.extract(article)
        best = min(best, 1000 * (time.process_time() - began))
    return best


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    seconds = parser.parse_args().seconds
    began = time.perf_counter()
    extractor = Extractor.load()
    print(f"start-up       {time.perf_counter() - began:.2f} s")
    articles = _articles(200)
    extractor.extract(articles[0])
    done, mentions, began = 0, 0, time.process_time()
    while time.process_time() - began < seconds:
        mentions += len(extractor.extract(articles[done % len(articles)]).mentions)
        done += 1
    spent = time.process_time() - began
    print(f"extraction     {done / spent:.0f} articles/s of {_WORDS} words ({1000 * spent / done:.2f} ms each)")
    print(f"mentions       {mentions / done:.1f} an article")
    print(f"resident       {psutil.Process().memory_info().rss / 2**20:.0f} MB")

    for words in (100, 300, 1_000, 3_000, 10_000):
        text = " ".join(" ".join(p for _ in range(60) for p in _PARAGRAPHS).split(" ")[:words])
        cost = _cost(extractor, _TITLE, text)
        print(f"{words:6} words   {cost:.1f} ms ({1000 * cost / words:.1f} ms per 1,000 words)")
    for name, text in _FLOODS.items():
        cost, words = _cost(extractor, _TITLE, text), max(1, len(text.split()))
        print(f"{name:<18} {cost:6.1f} ms for {words} words ({cost / max(words / 1000, 1):.1f} ms per 1,000 words)")


if __name__ == "__main__":
    main()
