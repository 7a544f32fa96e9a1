"""Officials whose names are spelt otherwise than in the gazetteer."""

from datetime import date

import pytest

from consumers.extraction.story.spellings import Spellings


@pytest.fixture(scope="module")
def spellings(extractor):
    return Spellings(extractor.gazetteer, "ar")


DAY = date(2025, 5, 21)


@pytest.mark.parametrize("name", ["سيرجيه لافروف", "سرغي لافروف", "سيرغي لافرف"])
def test_the_consonants_of_two_names_are_enough(spellings, name):
    assert spellings.official(name, "RU", "", DAY) == "sergey-lavrov"


def test_a_single_name_needs_the_title(spellings):
    assert spellings.official("لافرف", "RU", "foreign_minister", DAY) == "sergey-lavrov"
    assert spellings.official("لافرف", "RU", "", DAY) == ""
    assert spellings.official("لافرف", "RU", "head_of_state", DAY) == ""


def test_the_state_and_the_day_must_fit(spellings):
    assert spellings.official("سيرغي لافرف", "US", "", DAY) == ""
    assert spellings.official("سيرغي لافرف", "RU", "", date(1999, 1, 1)) == ""


def test_a_name_that_is_only_alike_is_somebody_else(spellings):
    assert spellings.official("بدر عبد المعطي", "EG", "foreign_minister", DAY) == ""


def test_an_act_names_the_official_by_the_usual_name(acts):
    (act,) = acts("أخبار\nالتقى وزير الخارجية الروسي سيرغي لافرف نظيره التركي هاكان فيدان في موسكو أمس.")
    assert {(a.party, a.person) for a in act.actors} == {("RU", "sergey-lavrov"), ("TR", "hakan-fidan")}
