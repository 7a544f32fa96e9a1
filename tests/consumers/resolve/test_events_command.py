import json

import pytest

from agent.cli import main

STORIES = [
    {"id": "a", "title": "Egyptian, Russian foreign ministers hold phone call", "outlet": "One", "source": "one",
     "text": "Egyptian Foreign Minister Badr Abdelatty held a phone call with his Russian counterpart Sergey Lavrov on "
     "Monday.", "published": "2025-06-02T10:00:00Z", "language": "en"},
    {"id": "b", "title": "عبد العاطي ولافروف يبحثان هاتفيا أوضاع غزة", "outlet": "Two", "source": "two",
     "text": "أجرى وزير الخارجية المصري بدر عبد العاطي اتصالا هاتفيا مع نظيره الروسي سيرغي لافروف، اليوم الاثنين.",
     "published": "2025-06-02T12:00:00Z", "language": "ar"},
]  # fmt: skip


@pytest.fixture
def stories(tmp_path):
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join([*map(json.dumps, STORIES), "{not json", '{"id": "c"}', ""]), encoding="utf-8")
    return path


def test_two_languages_one_call_and_bad_lines_named(stories, capfdbinary):
    assert main(["events", str(stories)]) == 1
    captured = capfdbinary.readouterr()
    (event,) = [json.loads(line) for line in captured.out.splitlines()]
    assert [source["article_id"] for source in event["sources"]] == ["a", "b"]
    assert event["independent_sources"] == 2
    assert f"{stories}:3: not an article in JSON".encode() in captured.err
    assert f'{stories}:4: neither "title" nor "text"'.encode() in captured.err


def test_compare_across_languages(tmp_path, capfdbinary):
    path = tmp_path / "pairs.jsonl"
    path.write_text(json.dumps({"a": STORIES[0], "b": STORIES[1]}), encoding="utf-8")
    assert main(["compare", str(path)]) == 0
    answer = json.loads(capfdbinary.readouterr().out)
    assert (answer["relation"], answer["same_event"], answer["shared_acts"]) == ("same_event", True, ["CONSULT"])


def test_a_missing_file_is_named(capfdbinary):
    assert main(["events", "nowhere.jsonl"]) == 2
    assert b"nowhere.jsonl" in capfdbinary.readouterr().err
