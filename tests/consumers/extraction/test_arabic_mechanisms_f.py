"""More Arabic ways to tell an act: words that are a preposition and a verb, duties, duals, aid to regions."""

import pytest

SENTENCES = [
    # "before" and "he accepted" are one word
    ("قبل الرئيس الفرنسي دعوة الهند.", {("AGREE", "FR", "IN")}),
    ("زار الرئيس الفرنسي الهند قبل لقاء الرئيس الصيني.", {("CONSULT", "FR+IN", "")}),
    # who says that another must do a thing asks for it
    ("قال وزير الخارجية النرويجي إن على البرازيل أن تحمي الغابات.", {("REQUEST", "NO", "BR")}),
    ("أكد وزير الخارجية الياباني أنه يجب على كوريا الشمالية وقف تجاربها.", {("REQUEST", "JP", "KP")}),
    ("قال وزير الخارجية الإسباني إن بلاده ستتعاون مع كندا.", {("AGREE", "ES", "CA")}),
    # a reproach by its wording
    ("قال وزير الخارجية الإيراني إن بريطانيا لم تلتزم بتعهداتها.", {("ACCUSE", "IR", "GB")}),
    ("أعرب وزير الخارجية الكندي عن انزعاجه من تصرفات الهند.", {("ACCUSE", "CA", "IN")}),
    # cease-fires, drafts, delegations, trips
    ("دخل وقف إطلاق النار بين أرمينيا وأذربيجان حيز التنفيذ.", {("RETREAT", "AM+AZ", "")}),
    ("وزعت اليابان مشروع قرار على أعضاء مجلس الأمن الدولي.", {("REQUEST", "JP", "org:un")}),
    ("أرسلت إسبانيا وفدا إلى كوبا.", {("CONSULT", "ES+CU", "")}),
    ("ألغى الرئيس البرازيلي رحلة إلى الصين.", {("CONSULT", "BR+CN", "")}),
    # aid to a region is aid to whose it is
    ("أرسلت تركيا مساعدات إلى قطاع غزة.", {("AID", "TR", "PS")}),
    ("أنزل سلاح الجو الأردني مساعدات على قطاع غزة.", {("AID", "JO", "PS")}),
    # a ministry without a name is that of the capital in which whom it calls in is posted
    ("استدعت وزارة الخارجية السفير الهندي لدى أوتاوا.", {("ACCUSE", "CA", "IN")}),
    ("ردت أوغندا بإغلاق أجوائها أمام الطائرات الكينية.", {("SANCTION", "UG", "KE")}),
    ("رشحت النرويج دبلوماسيا مخضرما سفيرا لها في بيرو.", {("SUPPORT", "NO", "PE")}),
    # where a plane lands
    ("وصل وزير الخارجية الهندي إلى مطار نيروبي الدولي.", {("CONSULT", "IN+KE", "")}),
    ("وصلت إلى مطار مقديشو أولى الطائرات الإغاثية السعودية.", {("AID", "SA", "SO")}),
    ("رفعت الولايات المتحدة اسم كوبا من قائمة الدول الراعية للإرهاب.", {("RETREAT", "US", "CU")}),
    ("سددت النرويج متأخرات الصومال لدى البنك الدولي.", {("AID", "NO", "SO")}),
    ("طلب الرئيس التشادي من القوات الفرنسية مغادرة البلاد.", {("REQUEST", "TD", "FR")}),
    # what an organisation is stands for it once it was named
    ("أصدرت حركة طالبان بيانا. ودعت الهند الحركة إلى فتح المدارس.", {("REQUEST", "IN", "AF")}),
    ("أصدر الاتحاد الأوروبي بيانا. ونما الاتحاد التجاري. وحثت كندا الاتحاد على الحوار.", {("REQUEST", "CA", "org:eu")}),
    ("رفعت الأمم المتحدة علمها على قمة جبل.", set()),
    # offers, truces, time given, breaches of law
    ("عرضت النرويج التوسط بين الهند وباكستان.", {("AGREE", "NO", "IN+PK")}),
    ("أعلنت روسيا هدنة في أوكرانيا لثلاثة أيام.", {("CONCEDE", "RU", "UA")}),
    ("منحت كندا الهند مهلة شهرين.", {("REQUEST", "CA", "IN")}),
    ("قال الرئيس التركي رجب طيب أردوغان إن القصف الإسرائيلي انتهاك للقانون الدولي.", {("ACCUSE", "TR", "IL")}),
    # the two sides may be named right after
    ("اتفق الجانبان الهندي والنيبالي على التعاون.", {("AGREE", "IN+NP", "")}),
    ("أجرى الوزيران الكيني والأوغندي مباحثات.", {("CONSULT", "KE+UG", "")}),
    # a dual of two states is both of them
    ("اتفقت الكوريتان على فتح خط ساخن.", {("AGREE", "KP+KR", "")}),
]


