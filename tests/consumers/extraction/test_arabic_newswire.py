"""How Arabic agencies open a report, form by form: what each must give, in our own words."""

import pytest

MEETINGS = [
    ("عقد وزير الخارجية المصري جلسة مشاورات سياسية مع وزير خارجية كينيا.", {("CONSULT", "meeting", "EG+KE", "")}),
    (
        "شارك وزير الخارجية الكويتي في اجتماع وزراء خارجية دول مجلس التعاون.",
        {("CONSULT", "multilateral", "KW+org:gcc", "")},
    ),
    ("وبحسب البيان، بحث الرئيسان المصري والتركي الأزمة الليبية.", {("CONSULT", "meeting", "EG+TR", "")}),
    ("غادر وزير الخارجية الكويتي بغداد بعد زيارة استمرت يومين.", {("CONSULT", "visit", "KW+IQ", "")}),
    ("تبادل وزيرا الخارجية العماني والقطري وجهات النظر حول اليمن.", {("CONSULT", "meeting", "OM+QA", "")}),
    ("هاتف الرئيس الإماراتي نظيره الصيني.", {("CONSULT", "phone", "AE+CN", "")}),
    ("ودار حديث هاتفي بين الرئيس المصري ونظيره السوداني.", {("CONSULT", "phone", "EG+SD", "")}),
    ("زار وزير الخارجية المصري العاصمة القطرية الدوحة أمس.", {("CONSULT", "visit", "EG+QA", "")}),
    ("وصل وزير الخارجية التركي إلى مدينة جدة.", {("CONSULT", "visit", "TR+SA", "")}),
    ("استقبل أمير قطر الرئيس اللبناني في الدوحة.", {("CONSULT", "visit", "QA+LB", "")}),
    ("أما الرئيس التركي فاستقبل نظيره الروسي.", {("CONSULT", "visit", "TR+RU", "")}),
    ("التقى الملك عبد الله الثاني في عمان وفدا من الكونغرس الأميركي.", {("CONSULT", "meeting", "JO+US", "")}),
    ("ترأس وزيرا خارجية مصر وتركيا أعمال لجنة التخطيط المشترك.", {("CONSULT", "meeting", "EG+TR", "")}),
    (
        "شدد وزير الخارجية القطري على ضرورة وقف الحرب خلال اتصال هاتفي مع نظيره الأميركي.",
        {("CONSULT", "phone", "QA+US", "")},
    ),
    (
        "التقى وزير الخارجية المصري على هامش منتدى أسوان وزراء خارجية السنغال وكينيا.",
        {("CONSULT", "multilateral", "EG+SN+KE", "")},
    ),
    (
        "اجتمع قادة فرنسا وألمانيا وبريطانيا في صوفيا لبحث الاتفاق النووي مع إيران.",
        {("CONSULT", "multilateral", "FR+DE+GB", "")},
    ),
    ("وجاء ذلك في لقاء جمع وزير الخارجية العماني مع نظيره الهندي.", {("CONSULT", "meeting", "OM+IN", "")}),
]
FRIENDLY = [
    ("عدلت مصر عن قرارها فرض رسوم على الأردن.", {("CONCEDE", "", "EG", "JO")}),
    ("استأنفت قطر الرحلات الجوية إلى سوريا.", {("RETREAT", "access", "QA", "SY")}),
    ("فكت إسرائيل الحصار عن لبنان.", {("RETREAT", "access", "IL", "LB")}),
    ("قدمت إيران تنازلات للولايات المتحدة.", {("CONCEDE", "", "IR", "US")}),
    ("رحلت الجزائر مطلوبا إلى تونس.", {("COOPERATE", "", "DZ", "TN")}),
    ("أعلنت السعودية تقديم دعم مالي لليمن.", {("AID", "", "SA", "YE")}),
    ("أبرق ملك الأردن إلى الرئيس التركي معزيا.", {("SUPPORT", "praise", "JO", "TR")}),
    ("قدم السفير القطري أوراق اعتماده إلى الرئيس اللبناني.", {("SUPPORT", "relations", "QA", "LB")}),
    ("سيرت روسيا وتركيا دورية مشتركة في سوريا.", {("COOPERATE", "", "RU+TR", "")}),
    ("نفت الجزائر التوصل إلى اتفاق مع فرنسا.", {("AGREE", "", "DZ+FR", "")}),
    ("أعلن الاتحاد الأوروبي تعليق العقوبات على سوريا.", {("RETREAT", "access", "org:eu", "SY")}),
    ("رفعت بريطانيا العقوبات عن البنك المركزي السوري.", {("RETREAT", "access", "GB", "SY")}),
    ("انسحبت القوات الأميركية من قاعدة في سوريا.", {("RETREAT", "withdraw", "US", "SY")}),
    ("وصلت طائرة مساعدات قطرية إلى بيروت.", {("AID", "", "QA", "LB")}),
    ("أعلنت واشنطن استئناف المساعدات العسكرية لأوكرانيا.", {("AID", "", "US", "UA")}),
    ("سلمت ألمانيا أوكرانيا منظومة باتريوت.", {("AID", "", "DE", "UA")}),
    ("عين الرئيس السوري سفيرا لدى السعودية.", {("SUPPORT", "relations", "SY", "SA")}),
    ("قدم الوزير المصري التعازي إلى نظيره الإيراني.", {("SUPPORT", "praise", "EG", "IR")}),
    ("أعربت الكويت عن تضامنها مع الشعب اللبناني.", {("SUPPORT", "praise", "KW", "LB")}),
    ("كشف وزير الخارجية السعودي عن اتفاق مع إيران.", {("AGREE", "", "SA+IR", "")}),
    (
        "عقد مجلس الأمن جلسة بشأن سوريا بطلب من الجزائر.",
        {("CONSULT", "multilateral", "org:un", ""), ("REQUEST", "", "DZ", "org:un")},
    ),
]
HOSTILE = [
    ("قاضت أوكرانيا روسيا أمام محكمة العدل الدولية.", {("ACCUSE", "investigate", "UA", "RU")}),
    ("تجاهلت إسرائيل دعوات فرنسا.", {("REJECT", "", "IL", "FR")}),
    ("احتجزت إيران ناقلة نفط بريطانية.", {("SANCTION", "impose", "IR", "GB")}),
    ("استبعدت إسبانيا إسرائيل من المؤتمر.", {("SANCTION", "impose", "ES", "IL")}),
    ("رفض لبنان أي تدخل إيراني في شؤونه.", {("REJECT", "", "LB", "IR")}),
    ("دعا رئيس الوزراء العراقي الرئيس السوري للمشاركة في القمة العربية.", {("REQUEST", "", "IQ", "SY")}),
    ("حذر الحرس الثوري إسرائيل من أي مغامرة.", {("THREATEN", "", "IR", "IL")}),
    ("رفضت إيران اتهامات السعودية.", {("REJECT", "", "IR", "SA")}),
    ("طردت اليونان دبلوماسيين أتراكا.", {("SANCTION", "expel", "GR", "TR")}),
    ("وقال الوزير المصري إن على إسرائيل وقف عملياتها.", {("REQUEST", "", "EG", "IL")}),
    ("بحثت مصر مع مالي مكافحة الإرهاب.", {("CONSULT", "meeting", "EG+ML", "")}),
    ("أعلنت مالي طرد السفير الجزائري.", {("SANCTION", "expel", "ML", "DZ")}),
    ("ألغت الولايات المتحدة تأشيرة الرئيس الكولومبي.", {("SANCTION", "impose", "US", "CO")}),
    ("جمدت هولندا أصولا روسية.", {("SANCTION", "impose", "NL", "RU")}),
    ("وضعت واشنطن شركات صينية على القائمة السوداء.", {("SANCTION", "impose", "US", "CN")}),
    ("خفضت روسيا مستوى تمثيلها الدبلوماسي في ألمانيا.", {("SANCTION", "withdraw", "RU", "DE")}),
    ("أصدرت المحكمة الجنائية الدولية مذكرة توقيف بحق بنيامين نتنياهو.", {("ACCUSE", "investigate", "org:icc", "IL")}),
    ("شكك الرئيس الأوكراني في نوايا روسيا.", {("ACCUSE", "disapprove", "UA", "RU")}),
    ('وكان الرئيس البرازيلي قد وصف وزير الخارجية الإسرائيلي ب"عدم النزاهة".', {("ACCUSE", "disapprove", "BR", "IL")}),
    (
        "قالت المتحدثة باسم الخارجية الروسية ماريا زاخاروفا إن تصريحات لندن استفزازية.",
        {("ACCUSE", "disapprove", "RU", "GB")},
    ),
    ("حذرت بكين واشنطن من اللعب بالنار.", {("THREATEN", "", "CN", "US")}),
    ("هددت تركيا بعملية عسكرية إذا لم تنسحب القوات الإسرائيلية.", {("THREATEN", "", "TR", "IL")}),
    ("أدانت مصر الهجوم الإرهابي في باريس.", {("ACCUSE", "disapprove", "EG", "")}),
    ("دان الرئيس الفرنسي الهجوم على قاعدة أميركية في سوريا.", {("ACCUSE", "disapprove", "FR", "")}),
    (
        "اتفقت مصر وفرنسا على رفض عودة روسيا إلى مجموعة الثماني.",
        {("AGREE", "", "EG+FR", ""), ("REJECT", "", "EG+FR", "RU")},
    ),
]
NOTHING = [
    "أكد وزير الخارجية الإيراني أن انسحاب واشنطن من الاتفاق سيؤدي إلى عزلتها.",
    "تبادل الرئيس السابق والحالي الاتهامات في بيروت.",
]
STATUSES = [
    ("نفت وزارة الخارجية الإيرانية عقد أي لقاء مع الجانب الأميركي.", "denied"),
    ("تأجل لقاء بين وزيري خارجية تركيا وسوريا.", "denied"),
    ("أكد المبعوث الأممي أنه ينتظر ترتيبات لقائه بوزير الخارجية اليمني.", "planned"),
]


