import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from agent.clock import FakeClock
from agent.records import Article
from producers.exchange import Failure, Response
from producers.failure import FailureClass
from producers.fake_fetch import FakeFetcher
from producers.host_gate import HostGate
from producers.pages.boilerplate import Boilerplate, HostRules
from producers.pages.reader import PageReader
from producers.pages.results import PageProblem, PageText, Postponed
from producers.pages.settings import PageSettings
from producers.pages.worker import answer

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
PAGE = "https://n.example/a/1"
ROBOTS = "https://n.example/robots.txt"
TEXT = [
    "Egypt's foreign minister Badr Abdelatty met his Russian counterpart Sergei Lavrov in Moscow on Monday.",
    "They discussed the war in Sudan, the crossing at Rafah and the nuclear power plant at El Dabaa.",
    "Both sides agreed to hold another round of consultations in Cairo before the end of the year.",
]


class InlineWorker:
    async def robots(self, question):
        return answer(question)

    async def extract(self, question):
        told = answer(question)
        return told.text or told.problem


def html(*paragraphs, head=""):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or TEXT)
    return f"<!doctype html><html><head><title>T</title>{head}</head><body><article>{body}</article></body></html>"


def page(body=None, url=PAGE, **headers):
    data = html() if body is None else body
    values = {"content-type": "text/html; charset=utf-8", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return Response(status=200, url=url, headers=values, body=data if isinstance(data, bytes) else data.encode())


def status(code, url=PAGE, **headers):
    return Response(status=code, url=url, headers={k.replace("_", "-"): v for k, v in headers.items()})


def robots(text):
    return Response(status=200, url=ROBOTS, body=text.encode())


class Desk:
    """A reader with a clock and a web that tests can reach."""

    def __init__(self, rules=None, **settings):
        self.clock, self.web, self.times = FakeClock(START), FakeFetcher(), []
        self.gate = HostGate(8)
        self.observed = []
        self.reader = PageReader(
            self, InlineWorker(), self.gate, self.clock, rules or Boilerplate(), PageSettings(**settings),
            self.observed.append,
        )
        self.web.put(ROBOTS, status(404))
        self.web.put(PAGE, page())

    async def fetch(self, request):
        self.times.append((request.url, self.clock.monotonic()))
        return await self.web.fetch(request)

    def fetched(self, url=PAGE):
        return [moment for other, moment in self.times if other == url]

    async def read(self, url=PAGE, anew=True):
        article = Article(article_id="a", source="f", url=url, title="Talks")
        task = asyncio.create_task(self.reader.read(article, ("10.0.0.0/8",), anew=anew))
        for _ in range(4000):
            await asyncio.sleep(0)
            if task.done():
                break
            self.clock.advance(0.1)
        return task.result()


@pytest.fixture
def desk():
    return Desk()


async def test_the_text_of_a_page(desk):
    assert await desk.read() == PageText(text="\n".join(TEXT), title="T")
    assert [request.url for request in desk.web.requests] == [ROBOTS, PAGE]
    assert desk.web.requests[1].allow_private == ("10.0.0.0/8",)
    assert {count.metric for count in desk.observed} == {"page_fetch_duration_seconds", "page_extract_duration_seconds"}


async def test_what_robots_txt_forbids_is_not_asked_for(desk):
    desk.web.put(ROBOTS, robots("User-agent: *\nDisallow: /a/\nAllow: /b/"))
    desk.web.put("https://n.example/b/1", page())
    assert (await desk.read()).reason == "robots"
    assert isinstance(await desk.read("https://n.example/b/1"), PageText)
    assert desk.fetched() == []
    assert len(desk.fetched(ROBOTS)) == 1


async def test_a_group_for_rasid_goes_before_the_one_for_all(desk):
    desk.web.put(ROBOTS, robots("User-agent: *\nDisallow: /\n\nUser-agent: rasid\nDisallow: /private/"))
    assert isinstance(await desk.read(), PageText)
    desk.web.put(ROBOTS, robots("User-agent: *\nAllow: /\n\nUser-agent: Rasid\nDisallow: /"))
    desk.clock.advance(86401)
    assert (await desk.read()).reason == "robots"


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
async def test_without_a_robots_txt_everything_may_be_read(desk, code):
    desk.web.put(ROBOTS, status(code))
    assert isinstance(await desk.read(), PageText)


@pytest.mark.parametrize("trouble", [
    status(500), status(503), status(429), Failure(FailureClass.TIMEOUT, "slow"), Failure(FailureClass.CONNECT, "no"),
])  # fmt: skip
async def test_while_robots_txt_is_unreachable_nothing_may_be_read(desk, trouble):
    desk.web.put(ROBOTS, trouble)
    assert (await desk.read()).reason == "robots_unreachable"
    assert (await desk.read()).reason == "robots_unreachable"
    assert len(desk.fetched(ROBOTS)) == 1
    desk.web.put(ROBOTS, status(404))
    desk.clock.advance(101)
    assert isinstance(await desk.read(), PageText)


async def test_an_old_robots_txt_is_kept_while_the_new_one_is_unreachable(desk):
    desk.web.put(ROBOTS, robots("User-agent: *\nDisallow: /b/"), status(500))
    desk.web.put("https://n.example/b/1", page())
    assert isinstance(await desk.read(), PageText)
    desk.clock.advance(90000)
    assert isinstance(await desk.read(), PageText)
    assert (await desk.read("https://n.example/b/1")).reason == "robots"
    assert len(desk.fetched(ROBOTS)) == 2


async def test_a_robots_txt_that_redirects_in_circles_counts_as_none(desk):
    desk.web.put(ROBOTS, Failure(FailureClass.REDIRECT, "more than 5 redirects"))
    assert isinstance(await desk.read(), PageText)


async def test_the_private_address_of_a_host_is_said_as_it_is(desk):
    desk.web.put(ROBOTS, Failure(FailureClass.FORBIDDEN_ADDRESS, "private"))
    assert (await desk.read()).reason == "forbidden_address"


async def test_robots_txt_is_fetched_once_for_many_and_once_a_day(desk):
    for number in range(5):
        desk.web.put(f"https://n.example/{number}", page())
    await asyncio.gather(*(desk.read(f"https://n.example/{number}") for number in range(5)))
    assert len(desk.fetched(ROBOTS)) == 1
    desk.clock.advance(86401)
    await desk.read()
    assert len(desk.fetched(ROBOTS)) == 2


async def test_only_so_many_robots_txt_are_kept():
    desk = Desk(robots_hosts=2)
    for host in ("a", "b", "c", "a"):
        desk.web.put(f"https://{host}.example/robots.txt", robots("User-agent: *\nDisallow: /"))
        assert (await desk.read(f"https://{host}.example/1")).reason == "robots"
    assert len(desk.fetched("https://a.example/robots.txt")) == 2


async def test_two_pages_of_a_host_are_five_seconds_apart(desk):
    await asyncio.gather(*(desk.read() for _ in range(3)))
    first, second, third = desk.fetched()
    assert second - first >= 5
    assert third - second >= 5


async def test_hosts_do_not_wait_for_each_other(desk):
    desk.web.put("https://m.example/robots.txt", status(404))
    desk.web.put("https://m.example/1", page(url="https://m.example/1"))
    await desk.read()
    await desk.read("https://m.example/1")
    assert desk.fetched("https://m.example/1")[0] - desk.fetched()[0] < 1


async def test_a_crawl_delay_is_kept_within_reason(desk):
    desk.web.put(ROBOTS, robots("User-agent: *\nCrawl-delay: 20"))
    await desk.read()
    await desk.read()
    first, second = desk.fetched()
    assert 20 <= second - first < 21
    desk.web.put(ROBOTS, robots("User-agent: *\nCrawl-delay: 86400"))
    desk.clock.advance(86401)
    await desk.read()
    await desk.read()
    assert 60 <= desk.fetched()[3] - desk.fetched()[2] < 61


async def test_each_redirect_is_asked_of_the_robots_txt_where_it_leads(desk):
    target = "https://m.example/x"
    desk.web.put(PAGE, Response(status=301, url=PAGE, moved_to=target))
    desk.web.put("https://m.example/robots.txt", robots("User-agent: *\nDisallow: /x"))
    desk.web.put(target, page(url=target))
    assert (await desk.read()).reason == "robots"
    assert desk.fetched(target) == []


async def test_a_redirect_is_followed_and_within_a_host_spaced(desk):
    target = "https://n.example/b"
    desk.web.put(PAGE, Response(status=302, url=PAGE, moved_to=target))
    desk.web.put(target, page(url=target))
    assert isinstance(await desk.read(), PageText)
    assert desk.fetched(target)[0] - desk.fetched()[0] >= 5


async def test_redirects_without_end_are_not_followed_for_ever(desk):
    desk.web.put(PAGE, Response(status=302, url=PAGE, moved_to=PAGE))
    assert (await desk.read()).reason == "redirect"
    assert len(desk.fetched()) == 6


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (status(404), "not_found"), (status(410), "gone"), (status(403), "client_error"), (status(500), "server_error"),
        (Failure(FailureClass.TIMEOUT, "slow"), "timeout"),
        (Failure(FailureClass.FORBIDDEN_ADDRESS, "private"), "forbidden_address"),
        (Failure(FailureClass.TOO_LARGE, "huge"), "too_large"),
        (page(b"", content_type="application/pdf"), "not_html"),
        (page(b"%PDF-1.7", content_type=""), "not_html"),
        (page(""), "not_html"),
        (page("<html><body></body></html>"), "no_text"),
    ],
)
async def test_why_there_is_no_text(desk, trouble, reason):
    desk.web.put(PAGE, trouble)
    result = await desk.read()
    assert isinstance(result, PageProblem)
    assert result.reason == reason
    assert result.detail


