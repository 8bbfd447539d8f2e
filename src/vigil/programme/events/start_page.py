"""What somebody who signs in finds of the programme: rooms, and what waits there."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.programme.day.queries import events_of_today
from vigil.programme.models import Correction, Message, Registration
from vigil.trust.models import User
from vigil.trust.rooms.waiting import OwnRoom, counted


def own_rooms(user: User) -> Iterator[OwnRoom]:
    """Return the programme for hosts, and the messages for moderators."""
    if user.has_perm("programme.manage"):
        for event, sessions in events_of_today(timezone.now()):
            day = reverse("desk_programme:day", args=[event.pk])
            label = _("Today: %(event)s") % {"event": event.title}
            yield OwnRoom(label, day, counted((_("Sessions today"), sessions, day)))
        at = reverse("desk_programme:events")
        n = Registration.objects.filter(state=Registration.State.WAITING).count()
        corrections = Correction.objects.filter(state=Correction.State.WAITING)
        oldest = corrections.select_related("contribution").first()
        there = (
            reverse("desk_programme:agreements", args=[oldest.contribution.session_id])
            if oldest
            else at
        )
        waiting = counted(
            (_("Registrations to approve"), n, at),
            (_("Corrections to answer"), corrections.count() if oldest else 0, there),
        )
        yield OwnRoom(_("Programme"), at, waiting)
    if user.has_perm("programme.moderate"):
        at = reverse("desk_programme:messages")
        n = Message.objects.filter(state=Message.State.WAITING).count()
        yield OwnRoom(_("Messages"), at, counted((_("Messages to be read"), n, at)))
