"""A wheel built from the repository works outside of it."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*words, **more):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=200, check=True, **more)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_demo_runs_from_a_wheel_in_an_empty_folder(tmp_path):
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist", cwd=ROOT)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    home = tmp_path / "venv"
    venv.create(home)
    python = home / "bin/python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps", wheel)
    # The dependencies are those of the environment that runs this test; the wheel itself is the only Rasid there is.
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip())
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    empty = tmp_path / "empty"
    empty.mkdir()
    environment = {**os.environ, "PYTHONPATH": "", "NO_COLOR": "1"}
    where = run(python, "-c", "import agent; print(agent.__file__)", cwd=empty, env=environment).stdout
    assert where.startswith(str(packages))
    done = run(home / "bin/rasid", "demo", "--speed", "3", cwd=empty, env=environment)
    alerts = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(alerts) >= 12
    assert list(empty.iterdir()) == []