def _told(found):
    return {(m.type, "+".join(a.party for a in m.actors), "+".join(a.party for a in m.recipients)) for m in found}


@pytest.mark.parametrize(("text", "told"), SENTENCES)
def test_an_arabic_sentence_tells_its_act(acts, text, told):
    assert _told(acts("خبر\n" + text)) == told


def test_who_fail_to_agree_have_not_agreed(acts):
    found = acts("خبر\nفشلت بيرو وبوليفيا في التوصل إلى اتفاق بشأن الحدود.")
    assert [(m.type, m.status) for m in found] == [("AGREE", "denied")]


def test_a_verb_in_the_present_with_a_week_to_come_tells_a_plan(acts):
    found = acts("خبر\nيلتقي الرئيس الفرنسي إيمانويل ماكرون نظيره المصري الأسبوع المقبل.")
    assert [(m.type, m.status) for m in found] == [("CONSULT", "planned")]


def test_the_called_off_trip_is_told_as_called_off(acts):
    found = acts("خبر\nأرجأ الرئيس البرازيلي لولا دا سيلفا رحلته إلى الصين.")
    assert [(m.mode, m.status) for m in found] == [("visit", "denied")]


def test_an_honorific_may_wear_the_preposition_of_its_title(acts):
    found = acts("خبر\nأجرى الأمير محمد بن سلمان ولي العهد اتصالاً هاتفياً بفخامة الرئيس فلاديمير بوتين رئيس روسيا.")
    assert [(m.mode, {a.party for a in m.actors}) for m in found] == [("phone", {"SA", "RU"})]


def test_counterparts_of_nobody_told_do_not_call_each_other(acts):
    assert acts("وزير الخارجية يجري اتصالين مع نظيريه القطري والإيراني") == ()


HEADLINES = [
    ("عقوبات كندية على مسؤولين هنود", {("SANCTION", "CA", "IN")}),
    ("وزير الخارجية الهندي في نيروبي لبحث التعاون", {("CONSULT", "IN+KE", "")}),
    ("السفير الهندي في نيروبي", set()),
    ("أنقرة: على أثينا أن تحترم الاتفاق", {("REQUEST", "TR", "GR")}),
    ("غضب هندي من تصريحات الرئيس الكندي", {("ACCUSE", "IN", "CA")}),
    ("كندا تسحب سفيرتها من نيودلهي", {("SANCTION", "CA", "IN")}),
    ("كندا والهند تبحثان تبادل السفراء", {("CONSULT", "CA+IN", "")}),
    ("النرويج تقدم 10 ملايين دولار للسودان", {("AID", "NO", "SD")}),
    ("الكويت تبلغ السفير الهندي احتجاجها على التصريحات", {("ACCUSE", "KW", "IN")}),
]


@pytest.mark.parametrize(("title", "told"), HEADLINES)
def test_a_headline_tells_its_act(acts, title, told):
    assert _told(acts(title)) == told
