"""Arabic ways to tell an act: what each must give, in our own words with the officials of today."""

import pytest

ONE = [
    # verb or noun by its place
    ("أعلنت ناورو قطع العلاقات مع تايوان والاعتراف بالصين.", {("SANCTION", "NR", "TW"), ("SUPPORT", "NR", "CN")}),
    ("قررت فرنسا طرد السفير الجزائري من باريس.", {("SANCTION", "FR", "DZ")}),
    ("وعبر الرئيس الأوكراني فولوديمير زيلينسكي عن ترحيبه بالقرار الألماني.", {("SUPPORT", "UA", "DE")}),
    # the target in what is asked for, refused, condemned
    ("طالبت مصر بانسحاب القوات الإسرائيلية من غزة.", {("REQUEST", "EG", "IL")}),
    ("رفضت إيران مقترحا أمريكيا بوقف التخصيب.", {("REJECT", "IR", "US")}),
    ("صوتت روسيا ضد مشروع القرار الأمريكي.", {("REJECT", "RU", "US")}),
    # who speaks, who is spoken of
    ("قال وزير الخارجية الفرنسي جان نويل بارو إن روسيا تقف وراء الهجوم الإلكتروني.", {("ACCUSE", "FR", "RU")}),
    ("أكد نتنياهو أن إسرائيل سترد بقوة على إيران.", {("THREATEN", "IL", "IR")}),
    ("حذر وزير الخارجية التركي هاكان فيدان من أن إسرائيل ستدفع الثمن.", {("THREATEN", "TR", "IL")}),
    ("أعلنت وزارة الخارجية الإسرائيلية أن القنصل التركي استدعي إلى مقر الوزارة.", {("ACCUSE", "IL", "TR")}),
    # objects and pronouns
    (
        "التقى الرئيس المصري عبد الفتاح السيسي نظيره القبرصي، ووجه إليه الدعوة.",
        {("CONSULT", "EG+CY", ""), ("REQUEST", "EG", "CY")},
    ),
    ("قدمت فلسطين إلى محكمة العدل الدولية طلبا عاجلا.", {("REQUEST", "PS", "org:icj")}),
    ("انسحبت النيجر من المجموعة الاقتصادية لدول غرب أفريقيا.", {("SANCTION", "NE", "org:ecowas")}),
    # not only, not yet, not at all
    ("إذا انسحبت إيران من المعاهدة فإن أوروبا ستتحرك.", set()),
    ("تدرس فرنسا فرض عقوبات على إسرائيل.", set()),
    ("لن تقبل إيران بالمقترح الأمريكي.", {("REJECT", "IR", "US")}),
    ("اتهم المغرب الجزائر بأنها تمول جبهة البوليساريو وتساندها.", {("ACCUSE", "MA", "DZ")}),
    ("أعلنت كندا تعليق الزيارات الرسمية إلى الصين.", {("SANCTION", "CA", "CN")}),
    ("استهدفت غارات التحالف اجتماعا لقيادات حوثية في صعدة.", set()),
]


def _told(found):
    return {(m.type, "+".join(a.party for a in m.actors), "+".join(a.party for a in m.recipients)) for m in found}


@pytest.mark.parametrize(("text", "told"), ONE)
def test_an_arabic_sentence_tells_its_acts_and_no_others(acts, text, told):
    assert _told(acts("خبر\n" + text)) == told


def test_a_call_to_two_is_two_calls(acts):
    found = acts("أجرى وزير الخارجية المصري بدر عبد العاطي اتصالين هاتفيين مع نظيريه القطري والإيراني")
    assert {(m.mode, frozenset(a.party for a in m.actors)) for m in found} == {
        ("phone", frozenset({"EG", "QA"})),
        ("phone", frozenset({"EG", "IR"})),
    }


def test_a_further_round_is_of_the_talks_told_before(acts):
    found = acts(
        "خبر\nعقدت إيران والولايات المتحدة محادثات غير مباشرة في مسقط بوساطة عمانية. "
        "وستعقد جولة ثانية في روما السبت المقبل.",
        published="2025-04-13",
    )
    assert {(m.status, frozenset(a.party for a in m.actors)) for m in found} == {
        ("occurred", frozenset({"IR", "US", "OM"})),
        ("planned", frozenset({"IR", "US", "OM"})),
    }


def test_an_agreement_to_meet_is_a_meeting_to_come(acts):
    found = acts("خبر\nوقع وزيرا الدفاع السوري واللبناني اتفاقا. وتم الاتفاق على عقد اجتماع متابعة في جدة.")
    assert {(m.type, m.status) for m in found} == {("SUPPORT", "occurred"), ("CONSULT", "planned")}


def test_a_headline_takes_its_target_from_the_story(acts):
    found = acts(
        "روحاني يرفض رفضا قاطعا أي تفاوض\n"
        "أجرى الرئيس الإيراني حسن روحاني اتصالا هاتفيا مع الرئيس الفرنسي إيمانويل ماكرون.",
        published="2018-04-29",
    )
    assert ("REJECT", "IR", "FR") in _told(found)


def test_a_third_party_calls_on_the_two_sides(acts):
    found = acts(
        "خبر\nاستدعت باكستان سفيرها لدى إيران. ودعت المتحدثة باسم الخارجية الصينية ماو نينغ الجانبين إلى ضبط النفس."
    )
    assert ("REQUEST", "CN", "PK+IR") in _told(found)


def test_officials_in_a_body_speak_for_it(acts):
    found = acts("خبر\nهاجم مسؤولون في وزارة الخارجية الروسية مبعوث الأمم المتحدة هانس غروندبرغ.")
    assert _told(found) == {("ACCUSE", "RU", "org:un")}


def test_who_was_hit_is_not_who_is_condemned(acts):
    found = acts("السعودية\nأعربت الكويت عن إدانتها للهجمات التي استهدفت السعودية. وقالت الكويت إن السعودية قادرة.")
    assert ("ACCUSE", "KW", "SA") not in _told(found)


def test_missiles_of_a_state_are_not_the_state(acts):
    assert not acts("صواريخ كوريا الشمالية تهدد أوروبا واليابان")


@pytest.mark.parametrize(
    "text",
    [
        "السعودية تعلن اعتراض صواريخ أطلقها الحوثيون",
        "البرتغال توجه الاتهام إلى مغربي بالسرقة",
        "وصلت طائرة شحن من الشارقة في الإمارات إلى مطار السليمانية في العراق.",
        "أصدرت محكمة عراقية حكما على امرأة فرنسية بعد إدانتها بالسرقة.",
        "فراغ في القيادة يهدد حركة حماس",
    ],
)
def test_missiles_courts_and_freight_are_no_diplomacy(acts, text):
    assert not [
        m for m in acts("خبر\n" + text) if m.type in {"REJECT", "CONSULT", "THREATEN"} or m.mode == "disapprove"
    ]


def test_who_spoke_for_an_organisation_is_called_by_his_surname(acts):
    (mention,) = acts(
        "خبر\nوفي وقت سابق من نهار اليوم أعلن المتحدث باسم الأمم المتحدة رامون ديفالو أن المحادثات بدأت.\n"
        "وأدان ديفالو القصف الإسرائيلي."
    )
    (speaker,) = mention.actors
    assert (mention.type, speaker.party, speaker.role, speaker.name) == ("ACCUSE", "org:un", "spokesperson", "ديفالو")
