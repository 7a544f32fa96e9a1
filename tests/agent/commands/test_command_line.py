import json
import re
import subprocess
import sys

import pytest

from agent.cli import COMMANDS, main


def rasid(*words, **more):
    return subprocess.run(
        [sys.executable, "-m", "agent", *words], capture_output=True, text=True, timeout=200, check=False, **more
    )


def test_the_overview_loads_nothing_heavy():
    script = (
        "import sys; from agent.cli import main; main(['--help']);"
        "heavy = {'aiokafka', 'httpx', 'uvicorn', 'msgspec', 'yaml', 'camel_tools', 'feedparser', 'asyncio'};"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=200)
    assert done.stderr.strip() == "[]"
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert f"rasid {name}" in out
    assert COMMANDS[name].summary in " ".join(out.split())


def test_a_mistyped_command_gets_the_nearest(capsys):
    assert main(["extarct"]) == 2
    assert "no command 'extarct'; did you mean 'extract'?" in capsys.readouterr().err


def test_version_names_what_it_runs_on(capsys):
    assert main(["version"]) == 0
    out = capsys.readouterr().out
    assert "rasid 0." in out
    assert "feedparser" in out
    assert "missing" not in out
    assert re.search(r"^extraction (compiled|plain Python)$", out, re.MULTILINE)


def test_config_check_and_dump(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["config", "dump", "--set", "http.port=9"]) == 0
    assert 'port: "9"' in capsys.readouterr().out
    (tmp_path / "agent.yaml").write_text("http:\n  prot: 1\n")
    assert main(["config", "check"]) == 2
    assert "agent.yaml:2: unknown option `http.prot`; did you mean `http.port`?" in capsys.readouterr().err


def test_config_schema_is_json(capsys):
    assert main(["config", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["http"]["properties"]["port"]


def test_health_of_nobody(capsys):
    assert main(["health", "--url", "http://127.0.0.1:9", "--timeout", "1"]) == 1
    assert "does not answer" in capsys.readouterr().out


def test_run_refuses_an_unknown_stage_and_a_missing_file():
    done = rasid("run", "--stages", "poll,extarct")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no stage 'extarct'" in done.stderr
    done = rasid("run", "--config", "absent.yaml")
    assert done.returncode == 2
    assert "absent.yaml: No such file" in done.stderr


def test_tail_and_deadletter_want_a_log(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for words in (["alerts", "tail"], ["deadletter", "list"]):
        assert main(words) == 2
        assert "no such log" in capsys.readouterr().err
