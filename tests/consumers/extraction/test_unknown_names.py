"""Names that only the recogniser knows, in the actors and places of an act."""

import argparse
from datetime import UTC, datetime

import pytest

from agent.assembly.stages import make_stage
from agent.cli import UsageError
from agent.config.loader import ConfigError, load
from agent.records import Article
from consumers.commands import extract as command
from consumers.extraction import Extractor
from consumers.extraction.sentences.ner import Span


class Reader:
    """Knows a few names."""

    def __init__(self):
        self.known = {}

    def names(self, text):
        found = [
            Span(text.index(name), text.index(name) + len(name), label)
            for name, label in self.known.items()
            if name in text
        ]
        return sorted(found, key=lambda span: span.start)


@pytest.fixture(scope="module")
def reader():
    return Reader()


@pytest.fixture(scope="module")
def reading(reader):
    return Extractor.load(recogniser=reader)


@pytest.fixture
def read(reading, reader):
    def extract(text, known):
        reader.known = known
        article = Article(
            article_id="a",
            source="s",
            title="أخبار",
            text=text,
            language="ar",
            published=datetime(2026, 11, 20, tzinfo=UTC),
        )
        return reading.extract(article).mentions

    return extract


def test_a_person_beside_a_title_is_the_official_under_the_whole_name(read):
    text = "التقى وزير التجارة الأرميني هايك في كاربيتيان وزير الخارجية المصري بدر عبد العاطي أمس."
    (act,) = read(text, {"هايك في كاربيتيان": "PERS"})
    official = next(a for a in act.actors if a.party == "AM")
    assert (official.name, text[official.start - 6 : official.end - 6]) == ("هايك في كاربيتيان", official.name)


def test_a_place_that_the_gazetteer_lacks_is_a_venue_under_its_own_name(read):
    text = "التقى الرئيس المصري عبد الفتاح السيسي نظيره الفرنسي إيمانويل ماكرون في كرانكوفيل."
    (act,) = read(text, {"كرانكوفيل": "LOC"})
    assert act.place.name == "كرانكوفيل"


def test_a_state_inside_the_name_of_a_company_is_no_actor(read):
    text = "أدان البنك الأهلي المصري إسرائيل."
    assert {a.party for m in read(text, {}) for a in m.actors} <= {"EG"}
    assert all(a.party != "EG" for m in read(text, {"البنك الأهلي المصري": "ORG"}) for a in m.actors)


def test_the_gazetteer_is_believed_before_the_recogniser(read):
    text = "التقى وزير الخارجية المصري بدر عبد العاطي نظيره الروسي سيرغي لافروف في موسكو."
    plain = read(text, {})
    wrong = {"بدر": "LOC", "سيرغي لافروف": "ORG", "موسكو": "LOC", "وزير الخارجية المصري": "ORG"}
    assert read(text, wrong) == plain


def test_other_languages_are_not_shown_to_the_recogniser(reading, reader):
    reader.known = {"Lavrov": "LOC"}
    day = datetime(2025, 5, 20, tzinfo=UTC)
    title = "Lavrov meets Fidan in Ankara"
    article = Article(article_id="a", source="s", title=title, language="en", published=day)
    assert {a.party for a in reading.extract(article).mentions[0].actors} == {"RU", "TR"}


def test_the_daemon_refuses_a_model_that_is_not_there(tmp_path):
    config = load(environment={}, flags={"extraction.ner.model_path": str(tmp_path / "model")})
    with pytest.raises(ConfigError, match=r"model: no such folder; download a model, or do without it"):
        make_stage("extract", config)


def test_the_environment_can_name_the_model():
    config = load(environment={"RASID_EXTRACTION__NER__MODEL_PATH": "models/ner"})
    assert config["extraction.ner.model_path"] == "models/ner"


def test_the_command_refuses_a_model_that_is_not_there(tmp_path):
    parser = argparse.ArgumentParser()
    command.configure(parser)
    (tmp_path / "a.txt").write_text("عنوان")
    args = parser.parse_args([str(tmp_path / "a.txt"), "--ner-model", str(tmp_path / "model")])
    with pytest.raises(UsageError, match="model: no such folder"):
        command.run(args)
