"""Parties: the level first, words only in the vault, found again, removed for good."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from factories import VictimFactory
from fund.factories import a_grant, application, emergency, nomination, officer, party
from vigil.fund.grants.verbs import accompanying, granting
from vigil.fund.models import Application, Conflict, Connection, Party, Prompt, Trace
from vigil.fund.nominations import verbs as nominations
from vigil.fund.overview import queries
from vigil.fund.parties import letters
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs import (
    changing_levels,
    own_page_links,
    registering,
    removing,
    sealing,
    who_may_know,
)
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.models import Decision, Letter, Level, OwnKey, Role, Sealed
from vigil.trust.protection.verbs import level_of
from vigil.trust.vault import keys
from vigil.trust.vault.verbs import own_keys
from vigil.trust.vault.verbs import sealing as vault

pytestmark = pytest.mark.django_db
SECRETS = {
    "name": "Xiomara Quetzalcanary",
    "contact": "xq-canary@example.org",
    "bank": "ES91 2100 0418 4502 0005 1332",
    "place": "San Canario del Río",
    "area": "Canaria",
    "never_send": "never write canary",
}


def everything_in_the_database() -> str:
    """Return every column of every row, as text."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [
                repr(tuple(bytes(v) if isinstance(v, memoryview) else v for v in row))
                for row in cursor.fetchall()
            ]
    return "\n".join(found)


@pytest.mark.parametrize("level", [Level.PSEUDONYM, Level.HIDDEN])
def test_the_database_holds_no_word_of_whom_it_must_not_name(level: Level) -> None:
    party(level, **SECRETS)
    held = everything_in_the_database()
    assert [secret for secret in SECRETS.values() if secret in held] == []


@pytest.mark.parametrize("level", [Level.OPEN, Level.PARTNER_ONLY])
def test_a_name_stands_where_the_level_says_so_and_nothing_else(level: Level) -> None:
    made = party(level, **SECRETS)
    held = everything_in_the_database()
    assert made.name == SECRETS["name"]
    assert [s for s in SECRETS.values() if s in held] == [SECRETS["name"]]
    assert level_of(made.subject) == level


def test_a_level_takes_the_name_out_of_the_table_and_brings_it_back() -> None:
    by = officer()
    made = party(Level.OPEN, name="Hermanas")
    made = registering.set_level(made, Level.HIDDEN, by=by)
    assert (made.name, str(made)) == ("", made.code)
    with pytest.raises(NeedsSecondPerson):
        registering.set_level(made, Level.OPEN, by=by, why="they asked for it")
    confirm(
        changing_levels.ask_to_show_more(made, Level.OPEN, by=by, why="they asked"), by=officer()
    )
    made.refresh_from_db()
    assert (made.name, level_of(made.subject)) == ("Hermanas", Level.OPEN)


@pytest.mark.parametrize("level", [Level.OPEN, Level.PSEUDONYM])
def test_no_officer_alone_takes_somebody_in_to_be_published(level: Level) -> None:
    by = officer()
    with pytest.raises(NotPossible, match="two officers"):
        registering.take_in(Party.Kind.ORGANISATION, level, by=by, name="Hermanas")
    with pytest.raises(NotPossible, match="two officers"):
        nominations.nominate(Party.Kind.ORGANISATION, level, "Hermanas", "They ask nobody.", by=by)
    assert not Party.objects.exists()
    assert (
        registering.take_in(Party.Kind.ORGANISATION, level, by=None, name="Hermanas").level == level
    )


@pytest.mark.parametrize("level", [Level.OPEN, Level.PSEUDONYM, Level.HIDDEN])
def test_the_other_name_never_says_the_name(level: Level) -> None:
    by, person = officer(), party(level, kind=Party.Kind.PERSON, name="Ximena Canaria")
    with pytest.raises(NotPossible, match="does not show"):
        registering.edit(person, by=by, pseudonym="canaria, ximena")
    registering.edit(person, by=by, pseudonym="Heron")
    with pytest.raises(NotPossible, match="does not show"):
        registering.edit(person, by=by, name="Heron")
    VictimFactory(name="Berta Lozano Ibarra", outcome="injured")
    with pytest.raises(NotPossible, match="does not show"):
        registering.edit(person, by=by, pseudonym="Berta Lozano Ibarra")


