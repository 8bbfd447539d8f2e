"""Members and their messages, for tests: made by the verbs that people use."""

import io
from typing import Any

import av
import numpy as np

from factories import UserFactory
from programme.factories import EventFactory
from vigil.network.models import Listing, Member, Status
from vigil.network.profiles.fields import Audience
from vigil.network.visibility.verbs import set_audiences
from vigil.programme.messages.verbs.moderating import show_message
from vigil.programme.messages.verbs.sending import send_message
from vigil.programme.models import Event, Message
from vigil.trust.models import Role, User

CASILDA = "Casilda Ríos Vda. de Quintero"


def a_member(name: str = CASILDA, **values: Any) -> Member:
    """Make a member who takes part and signs in; their name is shown to nobody."""
    user = UserFactory(display_name="")
    values = {"status": Status.ACTIVE, "languages": ["es"], **values}
    return Member.objects.create(name=name, user=user, **values)


def named_member(name: str = CASILDA, **values: Any) -> Member:
    """Make a member who lets everybody see their name."""
    member = a_member(name, listing=Listing.NAME, **values)
    set_audiences(member, {"name": Audience.PUBLIC}, by=user_of(member))
    member.refresh_from_db()
    return member


def user_of(member: Member) -> User:
    """Return who signs in as a member."""
    assert member.user is not None
    return member.user


def host() -> User:
    """Make somebody who runs the programme."""
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def an_event(**values: Any) -> Event:
    """Make a published event that takes messages."""
    return EventFactory(takes_messages=True, **values)


def sent(event: Event, member: Member, **values: Any) -> Message:
    """Send a message."""
    values = {"language": "es", "text": "Seguimos aquí.", "agreed": True, **values}
    return send_message(event, by=user_of(member), **values)


def shown(event: Event, member: Member, **values: Any) -> Message:
    """Send a message and show it."""
    return show_message(sent(event, member, **values), by=host(), name_is_meant=True)


def a_recording(seconds: float = 0.4, *, title: str = "", video: bool = False) -> bytes:
    """Make a recording (WAV, or WebM) of a tone; `title` is what its metadata say."""
    content = io.BytesIO()
    form, codec = ("webm", "libopus") if video else ("wav", "pcm_s16le")
    with av.open(content, "w", format=form) as container:
        if title:
            container.metadata["title"] = title
        picture = container.add_stream("libvpx", rate=5) if video else None
        stream = container.add_stream(codec, rate=48_000, layout="mono")
        if picture is not None:
            picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
            for _ in range(int(seconds * 5) + 1):
                frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), "rgb24")
                container.mux(picture.encode(frame))
            container.mux(picture.encode())
        samples = int(48_000 * seconds)
        tone = (np.sin(np.arange(samples) / 20) * 8000).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        frame.sample_rate = 48_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return content.getvalue()
