from datetime import date

import pytest

from consumers.gazetteer import GazetteerError, load
from consumers.gazetteer.demonyms import nisba_forms
from consumers.gazetteer.index import build

COUNTRIES = """
countries:
- code: RU
  names: {ar: [روسيا], en: [Russia]}
  demonyms: {ar: {nisba: [روسي], plural: [روس]}, en: [Russian]}
  capital: {ar: [موسكو], en: [Moscow]}
- code: KP
  names: {ar: [كوريا الشمالية], en: [North Korea]}
  demonyms: {ar: {nisba: [كوري شمالي]}, en: [North Korean]}
"""
PEOPLE = """
people:
- id: first
  names: {ar: [سيرغي لافروف], en: [Sergey Lavrov]}
  terms:
  - {office: foreign_minister, party: RU, start: 2004-03, precision: month, end: 2020}
- id: second
  names: {en: [Second Minister]}
  terms:
  - {office: foreign_minister, party: RU, start: 2021-01-10, end: null}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "people").mkdir()
    (tmp_path / "countries.yaml").write_text(COUNTRIES, encoding="utf-8")
    (tmp_path / "people" / "europe.yaml").write_text(PEOPLE, encoding="utf-8")
    return tmp_path


def test_an_office_has_its_holder_by_day(folder):
    gazetteer = load(folder)
    assert gazetteer.holder("RU", "foreign_minister", date(2010, 5, 1)) == "first"
    assert gazetteer.holder("RU", "foreign_minister", date(2020, 12, 31)) == "first"
    assert gazetteer.holder("RU", "foreign_minister", date(2024, 1, 1)) == "second"
    assert gazetteer.holder("RU", "foreign_minister", date(1999, 1, 1)) == ""


def test_a_supplement_adds_to_what_is_there(folder):
    (folder / "supplement.yaml").write_text("countries: [{code: RU, names: {ar: [الاتحاد الروسي]}}]", encoding="utf-8")
    assert load(folder).parties["RU"]["ar"] == ["روسيا", "الاتحاد الروسي"]


def test_a_broken_entry_names_file_and_entry(folder):
    (folder / "broken.yaml").write_text("people: [{id: x, terms: [{office: a}]}]", encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"broken\.yaml: people: x"):
        load(folder)


def test_compound_adjectives_agree_in_every_word():
    forms = {form for form, *_ in nisba_forms("كوري شمالي")}
    assert {"الكورية الشمالية", "كوريين شماليين", "الكوريتين الشماليتين"} <= forms
    assert "الجنوب أفريقية" in {form for form, *_ in nisba_forms("جنوب أفريقي")}


def test_every_form_of_a_name_leads_to_its_party(folder):
    trie = build(load(folder), "ar")
    for words in (["الروسيه"], ["روس"], ["موسكو"], ["الكوريه", "الشماليه"]):
        node = trie
        for word in words:
            node = node[word]
        assert {n.code for n in node[""]} & {"RU", "KP"}
