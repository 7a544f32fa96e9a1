"""What `rasid gazetteer check` finds: each case breaks one thing in a gazetteer that is in order."""

import re
from datetime import date
from pathlib import Path

import pytest

from agent.config.folder import bundled_config
from consumers.gazetteer.audit import Severity, audit
from consumers.gazetteer.audit import finding as finding_module
from consumers.gazetteer.audit.dates import written
from consumers.gazetteer.audit.vocabulary import OFFICES

TODAY = date(2026, 11, 23)
CHECK = re.compile(r'(?:Severity\.\w+, |severity, |yield )"([a-z-]+)"')
OFFICIALS = "people/officials.yaml"


def add(folder, name, text):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def person(ident="kari-nordmann", names="ar: [كاري نوردمان], en: [Kari Nordmann]", term="", more=""):
    fields = {
        "office": "foreign_minister", "party": '"NO"', "start": "2025-01-01", "precision": "day", "end": "null",
        "source": "editorial", "reviewed_on": "2026-11-01",
    }  # fmt: skip
    fields |= dict(part.split("=") for part in term.split("; ") if part)
    written_term = ", ".join(f"{key}: {value}" for key, value in fields.items())
    return f"  - id: {ident}\n    names: {{{names}}}\n{more}    terms:\n      - {{{written_term}}}\n"


def the_finding(folder, today=TODAY):
    found = audit(folder, today)
    assert len(found) == 1, [str(f) for f in found]
    return found[0]


def test_a_gazetteer_in_order_has_no_findings(gazetteer_folder):
    assert audit(gazetteer_folder, TODAY) == []


def test_the_bundled_gazetteer_can_be_read_and_holds_no_broken_entries():
    grave = [f for f in audit(bundled_config() / "gazetteer", TODAY) if f.severity is Severity.ERROR]
    unreadable = {"file", "key", "names", "date", "term", "office", "party", "precision"}
    assert not [str(f) for f in grave if f.check in unreadable]


@pytest.mark.parametrize(
    ("term", "check", "says"),
    [
        ("party=ZZ", "party", "unknown party 'ZZ'"),
        ("party=NO", "party", "quotes"),
        ("office=foreign_secretary", "office", "unknown office 'foreign_secretary'"),
        ("start=1025-01-01", "date", "absurd"),
        ("start=2029-01-01", "date", "absurd"),
        ("start=yesterday", "date", "no date"),
        ("start=null", "date", "has no start"),
        ("end=2024-12-31", "date", "before it starts"),
        ("start=2025-01", "precision", "precision: month"),
        ("source=''", "source", "has no source"),
        ("reviewed_on=null", "review", "no day of review"),
    ],
)
def test_a_wrong_term_is_an_error_at_its_line(gazetteer_folder, term, check, says):
    add(gazetteer_folder, "people/new.yaml", "people:\n" + person(term=term))
    finding = the_finding(gazetteer_folder)
    assert (finding.severity, finding.check, finding.entry) == (Severity.ERROR, check, "kari-nordmann")
    assert (finding.file, finding.line) == ("people/new.yaml", 5)
    assert says in f"{finding.problem} {finding.mend}"


def test_an_open_term_that_nobody_reviewed_for_a_year_is_a_warning(gazetteer_folder):
    add(gazetteer_folder, OFFICIALS, person(term="reviewed_on=2025-11-01"))
    assert the_finding(gazetteer_folder).severity is Severity.WARNING
    edit(gazetteer_folder, OFFICIALS, "2025-01-01, precision: day, end: null", "2025-01-01, precision: day, end: 2026")
    assert audit(gazetteer_folder, TODAY) == []


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ("en: [Kari Nordmann]", "no Arabic name"),
        ("ar: [كاري نوردمان, Kari Nordmann]", "script of 'ar'"),
        ("ar: [كاري نوردمان], en: [كاري]", "script of 'en'"),
        ("ar: [كاري نوردمان, كاري نوردمان]", "twice"),
        ('ar: ["\u200fكاري نوردمان"]', "invisible"),
        ("ar: كاري نوردمان", "not a list"),
        ("ar: [كاري نوردمان, 12]", "not text"),
    ],
)
def test_wrong_names_are_errors(gazetteer_folder, names, says):
    add(gazetteer_folder, OFFICIALS, person(names=names))
    assert any(says in str(f) and f.severity is Severity.ERROR for f in audit(gazetteer_folder, TODAY))


