"""The AsyncAPI 3 document of an installation: which topics there are, what is on them, and who reads and writes them.

Made from the record types and from the topics as they are created, so that it cannot say anything else than they do.
Source: https://www.asyncapi.com/docs/reference/specification/v3.0.0 and the Kafka bindings, version 0.5.0.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import yaml

from agent import __version__
from agent.deadletters import EXCEPTION, MESSAGE, OFFSET, PARTITION, STAGE, TOPIC
from agent.log.api import Cleanup, Topics, TopicSpec
from agent.records import RECORD_TYPES
from agent.topics import ALERTS, ARTICLES, AUDIT, DEADLETTERS, EVENTS, FEEDS, HEALTH, MENTIONS

VERSION = "3.0.0"
KAFKA_BINDING = "0.5.0"
_SCHEMAS = "#/components/schemas/"

_DESCRIPTION = """\
Everything is JSON in UTF-8; records change additively only, so pass over fields that you do not know.

Read with isolation.level=read_committed: then each record is there exactly once. Topics whose name ends in `.state` are
the memory of the stages and not for others; so is the topic of feed cursors."""


@dataclass(frozen=True, slots=True)
class _Channel:
    """What a topic is for."""

    record: str
    """Name of its record in RECORD_TYPES; empty for dead letters, whose values are as they came."""
    key: str
    """What the records' keys are."""
    summary: str
    writers: Sequence[str]
    readers: Sequence[str] = ()
    """Stages, which are also consumer groups."""


CHANNELS: Mapping[str, _Channel] = {
    ARTICLES: _Channel("article", "article_id", "Every version of every article.", ("poll",), ("extract",)),
    MENTIONS: _Channel(
        "report", "article_id", "What each version of an article reports.", ("extract",), ("resolve",)
    ),
    EVENTS: _Channel("event", "event_id", "Each revision of each event.", ("resolve",), ("alert",)),
    ALERTS: _Channel(
        "alert", "what the rule groups by", "Alerts, as CloudEvents in binary mode: subscribe to this.", ("alert",)
    ),
    AUDIT: _Channel("audit", "rule id", "Every match of a rule and what became of it.", ("alert",)),
    FEEDS: _Channel("feed-cursor", "feed id", "How far each feed has been read.", ("poll",), ("poll",)),
    HEALTH: _Channel("feed-health", "feed id", "Changes in how a feed is doing.", ("poll",), ("alert",)),
    DEADLETTERS: _Channel(
        "", "the original record's", "Records that no stage could take, byte for byte, with the reason.",
        ("extract", "resolve", "alert"),
    ),
}
"""Every topic but those of the stages' state."""


def _header(text: str, **more: str) -> dict[str, str]:
    return {"type": "string", "description": text, **more}


ALERT_HEADERS: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "ce_specversion": _header("Version of CloudEvents.", const="1.0"),
        "ce_id": _header("The alert's alert_id: the idempotency key."),
        "ce_type": _header("What kind of event this is.", const="org.rasid.alert.v1"),
        "ce_source": _header("urn:rasid: and the installation (alerts.installation).", pattern="^urn:rasid:"),
        "ce_time": _header("When the alert was made, RFC 3339.", format="date-time"),
        "ce_subject": _header("Id of the rule."),
        "content-type": _header("Of the value.", const="application/json"),
    },
    "required": ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "ce_subject", "content-type"],
}
"""Headers of an alert: CloudEvents 1.0, Kafka protocol binding, binary mode."""

DEAD_LETTER_HEADERS: Mapping[str, Any] = {
    "type": "object",
    "description": "The original record's headers, and these (the names of KIP-1034, and the stage).",
    "properties": {
        STAGE: _header("The stage that could not take it."),
        EXCEPTION: _header("Class of the error."),
        MESSAGE: _header("The error in words."),
        TOPIC: _header("Where the record came from."),
        PARTITION: _header("The partition there.", pattern="^[0-9]+$"),
        OFFSET: _header("The offset there.", pattern="^[0-9]+$"),
    },
    "required": [STAGE, EXCEPTION, MESSAGE, TOPIC, PARTITION, OFFSET],
}


def asyncapi(topics: Topics, servers: Sequence[str] = ("localhost:9092",), security: str = "plaintext") -> str:
    """Return the document as YAML.

    Args:
        topics: The topics of the installation.
        servers: Brokers to begin with, as host:port.
        security: ``plaintext``, ``ssl``, ``sasl_plaintext`` or ``sasl_ssl``.
    """
    return yaml.dump(
        document(topics, servers, security), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120
    )


