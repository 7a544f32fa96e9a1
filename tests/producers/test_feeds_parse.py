import json

import pytest

from agent.cli import main

FEED = """<rss version="2.0"><channel><title>F</title><item><title>وزير</title>
<link>/a.html?utm_source=x</link><pubDate>٢٣ نوفمبر ٢٠٢٥ 10:00</pubDate></item></channel></rss>"""


@pytest.fixture
def saved(tmp_path):
    def save(data):
        path = tmp_path / "saved"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return str(path)

    return save


def test_entries_as_json_lines(saved, capsys):
    path = saved(FEED)
    assert main(["feeds", "parse", path, "--base", "https://www.x.example/", "--timezone", "Africa/Cairo"]) == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert row["title"] == "وزير"
    assert row["url"] == "https://www.x.example/a.html?utm_source=x"
    assert row["canonical_url"] == "https://x.example/a"
    assert row["published"] == "2025-11-23T08:00:00Z"
    assert row["published_raw"] == "٢٣ نوفمبر ٢٠٢٥ 10:00"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100,
        b"<html><body>",
        b"\x1f\x8b broken",
        b"\xff\xfe\x00",
        b"<rss",
        b"{" * 1000,
        bytes(range(256)) * 50,
    ],
)
def test_what_is_no_feed_is_one_line_and_exit_1(saved, capsys, data):
    code = main(["feeds", "parse", saved(data)])
    captured = capsys.readouterr()
    if code == 0:  # broken, but readable as a feed without entries
        return
    assert code == 1
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "saved" in captured.err


def test_a_missing_file_and_a_wrong_zone_are_usage(capsys):
    assert main(["feeds", "parse", "/nowhere/feed.xml"]) == 2
    assert main(["feeds", "parse", "-", "--timezone", "Cairo"]) == 2
    assert "Africa/Cairo" in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["0", "-1", "nan", "inf", "1e9"])
def test_a_limit_that_is_none_is_usage(saved, capsys, limit):
    assert main(["feeds", "parse", saved(FEED), "--limit", limit]) == 2
    assert "--limit" in capsys.readouterr().err


def test_the_time_limit_holds(saved, capsys):
    path = saved(b"<rss version='2.0'><channel>" + b"<item>&</item>" * 240_000)
    assert main(["feeds", "parse", path, "--limit", "1"]) == 1
    assert "more than 1 s" in capsys.readouterr().err


def test_private_addresses_are_refused_by_default(capsys):
    assert main(["feeds", "parse", "http://127.0.0.1:9/"]) == 1
    assert "private address" in capsys.readouterr().err
