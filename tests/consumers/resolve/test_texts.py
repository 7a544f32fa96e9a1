"""Packed sketches and the short cut in comparing them."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.records import Sketch
from consumers.relation.normal import standard_sketcher
from consumers.relation.overlap import overlap_of
from consumers.relation.rules import TextRelation, text_relation
from consumers.resolve.codes import bits_of, codes_of, pack_codes, shared_codes, unpack_codes
from consumers.resolve.texts import TextComparer, imprint, text_row
from tests.consumers.resolve.conftest import START

CODES = st.integers(0, 2**15 - 1)
CHANCE = random.Random(5)


@given(st.sets(st.integers(0, 2**32 - 1)) | st.sets(CODES.map(lambda code: code << 17), min_size=50, max_size=600))
def test_codes_are_unpacked_as_they_were_packed(hashes):
    bits, codes = codes_of(sorted(hashes))
    packed = pack_codes(bits, codes)
    assert list(unpack_codes(packed)) == codes == sorted({code >> (32 - bits) for code in hashes})
    assert bits_of(packed) == (bits if hashes else 0)


def drawn(count):
    return [CHANCE.getrandbits(32) for _ in range(count)]


@pytest.mark.parametrize("count", [40, 292, 500, 1000, 4000])
def test_most_texts_take_little_more_than_a_byte_a_shingle(count):
    assert len(pack_codes(*codes_of(sorted(drawn(count))))) <= max(82, 1.3 * count)


@pytest.mark.parametrize(("size", "other"), [(40, 40), (292, 292), (60, 900), (292, 3000), (2000, 3000)])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 1.0])
def test_what_chance_makes_common_is_not_counted(size, other, share):
    common = round(size * share)
    hashes = drawn(common)
    one, two = (text(hashes + drawn(count - common), "Gate") for count in (size, other))
    found = TextComparer(standard_sketcher())._overlap(one, two)
    assert abs(found.shared - common) <= 3 + 0.02 * size
    assert abs(found.containment - share) <= 0.08


def test_the_same_text_shares_all_of_itself():
    hashes = drawn(700)
    found = TextComparer(standard_sketcher())._overlap(text(hashes, "Gate"), text(hashes, "Mirror"))
    assert found.jaccard == found.containment == 1.0


def text(hashes, outlet):
    sketch = Sketch(scheme="s", words=len(hashes), shingles=tuple(sorted(hashes)))
    return text_row(sketch, outlet=outlet, published=START, dated=True, seen=START)[0]


@given(
    st.sets(CODES, min_size=1, max_size=120),
    st.sets(CODES, max_size=120),
    st.sets(CODES, max_size=120),
    st.booleans(),
)
def test_bitmaps_first_says_what_counting_says(shared, only_one, only_other, same_outlet):
    one, other = shared | only_one, shared | only_other
    outlets = "Gate", "Gate" if same_outlet else "Mirror"
    rows = [text([code << 17 for code in codes], outlet) for codes, outlet in zip((one, other), outlets, strict=True)]
    counted = shared_codes(frozenset(one), frozenset(other), 15)
    expected = text_relation(
        overlap_of(counted, len(one), len(other)), same_outlet=same_outlet, apart=timedelta()
    )
    assert TextComparer(standard_sketcher()).relation(*rows, same_page=False) is expected
    assert imprint(rows[0]).may_share(imprint(rows[1])) or expected is TextRelation.NONE


def test_sketches_of_different_schemes_are_never_compared():
    texts = [
        text_row(
            Sketch(scheme=scheme, words=9, shingles=tuple(n << 12 for n in range(40))),
            outlet="Gate", published=START, dated=True, seen=START,
        )[0]
        for scheme in ("one/1", "two/1")
    ]  # fmt: skip
    comparer = TextComparer(standard_sketcher())
    assert comparer.relation(*texts, same_page=False) is TextRelation.NONE
