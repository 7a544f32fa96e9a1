"""The consumers' stages, and the rules that one of them applies."""

from __future__ import annotations

from typing import Any

from agent.assembly.faults import files_checked
from agent.config.loader import Config
from agent.stage import Stage
from consumers.alerting.feeds.stage import FeedAlertStage
from consumers.alerting.inline import load_tested_rules
from consumers.alerting.ruleset import RuleSet
from consumers.alerting.stage import AlertStage
from consumers.alerting.vocabulary import Vocabulary


def make_stage(name: str, config: Config) -> Stage[Any]:
    """Return the stage called ``name`` (extract, resolve or alert) with its data loaded.

    Raises:
        ConfigError: A file is wrong; the message names it.
    """
    with files_checked():
        if name == "extract":
            from consumers.extract_stage import ExtractStage  # noqa: PLC0415 - a process loads only what it runs

            return ExtractStage.load(config.knowledge(), ner_model=config["extraction.ner.model_path"])
        if name == "resolve":
            from consumers.resolve.stage import ResolveStage  # noqa: PLC0415 - as above

            return ResolveStage.load(config.knowledge())
        return AlertStage(load_rules(config), config["alerts.installation"])


def make_feed_stage(alerts: AlertStage, config: Config) -> FeedAlertStage:
    """Return the stage that watches feeds by the rules of ``alerts``; the two run in one process."""
    return FeedAlertStage(alerts.rules, config["alerts.installation"])


def load_rules(config: Config) -> RuleSet:
    """Return the rules, their inline tests passed.

    Raises:
        ConfigError: A rule is wrong or fails its test; the message names file, line and mend.
    """
    with files_checked():
        return load_tested_rules(config.data_file("files.rules"), Vocabulary.load(config.knowledge()))

