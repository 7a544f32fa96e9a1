"""Which reports are one act, told as stories."""

from datetime import timedelta

import msgspec
import pytest

from tests.consumers.resolve.conftest import START, mention, report

LONG = (
    "The foreign ministers of both countries met in the capital on Monday for two hours, officials said afterwards. "
    "They spoke about the war, about grain and about the canal, and agreed to meet again before the end of the summer. "
    "A joint statement is expected to follow later in the week, according to a spokesman for the ministry in Cairo."
)


def test_two_outlets_report_one_meeting(desk):
    desk.read(report("a", mention(place="Cairo", country="EG")))
    (event,) = desk.read(report("b", mention(place="Cairo", country="EG"), at=1))
    assert event.revision == 2
    assert [s.relation for s in event.sources] == ["original", "independent"]
    assert event.independent_sources == 2
    assert "same parties" in event.reason
    assert "Outlet b" in event.reason
    assert len(desk.standing) == 1


def test_a_copy_adds_a_source_but_no_independent_one(desk):
    (first,) = desk.read(report("a", mention(), text=LONG))
    (event,) = desk.read(report("b", mention(), text=LONG + " Source: Outlet a, by agreement with the editors.", at=2))
    assert [s.relation for s in event.sources] == ["original", "copy"]
    assert event.independent_sources == 1
    assert event.confidence == first.confidence


def test_an_update_under_the_same_address_is_no_second_voice(desk):
    desk.read(report("a", mention(), outlet="Gate", url="https://gate.example/1"))
    (event,) = desk.read(report("b", mention(), outlet="Gate", url="https://gate.example/1", at=2))
    assert [s.relation for s in event.sources] == ["original", "update"]
    assert event.independent_sources == 1


def test_the_original_that_arrives_late_is_still_the_original(desk):
    desk.read(report("b", mention(), text=LONG, at=2))
    (event,) = desk.read(report("a", mention(), text=LONG, at=0), now=desk.now)
    assert {s.article_id: s.relation for s in event.sources} == {"a": "original", "b": "copy"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (mention(mode="phone", date="2025-06-02"), mention(mode="phone", date="2025-06-03")),
        (mention(mode="phone"), mention(mode="meeting")),
        (mention(), mention(kind="AGREE")),
        (mention(), mention(by=("EG", "TR"))),
        (mention(by=("EG:badr-abdelatty", "RU:sergey-lavrov")), mention(by=("EG:sisi", "RU:vladimir-putin"))),
        (mention(place="Cairo", country="EG"), mention(place="Moscow", country="RU")),
        (mention(place="Cairo", country="EG"), mention(place="Alexandria", country="EG")),
        (mention("ACCUSE", ("EG",), ("RU",)), mention("ACCUSE", ("RU",), ("EG",))),
        (mention("SANCTION", ("EG",), ("RU",), mode="recall"), mention("SANCTION", ("EG",), ("RU",), mode="impose")),
    ],
    ids=[
        "next day's call",
        "call and meeting",
        "other type",
        "other parties",
        "other persons",
        "other country",
        "other venue",
        "the other way round",
        "other mode",
    ],
)
def test_different_acts_stay_apart(desk, one, other):
    desk.read(report("a", one))
    desk.read(report("b", other, at=24 if other.date.value.endswith("03") else 1))
    assert len(desk.standing) == 2


