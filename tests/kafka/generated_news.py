"""Articles by number, for load: each tells in Arabic or English of one act that no other of some thousands tells of.

Nobody in them has a name: offices and countries alone, so that nothing is said of living people that did not happen.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from agent.records import Article

COUNTRIES = (
    ("المصري", "Egyptian"), ("السعودي", "Saudi"), ("الأردني", "Jordanian"), ("القطري", "Qatari"),
    ("الكويتي", "Kuwaiti"), ("العماني", "Omani"), ("العراقي", "Iraqi"), ("اللبناني", "Lebanese"),
    ("المغربي", "Moroccan"), ("الجزائري", "Algerian"), ("التونسي", "Tunisian"), ("الروسي", "Russian"),
    ("الصيني", "Chinese"), ("الفرنسي", "French"), ("الألماني", "German"), ("البريطاني", "British"),
    ("التركي", "Turkish"), ("الإيراني", "Iranian"), ("الإسباني", "Spanish"), ("الإيطالي", "Italian"),
    ("الياباني", "Japanese"), ("الهندي", "Indian"), ("الباكستاني", "Pakistani"), ("الأمريكي", "American"),
)
PAIRS = tuple(itertools.combinations(range(len(COUNTRIES)), 2))
MONTHS = {10: ("أكتوبر", "October"), 11: ("نوفمبر", "November")}
DAYS = tuple(datetime(2026, 11, 23, tzinfo=UTC) - timedelta(days=3 * back) for back in range(14))
FORMS = (
    ("التقى وزير الخارجية {0} نظيره {1} يوم {2}", "{0} Foreign Minister met his {1} counterpart on {2}"),
    ("أجرى وزير الخارجية {0} اتصالا هاتفيا مع نظيره {1} يوم {2}",
     "{0} Foreign Minister held a phone call with his {1} counterpart on {2}"),
)
FILLER = (
    ("وبحث الجانبان سبل تعزيز العلاقات الثنائية والتعاون في مجالات التجارة والطاقة والتعليم، "
     "إلى جانب عدد من القضايا الإقليمية والدولية ذات الاهتمام المشترك. "),
    ("The two sides discussed ways to strengthen bilateral relations and cooperation in trade, energy and education, "
     "as well as a number of regional and international issues of common interest. "),
)
KINDS = len(PAIRS) * len(DAYS) * len(FORMS)
"""How many different acts there are; behind them they come again."""


def article(number: int, fetched: datetime, paragraphs: int = 6) -> Article:
    """Return article ``number``, as fetched at ``fetched``; odd ones are English."""
    language = number % 2
    kind = number % KINDS
    first, second = PAIRS[kind % len(PAIRS)]
    day = DAYS[kind // len(PAIRS) % len(DAYS)]
    form = FORMS[kind // (len(PAIRS) * len(DAYS))][language]
    month = MONTHS[day.month][language]
    told = form.format(COUNTRIES[first][language], COUNTRIES[second][language], f"{day.day} {month} {day.year}")
    return Article(
        article_id=f"g{number}", version=1, source="generated", outlet="Generated", title=told,
        url=f"http://generated.example/{number}", canonical_url=f"http://generated.example/{number}",
        text=f"{told}.\n" + FILLER[language] * paragraphs, language=("ar", "en")[language],
        published=fetched - timedelta(minutes=1), fetched=fetched, content_hash=f"{number:016x}",
    )
