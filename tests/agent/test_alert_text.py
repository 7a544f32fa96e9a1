from datetime import UTC, datetime

import pytest

from agent.alert_text import alert_block
from agent.records import Alert, Event, Evidence, Headline, RuleRef, Source


@pytest.fixture
def event():
    return Event(
        event_id="e", revision=1, type="SANCTION", mode="recall", independent_sources=2,
        headline=Headline(en="Jordan recalls its ambassador from Israel", ar="الأردن يستدعي سفيره لدى إسرائيل"),
        sources=(
            Source(article_id="a1", outlet="صحيفة الأرز", url="https://alarz.example/1"),
            Source(article_id="a2", outlet="Levant Wire", url="https://levant.example/2"),
        ),
        evidence=(Evidence(sentence="قرر\x1b[2J استدعاء\nالسفير", trigger="استدعاء", start=0, end=1, article_id="a1"),),
    )  # fmt: skip


def alert(event, reason):
    return Alert(
        alert_id="x", rule=RuleRef(id="envoys", title="An envoy is recalled", severity="critical"),
        matched={"types": ["SANCTION"], "modes": ["recall"]}, reason=reason, event=event, revision=1,
        created=datetime(2025, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def test_a_block_says_each_thing_once(event):
    reason = "An envoy is recalled: Jordan recalls its ambassador from Israel (matched by ...)"
    block = alert_block(alert(event, reason))
    assert block.splitlines() == [
        "CRITICAL Jordan recalls its ambassador from Israel",
        "         الأردن يستدعي سفيره لدى إسرائيل",
        "         rule     An envoy is recalled",
        "         because  types SANCTION; modes recall",
        "         event    SANCTION/recall, date not stated, 2 independent sources",
        "         source   صحيفة الأرز https://alarz.example/1",
        "         words    “قرر[2J استدعاء السفير”",
    ]


def test_a_rule_with_its_own_wording_has_it_shown(event):
    assert "because  Call the duty officer" in alert_block(alert(event, "Call the duty officer"))


def test_what_a_publisher_wrote_cannot_steer_the_terminal(event):
    assert "\x1b" not in alert_block(alert(event, "\x1b]0;owned\x07 reason"))
    assert "\x1b[1;31mCRITICAL" in alert_block(alert(event, "reason"), colour=True)


def test_long_quotations_are_broken_and_keep_their_indent(event):
    long = Event(**{**{name: getattr(event, name) for name in event.__struct_fields__},
                    "evidence": (Evidence(sentence="word " * 60, trigger="", start=0, end=0),)})  # fmt: skip
    lines = alert_block(alert(long, "reason"), width=80).splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert lines[-1].startswith(" " * 18 + "word")
