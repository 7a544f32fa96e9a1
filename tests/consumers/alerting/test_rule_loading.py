"""Rules files: what is read from them, and how they are found wrong."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.config.folder import bundled_config
from consumers.alerting.loading import MAX_BYTES, load_rules, parse_rules
from consumers.alerting.problems import RuleError
from consumers.alerting.vocabulary import Vocabulary

FULL = """
version: 1
lists:
  gcc: [SA, AE, QA]
rules:
  - id: everything
    title: Every field
    owner: desk
    description: Shows all that a rule can say.
    stage: shadow
    severity: high
    match:
      dyads: [RU -> UA, $gcc - IR]
      parties: {any: [$gcc, org:un], none: NO}
      countries: {all: [SA, IR]}
      organisations: org:un
      actors: $gcc
      recipients: {only: [IR]}
      people: badr-abdelatty
      roles: [foreign_minister]
      offices: [$gcc/foreign_minister, org:un/envoy]
      types: CONSULT
      modes: [phone, meeting]
      status: [planned, occurred]
      topics: {any: gaza}
      forums: org:un
      places: [US]
      languages: ar
      outlets: [Sky News]
      score: {min: -1, max: 5}
      confidence: 0.5
      independent_sources: {min: 2, max: 9}
      age: {max: 3d, of: first_seen}
    exceptions:
      routine: {modes: phone}
    window: {type: distinct, of: actors, by: [recipients], over: 1d12h, gte: 3}
    quiet: {from: "22:00", to: 6:30, tz: Africa/Cairo, days: [fri, Saturday], unless_severity: critical, then: drop}
    mute: {until: 2026-12-01, reason: summit}
    notify:
      key: [dyad, type]
      cooldown: 6h
      repeat: revision
      retract: no
      limit: {alerts: 5, per: 1h}
      escalate: {severity: critical, matches: 4, independent_sources: 3}
    message: "{actors} and {recipients}: {headline}"
    tests:
      - name: fires
        event: {act: SA + IR CONSULT phone, after: 1h, date: -2d, place: US, forum: org:un, topics: gaza,
                languages: [ar], outlets: Sky News, sources: 3, score: 2, confidence: .9, headline: X, id: e1}
        fires: no
      - events: [RU -> UA THREATEN, {act: RU -> UA THREATEN, withdrawn: true}]
        fires: no
        alerts: 0
"""


def loads_or_says_why(text):
    try:
        parse_rules(text, "rules.yaml", Vocabulary())
    except RuleError as error:
        return bool(str(error))
    return True


def problems(text, vocabulary):
    with pytest.raises(RuleError) as caught:
        parse_rules(text, "rules.yaml", vocabulary)
    return str(caught.value)


def one_rule(**parts):
    import json

    rule = {"id": "a", "title": "A", "match": {"types": "CONSULT"}} | parts
    return json.dumps({"lists": {"gcc": ["SA", "AE"]}, "rules": [rule]})


def test_every_field_is_read(vocabulary):
    content, unused = parse_rules(FULL, "rules.yaml", vocabulary)
    (rule,) = content.rules
    match = rule.match
    assert unused == frozenset()
    assert (rule.id, rule.stage, rule.severity, rule.owner) == ("everything", "shadow", "high", "desk")
    assert match.dyads[0].directed
    assert match.dyads[1].left == ("SA", "AE", "QA")
    assert match.parties.any == ("SA", "AE", "QA", "org:un")
    assert match.parties.none == ("NO",)
    assert match.offices.any[2:] == ("QA/foreign_minister", "org:un/envoy")
    assert match.recipients.only == ("IR",)
    assert match.confidence.min == 0.5
    assert match.age.max == timedelta(days=3)
    assert rule.exceptions["routine"].modes.any == ("phone",)
    assert rule.window.over == timedelta(hours=36)
    assert rule.window.by == ("recipients",)
    assert rule.quiet.start == time(22)
    assert rule.quiet.end == time(6, 30)
    assert rule.quiet.days == (4, 5)
    assert rule.mute.until == datetime(2026, 12, 1, tzinfo=UTC)
    assert rule.notify.key == ("dyad", "type")
    assert rule.notify.limit.alerts == 5
    assert rule.notify.escalate.independent_sources == 3
    event = rule.tests[0].events[0].event
    assert (event.event_id, event.date.value, event.forum, event.score) == ("e1", "2026-01-03", "org:un", 2.0)
    assert rule.tests[1].events[1].event.withdrawn


def test_every_problem_is_reported_at_once_with_line_and_rule(vocabulary):
    text = """
