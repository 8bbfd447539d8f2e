"""Sources from rooms below: the case file, releases, pages of the site, literature."""

import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.casefile.cases.queries import case_or_successor
from vigil.casefile.models import Case, Release
from vigil.language.punctuation import one_by_one
from vigil.outlook.sources.kinds import CitedCell, CitedFigure, CitedNumber, CitedSource, SourceKind
from vigil.outlook.sources.visibility import Lean
from vigil.publication.figures.page import make_figures_page
from vigil.publication.figures.tables import Figure, percent
from vigil.publication.models import PublicCase
from vigil.publication.pages.citable import citable_page_at
from vigil.publication.record.columns import Columns, current
from vigil.publication.record.entries import address_of
from vigil.publication.search.facets import facets
from vigil.publication.search.links import Links, with_query
from vigil.publication.search.selection import Selection
from vigil.trust.access.errors import NotPossible

CASE, PATH = "case:", "path:"
"""The prefixes of cases and pages, among the things that a paragraph depends on."""
_DOI: Final = re.compile(r"10\.\d{4,9}/\S+")
LITERATURE: Final = ("author", "year", "title", "url")
MOST_NUMBERS: Final = 20
LATER: Final = tuple(
    f"{name}-not-reported{share}"
    for name in (
        *("motive", "gender", "age-group", "impunity", "why-targeted", "place-type"),
        *("years-to-check", "years-to-judgement"),
    )
    for share in ("", "-share")
)
"""Numbers that earlier reports did not read, when cases could not be filtered by these."""
_NUMBER_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,23}")


# Cases by a filter