def _told(found):
    joined = "+".join
    return {(m.type, m.mode, joined(a.party for a in m.actors), joined(a.party for a in m.recipients)) for m in found}


@pytest.mark.parametrize(("text", "told"), MEETINGS + FRIENDLY + HOSTILE + [(text, set()) for text in NOTHING])
def test_a_report_opens_with_its_act(acts, text, told):
    assert _told(acts("خبر\n" + text, published="2025-11-10")) == told


@pytest.mark.parametrize(("text", "status"), STATUSES)
def test_what_was_not_done_is_told_apart(acts, text, status):
    assert [m.status for m in acts("خبر\n" + text, published="2025-11-10")] == [status]


@pytest.mark.parametrize(
    ("headline", "told"),
    [
        ("ميركل في بكين لبحث التجارة", [("visit", "occurred", {"DE", "CN"})]),
        ("وزير الخارجية الفرنسي إلى بيروت", [("visit", "planned", {"FR", "LB"})]),
        ("ميركل في برلين", []),
    ],
)
def test_a_headline_tells_a_visit_by_who_is_where(acts, headline, told):
    found = acts(headline + "\nوبحث النواب الميزانية.", published="2018-05-24")
    assert [(m.mode, m.status, {a.party for a in m.actors}) for m in found] == told


def test_what_is_dropped_is_not_done(acts):
    found = acts("خبر\nتراجع الرئيس الأميركي عن فرض رسوم على المكسيك.", published="2025-11-10")
    assert _told(found) == {("CONCEDE", "", "US", "MX")}


def test_a_visit_to_where_others_are_met_is_no_visit_to_the_host(acts):
    found = acts(
        "خبر\nوصل الزعيم الكوري الشمالي كيم جونغ أون إلى سنغافورة. "
        "ومن المقرر أن يلتقي كيم الرئيس الأميركي دونالد ترامب في سنغافورة غدا.",
        published="2018-06-11",
    )
    assert [frozenset(a.party for a in m.actors) for m in found] == [frozenset({"KP", "US"})]


def test_an_organisation_on_the_state_of_things_in_a_country_is_towards_that_country(acts):
    found = acts("خبر\nنددت منظمة الأمم المتحدة بتواصل القمع في ميانمار.", published="2025-11-10")
    assert _told(found) == {("ACCUSE", "disapprove", "org:un", "MM")}
