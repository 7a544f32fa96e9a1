"""Arabic acts of pressure, refusal and reproach: what each sentence must give, in our own words."""

import pytest

TOLD = [
    # pressure, deadlines and condolences
    ("كثفت هولندا ضغوطها على صربيا لتسليم المطلوبين.", {("REQUEST", "NL", "RS")}),
    ("منحت بلجيكا ثلاثة دبلوماسيين روس أسبوعا لمغادرة البلاد.", {("SANCTION", "BE", "RU")}),
    ("قدم ملك البحرين العزاء إلى المغرب في ضحايا الزلزال.", {("SUPPORT", "BH", "MA")}),
    # what is spelt like a verb
    ("حملت عمان الهند المسؤولية عن أمن البحار وسلامته.", {("ACCUSE", "OM", "IN")}),
    # a condemned attack whose authors nobody names
    ("أعربت تونس عن إدانتها للتفجير الذي وقع في مقديشو.", {("ACCUSE", "TN", "")}),
    # what is refused, and whose it is
    ("تعارض النمسا خطة للاتحاد الأوروبي تهدف إلى توزيع لاجئين من السودان.", {("REJECT", "AT", "org:eu")}),
    ("أكدت الأردن رفضها لجميع أشكال العنف في مالي.", set()),
    ("رفض مسؤول كويتي الكشف عن هويته لصحيفة عراقية.", set()),
    # a state and its own bodies
    ("طلب وزير الدفاع التركي من هيئة السجون التركية الضغط على حركة حماس.", set()),
    ("دعا الرئيس اللبناني الحكومة اللبنانية إلى حوار مع حزب الله.", set()),
    # what is only talked about, or not done
    ("أكدت رئيسة الوزراء التوصل إلى تفاهم بشأن خروج بريطانيا من الاتحاد الأوروبي.", set()),
    ("لن تشارك إريتريا في المحادثات مع إثيوبيا.", {("CONSULT", "ER+ET", "")}),
    ("ألغت بوروندي مصادقتها على المعاهدة.", set()),
]


def _told(found):
    return {(m.type, "+".join(a.party for a in m.actors), "+".join(a.party for a in m.recipients)) for m in found}


@pytest.mark.parametrize(("text", "told"), TOLD)
def test_an_arabic_sentence_tells_its_acts_and_no_others(acts, text, told):
    assert _told(acts("خبر\n" + text)) == told


@pytest.mark.parametrize(
    "title", ["جمعية ألمانية تتهم روسيا بالتواطؤ مع الصين", "روسيا تعترض على إدانة إيران في مجلس الأمن"]
)
def test_a_headline_reproaches_nobody_who_is_not_reproached(acts, title):
    assert not acts(title)


def test_a_meeting_not_attended_is_denied(acts):
    assert [m.status for m in acts("خبر\nلن تشارك إريتريا في المحادثات مع إثيوبيا.")] == ["denied"]


EMBASSIES_AND_BODIES = [
    # an embassy moved to, or opened in, a city that is no government
    ("تعتزم هندوراس نقل سفارتها إلى القدس.", {("SUPPORT", "HN", "IL")}),
    ("أعلنت الباراغواي أنها ستفتتح سفارتها في القدس.", {("SUPPORT", "PY", "IL")}),
    # drafts, summits, truces, money that is stopped
    ("وزعت الدنمارك مسودة قرار على مجلس الأمن الدولي.", {("REQUEST", "DK", "org:un")}),
    ("وصل رئيس الوزراء الإيطالي إلى كندا للمشاركة في قمة مجموعة السبع.", {("CONSULT", "IT+org:g7", "")}),
    ("قررت السويد وقف تمويل وكالة الأونروا.", {("SANCTION", "SE", "org:un")}),
    ("أقرت النرويج حزمة مساعدات لمولدوفا.", {("AID", "NO", "MD")}),
    # lists with "and" as a word of its own, and what a neighbour or an ally is
    ("اتهمت أستراليا روسيا و إيران بالتجسس.", {("ACCUSE", "AU", "RU+IR")}),
    ("اتهمت بولندا روسيا وحليفتها بيلاروسيا بالتجسس.", {("ACCUSE", "PL", "RU+BY")}),
    # the cabinet of a state
    ("أدان مجلس الوزراء السعودي إيران.", {("ACCUSE", "SA", "IR")}),
    # the movement, the organisation
    (
        "رحبت تونس بموقف حركة حماس. ثم التقى وزير الخارجية التونسي بوفد من الحركة.",
        {("SUPPORT", "TN", "org:hamas"), ("CONSULT", "TN+org:hamas", "")},
    ),
    (
        "انسحبت بوروندي من المحكمة الجنائية الدولية. ودعت المحكمة بوروندي إلى العدول عن قرارها.",
        {("SANCTION", "BI", "org:icc"), ("REQUEST", "org:icc", "BI")},
    ),
]


@pytest.mark.parametrize(("text", "told"), EMBASSIES_AND_BODIES)
def test_parties_are_found_by_what_they_are(acts, text, told):
    assert _told(acts("خبر\n" + text)) == told


def test_talks_that_failed_are_no_agreement(acts):
    found = acts("خبر\nفشلت رواندا وبوروندي في التوصل إلى اتفاق بشأن الحدود.")
    assert [(m.type, m.status) for m in found] == [("AGREE", "denied")]


def test_the_summit_of_a_mountain_is_no_meeting(acts):
    assert not acts("خبر\nنشرت جماعة الحوثي مسلحين. وتقع القرية تحت قمة جبل تسيطر عليها الجماعة.")
