import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.text.language import detect
from consumers.text.sentences import sentences
from consumers.text.stories import Markers, split
from consumers.text.tokens import fold, tokenize

ARABIC_AND_LATIN = st.text(
    alphabet=st.sampled_from("أبتثجحخدذرزسشصضطظعغفقكلمنهويىةءًٌٍَُِّْ abcXYZ0123٤٥.,،؟!\n«»'-_#@🙂"), max_size=200
)


@given(ARABIC_AND_LATIN)
@settings(max_examples=150, deadline=None)
def test_tokens_are_where_they_say_and_in_order(text):
    tokens = tokenize(text)
    assert all(text[t.start : t.end] == t.text for t in tokens)
    assert all(a.end <= b.start for a, b in itertools.pairwise(tokens))


@given(ARABIC_AND_LATIN)
@settings(max_examples=100, deadline=None)
def test_sentences_never_overlap(text):
    ranges = sentences(tokenize(text))
    assert all(i < j for i, j in ranges)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(ranges))


def test_abbreviations_and_numbers_end_no_sentence():
    tokens = tokenize("Mr. Rubio met Gen. Sisi at 2.30 in the U.S. capital. They agreed.")
    assert len(sentences(tokens)) == 2
    assert len(sentences(tokenize("Geir O. Pedersen and J.D. Vance met K. P. Sharma Oli. They agreed."))) == 2


def test_a_flood_of_letters_is_no_word():
    assert fold("x" * 1000) == ""


MARKERS = Markers.of(("اقرأ أيضا",), ("تابعونا على",))
LONG = "أعلنت وزارة الخارجية في بيان صدر مساء اليوم تفاصيل عن اللقاء الذي جمع الوزيرين في العاصمة. " * 3


def test_a_story_after_read_also_is_a_story_of_its_own():
    text = f"عنوان\n{LONG}\nاقرأ أيضاً: عنوان آخر\n{LONG}\nتابعونا على تلغرام"
    first, second = split(text, MARKERS)
    assert text[first[0][0] : first[0][1]] == "عنوان"
    assert text[second[0][0] : second[0][1]] == "عنوان آخر"
    assert "تلغرام" not in text[second[0][0] : second[-1][1]]


def test_a_list_of_links_is_no_story():
    assert len(split(f"عنوان\n{LONG}\nاقرأ أيضا: أسعار الذهب اليوم", MARKERS)) == 1


def test_languages_are_told_apart():
    assert detect("التقى الوزيران في القاهرة لبحث العلاقات الثنائية") == "ar"
    assert detect("The two ministers met in Cairo on Tuesday to discuss bilateral ties") == "en"
    assert detect("Les deux ministres se sont rencontrés au Caire pour discuter des relations") == "fr"
    assert detect("") == ""
