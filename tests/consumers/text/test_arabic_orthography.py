from camel_tools.utils.dediac import dediac_ar
from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar

from consumers.text.arabic import bare, fold


def test_every_arabic_character_folds_as_camel_tools_folds_it():
    beyond = {0x0640, 0x0653, 0x0654, 0x0655, 0x061C, 0x06CC, 0x06A9, 0x06AF, 0x0671}
    digits = {*range(0x0660, 0x066A), *range(0x06F0, 0x06FA)}
    for code in set(range(0x0600, 0x0700)) - beyond - digits:
        char = chr(code)
        expected = normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(dediac_ar(char))))
        assert fold(char) == expected, hex(code)


def test_spellings_that_news_mixes_fold_to_one():
    assert fold("الإماراتيّة") == fold("الاماراتيه")
    assert fold("المصرى") == fold("المصري")
    assert fold("أُرجِئت") == fold("ارجئت")
    assert fold("٢٢") == fold("۲۲") == "22"
    assert fold("بيـــان") == "بيان"


def test_bare_keeps_the_spelling():
    assert bare("اليُمنى") == "اليمنى"
