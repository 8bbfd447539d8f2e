"""Cite a case in the state in which it was shown, and say whether it has changed since.

The title of a citation is the title of lists, so it names nobody who may not be named. How a list
or a figure is cited is in `downloads.cite_and_download`.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vigil.language.punctuation import in_a_row, without_marks
from vigil.publication.cases.summary import case_summary_of
from vigil.publication.models import PublicCase, PublicVersion
from vigil.publication.record.entries import address_of

PUBLISHER: Final = "Vigil"
CITATION_FORMATS: Final = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json",
}
"""Media types of citations, by the ending of their address."""
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
            "publisher": PUBLISHER,
            "title": self.title,
            "id": self.public_id,
            "digest": self.digest,
            "changed": date_format(self.changed, "DATE_FORMAT"),
            "day": date_format(self.day, "DATE_FORMAT"),
            "url": self.state_url,
        }

    @property
    def note(self) -> str:
        """The cited state, for programs that manage references."""
        return f"Case {self.public_id}, state {self.digest} of {self.changed.isoformat()}"


def citation_of(row: PublicCase, site: str) -> Citation:
    """Return the citation of a case in its present state."""
    line = case_summary_of(row)
    parts = (line.title, line.place, line.date)
    return Citation(
        public_id=row.public_id,
        title=_one_line(in_a_row(parts)),
        url=site + address_of(row.public_id),
        digest=row.digest,
        changed=timezone.localdate(row.changed_at),
        day=timezone.localdate(),
    )


def write_citation(citation: Citation, form: str) -> str:
    """Write a citation in one of `FORMS`. Raises KeyError for another."""
    return {"bib": _bibtex, "ris": _ris, "json": _csl}[form](citation)


def _bibtex(cited: Citation) -> str:
    fields = {
        "author": "{" + PUBLISHER + "}",
        "title": "{" + _tex(without_marks(cited.title)) + "}",
        "year": str(cited.changed.year),
        "note": cited.note,
        "url": cited.state_url,
        "urldate": cited.day.isoformat(),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{vigil-{cited.public_id},", *lines, "}", ""])


_TEX: Final = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in text)


def _ris(cited: Citation) -> str:
    lines = [
        ("TY", "DATA"),
        ("AU", PUBLISHER),
        ("TI", without_marks(cited.title)),
        ("PY", str(cited.changed.year)),
        ("DA", cited.changed.strftime("%Y/%m/%d")),
        ("AN", cited.public_id),
        ("ET", cited.digest),
        ("N1", cited.note),
        ("UR", cited.state_url),
        ("Y2", cited.day.strftime("%Y/%m/%d")),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


def _csl(cited: Citation) -> str:
    entry: dict[str, Any] = {
        "id": f"vigil-{cited.public_id}",
        "type": "dataset",
        "title": without_marks(cited.title),
        "author": [{"literal": PUBLISHER}],
        "publisher": PUBLISHER,
        "number": cited.public_id,
        "version": cited.digest,
        "issued": _parts(cited.changed),
        "accessed": _parts(cited.day),
        "URL": cited.state_url,
        "note": cited.note,
    }
    return msgspec.json.encode([entry]).decode()


def _parts(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}


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