@pytest.mark.parametrize(
    ("one", "other", "hours"),
    [
        (mention(mode="visit", place="Cairo", country="EG"), mention(mode="meeting", place="Cairo", country="EG"), 2),
        (mention(mode="visit", date="2025-06-02"), mention(mode="visit", date="2025-06-03"), 24),
        (mention(date="2025-06-02"), mention(date="2025-06"), 20),
        (mention(date="2025-06-02", basis="published"), mention(date="2025-06-01"), 3),
        (mention(by=("RU", "UA", "TR", "QA")), mention(by=("RU", "UA", "TR")), 1),
        (mention(by=("RU", "UA", "TR")), mention(by=("RU", "UA", "TR", "QA")), 1),
        (mention("AGREE"), mention("AGREE", ("EG",), ("RU",)), 1),
        (mention(by=("EG:badr-abdelatty", "RU")), mention(by=("EG", "RU:sergey-lavrov")), 1),
        (mention(place="Cairo", country="EG"), mention(place="Egypt", country="EG"), 1),
        (
            mention("SANCTION", ("FR",), ("DZ",), mode="recall", date="2025-06-01", place="Algiers", country="DZ"),
            mention("SANCTION", ("FR",), ("DZ",), mode="recall", date="2025-06-03", place="Algiers", country="DZ"),
            40,
        ),
        (mention("ACCUSE", ("EG",), ("IL",), mode="disapprove"), mention("ACCUSE", ("EG",), ("IL",), mode="allege"), 1),
    ],
    ids=[
        "visit and meeting",
        "a visit's two days",
        "day and month",
        "just now and yesterday",
        "one party fewer",
        "one party more",
        "agreed together, agreed with",
        "each names its own minister",
        "city and country",
        "recall, two days",
        "condemned and blamed",
    ],
)
def test_reports_of_one_act_are_one_event(desk, one, other, hours):
    desk.read(report("a", one))
    desk.read(report("b", other, at=hours))
    (event,) = desk.standing
    assert event.independent_sources == 2
    assert event.reason.startswith("Outlet b reports the same act (")


def test_daily_calls_of_the_same_two_ministers_stay_apart(desk):
    ministers = ("EG:badr-abdelatty:foreign_minister", "RU:sergey-lavrov:foreign_minister")
    for day in range(4):
        for outlet in "xy":
            call = mention(mode="phone", by=ministers, date=f"2025-06-0{day + 2}")
            desk.read(report(f"{outlet}{day}", call, outlet=outlet, at=24 * day + (outlet == "y")))
    assert sorted((e.date.value, len(e.sources)) for e in desk.standing) == [(f"2025-06-0{d}", 2) for d in range(2, 6)]


def test_a_follow_up_meeting_two_days_later_stays_apart(desk):
    desk.read(report("a", mention(by=("RU", "UA"), place="Istanbul", country="TR", date="2025-06-02")))
    desk.read(report("b", mention(by=("RU", "UA"), place="Istanbul", country="TR", date="2025-06-04"), at=48))
    assert len(desk.standing) == 2


def test_what_was_agreed_at_a_meeting_is_an_act_beside_it_and_both_find_their_own(desk):
    for at, article in enumerate("ab"):
        desk.read(report(article, mention(), mention("AGREE", number=1), at=at))
    assert sorted((e.type, len(e.sources)) for e in desk.standing) == [("AGREE", 2), ("CONSULT", 2)]


def test_words_in_common_place_a_report_whose_day_is_one_off(desk):
    desk.read(report("a", mention(date="2025-06-02"), text=LONG))
    desk.read(report("b", mention(date="2025-06-03"), text=LONG, at=1))
    desk.read(report("c", mention(date="2025-06-03"), at=2))
    assert sorted(len(event.sources) for event in desk.standing) == [1, 2]
    assert any("same text" in event.reason for event in desk.revisions)


def test_planned_occurred_denied_is_one_event_with_three_revisions(desk):
    visit = {"mode": "visit", "date": "2025-06-04"}
    desk.read(report("a", mention(status="planned", **visit)))
    desk.read(report("b", mention(status="occurred", **visit), at=52))
    desk.read(report("c", mention(status="denied", **visit), at=54))
    assert len({event.event_id for event in desk.revisions}) == 1
    assert [(event.revision, event.status) for event in desk.revisions] == [
        (1, "planned"), (2, "occurred"), (3, "denied"),
    ]  # fmt: skip
    assert all(event.reason for event in desk.revisions)


def test_confidence_grows_with_outlets_that_speak_for_themselves_and_with_no_others(desk):
    grown = []
    for number in range(4):
        (event,) = desk.read(report(f"a{number}", mention(confidence=0.6), at=number))
        grown.append((event.independent_sources, event.confidence))
    assert grown == sorted(set(grown))
    assert grown[0] == (1, 0.6)
    assert grown[-1][1] <= 0.99
    (event,) = desk.read(report("again", mention(confidence=0.6), outlet="Outlet a0", at=5))
    assert (event.independent_sources, event.confidence) == grown[-1]
    assert (event.first_seen, event.last_seen) == (START, START + timedelta(hours=5))


