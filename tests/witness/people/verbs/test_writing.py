"""The text on a life: written by one person, approved by another, hidden at once."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from casefile.open_case_file.invented_texts import HARBOUR, clear, take_place
from factories import CaseFactory, UserFactory, VictimFactory, adjudicator
from seconded import lift
from vigil.casefile.models import Origin
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.models import Decision
from vigil.trust.withdrawals.verbs import withdraw
from vigil.witness.models import Life, Name
from vigil.witness.people.lives import LONGEST
from vigil.witness.people.page import PersonPage, person_page
from vigil.witness.people.verbs.writing import approve_life, hide_life, send_back_life, write_life
from witness.people_factories import AMALIA, editor, killed, row_of

pytestmark = [pytest.mark.django_db, pytest.mark.either]
TEXT = "She taught the young ones to open the last container too."


def shown(name: Name, language: str = "") -> str:
    answer = Client().get(f"{language}/people/{name.handle}/")
    assert answer.status_code == 200
    return answer.content.decode()


def page_of(name: Name) -> PersonPage:
    page = person_page(name)
    assert page is not None
    return page


def approved(name: Name, text: str = TEXT, language: str = "en") -> Life:
    write_life(name, language, text, by=editor())
    return approve_life(name, language, text, by=editor(), may_name=text.strip(".").split())


def test_a_text_is_shown_once_a_second_person_approved_it() -> None:
    name, by = row_of(killed()), editor()
    write_life(name, "en", f"  {TEXT}\r\n", by=by)
    assert TEXT not in shown(name)
    with pytest.raises(NeedsSecondPerson):
        approve_life(name, "en", TEXT, by=by)
    approve_life(name, "en", TEXT, by=editor())
    assert TEXT in shown(name)
    verbs = list(Decision.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["write_life", "approve_life"]
    assert TEXT not in str(list(Decision.objects.values("after", "before", "why")))


def test_a_new_text_leaves_the_old_one_until_it_is_approved_or_sent_back() -> None:
    name = row_of(killed())
    approved(name)
    write_life(name, "en", "Another text.", by=editor())
    assert TEXT in shown(name)
    send_back_life(name, "en", by=editor(), why="Too thin")
    assert TEXT in shown(name)
    assert Life.objects.get().why == "Too thin"
    with pytest.raises(NotPossible, match="No text is waiting"):
        approve_life(name, "en", "Another text.", by=editor())


def test_what_was_not_read_is_not_approved() -> None:
    name = row_of(killed())
    write_life(name, "en", TEXT, by=editor())
    with pytest.raises(NotPossible, match="changed since"):
        approve_life(name, "en", "Another text.", by=editor())


def test_a_reader_gets_their_language_else_english_with_its_mark() -> None:
    name = row_of(killed())
    approved(name)
    approved(name, "Enseñaba a los jóvenes.", "es")
    assert "Enseñaba a los jóvenes." in shown(name, "/es")
    assert f'<span class="original" lang="en" dir="ltr">{TEXT}</span>' in shown(name, "/ar")


@pytest.mark.parametrize(
    ("language", "text"),
    [("xx", TEXT), ("en", "  "), ("en", "x" * (LONGEST + 1)), ("en", "She knew Casilda Orduña.")],
)
def test_what_cannot_be_a_text_is_refused(language: str, text: str) -> None:
    victim = killed()
    VictimFactory(case=victim.case, name="Casilda Orduña", outcome="injured")
    with pytest.raises(NotPossible):
        write_life(row_of(victim), language, text, by=editor())
    assert not Life.objects.exists()


def test_words_like_names_of_strangers_are_marked_and_ticked_by_whoever_approves() -> None:
    name, client = row_of(killed()), Client()
    text = "She studied with Marc Delorme in the town."
    at = f"/desk/remembrance/{name.handle}/life/"
    client.force_login(editor())
    told = client.post(at, {"act": "write", "language": "en", "text": text}, follow=True)
    assert "It contains Marc, Delorme" in told.content.decode()
    client.force_login(editor())
    page = client.get(at).content.decode()
    assert 'value="Marc Delorme"' in page
    sent = {"act": "approve", "language": "en", "text": text}
    refused = client.post(at, {**sent, "may_name": "Marc"})
    assert refused.status_code == 409
    assert "send the text back" in refused.content.decode()
    assert text not in shown(name)
    assert client.post(at, {**sent, "may_name": "Marc Delorme"}).status_code == 302
    assert text in shown(name)


def test_only_editors_write_approve_and_hide() -> None:
    name, nobody = row_of(killed()), UserFactory()
    write_life(name, "en", TEXT, by=editor())
    acts: list[Any] = [
        lambda: write_life(name, "en", TEXT, by=nobody),
        lambda: approve_life(name, "en", TEXT, by=nobody),
        lambda: send_back_life(name, "en", by=nobody, why="x"),
        lambda: hide_life(name, by=nobody, why="x"),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_a_child_has_no_page_to_write_on() -> None:

    name = row_of(killed(age_low=12, age_high=12, agreed_until=date.max))
    with pytest.raises(NotPossible, match="no page"):
        write_life(name, "en", TEXT, by=editor())


def test_somebody_who_is_withdrawn_later_takes_the_text_along_and_back() -> None:
    name = row_of(killed())
    other = killed("Bruno Vela Soto")
    text = "She learned from Bruno Vela Soto."
    approved(name, text)
    assert text in shown(name)
    withdrawal = withdraw([other.name], by=adjudicator(), why="his family asked")
    assert text not in shown(name)
    assert Life.objects.get().withdrawals == [withdrawal.pk]
    lift(withdrawal, by=adjudicator(), why="the family wants it")
    assert text in shown(name)


def test_a_reason_says_no_name() -> None:
    name = row_of(killed())
    write_life(name, "en", TEXT, by=editor())
    for act in (
        lambda: hide_life(name, by=editor(), why=f"For {AMALIA}"),
        lambda: send_back_life(name, "en", by=editor(), why=f"For {AMALIA}"),
        lambda: hide_life(name, by=editor(), why=" "),
    ):
        with pytest.raises(NotPossible):
            act()


# The shipped text


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> Iterator[Name]:
    """Somebody whose life the case file tells."""
    take_place(monkeypatch)
    compiled = {part: HARBOUR[part] for part in ("summary", "disagreements")}
    case = CaseFactory(public_id="V-0001", origin=Origin.COMPILED, compiled=compiled)
    yield row_of(VictimFactory(case=case, name="Amalia Ríos"))
    monkeypatch.undo()
    clear()


def test_the_shipped_text_is_shown_first_and_in_the_readers_language(shipped: Name) -> None:
    said = shown(shipped)
    assert said.index("She inspected cargo.") < said.index("She was shot at noon.")
    assert said.partition("<body")[2].count("She inspected cargo.") == 1
    said = shown(shipped, "/es")
    assert "Inspeccionaba cargamentos." in said
    assert "She inspected cargo." not in said
    with override("es"):
        assert not page_of(shipped).life_untranslated


def test_a_new_text_begins_from_the_present_one_and_says_that_it_is_not_translated(
    shipped: Name,
) -> None:
    client = Client()
    client.force_login(editor())
    form = client.get(f"/desk/remembrance/{shipped.handle}/life/").content.decode()
    assert re.search(r"<textarea[^>]*>\s*She inspected cargo\.", form)
    approved(shipped)
    form = client.get(f"/desk/remembrance/{shipped.handle}/life/").content.decode()
    assert re.search(rf"<textarea[^>]*>\s*{TEXT}", form)
    assert not page_of(shipped).life_untranslated
    with override("es"):
        assert page_of(shipped).life_untranslated


def test_what_editors_write_is_shown_before_it(shipped: Name) -> None:
    approved(shipped)
    assert TEXT in shown(shipped)
    assert "She inspected cargo." not in shown(shipped)


def test_hidden_nothing_is_shown_until_another_text_is_approved(shipped: Name) -> None:
    hide_life(shipped, by=editor(), why="The family asked")
    assert "She inspected cargo." not in shown(shipped)
    with pytest.raises(NotPossible, match="hidden already"):
        hide_life(shipped, by=editor(), why="The family asked")
    write_life(shipped, "es", "Un texto.", by=editor())
    assert "She inspected cargo." not in shown(shipped)
    approve_life(shipped, "es", "Un texto.", by=editor())
    assert "Un texto." in shown(shipped)
