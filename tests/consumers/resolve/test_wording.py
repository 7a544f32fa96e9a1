from datetime import UTC, datetime, timedelta

import pytest

from consumers.resolve.compatibility import match, may_be_bridged
from consumers.resolve.facets import facets_of, joined
from consumers.resolve.wording import likeness, wording
from tests.consumers.resolve.conftest import actors, mention, report

NOON = datetime(2025, 6, 2, 12, tzinfo=UTC)
PRISONERS = "Washington urged Kabul to release the two prisoners held since the winter"
SAME_IN_OTHER_WORDS = "The United States asked that both prisoners, in jail since winter, be released without delay"
GRAIN = "Washington called for grain shipments through the strait to resume next month"


def said(sentence, *, kind="REQUEST", mode="", language="en", to=("AF",)):
    return mention_in(language, mention(kind, by=("US",), to=to, mode=mode, sentence=sentence))


def mention_in(language, act):
    (told,) = report("a", act).mentions
    return type(told)(**{f: getattr(told, f) for f in told.__struct_fields__} | {"language": language})


def matched(one, other):
    return match(facets_of(other, NOON), facets_of(one, NOON))


def test_the_same_demand_in_other_words_is_one_act():
    assert matched(said(PRISONERS), said(SAME_IN_OTHER_WORDS)).accepted


def test_another_demand_of_the_same_day_is_another():
    found = matched(said(PRISONERS), said(GRAIN))
    assert (found.accepted, found.against) == (False, "about something else")


def test_across_languages_words_are_not_compared():
    assert matched(said(PRISONERS), said("واشنطن تطالب كابول بإطلاق السجينين", language="ar")).accepted


def test_meetings_are_known_by_who_and_when():
    one, other = (mention_in("en", mention(sentence=words)) for words in (PRISONERS, GRAIN))
    assert matched(one, other).accepted
    assert wording(one) == b""


def test_a_summons_is_no_act_of_words():
    assert wording(said(PRISONERS, kind="ACCUSE", mode="summon")) == b""
    assert wording(said(PRISONERS, kind="ACCUSE", mode="disapprove")) != b""


def test_an_event_is_compared_by_all_its_tellings():
    event = joined(facets_of(said(PRISONERS), NOON), facets_of(said(SAME_IN_OTHER_WORDS), NOON))
    assert match(facets_of(said("Both men, in jail since winter, must go home without delay"), NOON), event).accepted


def test_names_of_parties_are_not_what_an_act_is_about():
    plain = said("Washington urged restraint")
    named = type(plain)(
        **{f: getattr(plain, f) for f in plain.__struct_fields__}
        | {"actors": tuple(type(a)(party=a.party, text="Washington") for a in actors("US"))}
    )
    assert len(wording(named)) == len(wording(plain)) - 2


@pytest.mark.parametrize(("one", "other", "expected"), [(b"", b"en\1\0", None), (b"ar\1\0", b"en\1\0", None)])
def test_what_cannot_be_compared(one, other, expected):
    assert likeness(one, other) is expected


def test_likeness_is_the_dice_overlap():
    assert likeness(b"en\1\0\2\0\3\0", b"en\2\0") == 0.5


def test_what_two_demand_together_is_not_what_one_demands_of_the_other():
    together = mention("REQUEST", by=("EG", "TR"), mode="")
    invited = mention("REQUEST", by=("TR",), to=("EG",), mode="")
    found = matched(mention_in("en", together), mention_in("ar", invited))
    assert (found.accepted, found.against) == (False, "together, not towards each other")
    met = mention(by=("EG", "TR")), mention(by=("TR",), to=("EG",))
    assert matched(*(mention_in("en", act) for act in met)).accepted


@pytest.mark.parametrize(("days", "one_act"), [(0, True), (1, False)])
def test_in_two_languages_without_a_day_only_those_of_one_day_are_one(days, one_act):
    urged, repeated = said(PRISONERS), said("واشنطن تطالب كابول بإطلاق السجينين", language="ar")
    event, later = facets_of(undated(urged), NOON), facets_of(undated(repeated), NOON + timedelta(days=days))
    assert match(later, event).accepted == one_act


def undated(told):
    day = type(told.date)(value=told.date.value, basis="published") if told.date else None
    return type(told)(**{f: getattr(told, f) for f in told.__struct_fields__} | {"date": day})


def test_promises_of_two_and_two_are_not_bridged_by_who_tells_of_all_three():
    one, other, all_three = (
        facets_of(mention_in("en", mention("AGREE", by=by, mode="", sentence=PRISONERS)), NOON)
        for by in (("US", "FR"), ("US", "GB"), ("US", "FR", "GB"))
    )
    assert not may_be_bridged(one, other)
    assert may_be_bridged(one, all_three)
    meetings = (facets_of(mention(by=by), NOON) for by in (("US", "FR"), ("US", "GB")))
    assert may_be_bridged(*meetings)
