"""Applications: begun once, kept as typed, sent whole and in time, taken back for good."""

from contextlib import ExitStack
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import Settings

from files.media_files import heard, media
from fund.applicants import ANSWERS, WHO, begun, open_call, ticket
from fund.factories import application, officer, party
from publication.record.test_simultaneous_changes import at_once
from vigil.fund.applications.verbs import (
    determining,
    saving_drafts,
    starting,
    storing_files,
    submitting,
    withdrawing,
)
from vigil.fund.calls import verbs as calls
from vigil.fund.models import Application, ApplicationFile, Call, Nomination, Party
from vigil.fund.parties import locking
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs import own_page_links, registering, removing, sealing
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Letter, Sealed
from vigil.trust.uploads.verbs.files import FileRefused
from vigil.trust.vault.verbs.own_keys import open_under_to_act

pytestmark = pytest.mark.django_db
State = Application.State


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path / "data"
    return tmp_path / "data"


def picture(**values: Any) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "JPEG", **values)
    return stream.getvalue()


def submitted(application: Application, **values: Any) -> Application:
    given = {**ANSWERS, **values.pop("answers", {})}
    saving_drafts.save_draft(application, given)
    said = {
        "confirmed": [True],
        "opened_at": timezone.now(),
        "language": "en",
        **values,
    }
    return submitting.submit(application, given, **said)


def test_the_same_form_sent_twice_is_one_application() -> None:
    call, one = open_call(), ticket()
    first, second = (starting.begin(call, WHO, ticket=one, language="en") for _ in range(2))
    assert first == second
    assert Application.objects.count() == Party.objects.count() == 1
    assert len(first.token) >= 40  # so long, the log leaves it out
    assert own_page_links.party_of_token(first.token) == first.application.party


