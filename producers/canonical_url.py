"""One address for one article: what is left when everything that does not tell two articles apart is gone.

The result is for comparing, never for fetching. The rules are data (config/url-identity.yaml); ids in paths are taken
per host alone, since a general "digits in the path" rule joins the articles of a day at outlets that put dates there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import yaml

from agent.config.folder import bundled_config

_PLAIN_ENDING = re.compile(r"(?:/index)?\.(?:s?html?|amp)\Z", re.IGNORECASE)
_MAX_PARAMETERS = 100
_SLASHES = re.compile(r"/{2,}")


@dataclass(frozen=True, slots=True)
class HostRule:
    """How one host's addresses name an article."""

    path: re.Pattern[str] | None
    """Matched against the decoded path."""
    form: str
    """Path of the canonical address, with ``{group}`` for the groups of ``path``."""
    keep: frozenset[str] | None
    """The only parameters that count; None: all but trackers."""


class UrlIdentity:
    """The rules of config/url-identity.yaml at work."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        """Take the rules.

        Args:
            rules: The parsed file.

        Raises:
            ValueError: A rule is not in order.
        """
        self._prefixes = tuple(f"{prefix}." for prefix in rules.get("host_prefixes", ()))
        self._trackers = frozenset(rules.get("trackers", ()))
        self._tracker_prefixes = tuple(rules.get("tracker_prefixes", ()))
        self._aliases: dict[str, str] = dict(rules.get("aliases", {}))
        self._hosts = {host: self._rule(host, rule) for host, rule in rules.get("hosts", {}).items()}

    @staticmethod
    def _rule(host: str, rule: Mapping[str, Any]) -> HostRule:
        try:
            path = re.compile(rule["path"]) if "path" in rule else None
        except re.error as error:
            raise ValueError(f"url-identity.yaml: {host}: path is no regular expression: {error}") from error
        keep = rule.get("keep_query")
        return HostRule(path, rule.get("as", ""), frozenset(keep) if keep is not None else None)

    def canonical(self, url: str) -> str:
        """Return the canonical form of ``url``, under ``https`` whatever its scheme; '' for what is no address."""
        try:
            parts = urlsplit(url.strip())
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            return ""
        if parts.scheme not in {"http", "https"} or not host:
            return ""
        host = self._host(host)
        rule = self._hosts.get(host)
        path = self._path(parts.path, rule)
        query = self._query(parts.query, rule)
        place = host if port in {None, 80, 443} else f"{host}:{port}"
        shebang = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
        return f"https://{place}{path}{'?' if query else ''}{query}{shebang}"

    def _host(self, host: str) -> str:
        for prefix in self._prefixes:
            if host.startswith(prefix) and host.count(".") > 1:
                host = host[len(prefix) :]
        return self._aliases.get(host, host)

    @staticmethod
    def _path(raw: str, rule: HostRule | None) -> str:
        path = unicodedata.normalize("NFC", unquote(raw.partition(";")[0], errors="replace"))
        path = _SLASHES.sub("/", path).rstrip("/")
        path = path.removesuffix("/amp")
        path = _PLAIN_ENDING.sub("", path).rstrip("/")
        if rule and rule.path and (match := rule.path.search(path)):
            return rule.form.format(**match.groupdict())
        return path

    def _query(self, raw: str, rule: HostRule | None) -> str:
        if not raw:
            return ""
        try:
            pairs = parse_qsl(raw.replace("&amp;", "&"), keep_blank_values=True, max_num_fields=_MAX_PARAMETERS)
        except ValueError:  # more than any article's address has
            return raw
        if rule and rule.keep is not None:
            pairs = [pair for pair in pairs if pair[0].lower() in rule.keep]
        return urlencode(sorted(pair for pair in pairs if not self._tracks(pair[0].lower())))

    def _tracks(self, name: str) -> bool:
        return name in self._trackers or name.startswith(self._tracker_prefixes)


def load_identity(path: Path) -> UrlIdentity:
    """Return the rules in ``path``.

    Raises:
        ValueError: A rule is not in order.
        OSError: The file cannot be read.
    """
    return UrlIdentity(yaml.safe_load(path.read_text(encoding="utf-8")) or {})


@lru_cache(maxsize=1)
def bundled_identity() -> UrlIdentity:
    """Return the rules that come with Rasid."""
    return load_identity(bundled_config() / "url-identity.yaml")
