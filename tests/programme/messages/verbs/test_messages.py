"""Sending, moderating and withdrawing messages: who may, in which state, and what stays."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import UserFactory, VictimFactory, adjudicator
from programme.message_factories import a_member, a_recording, an_event, host, sent, shown, user_of
from vigil.network.members.verbs.leaving import leave
from vigil.network.models import MemberKind, Status
from vigil.programme.events.models.event import State as EventState
from vigil.programme.messages.verbs import common, sending
from vigil.programme.messages.verbs.common import MESSAGE
from vigil.programme.messages.verbs.moderating import (
    refuse_message,
    set_transcript,
    set_translation,
    show_message,
)
from vigil.programme.messages.verbs.sending import send_message
from vigil.programme.messages.verbs.withdrawing import withdraw_message
from vigil.programme.models import Message
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.consent.verbs import in_force, withdraw_consent
from vigil.trust.models import Consent, Decision, Role, RoleGrant, Upload
from vigil.trust.uploads.verbs.files import FileRefused

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


def files() -> list[Path]:
    """Return the files of uploads that are on this machine."""
    return [path for path in Path(settings.DATA).rglob("uploads/**/*") if path.is_file()]


def decided(message: Message) -> list[str]:
    rows = Decision.objects.filter(target_kind=MESSAGE, target_key=message.uid).order_by("pk")
    return list(rows.values_list("verb", flat=True))


# Sending


def test_a_message_waits_with_the_agreement_of_who_sent_it() -> None:
    member = a_member()
    message = sent(an_event(), member, text="  Seguimos\r\naquí.\x07 ")
    assert message.state == State.WAITING
    assert message.text == "Seguimos\naquí."
    assert message.kind == Message.Kind.TEXT
    consent = in_force(common.subject_of(message), common.SHOWING).get()
    assert (consent.given_by, consent.given_how) == ("self", "on_screen")
    assert consent.recorded_by == member.user
    assert decided(message) == ["send_message", "give_consent"]


def test_of_an_organisation_it_is_the_organisation_that_agrees() -> None:
    sent(an_event(), a_member(kind=MemberKind.ORGANISATION))
    assert Consent.objects.get().given_by == Consent.Relation.ORGANISATION


def test_what_it_is_follows_from_what_is_sent() -> None:
    event, member = an_event(), a_member()
    link = sent(event, member, text="", link="https://example.org/speech")
    assert (link.kind, link.link) == ("link", "https://example.org/speech")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"agreed": False}, "agreement"),
        ({"text": " \n"}, "Write something"),
        ({"language": ""}, "which language"),
        ({"language": "not a tag"}, "which language"),
        ({"text": "x" * 4001}, "4000"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"link": "https://ana:secret@example.org/"}, "password"),
    ],
)
def test_what_lacks_something_is_not_sent(values: dict[str, Any], says: str) -> None:
    with pytest.raises(NotPossible, match=says):
        sent(an_event(), a_member(), **values)
    assert not Message.objects.exists()
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    "event",
    [
        {"takes_messages": False},
        {"takes_messages": True, "state": EventState.DRAFT},
    ],
)
def test_an_event_that_takes_none_takes_none(event: dict[str, Any]) -> None:
    made = an_event()
    for name, value in event.items():
        setattr(made, name, value)
    made.save()
    with pytest.raises(NotPossible, match="takes no messages"):
        sent(made, a_member())


@pytest.mark.parametrize("status", [Status.INVITED, Status.PAUSED, Status.LEFT])
def test_only_a_member_who_takes_part_sends(status: Status) -> None:
    event = an_event()
    with pytest.raises(NotAllowed):
        sent(event, a_member(status=status))
    for role in Role:
        with pytest.raises(NotAllowed):
            send_message(event, language="en", text="x", agreed=True, by=UserFactory(roles=[role]))


def test_the_same_form_sent_twice_is_one_message() -> None:
    event, member, uid = an_event(), a_member(), "0" * 32
    first = sent(event, member, uid=uid)
    assert sent(event, member, uid=uid, text="Otra vez.") == first
    assert Message.objects.get().text == "Seguimos aquí."


def test_nobody_takes_the_name_of_another_ones_message() -> None:
    event, uid = an_event(), "0" * 32
    sent(event, a_member(), uid=uid)
    with pytest.raises(NotPossible, match="form anew"):
        sent(event, a_member(), uid=uid)
    assert sent(event, a_member(), uid="short").uid != "short"


def test_nobody_fills_the_queue_alone() -> None:
    event, member = an_event(), a_member()
    first, *_rest = [sent(event, member) for _ in range(sending.MOST_WAITING)]
    with pytest.raises(NotPossible, match="wait to be read"):
        sent(event, member)
    withdraw_message(first, by=user_of(member))
    assert sent(event, member).state == State.WAITING


# Recordings


@pytest.mark.parametrize(("video", "kind"), [(False, "audio"), (True, "video")])
def test_a_recording_is_rebuilt_without_what_it_says_of_who_made_it(video: bool, kind: str) -> None:
    content = a_recording(title="Casilda's telephone", video=video)
    assert b"Casilda" in content
    message = sent(an_event(), a_member(), text="", file=content)
    assert message.kind == kind
    upload = Upload.objects.get(uid=message.media)
    assert (upload.subject_kind, upload.subject_key) == (MESSAGE, message.uid)
    assert not upload.original_kept
    [kept] = files()
    assert b"Casilda" not in kept.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"\x89PNG\r\n\x1a\n" + b"0" * 100,
        b"%PDF-1.7\n",
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
        b"\x1aE\xdf\xa3<script>",
        b"#EXTM3U\nhttp://192.0.2.1/x.ts\n",
        a_recording()[:-4000],
    ],
    ids=["empty", "page", "picture", "document", "wav cut", "webm forged", "playlist", "cut off"],
)
def test_what_is_no_whole_recording_is_refused_and_leaves_nothing(content: bytes) -> None:
    with pytest.raises(FileRefused):
        sent(an_event(), a_member(), file=content)
    assert not Message.objects.exists()
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()
    assert files() == []


def test_a_file_too_large_is_refused_with_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MESSAGE_BYTES", 1024 * 1024)
    with pytest.raises(FileRefused, match="1 megabytes"):
        sent(an_event(), a_member(), file=a_recording(12))
    assert files() == []


def test_a_recording_and_a_link_are_two_messages() -> None:
    with pytest.raises(NotPossible, match="not both"):
        sent(an_event(), a_member(), file=a_recording(), link="https://example.org/")
    assert files() == []


def test_a_file_whose_message_did_not_come_in_is_removed(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    event, member = an_event(), a_member()

    def fails(*_args: object, **_more: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_send", fails)
        with (
            pytest.raises(RuntimeError),
            django_capture_on_commit_callbacks(execute=True),
        ):
            sent(event, member, file=a_recording())
    assert files() == []


def test_a_recording_that_is_rebuilt_while_its_member_leaves_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    event, member = an_event(), a_member()
    by, take_in = user_of(member), sending.take_in

    def meanwhile(*args: Any, **values: Any) -> Upload:
        upload = take_in(*args, **values)
        leave(member, by=by)
        return upload

    monkeypatch.setattr(sending, "take_in", meanwhile)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(NotAllowed):
        sent(event, member, file=a_recording())
    assert not Message.objects.exists()
    assert Upload.objects.get().state == Upload.State.REMOVED
    assert files() == []


def test_a_file_that_a_cut_off_sending_left_is_removed_with_the_next(
    django_capture_on_commit_callbacks: Any,
) -> None:
    event, member = an_event(), a_member()
    message = sent(event, member, file=a_recording())
    Message.objects.all().delete()
    Upload.objects.update(at=timezone.now() - timedelta(hours=2))
    with django_capture_on_commit_callbacks(execute=True):
        kept = sent(event, member, file=a_recording())
    assert Upload.objects.get(uid=message.media).state == Upload.State.REMOVED
    assert Upload.objects.get(uid=kept.media).state == Upload.State.KEPT
    assert len(files()) == 1


# Who decides


ROLES_THAT_MODERATE = {Role.PROGRAMME_HOST, Role.EDITOR}
ACTS = {
    "show": (lambda m, by: show_message(m, by=by), {State.WAITING, State.REFUSED}, State.SHOWN),
    "refuse": (
        lambda m, by: refuse_message(m, by=by, why="off the subject"),
        {State.WAITING, State.SHOWN},
        State.REFUSED,
    ),
}


def in_state(state: State) -> Message:
    message = sent(an_event(), a_member())
    if state == State.WITHDRAWN:
        return withdraw_message(message, by=user_of(message.member))
    Message.objects.filter(pk=message.pk).update(state=state)
    message.refresh_from_db()
    return message


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", State)
def test_what_is_decided_in_which_state(act: str, state: State) -> None:
    do, possible, becomes = ACTS[act]
    message = in_state(state)
    if state not in possible:
        with pytest.raises(NotPossible):
            do(message, host())
        message.refresh_from_db()
        assert message.state == state
        return
    assert do(message, host()).state == becomes
    message.refresh_from_db()
    assert message.state == becomes
    assert message.decided_by is not None
    assert decided(message)[-1] == f"{act}_message"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", [None, *Role])
def test_who_decides(act: str, role: Role | None) -> None:
    do, _possible, becomes = ACTS[act]
    message = in_state(State.WAITING)
    by = UserFactory(roles=[role] if role else [])
    if role in ROLES_THAT_MODERATE:
        assert do(message, by).state == becomes
        return
    with pytest.raises(NotAllowed):
        do(message, by)


def test_the_member_does_not_show_their_own() -> None:
    message = in_state(State.WAITING)
    with pytest.raises(NotAllowed):
        show_message(message, by=user_of(message.member))


def test_a_refusal_has_a_reason_and_the_desk_keeps_it() -> None:
    message = in_state(State.WAITING)
    with pytest.raises(NotPossible, match="Say why"):
        refuse_message(message, by=host(), why=" ")
    refuse_message(message, by=host(), why="it names a suspect")
    assert Decision.objects.get(verb="refuse_message").why == "it names a suspect"


def test_without_a_consent_in_force_nothing_is_shown() -> None:
    message = in_state(State.WAITING)
    withdraw_consent(Consent.objects.get(), by=adjudicator())
    with pytest.raises(NotPossible, match="agreed"):
        show_message(message, by=host())


# Transcripts and translations


def test_a_recording_gets_a_transcript_and_a_translation() -> None:
    message = sent(an_event(), a_member(), text="", file=a_recording())
    set_transcript(message, "Seguimos aquí.", by=host())
    set_translation(message, "en", "We are still here.", by=host())
    set_translation(message, "en", "We are still here, all of us.", by=host())
    message.refresh_from_db()
    assert message.text == "Seguimos aquí."
    assert [one.text for one in message.translations.all()] == ["We are still here, all of us."]
    set_translation(message, "en", " ", by=host())
    assert not message.translations.exists()


def test_what_a_member_wrote_nobody_writes_anew() -> None:
    message = in_state(State.WAITING)
    with pytest.raises(NotPossible, match="stays"):
        set_transcript(message, "Something else.", by=host())
    with pytest.raises(NotPossible, match="in this language"):
        set_translation(message, "es", "Algo.", by=host())


def test_no_decision_holds_what_was_said() -> None:
    message = sent(an_event(), a_member(), text="MARKER-text", link="https://example.org/MARKER")
    set_translation(message, "en", "MARKER-translated", by=host())
    show_message(message, by=host())
    withdraw_message(message, by=user_of(message.member))
    for row in Decision.objects.values("before", "after", "why"):
        assert "MARKER" not in str(row)


# Taking back


@pytest.mark.parametrize("state", sorted(set(State) - {State.WITHDRAWN}))
def test_a_member_takes_a_message_back_and_nothing_stays(
    state: State, django_capture_on_commit_callbacks: Any
) -> None:
    member = a_member()
    message = sent(an_event(), member, text="MARKER", file=a_recording())
    set_translation(message, "en", "MARKER", by=host())
    Message.objects.filter(pk=message.pk).update(state=state)
    message.refresh_from_db()
    media = message.media
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_message(message, by=user_of(member))
    message.refresh_from_db()
    assert message.state == State.WITHDRAWN
    assert (message.text, message.link, message.media, message.named) == ("", "", "", False)
    assert not message.translations.exists()
    assert Upload.objects.get(uid=media).state == Upload.State.REMOVED
    assert files() == []
    assert not in_force(common.subject_of(message), common.SHOWING).exists()
    with pytest.raises(NotPossible, match="withdrawn"):
        withdraw_message(message, by=user_of(member))
    with pytest.raises(NotPossible, match="withdrawn"):
        set_translation(message, "en", "x", by=host())


@pytest.mark.parametrize("role", [None, *Role])
def test_who_else_removes_a_message(role: Role | None) -> None:
    message = in_state(State.WAITING)
    by = UserFactory(roles=[role] if role else [])
    if role in ROLES_THAT_MODERATE | {Role.ADMINISTRATOR}:
        with pytest.raises(NotPossible, match="Say why"):
            withdraw_message(message, by=by)
        assert withdraw_message(message, by=by, why="asked for").state == State.WITHDRAWN
        return
    with pytest.raises(NotAllowed):
        withdraw_message(message, by=by, why="asked for")


def test_another_member_takes_nothing_back() -> None:
    message = in_state(State.WAITING)
    with pytest.raises(NotAllowed):
        withdraw_message(message, by=user_of(a_member()), why="asked for")


@pytest.mark.parametrize("by_manager", [False, True])
def test_of_a_member_who_leaves_no_message_stays(
    by_manager: bool, django_capture_on_commit_callbacks: Any
) -> None:
    member, event = a_member(), an_event()
    other = shown(event, a_member("Somebody Else"))
    message = shown(event, member, text="MARKER", file=a_recording())
    by = UserFactory(roles=[Role.ADMINISTRATOR]) if by_manager else user_of(member)
    with django_capture_on_commit_callbacks(execute=True):
        leave(member, by=by, why="asked for" if by_manager else "")
    message.refresh_from_db()
    assert (message.state, message.text, message.media) == (State.WITHDRAWN, "", "")
    assert files() == []
    other.refresh_from_db()
    assert other.state == State.SHOWN


def test_who_sent_a_message_does_not_show_it() -> None:
    member = a_member()
    RoleGrant.objects.create(user=member.user, role=Role.PROGRAMME_HOST)
    message = sent(an_event(), member)
    with pytest.raises(NeedsSecondPerson):
        show_message(message, by=user_of(member))
    assert show_message(message, by=host()).state == State.SHOWN


def test_a_message_says_no_name_that_the_record_does_not_show_but_the_members_own() -> None:
    of = VictimFactory(name="Berta Lozano Ibarra", outcome="injured")
    event, member, by = an_event(), a_member(of.name), host()
    other = sent(event, a_member("Somebody Else"), text=f"For {of.name}.")
    with pytest.raises(NotPossible, match="does not show"):
        show_message(other, by=by)
    own = show_message(sent(event, member, text=f"I, {of.name}."), by=by, name_is_meant=True)
    with pytest.raises(NotPossible, match="does not show"):
        set_translation(shown(event, a_member("Eva Muestra")), "en", f"For {of.name}.", by=by)
    assert set_translation(own, "en", f"It is me, {of.name}.", by=by).state == State.SHOWN
