"""The asks of single sentences, in four languages: whom they ask, and what is no ask of the statement."""
# ruff: noqa: E501

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from converters.extract.asks import find_asks, in_quotes, opens_asks
from converters.extract.parties import parties_in_list
from converters.extract.voices import Voice, voice_of
from data.languages import Language

Languages = Callable[[str], tuple[Language, ...]]

YOU = "you"
NAMED = [
    ("en", "We call on the Ministry of Labour of Kestria to immediately end unpaid overtime.", ["Ministry of Labour of Kestria"]),
    ("en", "We demand that the Government of Orvania withdraw the bill.", ["Government of Orvania"]),
    ("en", "We ask the Minister of Health, Dr Rosa Lindt, to visit the ward.", ["Rosa Lindt"]),
    ("en", "We call on France, Germany and Italy to open their ports.", ["France", "Germany", "Italy"]),
    ("en", "We condemn the raid and call on the police to return the files.", ["police"]),
    ("en", "Of the Parliament we ask a clear vote.", ["Parliament"]),
    ("en", "We therefore request that the Committee, as the guardian of the treaty, open an inquiry.", ["Committee"]),
    ("en", "We call on the Food and Agriculture Organization (FAO) to send seed.", ["Food and Agriculture Organization"]),
    ("en", "We urge the President and the Parliament of Belmara to sign.", ["President", "Parliament of Belmara"]),
    ("en", "We invite the Special Rapporteur on the right to food to come.", ["Special Rapporteur on the right to food"]),
    ("en", "The signatories urge landlords to lower the rents.", ["landlords"]),
    ("en", "We are writing to ask the Coast Guard to return the boats.", ["Coast Guard"]),
    ("en", "We join our colleagues in calling on the Senate to reject the bill.", ["Senate"]),
    ("en", "We further ask the Board itself to resign.", ["Board"]),
    ("fr", "Nous demandons au ministre de la Justice de libérer les détenus.", ["ministre de la Justice"]),
    ("fr", "Nous exigeons que le Gouvernement publie les comptes.", ["Gouvernement"]),
    ("fr", "Nous demandons à la Commission européenne et au Parlement européen de voter.", ["Commission européenne", "Parlement européen"]),
    ("fr", "Nous en appelons à l'Union africaine pour qu'elle envoie une mission.", ["Union africaine"]),
    ("fr", "Au Parlement, nous demandons de rejeter la loi.", ["Parlement"]),
    ("fr", "Nous invitons M. Paul Vidal, préfet de la Loire, à nous recevoir.", ["Paul Vidal"]),
    ("fr", "Nous appelons les pêcheurs à rester au port.", ["pêcheurs"]),
    ("fr", "Nous invitons par ailleurs l'UNESCO à dépêcher un observateur.", ["UNESCO"]),
    ("fr", "Il est demandé à l'exploitant de payer le nettoyage.", ["exploitant"]),
    ("fr", "Nous condamnons ces actes et demandons aux autorités de protéger la presse.", ["autorités"]),
    ("es", "Exigimos que la Fiscalía General investigue los hechos.", ["Fiscalía General"]),
    ("es", "Pedimos a la Asamblea Legislativa y al Presidente de la República que voten.", ["Asamblea Legislativa", "Presidente de la República"]),
    ("es", "Hacemos un llamado urgente a la comunidad internacional para que actúe.", ["comunidad internacional"]),
    ("es", "Al Congreso le exigimos transparencia.", ["Congreso"]),
    ("es", "Se insta a la empresa a reparar los daños.", ["empresa"]),
    ("es", "Rogamos al Relator Especial sobre pueblos indígenas que visite el país.", ["Relator Especial sobre pueblos indígenas"]),
    ("es", "Las organizaciones firmantes exhortan a los Estados a ratificar el tratado.", ["Estados"]),
    ("ar", "نطالب الحكومة بالإفراج عن المعتقلين.", ["الحكومة"]),
    ("ar", "ندعو مجلس الأمن إلى التحرك.", ["مجلس الأمن"]),
    ("ar", "نناشد المجتمع الدولي التدخل لوقف الحرب.", ["المجتمع الدولي"]),
    ("ar", "تدعو المنظمات الموقعة وزير العدل إلى الاستقالة.", ["وزير العدل"]),
    ("ar", "نطالب وزارة الداخلية ووزارة العدل بكشف الحقيقة.", ["وزارة الداخلية", "وزارة العدل"]),
    ("ar", "كما نهيب بالصحفيين أن يوثقوا ما يجري.", ["الصحفيين"]),
    ("ar", "إننا ندين الهجوم ونطالب السلطات بحماية الصحفيين.", ["السلطات"]),
]  # fmt: skip


