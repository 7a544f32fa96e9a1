"""Acts of real kinds in our own words: what each way of telling one must give."""

import pytest

ARABIC = [
    ("وقع وزير الطاقة السعودي ونظيره المصري مذكرة تفاهم للتعاون", "SUPPORT", "sign", {"SA", "EG"}, set()),
    ("الصين تحث الولايات المتحدة على رفع الرسوم الجمركية", "REQUEST", "", {"CN"}, {"US"}),
    ("قطر تدين بشدة القصف الإسرائيلي على دمشق", "ACCUSE", "disapprove", {"QA"}, {"IL"}),
    ("وزير الخارجية الإيراني يصل إلى بغداد في زيارة رسمية", "CONSULT", "visit", {"IR", "IQ"}, set()),
    ("أعربت السعودية عن إدانتها واستنكارها للهجمات الإسرائيلية على إيران", "ACCUSE", "disapprove", {"SA"}, {"IL"}),
    ("الاتحاد الأوروبي يفرض عقوبات جديدة على روسيا", "SANCTION", "impose", {"org:eu"}, {"RU"}),
    ("فرنسا تستدعي السفيرة الإيرانية في باريس", "ACCUSE", "summon", {"FR"}, {"IR"}),
    ("استدعت باكستان سفيرها لدى إيران للتشاور", "SANCTION", "recall", {"PK"}, {"IR"}),
    ("أكد وزير الخارجية القطري دعم بلاده الكامل لسوريا", "SUPPORT", "praise", {"QA"}, {"SY"}),
    ("بريطانيا تعلن اعترافها رسميا بدولة فلسطين", "SUPPORT", "recognise", {"GB"}, {"PS"}),
    ("روسيا تطرد دبلوماسيين بريطانيين", "SANCTION", "expel", {"RU"}, {"GB"}),
    ("السودان يقطع علاقاته الدبلوماسية مع الإمارات", "SANCTION", "break", {"SD"}, {"AE"}),
    ("انسحبت الولايات المتحدة من منظمة الصحة العالمية", "SANCTION", "withdraw", {"US"}, {"org:un"}),
    ("اتفق الرئيسان السوري والتركي على تعزيز التعاون", "AGREE", "", {"SY", "TR"}, set()),
    ("طالبت الأمم المتحدة إسرائيل بوقف الهجمات على غزة", "REQUEST", "", {"org:un"}, {"IL"}),
    ("أمير قطر يستقبل رئيس الوزراء العراقي", "CONSULT", "visit", {"QA", "IQ"}, set()),
    ("كوريا الشمالية ترفض عرضا أميركيا للحوار", "REJECT", "", {"KP"}, {"US"}),
    ("قدمت الإمارات مساعدات إنسانية إلى السودان", "AID", "", {"AE"}, {"SD"}),
    (
        "تلقى وزير الخارجية المصري بدر عبد العاطي اتصالا هاتفيا من نظيره التركي هاكان فيدان",
        "CONSULT",
        "phone",
        {"EG", "TR"},
        set(),
    ),
    ("ولي العهد السعودي يبحث هاتفيا مع الرئيس الفرنسي تطورات المنطقة", "CONSULT", "phone", {"SA", "FR"}, set()),
    ("اتهمت رواندا الكونغو الديمقراطية بدعم المتمردين", "ACCUSE", "allege", {"RW"}, {"CD"}),
]
ENGLISH = [
    ("Canada imposed fresh sanctions on Russian officials on Tuesday.", "SANCTION", "impose", {"CA"}, {"RU"}),
    ("Saudi Arabia condemned the Israeli strikes on Syria.", "ACCUSE", "disapprove", {"SA"}, {"IL"}),
    ("Germany summoned the Chinese ambassador over the laser incident.", "ACCUSE", "summon", {"DE"}, {"CN"}),
    ("French President Emmanuel Macron will visit Egypt next week.", "CONSULT", "visit", {"FR", "EG"}, set()),
    (
        "China's Foreign Minister Wang Yi held a phone call with his Iranian counterpart on Monday.",
        "CONSULT",
        "phone",
        {"CN", "IR"},
        set(),
    ),
    ("Pakistan on Wednesday recalled its ambassador from Iran.", "SANCTION", "recall", {"PK"}, {"IR"}),
    ("Egypt and Turkey signed a declaration in Ankara.", "SUPPORT", "sign", {"EG", "TR"}, set()),
    ("Jordan's foreign minister, Ayman Safadi, urged Israel to lift the blockade.", "REQUEST", "", {"JO"}, {"IL"}),
]