rules:
  - id: first
    title: First
    sevrity: high
    match:
      countrys: [EG]
      types: CONSULTS
  - id: second
    title: Second
    match:
      dyads: RU -> UX
      people: badr-abdelaty
      modes: fone
      roles: foreign_ministr
      topics: gazza
      status: ocurred
      organisations: org:hams
"""
    lines = problems(text, vocabulary).splitlines()
    assert lines[0] == "rules.yaml:5: rule 'first': unknown key 'sevrity' in a rule; did you mean 'severity'?"
    assert lines[1] == "rules.yaml:7: rule 'first': unknown key 'countrys' in match; did you mean 'countries'?"
    assert lines[2].startswith("rules.yaml:8: rule 'first': unknown event type 'CONSULTS'; did you mean 'CONSULT'?")
    assert "'second': unknown party code 'UX'; did you mean 'U" in lines[3]
    assert "unknown person 'badr-abdelaty'; did you mean 'badr-abdelatty'?" in lines[4]
    assert "unknown mode 'fone'; did you mean 'phone'?" in lines[5]
    assert "unknown role 'foreign_ministr'; did you mean 'foreign_minister'?" in lines[6]
    assert "unknown topic 'gazza'; did you mean 'gaza'?" in lines[7]
    assert "unknown status 'ocurred'; did you mean 'occurred'?" in lines[8]
    assert "unknown organisation 'org:hams'; did you mean 'org:hamas'?" in lines[9]
    assert len(lines) == 10


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"match": {}}, "no condition is set"),
        ({"match": {"countries": []}}, "the list is empty"),
        ({"match": {"countries": {"all": ["EG"], "none": ["EG"]}}}, "EG is both wanted and excluded"),
        ({"match": {"countries": {"any": ["EG"], "none": ["EG", "SD"]}}}, "EG is both wanted and excluded"),
        ({"match": {"countries": "org:un"}}, "put it under 'organisations' or 'parties'"),
        ({"match": {"organisations": "EG"}}, "put it under 'countries' or 'parties'"),
        ({"match": {"countries": "$gc"}}, "unknown list 'gc'; did you mean 'gcc'?"),
        ({"match": {"countries": {"some": ["EG"]}}}, "unknown key 'some' in a set condition"),
        ({"match": {"offices": "foreign_minister"}}, "'foreign_minister' is no office of a party"),
        ({"match": {"offices": "EG/foreign_ministr"}}, "unknown role 'foreign_ministr'; did you mean"),
        ({"match": {"offices": "UX/envoy"}}, "unknown party code 'UX'"),
        ({"match": {"offices": "$gc/envoy"}}, "unknown list 'gc'; did you mean 'gcc'?"),
        ({"match": {"dyads": "RU UA"}}, "'RU UA' is no dyad (RU -> UA directed"),
        ({"match": {"dyads": "RU - RU"}}, "names one party twice"),
        ({"match": {"types": "CONSULT", "modes": "recall"}}, "CONSULT has no mode recall"),
        ({"match": {"score": {"min": 3, "max": 1}}}, "min 3 is above max 1"),
        ({"match": {"score": {}}}, "a range needs min, max or both"),
        ({"match": {"score": {"min": -11}}}, "-11 is not between -10 and 10"),
        ({"match": {"score": {"min": "nan"}}}, "nan is not between"),
        ({"match": {"confidence": "high"}}, "expected a number, found 'high'"),
        ({"match": {"age": "3 days"}}, "'3 days' is no duration"),
        ({"match": {"age": "99999999999999w"}}, "is no duration"),
        ({"match": {"age": "0s"}}, "is no duration"),
        ({"match": {"languages": "Arabic"}}, "'Arabic' is no language code"),
        ({"match": ["EG"]}, "match must be a mapping (key: value), found a list"),
        ({"match": "EG"}, "match must be a mapping (key: value), found 'EG'"),
        ({"severity": "urgent"}, "unknown severity 'urgent'"),
        ({"stage": "on"}, "unknown stage 'on'"),
        ({"id": "Nile Dam"}, "id 'Nile Dam' must be lower-case"),
        ({"title": ""}, "must not be empty"),
        ({"exceptions": {"x": {}}}, "no condition is set"),
        ({"window": {"type": "count", "over": "1d"}}, "needs 'gte' of at least 2"),
        ({"window": {"type": "distinct", "over": "1d", "gte": 2}}, "needs 'of'"),
        ({"window": {"type": "new", "over": "1d"}}, "needs 'by'"),
        ({"window": {"type": "new", "over": "1d", "by": "dyad", "gte": 2}}, "a new window has no 'gte'"),
        ({"window": {"type": "count", "over": "1d", "gte": 2, "of": "actors"}}, "'of' belongs to a distinct window"),
        ({"window": {"type": "count", "gte": 2}}, "window needs 'over'"),
        ({"window": {"type": "count", "over": "1d", "gte": 2, "by": "party"}}, "unknown event field 'party'"),
        ({"quiet": {"from": "25:00", "to": "06:00"}}, "'25:00' is no time of day"),
        ({"quiet": {"from": "22:00", "to": "06:00", "tz": "Africa/Kairo"}}, "did you mean 'Africa/Cairo'?"),
        ({"quiet": {"from": "22:00", "to": "06:00", "tz": "../../etc/passwd"}}, "unknown time zone"),
        ({"quiet": {"from": "22:00"}}, "quiet needs 'to'"),
        ({"mute": {"until": "soon"}}, "'soon' is no date or time"),
        ({"notify": {"cooldown": "1"}}, "'1' is no duration"),
        ({"notify": {"escalate": {"severity": "high"}}}, "escalate needs 'matches' or 'independent_sources'"),
        ({"notify": {"repeat": "always"}}, "unknown repeat 'always'"),
        ({"message": "{actor} acted"}, "unknown placeholder {actor} in the message; did you mean 'actors'?"),
        ({"message": "{event.__class__}"}, "unknown placeholder"),
        ({"tests": [{"event": "EG + ET CONSULT"}]}, "a test needs 'fires'"),
        ({"tests": [{"fires": True}]}, "a test has one of 'event', 'events', 'feed' and 'feeds'"),
        ({"tests": [{"event": "EG + ET", "fires": True}]}, "no event type in 'EG + ET'"),
        ({"tests": [{"event": "EG + ET CONSLT", "fires": True}]}, "did you mean 'CONSULT'?"),
        ({"tests": [{"event": "EG + ET CONSULT fone", "fires": True}]}, "did you mean 'phone'?"),
        ({"tests": [{"event": "EG -> CONSULT", "fires": True}]}, "nobody stands after '->'"),
        ({"tests": [{"event": "CONSULT", "fires": True}]}, "is no participant"),
        ({"tests": [{"event": "EG@nobody CONSULT", "fires": True}]}, "unknown person 'nobody'"),
        ({"tests": [{"event": "EG CONSULT", "fires": True, "alerts": 0}]}, "contradicts"),
        ({"tests": [{"event": "EG CONSULT", "fires": "maybe"}]}, "expected true or false"),
        ({"tests": [{"event": {"act": "EG CONSULT", "date": "soon"}, "fires": True}]}, "'soon' is no date"),
        ({"tests": [{"event": {"act": "EG CONSULT", "date": "2026-02-30"}, "fires": True}]}, "is no date"),
        ({"tests": [{"event": {"act": "EG CONSULT", "sources": -1}, "fires": True}]}, "expected a whole number"),
        ({"exceptions": {"x": {"types": "CONSULTT"}, "y": 1}}, "match must be a mapping"),
    ],
)
def test_a_slip_is_named(parts, message, vocabulary):
    assert message in problems(one_rule(**parts), vocabulary)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is nothing in this file"),
        ("# only words", "there is nothing in this file"),
        ("rules: [", "not YAML"),
        ("rules:\n\t- id: a", "not YAML"),
        ("a: b\n---\nc: d", "not YAML"),
        ("\0", "not YAML"),
        ("- id: a", "a rules file must be a mapping"),
        ("rules: none", "'rules' must be a list"),
        ("lists: {}", "a rules file needs 'rules'"),
        ("version: 2\nrules: []", "expected a whole number from 1 to 1, found '2'"),
        ("rules: []\nrule: []", "unknown key 'rule' in a rules file; did you mean 'rules'?"),
        ("rules: [a]", "a rule must be a mapping"),
        ("rules: [[a]]", "a rule must be a mapping"),
        ("rules: []\nlists: {a: []}", "list 'a' must hold names"),
        ("rules: []\nlists: {a: [$b], b: [EG]}", "list 'a' must hold names, and no other list"),
        ("rules: []\nlists: [a]", "lists must be a mapping"),
        ("rules: &r [*r]", "a rule must be a mapping"),
        ("rules: []\n? [a]\n: b", "expected a key, found a list"),
        ("rules:\n- id: a\n  id: b\n  title: T\n  match: {types: AID}", "'id' stands twice in a rule"),
        ("rules:\n" + "- {id: a, title: T, match: {types: AID}}\n" * 2, "is taken by the rule on line 2"),
    ],
)
def test_a_file_that_is_none(text, message, vocabulary):
    assert message in problems(text, vocabulary)


def test_defaults_are_filled_in_where_a_rule_says_nothing_else(vocabulary):
    text = """
