"""Resident memory of the resolver's state after 72 hours of news.

Usage: python tests/bench/resolve_memory.py [ARTICLES_A_DAY] [SHARE] [HOURS]

Made-up reports with the sizes of real news (made_up_news.py). On foreign desks 43 in 100 articles tell of an act; they
write 40 in 100 articles of their outlets, so that SHARE, the part of all articles with an act, is .17 by default (as if
the other desks told of none); .43 is for foreign desks alone.
Articles without an act give a report too, as the extract stage sends one to take back what an earlier version said.
Default: 100,000 articles a day for 72 hours, which takes some minutes; what is printed, after every six hours of news,
is the growth of the process, Python's tables and the caches included.
"""

import gc
import sys
import time
from datetime import timedelta

import psutil
from made_up_news import START, News

from consumers.resolve.stage import ResolveStage


def main():
    per_day = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    share = float(sys.argv[2]) if len(sys.argv) > 2 else 0.17
    hours = float(sys.argv[3]) if len(sys.argv) > 3 else 72.0
    stage = ResolveStage.load()
    tables = stage.tables()
    news = News(share)
    for number in range(int(3000 / share)):  # so that what the generator remembers is not counted
        news.report(-number, START)
    process = psutil.Process()
    gc.collect()
    before = process.memory_info().rss
    articles = mentions = 0
    began = time.process_time()
    total = int(per_day * hours / 24)
    for number in range(total):
        moment = START + timedelta(hours=hours * number / total)
        report = news.report(number, moment)
        stage.decide(report, tables, moment)
        if number % 50 == 49:
            tables.apply()
        articles += bool(report.mentions)
        mentions += len(report.mentions)
        if number % max(1, int(per_day / 4)) == 0 and number:
            gc.collect()
            print(f"  {number / per_day * 24:3.0f} h: {(process.memory_info().rss - before) / 1e6:4.0f} MB", flush=True)
    tables.apply()
    gc.collect()
    grown = process.memory_info().rss - before
    rows = {name: len(tables[name]) for name in ("reports", "texts", "events")}
    supports = sum(len(row.supports) for _, row in tables["events"].items())
    print(f"{total:,} articles in {hours:g} h, {articles:,} with {mentions:,} mentions; {rows}")
    print(f"{supports / max(1, rows['events']):.2f} reports an event; {time.process_time() - began:.0f} s of CPU time")
    print(f"memory grew by {grown / 1e6:.0f} MB, {grown / total:.0f} bytes an article")


if __name__ == "__main__":
    main()
