"""Everything that the public can read: each address, each form of the selection."""

import io
import zipfile
from urllib.parse import quote

from django.test import Client

from vigil.casefile.models import Case
from vigil.witness.models import Name

ADDRESSES = [
    *("", "cases/", "map/", "map/points.json", "figures/", "data/", "data/api/", "about/"),
    *(
        "cases/{id}/",
        "cases/{other}/",
        "cases/?q={q}",
        "cases/people/",
        "cases/?country=MEX",
        "map/?q={q}",
    ),
    "cases/{id}/sources/1/",
    *("cases/{id}/cite.bib", "cases/{id}/cite.ris", "figures/?target_category=journalist"),
    *("figures/by-target/", "figures/by-target/embed/", "figures/by-target/figure.json"),
    *("figures/by-target/table.csv", "figures/by-target/chart.svg"),
    *("figures/by-target/cite.bib", "figures/by-target/cite.ris"),
]
FORMS = [
    *("cases/cases.csv", "cases/cases.csv-metadata.json", "cases/cases.geojson"),
    "cases/people.csv",
    *("cases/cases.xlsx", "cases/cases.atom", "cases/cases.csv?q={q}"),
    *("api/v1/cases", "api/v1/cases/{id}", "api/v1/cases/{other}", "api/v1/cases.geojson"),
    *("api/v1/cases?q={q}", "api/v1/facets", "api/v1/coverage", "api/v1/"),
    *("robots.txt", "sitemap.xml", "sitemap-cases-1.xml"),
]


SAY_NOTHING_OF_CASES = {
    *("healthz", "readyz", "account/link/<str:token>/", "about/policy/", "about/report-an-error/"),
    *("about/report-an-error/sent/", "api/v1/openapi.json", "api/v1/codebook"),
    *("bear-witness/", "bear-witness/return/", "bear-witness/leave/"),
    *("account/", "account/sessions/", "account/lockdown/"),
    "account/invitation/<str:token>/",
    "styles/<slug:name>.<slug:digest>.css",
    # Pictures of what chart.svg says.
    *("figures/<slug:key>/card.png", "figures/<slug:key>/square.png"),
    # A picture of what the page says: `cases/test_cards.py` reads its words.
    "cases/<str:public_id>/card.png",
}


def everything(
    case: Case, other: Case | None = None, *codes: str, q: str = "Quelonia"
) -> dict[str, str]:
    """Read every public address in English and these languages, and every form of it.

    `q` is searched for; where the page repeats what was searched, its address has `q=` in it.
    """
    other = other or case
    languages = ["", *(f"{code}/" for code in codes)]
    people = Name.objects.filter(case__in=[case, other]).values_list("handle", flat=True)
    pages = [*ADDRESSES, *(f"people/{handle}/" for handle in people)]
    paths = [f"{language}{at}" for at in pages for language in languages] + FORMS
    found = {}
    for path in paths:
        at = "/" + path.format(id=case.public_id, other=other.public_id, q=quote(q))
        response = Client().get(at, follow=True)
        assert response.status_code in (200, 404), at
        found[at] = _text(b"".join(response) if response.streaming else response.content)
    return found


def _text(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    text = content.decode()
    # Escapes of JSON, and the quotation of addresses, hide no name.
    return text.encode().decode("unicode_escape", "ignore") + text if "\\u" in text else text


def holding(pages: dict[str, str], words: list[str]) -> dict[str, list[str]]:
    """Return which of the words each page holds."""
    folded = {at: page.casefold() for at, page in pages.items()}
    held = {at: [w for w in words if w.casefold() in page] for at, page in folded.items()}
    return {at: words for at, words in held.items() if words}
