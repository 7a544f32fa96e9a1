"""TLS in both directions against a real broker, and what is said when one side does not trust the other."""

from datetime import timedelta

import pytest
from certificates import PASSWORD, authority, expired, keystore, signed, truststore
from local_broker import Listener, free_port
from namespaced_log import NamespacedLog

from agent.log.api import LogError, Output, TopicSpec, Unavailable
from agent.log.kafka_security import Security

pytestmark = pytest.mark.faults


class Mutual:
    """A broker that shows a certificate and asks for one, and a second listener whose certificate has expired."""

    def __init__(self, start_broker, folder):
        self.folder = folder
        for name in ("ca", "strangers"):
            authority(folder, name)
        signed(folder, "broker", "ca", "subjectAltName=IP:127.0.0.1")
        signed(folder, "client", "ca")
        signed(folder, "stranger", "strangers")
        keystore(folder, "broker", "ca")
        truststore(folder, "trust", "ca")
        expired(folder, "old")
        port = free_port()
        self.broker = start_broker(
            listener="SSL", listeners={"EXPIRED": Listener("SSL", port, port)},
            more={
                "ssl.keystore.location": folder / "broker.p12", "ssl.keystore.password": PASSWORD,
                "ssl.truststore.location": folder / "trust.p12", "ssl.truststore.password": PASSWORD,
                "ssl.client.auth": "required",
                "listener.name.expired.ssl.keystore.location": folder / "old.p12",
                "listener.name.expired.ssl.keystore.password": PASSWORD,
            },
        )

    def security(self, **files):
        made = {"ca_file": "ca.pem", "cert_file": "client.pem", "key_file": "client.key", **files}
        return Security(protocol="ssl", **{
            name: str(self.folder / value) if isinstance(value, str) and value else value
            for name, value in made.items()
        })

    def address(self, host="127.0.0.1", listener=None):
        port = self.broker.listeners[listener].port if listener else self.broker.port
        return f"{host}:{port}"

    async def open(self, address, **files):
        return await NamespacedLog.open(
            address, security=self.security(**files), startup_wait=timedelta(0), request_timeout=timedelta(seconds=5)
        )


@pytest.fixture(scope="module")
def mutual(start_broker, tmp_path_factory):
    return Mutual(start_broker, tmp_path_factory.mktemp("mutual"))


async def test_each_side_shows_its_certificate(mutual):
    log = await mutual.open(mutual.address())
    try:
        await log.ensure_topics([TopicSpec("out")])
        await log.append([Output("out", b"k", b"v")])
        assert [record.value async for record in log.read("out")] == [b"v"]
    finally:
        await log.close()


async def test_the_name_is_not_held_against_the_certificate_when_told_so(mutual):
    log = await mutual.open(mutual.address("localhost"), verify_hostname=False)
    await log.close()


@pytest.mark.parametrize(("host", "listener", "files", "message"), [
    ("127.0.0.1", None, {"cert_file": "", "key_file": ""},
     r"the cluster asks for a certificate: set kafka\.cert_file and kafka\.key_file"),
    ("127.0.0.1", None, {"cert_file": "stranger.pem", "key_file": "stranger.key"},
     r"the cluster does not accept the certificate in kafka\.cert_file"),
    ("127.0.0.1", None, {"ca_file": "strangers.pem"},
     r"the broker's certificate is not trusted: kafka\.ca_file must hold the authority"),
    ("localhost", None, {},
     r"the broker's certificate is for another name: kafka\.bootstrap must use one that stands in it"),
    ("127.0.0.1", "EXPIRED", {"ca_file": "old.pem"}, r"the broker's certificate has expired"),
], ids=["no-certificate", "strange-certificate", "strange-broker", "other-name", "expired"])
async def test_who_does_not_trust_whom_is_said(mutual, host, listener, files, message):
    with pytest.raises(LogError, match=message) as caught:
        await mutual.open(mutual.address(host, listener), **files)
    assert not caught.value.retriable
    assert not isinstance(caught.value, Unavailable)
