"""Fill the messages that members send to events: shown ones, and one that waits to be read."""

from collections.abc import Mapping, Sequence
from typing import Any

from vigil.network.models import Member
from vigil.programme.messages.verbs.moderating import set_translation, show_message
from vigil.programme.messages.verbs.sending import send_message
from vigil.programme.models import Event
from vigil.site.demonstration.rooms.members import account_of
from vigil.site.demonstration.rooms.world import DemoWorld


def send_messages(
    world: DemoWorld,
    events: Mapping[str, Event],
    members: Mapping[str, Member],
    told: Sequence[Mapping[str, Any]],
) -> None:
    """Let members send messages; the host translates them, and shows those that are to be seen."""
    for one in told:
        message = send_message(
            events[one["to"]],
            language=one["language"],
            text=one["text"],
            link=one.get("link", ""),
            named=one["named"],
            agreed=True,
            by=account_of(members[one["by"]]),
        )
        for language, text in one.get("translations", {}).items():
            set_translation(message, language, text, by=world.by("host"))
        if one.get("shown"):
            show_message(message, by=world.by("host"))
