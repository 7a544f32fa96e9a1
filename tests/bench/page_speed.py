"""How long it takes to find the article in a page, and what memory does: ``python tests/bench/page_speed.py``.

The pages are made here: as large as real ones, most of it scripts, navigation and other stories; the text itself is
checked to come out whole. Times are of the processor, in this process.
"""

from __future__ import annotations

import argparse
import random
import time

import psutil

from producers.pages.boilerplate import bundled_boilerplate
from producers.pages.extract import extract
from producers.pages.questions import ExtractQuestion
from producers.pages.results import PageText
from producers.parsed import Document

WORDS = (  # noqa: SIM905 - as it is read
    "وزير الخارجية المصري الروسي بحث العلاقات الثنائية وتطورات الأوضاع في قطاع غزة والسودان وأكد الجانبان أهمية "
    "التعاون المشترك وتعزيز التبادل التجاري بين البلدين خلال المرحلة المقبلة واتفقا على مواصلة التشاور"
).split()


def page(seeded: random.Random, paragraphs: int) -> tuple[bytes, str]:
    """Return a page and the text that is to be found in it."""
    texts = [" ".join(seeded.choices(WORDS, k=45)) + "." for _ in range(paragraphs)]
    menu = "".join(f'<li class="menu-item"><a href="/s/{n}"><span>قسم {n}</span></a></li>' for n in range(150))
    cards = "".join(
        f'<div class="card"><a href="/n/{n}"><img src="/i/{n}.jpg" alt="">'
        f"<h3>{' '.join(seeded.choices(WORDS, k=9))}</h3></a><time>2026-11-{n % 28 + 1:02}</time></div>"
        for n in range(60)
    )
    script = "<script>" + "var state={a:[1,2,3],b:'xyz'};" * 1500 + "</script>"
    body = "".join(f"<p>{text}</p>" for text in texts)
    html = (
        f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>T</title>{script * 2}</head>'
        f"<body><header><nav><ul>{menu}</ul></nav></header><main><article><h1>عنوان</h1>{body}</article>"
        f"<aside>{cards}</aside></main><footer><ul>{menu}</ul></footer>{script}</body></html>"
    )
    return html.encode(), "\n".join(texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    count = parser.parse_args().pages
    seeded = random.Random(1)
    rules = bundled_boilerplate().of("https://n.example/1")
    times, whole, size = [], 0, 0
    memory = []
    for number in range(count):
        body, text = page(seeded, 8)
        size += len(body)
        question = ExtractQuestion(page=Document(body=body, content_type="text/html"), title="عنوان", rules=rules)
        began = time.process_time()
        found = extract(question)
        times.append(time.process_time() - began)
        whole += isinstance(found, PageText) and found.text == text
        if number % (count // 3 or 1) == 0:
            memory.append(psutil.Process().memory_info().rss >> 20)
    memory.append(psutil.Process().memory_info().rss >> 20)
    times.sort()
    print(f"{count} pages of {size // count >> 10} KiB: median {times[count // 2] * 1000:.1f} ms, "
          f"p95 {times[int(count * 0.95)] * 1000:.1f} ms of the processor; text whole in {whole}")
    print(f"resident memory, MiB, from the first page to the last: {memory}")


if __name__ == "__main__":
    main()
