"""From recorded answers to the dated file and the differences."""

import json
from dataclasses import replace
from datetime import date

import pytest
import yaml

from consumers.gazetteer import Official, load
from consumers.gazetteer.audit import Severity, audit
from consumers.gazetteer.audit.document import read
from consumers.gazetteer.audit.offices import SharedOffices
from consumers.gazetteer.refresh.collect import Sources, refresh
from consumers.gazetteer.refresh.endpoint import EndpointError
from consumers.gazetteer.refresh.output import differences, people_file, refusal
from consumers.gazetteer.refresh.people import Register, written_names
from consumers.gazetteer.refresh.results import Position

TODAY = date(2026, 11, 23)


@pytest.fixture
def shared(gazetteer_folder):
    return SharedOffices(entry.data for entry in read(gazetteer_folder).of("overlaps"))


@pytest.fixture
def proposal(recorded, sources, gazetteer_folder, shared):
    return refresh(recorded, sources, load(gazetteer_folder), shared, TODAY)


def changes(proposal, kind):
    return {(c.party, c.office, c.name): c.text for c in proposal.changes if c.kind == kind}


def test_new_holders_are_added_with_their_names_and_dates(proposal):
    barrot = proposal.entries["jean-noel-barrot"]
    assert barrot["names"] == {"ar": ["جان نويل بارو"], "en": ["Jean-Noël Barrot"]}
    (term,) = barrot["terms"]
    assert (term["party"], term["start"], term["precision"], term["end"]) == ("FR", "2024-09", "month", None)
    assert term["source"] == "wikidata:Q9990012"


def test_a_missing_end_does_not_make_a_prime_minister_of_old(proposal):
    assert changes(proposal, "added")["FR", "head_of_government", "Michel Barnier"] == (
        "from 2024-09-05 to 2024-12-13 (end inferred from the successor)"
    )


def test_who_was_succeeded_gets_an_end_and_keeps_the_rest(proposal):
    (term,) = proposal.entries["mostafa-madbouly"]["terms"]
    assert (term["start"], term["end"]) == (date(2018, 6, 14), date(2026, 9, 1))
    assert "names" not in proposal.entries["mostafa-madbouly"]


def test_reviewed_dates_stand_and_the_difference_is_told(proposal):
    assert "sameh-shoukry" not in proposal.entries
    assert changes(proposal, "differs") == {
        ("EG", "foreign_minister", "Sameh Shoukry"): "until 2024-07-03 by Wikidata, until 2024-01-10 in the gazetteer"
    }


def test_a_person_known_by_name_gets_the_item_and_nothing_else(proposal):
    assert proposal.entries["sergey-lavrov"] == {"id": "sergey-lavrov", "wikidata": "Q58217"}


def test_what_the_gazetteer_knows_is_not_repeated(proposal):
    assert not {"abdel-fattah-al-sisi", "badr-abdelatty", "vladimir-putin", "donald-trump"} & set(proposal.entries)


def test_abolished_positions_former_states_and_unknown_persons_bring_nobody(proposal):
    told = {change.source for change in proposal.changes}
    assert not {"wikidata:Q9990013", "wikidata:Q30487", "wikidata:Q9990010"} & told
    assert {c.party for c in proposal.changes if c.office == "head_of_government"} == {"EG", "FR", "RU"}


def test_the_king_of_many_realms_is_left_to_a_person(proposal):
    assert changes(proposal, "left out")["CA", "head_of_state", "Charles III"].startswith("also head of state of GB")


def test_with_the_file_in_place_the_check_is_content_and_nothing_more_is_proposed(
    proposal, recorded, sources, gazetteer_folder, shared
):
    (gazetteer_folder / "people" / f"wikidata-{TODAY}.yaml").write_text(people_file(proposal, TODAY), encoding="utf-8")
    found = audit(gazetteer_folder, TODAY)
    assert not [str(f) for f in found if f.severity is Severity.ERROR]
    assert {f.check for f in found} <= {"arabic-name"}
    again = refresh(recorded, sources, load(gazetteer_folder), shared, TODAY)
    assert [c for c in again.changes if c.kind == "added"] == []


def test_the_file_is_read_back_as_it_was_meant(proposal):
    read_back = yaml.safe_load(people_file(proposal, TODAY))["people"]
    assert {entry["id"]: entry for entry in read_back} == proposal.entries
    norwegian = next(e for e in read_back if e["id"] == "kari-nordmann")["terms"][0]
    assert (norwegian["party"], norwegian["start"]) == ("NO", 2026)


def test_the_differences_are_told_by_country(proposal, gazetteer_folder):
    text = differences(proposal, load(gazetteer_folder), TODAY)
    assert "\nEG Egypt\n" in text
    assert "  - head of government Mostafa Madbouli: until 2026-09-01" in text
    assert "  + head of government Hassan al-Masry: from 2026-09-01" in text
    assert "  ~ foreign minister   Sameh Shoukry" in text


def without(recorded, part):
    def ask(query):
        answer = recorded(query)
        rows = answer["results"]["bindings"]
        answer["results"]["bindings"] = [row for row in rows if not part(row)]
        return answer

    return ask