def test_everybody_locks_the_call_before_the_party(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    def noted(name: str, do: Any) -> Any:
        return lambda row: order.append(name) or do(row)

    monkeypatch.setattr(calls, "locked", noted("call", calls.locked))
    monkeypatch.setattr(locking, "locked", noted("party", locking.locked))
    made, call = party(), open_call()
    first = starting.begin_own(made, call, language="en")
    assert starting.begin_own(made, call, language="en") == first
    assert order[:2] == ["call", "party"]
    assert "call" not in order[order.index("party") : order.index("party") + 1]


@pytest.mark.postgresql  # elsewhere there is one writer at a time anyway
@pytest.mark.django_db(transaction=True)
def test_applying_and_deciding_at_once_do_not_wait_for_each_other() -> None:
    by, call = officer(), open_call(reviewers=0)
    rows = [application(of=party(), call=call) for _n in range(4)]
    other = open_call()

    def deciding(row: Application) -> Any:
        return lambda: determining.determine(row, "decline", "No.", "No.", by=by, exception="So.")

    def coming(row: Application) -> Any:
        return lambda: [starting.begin_own(row.party, of, language="en") for of in (call, other)]

    at_once(*(act(row) for row in rows for act in (deciding, coming)))
    assert Application.objects.filter(state=State.DECIDED).count() == len(rows)
    assert Application.objects.filter(call=other, state=State.DRAFT).count() == len(rows)


def test_who_does_not_say_is_hidden() -> None:
    who = {key: value for key, value in WHO.items() if key != "level"}
    made = starting.begin(open_call(), who, ticket=ticket(), language="es")
    assert made.application.party.level == "hidden"


@pytest.mark.parametrize(
    "values",
    [
        {"state": Call.State.DRAFT},
        {"state": Call.State.WITHDRAWN},
        {"closes_at": timezone.now() - timedelta(hours=1)},
        {"opens_at": timezone.now() + timedelta(days=1)},
        {"access": Call.Access.INVITED},
    ],
)
def test_nothing_begins_in_a_call_that_is_not_open_to_all(values: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        begun(open_call(**values))
    assert not Party.objects.exists()


def test_who_was_invited_begins_by_their_link_and_once() -> None:
    call, other = open_call(access=Call.Access.INVITED), party()
    guest = party()
    Nomination.objects.create(
        party=guest, way="invitation", state="contacted", call=call, by=officer()
    )
    one = starting.begin_own(guest, call, language="es")
    assert starting.begin_own(guest, call, language="es") == one
    with pytest.raises(NotPossible):
        starting.begin_own(other, call, language="es")


def test_what_was_typed_comes_back_as_it_was_typed() -> None:
    application = begun().application
    given = {"who": "Ana", "what": "x" * 9_000, "amount": "1.500", "with": ["school"]}
    saving_drafts.save_draft(application, given)
    assert saving_drafts.draft_of(application) == given
    assert "1.500" not in str(list(Sealed.objects.values_list("ciphertext", flat=True)))


def test_the_name_is_kept_of_the_party_and_apart_from_the_answers() -> None:
    by, application = officer(), begun().application
    saving_drafts.save_draft(application, ANSWERS)
    who = application.party
    assert registering.open_field(who, "name", by=by, why="to see") == ANSWERS["who"]
    assert ANSWERS["who"] not in sealing.read(
        who, "application", application.uid, "answers", by=by, why="to see"
    )
    assert list(party_queries.parties_known_as([ANSWERS["who"]])) == [who]


def test_sent_once_and_twice_is_sent_once() -> None:
    application = submitted(begun().application)
    again = submitting.submit(
        application, {}, confirmed=[], opened_at=timezone.now(), language="en"
    )
    assert (again.state, again.minor, again.currency) == (State.SUBMITTED, 500_000, "USD")
    assert again.submitted_at == application.submitted_at
    with pytest.raises(NotPossible):
        saving_drafts.save_draft(application, {"what": "changed"})
    with pytest.raises(NotPossible):
        saving_drafts.draft_of(application)


@pytest.mark.parametrize(
    ("answers", "at"),
    [
        ({"who": ""}, "who"),
        ({"what": ""}, "what"),
        ({"what": "x" * 501}, "what"),
        ({"amount": "1.500"}, "amount"),
        ({"amount": "20000"}, "amount"),
        ({"amount": "many"}, "amount"),
        ({"begins": "2001-01-01"}, "begins"),
        ({"begins": "soon"}, "begins"),
        ({"with": ["bank"]}, "with"),
    ],
)
def test_what_cannot_be_taken_is_said_of_its_field(answers: dict[str, Any], at: str) -> None:
    application = begun().application
    with pytest.raises(submitting.IncompleteApplication) as error:
        submitted(application, answers=answers)
    assert set(error.value.errors) == {at}
    application.refresh_from_db()
    assert application.state == State.DRAFT
    assert saving_drafts.draft_of(application).get(at, "") == answers[at]


@pytest.mark.parametrize("confirmed", [[], [False]])
def test_every_condition_is_confirmed(confirmed: list[bool]) -> None:
    with pytest.raises(submitting.IncompleteApplication) as error:
        submitted(begun().application, confirmed=confirmed)
    assert set(error.value.errors) == {"eligibility"}


def test_who_opened_the_form_in_time_has_a_grace() -> None:
    application = begun().application
    opened = timezone.now()
    call = calls.close_early(application.call, by=officer())
    with pytest.raises(NotPossible, match="closed"):
        submitted(application, opened_at=timezone.now() + timedelta(seconds=5))
    Call.objects.update(closes_at=timezone.now() - timedelta(hours=3))
    with pytest.raises(NotPossible, match="closed"):
        submitted(application, opened_at=opened - timedelta(hours=4))
    Call.objects.update(closes_at=call.closes_at)
    assert submitted(application, opened_at=opened).state == State.SUBMITTED


def test_a_withdrawn_call_takes_nothing_in() -> None:
    application = begun().application
    calls.withdraw(application.call, by=officer())
    with pytest.raises(NotPossible):
        submitted(application)


def test_a_letter_goes_only_to_who_wants_one_and_says_nothing() -> None:
    for who, letters in (
        ({"contact_by": "none"}, 0),
        ({"contact_by": "phone", "contact": "+47 1"}, 0),
        ({"contact_by": "email", "contact": "a@example.org", "never_send": "Nothing."}, 0),
        ({"contact_by": "email", "contact": "a@example.org"}, 1),
    ):
        Letter.objects.all().delete()
        made = begun(**who)
        submitted(made.application, token=made.token)
        assert Letter.objects.count() == letters
    letter, party = Letter.objects.get(), made.application.party
    assert (letter.kind, letter.body, letter.sealed) == ("fund", "", True)
    (kept,) = Sealed.objects.filter(subject_key=letter.uid, field="body")
    text = open_under_to_act(party.subject, kept, why="a test")
    assert made.token in text
    for word in ("fund", "Fund", "5000", "application", ANSWERS["who"], "A-0"):
        assert word not in text.replace(f"/mine/{made.token}", "")
    removing.remove(party, by=None, why="asked")
    letter.refresh_from_db()
    assert not letter.has_text
    assert not Sealed.objects.filter(subject_key=letter.uid).exists()


def test_taken_back_its_words_and_files_are_destroyed(
    folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    application = begun().application
    storing_files.keep_file(application.party, picture(), application=application, field="paper")
    application = submitted(application)
    with django_capture_on_commit_callbacks(execute=True):
        withdrawing.take_back(application)
        withdrawing.take_back(application)
    application.refresh_from_db()
    assert (application.state, application.minor) == (State.WITHDRAWN, None)
    assert not sealing.is_kept("application", application.uid, "answers")
    assert not sealing.is_kept("application", application.uid, "identity")
    assert not list((folder / "fund").rglob("*.age"))
    assert not ApplicationFile.objects.exists()
    with pytest.raises(NotPossible):
        submitted(application)


# Files


def test_a_file_is_rebuilt_and_only_its_reader_has_it(folder: Path) -> None:
    by, application = officer(), begun().application
    content = picture(comment=b"canary")
    row = storing_files.keep_file(
        application.party, content, application=application, field="paper"
    )
    (stored,) = (folder / "fund").rglob("*.age")
    assert b"JFIF" not in stored.read_bytes()
    opened = storing_files.open_file(row, by=by, why="to look")
    assert b"canary" in content
    assert b"canary" not in opened
    with pytest.raises(NotPossible):
        storing_files.open_file(row, by=by, why="")


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00 an executable", b"%PDF-1.7 broken", b"x" * (300 * 1024 * 1024 // 8)],
    ids=["empty", "executable", "broken", "too large"],
)
def test_what_cannot_be_rebuilt_is_refused_with_a_sentence(content: bytes) -> None:
    application = begun().application
    with pytest.raises(FileRefused) as error:
        storing_files.keep_file(application.party, content, application=application)
    assert len(str(error.value)) > 10
    assert not ApplicationFile.objects.exists()


def test_while_many_files_are_rebuilt_another_is_told_to_come_again() -> None:
    application = begun().application
    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(storing_files._AT_ONCE)
        with pytest.raises(FileRefused, match="in a minute"):
            storing_files.keep_file(application.party, picture(), application=application)
    assert storing_files.keep_file(application.party, picture(), application=application).whole


@pytest.mark.parametrize("ends", ["take_back", "submit"])
def test_a_file_that_is_rebuilt_while_its_application_ends_is_not_kept(
    ends: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = begun().application
    rebuild = storing_files._rebuilt

    def meanwhile(content: bytes) -> Any:
        withdrawing.take_back(application) if ends == "take_back" else submitted(application)
        return rebuild(content)

    monkeypatch.setattr(storing_files, "_rebuilt", meanwhile)
    with pytest.raises(NotPossible, match="cannot be changed any more"):
        storing_files.keep_file(application.party, picture(), application=application)
    assert not ApplicationFile.objects.exists()
    assert not Sealed.objects.filter(subject_kind=storing_files.FILE).exists()
    assert not list((folder / "fund").rglob("*.age"))


def test_a_voice_message_is_kept_like_other_files(folder: Path) -> None:
    application = begun().application
    content = media("m4a", metadata={"title": "canary"})
    row = storing_files.keep_file(application.party, content, application=application)
    assert (row.kind, row.seconds) == ("mp3", 3)
    opened = storing_files.open_file(row, by=officer(), why="to listen")
    assert heard(opened) > 2.5
    assert b"canary" in content
    assert b"canary" not in opened
    with pytest.raises(FileRefused, match="record the sound alone"):
        storing_files.keep_file(application.party, media("mp4"), application=application)
    with pytest.raises(FileRefused, match="cannot be read here"):
        storing_files.keep_file(
            application.party, media("m4a", codecs=("", "ac3")), application=application
        )


def test_files_go_with_the_party(folder: Path, django_capture_on_commit_callbacks: Any) -> None:
    application = begun().application
    storing_files.keep_file(application.party, picture(), application=application)
    with django_capture_on_commit_callbacks(execute=True):
        removing.remove(application.party, by=None, why="asked")
    assert not list((folder / "fund").rglob("*.age"))
    with pytest.raises(NotPossible):
        storing_files.keep_file(application.party, picture(), application=application)
