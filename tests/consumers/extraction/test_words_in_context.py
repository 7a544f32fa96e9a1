"""Words that could be something else: which reading counts, and whom the words of a reply are about."""

import pytest

from consumers.extraction.words.lexicon import LexiconError, load


def _told(acts, text):
    return [(m.type, {a.party for a in m.actors}, {a.party for a in m.recipients}, m.status) for m in acts(text)]


@pytest.mark.parametrize(
    "word", ["كامل", "كاملا", "نصفي", "كلما", "هنا"], ids=["complete", "completely", "half", "whenever", "here"]
)
def test_a_word_spelt_like_a_form_of_a_verb_changes_nothing(acts, word):
    told = _told(acts, f"طالبت مصر إسرائيل {word} بوقف إطلاق النار في غزة")
    assert told == [("REQUEST", {"EG"}, {"IL"}, "occurred")]


def test_for_the_sake_of_is_no_postponement(acts):
    assert _told(acts, "اتفقت مصر وقطر من أجل غزة على عقد اجتماع") == _told(acts, "اتفقت مصر وقطر على عقد اجتماع")


def test_a_phrase_is_not_read_as_a_verb_with_a_pronoun(acts):
    assert acts("دعمته مصر\nقال الوزير إن دعمتهما واضحة") == ()


def test_who_hastens_to_an_act_does_it_and_goes_on_speaking(acts):
    told = _told(
        acts,
        "إسرائيل ترد على الاعتراف بفلسطين\n"
        "أعلنت النروج وإيرلندا وإسبانيا الاعتراف بدولة فلسطين. وسارع وزير الخارجية الإسرائيلي جدعون ساعر إلى استدعاء "
        "سفيري بلاده لدى إيرلندا والنروج، ملوّحا بخطوة مماثلة حيال إسبانيا.",
    )
    assert ("SANCTION", {"IL"}, {"IE", "NO"}, "occurred") in told
    assert ("THREATEN", {"IL"}, {"ES"}, "occurred") in told


def test_a_welcome_is_for_those_who_did_the_friendly_act(acts):
    told = _told(
        acts,
        "النروج وإيرلندا وإسبانيا تعترف بدولة فلسطين\n"
        "أعلنت النروج وإيرلندا وإسبانيا الاعتراف بدولة فلسطين، ودانت إسرائيل القرار. "
        "ورحبت قطر بالإعلان. وأشاد الأمين العام لجامعة الدول العربية أحمد أبو الغيط بالدول الثلاث.",
    )
    assert ("SUPPORT", {"QA"}, {"NO", "IE", "ES"}, "occurred") in told
    assert ("SUPPORT", {"org:arab-league"}, {"NO", "IE", "ES"}, "occurred") in told


def test_who_demands_together_demands_of_the_world(acts):
    told = _told(acts, "عقد الرئيسان المصري والتركي جلسة مباحثات. ودعا الرئيسان إلى وقف فوري لإطلاق النار في غزة")
    assert ("REQUEST", {"EG", "TR"}, set(), "occurred") in told


def test_calls_with_each_of_two_are_two_calls(acts):
    told = acts(
        "أجرى د. بدر عبد العاطي وزير الخارجية اتصالين هاتفيين مع كل من وزير خارجية قطر محمد بن عبد الرحمن آل ثاني "
        "ووزير خارجية إيران عباس عراقجي"
    )
    assert [(m.mode, {a.party for a in m.actors}) for m in told] == [("phone", {"EG", "QA"}), ("phone", {"EG", "IR"})]


def test_who_signs_is_told_after_where_and_when(acts):
    told = _told(acts, "رحبت قطر بالإعلان الذي وقعه في واشنطن يوم الجمعة وزيرا خارجية رواندا والكونغو الديمقراطية")
    assert ("SUPPORT", {"RW", "CD"}, set(), "occurred") in told


def test_to_agree_on_a_further_meeting_is_to_plan_it(acts):
    told = _told(acts, "اتفق وزيرا الخارجية المصري والتركي على عقد اجتماع في أنقرة الشهر المقبل")
    assert told == [("CONSULT", {"EG", "TR"}, set(), "planned")]


def test_a_further_round_is_between_the_same_sides(acts):
    told = _told(
        acts,
        "وصف وزير الخارجية الإيراني عباس عراقجي مباحثاته أمس مع المبعوث الأميركي ستيف ويتكوف بأنها بناءة.\n"
        "وأضاف أن الجولة الثانية ستعقد السبت المقبل بوساطة عمانية.",
    )
    assert [t for t in told if t[3] == "planned"] == [("CONSULT", {"IR", "US", "OM"}, set(), "planned")]


