"""The opt-in recogniser: its errors without torch, its offsets with a stand-in, and the real thing where torch is."""

import importlib.util
import json
import os
import random
from pathlib import Path

import pytest

from consumers.extraction.sentences.ner import CamelRecogniser, RecogniserError, Span, load
from consumers.text import arabic

LABELS = ["O", "B-PERS", "I-PERS", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC"]
MISSING = [name for name in ("torch", "transformers") if importlib.util.find_spec(name) is None]


@pytest.fixture
def model(tmp_path):
    """A folder that has the files of a model, though not their contents."""
    settings = {"model_type": "bert", "id2label": dict(enumerate(LABELS))}
    (tmp_path / "config.json").write_text(json.dumps(settings))
    (tmp_path / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n")
    (tmp_path / "model.safetensors").write_bytes(b"")
    return tmp_path


class StandIn:
    """Labels words by a table, and like the real one gives no label to words it has no pieces for."""

    def __init__(self, labels, unreadable=()):
        self.labels = labels
        self.unreadable = unreadable
        self.seen = []
        self.tokenizer = self

    def tokenize(self, word):
        return [] if word in self.unreadable else [word]

    def predict(self, sentences):
        self.seen += sentences
        return [[self.labels.get(word, "O") for word in sentence] for sentence in sentences]


def found(text, labels, **more):
    return [(text[s.start : s.end], s.label) for s in CamelRecogniser(StandIn(labels, **more)).names(text)]


def test_names_have_the_offsets_of_the_text_as_it_is():
    text = "التقى  بَدر عبد العاطي، نظيره لافروف في موسكو."
    labels = {"بدر": "B-PERS", "عبد": "I-PERS", "العاطي": "I-PERS", "لافروف": "B-PERS", "موسكو": "B-LOC"}
    assert found(text, labels) == [("بَدر عبد العاطي", "PERS"), ("لافروف", "PERS"), ("موسكو", "LOC")]


def test_neighbours_are_told_apart_and_a_run_may_begin_inside():
    labels = {"a": "B-PERS", "b": "B-PERS", "c": "I-LOC", "d": "I-LOC", "e": "I-ORG"}
    assert found("a b c d e", labels) == [("a", "PERS"), ("b", "PERS"), ("c d", "LOC"), ("e", "ORG")]


def test_a_name_does_not_cross_a_sentence():
    assert found("علي\nحسن", {"علي": "B-PERS", "حسن": "I-PERS"}) == [("علي", "PERS"), ("حسن", "PERS")]


def test_labels_of_other_models_are_written_the_same():
    assert found("علي", {"علي": "B-PER"}) == [("علي", "PERS")]


def test_words_that_the_model_cannot_read_do_not_shift_the_labels():
    assert found("x علي حسن", {"علي": "B-PERS", "حسن": "I-PERS"}, unreadable=("x",)) == [("علي حسن", "PERS")]


def test_long_text_is_read_in_parts():
    stand_in = StandIn({})
    CamelRecogniser(stand_in).names("كلمة " * 1000)
    assert max(map(len, stand_in.seen)) <= 120
    assert sum(map(len, stand_in.seen)) == 1000


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_is_found_in_nothing(text):
    assert found(text, {}) == []


def test_an_empty_setting_is_no_recogniser():
    assert load("") is None


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RecogniserError, match="nowhere: no such folder"):
        load(tmp_path / "nowhere")


@pytest.mark.parametrize("missing", ["config.json", "vocab.txt", "model.safetensors"])
def test_a_part_that_is_missing_is_named(model, missing):
    (model / missing).unlink()
    with pytest.raises(RecogniserError, match=missing.replace(".", r"\.")):
        load(model)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"model_type": "bert"}, "no labels"),
        ({"model_type": "bert", "id2label": {"0": "LABEL_0"}}, "not a BERT model that labels names"),
        ({"model_type": "roberta", "id2label": {"0": "B-PERS"}}, "'roberta'"),
        ("nonsense", "no labels"),
    ],
)
def test_a_model_of_another_kind_is_refused(model, settings, says):
    (model / "config.json").write_text(settings if isinstance(settings, str) else json.dumps(settings))
    with pytest.raises(RecogniserError, match=says):
        load(model)


def test_a_missing_library_is_named_with_the_mend(model, monkeypatch):
    def absent():
        raise ModuleNotFoundError("No module named 'torch'", name="torch")

    monkeypatch.setattr(arabic, "recognizer_class", absent)
    with pytest.raises(RecogniserError, match=r"needs torch.*pip install 'rasid\[ner\]'"):
        load(model)


def test_a_damaged_model_is_an_error_of_ours(model, monkeypatch):
    def damaged(_folder):
        raise OSError("header too short")

    monkeypatch.setattr(arabic, "recognizer_class", lambda: damaged)
    with pytest.raises(RecogniserError, match="header too short"):
        load(model)


def test_loading_stays_off_the_network_and_leaves_the_environment_as_it_was(model, monkeypatch):
    monkeypatch.delenv("CAMELTOOLS_DATA", raising=False)
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    seen = {}

    def recognizer():
        seen.update(os.environ)
        seen["catalogue"] = json.loads(Path(os.environ["CAMELTOOLS_DATA"], "catalogue.json").read_text())
        return lambda _folder: StandIn({})

    monkeypatch.setattr(arabic, "recognizer_class", recognizer)
    before = dict(os.environ)
    assert load(model) is not None
    assert (seen["HF_HUB_OFFLINE"], seen["TRANSFORMERS_OFFLINE"]) == ("1", "1")
    assert seen["catalogue"]["packages"] == {}
    assert dict(os.environ) == before


@pytest.mark.skipif(bool(MISSING), reason=f"needs {' and '.join(MISSING)} (the extra 'ner')")
@pytest.mark.filterwarnings("ignore")
def test_a_real_model_labels_every_word_of_real_text(tmp_path):
    import torch
    from transformers import BertConfig, BertForTokenClassification

    text = "التقى وزير الخارجية بدر عبد العاطي نظيره سيرغي لافروف في موسكو\nثم غادر.\u200f"
    words = sorted(set(text.replace("\u200f", "").replace(".", "").split()))
    (tmp_path / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", *words]))
    torch.manual_seed(random.Random(7).randrange(1000))
    config = BertConfig(
        vocab_size=len(words) + 6, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        id2label=dict(enumerate(LABELS)), label2id={label: n for n, label in enumerate(LABELS)},
    )  # fmt: skip
    network = BertForTokenClassification(config)
    with torch.no_grad():
        network.classifier.weight.zero_()
        network.classifier.bias.zero_()
        network.classifier.bias[LABELS.index("B-LOC")] = 1.0  # every word is a place
    network.save_pretrained(tmp_path)
    spans = load(tmp_path).names(text)
    assert [text[s.start : s.end] for s in spans] == text.replace(".\u200f", "").split()
    assert {s.label for s in spans} == {"LOC"}
    assert isinstance(spans[0], Span)