def test_a_list_that_names_one_party_more_is_the_same_meeting(desk):
    desk.read(report("a", mention(by=("RU", "UA", "TR"), place="Istanbul", country="TR")))
    desk.read(report("b", mention(by=("RU", "UA"), place="Istanbul", country="TR"), at=1))
    (event,) = desk.standing
    assert {a.party for a in event.actors} == {"RU", "UA", "TR"}


def test_planned_then_occurred_is_one_event_whose_status_changes(desk):
    desk.read(report("a", mention(mode="visit", status="planned", date="2025-06-04")))
    desk.read(report("b", mention(mode="visit", status="occurred", date="2025-06-04"), at=50))
    (event,) = desk.standing
    assert (event.status, event.revision) == ("occurred", 2)
    assert event.date.value == "2025-06-04"


def test_planned_for_no_named_day_then_occurred(desk):
    desk.read(report("a", mention(mode="visit", status="planned", basis="published")))
    desk.read(report("b", mention(mode="visit", date="2025-06-08"), at=24 * 6))
    (event,) = desk.standing
    assert event.status == "occurred"


def test_called_off_changes_the_status(desk):
    desk.read(report("a", mention(mode="visit", status="planned", date="2025-06-06")))
    desk.read(report("b", mention(mode="visit", status="denied", date="2025-06-06"), at=30))
    (event,) = desk.standing
    assert event.status == "denied"
    assert event.headline.en == "Egypt and Russia do not hold talks during a visit"


def test_a_plan_told_after_the_act_does_not_undo_it(desk):
    desk.read(report("a", mention(mode="visit", date="2025-06-02")))
    desk.read(report("b", mention(mode="visit", status="planned", date="2025-06-02"), at=3))
    (event,) = desk.standing
    assert event.status == "occurred"


def test_the_next_visit_is_planned_at_this_one(desk):
    desk.read(report("a", mention(mode="visit", date="2025-06-02")))
    desk.read(report("b", mention(mode="visit", status="planned", basis="published", date="2025-06-03"), at=30))
    assert sorted(e.status for e in desk.standing) == ["occurred", "planned"]


def test_two_acts_of_one_article_stay_two_and_each_finds_its_own(desk):
    both = (
        mention("AGREE", place="Istanbul", country="TR"),
        mention("AGREE", number=1, place="Istanbul", country="TR"),
    )
    desk.read(report("a", *both))
    desk.read(report("b", *both, at=1))
    assert sorted(len(e.sources) for e in desk.standing) == [2, 2]


def test_a_report_that_changes_nothing_makes_no_revision(desk):
    first = report("a", mention())
    assert len(desk.read(first)) == 1
    assert desk.read(first) == []
    same_again = report("a", mention(), version=2)
    assert desk.read(same_again) == []


def test_a_correction_withdraws_the_act_that_it_removes(desk):
    desk.read(report("a", mention(), mention("AGREE", number=1)))
    made = desk.read(report("a", mention(), version=2))
    (gone,) = [e for e in made if e.withdrawn]
    assert gone.type == "AGREE"
    assert gone.revision == 2
    assert "corrected" in gone.reason
    assert [e.type for e in desk.standing] == ["CONSULT"]


def test_what_others_still_report_stays(desk):
    desk.read(report("a", mention()))
    desk.read(report("b", mention(), at=1))
    (event,) = desk.read(report("a", version=2, at=2))
    assert not event.withdrawn
    assert [s.article_id for s in event.sources] == ["b"]
    assert "no longer reports" in event.reason


def test_withdrawn_and_told_again_is_the_same_event(desk):
    (opened,) = desk.read(report("a", mention()))
    (gone,) = desk.read(report("a", version=2))
    (back,) = desk.read(report("a", mention(), version=3))
    assert gone.withdrawn
    assert not back.withdrawn
    assert back.event_id == opened.event_id
    assert back.revision == 3


def test_a_corrected_date_moves_the_event_and_opens_no_other(desk):
    (opened,) = desk.read(report("a", mention(date="2025-06-02")))
    (moved,) = desk.read(report("a", mention(date="2025-06-20"), version=2))
    assert moved.event_id == opened.event_id
    assert moved.date.value == "2025-06-20"


