"""How fast feeds are parsed, beside feedparser alone: ``python tests/bench/parse_speed.py [FOLDER]``.

Without FOLDER it makes feeds of the shape that Arabic outlets publish: 30 to 100 entries with a teaser in HTML, and
in a third of the feeds the whole text. With FOLDER it reads the feeds saved there.
"""

import io
import random
import statistics
import sys
import time
from pathlib import Path
from xml.sax.saxutils import escape

import feedparser

from producers import parse_fast, parse_reference
from producers.charset import as_xml, decode
from producers.parse import parse
from producers.parsed import Document

WORDS = [
    "وزير",
    "الخارجية",
    "المصري",
    "بحث",
    "مع",
    "نظيره",
    "الروسي",
    "سبل",
    "تعزيز",
    "العلاقات",
    "الثنائية",
    "وتطورات",
    "الأوضاع",
    "في",
    "المنطقة",
    "خلال",
    "اتصال",
    "هاتفي",
    "أكد",
    "فيه",
    "الجانبان",
    "أهمية",
    "وقف",
    "إطلاق",
    "النار",
    "وإدخال",
    "المساعدات",
    "الإنسانية",
    "إلى",
    "قطاع",
    "غزة",
    "دون",
    "عوائق",
]


def feed(seed: int) -> bytes:
    chance = random.Random(seed)
    whole = seed % 3 == 0

    def text(words: int) -> str:
        return " ".join(chance.choices(WORDS, k=words))

    items = []
    for number in range(chance.randint(30, 100)):
        teaser = f'<p><img src="https://f.example/{number}.jpg" alt="{text(4)}" />{text(60)}&nbsp;&hellip;</p>'
        content = "".join(f"<p>{text(55)}</p>\n" for _ in range(6)) if whole else ""
        encoded = f"<content:encoded><![CDATA[{content}]]></content:encoded>" if whole else ""
        items.append(
            f"<item><title>{escape(text(10))}</title><link>https://f.example/news/{seed}/{number}</link>"
            f"<guid isPermaLink='false'>https://f.example/?p={seed}{number}</guid>"
            f"<dc:creator><![CDATA[{text(2)}]]></dc:creator>"
            f"<pubDate>Mon, 23 Nov 2026 {number % 24:02}:00:00 +0300</pubDate>"
            f"<category><![CDATA[{text(1)}]]></category><description><![CDATA[{teaser}]]></description>{encoded}</item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>وكالة</title>'
        "<link>https://f.example/</link><language>ar</language>" + "".join(items) + "</channel></rss>"
    ).encode()


def best_ms(work, body, times):
    """Return the least processor time in milliseconds: neighbours can only add to it."""
    spent = []
    for _ in range(times):
        began = time.process_time_ns()
        work(body)
        spent.append((time.process_time_ns() - began) / 1e6)
    return min(spent)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    bodies = [path.read_bytes() for path in sorted(folder.iterdir())] if folder else [feed(n) for n in range(39)]

    def ours(body):
        return parse(Document(body=body, url="https://f.example/rss"))

    def bare(body):
        return feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)

    def default(body):
        return feedparser.parse(io.BytesIO(body))

    clean, same = 0, 0
    for body in bodies:
        xml = as_xml(decode(body))
        fast = parse_fast.parse(xml, "https://f.example/rss")
        clean += fast is not None
        same += fast is not None and fast.entries == parse_reference.parse(xml, "https://f.example/rss").entries
    kilobytes = statistics.median(map(len, bodies)) / 1024
    print(f"{len(bodies)} feeds, median {kilobytes:.0f} KB, {clean} clean enough for the fast path, {same} read alike")
    # By turns, so that whatever else the machine does falls on all alike.
    rows = [(best_ms(ours, body, 15), best_ms(bare, body, 3), best_ms(default, body, 3)) for body in bodies]
    own, without, whole = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"ours, from bytes to clean text   {own:8.2f} ms a feed")
    for name, column, middle in (("options off", 1, without), ("as it comes", 2, whole)):
        ratio = statistics.median(row[column] / row[0] for row in rows)
        print(f"feedparser, {name}          {middle:8.2f} ms a feed   {ratio:.1f} x (median of the feeds' ratios)")


if __name__ == "__main__":
    main()
