"""Rules are taken over from their file when it changes: all of it, or nothing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from agent.assembly.stages import load_rules
from agent.clock import Clock
from agent.config.loader import Config, ConfigError
from agent.metrics import Metrics
from consumers.alerting.ruleset import RuleSet

logger = logging.getLogger("rasid.rules")


@runtime_checkable
class Ruled(Protocol):
    """A stage that applies rules: to events, or to the state of feeds."""

    @property
    def rules(self) -> RuleSet:
        """The rules in force."""

    def replace_rules(self, rules: RuleSet) -> None:
        """Put other rules in force from the next record on."""


class RulesWatch:
    """Looks at the rules file now and then, and gives a changed one to the stages that apply it."""

    def __init__(self, stages: Sequence[Ruled], config: Config, metrics: Metrics, clock: Clock) -> None:
        """Watch the file of ``config`` for ``stages``, whose present rules are in force."""
        self._stages = stages
        self._config = config
        self._metrics = metrics
        self._clock = clock
        self._file = config.data_file("files.rules")
        self._seen = self._fingerprint()
        self._in_force(stages[0].rules)

    async def look(self) -> None:
        """Load the file anew if it has changed; on any fault the rules in force stay."""
        fingerprint = self._fingerprint()
        if fingerprint == self._seen:
            return
        self._seen = fingerprint
        try:
            rules = load_rules(self._config)
        except ConfigError as error:
            self._metrics.set("rules_last_reload_successful", 0)
            for line in str(error).splitlines():
                logger.error("rules not taken over, those in force stay: %s", line)  # noqa: TRY400 - no traceback
            return
        for stage in self._stages:
            stage.replace_rules(rules)
        self._in_force(rules)
        logger.info("rules taken over", extra={"rules": len(rules)})

    def _in_force(self, rules: RuleSet) -> None:
        self._metrics.set("rules_loaded", len(rules))
        self._metrics.set("rules_last_reload_successful", 1)
        self._metrics.set("rules_last_reload_timestamp_seconds", self._clock.now().timestamp())

    def _fingerprint(self) -> tuple[int, int]:
        try:
            stat = self._file.stat()
        except OSError:
            return (0, 0)  # an editor may be replacing it; loading says what is wrong if it stays away
        return (stat.st_mtime_ns, stat.st_size)
