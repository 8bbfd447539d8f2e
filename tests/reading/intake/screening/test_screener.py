"""The shipped model on sentences written for this test, in four languages and three more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.intake.screening import Screener
from vigil.reading.records import Report, Screening

KILLINGS = {
    "en shot": "A councilman was shot dead outside his home on Tuesday night by two gunmen on a "
    "motorcycle, police said. The victim, a 43-year-old father of two, died at the scene.",
    "en attempt": "A journalist survived an attempt on his life on Monday when masked gunmen "
    "opened fire on his car. Police found twelve shell casings; he was shot in the shoulder.",
    "en upper": "BOGOTA, 4 MAY 89 -- UNIDENTIFIED GUNMEN SHOT AND KILLED A UNION LEADER LAST "
    "NIGHT AS HE LEFT HIS OFFICE. POLICE SAID THE VICTIM HAD RECEIVED DEATH THREATS.",
    "es shot": "Un regidor fue asesinado a balazos la noche del martes frente a su casa por dos "
    "sujetos a bordo de una motocicleta, informó la fiscalía. La víctima tenía 43 años.",
    "es attempt": "Un periodista resultó herido de bala ayer al sufrir un atentado: hombres "
    "armados dispararon contra su camioneta. La policía halló doce casquillos.",
    "es body": "El cuerpo sin vida de un hombre, maniatado y con un tiro de gracia, fue "
    "encontrado esta madrugada a un costado de la carretera. Peritos realizaron el "
    "levantamiento del cadáver.",
    "pt shot": "Um vereador foi morto a tiros na noite de terça-feira em frente de casa por dois "
    "homens numa moto, informou a polícia. A vítima, de 43 anos, morreu no local.",
    "pt attempt": "Uma mulher foi esfaqueada ontem pelo ex-companheiro, que foi detido pela "
    "polícia por tentativa de homicídio. A vítima, de 31 anos, está internada com feridas graves.",
    "fr shot": "Un maire a été tué par balle mardi soir devant son domicile par deux hommes "
    "cagoulés à moto, a annoncé le procureur. La victime, un père de 43 ans, est morte sur place.",
    "fr attempt": "Un journaliste a survécu à une tentative d'assassinat lundi : des hommes armés "
    "ont ouvert le feu sur sa voiture. La police a retrouvé douze douilles.",
    "it shot": "Un imprenditore di 43 anni è stato ucciso ieri sera in un agguato: due sicari in "
    "moto hanno sparato sei colpi di pistola. Indagano i carabinieri.",
    "ru shot": "Журналист был застрелен вчера вечером у подъезда своего дома, сообщила полиция. "
    "По факту убийства возбуждено дело; на месте найдены гильзы и пистолет.",
    "ar shot": "قتل صحفي بالرصاص مساء أمس أمام منزله بعد أن أطلق مسلحون ملثمون النار عليه من "
    "دراجة نارية، وقالت الشرطة إن التحقيق في اغتيال الضحية مستمر.",
}

OTHERS = {
    "en idiom": "Senators killed the bill on Tuesday after a long debate. Lawmakers said the "
    "reform of the pension law would come back to congress next year.",
    "en negation": "A small fire broke out at a warehouse on Monday. Nobody was killed and no one "
    "was injured, the fire brigade said.",
    "en sport": "The striker scored two goals in the second half and the team won the match; the "
    "coach praised the players after the best game of the season.",
    "en fiction": "In her new novel a detective looks for a killer in a small town. The film of "
    "the book, with a famous actor as the main character, opens this season.",
    "en accident": "Three people died on Sunday when their car overturned on the highway in heavy "
    "traffic. The crash was an accident, the road service said.",
    "en weather": "The storm brought heavy rain to the coast and schools stay closed until Monday.",
    "es idiom": "Para matar el tiempo, los turistas flotan en el Mar Muerto. El presupuesto "
    "ejecutado por el municipio llegó al 80 por ciento.",
    "es negation": "Un incendio consumió una bodega el lunes. No hubo muertos y nadie resultó "
    "herido, informaron los bomberos.",
    "es accident": "Tres personas murieron el domingo al volcar su automóvil en la carretera por "
    "exceso de velocidad. El accidente ocurrió en una curva.",
    "es fiction": "La película narra la historia de un actor y una actriz; el cineasta adaptó su "
    "novela, en la que la muerte es un personaje más.",
    "es war": "El bombardeo en la guerra de Siria dejó muertos entre los soldados del ejército, "
    "y la ofensiva sigue pese al alto el fuego.",
    "pt idiom": "Para matar saudades, o jogador voltou ao estádio onde marcou tantos golos. "
    "O treinador da equipa elogiou a temporada.",
    "pt accident": "Três pessoas morreram no domingo num acidente: o automóvel despistou-se e "
    "capotou na estrada.",
    "pt negation": "Um incêndio destruiu um armazém na segunda-feira. Não houve mortos e ninguém "
    "ficou ferido.",
    "fr idiom": "Pour tuer le temps, les touristes se baignent dans la mer Morte. Le débat sur le "
    "projet de loi est au point mort à l'assemblée.",
    "fr accident": "Trois personnes sont mortes dimanche dans un accident de la circulation après "
    "une collision sur la route.",
    "fr sport": "L'équipe a gagné le match après les tirs au but ; l'entraîneur a salué les "
    "joueurs.",
    "fr negation": "Un incendie a détruit un entrepôt lundi. Aucun mort, aucun blessé, ont dit les "
    "pompiers.",
}

TRIAL = {
    "en": "A jury on Friday convicted a man of the murder of a lawyer five years ago. The "
    "defendant was sentenced to life in prison; the verdict comes years after the crime.",
    "es": "El tribunal dictó sentencia contra el homicida: fue condenado a 40 años de prisión por "
    "el asesinato de un abogado. El imputado escuchó la sentencia en la audiencia del juicio.",
}


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener.load()


def screened(screener: Screener, text: str) -> Screening:
    (answer,) = screener.screen([Report(id="r", text=text)])
    return answer


@pytest.mark.parametrize("name", KILLINGS)
def test_a_concrete_killing_is_relevant(screener: Screener, name: str) -> None:
    answer = screened(screener, KILLINGS[name])
    assert answer.relevant
    assert answer.language == name[:2]


@pytest.mark.parametrize("name", OTHERS)
def test_what_only_sounds_like_one_is_not(screener: Screener, name: str) -> None:
    assert not screened(screener, OTHERS[name]).relevant


def test_killings_stand_above_all_else(screener: Screener) -> None:
    worst = min(screened(screener, text).score for text in KILLINGS.values())
    best_other = max(screened(screener, text).score for text in OTHERS.values())
    assert best_other < worst


@pytest.mark.parametrize("language", TRIAL)
def test_a_trial_is_a_followup(screener: Screener, language: str) -> None:
    answer = screened(screener, TRIAL[language])
    assert answer.relevant
    assert answer.report_kind == "followup"


@pytest.mark.parametrize("name", ["en shot", "es shot", "fr shot", "pt shot"])
def test_news_of_yesterday_is_fresh(screener: Screener, name: str) -> None:
    assert screened(screener, KILLINGS[name]).report_kind == "fresh"


def test_the_wide_mark_changes_relevance_alone(screener: Screener) -> None:
    wide = Screener.load(wide=True)
    for text in (*KILLINGS.values(), *OTHERS.values()):
        one, other = screened(screener, text), screened(wide, text)
        assert one.score == other.score
        assert other.relevant or not one.relevant
    assert wide.model.wide <= wide.model.threshold


def test_the_first_stage_keeps_every_killing(screener: Screener) -> None:
    assert all(screener.passes(Report(id="r", text=text)) for text in KILLINGS.values())


def test_capitals_change_little(screener: Screener) -> None:
    plain, upper = (screened(screener, f(KILLINGS["es shot"])) for f in (str, str.upper))
    # The rules that look for persons see fewer in capitals.
    assert plain.relevant
    assert upper.relevant
    assert upper.score == pytest.approx(plain.score, abs=0.3)


def test_a_cartel_murder_scores_higher_as_organised_and_targeted(screener: Screener) -> None:
    cartel = screened(
        screener,
        "Sicarios del cártel ejecutaron a un hombre; el cuerpo encobijado, maniatado y con un "
        "narcomensaje fue hallado ayer. El crimen organizado lo había levantado.",
    )
    quarrel = screened(
        screener,
        "Un hombre de 50 años mató a su hermano de 48 años con un cuchillo durante una pelea "
        "familiar en su casa; fue detenido y espera sentencia del tribunal.",
    )
    given = [a.organised_crime_score / a.score for a in (cartel, quarrel)]
    assert given[0] > given[1]


def test_an_unusable_language_label_does_not_hide_a_killing(screener: Screener) -> None:
    (answer,) = screener.screen([Report(id="r", text=KILLINGS["fr shot"], language="zxx")])
    assert answer.relevant


def test_answers_come_in_order_one_each(screener: Screener) -> None:
    reports = [Report(id=str(i), text=t) for i, t in enumerate([*KILLINGS.values(), "rain"])]
    assert [a.id for a in screener.screen(reports)] == [r.id for r in reports]
    assert screener.screen([]) == []


@given(text=st.text(st.characters(), max_size=400), title=st.text(max_size=60), tag=st.text())
def test_any_text_gets_a_score(text: str, title: str, tag: str) -> None:
    report = Report(id="r", text=text, title=title, language=tag)
    (answer,) = LOADED.screen([report])
    for score in (answer.score, answer.targeted_score, answer.organised_crime_score):
        assert 0 <= score <= 1
    assert (answer.report_kind == "other") == (not answer.relevant)


@given(words=st.lists(st.sampled_from(" ".join(KILLINGS.values()).split()), max_size=60))
def test_words_of_killing_in_any_order_get_a_score(words: list[str]) -> None:
    (answer,) = LOADED.screen([Report(id="r", text=" ".join(words))])
    assert 0 <= answer.targeted_score <= answer.score <= 1


def test_a_lone_surrogate_is_only_a_character(screener: Screener) -> None:
    assert screened(screener, "A man was shot dead \ud800 yesterday by gunmen.").score > 0


LOADED = Screener.load()
