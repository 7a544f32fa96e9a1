"""How French words the acts of each type, and the forms of its verbs."""

import pytest

from consumers.extraction.words.inflect_latin import french_verb, plural_forms

WORDINGS = [
    (
        "Le président français Emmanuel Macron s'est entretenu mardi au Caire avec son homologue égyptien Sissi.",
        "CONSULT",
        {"FR", "EG"},
        set(),
        "occurred",
    ),
    (
        "Le président égyptien Abdel Fattah al-Sissi a été reçu mardi à l'Élysée par Emmanuel Macron.",
        "CONSULT",
        {"FR", "EG"},
        set(),
        "occurred",
    ),
    ("Le président français est attendu lundi à Rabat.", "CONSULT", {"FR", "MA"}, set(), "planned"),
    (
        "Le chancelier allemand s'est entretenu par téléphone avec Vladimir Poutine.",
        "CONSULT",
        {"DE", "RU"},
        set(),
        "occurred",
    ),
    ("Une délégation malienne s'est rendue mardi à Dakar.", "CONSULT", {"ML", "SN"}, set(), "occurred"),
    ("Le Conseil de sécurité de l'ONU s'est réuni mardi en urgence.", "CONSULT", {"org:un"}, set(), "occurred"),
    ("Le Premier ministre britannique a annulé sa visite en Espagne.", "CONSULT", {"GB", "ES"}, set(), "denied"),
    ("L'Inde et la Chine sont convenues de reprendre les vols directs.", "AGREE", {"IN", "CN"}, set(), "occurred"),
    ("Le Japon s'est engagé à fournir des radars aux Philippines.", "AGREE", {"JP"}, {"PH"}, "occurred"),
    ("L'Union européenne a versé trois milliards d'euros à l'Ukraine.", "AID", {"org:eu"}, {"UA"}, "occurred"),
    ("La France a prêté 200 millions d'euros à la Tunisie.", "AID", {"FR"}, {"TN"}, "occurred"),
    ("Un traité d'amitié a été signé mardi entre la France et la Pologne.", "SUPPORT", {"FR", "PL"}, set(), "occurred"),
    (
        "L'Arabie saoudite et l'Iran ont rétabli leurs relations diplomatiques.",
        "SUPPORT",
        {"SA", "IR"},
        set(),
        "occurred",
    ),
    ("L'Algérie a salué la décision de la Tunisie.", "SUPPORT", {"DZ"}, {"TN"}, "occurred"),
    ("Emmanuel Macron a réaffirmé son soutien à l'Ukraine.", "SUPPORT", {"FR"}, {"UA"}, "occurred"),
    ("La France a exprimé sa solidarité avec la Turquie.", "SUPPORT", {"FR"}, {"TR"}, "occurred"),
    ("La Roumanie a extradé vers la France un narcotrafiquant présumé.", "COOPERATE", {"RO"}, {"FR"}, "occurred"),
    ("Vladimir Poutine a présenté ses excuses à son homologue azerbaïdjanais.", "CONCEDE", {"RU"}, {"AZ"}, "occurred"),
    ("La France a restitué deux bases militaires au Sénégal.", "RETREAT", {"FR"}, {"SN"}, "occurred"),
    (
        "La France a retiré ses troupes du Tchad. Le gouvernement tchadien en prend acte.",
        "RETREAT",
        {"FR"},
        {"TD"},
        "occurred",
    ),
    ("La Russie et l'Ukraine ont échangé 150 prisonniers.", "RETREAT", {"RU", "UA"}, set(), "occurred"),
    ("L'Algérie a rouvert son espace aérien aux avions marocains.", "RETREAT", {"DZ"}, {"MA"}, "occurred"),
    ("Paris exhorte Moscou à libérer les détenus.", "REQUEST", {"FR"}, {"RU"}, "occurred"),
    ("Dakar exige le départ des troupes françaises.", "REQUEST", {"SN"}, {"FR"}, "occurred"),
    ("Giorgia Meloni a invité le président tunisien à Rome.", "REQUEST", {"IT"}, {"TN"}, "occurred"),
    ("La France condamne les frappes russes sur Kiev.", "ACCUSE", {"FR"}, {"RU"}, "occurred"),
    ("La France a convoqué l'ambassadrice d'Azerbaïdjan.", "ACCUSE", {"FR"}, {"AZ"}, "occurred"),
    (
        "L'Afrique du Sud a déposé une plainte contre Israël devant la Cour internationale de justice.",
        "ACCUSE",
        {"ZA"},
        {"IL"},
        "occurred",
    ),
    (
        "L'Algérie a refusé de reprendre ses ressortissants expulsés par la France.",
        "REJECT",
        {"DZ"},
        {"FR"},
        "occurred",
    ),
    ("Les États-Unis ont refusé un visa au président palestinien Mahmoud Abbas.", "REJECT", {"US"}, {"PS"}, "occurred"),
    ("Donald Trump menace le Mexique de droits de douane.", "THREATEN", {"US"}, {"MX"}, "occurred"),
    ("Alger promet des mesures de rétorsion contre Paris.", "THREATEN", {"DZ"}, {"FR"}, "occurred"),
    ("Les États-Unis ont gelé les avoirs de deux ministres colombiens.", "SANCTION", {"US"}, {"CO"}, "occurred"),
    (
        "Le Mali a donné 72 heures à l'ambassadeur de France pour quitter le pays.",
        "SANCTION",
        {"ML"},
        {"FR"},
        "occurred",
    ),
    (
        "Trois diplomates français ont été déclarés persona non grata par le Burkina Faso.",
        "SANCTION",
        {"BF"},
        {"FR"},
        "occurred",
    ),
    ("L'Algérie a rappelé son ambassadeur en Espagne.", "SANCTION", {"DZ"}, {"ES"}, "occurred"),
    ("La Pologne a fermé sa frontière avec le Bélarus.", "SANCTION", {"PL"}, {"BY"}, "occurred"),
    (
        "Le Tchad met fin à l'accord de défense avec la France. Le gouvernement tchadien s'explique.",
        "SANCTION",
        {"TD"},
        {"FR"},
        "occurred",
    ),
    (
        "Le Mali, le Burkina Faso et le Niger ont quitté la Cédéao.",
        "SANCTION",
        {"ML", "BF", "NE"},
        {"org:ecowas"},
        "occurred",
    ),
    ("La France a suspendu la délivrance de visas aux Maliens.", "SANCTION", {"FR"}, {"ML"}, "occurred"),
    (
        "Emmanuel Macron a reçu mardi à l'Élysée le président égyptien Abdel Fattah al-Sissi.",
        "CONSULT",
        {"FR", "EG"},
        set(),
        "occurred",
    ),
    ("Emmanuel Macron se rendra au Maroc la semaine prochaine.", "CONSULT", {"FR", "MA"}, set(), "planned"),
    (
        "Le chancelier allemand et le président russe ont eu mardi un entretien téléphonique.",
        "CONSULT",
        {"DE", "RU"},
        set(),
        "occurred",
    ),
    (
        "Le ministre malien des Affaires étrangères est arrivé mardi à Dakar.",
        "CONSULT",
        {"ML", "SN"},
        set(),
        "occurred",
    ),
    (
        "Le Conseil de sécurité de l'ONU se réunira vendredi pour examiner la situation au Soudan.",
        "CONSULT",
        {"org:un"},
        set(),
        "planned",
    ),
    (
        "L'Iran et les États-Unis ont tenu à Mascate des pourparlers sous la médiation d'Oman.",
        "CONSULT",
        {"US", "IR", "OM"},
        set(),
        "occurred",
    ),
    ("La visite du Premier ministre britannique en Espagne a été reportée.", "CONSULT", {"GB", "ES"}, set(), "denied"),
    ("L'Inde et la Chine sont parvenues à un accord sur leur frontière.", "AGREE", {"IN", "CN"}, set(), "occurred"),
    ("Le Japon a promis 200 millions de dollars aux Philippines.", "AGREE", {"JP"}, {"PH"}, "occurred"),
    ("Le Qatar a envoyé 30 tonnes de médicaments au Liban.", "AID", {"QA"}, {"LB"}, "occurred"),
    ("La France et la Pologne ont signé un traité d'amitié.", "SUPPORT", {"FR", "PL"}, set(), "occurred"),
    ("La France a reconnu l'État de Palestine.", "SUPPORT", {"FR"}, {"PS"}, "occurred"),
]