def _names(sentence: str, languages: tuple[Language, ...], voice: Voice) -> list[list[str]]:
    found = []
    for ask in find_asks(sentence, languages[0], voice):
        phrase = sentence[ask.party[0] : ask.party[1]] if ask.party else ""
        parties = parties_in_list(phrase, 0, 1, "test", formal=False, languages=languages) if phrase else []
        bare = [phrase.removeprefix("les ").removeprefix("l'").strip()] if phrase and not parties else []
        found.append([YOU] if ask.you else [party.name for party in parties] or bare)
    return found


@pytest.mark.parametrize(("code", "sentence", "asked"), NAMED, ids=[row[1][:40] for row in NAMED])
def test_the_parties_that_an_asking_verb_names(
    code: str, sentence: str, asked: list[str], languages: Languages
) -> None:
    """One ask, directed to the parties that its verb names and to nobody else."""
    assert _names(sentence, languages(code), Voice()) == [asked]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("en", "We strongly urge you to meet the families."),
        ("en", "We ask that you reopen the line before Easter."),
        ("fr", "Nous vous prions de recevoir les familles."),
        ("fr", "Nous vous écrivons pour vous demander de rouvrir la cantine."),
        ("es", "Le solicitamos respetuosamente que nos reciba."),
        ("es", "Nos dirigimos a usted para solicitarle que retire el proyecto."),
        ("ar", "نطالبكم بفتح تحقيق مستقل."),
        ("ar", "نرجو منكم إيفاد مبعوث خاص."),
    ],
)
def test_you_is_the_letters_addressee(code: str, sentence: str, languages: Languages) -> None:
    """The second person, as a pronoun, on the verb or before it, stands for whom the letter addresses."""
    assert _names(sentence, languages(code), Voice()) == [[YOU]]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("en", "We demand the immediate release of all detained students."),
        ("en", "We call for an independent inquiry."),
        ("en", "It is hereby requested that the hearing be public."),
        ("fr", "Nous exigeons la libération de Marc Dol."),
        ("es", "Exigimos la renuncia del ministro."),
        ("ar", "نطالب بإلغاء القانون فورا."),
    ],
)
def test_an_ask_that_names_nobody(code: str, sentence: str, languages: Languages) -> None:
    """What is asked for is not taken for who is asked."""
    assert _names(sentence, languages(code), Voice()) == [[]]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("en", "In 2019 we called on the mayor to resign."),
        ("en", "The minister called on workers to be patient."),
        ("en", "Last year the unions asked the ministry to reply."),
        ("en", '"We demand justice," said the mother of one victim.'),
        ("en", "Why should we ask the court to wait?"),
        ("en", "The minister said that we demand too much."),
        ("en", "According to the mayor, we demand a new bridge."),
        ("en", "This is all we ask of the government."),
        ("en", "The committee was asked to report in May."),
        ("en", "They were told to urge the court to hurry."),
        ("fr", "Le ministre a demandé aux syndicats de patienter."),
        ("fr", "Ce que nous demandons est simple."),
        ("fr", "« Nous exigeons la vérité », a déclaré une mère."),
        ("fr", "Pourquoi demandons-nous encore justice ?"),
        ("fr", "Selon le maire, nous demandons une faveur."),
        ("fr", "L'an dernier, les syndicats avaient exigé une réponse du ministère."),
        ("es", "El ministro pidió a los sindicatos paciencia."),
        ("es", "No es mucho lo que pedimos."),
        ("es", "«Exigimos verdad y justicia», dijo una madre."),
        ("es", "¿Por qué pedimos justicia?"),
        ("es", "El año pasado los vecinos habían exigido una respuesta."),
        ("es", "Según el alcalde, exigimos un favor."),
        ("ar", "دعا الوزير العمال إلى الصبر."),
        ("ar", "وقال الوزير إننا نطالب بالمستحيل."),
        ("ar", "لماذا نطالب بالعدالة؟"),
        ("ar", "كل ما نطلبه هو العدالة."),
        ("ar", "وكانت النقابات قد طالبت الحكومة برد."),
    ],
)
def test_what_is_reported_past_quoted_or_a_question_is_no_ask(code: str, sentence: str, languages: Languages) -> None:
    """Others' asks, earlier asks, direct speech, questions and "all we ask" are not the statement's asks."""
    assert find_asks(sentence, languages(code)[0], Voice()) == ()


