"""The traps of Wikidata's statements on offices."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.gazetteer.refresh.results import Moment, Statement
from consumers.gazetteer.refresh.tenures import decide

TODAY = date(2026, 11, 23)
FM = "foreign_minister"
HOS = "head_of_state"
HOG = "head_of_government"


def moment(text):
    if text is None:
        return None
    parts = [int(p) for p in text.split("-")]
    return Moment(date(*[*parts, 1, 1][:3]), ("year", "month", "day")[len(parts) - 1])


def held(person, start=None, end=None, *, party="EG", office=FM, preferred=False):
    over = end is not None
    exact = None if end == "unknown" else moment(end)
    return Statement(f"{party}-{office}-{person}-{start}", party, office, person, moment(start), exact, over, preferred)


def decided(*statements, shared=(), offices=(), holdings=()):
    return decide(
        statements, TODAY,
        shared=lambda party, office: (party, office) in shared,
        known_office=lambda party, office: (party, office) in offices,
        known_holding=lambda party, office, person: (party, office, person) in holdings,
    )  # fmt: skip


def current(findings):
    return {(t.party, t.office, t.person) for t in findings.current(TODAY)}


def told(findings):
    return [(t.person, str(t.start), str(t.end) if t.end else None, t.inferred) for t in findings.tenures]


def test_of_several_without_an_end_the_latest_is_in_office():
    found = decided(held("Q2", "2019"), held("Q1", "2016-05-01"), held("Q3", "2024-07-03"))
    assert told(found) == [
        ("Q1", "2016-05-01", "2019", True),
        ("Q2", "2019", "2024-07-03", True),
        ("Q3", "2024-07-03", None, False),
    ]


def test_one_without_an_end_is_not_in_office_when_another_has_come_and_gone_since():
    found = decided(held("Q1", "2016-05-01"), held("Q2", "2020-01-01", "2023-06-30"))
    assert current(found) == set()
    assert told(found)[0] == ("Q1", "2016-05-01", "2020-01-01", True)


def test_who_stands_in_for_some_weeks_ends_no_term():
    found = decided(held("Q1", "2016-05-01"), held("Q2", "2020-01-01", "2020-01-20"))
    assert current(found) == {("EG", FM, "Q1")}


def test_a_successor_without_an_end_counts_even_if_wikidata_prefers_the_one_before():
    found = decided(held("Q1", "2016-05-01", preferred=True), held("Q2", "2026-11-01"))
    assert current(found) == {("EG", FM, "Q2")}


def test_a_statement_without_dates_is_not_taken():
    found = decided(held("Q1"), held("Q2", "2024-07-03"))
    assert current(found) == {("EG", FM, "Q2")}
    assert found.left_out == []


def test_an_office_with_undated_statements_alone_is_left_to_a_person():
    found = decided(held("Q1"))
    assert found.tenures == []
    assert "since when" in found.left_out[0].why


def test_an_end_on_an_unknown_day_is_the_start_of_the_successor():
    found = decided(held("Q1", "2019-01-01", "unknown"), held("Q2", "2021-03-04"))
    assert told(found)[0] == ("Q1", "2019-01-01", "2021-03-04", True)


def test_an_end_on_an_unknown_day_without_a_successor_is_left_to_a_person():
    found = decided(held("Q1", "2019-01-01", "unknown"))
    assert found.tenures == []
    assert "day that Wikidata does not know" in found.left_out[0].why


def test_several_positions_and_renewed_terms_of_one_person_are_one_tenure():
    found = decided(
        held("Q1", "2016-01-01", "2018-01-01"), held("Q1", "2018-01-01", "2020-01-15"), held("Q1", "2018-02-01"),
    )  # fmt: skip
    assert told(found) == [("Q1", "2016-01-01", None, False)]


def test_a_return_after_another_is_a_term_of_its_own():
    found = decided(
        held("Q1", "2013-03-16", "2022-12-30"), held("Q2", "2022-12-30", "2023-07-25"), held("Q1", "2023-07-25"),
    )  # fmt: skip
    assert [t[:3] for t in told(found)] == [
        ("Q1", "2013-03-16", "2022-12-30"), ("Q2", "2022-12-30", "2023-07-25"), ("Q1", "2023-07-25", None),
    ]  # fmt: skip


def test_terms_that_ended_long_ago_are_not_told():
    assert told(decided(held("Q1", "1868"), held("Q2", "1871-05-01", "1880-01-01"), held("Q3", "2020"))) == [
        ("Q3", "2020", None, False)
    ]


def test_who_takes_office_in_the_future_is_not_in_office():
    found = decided(held("Q1", "2020-01-01"), held("Q2", "2027-01-20"))
    assert current(found) == {("EG", FM, "Q1")}
    assert "takes office on 2027-01-20" in found.left_out[0].why


def test_an_end_in_the_future_is_still_in_office():
    assert current(decided(held("Q1", "2026-01-01", "2026-12-31"))) == {("EG", FM, "Q1")}


def test_a_president_who_governs_is_head_of_state_alone():
    both = (held("Q1", "2025-01-20", party="US", office=HOS), held("Q1", "2025-01-20", party="US", office=HOG))
    assert current(decided(*both)) == {("US", HOS, "Q1")}
    assert len(current(decided(*both, offices={("US", HOG)}))) == 2


def test_a_monarch_of_several_states_counts_where_the_gazetteer_has_one():
    realms = [held("Q43274", "2022-09-08", party=party, office=HOS) for party in ("GB", "CA", "AU")]
    found = decided(*realms, holdings={("GB", HOS, "Q43274")})
    assert current(found) == {("GB", HOS, "Q43274")}
    assert {left.party for left in found.left_out} == {"CA", "AU"}


def test_members_of_a_shared_presidency_are_all_in_office():
    three = [held(f"Q{n}", "2022-11-16", party="BA", office=HOS) for n in (1, 2, 3)]
    assert len(current(decided(*three, shared={("BA", HOS)}))) == 3


def test_in_a_shared_presidency_the_preferred_statements_are_the_current_ones():
    former = held("Q9", "2018-11-20", party="BA", office=HOS)
    now = [held(f"Q{n}", "2022-11-16", party="BA", office=HOS, preferred=True) for n in (1, 2, 3)]
    assert current(decided(former, *now, shared={("BA", HOS)})) == {("BA", HOS, f"Q{n}") for n in (1, 2, 3)}


@pytest.mark.parametrize(("preferred", "expected"), [(True, {("EG", FM, "Q1")}), (False, set())])
def test_two_since_the_same_day_are_decided_by_rank_or_by_a_person(preferred, expected):
    found = decided(held("Q1", "2026-01-01", preferred=preferred), held("Q2", "2026-01-01"))
    assert current(found) == expected
    assert len(found.left_out) == (0 if preferred else 2)


def test_a_prime_minister_who_became_president_was_prime_minister_before():
    found = decided(
        held("Q1", "2017-05-25", "2017-08-15", office=HOG), held("Q1", "2019-12-19", office=HOS),
    )  # fmt: skip
    assert {(t.office, str(t.start)) for t in found.tenures} == {(HOG, "2017-05-25"), (HOS, "2019-12-19")}


def test_a_term_that_ends_before_it_starts_is_left_to_a_person():
    found = decided(held("Q1", "2020-01-01", "2019-01-01"))
    assert found.tenures == []
    assert "before it starts" in found.left_out[0].why


def test_a_dated_term_inside_another_is_left_to_a_person():
    found = decided(held("Q1", "2018-01-01", "2023-01-01"), held("Q2", "2019-01-01", "2020-01-01"))
    assert told(found) == [("Q1", "2018-01-01", "2023-01-01", False)]
    assert found.left_out[0].person == "Q2"


def test_dated_terms_that_contradict_each_other_end_with_the_next():
    found = decided(held("Q1", "2018-01-01", "2023-01-01"), held("Q2", "2021-01-01"))
    assert told(found) == [("Q1", "2018-01-01", "2021-01-01", True), ("Q2", "2021-01-01", None, False)]


DAYS = st.dates(date(2014, 1, 1), date(2027, 12, 31))
MOMENTS = st.builds(
    lambda day, precision: Moment(
        {"day": day, "month": day.replace(day=1), "year": date(day.year, 1, 1)}[precision], precision
    ),
    DAYS,
    st.sampled_from(["day", "month", "year"]),
)
STATEMENTS = st.builds(
    lambda number, person, start, end, over, preferred: Statement(
        f"s{number}", "EG", FM, person, start, end, over or end is not None, preferred
    ),
    st.integers(), st.sampled_from(["Q1", "Q2", "Q3", "Q4"]), st.none() | MOMENTS, st.none() | MOMENTS,
    st.booleans(), st.booleans(),
)  # fmt: skip


@given(st.lists(STATEMENTS, max_size=8))
def test_whatever_wikidata_says_an_office_has_one_holder_at_a_time(statements):
    found = decided(*statements).tenures
    for number, one in enumerate(found):
        assert one.end is None or one.end.last >= one.start.first
        assert one.start.first <= TODAY
        for other in found[number + 1 :]:
            until = min(t.end.first if t.end else date.max for t in (one, other))
            since = max(one.start.last, other.start.last)
            assert one.person == other.person or (until - since).days <= 31
    assert len([t for t in found if t.end is None]) <= 1
