"""The rules, the dashboard and the runbook speak of metrics and alerts that exist."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from agent.metrics import FAMILIES, PREFIX

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
RULES = DEPLOY / "prometheus" / "rules" / "rasid.rules.yml"
DASHBOARD = DEPLOY / "grafana" / "dashboards" / "rasid.json"
RUNBOOK = ROOT / "docs" / "runbook.md"

NAMES = {f"{PREFIX}_{name}" for name in FAMILIES} | {f"{PREFIX}_build_info"}
LABELS = {f"{PREFIX}_{name}": set(family.labels) for name, family in FAMILIES.items()}
ALERTS = {
    "RasidDown", "RasidStalled", "RasidFeedDead", "RasidFeedFailing", "RasidFeedStale", "RasidNoArticles",
    "RasidExtractionEmpty", "RasidDeadLetters", "RasidReloadFailed", "RasidAlertPublishFailing", "RasidWatchdog",
}  # fmt: skip


def rules():
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return group["rules"]


def dashboard():
    return json.loads(DASHBOARD.read_text(encoding="utf-8"))


def panels():
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def metrics_in(expression):
    """The metrics that an expression names, without what a histogram's series have at their end."""
    for name in re.findall(r"\brasid_[a-z_]+\b", expression):
        family = re.sub(r"_(bucket|sum|count)$", "", name)
        kind = FAMILIES[family.removeprefix("rasid_")].kind if family.removeprefix("rasid_") in FAMILIES else ""
        yield family if kind == "histogram" else name


def expressions():
    for rule in rules():
        yield f"rule {rule['alert']}", rule["expr"]
    for panel in panels():
        for target in panel["targets"]:
            yield f"panel {panel['title']}", target["expr"]
    for variable in dashboard()["templating"]["list"]:
        if variable["type"] == "query":
            yield f"variable {variable['name']}", variable["query"]["query"]


@pytest.mark.parametrize(("where", "expression"), list(expressions()))
def test_every_metric_named_is_one_that_rasid_has(where, expression):
    assert set(metrics_in(expression)) <= NAMES, where


@pytest.mark.parametrize(("where", "expression"), list(expressions()))
def test_every_label_named_is_one_that_the_metric_has(where, expression):
    for name, selector in re.findall(r"\b(rasid_[a-z_]+)\{([^}]*)\}", expression):
        (family,) = metrics_in(name)
        used = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", selector)) - {"job", "instance"}
        assert used <= LABELS.get(family, set()), f"{where}: {name}"


@pytest.mark.parametrize(("where", "expression"), list(expressions()))
def test_a_histogram_is_used_by_its_series_and_a_counter_through_a_rate(where, expression):
    for name in re.findall(r"\brasid_[a-z_]+\b", expression):
        family = FAMILIES.get(name.removeprefix("rasid_"))
        assert family is None or family.kind != "histogram", f"{where}: {name} has no series of that name"
        if family is not None and family.kind == "counter":
            assert re.search(rf"(rate|increase)\({name}[^)]*\[", expression), f"{where}: {name}"


def test_the_promised_alerts_are_there_and_each_says_what_it_is_and_what_to_do():
    assert {rule["alert"] for rule in rules()} == ALERTS
    anchors = {
        line.removeprefix("## ").lower() for line in RUNBOOK.read_text(encoding="utf-8").splitlines()
        if line.startswith("## ")
    }  # fmt: skip
    for rule in rules():
        annotations = rule["annotations"]
        assert annotations["summary"]
        assert annotations["description"]
        path, _, anchor = annotations["runbook_url"].partition("#")
        assert (ROOT / path).resolve() == RUNBOOK
        assert anchor == rule["alert"].lower()
        assert anchor in anchors
        assert rule["labels"]["severity"] in {"critical", "warning", "info", "none"}


def test_every_alert_has_a_test_case_in_which_it_fires():
    files = (DEPLOY / "prometheus" / "tests").glob("*.tests.yml")
    cases = [case for file in files for case in yaml.safe_load(file.read_text(encoding="utf-8"))["tests"]]
    fired = {test["alertname"] for case in cases for test in case["alert_rule_test"] if test.get("exp_alerts")}
    assert fired == ALERTS


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
@pytest.mark.parametrize("command", [
    ["check", "rules", "rules/rasid.rules.yml"],
    ["test", "rules", "tests/rasid.tests.yml", "tests/feed-stale.tests.yml"],
    ["check", "config", "--syntax-only", "prometheus.yml"],
])  # fmt: skip
def test_promtool_agrees(command):
    done = subprocess.run(
        ["promtool", *command], cwd=DEPLOY / "prometheus", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dashboard_can_be_provisioned_anywhere():
    found = dashboard()
    assert found["editable"] is False
    assert found["uid"] == "rasid"
    assert "__inputs" not in found
    assert found["templating"]["list"][0]["type"] == "datasource"
    identifiers = [panel["id"] for panel in found["panels"]]
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: panel["title"])
def test_every_panel_has_what_a_reader_needs(panel):
    assert panel["description"]
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert panel["datasource"]["uid"] == "${datasource}"
    for target in panel["targets"]:
        assert target["datasource"]["uid"] == "${datasource}"
        for window in re.findall(r"\[([^\]]+)\]", target["expr"]):
            assert window in {"$__rate_interval", "1h", "24h"}


def test_panels_do_not_overlap():
    taken = {}
    for panel in dashboard()["panels"]:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        for x in range(at["x"], at["x"] + at["w"]):
            for y in range(at["y"], at["y"] + at["h"]):
                assert taken.setdefault((x, y), panel["title"]) == panel["title"]


def test_most_metrics_have_a_place_on_the_dashboard():
    shown = {name for panel in panels() for target in panel["targets"] for name in metrics_in(target["expr"])}
    # Those about one feed and its server are for questions, not for a wall.
    assert NAMES - shown <= {"rasid_feed_next_poll_timestamp_seconds", "rasid_feed_stale_validators_total"}