def _check_cases(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    query = ref.partition("?")[2] if ref.startswith(("/", "http")) else ref
    selection = Selection.from_query(QueryDict(query.partition("#")[0]), current())
    if selection.errors:
        said = _("This part of the filter is not understood: %(parts)s.")
        raise NotPossible(said % {"parts": one_by_one(selection.left_out)})
    return selection.query(), {}


def _cases(ref: str, about: Mapping[str, Any]) -> CitedSource | None:
    """Return the cases that a filter selects in the present record; None if it is not valid.

    A filter of which only a part is valid would count too many cases.
    """
    columns = current()
    selection = Selection.from_query(QueryDict(ref), columns)
    if selection.errors:
        return None
    links = Links.of(selection)
    page = make_figures_page(selection, columns)
    counted = {"cases": page.chosen.cases, "killed": page.chosen.killed}
    labels = {"cases": _("cases"), "killed": _("people killed")}
    numbers = {
        name: CitedNumber(cell.shown, float(cell.shown), links.list(), labels[name])
        for name, cell in counted.items()
    }
    numbers |= _not_reported(selection, columns, links)
    return CitedSource(
        label=_("Cases: %(filter)s")
        % {"filter": one_by_one(selection.phrases()) or _("all of this record")},
        url=links.figures_of(),
        numbers=numbers,
        figures={one.key: partial(_drawn, one, links) for one in page.figures},
        n=int(page.chosen.cases.shown),
        method=" ".join([_("Counted in the public record."), *page.coverage_sentences]),
        later=LATER,
        drawn=_counted_in(page.figures),
    )


def _counted_in(figures: Iterable[Figure]) -> list[list[str]]:
    """Return every number in figures with the filter of what it counts, without words.

    Cells without a link are left out: they count nothing, and each new month adds some.
    """
    return [
        [figure.key, cell.url.partition("?")[2], cell.value or cell.shown]
        for figure in figures
        for row in figure.rows
        for cell in row.cells
        if cell.url
    ]


def _not_reported(
    selection: Selection, columns: Columns, links: Links
) -> Mapping[str, CitedNumber]:
    """Return in how many of the cases each field is not reported, and their share."""
    found: dict[str, CitedNumber] = {}
    for facet in facets(columns, selection.chosen(columns)):
        if not facet.denominator:
            continue
        name = facet.field.replace("_", "-")
        url = links.figures_of()
        share = facet.not_reported / facet.denominator
        found[f"{name}-not-reported"] = CitedNumber(
            str(facet.not_reported), float(facet.not_reported), url, _("not reported")
        )
        found[f"{name}-not-reported-share"] = CitedNumber(
            percent(share), share, url, _("not reported")
        )
    return found


def _drawn(figure: Figure, links: Links) -> CitedFigure:
    rows = [(row.label, [_cell(cell) for cell in row.cells]) for row in figure.rows]
    if figure.foot is not None:
        rows.append((figure.foot.label, [_cell(cell) for cell in figure.foot.cells]))
    notes = [_("Filter: %(filter)s.") % {"filter": figure.filter}, figure.denominator]
    return CitedFigure(
        title=str(figure.title),
        alt=in_words(figure.title, figure.heads, rows),
        heads=list(figure.heads),
        rows=rows,
        chart=figure.chart,
        notes=[*notes, *map(str, figure.notes)],
        url=links.figure(figure.key),
        method=_("Counted in the public record."),
    )


def _cell(cell: Any) -> CitedCell:
    return CitedCell(cell.shown, cell.url, cell.value)


def in_words(title: object, heads: Iterable[str], rows: Iterable[tuple[str, Any]]) -> str:
    """Return a figure in words: its title, and the first number of each row."""
    first = next(iter(heads), "")
    said = [f"{label}: {cells[0].shown}" for label, cells in rows if cells and cells[0].shown]
    told = f"{first}: " if first else ""
    return _("%(title)s. %(told)s%(rows)s.") % {
        "title": title,
        "told": told,
        "rows": "; ".join(said) or _("nothing can be counted here"),
    }


# A release


def _check_release(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    if not ref.isdecimal() or not Release.objects.filter(number=int(ref)).exists():
        raise NotPossible(_("There is no such release."))
    return str(int(ref)), {}


def _release(ref: str, about: Mapping[str, Any]) -> CitedSource | None:
    row = Release.objects.filter(number=int(ref)).first()
    if row is None:
        return None
    labels = {
        "cases": _("cases"),
        "people_killed": _("people killed"),
        "headline_cases": _("cases in the headline count"),
        "headline_people_killed": _("people killed in the headline count"),
    }
    counts = row.manifest["counts"]
    url = reverse("data")
    return CitedSource(
        label=_("Release %(number)s of %(day)s")
        % {"number": row.number, "day": date_format(row.frozen_at, "DATE_FORMAT")},
        url=url,
        numbers={
            name.replace("_", "-"): CitedNumber(str(counts[name]), float(counts[name]), url, label)
            for name, label in labels.items()
            if name in counts
        },
        n=counts.get("cases"),
        method=_("Frozen, with SHA-256 of its manifest %(digest)s.")
        % {"digest": row.manifest["sha256"]},
        digest=row.manifest["sha256"],
    )


# One case


def _check_case(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    if _row_of(ref) is None:
        raise NotPossible(_("There is no such public case."))
    return ref, {}


def _row_of(public_id: str) -> PublicCase | None:
    current()  # updates the rows: names whose consent has ended leave them
    try:
        case, _moved = case_or_successor(public_id)
    except Case.DoesNotExist:
        return None
    return PublicCase.objects.filter(case=case).first()


def _case(ref: str, about: Mapping[str, Any]) -> CitedSource | None:
    """Return a case with its id but not its title, which may be a name; its page shows it."""
    row = _row_of(ref)
    if row is None:
        return None
    return CitedSource(
        label=_("Case %(id)s, state %(digest)s") % {"id": row.public_id, "digest": row.digest},
        url=with_query(address_of(row.public_id), urlencode({"state": row.digest})),
        leans=[f"{CASE}{ref}"],
        digest=row.digest,
    )


def _cases_that_stand(leans: Iterable[str]) -> Iterable[str]:
    """Return those that the public can still see, perhaps merged into another case."""
    return [one for one in leans if _row_of(one.removeprefix(CASE)) is not None]


# Pages of this site


def _check_path(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    path = urlsplit(ref).path
    if citable_page_at(path) is None:
        raise NotPossible(_("Nothing that may be cited stands at this address."))
    return path, {}


def _paths_that_stand(leans: Iterable[str]) -> Iterable[str]:
    return [one for one in leans if citable_page_at(one.removeprefix(PATH)) is not None]


def _at_a_path(ref: str, about: Mapping[str, Any]) -> CitedSource | None:
    found = citable_page_at(ref)
    if found is None:
        return None
    return CitedSource(label=found.label, url=ref, leans=[f"{PATH}{ref}"], digest=found.digest)


# Literature


def _check_literature(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    if about.get("item"):
        return _of_library(ref, about)
    said = {name: str(about.get(name, "")).strip() for name in LITERATURE}
    if not said["author"] or not said["title"]:
        raise NotPossible(_("Literature needs an author and a title."))
    doi = _DOI.search(ref)
    if doi is not None:
        said["url"] = f"https://doi.org/{doi[0]}"
    elif ref.startswith("https://"):
        said["url"] = ref
    if said["url"] and urlsplit(said["url"]).scheme != "https":
        raise NotPossible(_("The address of literature is a DOI, or begins with https://."))
    return said["url"] or said["title"], {**said, "numbers": _stated(about.get("numbers", {}))}


def _of_library(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return a work of the report's library as it was described there, to store."""
    names = (*LITERATURE, "item", "people", "text", "short", "note", "before", "pages")
    said = {name: str(about.get(name, "")).strip() for name in names}
    return said["url"] or said["title"], {**said, "numbers": _stated(about.get("numbers", {}))}


def _stated(numbers: Any) -> dict[str, str]:
    """Return the numbers that a work states, by name. Raises NotPossible."""
    if isinstance(numbers, str):
        pairs = [line.partition("=") for line in numbers.splitlines() if line.strip()]
        numbers = {name.strip(): value.strip() for name, _sign, value in pairs}
    if len(numbers) > MOST_NUMBERS:
        raise NotPossible(_("At most %(n)d numbers of one work.") % {"n": MOST_NUMBERS})
    for name, value in numbers.items():
        if not _NUMBER_NAME.fullmatch(name) or not value:
            said = _("Write each number as name = number, the name in small Latin letters.")
            raise NotPossible(said)
    return dict(numbers)


def _literature(ref: str, about: Mapping[str, Any]) -> CitedSource | None:
    url = str(about.get("url", ""))
    label = str(about.get("note", "")) or " ".join(
        part
        for part in (
            f"{about.get('author', '')}",
            f"({about['year']})." if about.get("year") else "–",
            f"{about.get('title', '')}.",
        )
        if part
    )
    stated = about.get("numbers", {})
    said = _("as stated there")
    numbers = {name: CitedNumber(value, None, url, said) for name, value in stated.items()}
    return CitedSource(label=label, url=url, numbers=numbers)


SOURCES: Final = (
    SourceKind(
        "cases",
        gettext_lazy("cases by a filter, as of a day"),
        _cases,
        check=_check_cases,
    ),
    SourceKind(
        "release",
        gettext_lazy("a release of the record"),
        _release,
        check=_check_release,
    ),
    SourceKind(
        "case",
        gettext_lazy("one case"),
        _case,
        check=_check_case,
    ),
    *(
        SourceKind(code, label, _at_a_path, check=_check_path)
        for code, label in (
            ("session", gettext_lazy("an event or a session")),
            ("story", gettext_lazy("a story or a campaign")),
            ("account", gettext_lazy("an account of a grantee")),
        )
    ),
    SourceKind("literature", gettext_lazy("literature"), _literature, check=_check_literature),
)
"""Kinds of sources that paragraphs can cite."""
LEANS: Final = (
    Lean(CASE, _cases_that_stand),
    Lean(PATH, _paths_that_stand),
)
