"""How many Arabic articles of some 300 words one core extracts a second; start-up and memory beside it.

usage: python tests/bench/extraction_speed.py [--seconds 5]

Also how the cost grows with the length of an article, and what texts cost that are made to be slow. All times are of
the processor, not of the clock. Two kinds of articles are read. The dense ones tell an act in more than half of their
paragraphs, five mentions an article. Those "as in the news" are generated with what 1,500 articles of Arabic outlets
of 2018, drawn at random, had in 300 words: 1.4 mentions, half of the articles having none, and 30 words that were new.
None of them is read twice. Before the clock starts 200 others are read: a daemon has met the common words of its
language, and goes on meeting new ones.
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import UTC, datetime

import psutil

from agent.records import Article
from consumers.extraction import COMPILED, Extractor

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
_WARM = 200
"""Articles that are read before the clock starts."""


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


_STATES = ("مصر", "روسيا", "تركيا", "إيران", "السعودية", "قطر", "الأردن", "لبنان", "العراق", "فرنسا", "ألمانيا")
_PEOPLE = ("المصرية", "الروسية", "التركية", "الإيرانية", "السعودية", "القطرية", "الأردنية", "اللبنانية", "الفرنسية")
_CITIES = ("القاهرة", "موسكو", "أنقرة", "طهران", "الرياض", "الدوحة", "عمان", "بيروت", "بغداد", "باريس", "برلين")
_ACTS = (
    "التقى وزير الخارجية {m} {x} {y} نظيره {n} في {c} لبحث سبل تعزيز التعاون بين البلدين في مجالات {z} و{w}.",
    "أدانت {s} الهجوم الذي استهدف {t} وأوقع عددا من القتلى في حي {x}، ودعت إلى محاسبة المسؤولين عنه في {z}.",
    "وأعلنت {s} أنها ستستضيف الشهر المقبل محادثات مع {t} بشأن ملف {x}، من دون أن تكشف عن جدول أعمالها أو {y}.",
    "وطالبت وزارة الخارجية {p} {t} بالإفراج عن المواطن {x} {y} المحتجز منذ العام الماضي في سجن {z}.",
)
_REPORTS = (
    "وقال الناطق باسم الشركة {x} {y} إن المشروع الذي بدأ العمل فيه قبل عامين في منطقة {z} يوفر {k} فرصة عمل للشباب.",
    "وارتفع عدد المصابين في حادث انقلاب الحافلة قرب مدينة {x} إلى {k}، بحسب ما ذكرته مصادر طبية في مستشفى {y}.",
    "وأضاف في مقابلة مع صحيفة {x} {p} أن النتائج التي حققها الفريق في {c} لا تعكس مستواه الحقيقي هذا الموسم.",
    "وشهدت أسواق {c} إقبالا ملحوظا على شراء {x} و{y} مع اقتراب العيد، رغم ارتفاع الأسعار بنسبة {k} في المئة.",
    "وبحسب الدراسة التي نشرتها جامعة {x}، فإن تناول {y} يقلل من خطر أمراض القلب لدى من تجاوزوا {k} عاما.",
    "وتسعى الحكومة {p} إلى خفض العجز في الموازنة عبر بيع حصص في شركات {x} و{y} خلال الربع الأول من العام.",
    "وكان {x} {y} قد انضم إلى النادي قبل {k} أعوام قادما من {t} في صفقة أثارت جدلا واسعا بين الجماهير.",
    "وقتل {k} أشخاص على الأقل في اشتباكات بين القوات {p} ومسلحين في ريف {x}، وفق ما أفاد به ناشطون في {y}.",
    "ويرى الخبير الاقتصادي {x} {y} أن قرار البنك المركزي في {s} رفع الفائدة سيؤدي إلى تراجع الطلب على {z}.",
    "وافتتح في {c} معرض للفنان {x} يضم {k} لوحة تصور الحياة في قرى {y} وعادات سكانها قبل نصف قرن.",
    "وذكرت وكالة الأنباء {p} أن الأمطار الغزيرة التي هطلت على إقليم {x} أدت إلى إغلاق الطرق المؤدية إلى {y}.",
    "وأكد المسؤول في وزارة الصحة {x} {y} أن اللقاح سيتوفر في جميع المراكز قبل نهاية شهر {z} من هذا العام.",
)
"""Sentences of news that tell an act, and such that tell none, to be filled with states, cities and new words."""


def _news(count: int) -> list[Article]:
    """Return articles with as many acts, and as many words that are new, as news has."""
    choice = random.Random(20180201)
    letters = "ابتجحخدرزسشصطعفقكلمنهوي"

    def sentence(template: str) -> str:
        new = {key: "".join(choice.choices(letters, k=choice.randint(4, 7))) for key in "xyzw"}
        state, other = choice.sample(_STATES, 2)
        people = choice.choice(_PEOPLE)
        return template.format(
            s=state,
            t=other,
            p=people,
            m=people.removesuffix("ة"),
            n=choice.choice(_PEOPLE).removesuffix("ة"),
            c=choice.choice(_CITIES),
            k=choice.randint(11, 900),
            **new,
        )

    articles = []
    for n in range(count):
        told = [sentence(choice.choice(_ACTS)) for _ in range(choice.choice((0, 0, 0, 1, 3, 5)))]
        told += [sentence(choice.choice(_REPORTS)) for _ in range(15 - len(told))]
        choice.shuffle(told)
        text = " ".join("\n".join(told).split(" ")[:_WORDS])
        moment = datetime(2018, 5, 21, tzinfo=UTC)
        title = sentence(choice.choice(_REPORTS)).rstrip(".")
        articles.append(
            Article(article_id=f"n{n}", source="bench", title=title, text=text, language="ar", published=moment)
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
    "agreements": "وقعت مصر وروسيا اتفاقية " * 1_500,
    "attacks condemned": "أدانت مصر الهجوم. " * 1_500,
    "deeds welcomed": "رحبت مصر بهذه الخطوة. " * 1_500,
    "officials": "".join(f"قال الوزير المصري {chr(0x628 + n % 20)}{chr(0x62D + n // 20)}ير حسن. " for n in range(600)),
    "dates": "أدانت مصر روسيا أمس الثلاثاء 12 مايو 2018 " * 800,
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
    print(f"extraction     {'compiled' if COMPILED else 'plain Python; `make compile` makes it twice as fast'}")
    print(f"start-up       {time.perf_counter() - began:.2f} s")
    for name, articles in (("dense", _articles(200)), ("as in the news", _news(_WARM + int(1200 * seconds)))):
        for article in articles[:_WARM]:
            extractor.extract(article)
        articles = articles[_WARM:] or articles  # noqa: PLW2901 - the dense ones differ in the order of their parts only
        done, mentions, began = 0, 0, time.process_time()
        while time.process_time() - began < seconds and (name == "dense" or done < len(articles)):
            mentions += len(extractor.extract(articles[done % len(articles)]).mentions)
            done += 1
        spent = time.process_time() - began
        print(f"{name:<15}{done / spent:.0f} articles/s of {_WORDS} words ({1000 * spent / done:.2f} ms each)")
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
