"""Which events a rule matches."""

from datetime import timedelta

import msgspec
import pytest

from agent.records import EventDate
from consumers.alerting.facts import Facts
from consumers.alerting.shortform import TEST_TIME


def matched(rules, event, now):
    return [found for _, found in rules.matches(Facts(event, now), {})]


@pytest.fixture
def fires(rules_of, event_of):
    def check(match, act, **changes):
        event = event_of(act, **changes)
        return bool(matched(rules_of(f"match: {match}"), event, TEST_TIME))

    return check


@pytest.mark.parametrize(
    ("match", "act", "expected"),
    [
        # Directed dyads: who acts upon whom; in a mutual act each acts upon the other.
        ("{dyads: RU -> UA}", "RU -> UA THREATEN", True),
        ("{dyads: RU -> UA}", "UA -> RU THREATEN", False),
        ("{dyads: RU -> UA}", "UA + RU CONSULT", True),
        ("{dyads: RU - UA}", "UA -> RU THREATEN", True),
        ("{dyads: RU - UA}", "RU + UA + TR CONSULT", True),
        # What both do together to a third is not between them, nor is what a third says of both.
        ("{dyads: RU - UA}", "RU + UA -> TR REQUEST", False),
        ("{dyads: RU - UA}", "US -> RU + UA REQUEST", False),
        ("{countries: {all: [RU, UA]}}", "US -> RU + UA REQUEST", True),
        ("{dyads: [EG - ET, EG - SD]}", "SD + EG AGREE", True),
        ("{dyads: $gulf - IR}", "IR -> SA ACCUSE", True),
        ("{dyads: $gulf - $gulf}", "QA + SA CONSULT", True),
        ("{dyads: $gulf - $gulf}", "QA + IR CONSULT", False),
        ("{dyads: US - org:hamas}", "org:hamas -> US REJECT", True),
        ("{countries: [EG, SD]}", "SD AGREE", True),
        ("{countries: {all: [EG, SD]}}", "SD AGREE", False),
        ("{countries: {any: [EG], none: [US]}}", "EG + US CONSULT", False),
        ("{countries: {any: [EG], none: [US]}}", "EG + FR CONSULT", True),
        ("{countries: {only: $gulf}}", "QA + SA CONSULT", True),
        ("{countries: {only: $gulf}}", "QA + US CONSULT", False),
        ("{countries: {only: $gulf}}", "org:un AGREE", False),
        ("{countries: {none: [US]}, types: AGREE}", "org:un AGREE", True),
        ("{organisations: org:un}", "org:un -> IL REQUEST", True),
        ("{organisations: org:un}", "US -> IL REQUEST", False),
        ("{parties: [org:un, FR]}", "FR -> IL REQUEST", True),
        ("{actors: IL}", "US -> IL REQUEST", False),
        ("{recipients: IL}", "US -> IL REQUEST", True),
        ("{recipients: IL}", "US + IL CONSULT", False),
        ("{people: badr-abdelatty}", "EG@badr-abdelatty + ET CONSULT", True),
        ("{people: [badr-abdelatty, wang-yi]}", "EG + ET CONSULT", False),
        ("{people: {all: [badr-abdelatty, wang-yi]}}", "EG@badr-abdelatty + CN@wang-yi CONSULT", True),
        ("{roles: foreign_minister, countries: EG}", "EG/foreign_minister AGREE", True),
        ("{offices: EG/foreign_minister}", "EG/foreign_minister + RU CONSULT", True),
        ("{offices: EG/foreign_minister}", "EG/envoy + RU/foreign_minister CONSULT", False),
        ("{offices: $gulf/foreign_minister}", "QA/foreign_minister + RU CONSULT", True),
        ("{offices: {all: [EG/foreign_minister, RU/envoy]}}", "EG/foreign_minister + RU/envoy CONSULT", True),
        ("{types: [CONSULT, AGREE]}", "EG + ET AGREE", True),
        ("{types: {none: [CONSULT]}, countries: EG}", "EG + ET CONSULT", False),
        ("{types: {none: [CONSULT]}, countries: EG}", "EG + ET AGREE", True),
        ("{modes: phone}", "EG + ET CONSULT phone", True),
        ("{modes: phone}", "EG + ET CONSULT", False),
        ("{status: planned, countries: EG}", "EG + ET CONSULT planned", True),
        ("{status: planned, countries: EG}", "EG + ET CONSULT", False),
        ("{score: {max: -5}}", "US -> IR SANCTION", True),
        ("{score: {max: -5}}", "US + IR CONSULT", False),
        ("{topics: gaza}", "{act: US + IL CONSULT, topics: [gaza, trade]}", True),
        ("{topics: gaza}", "US + IL CONSULT", False),
        ("{topics: {none: gaza}, countries: US}", "US + IL CONSULT", True),
        ("{forums: org:un}", "{act: US + IL CONSULT, forum: org:un}", True),
        ("{places: US}", "{act: FR + IL CONSULT, place: US}", True),
        ("{languages: ar, countries: US}", "{act: US + IL CONSULT, languages: [en, ar]}", True),
        ("{languages: ar, countries: US}", "{act: US + IL CONSULT, languages: en}", False),
        ("{outlets: {none: Blog}, countries: US}", "{act: US + IL CONSULT, outlets: Blog}", False),
        ("{independent_sources: 3}", "{act: US + IL CONSULT, sources: 2}", False),
        ("{independent_sources: 3}", "{act: US + IL CONSULT, sources: 3}", True),
        ("{confidence: {max: 0.5}}", "{act: US + IL CONSULT, confidence: .5}", True),
        ("{age: 3d}", "{act: US + IL CONSULT, date: -3d}", True),
        ("{age: 3d}", "{act: US + IL CONSULT, date: -4d}", False),
        ("{age: 3d}", "{act: US + IL CONSULT, date: +90d}", True),
        ("{age: 3d}", "{act: US + IL CONSULT, date: none}", True),
        ("{age: {max: 3d, of: when_reported}}", "{act: US + IL CONSULT, date: -4d}", False),
        ("{age: {max: 5d, of: when_reported}}", "{act: US + IL CONSULT, date: -4d}", True),
        ("{age: {max: 5d, of: when_reported}}", "{act: US + IL CONSULT, date: none}", True),
        ("{age: {max: 1h, of: first_seen}}", "{act: US + IL CONSULT, date: -4d}", True),
    ],
)
def test_a_condition(match, act, expected, rules_of, event_of):
    text = f"lists: {{gulf: [SA, QA, AE]}}\nrules: [{{id: a, title: A, match: {match}}}]"
    rules = rules_of(text)
    assert bool(matched(rules, event_of(act), TEST_TIME)) is expected
    linear = rules.matches_linear(Facts(event_of(act), TEST_TIME), {})
    assert bool(linear) is expected


