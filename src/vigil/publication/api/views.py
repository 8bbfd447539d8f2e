"""The page that explains the API, made from its OpenAPI document."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

EXAMPLE = "?country=MEX&year_from=2015&limit=10"


@cache_control(no_cache=True)
@require_safe
def api_guide(request: HttpRequest) -> HttpResponse:
    """Explain the API in words."""
    from vigil.publication.api.openapi import document

    whole = document()
    operations = [
        {
            "path": path,
            **methods["get"],
            "answers": _answers(methods["get"]),
            "paragraphs": _paragraphs(methods["get"].get("description", "")),
        }
        for path, methods in whole["paths"].items()
    ]
    shapes = [
        {"name": name, "meaning": shape.get("description", ""), "fields": _fields(shape)}
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
    """Split a description into paragraphs, with text in backticks as code."""
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
    for status, answer in sorted(operation["responses"].items(), key=lambda pair: str(pair[0])):
        content: dict[str, Any] = answer.get("content") or {}
        schema: dict[str, Any] = next((c.get("schema", {}) for c in content.values()), {})
        answers.append((str(status), schema.get("$ref", "").rpartition("/")[2]))
    return answers


def _fields(shape: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"name": name, "type": _type(schema), "meaning": schema.get("description", "")}
        for name, schema in shape.get("properties", {}).items()
    ]


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_type(part) for part in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("type", "any"))
