"""What this room shows a person who signs in."""

from collections import Counter
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from vigil.trust.models import User
from vigil.trust.rooms.waiting import OwnRoom, counted
from vigil.witness.models import Life, Name, ReaderNote, Standing, Testimony
from vigil.witness.offers.verbs import offers_for
from vigil.witness.readers.kinds import BY_PURPOSE
from vigil.witness.stories.queries.desk import overdue_requests
from vigil.witness.testimony.queries import in_reach


def own_rooms(user: User) -> Iterator[OwnRoom]:
    """Return the parts of this room that are open to a user, with what waits there."""
    if user.has_perm("witness.see_stories"):
        at = reverse("desk_stories:stories")
        offered = (_("Accounts to ask for"), offers_for(user).count(), at)
        late = (_("Requests about stories that are overdue"), overdue_requests(), at)
        yield OwnRoom(_("Stories"), at, counted(offered, late, *_corrections(user)))
        yield OwnRoom(_("Campaigns"), reverse("desk_campaigns:campaigns"))
    if user.has_perm("witness.keep_remembrance"):
        at = reverse("desk_names:names")
        n = Name.objects.filter(standing=Standing.WAITING).count()
        names = (_("Names that wait for an editor"), n, at)
        yield OwnRoom(_("Remembrance"), at, counted(names, *_lives(user)))
    if user.has_perm("witness.see_testimony"):
        at = reverse("desk_testimony:list")
        n = in_reach(user).filter(state=Testimony.State.WAITING).count()
        yield OwnRoom(_("Testimony"), at, counted((_("Testimony to be read"), n, at)))


def _corrections(user: User) -> Iterator[tuple[str, int, str]]:
    """Yield each draft with corrections that nobody has answered, as far as the user edits it."""
    notes = ReaderNote.objects.filter(state=ReaderNote.State.OPEN).order_by("pk")
    waiting = Counter(notes.values_list("link__purpose", "link__subject_key"))
    for (purpose, key), n in waiting.items():
        kind = BY_PURPOSE[purpose]
        row = kind.of_key(key)
        if row is not None and user.has_perm(kind.permission, row):
            at = reverse("desk_readers:readers", args=[kind.slug, kind.handle(row)])
            yield (_("Corrections to read: %(title)s") % {"title": kind.title(row)}, n, at)


def _lives(user: User) -> Iterator[tuple[str, int, str]]:
    """Yield each text on a life that somebody else wrote, and that waits for a second person."""
    waiting = Life.objects.filter(state=Life.State.WAITING).exclude(written_by=user)
    names = {name.uid: name for name in Name.objects.filter(uid__in=waiting.values("person"))}
    for life in waiting.order_by("pk"):
        if life.person in names:
            name = names[life.person]
            at = reverse("desk_names:life", args=[name.handle])
            yield (_("Text on a life to approve: %(name)s") % {"name": name.name}, 1, at)
