"""Every option of agent.yaml: its type, default, check, meaning, and whether it is a secret.

docs/configuration.md documents each (a test compares), ``rasid config schema`` prints them as JSON Schema.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agent.config import values


@dataclass(frozen=True, slots=True)
class Option:
    """One setting."""

    name: str
    """Section and key, e.g. ``http.port``; in the environment ``RASID_HTTP__PORT``."""
    parse: Callable[[Any], Any]
    """From what YAML, the environment or a flag gives to the value; raises ValueError with what was expected."""
    default: Any
    """As one would write it in YAML."""
    doc: str
    kind: str
    """What people are told may stand here."""
    secret: bool = False


def _option(name: str, kind: values.Kind, default: Any, doc: str, *, secret: bool = False) -> Option:
    return Option(name, kind.parse, default, doc, kind.name, secret)


OPTIONS: tuple[Option, ...] = (
    # ------------------------------------------------------------------ what to watch
    _option("files.feeds", values.PATH, "feeds.yaml",
            "The feed list. Relative paths start at the folder of agent.yaml; files that are not there are taken from "
            "the configuration that comes with Rasid."),
    _option("files.rules", values.PATH, "rules.yaml", "The alert rules."),
    _option("files.knowledge", values.PATH, ".",
            "Folder with gazetteer/, lexicon/ and the ontology: what Rasid knows of countries, people and language."),
    # ------------------------------------------------------------------ the log
    _option("log.kind", values.choice("sqlite", "kafka"), "sqlite",
            "sqlite: one file on this machine, nothing to install. kafka: a cluster, for more than one machine."),
    _option("log.path", values.PATH, "rasid.db", "sqlite: the file. Relative paths start at the working folder."),
    _option("log.synchronous", values.choice("normal", "full"), "normal",
            "sqlite: what is committed survives a killed process either way, a power cut only with full."),
    _option("log.prefix", values.NAME, "rasid", "Put before every topic, so that installations can share a cluster."),
    _option("log.article_partitions", values.integer(1, 1024), 8,
            "Partitions of articles: how far extraction spreads."),
    _option("log.feed_partitions", values.integer(1, 1024), 8, "Partitions of feeds: how far polling spreads."),
    _option("log.sweep_interval", values.DURATION, "10m",
            "sqlite: how often records past their retention are dropped."),
    _option("retention.articles", values.DURATION, "7d", "How long articles are kept."),
    _option("retention.mentions", values.DURATION, "7d", "How long extracted reports are kept."),
    _option("retention.events", values.DURATION, "90d", "How long revisions of events are kept."),
    _option("retention.alerts", values.DURATION, "90d", "How long alerts are kept."),
    _option("retention.audit", values.DURATION, "30d", "How long the record of every rule match is kept."),
    _option("retention.deadletters", values.DURATION, "90d", "How long dead letters are kept."),
    # ------------------------------------------------------------------ batches
    _option("runtime.batch_records", values.integer(1, 100_000), 500, "Most records in one batch and commit."),
    _option("runtime.batch_wait", values.DURATION, "100ms", "How long a stage waits for the first record of a batch."),
    _option("runtime.drain", values.DURATION, "20s",
            "How long a stopping daemon may take to finish what it has in hand; a second signal ends it at once."),
    # ------------------------------------------------------------------ polling
    _option("poll.contact", values.TEXT, "",
            "URL or address in the User-Agent by which a publisher can reach you. Set it: some refuse who has none."),
    _option("poll.interval_min", values.DURATION, "2m", "No feed is read more often than this."),
    _option("poll.interval_max", values.DURATION, "2h", "Every healthy feed is read at least this often."),
    _option("poll.concurrency", values.integer(1, 1000), 16, "Feeds fetched at the same time, one at a time a host."),
    _option("poll.timeout", values.DURATION, "20s", "For one fetch in all, redirects included."),
    _option("poll.connect_timeout", values.DURATION, "10s", "For the connection alone."),
    _option("poll.max_bytes", values.SIZE, "15MiB", "Largest feed, after decompression."),
    _option("poll.parse_timeout", values.DURATION, "10s", "For parsing one feed; a parser that takes longer is ended."),
    _option("poll.parse_workers", values.integer(1, 32), 1, "Processes that parse feeds."),
    _option("poll.proxy", values.TEXT, "", "Proxy for all fetches, e.g. http://proxy.example:3128.", secret=True),
    _option("poll.allow_private", values.LIST, [],
            "Hosts or networks (CIDR) that feeds may lie on although they are private, e.g. [10.1.0.0/16, localhost]."),
    # ------------------------------------------------------------------ extraction
    _option("extract.ner_model", values.TEXT, "",
            "Folder of a Hugging Face token-classification model for names that the gazetteer lacks; "
            "needs the extra `ner`."),
    # ------------------------------------------------------------------ alerts
    _option("alerts.installation", values.NAME, "local",
            "Names this installation in its alerts: their CloudEvents source is urn:rasid: and this name."),
    _option("alerts.reload_interval", values.DURATION, "10s", "How often the rules file is looked at for changes."),
    # ------------------------------------------------------------------ endpoints
    _option("http.enabled", values.BOOLEAN, "true", "Serve /metrics, /livez, /readyz and /alerts."),
    _option("http.host", values.TEXT, "127.0.0.1", "Address to listen on; 0.0.0.0 for every interface."),
    _option("http.port", values.integer(0, 65535), 8710, "Port to listen on; 0 takes a free one and logs it."),
    # ------------------------------------------------------------------ logging
    _option("logging.level", values.choice("debug", "info", "warning", "error"), "info", "Least level that is shown."),
    _option("logging.format", values.choice("auto", "text", "json"), "auto",
            "text for people, json for machines; auto is text on a terminal."),
)

BY_NAME: dict[str, Option] = {option.name: option for option in OPTIONS}
