"""Logging in, trusting and being let in: the options alone, then a cluster with TLS, accounts and an authorizer."""

import asyncio
import base64
import json
import ssl
import subprocess
import time
from datetime import timedelta

import pytest
from fault_run import OUTCOMES, Outcome
from fault_worker import Sums
from fault_worker import topics as worker_topics
from local_broker import Listener, free_port, run_tool
from namespaced_log import NamespacedLog, quick_settings

from agent.clock import SystemClock
from agent.config.loader import load
from agent.log.api import Cleanup, LogError, Output, Subscription, TopicSpec, Unavailable, UnknownTopic
from agent.log.kafka import KafkaLog
from agent.log.kafka_security import Security
from agent.log.kafka_settings import KafkaSettings
from agent.metrics import Metrics
from agent.runtime import RuntimeSettings, StageRunner

TOPICS = [TopicSpec("in"), TopicSpec("out"), TopicSpec("state", cleanup=Cleanup.COMPACT)]
ACL = "org.apache.kafka.tools.AclCommand"


def settings(**options):
    return KafkaSettings.of(load(environment={}, flags={f"kafka.{name}": value for name, value in options.items()}))


# ---------------------------------------------------------------------- the options alone


def test_the_defaults_are_a_cluster_on_this_machine():
    made = settings()
    assert made.bootstrap == ("localhost:9092",)
    assert made.security.tls_context() is None
    assert made.heartbeat == timedelta(seconds=1)
    assert made.commit_timeout < made.request_timeout
    assert made == KafkaSettings()


def test_a_password_comes_from_its_file_and_is_read_anew(tmp_path):
    file = tmp_path / "password"
    file.write_text("first\nsecond line\n")
    security = settings(
        security_protocol="sasl_ssl", username="rasid", password_file=str(file), sasl_mechanism="plain"
    ).security
    assert security.password() == "first"
    file.write_text("rotated\n")
    assert security.password() == "rotated"
    assert security.principal == "User:rasid"
    assert security.tls_context().verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(("options", "message"), [
    ({"security_protocol": "ssl", "ca_file": "/nowhere/ca.pem"}, r"kafka\.ca_file: no file /nowhere/ca\.pem"),
    ({"security_protocol": "ssl", "ca_file": __file__}, r"kafka\.ca_file: .*no certificate in PEM form"),
    ({"security_protocol": "ssl", "cert_file": __file__}, r"kafka\.cert_file: .*PEM form"),
    ({"security_protocol": "ssl", "key_file": __file__}, r"kafka\.key_file is set without kafka\.cert_file"),
    ({"ca_file": __file__}, "not encrypted: set it to ssl or sasl_ssl"),
    ({"username": "rasid"}, "knows no users: set it to sasl_ssl"),
    ({"security_protocol": "sasl_ssl"}, r"kafka\.username is empty: scram-sha-512 needs it"),
    ({"security_protocol": "sasl_ssl", "username": "rasid"}, r"kafka\.password_file is empty"),
    ({"security_protocol": "sasl_ssl", "username": "rasid", "password_file": "/dev/null"}, "no file /dev/null"),
    ({"security_protocol": "sasl_ssl", "sasl_mechanism": "oauthbearer"}, r"kafka\.oauth_token_file is empty"),
])
def test_what_cannot_work_is_named_before_anything_is_tried(options, message):
    with pytest.raises(LogError, match=message):
        settings(**options)


def test_an_empty_secret_is_named(tmp_path):
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(LogError, match=r"kafka\.password_file: .*empty is empty"):
        Security(protocol="sasl_ssl", username="u", password_file=str(tmp_path / "empty")).check()


# ---------------------------------------------------------------------- a cluster that asks


