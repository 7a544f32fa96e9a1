"""The command as a user runs it: piped, with the real daemon and no network."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import psutil
import pytest

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "agent", "demo"]


@pytest.fixture
def environment(tmp_path):
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    return {**os.environ, "TMPDIR": str(scratch)}, scratch


def test_it_raises_alerts_and_ends_by_itself(environment):
    variables, scratch = environment
    done = subprocess.run(COMMAND, capture_output=True, text=True, env=variables, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    alerts = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(alerts) >= 12
    assert len({alert["alert_id"] for alert in alerts}) == len(alerts)
    assert {source["language"] for alert in alerts for source in alert["event"]["sources"]} == {"ar", "en"}
    assert all(alert["event"]["headline"]["en"] and alert["event"]["headline"]["ar"] for alert in alerts)
    # Four are edited; of one that was first read after its edit a busy machine sees a single version.
    assert re.search(r"46 articles, and [1-4] edits? of them", done.stderr), done.stderr
    assert "Traceback" not in done.stderr
    assert list(scratch.iterdir()) == []


def lives(process):
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def remaining(processes, seconds=60):
    """Wait for the end of ``processes``; return those that do not come to it."""
    deadline = time.monotonic() + seconds
    while any(map(lives, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return [process for process in processes if lives(process)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_nothing_behind(environment, number):
    variables, scratch = environment
    with subprocess.Popen(
        COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=variables
    ) as process:  # fmt: skip
        first = process.stdout.readline()
        daemons = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(number)
        _, errors = process.communicate(timeout=200)
    assert json.loads(first)["alert_id"]
    assert daemons
    assert process.returncode == 130
    assert "Ended early" in errors
    assert "Traceback" not in errors
    assert remaining(daemons) == []
    assert list(scratch.iterdir()) == []


def test_a_daemon_that_dies_is_shown_with_its_last_words(environment):
    variables, scratch = environment
    with subprocess.Popen(
        COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=variables
    ) as process:  # fmt: skip
        process.stdout.readline()
        for child in psutil.Process(process.pid).children():
            child.kill()
        _, errors = process.communicate(timeout=200)
    assert process.returncode == 1
    assert "ended unexpectedly" in errors
    assert "state restored" in errors  # from the daemon's own log
    assert list(scratch.iterdir()) == []


def test_a_kept_folder_can_be_looked_at_and_is_not_overwritten(tmp_path):
    (tmp_path / "mine").touch()
    done = subprocess.run([*COMMAND, "--keep", str(tmp_path)], capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 2
    assert "not empty" in done.stderr
