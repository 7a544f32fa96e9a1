"""The AsyncAPI document says what is on the topics: it is whole, of the right form, and not out of date."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
import yaml

from agent.asyncapi import ALERT_HEADERS, CHANNELS, DEAD_LETTER_HEADERS, asyncapi
from agent.codec import encode
from agent.deadletters import dead_letter
from agent.log.api import Record, Topics
from agent.records import Alert, Event, RuleRef
from agent.topics import CHANGELOG_OF, topic_specs
from consumers.alerting.ledger import alert_headers

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "docs/asyncapi.yaml"


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load(COMMITTED.read_text(encoding="utf-8"))


def a_reference(to):
    return {
        "type": "object", "required": ["$ref"], "additionalProperties": False,
        "properties": {"$ref": {"pattern": f"^#/{to}$"}},
    }


def an_object(required, **properties):
    return {
        "type": "object", "required": required.split(), "additionalProperties": False, "properties": properties,
    }


def a_map(of, names="^[A-Za-z0-9_-]+$"):
    return {"type": "object", "minProperties": 1, "additionalProperties": False, "patternProperties": {names: of}}


TEXT = {"type": "string", "minLength": 1}
KAFKA_VERSION = {"const": "0.5.0"}
SCHEMA = {"$ref": "http://json-schema.org/draft-07/schema#"}
KEY = an_object("key bindingVersion", key=SCHEMA, bindingVersion=KAFKA_VERSION)
FORM = an_object(
    "asyncapi info channels operations components",
    asyncapi={"const": "3.0.0"},
    info=an_object("title version", title=TEXT, version=TEXT, description=TEXT),
    defaultContentType=TEXT,
    servers=a_map(an_object("host protocol", host=TEXT, protocol={"enum": ["kafka", "kafka-secure"]})),
    channels=a_map(an_object(
        "address messages", address=TEXT, summary=TEXT, messages=a_map(a_reference("components/messages/[a-z-]+")),
        bindings=an_object("kafka", kafka=an_object(
            "topic partitions", topic=TEXT, partitions={"type": "integer", "minimum": 1}, bindingVersion=KAFKA_VERSION,
            topicConfiguration={"type": "object", "properties": {
                "cleanup.policy": {"type": "array", "items": {"enum": ["delete", "compact"]}},
                "retention.ms": {"type": "integer", "minimum": -1},
            }},
        )),
    )),
    operations=a_map(an_object(
        "action channel messages", action={"enum": ["send", "receive"]}, summary=TEXT,
        channel=a_reference("channels/[a-z]+"),
        messages={"type": "array", "minItems": 1, "items": a_reference("channels/[a-z]+/messages/[a-z-]+")},
        bindings=an_object("kafka", kafka=an_object(
            "groupId bindingVersion", groupId=SCHEMA,
            bindingVersion=KAFKA_VERSION,
        )),
    )),
    components=an_object(
        "messages schemas",
        messages=a_map(an_object(
            "title contentType payload", title=TEXT, summary=TEXT, contentType=TEXT,
            headers={"allOf": [
                SCHEMA, {"properties": {"type": {"const": "object"}}},
            ]},
            payload=SCHEMA, bindings=an_object("kafka", kafka=KEY),
        )),
        schemas=a_map(SCHEMA),
    ),
)
"""The part of AsyncAPI 3.0.0 (and of version 0.5.0 of its Kafka bindings) that we use, and nothing beside it."""


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolved(document, reference):
    node = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def test_it_has_the_form_of_asyncapi_3(document):
    jsonschema.Draft7Validator(FORM).validate(document)


def test_every_reference_leads_somewhere_and_nothing_is_left_over(document):
    found = set(references(document))
    assert len(found) > 40
    for reference in found:
        assert resolved(document, reference)
    for section in ("messages", "schemas"):
        for name in document["components"][section]:
            assert f"#/components/{section}/{name}" in found, name


def test_an_operation_has_messages_of_its_channel(document):
    for operation in document["operations"].values():
        assert all(m["$ref"].startswith(f"{operation['channel']['$ref']}/") for m in operation["messages"])


def test_every_topic_is_a_channel_but_what_stages_remember():
    assert set(CHANNELS) == set(topic_specs()) - set(CHANGELOG_OF.values())


def test_the_committed_document_is_what_the_records_and_topics_are():
    generated = asyncapi(Topics("rasid", topic_specs()))
    assert COMMITTED.read_text(encoding="utf-8") == generated, (
        "run `rasid schema --asyncapi --write docs/asyncapi.yaml`"
    )


def test_the_headers_of_an_alert_are_those_of_the_document(document):
    alert = Alert(
        alert_id="a1", rule=RuleRef(id="gulf"), matched={}, reason="r", revision=1,
        event=Event(event_id="e1", revision=1, type="CONSULT"), created=datetime.now(UTC),
    )
    headers = {name: value.decode() for name, value in alert_headers(alert, "desk")}
    message = document["components"]["messages"]["alert"]
    assert message["headers"] == ALERT_HEADERS
    jsonschema.validate(headers, {**message["headers"], "additionalProperties": False})
    payload = {**message["payload"], "components": document["components"]}
    jsonschema.validate(yaml.safe_load(encode(alert)), payload)


def test_the_headers_of_a_dead_letter_are_those_of_the_document():
    letter = dead_letter(Record("rasid.articles", 3, 17, b"k", b"{"), "extract", ValueError("no"), "rasid.deadletters")
    headers = {name: value.decode() for name, value in letter.headers}
    jsonschema.validate(headers, {**DEAD_LETTER_HEADERS, "additionalProperties": False})


def test_the_command_speaks_of_this_installation(tmp_path):
    def rasid(*words):
        return subprocess.run(
            [sys.executable, "-m", "agent", "schema", *words], capture_output=True, text=True, cwd=tmp_path, check=False
        )

    done = rasid(
        "--asyncapi", "--set", "log.prefix=desk", "--set", "kafka.bootstrap=k1:9093,k2:9093",
        "--set", "kafka.security_protocol=sasl_ssl", "--set", "log.article_partitions=3",
    )
    shown = yaml.safe_load(done.stdout)
    assert shown["channels"]["alerts"]["address"] == "desk.alerts"
    assert shown["channels"]["articles"]["bindings"]["kafka"]["partitions"] == 3
    assert [server["host"] for server in shown["servers"].values()] == ["k1:9093", "k2:9093"]
    assert {server["protocol"] for server in shown["servers"].values()} == {"kafka-secure"}
    assert shown["operations"]["extract-receives-articles"]["bindings"]["kafka"]["groupId"]["const"] == "desk.extract"
    assert rasid("--asyncapi", "--write", "out/asyncapi.yaml").returncode == 0
    assert (tmp_path / "out/asyncapi.yaml").read_text() == COMMITTED.read_text()
    assert rasid("alert", "--asyncapi").returncode == 2