@pytest.mark.parametrize(
    ("code", "sentence", "joints"),
    [
        ("en", "We urge donors to keep their promises and to publish their payments.", ["and to publish"]),
        ("fr", "Nous exhortons la mairie à ouvrir le parc et à planter des arbres.", ["et à planter"]),
        ("es", "Instamos a las partes a cesar el fuego y a permitir la ayuda.", ["y a permitir"]),
        ("es", "Le pedimos que nos reciba y que escuche a las familias.", ["y que escuche"]),
        ("ar", "نطالبكم بفتح تحقيق مستقل وبنشر نتائجه.", ["وبنشر نتائجه"]),
    ],
)
def test_further_asks_are_joined_on(code: str, sentence: str, joints: list[str], languages: Languages) -> None:
    """A second thing asked of the same party begins at its "and to"."""
    asks = find_asks(sentence, languages(code)[0], Voice())
    assert [sentence[j:].startswith(joint) for joint, j in zip(joints, asks[0].joints, strict=True)] == [True]


@pytest.mark.parametrize(
    ("code", "sentence", "asked"),
    [
        ("en", "We call on the Senate to hold a hearing and on the Transport Regulator to publish the file.", ["Senate", "Transport Regulator"]),
        ("fr", "Nous appelons la Région des Aulnes à payer les travaux et le Défenseur des droits à se saisir du dossier.", ["Région des Aulnes", "Défenseur des droits"]),
        ("es", "Instamos al Concejo a revisar la ordenanza y a la Contraloría General a auditar la obra.", ["Concejo", "Contraloría General"]),
        ("en", "We urge the ministry to reply, and we call on the police to leave.", ["ministry", "police"]),
        ("fr", "Nous exhortons le Gouvernement à analyser l'eau et appelons l'Agence à publier ses mesures.", ["Gouvernement", "Agence"]),
        ("ar", "نحث الحكومة على وقف الهدم وندعو البرلمان إلى عقد جلسة.", ["الحكومة", "البرلمان"]),
    ],
    ids=["en-on", "fr-et", "es-y", "en-verbs", "fr-verbs", "ar-verbs"],
)  # fmt: skip
def test_several_parties_each_with_an_ask(code: str, sentence: str, asked: list[str], languages: Languages) -> None:
    """A sentence that asks two parties for two things holds two asks."""
    assert _names(sentence, languages(code), Voice()) == [[name] for name in asked]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("en", "Calder, 4 April 2022 – Twelve cooperatives from the coast today demanded that the Coast Guard return the boats that it seized in March."),
        ("en", "CALDER – River Watch, Open Page and the Quiet Union today called on the harbour board to resign."),
        ("fr", "Dorval, le 3 mars 2020 – Quatre syndicats ont appelé aujourd'hui le ministère à négocier."),
        ("es", "Altamar, 3 de octubre.- Ocho asociaciones pidieron hoy al Ministerio del Interior la retirada del decreto."),
        ("ar", "طالبت عشر نقابات اليوم وزارة العمل بسحب مشروع القانون."),
    ],
    ids=["en-count", "en-names", "fr", "es", "ar"],
)  # fmt: skip
def test_a_release_speaks_in_the_third_person(code: str, sentence: str, languages: Languages) -> None:
    """The opening sentence of a release asks in the voice of those whom it names; in a letter it would be a report."""
    assert len(find_asks(sentence, languages(code)[0], voice_of([], sentence, languages(code)[0], release=True))) == 1


def test_a_signatory_speaks_in_its_own_name(languages: Languages) -> None:
    """The publisher's or a signatory's name before the verb counts as the statement's own voice."""
    sentence = "House of Open Archives demands that the school opens."
    assert not find_asks(sentence, languages("en")[0], Voice())
    assert find_asks(
        sentence, languages("en")[0], voice_of(["House of Open Archives"], sentence, languages("en")[0], release=False)
    )


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("The undersigned organisations therefore call on the authorities of Zahria to:", True),
        ("The undersigned declare:", True),
        ("The undersigned organisations:", False),
        ("Signed by the following organisations:", False),
    ],
)
def test_a_lead_in_of_asks_is_none_of_signatures(text: str, opens: bool, languages: Languages) -> None:
    """A line that asks or resolves opens demands, though it says "the undersigned"."""
    assert opens_asks(text, languages("en")[0]) is opens


def test_quotation_marks_that_do_not_close_run_to_the_end() -> None:
    """A paragraph of direct speech that goes on in the next one is quoted to its end."""
    assert in_quotes("“We demand a school. We demand it now.", 25)
    assert not in_quotes('The "safe" route is closed.', 20)


def test_a_sentence_of_many_pages_takes_linear_time(languages: Languages) -> None:
    """Twenty times the text takes no more than about twenty times as long; every ask stands at its place."""
    sentence = "we urge the ministry of water to open the wells of the valley and to close the dam, "

    def seconds(count: int) -> float:
        text = sentence * count
        begin = time.process_time()
        asks = find_asks(text, languages("en")[0], Voice())
        end = time.process_time()
        assert len(asks) >= count * 0.99
        assert all(text[ask.start :].startswith("urge") for ask in asks)
        return end - begin

    seconds(20)
    assert seconds(2000) < 60 * max(seconds(100), 0.005)
