"""Acts that are told without their day, late, or again in other news."""

import pytest

from tests.consumers.resolve.conftest import mention, report

DAY = 24


def events_of(desk, *reports):
    for told in reports:
        desk.read(told)
    return sorted(len(event.sources) for event in desk.standing)


def meeting(**more):
    return mention(by=("EG:badr-abdelatty", "RU:sergey-lavrov"), place="Cairo", country="EG", **more)


def test_a_meeting_recalled_without_its_day_is_the_one_of_these_weeks(desk):
    assert events_of(desk, report("a", meeting()), report("b", meeting(date=None), at=10 * DAY)) == [2]


@pytest.mark.parametrize(
    "recalled",
    [
        mention(by=("EG:badr-abdelatty", "RU:sergey-lavrov"), place="Moscow", country="RU", date=None),
        mention(by=("EG", "RU"), place="Cairo", country="EG", date=None),
        mention(by=("EG:badr-abdelatty", "RU:sergey-lavrov"), date=None),
    ],
    ids=["elsewhere", "by nobody named", "nowhere"],
)
def test_with_less_to_know_it_by_it_is_another(desk, recalled):
    assert events_of(desk, report("a", meeting()), report("b", recalled, at=10 * DAY)) == [1, 1]


def test_what_was_done_by_monday_was_not_done_on_tuesday(desk):
    undated = meeting(date=None)
    assert events_of(desk, report("a", undated), report("b", meeting(date="2025-06-03"), at=DAY)) == [1, 1]


def test_an_embassy_may_open_later_than_planned_and_a_meeting_may_not(desk):
    opening = {"kind": "SUPPORT", "mode": "relations", "by": ("QA",), "to": ("SY",)}
    planned, opened = mention(**opening, status="planned"), mention(**opening, date="2025-06-06")
    assert events_of(desk, report("a", planned), report("b", opened, at=4 * DAY)) == [2]


def test_a_planned_meeting_of_another_day_is_another(desk):
    planned = mention(status="planned", date="2025-06-03")
    assert events_of(desk, report("a", planned), report("b", mention(date="2025-06-07"), at=5 * DAY)) == [1, 1]


def test_a_break_that_other_news_recall_without_its_day_is_no_new_one(desk):
    acts = {"kind": "SANCTION", "by": ("MA",), "to": ("IR",)}
    broke = mention(**acts, mode="break")
    recalled = mention(**acts, mode="break", date="2025-06-09", basis="published")
    assert events_of(desk, report("a", broke), report("b", recalled, at=7 * DAY)) == [2]


def test_new_sanctions_are_no_recollection(desk):
    acts = {"kind": "SANCTION", "mode": "impose", "by": ("US",), "to": ("IR",)}
    again = mention(**acts, date="2025-06-09", basis="published")
    assert events_of(desk, report("a", mention(**acts)), report("b", again, at=7 * DAY)) == [1, 1]


def test_nobody_pays_two_visits_to_one_host_in_a_day(desk):
    visits = {"mode": "visit", "by": ("EG:abdel-fattah-al-sisi", "TR")}
    one = mention(**visits, place="Ankara", country="TR")
    other = mention(**visits, place="Cairo", country="EG")
    assert events_of(desk, report("a", one), report("b", other, at=1)) == [2]


def test_two_meetings_of_a_day_in_two_countries_are_two(desk):
    one, other = mention(place="Ankara", country="TR"), mention(place="Cairo", country="EG")
    assert events_of(desk, report("a", one), report("b", other, at=1)) == [1, 1]
