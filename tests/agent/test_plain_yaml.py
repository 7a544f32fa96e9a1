"""Names and words are read as PyYAML's safe loader reads them, whatever the file has."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agent.config import plain_yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ODD = ("on", "Off", "NO", "~", "null", "1_000", "0x1f", "1:30", "2017-01-20", "=", "<<", ".5", "-", "مصر")
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.dates(),
    st.text(max_size=12),
    st.sampled_from(ODD),
)
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SCALARS, inner, max_size=4), max_leaves=20
)


@given(data=DATA, flow=st.booleans())
def test_whatever_yaml_can_write_is_read_as_pyyaml_reads_it(data, flow):
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow)
    assert repr(plain_yaml.load(text)) == repr(yaml.safe_load(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing but a comment\n",
        "a: &one [1, 2]\nb: *one\n",
        "base: &b {x: 1}\nmore: {<<: *b, y: 2}\n",
        "a: !!str 5\n",
        "a: 2017-01-20\nb: 2017\nc: off\nd: 'off'\ne: ''\nf:\n",
        "a: 1\na: 2\n",
        "- |\n  two\n  lines\n- >\n  folded\n  line\n",
        "[a, {b: c}]",
    ],
)
def test_the_rest_of_yaml_is_read_as_pyyaml_reads_it(text):
    assert plain_yaml.load(text) == yaml.safe_load(text)


@pytest.mark.parametrize(
    "text", ["a: [1, 2", "a: =\n", "? [1]\n: 2\n", "--- a\n--- b\n", "a: !!python/name:os.system\n"]
)
def test_what_pyyaml_refuses_is_refused_with_the_same_words(text):
    with pytest.raises(yaml.YAMLError) as expected:
        yaml.safe_load(text)
    with pytest.raises(yaml.YAMLError) as refused:
        plain_yaml.load(text)
    assert type(refused.value) is type(expected.value)


def test_the_bundled_knowledge_is_read_as_pyyaml_reads_it():
    folder = Path(__file__).parents[2] / "config"
    paths = [*folder.glob("lexicon/*.yaml"), *folder.glob("gazetteer/*.yaml"), folder / "topics.yaml"]
    assert len(paths) > 6
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert plain_yaml.load(text) == yaml.load(text, Loader=LOADER)


def test_a_date_is_a_date():
    assert plain_yaml.load("start: 2017-01-20") == {"start": date(2017, 1, 20)}