def test_an_older_version_is_dropped(desk):
    desk.read(report("a", mention(), version=3))
    assert desk.read(report("a", version=2)) == []
    assert len(desk.standing) == 1


def test_a_report_that_bridges_two_events_merges_them_and_says_so(desk):
    (one,) = desk.read(report("a", mention(by=("RU", "UA"), place="Istanbul", country="TR")))
    (two,) = desk.read(report("b", mention(by=("UA", "TR"), place="Istanbul", country="TR"), at=1))
    closed, going_on = desk.read(report("c", mention(by=("RU", "UA", "TR"), place="Istanbul", country="TR"), at=2))
    assert (closed.event_id, closed.merged_into, closed.revision) == (two.event_id, one.event_id, 2)
    assert going_on.event_id == one.event_id
    assert [source.article_id for source in going_on.sources] == ["a", "b", "c"]
    assert f"same act as {two.event_id}" in going_on.reason
    assert one.event_id in closed.reason
    (standing,) = desk.standing
    assert standing == going_on


def test_a_bridge_that_is_corrected_away_separates_what_it_joined(desk):
    (one,) = desk.read(report("a", mention(by=("RU", "UA"), place="Istanbul", country="TR")))
    desk.read(report("b", mention(by=("UA", "TR"), place="Istanbul", country="TR"), at=1))
    desk.read(report("c", mention(by=("RU", "UA", "TR"), place="Istanbul", country="TR"), at=2))
    made = desk.read(report("c", version=2, at=2), now=desk.now)
    (apart,) = [event for event in made if event.revision == 1]
    assert apart.split_from == one.event_id
    assert "shows two acts" in apart.reason
    assert sorted(sorted(s.article_id for s in event.sources) for event in desk.standing) == [["a"], ["b"]]


def test_no_bridge_joins_what_one_article_tells_apart(desk):
    both = (
        mention(by=("RU", "UA"), place="Istanbul", country="TR"),
        mention(by=("UA", "TR"), place="Istanbul", country="TR", number=1),
    )
    desk.read(report("a", *both))
    desk.read(report("c", mention(by=("RU", "UA", "TR"), place="Istanbul", country="TR"), at=2))
    assert len(desk.standing) == 2
    assert not any(event.merged_into for event in desk.revisions)


def test_an_earlier_report_that_comes_late_shows_two_events_to_be_one(desk):
    """Two reports that do not fit each other were told before them as one."""
    desk.read(report("b", mention(by=("RU", "UA"), place="Istanbul", country="TR"), at=3))
    desk.read(report("c", mention(by=("UA", "TR"), place="Istanbul", country="TR"), at=4))
    assert len(desk.standing) == 2
    made = desk.read(report("a", mention(by=("RU", "UA", "TR"), place="Istanbul", country="TR"), at=0), now=desk.now)
    (event,) = desk.standing
    assert [source.article_id for source in event.sources] == ["a", "b", "c"]
    assert [e.merged_into for e in made] == [event.event_id, ""]


def test_fields_take_the_best_supported_value(desk):
    desk.read(report("a", mention(mode="meeting", basis="published", by=("EG", "RU:sergey-lavrov:foreign_minister"))))
    desk.read(report("b", mention(mode="visit", place="Cairo", country="EG", topics=("gaza",)), at=1))
    desk.read(report("c", mention(mode="visit", place="Cairo", country="EG", topics=("trade", "gaza")), at=2))
    (event,) = desk.standing
    assert event.mode == "visit"
    assert event.date.basis == "explicit"
    assert event.place.name == "Cairo"
    assert event.topics == ("gaza", "trade")
    assert [a.person for a in event.actors] == ["", "sergey-lavrov"]
    assert event.countries == ("EG", "RU")
    assert event.score == 4
    assert event.cameo == "042"
    assert event.confidence > 0.8
    assert len(event.evidence) == 1  # one sentence, told three times


def test_events_and_relations_are_counted(desk):
    desk.read(report("a", mention()))
    desk.read(report("b", mention(), at=1))
    seen = [(c.metric, dict(c.labels)) for c in desk.counts if c.metric != "resolve_candidates"]
    assert ("events_total", {"type": "CONSULT"}) in seen
    assert ("event_revisions_total", {"kind": "opened"}) in seen
    assert ("event_revisions_total", {"kind": "source"}) in seen
    assert ("duplicates_total", {"relation": "original"}) in seen
    assert ("duplicates_total", {"relation": "independent"}) in seen


