"""How sure a mention is, and whether the sure ones are right."""

import pytest

from agent.config.folder import bundled_config
from consumers.extraction.circumstances.confidence import SIGNS, Confidence, ConfidenceError
from consumers.extraction.scoring import reliability, report, score

PLAIN = dict.fromkeys(SIGNS, 0.0)


@pytest.fixture(scope="module")
def shipped():
    return Confidence.load(bundled_config() / "confidence.yaml")


def test_a_stronger_frame_and_a_second_telling_make_surer(shipped):
    base = shipped.of(PLAIN)
    assert shipped.of(PLAIN | {"strength": 1.0}) > base
    assert shipped.of(PLAIN | {"retold": 1.0}) > base


def test_a_party_that_no_word_names_makes_less_sure(shipped):
    assert shipped.of(PLAIN | {"untold": 0.5}) < shipped.of(PLAIN)


def test_nothing_is_certain(shipped):
    assert shipped.of(PLAIN | {"strength": 100.0}) == 0.98
    assert shipped.of(PLAIN | {"strength": -100.0}) == 0.02


def test_without_weights_the_strength_is_the_confidence(tmp_path):
    assert Confidence.load(tmp_path / "absent.yaml").of(PLAIN | {"strength": 0.0}) == 0.5


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "confidence.yaml"
    path.write_text("bias: 1\nweights: {strength: much}\n")
    with pytest.raises(ConfidenceError, match=r"confidence\.yaml.*fit_confidence"):
        Confidence.load(path)


def test_what_two_sentences_tell_is_surer_than_what_one_tells(acts):
    once = "أخبار\nالتقى وزير الخارجية المصري بدر عبد العاطي نظيره التركي هاكان فيدان في القاهرة."
    twice = once.replace("أخبار", "عبد العاطي يلتقي فيدان في القاهرة")
    assert acts(twice)[0].confidence > acts(once)[0].confidence


def test_the_table_compares_what_was_said_with_what_was_right():
    gold = {"a": [{"type": "CONSULT", "actors": ["EG", "TR"]}]}
    sure = {"type": "CONSULT", "actors": ["EG", "TR"], "confidence": 0.9}
    unsure = {"type": "ACCUSE", "actors": ["EG"], "confidence": 0.3}
    total = score(gold, {"a": [sure, unsure]})
    assert reliability(total.judged)[1:] == ["0.00 to 0.50     1  0.30   0.00", "0.90 to 0.95     1  0.90   1.00"]
    assert "0.90 to 0.95     1  0.90   1.00" in report(total)
