"""A sheet of experts: read, imported in parts, its accounts agreed to once, everybody seated."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.utils import timezone

from factories import UserFactory
from outlook import factories_assessments as factories
from outlook import factories_panels as panels
from vigil.outlook.assessments.people.sheet_reading import read_people
from vigil.outlook.assessments.people.verbs import importing, seating, working
from vigil.outlook.models import Assessment, Conflict, Enrolment, PeopleSheet, Seat
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.confirmations import verbs as confirmations
from vigil.trust.invitations import verbs as invitations
from vigil.trust.models import Confirmation, Invitation, Role, Sealed, User
from vigil.trust.people.role_grants import give_role
from vigil.trust.people.verbs import accounts

pytestmark = pytest.mark.django_db
HEAD = "Name;Email;Language;Region;Countries;Terms;Affiliation;Role;Conflict countries;Reason"
ANA = "Ana;ana@example.org;Spanish;Andes;Colombia, Peru;cocaine;University;;;"
State = PeopleSheet.State


def sheet_of(made: Assessment, rows: Sequence[str], head: str = HEAD) -> PeopleSheet:
    """Keep a sheet with these rows."""
    text = "\n".join([head, *rows]).encode()
    return importing.keep_sheet(text, made, "en", by=made.director)


def work() -> None:
    """Do what the worker does."""
    working.work_on_people()


def test_each_wrong_cell_is_named_and_the_other_rows_can_be_imported() -> None:
    made = factories.assessment()
    sheet = sheet_of(
        made,
        [
            ANA,
            "Bo;bo@example.org;Klingon;Balkans;Albania;;;;;",
            "Cy;not an address;;Andes;;;;;;",
            "Di;di@example.org;;Andes;Albania;;;;;",
            "Ed;ed@example.org;;;;;;;;",
            "Fi;fi@example.org;;Andes;;;;lead;;",
            "Ana again;ANA@example.org;;Andes;;;;;;",
            "Gi;gi@example.org;;Andes;;heroin;;juggler;Norway;",
        ],
    )
    assert sheet.rows == 1
    assert sheet.preview["ignored"] == ["Reason"]
    assert sheet.preview["regions"] == [["Andes", 1], ["Balkans", 0]]
    assert "@" not in str(sheet.preview)
    assert [(one["row"], one["column"]) for one in sheet.preview["problems"]] == [
        (3, "Language"), (4, "Email"), (5, "Countries"), (6, "Region"), (7, "Role"), (8, "Email"),
        (9, "Role"), (9, "Conflict countries"), (9, "Terms"),
    ]  # fmt: skip
    [ana] = read_people("\n".join([HEAD, ANA]).encode(), made, "en").people
    assert (ana.language, ana.affiliation) == ("es", "University")
    assert list(ana.seats.values()) == [{"places": ["COL", "PER"], "terms": ["cocaine"]}]
    assert not Enrolment.objects.exists()
    other = sheet_of(made, [ANA])
    PeopleSheet.objects.filter(pk=other.pk).update(at=timezone.now() - timedelta(days=8))
    assert working.work_on_people()["forgotten"] == 1
    importing.discard_sheet(sheet, by=made.director)
    assert not Sealed.objects.filter(subject_kind=importing.SHEET).exists()


def test_an_administrator_agrees_once_and_whoever_joins_is_seated() -> None:
    made = factories.assessment()
    there = panels.expert(email="there@example.org")
    lacking = UserFactory(email="lacking@example.org", roles=[])
    sheet = sheet_of(
        made,
        [
            "There;There@Example.org;;Andes;Colombia;;University;;Peru;Shares",
            "Lacking;lacking@example.org;;Balkans;;;;;;",
            *(f"New {n};new{n}@example.org;fr;Andes,Balkans;;;;;;" for n in range(3)),
        ],
    )
    importing.import_sheet(sheet, by=made.director)
    work()
    seat = Seat.objects.get()
    assert (seat.user, seat.places, seat.state) == (there, ["COL"], "invited")
    assert Conflict.objects.get().places == ["PER"]
    assert importing.unapproved(sheet) == 4
    assert {one.state for one in Invitation.objects.all()} == {Invitation.State.WAITING}
    asked = Confirmation.objects.get()
    with pytest.raises(NotAllowed):
        confirmations.confirm(asked, by=panels.chair())
    with pytest.raises(NotAllowed):
        importing.approve_accounts(sheet, by=made.director)
    administrator = UserFactory(roles=[Role.ADMINISTRATOR])
    assert "4 people" in confirmations.act_of(asked).describe(asked)
    confirmations.confirm(asked, by=administrator)
    work()
    assert {one.state for one in Invitation.objects.all()} == {Invitation.State.SENT}
    assert {one.made_by for one in Invitation.objects.all()} == {administrator}
    assert Seat.objects.filter(user=lacking).exists()
    new = Invitation.objects.get(email="new1@example.org")
    token = invitations.invite_again(new, by=administrator)[new.pk]
    user = invitations.accept(token, "correct horse battery staple")
    work()
    assert Seat.objects.filter(user=user).count() == 2
    assert PeopleSheet.objects.get().state == State.DONE
    assert importing.unapproved(sheet) == 0
    assert seating.read_affiliation(seat, by=made.director, why="asked") == "University"
    with pytest.raises(NotAllowed):
        seating.read_affiliation(seat, by=there, why="asked")
    invitations.take_back(Invitation.objects.get(email="new2@example.org"), by=administrator)
    assert working.is_any_waiting()
    work()
    assert Enrolment.objects.filter(user=None).count() == 1
    assert not working.is_any_waiting()
    accounts.close_account(there, by=administrator, why="left")
    assert not Sealed.objects.filter(subject_kind=seating.ENROLMENT).exists()
    assert not Sealed.objects.filter(subject_kind="expert_conflict").exists()


def test_words_in_a_column_of_conflicts_stay_out_of_what_is_kept_open() -> None:
    made = factories.assessment()
    head = "email;region;conflict"
    sheet = sheet_of(made, ["bo@example.org;Andes;Brother of the minister"], head)
    [problem] = sheet.preview["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (2, "conflict", "")
    other = sheet_of(made, ["bo@example.org;Bo Quispe;"], head)
    assert other.preview["problems"][0]["value"] == "Bo Quispe"
    importing.discard_sheet(other, by=made.director)
    assert "Quispe" not in str(PeopleSheet.objects.get(pk=other.pk).preview)


def test_a_conflict_that_waits_is_lost_by_no_other_sheet_and_no_other_enrolment() -> None:
    made = factories.assessment()
    administrator = UserFactory(roles=[Role.ADMINISTRATOR])
    row = "New;new@example.org;;Andes;;;;;Peru;Shares"
    for rows in ([row], [row.replace("Peru;Shares", ";")]):
        importing.import_sheet(sheet_of(made, rows), by=made.director)
        work()
    assert Enrolment.objects.get().conflict_places == ["PER"]
    confirmations.confirm(Confirmation.objects.latest("pk"), by=administrator)
    work()
    new = Invitation.objects.get()
    token = invitations.invite_again(new, by=administrator)[new.pk]
    user = invitations.accept(token, "correct horse battery staple")
    # Enrolled from the network before the worker came to it.
    andes = made.panels.get(region="Andes")
    importing.enrol_account(made, andes, user, [], by=made.director)
    work()
    assert Enrolment.objects.get().user == user
    assert Conflict.objects.get().places == ["PER"]
    assert set(Seat.objects.get().recused.values_list("place", flat=True)) == {"PER"}
    assert not Sealed.objects.filter(subject_kind=seating.ENROLMENT, field="conflict").exists()


def test_an_interrupted_import_goes_on_and_the_same_sheet_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = factories.assessment(director=panels.chair())
    give_role(made.director, Role.ADMINISTRATOR, by=None)
    made.director = User.objects.get(pk=made.director_id)
    rows = [f"New {n};new{n}@example.org;;Andes;;;;;;" for n in range(5)]
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    sheet = importing.import_sheet(sheet_of(made, rows), by=made.director)
    importing.import_part(sheet)
    with monkeypatch.context() as patch:
        patch.setattr(importing, "propose", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            importing.import_part(sheet)
    sheet.refresh_from_db()
    assert (sheet.done, Enrolment.objects.count()) == (2, 2)
    work()
    assert Enrolment.objects.count() == Invitation.objects.count() == 5
    # A director who is an administrator needs nobody else.
    assert {one.state for one in Invitation.objects.all()} == {Invitation.State.SENT}
    importing.import_sheet(sheet_of(made, rows), by=made.director)
    work()
    assert Enrolment.objects.count() == Invitation.objects.count() == 5
    with pytest.raises(NotPossible, match="already"):
        importing.import_sheet(sheet, by=made.director)


def test_a_file_that_is_no_sheet_is_refused_and_only_the_director_reads_one() -> None:
    made = factories.assessment()
    with pytest.raises(Unfit, match="email"):
        sheet_of(made, ["Ana"], "Name")
    lead = made.panels.get(region="Andes").chair
    with pytest.raises(NotAllowed):
        importing.keep_sheet(b"email\nx@example.org", made, "en", by=lead)
    empty = sheet_of(made, ["x;;;;;;;;;"])
    with pytest.raises(NotPossible, match="No row"):
        importing.import_sheet(empty, by=made.director)


def test_who_was_refused_is_asked_for_anew_and_nobody_else_is_let_in() -> None:
    made = factories.assessment()
    administrator = UserFactory(roles=[Role.ADMINISTRATOR])
    editor = Invitation.objects.create(
        email="editor@example.org", batch="other", language="en",
        roles=[{"role": "editor", "countries": [], "languages": []}],
    )  # fmt: skip
    rows = ["New;new@example.org;;Andes;;;;;;", "Editor;editor@example.org;;Andes;;;;;;"]
    for _n in range(2):
        sheet = importing.import_sheet(sheet_of(made, rows), by=made.director)
        work()
        asked = Confirmation.objects.get(subject_key=sheet.uid)
        assert importing.unapproved(sheet) == 1
        if _n == 0:
            confirmations.refuse(asked, by=administrator, why="too early")
    confirmations.confirm(asked, by=administrator)
    work()
    editor.refresh_from_db()
    assert editor.state == Invitation.State.WAITING
    assert Invitation.objects.get(email="new@example.org").state == Invitation.State.SENT


def test_an_account_that_was_enrolled_meanwhile_keeps_one_enrolment() -> None:
    made = factories.assessment()
    andes, balkans = made.panels.order_by("region")
    user = panels.expert()
    importing.enrol_account(made, andes, user, ["COL"], by=made.director)
    joined = Invitation.objects.create(
        email="", batch="x", language="en", user=user, accepted_at=timezone.now()
    )
    Enrolment.objects.create(
        assessment=made, invitation=joined, seats={str(balkans.pk): {"places": [], "terms": []}}
    )
    work()
    assert Enrolment.objects.get().user == user
    assert Seat.objects.filter(user=user).count() == 2
