"""What every suite may use: a real Kafka broker, one for the whole session."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / folder) for folder in ("tests/kafka", "deploy/kafka", "tests/end_to_end")]

from local_broker import Broker, BrokerError  # noqa: E402

_missing = []


def broker_or_skip(make):
    """Return what ``make`` returns; without Java or Maven skip, except in CI, where that is a failure."""
    try:
        return make()
    except BrokerError as error:
        _missing.append(str(error))
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Kafka broker for the tests: {error}")
        pytest.skip(f"no Kafka broker: {error}")


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory):
    """A broker of this session; tests that share it use topics of their own."""

    def make():
        broker = Broker(tmp_path_factory.mktemp("kafka"))
        broker.start()
        return broker

    broker = broker_or_skip(make)
    yield broker
    broker.kill()


@pytest.fixture(scope="session")
def kafka_bootstrap(request):
    """Where a broker listens: $KAFKA_BOOTSTRAP when set, else one that is started here."""
    return os.environ.get("KAFKA_BOOTSTRAP") or request.getfixturevalue("kafka_broker").bootstrap


def pytest_terminal_summary(terminalreporter):
    if _missing:
        terminalreporter.section("KAFKA WAS NOT TESTED", red=True)
        terminalreporter.write_line(_missing[0])