def test_a_refreshed_person_without_an_arabic_name_is_only_a_warning(gazetteer_folder):
    add(gazetteer_folder, "people/wikidata-2026-11-22.yaml", "people:\n" + person(names="en: [Kari Nordmann]"))
    assert the_finding(gazetteer_folder).severity is Severity.WARNING


def test_an_id_in_two_files_is_an_error_unless_one_adds_to_the_other(gazetteer_folder):
    again = person("sergey-lavrov", "ar: [سيرغي لافروف]", "office=official; party=RU; start=2003-01-01; end=2004-03-09")
    add(gazetteer_folder, "people/supplement.yaml", "people:\n" + again)
    assert audit(gazetteer_folder, TODAY) == []
    (gazetteer_folder / "people/supplement.yaml").rename(gazetteer_folder / "people/more.yaml")
    assert any(f.check == "duplicate" and "id is also at people/more.yaml:2" in f.problem
               for f in audit(gazetteer_folder, TODAY))


def test_namesakes_are_told_apart_by_their_parties(gazetteer_folder):
    add(gazetteer_folder, OFFICIALS, person("badr-abdelatty-2", "ar: [بدر عبد العاطي]"))
    assert audit(gazetteer_folder, TODAY) == []
    edit(gazetteer_folder, OFFICIALS, 'office: foreign_minister, party: "NO"', "office: envoy, party: EG")
    finding = the_finding(gazetteer_folder)
    assert "shares a name and the party EG with 'badr-abdelatty'" in finding.problem


def test_spellings_that_fold_alike_are_one_name(gazetteer_folder):
    add(gazetteer_folder, OFFICIALS, person("lavrov", "ar: [سيرغى لافروف]", "party=RU; office=envoy"))
    finding = the_finding(gazetteer_folder)
    assert finding.entry == "sergey-lavrov"
    assert "'lavrov'" in finding.problem


def test_a_wikidata_item_belongs_to_one_person(gazetteer_folder):
    add(gazetteer_folder, OFFICIALS, person(more="    wikidata: Q7747\n"))
    assert "vladimir-putin" in the_finding(gazetteer_folder).problem


def test_two_holders_of_one_office_are_an_error(gazetteer_folder):
    add(gazetteer_folder, OFFICIALS, person("new-minister", "ar: [وزير جديد]", "party=RU"))
    finding = the_finding(gazetteer_folder)
    assert finding.check == "overlap"
    assert finding.entry == "sergey-lavrov"
    assert "without end, as is 'new-minister'" in finding.problem


@pytest.mark.parametrize(("end", "severity"), [("2025-01-01", None), ("2025-01-20", Severity.WARNING),
                                               ("2025-01", None), ("2025", None), ("2025-03-01", Severity.ERROR)])
def test_a_handover_may_take_some_days_and_a_vague_date_is_given_the_benefit(gazetteer_folder, end, severity):
    precision = "day"
    predecessor = person("before", "ar: [وزير سابق]", f"start=2020-01-01; end={end}; precision={precision}")
    add(gazetteer_folder, OFFICIALS, predecessor + person())
    assert [f.severity for f in audit(gazetteer_folder, TODAY)] == ([] if severity is None else [severity])


def test_shared_offices_and_listed_persons_may_overlap(gazetteer_folder):
    for ident, name in (("a", "عضو أول"), ("b", "عضو ثان")):
        add(gazetteer_folder, OFFICIALS, person(ident, f"ar: [{name}]", "party=BA; office=head_of_state"))
    assert audit(gazetteer_folder, TODAY) == []
    edit(gazetteer_folder, "countries.yaml", "office: head_of_state, why", "office: head_of_state, people: [a, b], why")
    assert audit(gazetteer_folder, TODAY) == []
    edit(gazetteer_folder, "countries.yaml", "people: [a, b]", "people: [a, c]")
    assert the_finding(gazetteer_folder).check == "overlap"


