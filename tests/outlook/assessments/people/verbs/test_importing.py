"""A sheet of experts: read, imported in parts, its accounts agreed to once, everybody seated."""

from collections.abc import Sequence

import pytest

from factories import UserFactory
from outlook import factories_assessments as factories
from outlook import factories_panels as panels
from vigil.outlook.assessments.people.verbs import importing, working
from vigil.outlook.models import Assessment, Conflict, Enrolment, PeopleSheet, Seat
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.confirmations import verbs as confirmations
from vigil.trust.invitations import verbs as invitations
from vigil.trust.models import Confirmation, Invitation, Role, Sealed, User
from vigil.trust.people.role_grants import give_role

pytestmark = pytest.mark.django_db
HEAD = "Name;Email;Language;Region;Countries;Terms;Affiliation;Role;Conflict countries;Reason"
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
            "Ana;ana@example.org;Spanish;Andes;Colombia, Peru;cocaine;University;;;",
            "Bo;bo@example.org;Klingon;Balkans;Albania;;;;;",
            "Cy;not an address;;Andes;;;;;;",
            "Di;di@example.org;;Andes;Albania;;;;;",
            "Ed;ed@example.org;;;;;;;;",
            "Fi;fi@example.org;;Andes;;;;lead;;",
            "Ana again;ANA@example.org;;Andes;;;;;;",
            "Gi;gi@example.org;;Andes;;heroin;;juggler;Norway;",
        ],
    )
    read = importing.opened_sheet(sheet, by=made.director)
    [ana] = read.people
    assert (ana.language, ana.affiliation) == ("es", "University")
    assert list(ana.seats.values()) == [{"places": ["COL", "PER"], "terms": ["cocaine"]}]
    assert read.ignored == ["Reason"]
    assert [(one.row, one.column) for one in read.problems] == [
        (3, "Language"), (4, "Email"), (5, "Countries"), (6, "Region"), (7, "Role"), (8, "Email"),
        (9, "Role"), (9, "Conflict countries"), (9, "Terms"),
    ]  # fmt: skip
    assert not Enrolment.objects.exists()
    importing.discard_sheet(sheet, by=made.director)
    assert not Sealed.objects.filter(subject_kind=importing.SHEET).exists()


def test_an_administrator_agrees_once_and_whoever_joins_is_seated() -> None:
    made = factories.assessment()
    there = panels.expert(email="there@example.org")
    lacking = UserFactory(email="lacking@example.org", roles=[])
    sheet = sheet_of(
        made,
        [
            "There;There@Example.org;;Andes;Colombia;;;;Peru;Shares",
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
    with pytest.raises(NotAllowed):
        importing.opened_sheet(empty, by=lead)
