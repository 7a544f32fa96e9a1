"""A real Kafka without Docker: `python deploy/kafka/local_broker.py` runs a broker on port 9092 until Ctrl-C.

Needs Java 17 or newer; Maven fetches Kafka's jars once (pom.xml) into .cache/kafka/lib. The tests start brokers with
:class:`Broker`, and three that know each other with :class:`Cluster`.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[1] / ".cache" / "kafka"
JARS = CACHE / "lib"
LEAST_JARS = 80
"""The pom brings 92; fewer are a download that broke off."""
START_SECONDS = 180.0
TOOL_SECONDS = 180.0
"""Both take a few seconds, and on a busy machine a minute."""
_given: set[int] = set()
"""Ports that somebody is about to listen on."""
_JVM = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}")


class BrokerError(Exception):
    """The broker cannot be had; the message says why and what to do."""


def fetch_jars() -> None:
    """Fetch Kafka's jars, unless they are there.

    Raises:
        BrokerError: Java or Maven is missing, or Maven has failed.
    """
    if shutil.which("java") is None:
        raise BrokerError("no `java` on the PATH: install a Java runtime, 17 or newer")
    if len(list(JARS.glob("*.jar"))) >= LEAST_JARS:
        return
    if shutil.which("mvn") is None:
        raise BrokerError("no `mvn` on the PATH to fetch Kafka's jars with: install Maven")
    JARS.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=JARS.parent))
    command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
    done = subprocess.run(  # noqa: S603 - fixed words
        [*command, f"-DoutputDirectory={fresh}"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise BrokerError(f"Maven could not fetch Kafka's jars:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    shutil.rmtree(JARS, ignore_errors=True)
    fresh.rename(JARS)


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody uses just now, another one each time."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port not in _given:
            _given.add(port)
            return port


def run_tool(main: str, *words: str, environment: Mapping[str, str] | None = None) -> str:
    """Run one of Kafka's command-line tools and return its output.

    Raises:
        BrokerError: It failed, or does not come to its end.
    """
    try:
        done = subprocess.run(  # noqa: S603 - a tool of the jars
            ["java", *_JVM, "-cp", f"{JARS}/*", main, *words],  # noqa: S607 - the user's Java
            capture_output=True, text=True, timeout=TOOL_SECONDS, check=False,
            env={**os.environ, **(environment or {})},
        )
    except subprocess.TimeoutExpired as error:
        raise BrokerError(f"{main} has not ended within {TOOL_SECONDS:.0f} s") from error
    if done.returncode:
        raise BrokerError(f"{main} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def _die_with_parent() -> None:
    """Ask Linux to kill this process when its parent dies, however it dies."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Listener(NamedTuple):
    """A further place where a broker listens."""

    protocol: str
    port: int
    advertised: int
    """The port that clients are told, when something stands in between."""


@dataclass(frozen=True, slots=True)
class Seat:
    """The place of one broker among those that know each other."""

    identity: str
    """Of the cluster."""
    node: int
    controller_ports: Mapping[int, int]
    """Node -> port of its controller."""


