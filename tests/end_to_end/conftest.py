import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from kafka_daemon_run import KafkaDaemonRun
from newsroom_run import DaemonRun


@pytest.fixture(params=["sqlite", pytest.param("kafka", marks=pytest.mark.faults)])
def daemon_run(request):
    """What runs a daemon on the embedded log, and with `make test-faults` on Kafka too."""
    if request.param == "sqlite":
        return DaemonRun
    bootstrap = request.getfixturevalue("kafka_bootstrap")
    return lambda folder, newsroom, **options: KafkaDaemonRun(folder, newsroom, bootstrap, **options)