class Guarded:
    """A broker with TLS, accounts and an authorizer, and the files to get in."""

    def __init__(self, start_broker, folder):
        self.folder = folder
        self._certificates()
        scram = "org.apache.kafka.common.security.scram.ScramLoginModule required"
        plain = "org.apache.kafka.common.security.plain.PlainLoginModule required"
        oauth = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
        port = free_port()
        self.broker = start_broker(
            listener="SASL_SSL", listeners={"SCRAM": Listener("SASL_SSL", port, port)},
            scram=("SCRAM-SHA-512=[name=admin,password=admin-pw]", "SCRAM-SHA-512=[name=rasid,password=rasid-pw]",
                   "SCRAM-SHA-256=[name=rasid,password=rasid-256]"),
            more={
                "sasl.enabled.mechanisms": "SCRAM-SHA-512,SCRAM-SHA-256,PLAIN,OAUTHBEARER",
                "listener.name.scram.sasl.enabled.mechanisms": "SCRAM-SHA-512",
                "listener.name.scram.scram-sha-512.sasl.jaas.config": f"{scram};",
                "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config":
                    f'{scram} username="admin" password="admin-pw";',
                "listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config": f"{scram};",
                "listener.name.sasl_ssl.plain.sasl.jaas.config": f'{plain} user_rasid="plain-pw";',
                "listener.name.sasl_ssl.oauthbearer.sasl.jaas.config": f'{oauth} unsecuredLoginStringClaim_sub="x";',
                "ssl.keystore.location": folder / "broker.p12", "ssl.keystore.password": "keystore",
                "ssl.truststore.location": folder / "trust.p12", "ssl.truststore.password": "keystore",
                "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users": "User:admin;User:ANONYMOUS",
            },
        )
        self.write("admin.properties", "\n".join([
            "security.protocol=SASL_SSL", "sasl.mechanism=SCRAM-SHA-512",
            f'sasl.jaas.config={scram} username="admin" password="admin-pw";',
            f"ssl.truststore.location={folder / 'trust.p12'}", "ssl.truststore.password=keystore",
        ]))

    def _certificates(self):
        store = ["-keystore", "broker.p12", "-storepass", "keystore", "-alias", "broker"]
        for words in (
            ["-genkeypair", *store, "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext", "SAN=ip:127.0.0.1"],
            ["-exportcert", "-rfc", *store, "-file", "ca.pem"],
            ["-importcert", "-noprompt", "-keystore", "trust.p12", "-storepass", "keystore", "-file", "ca.pem"],
        ):
            subprocess.run(["keytool", *words], cwd=self.folder, check=True, capture_output=True)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=other", "-days", "2",
             "-keyout", "other.key", "-out", "other.pem"], cwd=self.folder, check=True, capture_output=True,
        )

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return str(self.folder / name)

    def allow(self, principal, *words):
        self._acl("--add", "--allow-principal", principal, *words)

    def deny(self, principal, *words):
        self._acl("--add", "--deny-principal", principal, *words)

    def deny_no_more(self, principal, *words):
        self._acl("--remove", "--force", "--deny-principal", principal, *words)

    def _acl(self, *words):
        run_tool(
            ACL, "--bootstrap-server", self.broker.bootstrap, "--command-config", str(self.folder / "admin.properties"),
            "--resource-pattern-type", "prefixed", *words,
        )

    def account(self, name, password, **changes):
        return Security(**{
            "protocol": "sasl_ssl", "ca_file": str(self.folder / "ca.pem"), "sasl_mechanism": "scram-sha-512",
            "username": name, "password_file": self.write(f"{name}-{password}", password), **changes,
        })

    def bearer(self, name, lives=600):
        """Return the security of a machine whose token is good for so many seconds."""
        now = int(time.time())
        token = ".".join(
            base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
            for part in ({"alg": "none"}, {"sub": name, "iat": now - 1000, "exp": now + lives})
        ) + "."
        return self.account(
            "", "", sasl_mechanism="oauthbearer", oauth_token_file=self.write(f"token-{name}-{lives}", token),
            password_file="",
        )

    async def open(self, prefix, security):
        return await NamespacedLog.open(
            self.broker.bootstrap, prefix, security=security, startup_wait=timedelta(0),
            request_timeout=timedelta(seconds=5),
        )


@pytest.fixture(scope="module")
def guarded(start_broker, tmp_path_factory):
    return Guarded(start_broker, tmp_path_factory.mktemp("guarded"))


async def made_topics(guarded, prefix):
    admin = await guarded.open(prefix, guarded.account("admin", "admin-pw"))
    await admin.ensure_topics(TOPICS)
    await admin.close()


@pytest.mark.faults
@pytest.mark.timeout(180)
async def test_the_rights_in_the_docs_are_enough_and_each_is_needed(guarded):
    prefix = "guarded"
    await made_topics(guarded, prefix)
    rasid = guarded.account("rasid", "rasid-pw")
    blind = await guarded.open(prefix, rasid)
    with pytest.raises(UnknownTopic, match="User:rasid may not see it"):
        await anext(blind.read("in"))
    await blind.close()

    guarded.allow(
        "User:rasid", "--topic", f"{prefix}.",
        "--operation", "Read", "--operation", "Write", "--operation", "Describe", "--operation", "DescribeConfigs",
    )
    log = await guarded.open(prefix, rasid)
    try:
        await log.append([Output("in", b"k", b"1")])
        subscription = Subscription("group", "in", "state")
        async with log.join(subscription) as member:
            with pytest.raises(LogError, match=r"not allowed to use the consumer group.*docs/kafka\.md"):
                await member.next_task()
        guarded.allow("User:rasid", "--group", f"{prefix}.", "--operation", "Read", "--operation", "Describe")
        async with log.join(subscription) as member:
            task = await member.next_task()
            with pytest.raises(LogError, match="not allowed to use the transactional id"):
                await task.fetch(1, 0)
        guarded.allow(
            "User:rasid", "--transactional-id", f"{prefix}.", "--operation", "Write", "--operation", "Describe"
        )
        async with log.join(subscription) as member:
            task = await member.next_task()
            assert [r.value for r in await task.fetch(1, 60)] == [b"1"]
            await task.commit([Output("out", b"k", b"2"), Output("state", b"k", b"3", partition=0)], 1)
        assert [record.value async for record in log.read("out")] == [b"2"]
        (lag,) = await log.lag("group", "in")
        assert lag.records == 0
        with pytest.raises(LogError, match=r"creating topic .*: not allowed"):
            await log.log.ensure_topics([TopicSpec("elsewhere")])
    finally:
        await log.close()


