"""Language of a text, and characters repaired without moving any other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.intake.language import clean_characters, identify, primary

TEXTS = {
    "en": "Two men on a motorcycle shot the union leader outside his house on Friday morning.",
    "es": "Dos hombres en motocicleta dispararon contra el dirigente sindical frente a su casa.",
    "pt": "Dois homens em uma motocicleta atiraram contra o sindicalista em frente à sua casa.",
    "fr": "Deux hommes à moto ont tiré sur le dirigeant syndical devant sa maison vendredi matin.",
    "it": "Due uomini in motocicletta hanno sparato al sindacalista davanti alla sua abitazione.",
    "ru": "Двое мужчин на мотоцикле застрелили профсоюзного лидера возле его дома в пятницу.",
    "ar": "أطلق رجلان على دراجة نارية النار على الزعيم النقابي أمام منزله صباح يوم الجمعة الماضي.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_sentence_is_enough(language: str, text: str) -> None:
    assert identify(text) == language
    assert identify(text.upper()) == language


def test_the_source_is_believed_of_a_short_text_and_not_of_a_plain_long_one() -> None:
    assert identify("Mayor shot", hint="pt-BR") == "pt"
    assert identify(TEXTS["es"] * 3, hint="en") == "es"


OTHERS = {
    "ca": "Dos homes en motocicleta van disparar contra el dirigent sindical davant de casa seva "
    "divendres al matí, segons la policia. L'home, de 45 anys, va morir a l'acte.",
    "eu": "Motorrean zihoazen bi gizonek tiro egin zioten sindikatuko buruari bere etxe aurrean "
    "ostiral goizean, poliziaren arabera. 45 urteko gizona bertan hil zen.",
    "nl": "Twee mannen op een motor schoten vrijdagochtend de vakbondsleider voor zijn huis neer, "
    "zegt de politie. De man van 45 overleed ter plaatse.",
    "ro": "Doi bărbați pe motocicletă l-au împușcat pe liderul sindical în fața casei sale vineri "
    "dimineață, potrivit poliției. Bărbatul de 45 de ani a murit pe loc.",
    "tl": "Binaril ng dalawang lalaking sakay ng motorsiklo ang lider ng unyon sa harap ng kanyang "
    "bahay noong Biyernes ng umaga, ayon sa pulisya.",
    "uk": "Двоє чоловіків на мотоциклі застрелили профспілкового лідера біля його будинку в "
    "п'ятницю вранці, повідомила поліція.",
    "be": "Двое мужчын на матацыкле застрэлілі прафсаюзнага лідара каля яго дома ў пятніцу "
    "раніцай, паведаміла паліцыя. Мужчына сарака пяці гадоў памёр на месцы.",
    "fa": "دو مرد موتورسوار صبح جمعه رهبر اتحادیه کارگران را مقابل خانه‌اش به ضرب گلوله کشتند، "
    "پلیس گفت که تحقیقات آغاز شده است.",
}

STRANGERS = {
    "Haitian Creole": "De nèg sou yon motosiklèt te tire sou lidè sendikal la devan lakay li "
    "vandredi maten, dapre lapolis. Mesye ki te gen 45 an an mouri sou plas.",
    "Swahili": "Wanaume wawili kwenye pikipiki walimpiga risasi kiongozi wa chama cha wafanyakazi "
    "nje ya nyumba yake Ijumaa asubuhi, polisi walisema.",
    "Somali": "Laba nin oo mooto wata ayaa toogtay hoggaamiyaha ururka shaqaalaha gurigiisa "
    "hortiisa subaxnimadii Jimcaha, sida ay booliisku sheegeen.",
    "Hausa": "Wasu mutane biyu a kan babur sun harbe shugaban kungiyar kwadago a gaban gidansa da "
    "safiyar Juma'a, in ji 'yan sanda. Mutumin mai shekaru 45 ya mutu nan take.",
    "Guarani": "Mokõi kuimba'e moto ári ombokapu sindicato ruvichápe hóga renondépe viernes "
    "pyhareve, he'i policía. Pe kuimba'e 45 ary omano upepete.",
    "Quechua": "Iskay runakuna motopi purispa sindicatopa umalliqninta wasin qayllapi "
    "wañuchirqanku viernes paqarin, nispa policia willarqa. 45 watayuq runa wañurqa.",
    "Galician": "Dous homes nunha motocicleta dispararon contra o dirixente sindical diante da súa "
    "casa o venres pola mañá, segundo a policía. O home, de 45 anos, morreu no acto.",
}
"""Languages that the detector does not know."""


@pytest.mark.parametrize(("language", "text"), OTHERS.items())
def test_other_languages_are_named(language: str, text: str) -> None:
    assert identify(text) == language
    assert identify(text, hint="es") == language


@pytest.mark.parametrize("text", STRANGERS.values(), ids=STRANGERS)
def test_an_unknown_language_is_not_taken_for_a_known_one(text: str) -> None:
    assert identify(text) == "und"


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_what_stands_before_the_text_does_not_decide(language: str, text: str) -> None:
    before = "Home | News | Sports | Contact us | "
    assert identify(before + text * 12) == language


def test_nothing_to_read_is_undetermined() -> None:
    assert identify("") == "und"
    assert identify("123 … 456") == "und"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("es-MX", "es"), ("ES", "es"), ("spa", "es"), ("zh_Hant", "zh"), ("", ""), ("und", ""),
     ("nah", "nah"), ("12", ""), ("spanish", "")],
)  # fmt: skip
def test_primary(tag: str, expected: str) -> None:
    assert primary(tag) == expected


def test_windows_characters_become_what_they_stood_for() -> None:
    assert clean_characters("dijo \x93no\x94 \x96 y\x85") == "dijo “no” – y…"
    assert clean_characters("a\x00b\x81c\ud800d\te\n") == "a b c\ufffdd\te\n"


@given(st.text(st.characters()))
def test_cleaning_moves_nothing_and_is_done_once(text: str) -> None:
    cleaned = clean_characters(text)
    assert len(cleaned) == len(text)
    assert clean_characters(cleaned) == cleaned
    cleaned.encode()


@given(st.text(st.characters()), st.text())
def test_any_text_has_an_answer(text: str, hint: str) -> None:
    assert primary(identify(text, hint)) or identify(text, hint) == "und"
