"""Pages about the data: what can be taken away, in which forms, under which terms."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vigil.casefile.models import Release
from vigil.publication.downloads.cite_and_download import shared_view_of
from vigil.publication.downloads.provenance import state_of
from vigil.publication.downloads.sheet_columns import COLUMNS, PEOPLE
from vigil.publication.record.columns import current
from vigil.publication.search.selection import Selection
from vigil.reading import codebook

RELEASES_SHOWN = 50


@cache_control(no_cache=True)
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Say what can be downloaded, what the API is, and which releases there are."""
    columns = current()
    selection = Selection.from_query(request.GET, columns)
    context = {
        "selection": selection,
        "phrases": selection.phrases(),
        "taking": shared_view_of(request, selection, columns),
        "count": int(selection.mask(columns).sum()),
        "state": state_of(columns),
        "codebook": codebook.current().version,
        "licence": settings.VIGIL_DATA_LICENCE,
        "releases": [_release(row) for row in Release.objects.all()[:RELEASES_SHOWN]],
        "columns": COLUMNS,
        "people": PEOPLE,
    }
    return render(request, "publication/downloads/data.html", context)


def _release(row: Release) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.get_kind_display(),
        "day": row.frozen_at,
        "codebook": row.codebook_version,
        "cases": (row.manifest.get("counts") or {}).get("cases"),
        "sha256": row.manifest.get("sha256", ""),
    }


EXAMPLE = "?country=MEX&year_from=2015&limit=10"


@cache_control(no_cache=True)
@require_safe
def api_guide(request: HttpRequest) -> HttpResponse:
    """Explain the API in words, made from its OpenAPI document."""
    from vigil.publication.api.openapi import document

    whole = document()
    operations = [
        {
            "path": path,
            **told["get"],
            "answers": _answers(told["get"]),
            "paragraphs": _paragraphs(told["get"].get("description", "")),
        }
        for path, told in whole["paths"].items()
    ]
    shapes = [
        {"name": name, "told": shape.get("description", ""), "fields": _fields(shape)}
        for name, shape in sorted(whole["components"]["schemas"].items())
        if not name.startswith("Asked")
    ]
    context = {
        "info": whole["info"],
        "example": request.build_absolute_uri(reverse("api:cases")) + EXAMPLE,
        "operations": operations,
        "shapes": shapes,
    }
    return render(request, "publication/api/guide.html", context)


def _paragraphs(text: str) -> list[SafeString]:
    """Set a description in paragraphs, what stands in backticks as code."""
    return [
        format_html_join(
            "",
            "{}",
            (
                (format_html("<code>{}</code>", piece) if n % 2 else piece,)
                for n, piece in enumerate(" ".join(part.split()).split("`"))
            ),
        )
        for part in text.split("\n\n")
    ]


def _answers(operation: dict[str, Any]) -> list[tuple[str, str]]:
    answers = []
    for status, told in sorted(operation["responses"].items(), key=lambda pair: str(pair[0])):
        content: dict[str, Any] = told.get("content") or {}
        schema: dict[str, Any] = next((c.get("schema", {}) for c in content.values()), {})
        answers.append((str(status), schema.get("$ref", "").rpartition("/")[2]))
    return answers


def _fields(shape: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"name": name, "type": _type(told), "told": told.get("description", "")}
        for name, told in shape.get("properties", {}).items()
    ]


def _type(told: dict[str, Any]) -> str:
    if "$ref" in told:
        return str(told["$ref"].rpartition("/")[2])
    if "anyOf" in told:
        return " | ".join(_type(part) for part in told["anyOf"])
    if told.get("type") == "array":
        return f"[{_type(told.get('items', {}))}]"
    return str(told.get("type", "any"))
