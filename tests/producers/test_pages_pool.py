import os
import signal

import pytest

from producers.pages.boilerplate import HostRules
from producers.pages.questions import ExtractQuestion, PagePool, RobotsQuestion
from producers.pages.results import PageText
from producers.parsed import Document

TEXT = "The foreign ministers of Egypt and Russia met in Moscow on Monday to discuss Sudan and Gaza, officials said."
PAGE = f"<html><body><article><p>{TEXT}</p><p>{TEXT[::-1]}</p></article></body></html>".encode()
# A rule whose matching takes for ever, and a robots.txt that would if it were matched as one.
SLOW_RULE = HostRules(lines=("(?:a+)+$",))
SLOW_PAGE = PAGE.replace(TEXT[::-1].encode(), b"a" * 60 + b"!")
SLOW_ROBOTS = b"User-agent: *\nDisallow: /" + b"*a" * 30 + b"b"


def question(body=PAGE, **changes):
    return ExtractQuestion(page=Document(body=body, content_type="text/html"), title="Talks", **changes)


@pytest.fixture
def workers(processes_of):
    return lambda: processes_of("producers.pages.worker")


async def test_one_process_reads_pages_and_robots_txt(workers):
    async with PagePool(1) as pool:
        found = await pool.extract(question())
        assert isinstance(found, PageText)
        assert found.text.startswith(TEXT)
        verdict = await pool.robots(RobotsQuestion(robots=b"User-agent: *\nDisallow: /x", url="https://n/x", agent="R"))
        assert not verdict.allowed
        assert len(workers()) == 1
    assert not workers()


async def test_a_page_that_takes_too_long_costs_its_worker_and_nothing_else(workers):
    async with PagePool(1, limit_seconds=60.0) as pool:
        assert isinstance(await pool.extract(question()), PageText)
        pool._limit = 1.0
        stuck = await pool.extract(question(SLOW_PAGE, rules=(SLOW_RULE,)))
        pool._limit = 60.0
        assert (stuck.reason, pool.killed) == ("extract_limit", 1)
        assert isinstance(await pool.extract(question()), PageText)
        assert len(workers()) == 1


async def test_a_robots_txt_that_costs_the_worker_forbids(workers):
    asked = RobotsQuestion(robots=b"User-agent: *\nDisallow: /y", url="https://n/x", agent="Rasid")
    async with PagePool(1) as pool:
        assert (await pool.robots(asked)).allowed
        os.kill(workers()[0].pid, signal.SIGKILL)
        assert not (await pool.robots(asked)).allowed
        assert (await pool.robots(asked)).allowed


async def test_no_pattern_of_a_robots_txt_is_slow_to_match():
    long = RobotsQuestion(robots=SLOW_ROBOTS, url="https://n/" + "a" * 2000, agent="Rasid")
    async with PagePool(1, limit_seconds=60.0) as pool:
        assert (await pool.robots(long)).allowed
        assert not pool.killed


async def test_a_worker_that_dies_is_replaced(workers):
    async with PagePool(1) as pool:
        await pool.extract(question())
        os.kill(workers()[0].pid, signal.SIGKILL)
        lost = await pool.extract(question())
        assert lost.reason == "extract_limit"
        assert isinstance(await pool.extract(question()), PageText)


@pytest.mark.parametrize("body", [
    b"<div>" * 200_000, b"<p>" * 300_000 + b"x", b"<" * 500_000, b"<!--" * 200_000, b"\x00\xff" * 100_000,
    b"<a href='" * 100_000, b"<table><tr><td>" * 50_000, b"&lt;" * 300_000 + b"<b>",
], ids=["nested", "open", "angles", "comments", "bytes", "attributes", "tables", "references"])  # fmt: skip
async def test_whatever_comes_there_is_an_answer_in_time(body):
    async with PagePool(1, limit_seconds=60.0) as pool:
        pool._limit = 2.0
        await pool.extract(question(body))
        pool._limit = 60.0
        assert isinstance(await pool.extract(question()), PageText)
