"""The daemon reads the pages of articles: the fuller version follows the summary, through a kill, into an event."""

import threading

import psutil
import pytest
import yaml
from article_site import ARABIC, ArticleSite, Reply, article_page
from newsroom_run import DaemonRun

# Words that the page does not tell again, and that name no act.
LEAD = "أبرز ما جاء في لقاءات القاهرة وموسكو بشأن البلدين اليوم"
# What a page of no diplomatic act says, so that its summary names none either.
PLAIN = [
    "قالت هيئة الأرصاد الجوية إن درجات الحرارة ستنخفض تدريجيا في معظم المناطق اعتبارا من يوم الأربعاء المقبل.",
    "وأضافت أن الأمطار متوقعة على السواحل الشمالية، مع نشاط للرياح يصل إلى أربعين كيلومترا في الساعة.",
]


class SiteRun(DaemonRun):
    """The daemon on a site of articles."""

    def __init__(self, folder, site, **pages):
        self.folder, self.config, self._output, self._process = folder, folder / "agent.yaml", folder / "out.txt", None
        feeds = [{"id": "f", "url": f"{site.root}/rss", "outlet": "F", "language": "ar"}]
        (folder / "feeds.yaml").write_text(yaml.safe_dump({"feeds": feeds}), encoding="utf-8")
        settings = {
            "log": {"path": str(folder / "rasid.db"), "article_partitions": 1},
            "poll": {"interval_min": "1s", "interval_max": "1s", "allow_private": ["127.0.0.1"]},
            "pages": {"spacing": "300ms", "retry_wait": "1s", **pages},
            "http": {"port": 0},
        }
        self.config.write_text(yaml.safe_dump(settings), encoding="utf-8")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    async def texts(self):
        """Of every version of every article: whose text it is."""
        return {(a.guid, a.version): (a.text_source, a.text_reason) for a in await self.articles()}


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_full_text_through_a_kill(tmp_path):
    held = threading.Event()
    with ArticleSite() as site, SiteRun(tmp_path, site) as run:
        site.publish("/a/1", title="نشرة اليوم", summary=LEAD)
        site.publish("/a/2", title="الطقس: انخفاض درجات الحرارة", summary=PLAIN[0][:60], reply=Reply(
            article_page(PLAIN), gate=held,
        ))  # fmt: skip
        site.publish("/a/3", reply=Reply(b"%PDF", headers={"Content-Type": "application/pdf"}))
        run.start()

        async def being_read():
            return bool(site.times("/a/2"))

        await run.until(being_read)
        run.kill()
        held.set()
        run.start()

        async def all_told():
            return len(await run.texts()) >= 6

        await run.until(all_told)

        async def event_found():
            return any(event.type == "CONSULT" for event in (await run.events()).values())

        await run.until(event_found)
        daemon = psutil.Process(run._process.pid)
        loaded = {mapped.path for mapped in daemon.memory_maps()}
        workers = [child for child in daemon.children(recursive=True) if "pages.worker" in " ".join(child.cmdline())]
        assert workers
        assert not any("lxml" in path for path in loaded), "the daemon itself parses pages"
        assert any("lxml" in mapped.path for worker in workers for mapped in worker.memory_maps())
        assert run.stop() == 0
        assert await run.texts() == {
            ("/a/1", 1): ("summary", "waiting"), ("/a/1", 2): ("page", ""),
            ("/a/2", 1): ("summary", "waiting"), ("/a/2", 2): ("page", ""),
            ("/a/3", 1): ("summary", "waiting"), ("/a/3", 2): ("summary", "not_html"),
        }  # fmt: skip
        articles = await run.articles()
        assert len(articles) == 6
        (fuller,) = [a for a in articles if (a.guid, a.version) == ("/a/1", 2)]
        assert fuller.text == "\n".join([LEAD, *ARABIC])
        reports = [event for event in (await run.events()).values() if event.sources[0].article_id == fuller.article_id]
        assert any({"EG", "RU"} <= event.parties for event in reports)
        assert await run.dead_letters() == []
        assert len(site.times("/robots.txt")) == 2  # once in each life