@pytest.mark.parametrize(("text", "kind", "actors", "recipients", "status"), WORDINGS)
def test_each_way_of_wording_tells_its_act(acts, text, kind, actors, recipients, status):
    found = acts("Nouvelles\n" + text, published="2025-03-12", language="fr")
    assert [(m.type, {a.party for a in m.actors}, {a.party for a in m.recipients}, m.status) for m in found] == [
        (kind, actors, recipients, status)
    ]


def test_convicts_are_not_condemned_by_a_state(acts):
    story = "Nouvelles\nLe Mali a libéré deux soldats ivoiriens, arrêtés en juillet et condamnés à mort."
    assert [m.type for m in acts(story, language="fr")] == ["RETREAT"]


def test_a_participle_without_an_auxiliary_is_passive(acts):
    story = "Nouvelles\nReçu lundi à Rabat par le roi du Maroc, Emmanuel Macron a parlé de migrations."
    assert ({"FR", "MA"}, "visit") in [({a.party for a in m.actors}, m.mode) for m in acts(story, language="fr")]


@pytest.mark.parametrize(
    ("entry", "forms"),
    [
        ("condamner", {"condamne": "present", "condamnée": "participle", "condamnera": "future"}),
        ("exiger", {"exigea": "past", "exigeait": "past", "exigeant": "gerund", "exige": "present"}),
        ("avertir", {"avertit": "present", "avertissait": "past", "averti": "participle", "avertira": "future"}),
        ("suspendre", {"suspend": "present", "suspendait": "past", "suspendue": "participle", "suspendront": "future"}),
        ("s'engager", {"s'engage": "present", "s'est engagée": "participle", "s'engagera": "future"}),
        ("recevoir/reçoit,recevra/reçu", {"reçoit": "present", "recevra": "future", "reçu": "participle"}),
    ],
)
def test_french_verbs_are_inflected_by_rule(entry, forms):
    made = dict(french_verb(entry))
    assert {form: made.get(form) for form in forms} == forms


@pytest.mark.parametrize(
    ("noun", "forms"),
    [
        ("tariff", ("tariff", "tariffs")),
        ("penalty", ("penalty", "penalties")),
        ("embassy", ("embassy", "embassies")),
        ("convoy", ("convoy", "convoys")),
        ("breach", ("breach", "breaches")),
        ("sanctions", ("sanctions",)),
    ],
)
def test_object_words_count_in_the_plural_too(noun, forms):
    assert plural_forms(noun) == forms
