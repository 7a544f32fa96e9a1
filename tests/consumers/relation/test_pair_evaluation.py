import gzip
import json

import pytest

from agent.cli import main

WORDS = [f"{a}{b}{c}ord" for a in "bcdfg" for b in "aeiou" for c in "klmnp"]


def story(seed, length=90):
    return " ".join(WORDS[(seed * 31 + n * (seed % 7 + 2) + n // 11) % len(WORDS)] for n in range(length))


@pytest.fixture
def gold(tmp_path):
    """Thirty days with a copy, an unrelated pair, and an update each."""
    articles, pairs = [], []

    def article(ident, outlet, text, day, hour):
        month, date = divmod(day, 28)
        published = f"2025-{month + 1:02}-{date + 1:02}T{hour:02}:00:00Z"
        title = " ".join(text.split()[:8])
        articles.append(
            {"id": ident, "source": outlet, "title": title, "text": text, "published": published, "url": ident}
        )

    for day in range(30):
        article(f"a{day}", "One", story(day), day, 6)
        article(f"b{day}", "Two", f"From our desk. {story(day)}", day, 7)
        article(f"c{day}", "One", f"{story(day)}. {story(day + 500, 20)}", day, 8)
        article(f"d{day}", "Two", story(day + 900), day, 9)
        for other, relation, same, shared in (("b", "copy", 1, 1), ("c", "update", 1, 0), ("d", "different", 0, 0)):
            pairs.append(
                {"a": f"a{day}", "b": f"{other}{day}", "relation": relation, "same_main_event": bool(same),
                 "syndicated": bool(shared)}
            )  # fmt: skip
    (tmp_path / "gold").mkdir()
    (tmp_path / "corpus").mkdir()
    path = tmp_path / "gold" / "pairs.jsonl"
    path.write_text("".join(json.dumps(pair) + "\n" for pair in pairs), encoding="utf-8")
    with gzip.open(tmp_path / "corpus" / "articles.jsonl.gz", "wt", encoding="utf-8") as corpus:
        corpus.writelines(json.dumps(row) + "\n" for row in articles)
    return path


def test_what_is_plain_is_found_as_shipped_and_unseen(gold, capsys):
    assert main(["eval", "pairs", str(gold), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    for name in ("syndicated, other outlets: F1", "same main event, all: F1", "relation, one outlet: accuracy"):
        assert figures[name]["unseen"] > 0.9, name
    assert figures["syndicated, other outlets: F1"]["in_gold"] == 30


def test_the_report_is_by_relation_and_outlet(gold, capsys):
    assert main(["eval", "pairs", str(gold)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("90 pairs: 30 of one outlet, 60 of two\n")
    assert "cross-validated by day" in out
    (update,) = [line.split() for line in out.splitlines() if line.startswith("update ")]
    assert update == ["update", "30/30", "-"]


def test_too_few_days_are_not_cross_validated(gold, capsys):
    few = gold.read_text(encoding="utf-8").splitlines()[:6]
    gold.write_text("\n".join(few), encoding="utf-8")
    assert main(["eval", "pairs", str(gold)]) == 0
    assert "cross-validated" not in capsys.readouterr().out


def test_wrongly_judged_pairs_are_shown(gold, capsys):
    pair = {"a": "a1", "b": "d1", "relation": "copy", "same_main_event": True, "syndicated": True}
    gold.write_text(json.dumps(pair), encoding="utf-8")
    assert main(["eval", "pairs", str(gold), "--show", "5"]) == 0
    assert "copy, taken for" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "pairs.jsonl:1: not a pair in JSON"),
        ('{"a": "a1", "b": "b1"}', "pairs.jsonl:1: a pair needs relation, same_main_event, syndicated"),
        (
            '{"a": "a1", "b": "zz", "relation": "copy", "same_main_event": true, "syndicated": true}',
            "1 articles of",
        ),
        ("", "no pairs in it"),
    ],
)
def test_bad_gold_is_one_clear_line(gold, line, said, capsys):
    gold.write_text(line, encoding="utf-8")
    assert main(["eval", "pairs", str(gold)]) == 2
    assert said in capsys.readouterr().err


def test_the_corpus_can_be_named_and_must_exist(gold, tmp_path, capsys):
    elsewhere = tmp_path / "pairs.jsonl"
    elsewhere.write_bytes(gold.read_bytes())
    assert main(["eval", "pairs", str(elsewhere)]) == 2
    assert "--corpus" in capsys.readouterr().err
    assert main(["eval", "pairs", str(elsewhere), "--corpus", str(tmp_path / "corpus" / "articles.jsonl.gz")]) == 0
    assert main(["eval", "pairs", str(elsewhere), "--corpus", "nowhere.gz"]) == 2