def test_what_came_of_a_plan_is_told_around_its_day_without_naming_it(desk):
    both = "CD:felix-tshisekedi", "RW:paul-kagame"
    desk.read(report("a", mention(mode="mediation", by=("AO", *both), status="planned", date="2025-06-14")))
    desk.read(report("b", mention(mode="multilateral", by=both, status="denied", date=None), at=24 * 12))
    (event,) = desk.standing
    assert event.status == "denied"
    assert "about the day planned" in event.reason


def test_what_took_place_before_the_day_planned_was_not_the_plan(desk):
    desk.read(report("a", mention(status="planned", date="2025-06-14")))
    desk.read(report("b", mention(date=None), at=24 * 9))
    assert len(desk.standing) == 2


def test_a_meeting_that_was_off_is_not_the_one_of_the_next_day(desk):
    desk.read(report("a", mention(status="denied", date=None, place="Istanbul", country="TR")))
    desk.read(report("b", mention(date="2025-06-03", place="Istanbul", country="TR"), at=30))
    assert len(desk.standing) == 2


def test_two_meetings_of_one_guest_in_one_city_stay_apart_by_the_hosts(desk):
    for article, host in (("a", "EG:badr-abdelatty"), ("b", "EG:abdel-fattah-al-sisi")):
        act = mention(by=(host, "RU:guest"), place="Cairo", country="EG")
        desk.read(report(article, act))
    assert len(desk.standing) == 2


def test_one_report_names_some_of_those_who_are_praised(desk):
    act = {"mode": "praise", "date": "2025-06-02"}
    desk.read(report("a", mention("SUPPORT", ("UA:volodymyr-zelensky",), ("GB", "FR"), **act, sentence="")))
    desk.read(report("b", mention("SUPPORT", ("UA:volodymyr-zelensky",), ("FR",), **act, sentence=""), at=1))
    (event,) = desk.standing
    assert "parties of one are among those of the other" in event.reason


def test_demands_told_on_one_day_without_a_day_are_one_across_languages(desk):
    for n, (article, sentence, language) in enumerate(
        [("a", "It asked for passage of the plane.", "en"), ("b", "وطلبت السماح بعبور الطائرة", "ar")]
    ):
        act = mention("REQUEST", ("IL",), ("TR",), date=None, sentence=sentence, number=n)
        act = msgspec.structs.replace(act, language=language)
        desk.read(report(article, act, at=n))
    assert len(desk.standing) == 1


@pytest.mark.parametrize(("kind", "mode"), [("SANCTION", "break"), ("SUPPORT", "relations"), ("SUPPORT", "sign")])
def test_ties_are_cut_made_and_signed_once_whoever_is_told_to_have_done_it(desk, kind, mode):
    desk.read(report("a", mention(kind, ("SD",), ("AE",), mode=mode)))
    desk.read(report("b", mention(kind, ("AE",), ("SD",), mode=mode), at=2))
    desk.read(report("c", mention(kind, ("AE", "SD"), mode=mode), at=3))
    (event,) = desk.standing
    assert len(event.sources) == 3


def test_an_envoy_expelled_in_return_is_another_act(desk):
    desk.read(report("a", mention("SANCTION", ("DZ",), ("FR",), mode="expel")))
    desk.read(report("b", mention("SANCTION", ("FR",), ("DZ",), mode="expel"), at=2))
    assert len(desk.standing) == 2


def test_a_council_sits_on_each_day_anew_and_a_conference_goes_on(desk):
    desk.read(report("a", mention(by=("org:un",), mode="multilateral", date="2025-06-02")))
    desk.read(report("b", mention(by=("org:un",), mode="multilateral", date="2025-06-03"), at=24))
    desk.read(report("c", mention(by=("EG", "FR", "JO"), mode="multilateral", date="2025-06-02"), at=25))
    desk.read(report("d", mention(by=("EG", "FR", "JO"), mode="multilateral", date="2025-06-03"), at=26))
    assert sorted(len(event.sources) for event in desk.standing) == [1, 1, 2]
