from datetime import date

import pytest

from consumers.gazetteer.refresh.results import Moment, Position, bindings, heads, holders, names, positions

ENTITY = "http://www.wikidata.org/entity/"


def item(number):
    return {"type": "uri", "value": f"{ENTITY}{number}"}


def literal(value, **more):
    return {"type": "literal", "value": value, **more}


def row(person="Q1", statement="s1", **more):
    base = {"iso2": literal("EG"), "role": literal("head_of_state"), "person": item(person)}
    rank = {"type": "uri", "value": "http://wikiba.se/ontology#NormalRank"}
    return {**base, "st": item(f"statement/{statement}"), "rank": rank, **more}


def dated(start, precision):
    return {"start": literal(f"{start}T00:00:00Z"), "startPrec": literal(str(precision))}


@pytest.mark.parametrize(
    ("precision", "shown", "last"),
    [(11, "2024-07-03", date(2024, 7, 3)), (10, "2024-07", date(2024, 7, 31)), (9, "2024", date(2024, 12, 31))],
)
def test_a_date_is_as_exact_as_its_precision_says(precision, shown, last):
    (statement,) = heads([row(**dated("2024-07-03", precision))])
    assert str(statement.start) == shown
    assert statement.start.last == last


@pytest.mark.parametrize(
    "start", [dated("2020-01-01", 8), dated("-0044-03-15", 11), {"start": {"type": "bnode", "value": "t1"}}, {}]
)
def test_a_start_that_says_nothing_is_none(start):
    assert heads([row(**start)])[0].start is None


def test_an_end_that_is_known_to_exist_but_not_when_ends_the_term():
    unknown = {"type": "uri", "value": "http://www.wikidata.org/.well-known/genid/5c0a"}
    (statement,) = heads([row(end=unknown)])
    assert (statement.ended, statement.end) == (True, None)


def test_a_term_with_a_successor_is_over():
    assert heads([row(replacedBy=item("Q2"))])[0].ended


def test_a_term_without_an_end_is_not_over_yet():
    assert not heads([row()])[0].ended


def test_the_rows_of_one_statement_are_one():
    (statement,) = heads([row(**dated("2020-05-01", 11)), row(**dated("2020-01-01", 9)), row()])
    assert statement.start == Moment(date(2020, 1, 1), "year")


def test_an_unknown_person_is_left_out():
    assert heads([row() | {"person": {"type": "bnode", "value": "t1290"}}]) == []


def test_abolished_positions_are_left_out_even_if_another_row_does_not_say_so():
    rows = [
        {"position": item("Q10"), "iso2": literal("FR")},
        {"position": item("Q11"), "iso2": literal("FR")},
        {"position": item("Q11"), "iso2": literal("FR"), "abolished": literal("2007-05-18T00:00:00Z")},
        {"position": item("Q12"), "iso2": literal("FR")},
    ]
    assert positions(rows) == [Position("Q10", "FR"), Position("Q12", "FR")]


def test_holders_belong_to_the_party_of_their_position():
    found = holders([row(position=item("Q10")), row("Q2", "s2", position=item("Q99"))], {"Q10": "FR"})
    assert [(s.party, s.office, s.person) for s in found] == [("FR", "foreign_minister", "Q1")]


def test_names_have_the_label_before_the_aliases():
    rows = [
        {"item": item("Q1"), "kind": literal("alias"), "name": literal("B. Abdelatty", **{"xml:lang": "mul"})},
        {"item": item("Q1"), "kind": literal("label"), "name": literal("Badr Abdelatty", **{"xml:lang": "mul"})},
        {"item": item("Q1"), "kind": literal("label"), "name": literal("بدر عبد العاطي", **{"xml:lang": "ar"})},
    ]
    assert names(rows) == {"Q1": {"mul": ["Badr Abdelatty", "B. Abdelatty"], "ar": ["بدر عبد العاطي"]}}


@pytest.mark.parametrize("answer", [{}, {"results": {}}, {"results": []}, {"results": {"bindings": {}}}])
def test_what_is_not_sparql_json_is_refused(answer):
    with pytest.raises(ValueError, match="W3C SPARQL JSON"):
        bindings(answer)
