"""Packed sketches and the short cut in comparing them."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from agent.records import Sketch
from consumers.relation.normal import standard_sketcher
from consumers.relation.overlap import TextPrint, overlap
from consumers.relation.rules import TextRelation, text_relation
from consumers.resolve.texts import TextComparer, pack_gaps, text_row, unpack_gaps
from tests.consumers.resolve.conftest import START

HASHES = st.integers(0, 2**20 - 1)


@given(st.sets(st.integers(0, 2**32 - 1)) | st.sets(HASHES, min_size=50, max_size=400))
def test_gaps_are_unpacked_as_they_were_packed(hashes):
    packed = pack_gaps(sorted(hashes))
    assert list(unpack_gaps(packed)) == sorted(hashes)


def test_most_texts_take_two_bytes_a_shingle():
    assert len(pack_gaps([n * 3500 for n in range(292)])) == 292 * 2 + 1


def row(hashes, outlet):
    sketch = Sketch(scheme="s", words=len(hashes), shingles=tuple(sorted(h << 12 for h in hashes)))
    return text_row(sketch, outlet=outlet, published=START, dated=True, seen=START)


@given(
    st.sets(HASHES, min_size=1, max_size=120),
    st.sets(HASHES, max_size=120),
    st.sets(HASHES, max_size=120),
    st.booleans(),
)
def test_bitmaps_first_says_what_counting_says(shared, only_one, only_other, same_outlet):
    one, other = row(shared | only_one, "Gate"), row(shared | only_other, "Gate" if same_outlet else "Mirror")
    comparer = TextComparer(standard_sketcher())
    imprints = [
        comparer.imprint(text.fingerprint(article), lambda _, text=text: text, article)
        for article, text in (("a", one), ("b", other))
    ]
    counted = overlap(
        TextPrint("s", 0, frozenset(shared | only_one), frozenset()),
        TextPrint("s", 0, frozenset(shared | only_other), frozenset()),
    )
    expected = text_relation(counted, same_outlet=same_outlet, apart=timedelta())
    assert comparer.relation(*imprints, same_page=False) is expected
    assert imprints[0].may_share(imprints[1]) or expected is TextRelation.NONE


def test_sketches_of_different_schemes_are_never_compared():
    texts = [
        text_row(
            Sketch(scheme=scheme, words=9, shingles=tuple(n << 12 for n in range(40))),
            outlet="Gate", published=START, dated=True, seen=START,
        )
        for scheme in ("one/1", "two/1")
    ]  # fmt: skip
    comparer = TextComparer(standard_sketcher())
    one, other = (comparer.imprint(text.fingerprint("a"), lambda _, text=text: text, "a") for text in texts)
    assert comparer.relation(one, other, same_page=False) is TextRelation.NONE
