"""How many Arabic articles of some 300 words one core extracts a second; start-up and memory beside it.

usage: python tests/bench/extraction_speed.py [--seconds 5]
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


if __name__ == "__main__":
    main()
