"""What can be done with an event or a session in each state: publish, cancel, restore."""

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.act import Act, Data
from vigil.programme.events.forms import StateForm
from vigil.programme.events.models.event import State
from vigil.programme.events.verbs import events, sessions
from vigil.programme.models import Event, Session
from vigil.trust.models import User


def _act(verb: Callable[..., object], state: State, label: Any) -> Act[Any]:
    """Return an act that is offered while an event or a session is in one state."""

    def change(item: Event | Session, data: Data, by: User) -> None:
        verb(item, by=by, why=data["why"])

    return Act(
        form=StateForm,
        verb=change,
        label=label,
        done=_("Done."),
        offered=lambda item: item.state == state,
    )


def _acts(
    *,
    publish: Callable[..., object],
    cancel: Callable[..., object],
    unpublish: Callable[..., object],
    restore: Callable[..., object],
) -> dict[str, Act[Any]]:
    return {
        "publish": _act(publish, State.DRAFT, _("Publish")),
        "cancel": _act(cancel, State.PUBLISHED, _("Cancel it: its page stays, and says so")),
        "unpublish": _act(
            unpublish, State.PUBLISHED, _("Hide it again: the public no longer sees it")
        ),
        "restore": _act(restore, State.CANCELLED, _("Restore it: it takes place after all")),
    }


EVENT_ACTS: Final[dict[str, Act[Event]]] = _acts(
    publish=events.publish_event,
    cancel=events.cancel_event,
    unpublish=events.unpublish_event,
    restore=events.restore_event,
)
SESSION_ACTS: Final[dict[str, Act[Session]]] = _acts(
    publish=sessions.publish_session,
    cancel=sessions.cancel_session,
    unpublish=sessions.unpublish_session,
    restore=sessions.restore_session,
)