def test_a_refresh_that_gives_a_known_term_its_end_is_no_second_holder(gazetteer_folder):
    ended = person("sergey-lavrov", "ar: [سيرغي لافروف]", "party=RU; start=2004-03-09; end=2026-11-20")
    add(gazetteer_folder, "people/wikidata-2026-11-22.yaml", "people:\n" + ended)
    add(gazetteer_folder, OFFICIALS, person("new-minister", "ar: [وزير جديد]", "party=RU; start=2026-11-20"))
    assert audit(gazetteer_folder, TODAY) == []


def test_a_form_of_two_countries_needs_a_row_in_ambiguous(gazetteer_folder):
    edit(gazetteer_folder, "ambiguous.yaml", "form: سوداني", "form: سعودي")
    finding = the_finding(gazetteer_folder)
    assert finding.check == "clash"
    assert "SD and SS" in finding.problem
    assert finding.file == "countries.yaml"


def test_an_exact_row_does_not_cover_the_derived_forms(gazetteer_folder):
    edit(gazetteer_folder, "ambiguous.yaml", "codes: [SD, SS]", "exact: true, codes: [SD, SS]")
    assert the_finding(gazetteer_folder).check == "clash"


def test_a_name_that_is_blocked_for_one_country_does_not_clash(gazetteer_folder):
    edit(gazetteer_folder, "ambiguous.yaml", "form: سوداني", "form: سعودي")
    add(gazetteer_folder, "more.yaml", "blocked:\n  - {form: سوداني, language: ar, code: SS, kind: demonym}\n")
    assert audit(gazetteer_folder, TODAY) == []


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("places:\n  - {name: Oslo, country: 'NO', kind: city\n", 3, "not valid YAML"),
        ("places:\n  - {name: Oslo, country: 'NO', names: {ar: [أوسلو], ar: [اوسلو]}}\n", 2, "stands twice"),
        ("places:\n  - Oslo\n", 2, "not a mapping"),
        ("- name: Oslo\n", 1, "no sections"),
        ("people:\n  - {id: x, names: {ar: [اسم ما]}, terms: [{start: 2025-02-30}]}\n", 2, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_finding_and_the_rest_is_still_checked(gazetteer_folder, text, line, says):
    add(gazetteer_folder, "broken.yaml", text)
    add(gazetteer_folder, OFFICIALS, person(term="party=ZZ"))
    found = audit(gazetteer_folder, TODAY)
    assert {(f.file, f.line) for f in found} >= {("broken.yaml", line)}
    assert any(says in f.problem for f in found)
    assert any(f.check == "party" for f in found)


def test_states_without_a_foreign_minister_are_gaps(gazetteer_folder):
    table = "# table\ncountry,country_item,position,label\nNO,Q20,Q1,x\n"
    add(gazetteer_folder, "sources/foreign-minister-positions.csv", table)
    found = audit(gazetteer_folder, TODAY)
    assert {(f.severity, f.entry) for f in found} == {(Severity.INFO, "NO")}
    assert len(found) == 2  # head of state and foreign minister


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        (date(2024, 2, 1), date(2024, 2, 1), date(2024, 2, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        (2024, date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_date_means_all_days_it_may_mean(value, first, last):
    span = written(value)
    assert (span.first, span.last) == (first, last)


@pytest.mark.parametrize("value", ["soon", "2024-13", "24-01-01", None, "2024-02-30"])
def test_what_is_no_date_is_none(value):
    assert written(value) is None


def test_the_guide_names_every_office_and_every_check():
    guide = (Path(__file__).parents[3] / "docs/gazetteer.md").read_text(encoding="utf-8")
    audit_sources = Path(finding_module.__file__).parent.glob("*.py")
    checks = {name for source in audit_sources for name in CHECK.findall(source.read_text(encoding="utf-8"))}
    assert len(checks) >= 14
    assert [name for name in sorted(checks | OFFICES) if f"`{name}`" not in guide] == []
