"""What every suite may use: a real Kafka broker, one for the whole session, and nothing of the machine's own."""

import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / folder) for folder in ("tests/kafka", "deploy/kafka", "tests/end_to_end")]

from fault_run import OUTCOMES  # noqa: E402
from local_broker import Broker, BrokerError, Cluster, Listener, free_port  # noqa: E402

# Settings of an installation are not meant for the daemons of tests, nor is a proxy for what they serve to themselves.
for _name in list(os.environ):
    if (_name.startswith("RASID_") and not _name.startswith("RASID_FAULT")) or _name.lower().endswith("_proxy"):
        del os.environ[_name]

# How long an example takes says something of the machine alone. Every run tries the same examples, so that a change is
# judged by what it changes; `--hypothesis-profile=explore` looks for new ones.
settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", settings.get_profile("same"), derandomize=False)
settings.load_profile("same")

_missing = []


def pytest_addoption(parser):
    parser.addoption("--compiled", action="store_true", help="refuse to test the extraction in plain Python")


def pytest_configure(config):
    """What is tested is what was written: no compiled form of a module may be older than the module."""
    for built in ROOT.glob("consumers/**/*.so"):
        source = built.with_name(f"{built.name.partition('.')[0]}.py")
        if not source.exists() or source.stat().st_mtime > built.stat().st_mtime:
            raise pytest.UsageError(f"{built.relative_to(ROOT)} is older than its source: `make compile` or `pure`")
    from consumers.extraction import COMPILED

    if config.getoption("--compiled") and not COMPILED:
        raise pytest.UsageError("the extraction is not compiled: `make compile`")


def pytest_report_header():
    from consumers.extraction import COMPILED

    return f"extraction: {'compiled' if COMPILED else 'plain Python'}"


@pytest.fixture(scope="session")
def patient_readers():
    """A reader waits for what was committed just now, and on a busy machine that takes longer to be seen."""
    from agent.log import kafka

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kafka, "SETTLE_SECONDS", 30.0)
        yield


@pytest.fixture(scope="session")
def start_broker(tmp_path_factory, patient_readers):
    """Start brokers, ended with the session. Without Java or Maven tests skip; in CI (CI=true) they fail."""
    brokers = []

    def start(kind=Broker, **options):
        try:
            broker = kind(tmp_path_factory.mktemp("kafka"), **options)
            brokers.append(broker)
            broker.start()
        except BrokerError as error:
            _missing.append(str(error))
            if os.environ.get("CI") == "true":
                pytest.fail(f"no Kafka broker for the tests: {error}")
            pytest.skip(f"no Kafka broker: {error}")
        return broker

    yield start
    for broker in brokers:
        broker.kill()


@pytest.fixture(scope="session")
def kafka_broker(start_broker):
    """A broker of this session; tests that share it use topics of their own.

    Its listener PROXIED tells clients the address of ``proxy_socket``, which is for a proxy to listen on.
    """
    with socket.socket() as proxy_socket:
        proxy_socket.bind(("127.0.0.1", 0))
        proxied = Listener("PLAINTEXT", free_port(), proxy_socket.getsockname()[1])
        broker = start_broker(listeners={"PROXIED": proxied})
        broker.proxy_socket = proxy_socket
        yield broker


@pytest.fixture(scope="session")
def kafka_cluster(start_broker):
    """Three brokers that know each other, for tests in which one of them fails."""
    return start_broker(Cluster)


@pytest.fixture(scope="session")
def kafka_bootstrap(request, patient_readers):
    """Where a broker listens: $KAFKA_BOOTSTRAP when set, else one that is started here."""
    return os.environ.get("KAFKA_BOOTSTRAP") or request.getfixturevalue("kafka_broker").bootstrap


def pytest_collection_modifyitems(config, items):
    """Leave the long faults to `make test-faults`."""
    if os.environ.get("RASID_FAULTS"):
        return
    long = [item for item in items if item.get_closest_marker("faults")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


def pytest_terminal_summary(terminalreporter):
    if OUTCOMES and os.environ.get("RASID_FAULTS"):
        terminalreporter.section("faults survived")
        for outcome in OUTCOMES:
            terminalreporter.write_line(str(outcome))
    if _missing:
        terminalreporter.section("KAFKA WAS NOT TESTED", red=True)
        terminalreporter.write_line(_missing[0])
        skipped = [
            report.nodeid
            for report in terminalreporter.stats.get("skipped", []) if "no Kafka broker" in str(report.longrepr)
        ]
        terminalreporter.write_line(f"{len(skipped)} tests did not run:")
        for nodeid in skipped:
            terminalreporter.write_line(f"  {nodeid}")