def document(topics: Topics, servers: Sequence[str], security: str) -> dict[str, Any]:
    """Return the document as plain dicts and lists; the arguments are those of :func:`asyncapi`."""
    there = {name: CHANNELS[name] for name in CHANNELS if name in topics.specs}
    protocol = "kafka-secure" if security.endswith("ssl") else "kafka"
    return {
        "asyncapi": VERSION,
        "info": {"title": "Rasid", "version": __version__, "description": _DESCRIPTION},
        "defaultContentType": "application/json",
        "servers": {
            f"broker{number}": {"host": host, "protocol": protocol} for number, host in enumerate(servers, 1)
        },
        "channels": {name: _channel(name, channel, topics.specs[name]) for name, channel in there.items()},
        "operations": dict(_operations(there, topics)),
        "components": {
            "messages": {_message_name(name): _message(channel) for name, channel in there.items()},
            "schemas": _schemas(there.values()),
        },
    }


def _message_name(topic: str) -> str:
    return CHANNELS[topic].record or "dead-letter"


def _channel(name: str, channel: _Channel, spec: TopicSpec) -> dict[str, Any]:
    message = _message_name(name)
    kept = -1 if spec.retention is None else int(spec.retention.total_seconds() * 1000)
    cleanup = ["compact", "delete"] if spec.cleanup is Cleanup.COMPACT_DELETE else [spec.cleanup.value]
    return {
        "address": spec.name,
        "summary": channel.summary,
        "messages": {message: {"$ref": f"#/components/messages/{message}"}},
        "bindings": {"kafka": {
            "topic": spec.name,
            "partitions": spec.partitions,
            "topicConfiguration": {"cleanup.policy": cleanup, "retention.ms": kept},
            "bindingVersion": KAFKA_BINDING,
        }},
    }


def _operations(there: Mapping[str, _Channel], topics: Topics) -> list[tuple[str, dict[str, Any]]]:
    """Return what Rasid does: each stage writes to and reads from topics, in groups of its own."""
    found: list[tuple[str, dict[str, Any]]] = []
    for name, channel in there.items():
        about = {
            "channel": {"$ref": f"#/channels/{name}"},
            "messages": [{"$ref": f"#/channels/{name}/messages/{_message_name(name)}"}],
        }
        for stage in channel.writers:
            found.append((f"{stage}-sends-{name}", {  # noqa: PERF401 - two kinds go into one list, in the way of the data
                "action": "send", **about, "summary": f"The {stage} stage writes, in one transaction with its offset."
            }))
        for stage in channel.readers:
            group = f"{topics.prefix}.{stage}" if topics.prefix else stage
            found.append((f"{stage}-receives-{name}", {
                "action": "receive", **about, "summary": f"The {stage} stage reads, committed records only.",
                "bindings": {"kafka": {
                    "groupId": {"type": "string", "const": group}, "bindingVersion": KAFKA_BINDING
                }},
            }))
    return found


def _message(channel: _Channel) -> dict[str, Any]:
    key = {"key": {"type": "string", "description": channel.key}, "bindingVersion": KAFKA_BINDING}
    if not channel.record:
        return {
            "title": "DeadLetter", "summary": channel.summary, "contentType": "application/octet-stream",
            "headers": DEAD_LETTER_HEADERS, "payload": {"description": "The value as it was, whatever it is."},
            "bindings": {"kafka": key},
        }
    kind = RECORD_TYPES[channel.record]
    return {
        "title": kind.__name__,
        "summary": inspect.cleandoc(kind.__doc__ or "").partition("\n\n")[0].replace("\n", " "),
        "contentType": "application/json",
        **({"headers": ALERT_HEADERS} if channel.record == "alert" else {}),
        "payload": {"$ref": f"{_SCHEMAS}{kind.__name__}"},
        "bindings": {"kafka": key},
    }


def _schemas(channels: Sequence[_Channel] | Any) -> dict[str, Any]:
    kinds = [RECORD_TYPES[channel.record] for channel in channels if channel.record]
    _, found = msgspec.json.schema_components(kinds, ref_template=f"{_SCHEMAS}{{name}}")
    for schema in found.values():
        if "description" in schema:
            schema["description"] = inspect.cleandoc(schema["description"])
    return dict(sorted(found.items()))


class _Plain(yaml.SafeDumper):
    """Writes every value out where it stands, and text of several lines as such."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the interface
        """Never refer back to an equal value."""
        return True


def _text(dumper: yaml.SafeDumper, data: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)


_Plain.add_representer(str, _text)
