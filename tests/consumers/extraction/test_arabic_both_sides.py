"""Acts of two sides told in one breath (Arabic): exchanges, brokered talks, two meetings of a day; and no acts."""

import pytest

TOLD = [
    ("تبادلت الهند وباكستان الاتهامات.", {("ACCUSE", "allege", "IN", "PK"), ("ACCUSE", "allege", "PK", "IN")}),
    ("اتهامات متبادلة بين قبرص وتركيا.", {("ACCUSE", "allege", "CY", "TR"), ("ACCUSE", "allege", "TR", "CY")}),
    ("استمر تبادل الاتهامات بين روما وباريس.", {("ACCUSE", "allege", "IT", "FR"), ("ACCUSE", "allege", "FR", "IT")}),
    (
        "تبادلت بولندا وروسيا طرد الدبلوماسيين.",
        {("SANCTION", "expel", "PL", "RU"), ("SANCTION", "expel", "RU", "PL")},
    ),
    ("أهدى الرئيس الصربي نظيره المجري لوحة خلال لقائهما الأول.", {("CONSULT", "meeting", "RS+HU", "")}),
    ("ترعى سلطنة عمان محادثات السلام اليمنية.", {("CONSULT", "mediation", "OM+YE", "")}),
    ("رعت قطر محادثات بين تشاد والسودان.", {("CONSULT", "mediation", "TD+SD+QA", "")}),
    (
        "انتقد الحوثيون المبعوث الأممي هانس غروندبرغ مع وصوله إلى صنعاء.",
        {("ACCUSE", "disapprove", "org:houthi", "org:un"), ("CONSULT", "visit", "org:un+org:houthi", "")},
    ),
    (
        "ندد الوزير الإيراني بالقرار الفرنسي في لقاء مع نظيره العراقي.",
        {("ACCUSE", "disapprove", "IR", "FR"), ("CONSULT", "meeting", "IR+IQ", "")},
    ),
    ("أدانت عمّان مقتل مواطنين أردنيين في العراق.", {("ACCUSE", "disapprove", "JO", "IQ")}),
    ("أثار تلويح صربيا بالانسحاب من القمة مع كوسوفو قلقا.", {("THREATEN", "", "RS", "XK")}),
]
NOTHING = [
    "تبادل مرشحا الرئاسة في مصر الاتهامات.",
    "معلومات تحذر.. صواريخ كوريا الشمالية تهدد أوروبا",
    "قال الكاتب إن من يحتج على وجود القوات الأميركية في العراق لا يعرف التاريخ.",
]


def _told(found):
    return {
        (m.type, m.mode, "+".join(a.party for a in m.actors), "+".join(r.party for r in m.recipients)) for m in found
    }


@pytest.mark.parametrize(("sentence", "told"), TOLD)
def test_both_sides(acts, sentence, told):
    assert _told(acts(f"خبر\n{sentence}", published="2025-11-10")) == told


@pytest.mark.parametrize("sentence", NOTHING)
def test_no_act(acts, sentence):
    assert _told(acts(f"خبر\n{sentence}", published="2025-11-10")) == set()


def test_what_is_said_after_a_relative_clause_is_not_part_of_it(acts):
    story = "خبر\nوعن الولايات المتحدة، التي هددت بعمل عسكري، قال الوزير إن فرنسا تقرر وحدها."
    found = acts(story, published="2025-11-10")
    assert all("FR" not in {r.party for r in m.recipients} for m in found)


def test_meetings_with_different_people_are_two(acts):
    found = acts(
        "خبر\nالتقى وزير الخارجية الكويتي الرئيس المصري عبد الفتاح السيسي. "
        "كما التقى وزير الخارجية الكويتي في القاهرة بشيخ الأزهر أحمد الطيب.",
        published="2025-11-10",
    )
    assert [{a.name for a in m.actors if a.party == "EG"} for m in found] == [{"عبد الفتاح السيسي"}, {"أحمد الطيب"}]


def test_who_is_on_a_visit_may_still_have_somebody_to_meet(acts):
    found = acts(
        "خبر\nيزور المبعوث الأممي صنعاء حاليا. وقال المبعوث الأممي إنه ينتظر ترتيبات لقائه بزعيم المتمردين، "
        "عبدالملك الحوثي.",
        published="2025-11-10",
    )
    assert [(m.mode, m.status) for m in found] == [("visit", "occurred"), ("meeting", "planned")]


@pytest.mark.parametrize(
    ("who", "party"),
    [
        ("مسؤول في حركة حماس", "org:hamas"),
        ("مسؤول كبير في البيت الأبيض", "US"),
        ("دبلوماسي في السفارة الروسية", "RU"),
        ("مستشار في الرئاسة الأوكرانية", "UA"),
        ("عضو في الكونغرس الأميركي", "US"),
    ],
)
def test_an_official_is_of_the_body_that_he_is_in(acts, who, party):
    found = acts(f"خبر\nانتقد {who} الرئيس الفرنسي.", published="2025-11-10")
    assert _told(found) == {("ACCUSE", "disapprove", party, "FR")}


@pytest.mark.parametrize("called", ["ما وصفته بالتدخل التركي في ليبيا", "ما أسمته العدوان التركي"])
def test_what_somebody_calls_a_thing_says_whose_it_is(acts, called):
    found = acts(f"خبر\nأدانت اليونان {called}.", published="2025-11-10")
    assert _told(found) == {("ACCUSE", "disapprove", "GR", "TR")}


def test_a_draft_resolution_is_put_to_the_body_that_the_story_is_about(acts):
    found = acts("خبر\nاجتمع مجلس الأمن الثلاثاء. وقدمت النرويج مشروع قرار بشأن السودان.", published="2025-11-10")
    assert ("REQUEST", "", "NO", "org:un") in _told(found)
