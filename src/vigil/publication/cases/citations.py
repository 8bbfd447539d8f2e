"""Cite a case in the state in which it was shown, and say whether it has changed since.

The title of a citation names everybody who may be named, and nobody else. How a list
is cited is in `downloads.cite_and_download`, how a citation is written for programs in
`downloads.citation_files`.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vigil.language.punctuation import in_a_row
from vigil.publication.cases.summary import full_title_of, place_of
from vigil.publication.downloads.citation_files import CitedWork
from vigil.publication.models import PublicCase, PublicVersion
from vigil.publication.record.entries import address_of
from vigil.publication.record.labels import date_text
from vigil.trust.organisation.queries import organisation

_DIGEST: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Citation:
    """A case as it is cited. `changed` is the day of its state, `day` the day of the citation."""

    public_id: str
    title: str
    url: str
    digest: str
    changed: date
    day: date

    @property
    def state_url(self) -> str:
        """The permanent address. Its page says whether the case has changed since this state."""
        return f"{self.url}?state={self.digest}"

    @property
    def text(self) -> str:
        """The citation in words."""
        return _(
            "%(publisher)s: “%(title)s”. Case %(id)s, state %(digest)s of %(changed)s, "
            "seen %(day)s. %(url)s"
        ) % {
            "publisher": organisation().name,
            "title": self.title,
            "id": self.public_id,
            "digest": self.digest,
            "changed": date_format(self.changed, "DATE_FORMAT"),
            "day": date_format(self.day, "DATE_FORMAT"),
            "url": self.state_url,
        }

    @property
    def work(self) -> CitedWork:
        """The citation for programs that manage references."""
        return CitedWork(
            key=f"vigil-{self.public_id}",
            number=self.public_id,
            title=self.title,
            note=f"Case {self.public_id}, state {self.digest} of {self.changed.isoformat()}",
            digest=self.digest,
            url=self.state_url,
            changed=self.changed,
            day=self.day,
        )


def citation_of(row: PublicCase, site: str) -> Citation:
    """Return the citation of a case in its present state."""
    parts = (full_title_of(row.people), place_of(row), date_text(row.date))
    return Citation(
        public_id=row.public_id,
        title=_one_line(in_a_row(parts)),
        url=site + address_of(row.public_id),
        digest=row.digest,
        changed=timezone.localdate(row.changed_at),
        day=timezone.localdate(),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


# Whether what was cited still stands


@dataclass(frozen=True, slots=True)
class CitedState:
    """Whether a cited state is still current. Its former content is not stored."""

    digest: str
    known: bool = False
    current: bool = False
    changed: str = ""
    """The day on which the case first changed after this state; empty if it did not."""


def state_cited(row: PublicCase, digest: str, formerly: str = "") -> CitedState | None:
    """Say whether a case has changed since the state with this digest; None without a digest.

    `formerly` is the id under which the case was cited, if it was merged since.
    """
    if not digest:
        return None
    if not _DIGEST.fullmatch(digest):
        return CitedState("")
    if digest == row.digest:
        return CitedState(digest, known=True, current=True)
    ids = [row.public_id, *([formerly] if formerly else [])]
    seen = PublicVersion.objects.filter(public_id__in=ids, digest=digest).last()
    if seen is None:
        return CitedState(digest)
    later = PublicVersion.objects.filter(public_id__in=ids, since__gte=seen.since)
    after = later.exclude(pk=seen.pk).exclude(since=seen.since, pk__lt=seen.pk).first()
    changed = after.since if after else row.changed_at
    return CitedState(digest, known=True, changed=date_format(changed, "DATE_FORMAT"))