@pytest.mark.parametrize(
    ("value", "expected"), [("2026-01", True), ("2025-12", False), ("2026", True), ("2025", False)]
)
def test_a_date_without_a_day_is_as_young_as_it_can_be(value, expected, fires):
    assert fires("{age: 3d}", "US + IL CONSULT", date=EventDate(value=value, precision="month")) is expected


def test_an_act_without_a_date_is_as_old_as_its_first_report(fires):
    seen = TEST_TIME - timedelta(days=4)
    assert not fires("{age: 3d}", "US + IL CONSULT", date=None, first_seen=seen)
    assert fires("{age: 5d}", "US + IL CONSULT", date=None, first_seen=seen)
    assert not fires("{age: 5d}", "US + IL CONSULT", date=None, first_seen=None)


def test_an_exception_keeps_a_rule_from_matching(fires):
    match = "{countries: EG}\nexceptions: {routine: {types: CONSULT, modes: phone}, praise: {modes: praise}}"
    assert fires(match, "EG + FR CONSULT meeting")
    assert not fires(match, "EG + FR CONSULT phone")
    assert not fires(match, "EG -> FR SUPPORT praise")


def test_what_matched_is_named(rules_of, event_of):
    rules = rules_of("match: {parties: {any: [EG, SD, ET], none: [US]}, score: {min: 0}, age: 3d, dyads: EG -> ET}")
    event = msgspec.structs.replace(event_of("EG -> ET + SD AGREE"), score=2.5)
    assert matched(rules, event, TEST_TIME) == [
        {"parties": ["EG", "ET", "SD", "none of US"], "dyads": ["EG -> ET"], "score": ["2.5"], "age": ["0s"]}
    ]


def test_a_party_on_both_sides_is_no_dyad_with_itself(fires):
    assert not fires("{dyads: RU - UA}", "RU -> RU ACCUSE")


def test_an_event_without_parties_matches_what_asks_for_none(fires):
    assert fires("{types: AGREE}", "RU AGREE", actors=())
    assert not fires("{countries: {only: RU}}", "RU AGREE", actors=())
