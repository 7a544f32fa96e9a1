from datetime import UTC, datetime, timedelta

import pytest

from agent.records import Article
from consumers.relation.comparison import ArticleComparer
from consumers.relation.features import pair_features
from consumers.relation.normal import standard_sketcher
from consumers.relation.overlap import TextPrint, overlap
from consumers.relation.rules import TextRelation, text_relation
from consumers.relation.sketch import pack, unpack

STORY = "\n".join(
    f"Sentence {n} says that the minister of state number {n} went to town {n} by train." for n in range(12)
)
OTHER = "\n".join(
    f"Quite another line {chr(97 + n) * 4}, on rain over valley {chr(97 + n) * 5}, bread prices there."
    for n in range(12)
)
NOON = datetime(2025, 6, 2, 12, tzinfo=UTC)


def prints(*texts):
    return [TextPrint.of(standard_sketcher().sketch(text)) for text in texts]


def test_spelling_variants_are_one_text():
    plain, ornate = prints(
        "أكد الوزير إلى القاهرة أهمية مدى العلاقة ١٢", "اكد الوزيــر الى القاهرة اهميّة مدي العلاقه 12"
    )
    assert overlap(plain, ornate).jaccard == 1.0


def test_a_part_is_contained_and_the_overlap_has_a_direction():
    part, whole = prints(STORY, STORY + "\n" + OTHER)
    found = overlap(part, whole)
    assert found.containment == 1.0
    assert found.jaccard < 0.7
    assert found.first_in_second > found.second_in_first


def test_formulas_are_left_out_with_all_their_words():
    sketcher = standard_sketcher()
    clauses = sketcher.clauses("Download our new application for your telephone today.\n" + STORY)
    without = sketcher.sketch_of(clauses, {clauses[0].hash})
    plain = sketcher.sketch(STORY)
    assert (without.words, without.shingles, without.clauses) == (plain.words, plain.shingles, plain.clauses)


def test_sketches_of_different_schemes_share_nothing():
    one, _ = prints(STORY, STORY)
    assert overlap(one, TextPrint("other", one.words, one.shingles, one.clauses)).shared == 0


def test_packed_hashes_come_back():
    hashes = standard_sketcher().sketch(STORY).shingles
    assert unpack(pack(hashes)) == frozenset(hashes)


@pytest.mark.parametrize(
    ("same_outlet", "hours", "expected"),
    [(False, 2, TextRelation.COPY), (False, 100, TextRelation.NONE), (True, 2, TextRelation.UPDATE)],
)
def test_the_same_overlap_means_different_things(same_outlet, hours, expected):
    found = overlap(*prints(STORY, STORY + "\n" + OTHER[:200]))
    assert text_relation(found, same_outlet=same_outlet, apart=timedelta(hours=hours)) is expected


def test_one_address_is_one_article_whatever_it_says():
    found = overlap(*prints(STORY, OTHER))
    assert text_relation(found, same_outlet=True, apart=None, same_page=True) is TextRelation.UPDATE


def compared(first, second, *, outlets=("One", "Two"), hours=1):
    articles = [
        Article(
            article_id=str(n),
            source=outlet,
            outlet=outlet,
            title=text.split("\n")[0],
            text=text,
            published=NOON + timedelta(hours=n * hours),
        )
        for n, (outlet, text) in enumerate(zip(outlets, (first, second), strict=True))
    ]
    return ArticleComparer().compare(*articles)


def test_wire_copy_in_another_outlet():
    found = compared(STORY, "Our correspondents\n" + STORY)
    assert (found.relation, found.same_event, found.syndicated) == ("copy", True, True)


def test_what_both_quote_counts_half_as_text_taken_over():
    speech = STORY.replace("\n", " ")[:500]
    own = [" ".join(f"{word}{n}" for n in range(60)) for word in ("alpha", "beta")]
    comparer = ArticleComparer()

    def taken(opened, closed):
        texts = [f"{words}. {opened}{speech}{closed}" for words in own]
        return pair_features(*(comparer.features(Article(article_id=t, source="s", text=t)) for t in texts)).taken

    assert taken('"', '"') == pytest.approx(taken("", "") / 2, rel=0.2)
    assert taken("«", "»") == taken("“", "”") == taken('"', '"')


def test_the_same_text_in_one_outlet():
    assert compared(STORY, STORY, outlets=("One", "One")).relation == "copy"


def test_nothing_in_common():
    found = compared(STORY, OTHER, hours=48)
    assert (found.relation, found.same_event) == ("different", False)
    assert found.jaccard == 0.0
