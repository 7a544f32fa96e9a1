from datetime import date

import pytest

from consumers.gazetteer import load
from consumers.gazetteer.meaning import AS_WRITTEN, CAPITALS, PREFIXED, SPELLING, look_up
from consumers.gazetteer.skeleton import skeleton

TODAY = date(2026, 11, 23)


@pytest.fixture
def gazetteer(gazetteer_folder):
    return load(gazetteer_folder)


def meanings(gazetteer, name, on=TODAY, language=None):
    return look_up(gazetteer, name, on, language).meanings


def test_a_person_is_shown_with_the_offices_of_the_day(gazetteer):
    (now,) = meanings(gazetteer, "بدر عبد العاطي")
    assert (now.name.ident, now.how, now.serving) == ("badr-abdelatty", AS_WRITTEN, True)
    assert [t.office for t in now.terms] == ["foreign_minister"]
    (then,) = meanings(gazetteer, "بدر عبد العاطي", date(2017, 1, 1))
    assert [t.office for t in then.terms] == ["ambassador"]


def test_a_person_out_of_office_is_shown_with_the_last_one(gazetteer):
    (between,) = meanings(gazetteer, "Badr Abdelatty", date(2022, 1, 1))
    assert not between.serving
    assert [t.office for t in between.terms] == ["ambassador"]
    (before,) = meanings(gazetteer, "Badr Abdelatty", date(2010, 1, 1))
    assert [t.office for t in before.terms] == ["ambassador"]


def test_a_surname_leads_to_its_person(gazetteer):
    (found,) = meanings(gazetteer, "لافروف")
    assert (found.name.kind, found.name.ident) == ("surname", "sergey-lavrov")


@pytest.mark.parametrize("name", ["سيرجيه لافروف", "سيرجي لافروف", "Sergej Lavrov", "SERGUEÏ LAVROV"])
def test_another_spelling_of_a_full_name_is_known_by_its_consonants(gazetteer, name):
    (found,) = meanings(gazetteer, name)
    assert (found.name.ident, found.how) == ("sergey-lavrov", SPELLING)


def test_a_demonym_says_which_form_it_is(gazetteer):
    (found,) = meanings(gazetteer, "المصريتين")
    name = found.name
    assert (name.code, name.kind, name.gender, name.number, name.definite) == ("EG", "demonym", "f", "d", True)


@pytest.mark.parametrize("name", ["والمصريين", "للمصريين", "فالمصريين", "وللمصريين"])
def test_particles_written_onto_the_word_are_taken_off(gazetteer, name):
    found = meanings(gazetteer, name)
    assert {(m.name.code, m.how) for m in found} == {("EG", PREFIXED)}


def test_an_abbreviation_counts_in_capitals(gazetteer):
    assert [m.how for m in meanings(gazetteer, "US")] == [AS_WRITTEN]
    assert [m.how for m in meanings(gazetteer, "us")] == [CAPITALS]


def test_a_name_of_several_comes_with_the_rule_that_decides(gazetteer):
    answer = look_up(gazetteer, "السوداني", TODAY)
    assert {m.name.code or m.name.ident for m in answer.meanings} == {"SD", "SS", "mohammed-shia-al-sudani"}
    assert [(rule.kind, rule.row["default"]) for rule in answer.rules] == [("ambiguous", "SD")]


def test_a_place_that_is_never_a_government_says_so(gazetteer):
    answer = look_up(gazetteer, "القاهرة", TODAY)
    assert [rule.kind for rule in answer.rules] == ["place_only"]
    assert [m.name.kind for m in answer.meanings] == ["venue"]


@pytest.mark.parametrize(
    ("name", "why"),
    [("باكرا", "early"), ("كندا مصر", "name of a company"), ("كندا", "to show a name that is never taken")],
)
def test_a_blocked_form_is_explained_even_if_it_means_nothing(gazetteer, name, why):
    answer = look_up(gazetteer, name, TODAY)
    assert answer.meanings == []
    assert [rule.row["why"] for rule in answer.rules] == [why]


def test_a_name_that_is_not_known_comes_with_near_ones(gazetteer):
    answer = look_up(gazetteer, "Vladimir Budin", TODAY)
    assert answer.meanings == []
    assert answer.near[0] == "Vladimir Putin"


def test_a_language_narrows_the_search(gazetteer):
    assert meanings(gazetteer, "Égypte", language="fr")
    assert not meanings(gazetteer, "Égypte", language="ar")


@pytest.mark.parametrize(
    ("one", "other"),
    [("سيرغي", "سيرجي"), ("سيرغي", "سيرجيه"), ("ترامب", "ترمب"), ("زيلينسكي", "زيلنسكي"), ("غوتيريش", "جوتيريش"),
     ("بدر عبد العاطي", "بدر عبدالعاطي"), ("Sergey Lavrov", "Sergei Lavrov"),
     ("Abdel Fattah al-Sisi", "Abdel Fatah Sissi")],
)  # fmt: skip
def test_spellings_of_one_name_have_one_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("عبد العاطي", "عبد المعطي"), ("محمد بن سلمان", "محمد بن سالم"), ("حسن روحاني", "حسين أمير"),
     ("Li Qiang", "Li Yong"), ("وانغ يي", "وانغ ون")],
)  # fmt: skip
def test_other_names_have_other_skeletons(one, other):
    assert skeleton(one) != skeleton(other)