def test_who_tells_of_a_refusal_was_refused(acts):
    told = _told(acts, "تركيا تستضيف محادثات السلام\nأكدت أوكرانيا أن روسيا رفضت مجددا وقفا غير مشروط لإطلاق النار")
    assert ("REJECT", {"RU"}, {"UA"}, "occurred") in told


def test_a_meeting_to_be_given_another_day_is_off(acts):
    told = _told(
        acts,
        "أعلن وزير الخارجية العماني بدر البوسعيدي أن الاجتماع الأميركي الإيراني المقرر في روما يوم السبت 3 مايو سيعاد "
        "تحديد موعده لأسباب لوجستية",
    )
    assert [(t[0], t[3]) for t in told] == [("CONSULT", "denied")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("التقى وفد من حركة حماس وزير الخارجية التركي هاكان فيدان", ("CONSULT", {"org:hamas", "TR"}, set())),
        ("التقى وفد أمني مصري وفدا رفيعا من حركة حماس في غزة", ("CONSULT", {"EG", "org:hamas"}, set())),
        ("بدأ مبعوثون من مجلس الأمن الدولي زيارة لبنغلادش", ("CONSULT", {"org:un", "BD"}, set())),
        ("طالب مجلس الأمن الدولي الحوثيين بوقف الهجمات على السفن", ("REQUEST", {"org:un"}, {"org:houthi"})),
        ("انسحبت القوات الإسرائيلية من جنوب لبنان", ("RETREAT", {"IL"}, {"LB"})),
        ("أفرجت إيران عن مواطنين فرنسيين", ("RETREAT", {"IR"}, {"FR"})),
        ("قبلت إسرائيل المقترح الأمريكي لوقف إطلاق النار", ("AGREE", {"IL"}, {"US"})),
        ("سلمت الخارجية العراقية السفير التركي مذكرة احتجاج", ("ACCUSE", {"IQ"}, {"TR"})),
        ("غادر الرئيس المصري عبد الفتاح السيسي القاهرة متوجها إلى باريس", ("CONSULT", {"EG", "FR"}, set())),
        ("صرح عراقجي إثر لقاء جمعه في طهران مع وزير الخارجية العماني بدر البوسعيدي", ("CONSULT", {"IR", "OM"}, set())),
        ("وصف وزير الخارجية الإيراني عباس عراقجي تعهدات الاتحاد الأوروبي بغير الكافية", ("ACCUSE", {"IR"}, {"org:eu"})),
        (
            "استقبل الرئيس الإماراتي الشيخ محمد بن زايد آل نهيان في أبوظبي رئيس وزراء الهند ناريندرا مودي",
            ("CONSULT", {"AE", "IN"}, set()),
        ),
        ("تلقى الرئيس السيسي دعوة من نظيره الصيني لزيارة بكين", ("REQUEST", {"CN"}, {"EG"})),
        ("عقد الرئيسان الأمريكي والصيني قمة في بوسان بكوريا الجنوبية", ("CONSULT", {"US", "CN"}, set())),
        ("شارك وزير الخارجية الكويتي في الاجتماع الوزاري لمجلس التعاون الخليجي", ("CONSULT", {"KW", "org:gcc"}, set())),
    ],
)
def test_an_arabic_sentence_of_the_desk_tells_its_act(acts, text, told):
    assert told in [t[:3] for t in _told(acts, text)]


def test_calls_with_several_counterparts_are_one_each(acts):
    told = acts("أجرى وزير الخارجية التركي هاكان فيدان اتصالات هاتفية مع نظرائه السعودي والقطري والأردني")
    assert [(m.mode, {a.party for a in m.actors}) for m in told] == [
        ("phone", {"TR", "SA"}),
        ("phone", {"TR", "QA"}),
        ("phone", {"TR", "JO"}),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "The foreign ministers of Jordan, Syria and the United States held a trilateral meeting in Amman.",
            ("CONSULT", {"JO", "SY", "US"}, set()),
        ),
        (
            "The leaders of France, Germany and Britain called on Iran to end enrichment.",
            ("REQUEST", {"FR", "DE", "GB"}, {"IR"}),
        ),
        (
            "The Saudi crown prince received a phone call from French President Emmanuel Macron.",
            ("CONSULT", {"SA", "FR"}, set()),
        ),
    ],
)
def test_an_english_sentence_of_several_tells_its_act(acts, text, told):
    found = acts("News\n" + text, language="en")
    assert told in [(m.type, {a.party for a in m.actors}, {a.party for a in m.recipients}) for m in found]


def test_a_word_that_yaml_reads_as_false_is_refused_by_its_place(tmp_path):
    path = tmp_path / "en.yaml"
    path.write_text("language: en\nscript: latin\nframes:\n  - {type: ACCUSE, object: [wrong, off], verbs: [call]}\n")
    with pytest.raises(LexiconError, match=r"frames, entry 1/object, entry 2: .* put it in quotes"):
        load(path)
