"""Arabic praise, reproach, demand, threat and punishment: wordings of all kinds, in our own words."""

import pytest

RECEIVED = [
    ("حظي القرار الأميركي بترحيب إسرائيلي.", {("SUPPORT", "praise", "IL", "US")}),
    ("لقيت المبادرة المصرية ترحيبا من الأردن.", {("SUPPORT", "praise", "JO", "EG")}),
    ("أثار القرار الأميركي انتقادات من روسيا.", {("ACCUSE", "disapprove", "RU", "US")}),
    ("يواجه الوزير اتهامات بالفساد بعد عودته من ألمانيا.", set()),
    ("رفض قاطع من الأردن لقرار واشنطن نقل السفارة.", {("REJECT", "", "JO", "US")}),
    ("تقدمت الإمارات بالتعازي للحكومة الإندونيسية.", {("SUPPORT", "praise", "AE", "ID")}),
    ("بدأ رئيس الوزراء الإسرائيلي خطابه بشكر الرئيس الأميركي.", {("SUPPORT", "praise", "IL", "US")}),
]
"""Who gives what another receives, and what a speech begins with."""
PAPERS = [
    ("تبنى البرلمان الأوروبي قرارا يدين روسيا.", {("ACCUSE", "disapprove", "org:eu", "RU")}),
    ("صوتت الجمعية العامة لصالح قرار يدين إسرائيل.", {("ACCUSE", "disapprove", "org:un", "IL")}),
    ("عرقلت الكويت اقتراحا أميركيا بإصدار إعلان يندد بحركة حماس.", {("REJECT", "", "KW", "US")}),
    ("لم يتمكن مجلس الأمن من تمرير قرار يدين إسرائيل.", set()),
    ("وقع الرئيس الأميركي مذكرة لفرض رسوم على الصين.", {("SANCTION", "impose", "US", "CN")}),
    ("جاء ذلك في تصريح لوزير الخارجية الروسي انتقد فيه أوكرانيا.", {("ACCUSE", "disapprove", "RU", "UA")}),
]
"""What a paper says is said by who adopts it, not by who refuses it."""
JUDGED = [
    ("قالت طهران إن قرار واشنطن يشكل خرقا للاتفاق.", {("ACCUSE", "disapprove", "IR", "US")}),
    ("أكد السفير الروسي أن التصرفات البريطانية تعد استفزازا.", {("ACCUSE", "disapprove", "RU", "GB")}),
    ("وصف الرئيس التركي رئيس الوزراء الإسرائيلي بالإرهابي.", {("ACCUSE", "disapprove", "TR", "IL")}),
    ("وصف المرشد الإيراني الرئيس السوري بأنه صديق عظيم.", {("SUPPORT", "praise", "IR", "SY")}),
    ("قال الرئيس الأميركي إن روسيا وإيران تتحملان مسؤولية الهجوم.", {("ACCUSE", "allege", "US", "RU+IR")}),
    ("أعربت واشنطن عن قلقها من التحركات الروسية.", {("ACCUSE", "disapprove", "US", "RU")}),
    ("أعربت واشنطن عن قلقها إزاء معاناة الشعب اليمني.", set()),
    ("رفض وزير الخارجية الروسي اتهامات وجهت إلى موسكو.", set()),
]
"""What is called a violation, a provocation, a friend; charges against who speaks of them are not his."""
ENVOYS = [
    ("تم طرد دبلوماسيين إيرانيين من هولندا.", {("SANCTION", "expel", "NL", "IR")}),
    ("استدعي السفير البريطاني إلى الخارجية الروسية.", {("ACCUSE", "summon", "RU", "GB")}),
    ("غادر الدبلوماسيون الأميركيون الذين طردتهم روسيا البلاد.", {("SANCTION", "expel", "RU", "US")}),
    (
        "أعلنت واشنطن طرد دبلوماسيين روس وأغلقت القنصلية الروسية في سياتل.",
        {("SANCTION", "expel", "US", "RU"), ("SANCTION", "impose", "US", "RU")},
    ),
]
DUTIES = [
    ("شددت الإمارات على ضرورة توقف قطر عن دعم الإرهاب.", {("REQUEST", "", "AE", "QA")}),
    ("أكد الرئيس الفرنسي ضرورة أن توقف دمشق القصف.", {("REQUEST", "", "FR", "SY")}),
    ("أكد الوزير الألماني ضرورة احترام سيادة لبنان.", set()),
    ("قال مسؤول أميركي طلب عدم نشر اسمه إن المحادثات صعبة.", set()),
    ("دعا رئيس الوزراء الباكستاني الجيش إلى ضبط النفس.", set()),
    ("التمست الحكومة الليبية من مجلس الأمن رفع الحظر.", {("REQUEST", "", "LY", "org:un")}),
]
"""What must be done by the state that is named, not to it; own bodies and reporters are no party."""
CLAUSES = [
    ("منذ توليه السلطة عام 2016، هدد الرئيس الأميركي إيران بالحرب.", {("THREATEN", "", "US", "IR")}),
    (
        "بعد انسحابها من الاتفاق النووي مع إيران، تسعى الولايات المتحدة إلى بناء تحالف.",
        {("SANCTION", "withdraw", "US", "IR")},
    ),
    (
        "نددت واشنطن بالهجوم الإيراني وأيدت حق إسرائيل في الرد.",
        {
            ("ACCUSE", "disapprove", "US", "IR"),
            ("SUPPORT", "praise", "US", "IL"),
        },
    ),
    ("دعت فرنسا إسرائيل والفلسطينيين إلى الحوار.", {("REQUEST", "", "FR", "IL+PS")}),
    ("اتهمت روسيا في وقت سابق أوكرانيا بقصف المدينة.", {("ACCUSE", "allege", "RU", "UA")}),
    ("رشق المتظاهرون الشرطة، كما وصفوا الرئيس التركي بالإرهابي.", set()),
    ("هنأت ألمانيا الصين بالعيد الوطني.", {("SUPPORT", "praise", "DE", "CN")}),
    ("تشهد العاصمة اليمنية صنعاء غضبا واتهامات لحركة حماس.", set()),
    ("يعد هذا الصاروخ سلاحا يهدد أمن إسرائيل.", set()),
]
"""Who does what a verb says, by its form and by what stands around it."""
REASONS = [
    ("قال الوزير البريطاني إنه يحق لليابان أن تدافع عن نفسها.", {("SUPPORT", "praise", "GB", "JP")}),
    ("قال وزير الخارجية المصري إن الصواريخ تثبت تورط إيران في الحرب.", {("ACCUSE", "allege", "EG", "IR")}),
    ("رفضت النمسا تسليم الجنرال المتقاعد إلى تركيا.", {("REJECT", "", "AT", "TR")}),
    ("فرضت واشنطن عقوبات جديدة على روسيا باستثناء تركيا.", {("SANCTION", "impose", "US", "RU")}),
    ("دعت ألمانيا المجتمع الدولي إلى زيادة المساعدات للسودان.", {("REQUEST", "", "DE", "")}),
    ("قال الوزير الإسرائيلي إن على طهران أن تدرك ذلك.", set()),
    ("وجهت السلطات المكسيكية اتهامات جنائية لضباط باختفاء مواطنين إيطاليين.", set()),
    ("يواجه الرئيس الأميركي انتقادات شديدة لتقاعسه عن معاقبة روسيا.", set()),
    ("قال المسؤول الفرنسي مشترطا عدم الكشف عن اسمه إن روسيا بعيدة.", set()),
    (
        "قالت برلين إن هناك أدلة على أن السلطات الإيرانية تحاول التدخل في الانتخابات.",
        {("ACCUSE", "allege", "DE", "IR")},
    ),
    ("طوكيو اعتبرت القرار الكوري الشمالي غير كاف.", {("ACCUSE", "disapprove", "JP", "KP")}),
    (
        "أعلنت فنزويلا طرد القائم بالأعمال الأمريكي الذي يمثل واشنطن، بعدما فرضت الأخيرة عقوبات على بلاده.",
        {("SANCTION", "impose", "US", "VE"), ("SANCTION", "expel", "VE", "US")},
    ),
    (
        "أشاد الوزير السعودي بإعلان المغرب عن قطع العلاقات مع إيران.",
        {("SANCTION", "break", "MA", "IR"), ("SUPPORT", "praise", "SA", "MA")},
    ),
    ("انتقد الوزير الروسي الضربة التي وجهتها فرنسا لمواقع سورية.", {("ACCUSE", "disapprove", "RU", "FR")}),
    ("وجهت إيران تهديدات مباشرة إلى إسرائيل.", {("THREATEN", "", "IR", "IL")}),
    ("سحبت واشنطن مساعداتها من سوريا.", {("SANCTION", "withdraw", "US", "SY")}),
    ("حذرت روسيا من عواقب خطيرة إذا تعرضت سوريا لضربة.", set()),
    ("قالت دمشق إن الضربات الأميركية انتهاك فاضح للقانون الدولي.", {("ACCUSE", "disapprove", "SY", "US")}),
    ("تعرضت بولندا لانتقادات من إسرائيل بعد إقرار القانون.", {("ACCUSE", "disapprove", "IL", "PL")}),
    ("سبق لروسيا أن هددت أوكرانيا.", {("THREATEN", "", "RU", "UA")}),
]
"""Rights, proofs, exceptions, and what is said of no party."""


def _told(mentions):
    return {
        (m.type, m.mode, "+".join(a.party for a in m.actors), "+".join(a.party for a in m.recipients)) for m in mentions
    }


@pytest.mark.parametrize(("text", "expected"), [*RECEIVED, *PAPERS, *JUDGED, *ENVOYS, *DUTIES, *CLAUSES, *REASONS])
def test_praise_reproach_demand_and_threat_are_told_as_who_to_whom(acts, text, expected):
    assert _told(acts(f"خبر\n{text}", published="2018-05-21")) == expected


@pytest.mark.parametrize("headline", ["منظمات تتهم أردوغان بالقمع", "4 دول غربية تتهم روسيا"])
def test_a_headline_of_bodies_that_are_no_state_has_no_state_for_their_subject(acts, headline):
    assert not acts(f"{headline}\nوبحث النواب الميزانية.", published="2018-05-21")