@pytest.mark.parametrize(("text", "kind", "mode", "actors", "recipients"), ARABIC)
def test_an_arabic_headline_tells_its_act(acts, text, kind, mode, actors, recipients):
    found = acts(text)
    assert [(m.type, m.mode, {a.party for a in m.actors}, {a.party for a in m.recipients}) for m in found] == [
        (kind, mode, actors, recipients)
    ]


@pytest.mark.parametrize(("text", "kind", "mode", "actors", "recipients"), ENGLISH)
def test_an_english_sentence_tells_its_act(acts, text, kind, mode, actors, recipients):
    found = acts("News\n" + text, language="en")
    assert [(m.type, m.mode, {a.party for a in m.actors}, {a.party for a in m.recipients}) for m in found] == [
        (kind, mode, actors, recipients)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "فاز المنتخب المغربي على نظيره المصري بهدفين في مباراة ودية",
        "ارتفعت أسعار الذهب اليوم في مصر وسط إقبال على الشراء",
        "قتل ثلاثة أشخاص في حادث سير قرب العاصمة الأردنية",
        "قد يلتقي الرئيس الروسي نظيره الأميركي إذا سمحت الظروف",
    ],
)
def test_what_is_no_diplomatic_act_gives_none(acts, text):
    assert acts(text) == ()


def test_counterpart_and_titles_are_resolved_to_people_by_date(acts):
    (mention,) = acts("أجرى الرئيس الصيني محادثات مع نظيره الروسي فلاديمير بوتين في موسكو")
    assert [(a.party, a.role, a.person) for a in mention.actors] == [
        ("CN", "head_of_state", "xi-jinping"),
        ("RU", "head_of_state", "vladimir-putin"),
    ]
    assert mention.place is not None
    assert mention.place.name == "Moscow"


def test_the_two_ministers_are_those_of_the_sentence_before(acts):
    found = acts(
        "خبر\nالتقى وزير الخارجية السعودي فيصل بن فرحان نظيره الإيراني عباس عراقجي في جدة.\n"
        "واتفق الوزيران على مواصلة التشاور."
    )
    assert [(m.type, {a.party for a in m.actors}) for m in found] == [
        ("CONSULT", {"SA", "IR"}),
        ("AGREE", {"SA", "IR"}),
    ]


def test_a_future_meeting_is_planned_on_its_day(acts):
    (mention,) = acts("الكرملين: بوتين وترامب سيلتقيان في ألاسكا الجمعة", published="2025-08-12")
    assert (mention.status, mention.date.value, mention.date.basis) == ("planned", "2025-08-15", "relative")


def test_a_postponed_visit_is_off_on_one_day_and_planned_on_another(acts):
    found = acts(
        "خبر\nأعلن الرئيس الأوكراني فولوديمير زيلينسكي تأجيل زيارته إلى السعودية إلى 10 مارس المقبل.",
        published="2025-02-18",
    )
    assert {(m.status, m.date.value if m.date else "") for m in found} >= {("planned", "2025-03-10")}
    assert "denied" in {m.status for m in found}


def test_an_act_told_twice_is_one_mention_with_the_fuller_fields(acts):
    (mention,) = acts(
        "قطر تعيد فتح سفارتها في دمشق\nأعادت قطر، السبت، فتح سفارتها في العاصمة السورية دمشق رسميا.",
        published="2024-12-21",
    )
    assert (mention.type, mention.mode, mention.date.value) == ("SUPPORT", "relations", "2024-12-21")
    assert mention.confidence > 0.8
