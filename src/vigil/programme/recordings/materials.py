"""Documents of sessions, as a reader may see them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.models import Material, Recording, Registration, Session
from vigil.programme.recordings.visibility import is_registered_for
from vigil.publication.record.labels import language_name
from vigil.trust.models import Upload


@dataclass(frozen=True)
class MaterialDisplay:
    """A document as its reader may see it; where they may not, only that it exists."""

    material: Material
    opens: bool
    upload: Upload

    @property
    def language_name(self) -> str:
        """How its language is called in the language of the page."""
        return language_name(self.material.language)

    @property
    def address(self) -> str:
        """The address of the file."""
        session = self.material.session
        names = [session.event.slug, session.slug, self.material.uid]
        return reverse("programme:material", args=names)


def is_open(material: Material, registration: Registration | None) -> bool:
    """Return whether a reader with this registration (None: without one) may have a document."""
    session = material.session
    if material.state != Recording.State.POSTED:
        return False
    if session.state not in PUBLIC or session.event.state not in PUBLIC:
        return False
    if material.access == Recording.Access.ALL:
        return True
    return is_registered_for(session.pk, registration)


def displayed_materials(
    sessions: Iterable[Session], readers: dict[int, Registration | None]
) -> dict[int, list[MaterialDisplay]]:
    """Return the posted documents of public sessions, by the session's key.

    `readers`: with which registration somebody reads each session. Two questions for all.
    """
    found: dict[int, list[MaterialDisplay]] = {}
    rows = list(
        Material.objects.filter(
            session__in=list(sessions),
            state=Recording.State.POSTED,
            session__state__in=PUBLIC,
            session__event__state__in=PUBLIC,
        ).select_related("session__event")
    )
    uids = [row.file for row in rows]
    kept = Upload.objects.filter(uid__in=uids, state=Upload.State.KEPT) if uids else []
    files = {one.uid: one for one in kept}
    for row in rows:
        if row.file in files:
            opens = is_open(row, readers.get(row.session_id))
            shown = MaterialDisplay(row, opens, files[row.file])
            found.setdefault(row.session_id, []).append(shown)
    return found