def test_an_open_organisation_is_not_called_otherwise_by_a_name_that_is_not_shown() -> None:
    VictimFactory(name="Berta Lozano Ibarra", outcome="injured")
    made = party(Level.OPEN, name="Hermanas")
    with pytest.raises(NotPossible, match="does not show"):
        registering.edit(made, by=officer(), name="Friends of Berta Lozano Ibarra")
    registering.edit(party(), by=officer(), name="Friends of Berta Lozano Ibarra")


def test_who_opened_what_is_kept_and_what_it_says_is_not() -> None:
    by, made = officer(), party(Level.HIDDEN, **SECRETS)
    assert registering.open_field(made, "bank", by=by, why="to pay") == SECRETS["bank"]
    last = Decision.objects.filter(verb="open_sealed").latest("pk")
    assert (last.actor, last.target_key, last.after) == (by, made.uid, {"field": "bank"})
    with pytest.raises(NotPossible):
        registering.open_field(made, "bank", by=by, why="  ")


@pytest.mark.parametrize("role", [None, *[r for r in Role if r != Role.FUND_OFFICER]])
def test_nobody_but_officers_works_with_parties(role: Role | None) -> None:
    from factories import UserFactory

    made = party(Level.OPEN)
    user = UserFactory(roles=[role] if role else [])
    for act in (
        lambda: registering.open_field(made, "name", by=user, why="curious"),
        lambda: registering.set_level(made, Level.HIDDEN, by=user),
        lambda: registering.edit(made, by=user, country="BRA"),
        lambda: party_queries.matching_parties(made, by=user),
        lambda: removing.remove(made, by=user, why="asked"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_interest_closes_everything_of_a_party() -> None:
    by, other, made = officer(), officer(), party()
    who_may_know.say_conflict(made, by, by=by, why="my cousin")
    assert made not in party_queries.visible_to(by)
    assert made in party_queries.visible_to(other)
    with pytest.raises(NotAllowed):
        registering.open_field(made, "name", by=by, why="curious")
    with pytest.raises(NotPossible):
        who_may_know.say_conflict(made, by, by=by)
    assert Conflict.objects.count() == 1


def test_who_may_know_is_who_was_named() -> None:
    by, named, other, made = officer(), officer(), officer(), party()
    who_may_know.let_know(made, [named], by=by)
    assert [made in party_queries.visible_to(user) for user in (by, named, other)] == [
        True,
        True,
        False,
    ]
    with pytest.raises(NotAllowed):
        registering.edit(made, by=other, country="BRA")


def test_the_same_name_account_or_contact_is_found_however_it_is_written() -> None:
    by = officer()
    one = party(name="Río Hermanas", bank="ES91 2100-0418", contact="A@b.org")
    two = party(name="hermanas rio", bank="es9121000418", contact="c@d.org")
    party(name="Others", bank="", contact="")
    (found,) = party_queries.matching_parties(one, by=by)
    assert (found.party, sorted(found.by)) == (two, [Trace.Kind.BANK, Trace.Kind.NAME])
    assert list(party_queries.parties_known_as(["HERMANAS RIO"])) == [one, two]


def test_a_removed_party_cannot_be_read_from_a_backup(tmp_path: Path) -> None:
    by, made = officer(), party(Level.OPEN, **SECRETS)
    backup = {
        s.pk: (s.subject_kind, s.subject_key, s.field, bytes(s.ciphertext), s.sealed_to)
        for s in Sealed.objects.all()
    }
    recipient = OwnKey.objects.get().recipient
    removing.remove(made, by=by, why="they asked for it")
    keys.destroy_subject_key(recipient)  # on commit, which a test has none of
    OwnKey.objects.all().delete()
    OwnKey.objects.create(subject_kind="party", subject_key=made.uid, recipient=recipient)
    for kind, key, field, ciphertext, sealed_to in backup.values():
        row = Sealed.objects.create(
            subject_kind=kind,
            subject_key=key,
            field=field,
            ciphertext=ciphertext,
            sealed_to=sealed_to,
        )
        with pytest.raises(NotPossible):
            own_keys.open_under(made.subject, row, by=by, why="to see whether it opens")
    assert not [s for s in SECRETS.values() if s in everything_in_the_database()]


def test_nothing_is_kept_of_a_removed_party_any_more() -> None:
    by, made = officer(), party()
    removing.remove(made, by=by, why="asked")
    with pytest.raises(NotPossible):
        registering.edit(made, by=by, name="Again")
    made.refresh_from_db()
    with pytest.raises(own_keys.KeyDestroyed):
        sealing.write(made, "party", made.uid, "name", "Again", by=by)
    assert made.is_removed


def test_a_draft_of_who_was_removed_counts_as_taken_back_and_what_was_sent_as_received() -> None:
    by, made = officer(), party()
    rows = {state: application(state, of=made) for state in Application.State}
    before = queries.applications_for(by).count()
    removing.remove(made, by=by, why="asked")
    for row in rows.values():
        row.refresh_from_db()
    draft = rows.pop(Application.State.DRAFT)
    assert (draft.state, draft.minor, draft.currency) == ("withdrawn", None, "")
    assert {state: row.state for state, row in rows.items()} == {state: state for state in rows}
    assert queries.applications_for(by).count() == before + 1  # taken back: it is counted as that
    (told,) = Decision.objects.filter(verb="take_application_back", target_key=draft.uid)
    assert (told.actor, told.before) == (by, {"state": "draft"})


def test_a_link_is_known_by_its_digest_and_dies() -> None:
    made = party()
    token = own_page_links.new_link(made, by=None)
    assert own_page_links.party_of_token(token) == made
    assert token not in everything_in_the_database()
    own_page_links.end_link(made, by=None)
    assert own_page_links.party_of_token(token) is None
    assert own_page_links.party_of_token("") is None


def test_own_keys_follow_when_the_keys_of_the_vault_change() -> None:
    from factories import UserFactory

    by, administrator = officer(), UserFactory(roles=[Role.ADMINISTRATOR])
    made = party(**SECRETS)
    vault.rotate_keys(by=administrator, why="yearly")
    vault.retire_keys(by=administrator, why="yearly")
    assert registering.open_field(made, "name", by=by, why="to see") == SECRETS["name"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "dog"},
        {"country": "XXX"},
        {"contact_by": "pigeon"},
        {"shoe_size": "38"},
        {"name": "x" * 201},
        {"level": "secret"},
    ],
)
def test_what_is_not_kept_is_refused_and_nothing_is_written(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        party(**wrong)
    assert not Party.objects.exists()
    assert not Sealed.objects.exists()


def test_whom_they_knew_and_near_which_case_they_were_goes_with_them() -> None:
    by, made, other = officer(), party(), party()
    accompanying.connect(made, other, "mentoring", timezone.localdate(), by=by)
    Prompt.objects.create(party=made, case="V-2026-0001")
    removing.remove(made, by=by, why="asked")
    assert not Connection.objects.exists()
    assert not Prompt.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"contact_by": Party.Contact.NONE, "contact": ""}, {"contact": "new@example.org"}],
)
@pytest.mark.parametrize("own", [True, False])
def test_no_letter_goes_to_an_address_that_is_theirs_no_more(
    change: dict[str, str], own: bool
) -> None:
    by, made = officer(), party(contact_by=Party.Contact.EMAIL, contact="old@example.org")
    letter = letters.write_news(made, by=by)
    assert letter is not None
    same = {"never_send": "no amounts"} if own else {"contact_by": Party.Contact.EMAIL}
    for values, state in ((same, Letter.State.WAITING), (change, Letter.State.DISCARDED)):
        if own:
            registering.say_own(made, **values)
        else:
            registering.edit(made, by=by, **values)
        letter.refresh_from_db()
        assert letter.state == state
    assert not vault.sealed_for("letter", letter.uid)


@pytest.mark.parametrize("state", ["screening", "refused"])
def test_no_link_for_who_was_proposed_and_is_not_cleared(state: str) -> None:
    by = officer()
    row = nomination(state, by=by)
    with pytest.raises(NotPossible, match="screening"):
        own_page_links.new_link(row.party, by=by)
    # Who asked for help came by themselves.
    emergency(row.party)
    assert own_page_links.new_link(row.party, by=by)


def test_who_writes_a_name_waits_while_one_is_withdrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    for module in (registering, granting):
        monkeypatch.setattr(module, "take_part", lambda: asked.append("turn"))
    monkeypatch.setattr(registering, "alone", lambda: asked.append("turn"))  # waits for all others
    by, made = officer(), party(Level.OPEN)
    assert asked == ["turn"]
    for act in (
        lambda: registering.set_level(made, Level.HIDDEN, by=by),
        lambda: registering.edit(made, by=by, name="Radio"),
        lambda: registering.say_own(made, name="Radio"),
        lambda: a_grant("draft", of=made, by=by),
    ):
        asked.clear()
        act()
        assert asked == ["turn"]
