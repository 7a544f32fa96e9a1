import json

import pytest

from agent.cli import main


def run(capsys, *words):
    code = main(["gazetteer", *words])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


def test_check_is_silent_on_what_is_in_order(capsys, gazetteer_folder):
    code, rows, err = run(capsys, "check", "--gazetteer", str(gazetteer_folder), "--on", "2026-11-23")
    assert (code, rows) == (0, [])
    assert "in order (0 errors, 0 warnings, 0 gaps)" in err


def test_check_tells_the_place_and_the_mend(capsys, gazetteer_folder):
    (gazetteer_folder / "places.yaml").write_text("places:\n  - {name: Oslo, country: NO, names: {ar: [أوسلو]}}\n")
    code, rows, err = run(capsys, "check", "--gazetteer", str(gazetteer_folder), "--on", "2026-11-23")
    assert code == 1
    assert rows == [{
        "severity": "error", "check": "party", "file": "places.yaml", "line": 2, "entry": "Oslo",
        "problem": "NO is read as the word no", "mend": 'put it in quotes: "NO"',
    }]  # fmt: skip
    assert "not in order (1 error," in err


def test_warnings_do_not_fail(capsys, gazetteer_folder):
    code, rows, _ = run(capsys, "check", "--gazetteer", str(gazetteer_folder), "--on", "2028-11-23")
    assert code == 0
    assert {row["severity"] for row in rows} == {"warning"}


def test_findings_are_readable_on_a_terminal(capsys, gazetteer_folder, monkeypatch):
    (gazetteer_folder / "places.yaml").write_text("places:\n  - {name: Oslo, country: NO, names: {ar: [أوسلو]}}\n")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(["gazetteer", "check", "--gazetteer", str(gazetteer_folder), "--on", "2026-11-23"]) == 1
    out = capsys.readouterr().out
    assert f"ERROR   {gazetteer_folder / 'places.yaml'}:2: Oslo\n" in out
    assert '-> put it in quotes: "NO"' in out


def test_lookup_prints_a_row_a_meaning(capsys, gazetteer_folder):
    code, rows, _ = run(capsys, "lookup", "سيرغي", "لافروف", "--gazetteer", str(gazetteer_folder))
    assert code == 0
    (row,) = rows
    assert (row["kind"], row["person"], row["match"], row["serving"]) == ("person", "sergey-lavrov", "as written", True)
    assert row["terms"][0] | {"source": ""} == {
        "office": "foreign_minister", "party": "RU", "start": "2004-03-09", "precision": "day", "end": None,
        "source": "", "reviewed_on": "2026-11-01",
    }  # fmt: skip


def test_lookup_of_the_unknown_fails_and_offers_near_names(capsys, gazetteer_folder):
    code, rows, err = run(capsys, "lookup", "Vladimir Budin", "--gazetteer", str(gazetteer_folder))
    assert (code, rows) == (1, [])
    assert "did you mean Vladimir Putin?" in err


def test_lookup_is_readable_on_a_terminal(capsys, gazetteer_folder, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for name in ("السوداني", "دونالد ترامب", "باكرا", "القاهرة", "والمصرية", "بدر عبد العاطي"):
        main(["gazetteer", "lookup", name, "--gazetteer", str(gazetteer_folder), "--on", "2022-01-01"])
    out = capsys.readouterr().out
    assert "demonym       Sudan  [SD]  masculine singular, definite" in out
    assert "without a hint SD; SS near جوبا" in out
    assert "formerly head of state, United States [US], 2017-01-20 to 2021-01-20" in out
    assert "the whole phrase is no name (early)" in out
    assert "a place, never a government (seat of the Arab League)" in out
    assert "(after its prefix: المصريه)" in out
    assert "ambassador, Egypt [EG], 2015 to 2019-12-31" in out


@pytest.mark.parametrize(
    ("words", "says"),
    [(["check", "--gazetteer", "/nowhere"], "/nowhere: no such folder"),
     (["lookup", "مصر", "--gazetteer", "/proc/self/fd"], "no *.yaml in it")],
)  # fmt: skip
def test_a_wrong_folder_is_named(capsys, words, says):
    code, _, err = run(capsys, *words)
    assert code == 2
    assert says in err


def test_a_broken_gazetteer_points_to_the_check(capsys, gazetteer_folder):
    (gazetteer_folder / "broken.yaml").write_text("people: [\n")
    code, _, err = run(capsys, "lookup", "مصر", "--gazetteer", str(gazetteer_folder))
    assert code == 2
    assert "broken.yaml" in err
    assert "rasid gazetteer check" in err


def test_a_wrong_day_is_explained(capsys):
    with pytest.raises(SystemExit):
        main(["gazetteer", "lookup", "مصر", "--on", "yesterday"])
    assert "'yesterday' is no day; write YYYY-MM-DD" in capsys.readouterr().err
