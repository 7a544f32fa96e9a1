import json

import pytest

from agent.cli import main


def test_plain_text_gives_one_line_of_mentions(tmp_path, capsys):
    page = tmp_path / "page.txt"
    page.write_text("قطر تدين بشدة القصف الإسرائيلي على دمشق\n", encoding="utf-8")
    assert main(["extract", str(page), "--published", "2025-07-16"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["id"] == "page"
    assert [m["type"] for m in row["mentions"]] == ["ACCUSE"]


def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path, capsys):
    lines = tmp_path / "in.jsonl"
    good = json.dumps({"id": "good", "title": "روسيا تطرد دبلوماسيين بريطانيين", "published": "2025-01-01"})
    lines.write_text(f'{{"id": "bad"}}\n{{broken\n{good}\n', encoding="utf-8")
    assert main(["extract", str(lines), "--explain"]) == 1
    out, err = capsys.readouterr()
    (row,) = (json.loads(line) for line in out.splitlines())
    assert row["mentions"][0]["explanation"]["type"].startswith("«تطرد»")
    assert f"{lines}:1: neither 'title' nor 'text'" in err
    assert f"{lines}:2: not JSON" in err


def test_a_readable_listing(tmp_path, capsys):
    page = tmp_path / "page.txt"
    page.write_text("News\nGermany summoned the Chinese ambassador on Monday.", encoding="utf-8")
    assert main(["extract", str(page), "--published", "2025-07-09", "--format", "text", "--explain"]) == 0
    out = capsys.readouterr().out
    assert "ACCUSE/summon" in out
    assert "DE -> CN" in out


@pytest.mark.parametrize("published", ["yesterday", "2024-13-01"])
def test_a_date_that_is_none_is_refused(published, tmp_path, capsys):
    page = tmp_path / "page.txt"
    page.write_text("x\ny", encoding="utf-8")
    assert main(["extract", str(page), "--published", published]) == 2
    assert "write 2024-12-22" in capsys.readouterr().err


def test_eval_scores_annotated_articles(tmp_path, capsys):
    gold = tmp_path / "gold.jsonl"
    row = {
        "id": "a",
        "title": "روسيا تطرد دبلوماسيين بريطانيين",
        "text": "",
        "published": "2025-01-01T00:00:00+00:00",
        "language": "ar",
        "events": [
            {"type": "SANCTION", "mode": "expel", "actors": ["RU"], "recipients": ["GB"], "persons": [], "core": True}
        ],
    }
    gold.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert main(["eval", "events", str(gold), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["strict"] == [1.0, 1.0, 1.0]
