import io
import json
from datetime import UTC, datetime

import pytest

from agent.demo.screen import Screen
from agent.records import Alert, Event, Headline, RuleRef


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def alert():
    headline = Headline(en="Egypt meets Qatar", ar="مصر تلتقي قطر")
    event = Event(event_id="e", revision=1, type="CONSULT", headline=headline)
    rule = RuleRef(id="r", title="Talks", severity="high")
    created = datetime(2025, 1, 1, tzinfo=UTC)
    return Alert(alert_id="x", rule=rule, matched={}, reason="why", event=event, revision=1, created=created)


def test_piped_alerts_are_json_lines_and_nothing_else(alert):
    out, err = io.StringIO(), io.StringIO()
    screen = Screen(out, err)
    screen.note("starting")
    screen.progress("1 of 2")
    screen.alert(alert)
    assert [json.loads(line)["alert_id"] for line in out.getvalue().splitlines()] == ["x"]
    assert err.getvalue() == "starting\n"


def test_on_a_terminal_progress_gives_way_to_alerts_and_comes_back(alert, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    both = Terminal()
    screen = Screen(both, both)
    screen.progress("1 of 2")
    screen.alert(alert)
    text = both.getvalue()
    assert "Egypt meets Qatar" in text
    assert "مصر تلتقي قطر" in text
    assert text.startswith("1 of 2\r\x1b[K")
    assert text.endswith("1 of 2")
    screen.progress("")
    assert both.getvalue().endswith("\r\x1b[K")