def test_an_answer_that_lost_more_than_a_quarter_of_the_offices_is_refused(
    recorded, sources, gazetteer_folder, shared
):
    def heads_of(*states):
        return lambda row: "role" in row and row["iso2"]["value"] in states

    two_states = without(recorded, heads_of("US", "RU"))
    kept = refresh(two_states, sources, load(gazetteer_folder), shared, TODAY)
    assert (len(kept.lost), kept.offices, kept.refused) == (2, 8, False)
    three_states = without(recorded, heads_of("US", "RU", "GB"))
    refused = refresh(three_states, sources, load(gazetteer_folder), shared, TODAY)
    assert refused.refused
    assert "GB head_of_state, RU head_of_state, US head_of_state" in refusal(refused)


def test_the_gazetteer_is_ahead_of_wikidata_when_its_holder_began_later(recorded, sources, gazetteer_folder, shared):
    gazetteer = load(gazetteer_folder)
    madbouly = gazetteer.people["mostafa-madbouly"]
    newest = (replace(madbouly.terms[0], start=date(2026, 10, 1)),)
    gazetteer.people["mostafa-madbouly"] = replace(madbouly, terms=newest, wikidata="Q1")
    proposal = refresh(recorded, sources, gazetteer, shared, TODAY)
    assert "mostafa-madbouly" not in proposal.entries
    assert "but the gazetteer has Mostafa Madbouli since 2026-10-01" in (
        changes(proposal, "differs")["EG", "head_of_government", "Hassan al-Masry"]
    )


def test_positions_of_the_table_are_asked_for_in_parts_unless_wikidata_abolished_them(
    recorded, sources, gazetteer_folder, shared
):
    asked = []

    def ask(query):
        asked.append(query)
        return recorded(query)

    table = [Position(f"Q88{n:04d}", "SD") for n in range(70)]
    table.append(Position("Q9991001", "FR"))  # abolished by the recorded answer
    refresh(ask, Sources(sources.queries, tuple(table)), load(gazetteer_folder), shared, TODAY)
    holders = [query for query in asked if "?position { wd:" in query]
    assert len(holders) == 2
    assert "wd:Q880069" in holders[1]
    assert not any("wd:Q9991001" in query for query in asked)


def test_names_are_asked_only_of_those_the_gazetteer_has_no_item_of(recorded, sources, gazetteer_folder, shared):
    asked = []
    refresh(lambda q: asked.append(q) or recorded(q), sources, load(gazetteer_folder), shared, TODAY)
    labels = next(query for query in asked if "?item { wd:" in query)
    assert "wd:Q58217" in labels
    assert "wd:Q93447756" not in labels


def test_a_failing_query_ends_the_refresh(sources, gazetteer_folder, shared):
    def ask(_query):
        raise EndpointError("down", retriable=False)

    with pytest.raises(EndpointError):
        refresh(ask, sources, load(gazetteer_folder), shared, TODAY)


@pytest.mark.parametrize(
    ("names", "written"),
    [
        ({"mul": ["Wang Yi"]}, {"en": ["Wang Yi"]}),
        ({"arz": ["بدر عبد العاطى"]}, {"ar": ["بدر عبد العاطى"]}),
        ({"ar": ["حسن المصري (سياسي)"]}, {"ar": ["حسن المصري"]}),
        ({"en": ["Sergey Lavrov", "Sergei Lavrov", "Mr No", "S. L."]}, {"en": ["Sergey Lavrov", "Sergei Lavrov"]}),
        ({"mul": ["Michel Barnier"], "fr": ["Michel Barnier"]}, {"en": ["Michel Barnier"]}),
        ({"ar": ["Michel Barnier"], "ru": ["Мишель Барнье"]}, {}),
    ],
)
def test_names_are_taken_in_the_script_of_their_language(names, written):
    assert written_names(names) == written


def test_a_namesake_of_another_country_is_another_person(gazetteer_folder):
    register = Register(load(gazetteer_folder).people)
    names = {"ar": ["سيرجيه لافروف"], "mul": ["Sergei Lavrov"]}
    assert register.by_name(names, {"RU"}) == "sergey-lavrov"
    assert register.by_name(names, {"EG"}) == ""
    assert register.new_id(names, "Q5") == "sergei-lavrov"
    assert register.new_id({"en": ["Sergey Lavrov"]}, "Q5") == "sergey-lavrov-q5"
    assert register.new_id({"ar": ["اسم عربي"]}, "Q5") == "q5"


def test_a_person_with_an_item_is_not_taken_for_another_item(gazetteer_folder):
    register = Register(load(gazetteer_folder).people)
    assert register.by_name({"en": ["Vladimir Putin"]}, {"RU"}) == ""


def test_the_recorded_answers_have_the_shape_of_the_standard(recorded, sources):
    for query in (sources.queries["heads"], sources.queries["positions"]):
        answer = recorded(query)
        listed = set(answer["head"]["vars"])
        assert all(set(row) <= listed for row in answer["results"]["bindings"])
        assert json.dumps(answer)


def test_what_is_left_out_but_known_to_be_over_needs_no_decision(recorded, sources, gazetteer_folder, shared):
    gazetteer = load(gazetteer_folder)
    assert ("RU", "head_of_government", "Mikhail Mishustin") in changes(
        refresh(recorded, sources, gazetteer, shared, TODAY), "left out"
    )
    term = replace(gazetteer.people["vladimir-putin"].terms[0], office="head_of_government", end=date(2026, 9, 1))
    gazetteer.people["mishustin"] = Official("mishustin", {"en": ["Mikhail Mishustin"]}, {}, (term,))
    assert ("RU", "head_of_government", "Mikhail Mishustin") not in changes(
        refresh(recorded, sources, gazetteer, shared, TODAY), "left out"
    )
