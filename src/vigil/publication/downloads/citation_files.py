"""Write a citation for programs that manage references: BibTeX, RIS and CSL-JSON.

Cases and figures are cited alike, in their present state. Their author is the organisation that
runs the installation.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from vigil.language.punctuation import without_marks
from vigil.publication.api.responses import conditional_answer, etag_of_content
from vigil.trust.organisation.queries import organisation

CITATION_FORMATS: Final = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json",
}
"""Media types of citations, by the ending of their address."""


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A case or a figure as programs cite it.

    `number` names the work and `digest` its state; `key` names both, for lists of references.
    `changed` is the day of the state, `day` that of the citation, `url` the address of the state.
    """

    key: str
    number: str
    title: str
    note: str
    digest: str
    url: str
    changed: date
    day: date


def citation_file(work: CitedWork, form: str, name: str, request: HttpRequest) -> HttpResponseBase:
    """Return a citation as a file with this name, or 304 where the reader has it."""
    content = write_citation(work, form)
    response = HttpResponse(content, content_type=CITATION_FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return conditional_answer(request, etag_of_content(response.content), lambda: response)


def write_citation(work: CitedWork, form: str) -> str:
    """Write a citation in one of `CITATION_FORMATS`. Raises KeyError for another."""
    return {"bib": _bibtex, "ris": _ris, "json": _csl}[form](work)


def _bibtex(work: CitedWork) -> str:
    fields = {
        "author": "{" + _tex(_publisher()) + "}",
        "title": "{" + _tex(_title(work)) + "}",
        "year": str(work.changed.year),
        "note": _tex(work.note),
        "url": work.url,
        "urldate": work.day.isoformat(),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{work.key},", *lines, "}", ""])


_TEX: Final = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in text)


def _ris(work: CitedWork) -> str:
    lines = [
        ("TY", "DATA"),
        ("AU", _publisher()),
        ("TI", _title(work)),
        ("PY", str(work.changed.year)),
        ("DA", work.changed.strftime("%Y/%m/%d")),
        ("AN", work.number),
        ("ET", work.digest),
        ("N1", work.note),
        ("UR", work.url),
        ("Y2", work.day.strftime("%Y/%m/%d")),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


def _csl(work: CitedWork) -> str:
    entry: dict[str, Any] = {
        "id": work.key,
        "type": "dataset",
        "title": _title(work),
        "author": [{"literal": _publisher()}],
        "publisher": _publisher(),
        "number": work.number,
        "version": work.digest,
        "issued": _parts(work.changed),
        "accessed": _parts(work.day),
        "URL": work.url,
        "note": work.note,
    }
    return msgspec.json.encode([entry]).decode()


def _parts(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _publisher() -> str:
    return " ".join(organisation().name.split())


def _title(work: CitedWork) -> str:
    """Return the title on one line: a name cannot begin a field of its own."""
    return " ".join(without_marks(work.title).split())