defaults:
  owner: desk
  severity: high
  match: {age: 9d, confidence: 0.5}
  quiet: {from: "22:00", to: "06:00"}
  notify: {key: dyad, cooldown: 1h}
rules:
  - {id: a, title: A, match: {types: AID}}
  - {id: b, title: B, owner: other, match: {types: AID, age: 1d, confidence: ~}, quiet: ~, notify: {repeat: never}}
"""
    a, b = parse_rules(text, "rules.yaml", vocabulary)[0].rules
    assert (a.owner, a.severity, a.match.age.max.days, a.match.confidence.min) == ("desk", "high", 9, 0.5)
    assert (a.quiet.start.hour, a.notify.key) == (22, ("dyad",))
    assert (b.owner, b.severity, b.match.age.max.days, b.match.confidence) == ("other", "high", 1, None)
    assert (b.quiet, b.notify.key, b.notify.cooldown) == (None, None, timedelta())


def test_a_slip_in_the_defaults_is_told_once(vocabulary):
    rules = "\n".join(f"  - {{id: r{n}, title: R, match: {{types: AID}}}}" for n in range(3))
    found = problems(f"defaults: {{match: {{age: old}}, title: T}}\nrules:\n{rules}", vocabulary)
    assert found.splitlines() == [
        "rules.yaml:1: 'old' is no duration (90s, 15m, 6h, 1h30m, 7d, 2w; at most ten years)",
        "rules.yaml:1: unknown key 'title' in defaults",
    ]


def test_norway_midnight_and_no_are_what_they_look_like(vocabulary):
    text = one_rule(match={"countries": "NO"}).replace('"NO"', "NO")
    rule = parse_rules(text, "rules.yaml", vocabulary)[0].rules[0]
    assert rule.match.countries.any == ("NO",)


def test_a_missing_file_is_an_error(tmp_path, vocabulary):
    with pytest.raises(RuleError, match="there is no such rules file"):
        load_rules(tmp_path / "none.yaml", vocabulary)


def test_a_folder_is_an_error(tmp_path, vocabulary):
    with pytest.raises(RuleError, match="cannot be read"):
        load_rules(tmp_path, vocabulary)


def test_other_encodings_are_an_error(tmp_path, vocabulary):
    file = tmp_path / "rules.yaml"
    file.write_bytes("rules: [] # راصد".encode("cp1256"))
    with pytest.raises(RuleError, match="not UTF-8"):
        load_rules(file, vocabulary)


def test_a_byte_order_mark_does_no_harm(tmp_path, vocabulary):
    file = tmp_path / "rules.yaml"
    file.write_bytes(b"\xef\xbb\xbfrules: []")
    assert len(load_rules(file, vocabulary)) == 0


def test_a_giant_file_is_an_error(tmp_path, vocabulary):
    file = tmp_path / "rules.yaml"
    with file.open("wb") as out:
        out.truncate(MAX_BYTES + 1)
    with pytest.raises(RuleError, match="too large"):
        load_rules(file, vocabulary)


def test_deep_nesting_is_an_error_and_not_a_crash(vocabulary):
    assert problems("rules: " + "[" * 5000 + "]" * 5000, vocabulary)


def test_without_a_gazetteer_well_formed_codes_pass():
    rules = parse_rules(one_rule(match={"parties": ["ZZ", "org:any"], "people": "anyone"}), "f", Vocabulary())[0]
    assert rules.rules[0].match.parties.any == ("ZZ", "org:any")
    assert "no ISO 3166-1 alpha-2 code" in problems(one_rule(match={"parties": "Russia"}), Vocabulary())


@pytest.mark.parametrize(
    ("topics", "known"),
    [
        ("topics:\n- id: gaza\n- {id: trade, names: {}}", {"gaza", "trade"}),
        ("topics:\n  gaza: {ar: [غزة]}\n  trade: {}", {"gaza", "trade"}),
        ("gaza: {}\ntrade: {}", {"gaza", "trade"}),
        ("[gaza, trade]", {"gaza", "trade"}),
    ],
)
def test_topics_are_known_however_the_file_lists_them(topics, known, tmp_path):
    (tmp_path / "topics.yaml").write_text(topics, encoding="utf-8")
    vocabulary = Vocabulary.load(tmp_path)
    assert vocabulary.topics == known
    assert vocabulary.countries is None
    assert vocabulary.score("AID", "") == 0


def test_roles_are_those_of_gazetteer_and_lexicons(tmp_path):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon/xx.yaml").write_text("titles:\n  - {role: envoy, head: x}\n", encoding="utf-8")
    plain = "plain_titles:\n  army: [a]\n  envoy: [b]\nx:\n  no: 1\n"
    (tmp_path / "lexicon/yy.yaml").write_text(plain, encoding="utf-8")
    (tmp_path / "gazetteer/people").mkdir(parents=True)
    person = "people:\n  - id: a-b\n    terms:\n      - {office: official, party: EG}\n"
    (tmp_path / "gazetteer/people/all.yaml").write_text(person, encoding="utf-8")
    vocabulary = Vocabulary.load(tmp_path)
    assert vocabulary.roles == {"envoy", "army", "official"}
    assert vocabulary.people == {"a-b"}


def test_a_broken_ontology_is_named(tmp_path):
    (tmp_path / "ontology.yaml").write_text("types: [", encoding="utf-8")
    with pytest.raises(ValueError, match=r"ontology\.yaml: not YAML"):
        Vocabulary.load(tmp_path)


def test_the_bundled_configuration_knows_its_codes():
    known = Vocabulary.load(bundled_config())
    assert {"EG", "NO", "XK"} <= known.countries
    assert {"org:un", "org:houthi"} <= known.organisations
    assert {"badr-abdelatty", "sergey-lavrov"} <= known.people
    assert {"foreign_minister", "envoy"} <= known.roles
    assert "phone" in known.modes_of("CONSULT")


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["EG", "1d"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = ["id", "title", "match", "window", "quiet", "notify", "tests", "exceptions", "message", "mute", "stage"]
MATCH_KEYS = ["dyads", "countries", "types", "score", "age", "people", "independent_sources"]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), plain, max_size=5), st.dictionaries(st.sampled_from(MATCH_KEYS), plain))
def test_whatever_stands_in_a_rule_it_loads_or_is_a_rule_error(parts, match):
    import yaml

    text = yaml.safe_dump({"rules": [{"id": "a", "title": "A", "match": match} | parts]}, allow_unicode=True)
    assert loads_or_says_why(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_whatever_text_it_is_it_loads_or_is_a_rule_error(text):
    assert loads_or_says_why(text)


@pytest.mark.parametrize(
    ("written", "meant"), [("Russia", "RU"), ("مصر", "EG"), ("ru", "RU"), ("Hamas", "org:hamas"), ("org:unn", "org:un")]
)
def test_a_party_by_its_name_is_answered_with_its_code(written, meant):
    known = Vocabulary.load(bundled_config())
    assert f"did you mean '{meant}'?" in problems(one_rule(match={"parties": written}), known)