class Broker:
    """One broker with its own folder and ports; dies with the process that made it."""

    def __init__(
        self, folder: Path, *, port: int = 0, listener: str = "PLAINTEXT", more: Mapping[str, object] | None = None,
        scram: tuple[str, ...] = (), jvm: tuple[str, ...] = (), seat: Seat | None = None,
        listeners: Mapping[str, Listener] | None = None,
    ) -> None:
        """Format the folder.

        Args:
            folder: For the data, the configuration and the log; must exist and be empty.
            port: Where to listen; 0 for a free port.
            listener: Security protocol of the listener.
            more: Further lines of server.properties.
            scram: Accounts, each as `kafka-storage format --add-scram` takes them.
            jvm: Further options of the Java machine.
            seat: Its place in a cluster; None for a broker that is alone.
            listeners: Further listeners by name.
        """
        fetch_jars()
        self.port = port or free_port()
        self.folder = folder
        self.listeners = dict(listeners or {})
        self._jvm = jvm
        self._process: subprocess.Popen[bytes] | None = None
        self._config = folder / "server.properties"
        alone = seat is None
        seat = seat or Seat(run_tool("kafka.tools.StorageTool", "random-uuid").split()[-1], 1, {1: free_port()})
        self.node = seat.node
        self._config.write_text(self._properties(seat, listener, more or {}, alone=alone), encoding="utf-8")
        accounts = [word for account in scram for word in ("--add-scram", account)]
        quorum = ["--standalone"] if alone else []
        run_tool(
            "kafka.tools.StorageTool", "format", *quorum, "-t", seat.identity, "-c", str(self._config), *accounts
        )

    def _properties(self, seat: Seat, listener: str, more: Mapping[str, object], *, alone: bool) -> str:
        voters = ",".join(f"{node}@127.0.0.1:{port}" for node, port in seat.controller_ports.items())
        controller_port = seat.controller_ports[seat.node]
        copies = len(seat.controller_ports)
        others = self.listeners.items()
        return (HERE / "server.properties").read_text(encoding="utf-8").format(
            node=seat.node,
            quorum=f"controller.quorum.bootstrap.servers=127.0.0.1:{controller_port}" if alone
            else f"controller.quorum.voters={voters}",
            port=self.port, controller_port=controller_port, listener=listener, folder=self.folder,
            more_listeners="".join(f",{name}://127.0.0.1:{other.port}" for name, other in others),
            more_advertised="".join(f",{name}://127.0.0.1:{other.advertised}" for name, other in others),
            more_protocols="".join(f",{name}:{other.protocol}" for name, other in others),
            copies=copies, least_copies=max(1, copies - 1),
            more="\n".join(f"{name}={value}" for name, value in more.items()),
        )

    @property
    def bootstrap(self) -> str:
        """Address for clients."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it takes connections.

        Raises:
            BrokerError: It does not come up; the message ends with its log.
        """
        self.launch()
        self.await_connections()

    def launch(self) -> None:
        """Start, without waiting."""
        with (self.folder / "broker.log").open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - fixed words
                ["java", "-Xmx384m", *_JVM, *self._jvm, "-cp", f"{JARS}/*", "kafka.Kafka", str(self._config)],  # noqa: S607
                stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - one call of libc, and no other way to survive a SIGKILL of ours
            )

    def await_connections(self) -> None:
        """Wait until it takes connections; BrokerError when it does not."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.1)
        self.kill()
        log = (self.folder / "broker.log").read_text(encoding="utf-8", errors="replace")
        raise BrokerError(f"the broker did not come up within {START_SECONDS:.0f} s:\n{log[-3000:]}")

    def stop(self) -> None:
        """End it in good order."""
        self._signal(signal.SIGTERM)
        if self._process is not None:
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None

    def kill(self) -> None:
        """End it at once."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        self._process = None

    def freeze(self) -> None:
        """Stop it answering, with its connections left open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def tool(self, main: str, *words: str) -> str:
        """Run a tool of Kafka's against this broker and return its output."""
        return run_tool(main, "--bootstrap-server", self.bootstrap, *words)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)


class Cluster:
    """Brokers that know each other and keep a copy each of everything; they die with the process that made them."""

    def __init__(self, folder: Path, size: int = 3, *, ports: tuple[int, ...] = ()) -> None:
        """Format a folder for each.

        Args:
            folder: For the brokers' folders.
            size: How many.
            ports: Where they listen; without it on free ports.
        """
        fetch_jars()
        identity = run_tool("kafka.tools.StorageTool", "random-uuid").split()[-1]
        controller_ports = {node: free_port() for node in range(1, size + 1)}
        self.folder = folder
        self.brokers: dict[int, Broker] = {}
        for node in controller_ports:
            place = folder / str(node)
            place.mkdir()
            self.brokers[node] = Broker(
                place, port=ports[node - 1] if ports else 0, seat=Seat(identity, node, controller_ports)
            )

    @property
    def bootstrap(self) -> str:
        """Addresses for clients."""
        return ",".join(broker.bootstrap for broker in self.brokers.values())

    def start(self) -> None:
        """Start them all, and wait until they take connections; BrokerError when one does not."""
        for broker in self.brokers.values():
            broker.launch()
        for broker in self.brokers.values():
            broker.await_connections()

    def stop(self) -> None:
        """End them in good order: all but the last need the others for that."""
        for broker in self.brokers.values():
            broker.stop()

    def kill(self) -> None:
        """End them at once."""
        for broker in self.brokers.values():
            broker.kill()

    def tool(self, main: str, *words: str) -> str:
        """Run a tool of Kafka's against this cluster and return its output."""
        return run_tool(main, "--bootstrap-server", self.bootstrap, *words)


def main() -> int:
    """Run brokers until they are interrupted."""
    parser = argparse.ArgumentParser(description="Run Kafka on this machine, without Docker.")
    parser.add_argument("--port", type=int, default=9092, help="where to listen (default: 9092); 0: a free port")
    parser.add_argument(
        "--brokers", type=int, default=1, help="how many, on this port and those behind it (default: 1)"
    )
    parser.add_argument("--fetch-only", action="store_true", help="only fetch Kafka's jars")
    args = parser.parse_args()
    try:
        fetch_jars()
        if args.fetch_only:
            return 0
        with tempfile.TemporaryDirectory(prefix="rasid-kafka-") as folder:
            ports = tuple(range(args.port, args.port + args.brokers)) if args.port else ()
            kafka = (
                Broker(Path(folder), port=args.port) if args.brokers == 1
                else Cluster(Path(folder), args.brokers, ports=ports)
            )
            kafka.start()
            sys.stderr.write(f"Kafka listens on {kafka.bootstrap}; its data goes with it. Ctrl-C ends it.\n")
            try:
                signal.pause()
            except KeyboardInterrupt:
                kafka.stop()
    except BrokerError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