async def test_a_host_that_asks_for_silence_gets_it(desk):
    desk.web.put(PAGE, status(429, retry_after="600"), page())
    assert (await desk.read()).reason == "rate_limited"
    result = await desk.read()
    assert isinstance(result, Postponed)
    assert result.until > START + timedelta(seconds=590)
    assert len(desk.fetched()) == 1
    desk.clock.advance(601)
    assert isinstance(await desk.read(), PageText)


async def test_a_mistake_of_ours_costs_one_page(desk, caplog):
    desk.web.put(PAGE, lambda request: 1 / 0)
    assert (await desk.read()).reason == "internal"
    assert "ZeroDivisionError" in caplog.text
    desk.web.put(PAGE, page())
    assert isinstance(await desk.read(), PageText)


async def test_windows_1256_by_any_declaration_and_by_none(desk):
    arabic = [
        "بحث وزير الخارجية المصري بدر عبد العاطي مع نظيره الروسي سيرغي لافروف في موسكو اليوم الأوضاع في السودان",
        "وأكد الجانبان أهمية عقد جولة جديدة من المشاورات في القاهرة قبل نهاية العام الجاري حول القضايا ذات الاهتمام",
    ]
    for head, kind in (
        ('<meta charset="windows-1256">', "text/html"), ("", "text/html; charset=windows-1256"), ("", "text/html"),
    ):
        desk.web.put(PAGE, page(html(*arabic, head=head).encode("windows-1256"), content_type=kind))
        assert (await desk.read()).text == "\n".join(arabic)


async def test_utf_8_that_calls_itself_something_else(desk):
    declared = '<?xml version="1.0" encoding="windows-1256"?>'
    desk.web.put(PAGE, page(declared + html("أهلا وسهلا بكم في القاهرة", *TEXT)))
    assert (await desk.read()).text.startswith("أهلا وسهلا")


async def test_the_rules_of_the_host_are_applied():
    rules = Boilerplate(hosts={"n.example": HostRules(lines=("Both sides",))})
    assert (await Desk(rules).read()).text == "\n".join(TEXT[:2])


async def test_what_another_feed_has_just_read_is_not_asked_for_again(desk):
    first = await desk.read()
    assert await desk.read(anew=False) == first
    assert len(desk.fetched()) == 1
    desk.clock.advance(601)
    assert await desk.read(anew=False) == first
    assert len(desk.fetched()) == 2