@pytest.mark.faults
@pytest.mark.timeout(180)
async def test_a_right_that_is_taken_away_ends_the_stage_and_costs_nothing(guarded):
    prefix = "midrun"
    topics = worker_topics(prefix)
    admin = await KafkaLog.open(quick_settings(
        guarded.broker.bootstrap, security=guarded.account("admin", "admin-pw")
    ), prefix)
    await admin.ensure_topics(list(topics.specs.values()))
    guarded.allow("User:rasid", "--topic", f"{prefix}.", "--group", f"{prefix}.", "--operation", "All")
    guarded.allow("User:rasid", "--transactional-id", f"{prefix}.", "--operation", "Write", "--operation", "Describe")

    async def write(numbers):
        await admin.append([
            Output(topics["articles"], b"k", json.dumps(["k", number]).encode()) for number in numbers
        ])

    async def run(until=None):
        log = await KafkaLog.open(quick_settings(
            guarded.broker.bootstrap, security=guarded.account("rasid", "rasid-pw")
        ), prefix)
        runner = StageRunner(
            Sums(), log, topics, SystemClock(), Metrics(), RuntimeSettings(batch_records=5, offload=False)
        )
        try:
            await runner.run(until=until and (lambda: until(runner)), timeout=60)
        finally:
            await log.close()

    await write(range(20))
    running = asyncio.create_task(run())
    while any(lag.records for lag in await admin.lag("extract", topics["articles"])):
        await asyncio.sleep(0.1)
    denied = ("--topic", topics["mentions"], "--operation", "Write")
    began = time.monotonic()
    guarded.deny("User:rasid", *denied)
    await write(range(20, 40))
    refused = pytest.RaisesExc(LogError, match=r"writing .*not allowed to use the topic.*docs/kafka\.md")
    with pytest.RaisesGroup(refused, flatten_subgroups=True):
        await running
    guarded.deny_no_more("User:rasid", *denied)
    await run(lambda runner: runner.processed == 20)
    outcome = Outcome("a right taken away under a running stage", 40, 1, [time.monotonic() - began])
    found = [json.loads(record.value)[1] async for record in admin.read(topics["mentions"])]
    outcome.lost, outcome.doubled = len(set(range(40)) - set(found)), len(found) - len(set(found))
    OUTCOMES.append(outcome)
    assert found == list(range(40))
    await admin.close()


@pytest.mark.faults
async def test_other_ways_to_log_in(guarded):
    await made_topics(guarded, "ways")
    for principal in ("User:rasid", "User:machine"):
        guarded.allow(principal, "--topic", "ways.", "--operation", "Read", "--operation", "Write")
    for security in (
        guarded.account("rasid", "plain-pw", sasl_mechanism="plain"),
        guarded.account("rasid", "rasid-256", sasl_mechanism="scram-sha-256"),
        guarded.bearer("machine"),
    ):
        log = await guarded.open("ways", security)
        await log.append([Output("in", b"k", b"1")])
        await log.close()


@pytest.mark.faults
@pytest.mark.parametrize(("changes", "kind", "message"), [
    ({"password_file": "wrong"}, LogError, r"does not accept the account: check kafka\.username"),
    ({"password_file": "wrong", "sasl_mechanism": "plain"}, LogError, r"does not accept the account"),
    ({"password_file": "wrong", "sasl_mechanism": "scram-sha-256"}, LogError, r"does not accept the account"),
    ({"ca_file": "other.pem"}, LogError, r"certificate is not trusted: kafka\.ca_file"),
    ({"ca_file": ""}, LogError, r"certificate is not trusted: kafka\.ca_file"),
    ({"protocol": "sasl_plaintext", "ca_file": ""}, Unavailable, r"kafka\.security_protocol"),
])
# The library lets go of a connection whose other end speaks TLS to it without closing its socket.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_who_is_not_let_in_is_told_why(guarded, changes, kind, message):
    files = {name: str(guarded.folder / value) for name, value in changes.items() if name.endswith("file") and value}
    guarded.write("wrong", "guess")
    security = guarded.account("rasid", "rasid-pw", **{**changes, **files})
    with pytest.raises(kind, match=message):
        await guarded.open("guarded", security)


@pytest.mark.faults
async def test_a_token_that_has_expired_is_told_of(guarded):
    with pytest.raises(LogError, match=r"does not accept the token.*kafka\.oauth_token_file") as caught:
        await guarded.open("guarded", guarded.bearer("machine", lives=-500))
    assert not caught.value.retriable


@pytest.mark.faults
async def test_a_way_that_a_listener_does_not_offer_is_named(guarded):
    security = guarded.account("rasid", "rasid-pw", sasl_mechanism="plain")
    address = f"127.0.0.1:{guarded.broker.listeners['SCRAM'].port}"
    with pytest.raises(LogError, match=r"does not offer this way.*kafka\.sasl_mechanism"):
        await NamespacedLog.open(
            address, "guarded", security=security, startup_wait=timedelta(0), request_timeout=timedelta(seconds=5)
        )
