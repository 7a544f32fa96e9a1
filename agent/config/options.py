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
    _option("files.boilerplate", values.PATH, "boilerplate.yaml",
            "What stands in article pages and is no part of the article."),
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
    _option("retention.health", values.DURATION, "90d", "How long changes in how feeds are doing are kept."),
    _option("retention.deadletters", values.DURATION, "90d", "How long dead letters are kept."),
    # ------------------------------------------------------------------ the Kafka cluster (log.kind: kafka)
    _option("kafka.bootstrap", values.LIST, ["localhost:9092"], "Brokers to begin with, as host:port."),
    _option("kafka.client_id", values.NAME, "rasid", "Name by which the brokers' logs and quotas know this process."),
    _option("kafka.group_instance_id", values.NAME, "",
            "A name that is this process's own and outlives it (a stateful set's pod name): a restart within the "
            "session timeout then moves no partitions."),
    _option("kafka.security_protocol", values.choice("plaintext", "ssl", "sasl_plaintext", "sasl_ssl"), "plaintext",
            "How to connect; only ssl and sasl_ssl are encrypted."),
    _option("kafka.ca_file", values.TEXT, "",
            "PEM file of the authorities that sign the brokers' certificates; empty: those the system trusts."),
    _option("kafka.cert_file", values.TEXT, "", "PEM file of this client's certificate, for clusters that ask for it."),
    _option("kafka.key_file", values.TEXT, "", "PEM file of its key; empty: it stands in kafka.cert_file."),
    _option("kafka.key_password_file", values.TEXT, "", "File whose first line is the password of an encrypted key."),
    _option("kafka.verify_hostname", values.BOOLEAN, "true", "Hold the broker's name against its certificate."),
    _option("kafka.sasl_mechanism", values.choice("plain", "scram-sha-256", "scram-sha-512", "oauthbearer"),
            "scram-sha-512", "How to log in, with sasl_ssl or sasl_plaintext."),
    _option("kafka.username", values.TEXT, "", "Account for plain and scram."),
    _option("kafka.password_file", values.TEXT, "", "File whose first line is the account's password."),
    _option("kafka.oauth_token_file", values.TEXT, "",
            "File with the bearer token for oauthbearer; read at each connection, so something must keep it fresh."),
    _option("kafka.session_timeout", values.DURATION, "10s",
            "A process that has not been heard of for so long loses its partitions."),
    _option("kafka.rebalance_timeout", values.DURATION, "60s", "How long a group waits for a member to join anew."),
    _option("kafka.revoke_budget", values.DURATION, "5s",
            "How long a batch in hand may take to finish when partitions are given out anew."),
    _option("kafka.transaction_timeout", values.DURATION, "60s",
            "The cluster aborts a transaction after this; readers wait for it as long."),
    _option("kafka.request_timeout", values.DURATION, "30s", "How long an answer of a broker may take."),
    _option("kafka.stop_timeout", values.DURATION, "3s",
            "How long closing one connection may take when the cluster is gone."),
    _option("kafka.startup_wait", values.DURATION, "60s", "How long a starting daemon waits for a cluster to come up."),
    _option("kafka.compression", values.choice("none", "gzip", "snappy", "lz4", "zstd"), "lz4",
            "How batches are packed."),
    _option("kafka.max_record_bytes", values.SIZE, "4MiB",
            "Largest record, key and value; topics are created to take it."),
    _option("kafka.replication", values.integer(0, 9), 0,
            "Copies of each topic that is created; 0: as many as there are brokers, at most 3."),
    _option("kafka.min_insync", values.integer(0, 9), 0,
            "Copies that must have a record before it counts (min.insync.replicas); 0: one less than there are."),
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
    _option("poll.dead_after", values.DURATION, "3d",
            "A feed that fails for so long is dead: said once, on the health topic and to rules that watch feeds."),
    _option("poll.proxy", values.TEXT, "", "Proxy for all fetches, e.g. http://proxy.example:3128.", secret=True),
    _option("poll.allow_private", values.LIST, [],
            "Hosts or networks (CIDR) that feeds may lie on although they are private, e.g. [10.1.0.0/16, localhost]."),
    # ------------------------------------------------------------------ article pages
    _option("pages.enabled", values.BOOLEAN, "true",
            "Read the pages of articles whose feed has full_text: auto (the default) or always."),
    _option("pages.min_words", values.integer(1, 10_000), 120,
            "With full_text: auto a page is read when the feed's own text has fewer words than this."),
    _option("pages.spacing", values.DURATION, "5s",
            "Between two pages of one host; its robots.txt can ask for more, up to a minute."),
    _option("pages.concurrency", values.integer(1, 200), 8, "Pages in hand at the same time, one at a time a host."),
    _option("pages.timeout", values.DURATION, "20s", "For one request; each redirect is a request of its own."),
    _option("pages.max_bytes", values.SIZE, "5MiB", "Largest page, after decompression."),
    _option("pages.extract_timeout", values.DURATION, "10s",
            "For finding the article in one page; a worker that takes longer is ended."),
    _option("pages.workers", values.integer(1, 32), 1, "Processes that find articles in pages."),
    _option("pages.attempts", values.integer(1, 10), 3,
            "How often a page is tried before the feed's text is kept for good."),
    _option("pages.retry_wait", values.DURATION, "2m",
            "Before the second attempt; five times as long before each further one."),
    _option("pages.queue", values.integer(1, 1000), 100,
            "Pages of one feed that wait at most; what does not fit keeps the feed's text."),
    # ------------------------------------------------------------------ extraction
    _option("extraction.ner.model_path", values.TEXT, "",
            "Folder of a BERT model that labels names, for Arabic names that the gazetteer lacks; empty: off. "
            "Needs the extra `ner` (torch and transformers)."),
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
