"""A long invented report as a frozen snapshot, to be set in print, as an EPUB and as a page.

Nothing in it is true: its sentences are put together from a few words, always in the same way.
"""

import io
from collections.abc import Iterator, Mapping
from itertools import count, cycle
from random import Random
from typing import Any, Final

from django.utils.translation import get_language_info, override
from PIL import Image, ImageDraw

from charts.factories import ABOUT, KINDS
from vigil.charts.figure import Figure
from vigil.charts.heat_map import heat_map
from vigil.outlook.reports.countries import countries_named
from vigil.outlook.reports.likelihood import scale_in
from vigil.outlook.reports.snapshot import FORMAT
from vigil.outlook.reports.token_filling import figure_as_data
from vigil.outlook.sources.kinds import CitedCell, CitedFigure
from vigil.outlook.sources.panels_and_consultations import cited_figure
from vigil.publication.record.labels import country_name

SITE: Final = "https://vigil.example"
COUNTRIES: Final = (
    *("VCT", "COD", "BIH", "PRK", "COL", "MEX", "ECU", "HTI", "BRA", "ITA", "KEN"),
    *("NGA", "PHL", "LBN", "ALB", "STP", "TTO", "ZAF", "GTM", "HND", "SSD"),
)
TERMS: Final = (
    "Trade in cocaine",
    "Trade in heroin",
    "Trade in synthetic drugs",
    "Trade in cannabis",
    "Trafficking in persons",
    "Smuggling of migrants",
    "Arms trafficking",
    "Extortion and protection rackets",
    "Trade in counterfeit goods",
    "Illicit trade in excisable goods",
    "Crimes against plants",
    "Crimes against animals",
    "Crimes in resources that do not renew",
    "Financial crimes",
    "Crimes that depend on computers",
    "Mafia-style groups",
    "Criminal networks",
    "Actors embedded in the state",
    "Foreign actors",
    "Actors of the private sector",
    "Political leadership and governance",
    "Transparency and accountability of government",
    "International cooperation",
    "National policies and laws",
    "Judiciary and detention",
    "Law enforcement",
    "Integrity of the territory",
    "Measures against money laundering",
    "Capacity of economic regulation",
    "Support of victims and witnesses",
    "Prevention",
    "Actors outside of the state",
)
WORDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "en": {
        "who": ("The port authority", "A group of small buyers", "The panel of the region"),
        "does": (
            "describes how cargo is moved between two warehouses before anybody weighs it",
            "has lost the people who used to check the papers of the boats at night",
            "expects that the price of protection rises as soon as the harvest is late",
        ),
        "so": (
            "and nobody in the town speaks of it in front of a stranger.",
            "although the same road was open to inspection only a season ago.",
            "which is why the figures of this chapter have to be read with their ranges.",
        ),
    },
    "fr": {
        "who": ("L’autorité portuaire", "Un groupe de petits acheteurs", "Le panel de la région"),
        "does": (
            "décrit comment la marchandise est déplacée entre deux entrepôts avant toute pesée",
            "a perdu les personnes qui contrôlaient la nuit les papiers des bateaux",
            "s’attend à ce que le prix de la protection augmente dès que la récolte tarde",
        ),
        "so": (
            "et personne dans la ville n’en parle devant un étranger.",
            "bien que la même route ait été ouverte à l’inspection une saison plus tôt.",
            "ce qui explique pourquoi les chiffres de ce chapitre se lisent avec leur étendue.",
        ),
    },
    "ar": {
        "who": ("سلطة الميناء", "مجموعة من صغار المشترين", "هيئة خبراء المنطقة"),
        "does": (
            "تصف كيف تُنقل البضائع بين مستودعين قبل أن يزنها أحد",
            "فقدت من كانوا يفحصون أوراق القوارب في الليل",
            "تتوقع أن يرتفع ثمن الحماية حالما يتأخر موسم الحصاد",
        ),
        "so": (
            "ولا أحد في المدينة يتحدث عن ذلك أمام غريب.",
            "مع أن الطريق نفسه كان مفتوحًا للتفتيش قبل موسم واحد.",
            "ولهذا تُقرأ أرقام هذا الفصل مع مداها.",
        ),
    },
}
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Where the roads meet", "What ports say of themselves", "Who pays, and for what"),
    "fr": ("Là où les routes se croisent", "Ce que les ports disent d’eux-mêmes", "Qui paie"),
    "ar": ("حيث تلتقي الطرق", "ما تقوله الموانئ عن نفسها", "من يدفع ومقابل ماذا"),
}
LONG_ADDRESS: Final = (
    "https://archive.example.org/collections/papers-of-the-harbour-commission/volume-{n}/"
    "minutes-of-the-session-on-storage-and-weighing?language=en&part=annex-b&view=full-text"
)


def a_long_report(
    language: str = "en", *, chapters: int = 7, figures: int = 25, notes: int = 60
) -> dict[str, Any]:
    """Return a report of many chapters, of about 40 pages in print unless less is asked for."""
    with override(language):
        return _Writing(language, notes).report(chapters, figures)


def the_pictures() -> dict[str, bytes]:
    """Return the files of its pictures: a cover, and a picture in the text."""
    return {"cover.jpg": _picture(1240, 1754), "picture-1.jpg": _picture(1200, 700)}


def _picture(width: int, height: int) -> bytes:
    image = Image.new("RGB", (width, height), (96, 112, 128))
    draw = ImageDraw.Draw(image)
    for n in range(24):
        shade = 70 + n * 6
        draw.ellipse(
            (n * width // 80, n * height // 60, width - n * 9, height - n * 9),
            outline=(shade, shade, 160),
            width=6,
        )
    held = io.BytesIO()
    image.save(held, "JPEG", quality=70)
    return held.getvalue()


class _Writing:
    """Writes the report: counts its paragraphs, figures and notes, as freezing does."""

    def __init__(self, language: str, notes: int) -> None:
        self.language, self.most_notes = language, notes
        self.random = Random(28)
        self.paragraphs, self.notes = count(1), count(1)
        self.numbers = {"figure": count(1), "table": count(1)}
        self.uids = count(1)
        self.countries = cycle(COUNTRIES)
        self.noted = 0

    def report(self, chapters: int, figures: int) -> dict[str, Any]:
        drawn = list(self._figures(figures))
        sections = [*self._front()]
        for chapter in range(1, chapters + 1):
            some = drawn[chapter - 1 :: chapters]
            sections += self._chapter(chapter, some)
        sections += [
            self._section(1, "", "How it was counted", "methods", [self._text(), self._text()]),
            self._section(1, "", "Thanks", "acknowledgements", [self._text(bare=True)]),
            self._section(1, "", "About the authors", "about", [self._text(bare=True)]),
        ]
        scale = scale_in(self.language)
        made = {
            "format": FORMAT,
            "uid": "r" * 8,
            "slug": "roads",
            "number": 2,
            "title": HEADINGS[self.language][0],
            "language": self.language,
            "direction": "rtl" if get_language_info(self.language)["bidi"] else "ltr",
            "frozen_on": "2026-11-27",
            "url": "/outlook/roads/2/",
            "site": SITE,
            "scale": {
                "version": scale.version,
                "terms": [
                    {"text": t.text, "low": t.low, "high": t.high, "over": t.over}
                    for t in scale.terms
                ],
                "source": scale.source,
                "url": scale.url,
                "used": True,
            },
            "front": self._matter(),
            "bibliography": [
                {
                    "uid": f"book-{n}",
                    "key": f"book-{n}",
                    "text": f"Writer {n}, A. (20{n:02}). On the weighing of cargo, part {n}. Press "
                    "of the Invented Islands.",
                    "url": LONG_ADDRESS.format(n=n) if n % 3 else "",
                    "doi": "" if n % 3 else f"10.5555/islands.{n}",
                }
                for n in range(1, 26)
            ],
            "sections": sections,
        }
        return {**made, "countries": countries_named(made)}

    def _matter(self) -> dict[str, Any]:
        return {
            "subtitle": "What eight panels expect of the harbours of the Invented Islands",
            "authors": [
                {"uid": "a1", "name": "Ana Invented", "role": "", "affiliation": "Institute"},
                {"uid": "a2", "name": "Éric Imaginé", "role": "", "affiliation": ""},
            ],
            "licence": {
                "name": "Creative Commons Attribution 4.0",
                "url": "https://creativecommons.org/licenses/by/4.0/",
            },
            "cover": "cover.jpg",
            "cover_uid": "c1",
            "cover_alt": "Rings of a drawn harbour, one in another.",
            "cover_credit": "Drawn for this report",
            "doi": "10.5555/roads.2",
            "isbn": "978-0-00-000000-2",
        }

    def _front(self) -> Iterator[dict[str, Any]]:
        paragraphs = [self._text(bare=True) for _n in range(4)]
        yield self._section(1, "", "Foreword", "foreword", paragraphs)

    def _chapter(self, number: int, figures: list[CitedFigure]) -> Iterator[dict[str, Any]]:
        headings = HEADINGS[self.language]
        name = headings[number % len(headings)]
        opening = [self._text(), *self._set(figures[:1]), self._text()]
        yield self._section(1, str(number), name, "body", opening)
        for below in (1, 2, 3):
            paragraphs = [self._text(), *self._set(figures[below : below + 1])]
            if below == 1:
                paragraphs += [self._list(), self._paragraph("quote", [self._said()])]
            if below == 2 and number % 3 == 0:
                paragraphs.append(self._picture())
            paragraphs.append(self._text())
            name = headings[(number + below) % len(headings)]
            yield self._section(2, f"{number}.{below}", name, "body", paragraphs)

    def _figures(self, most: int) -> Iterator[CitedFigure]:
        kinds = list(KINDS.values())
        made: list[Figure] = [kind() for kind in kinds]
        made.insert(3, large_heat_map(self.language))
        for n in range(most):
            yield cited_figure(made[n % len(made)], f"/outlook/panels/invented/?figure={n}")
        yield long_table()
        yield wide_table()

    def _set(self, figures: list[CitedFigure]) -> Iterator[dict[str, Any]]:
        for figure in figures:
            kind = "figure" if figure.printed else "table"
            data = {**figure_as_data(figure, "source"), "number": next(self.numbers[kind])}
            large = len(figure.heads) > 20
            show = "figure" if large or data["number"] % 3 else "both"
            told = self._paragraph(kind, [self._said()])
            yield {**told, "figures": [data], "show": show}

    def _section(
        self, depth: int, number: str, heading: str, part: str, paragraphs: list[dict[str, Any]]
    ) -> dict[str, Any]:
        return {
            "uid": f"s{next(self.uids)}",
            "depth": depth,
            "number": number,
            "heading": heading,
            "part": part,
            "paragraphs": paragraphs,
        }

    def _said(self) -> dict[str, Any]:
        words = WORDS[self.language]
        said = (self.random.choice(words[part]) for part in ("who", "does", "so"))
        return {"t": "text", "text": " ".join(said) + " "}

    def _text(self, bare: bool = False) -> dict[str, Any]:
        parts = [self._said() for _n in range(self.random.randint(3, 6))]
        bases = [] if bare else [_basis("source", "index", f"{next(self.countries)}:cocaine")]
        if not bare:
            parts.insert(1, {"t": "number", "shown": "1,234", "value": 1234, "key": "source"})
            parts[1] |= {"url": "/outlook/panels/invented/", "label": "killings"}
            parts.insert(2, {"t": "text", "text": " "})
            for _n in range(self.random.randint(1, 2)):
                if self.noted < self.most_notes:
                    parts.append(self._note(bases))
        return self._paragraph("text", parts, bases)

    def _note(self, bases: list[dict[str, Any]]) -> dict[str, Any]:
        number, key = next(self.notes), f"note-{len(bases)}"
        self.noted += 1
        basis = _basis(key, "literature", f"10.5555/{number}")
        basis |= {"label": f"Writer {number}, Minutes of the harbour ({2000 + number % 25})"}
        bases.append({**basis, "url": LONG_ADDRESS.format(n=number), "note": number})
        return {"t": "note", "key": key, "n": number}

    def _list(self) -> dict[str, Any]:
        items = [self._said()["text"].strip(), [self._said()], [self._said()]]
        return {**self._paragraph("list", []), "items": items}

    def _picture(self) -> dict[str, Any]:
        told = self._paragraph("picture", [])
        return told | {
            "file": "picture-1.jpg",
            "alt": "Rings of a drawn harbour, one in another, with the sea around them.",
            "caption": "The harbour from above, as its pilots draw it.",
            "credit": "Drawing: Invented Harbour Institute",
        }

    def _paragraph(
        self, kind: str, parts: list[dict[str, Any]], bases: list[dict[str, Any]] | None = None
    ) -> dict[str, Any]:
        n = next(self.paragraphs)
        told = {"uid": f"p{n}", "n": n, "kind": kind, "parts": parts, "figures": []}
        return {**told, "bases": bases or [], "digest": f"{n:016}"}


def _basis(key: str, kind: str, ref: str) -> dict[str, Any]:
    return {
        "key": key,
        "kind": kind,
        "kind_label": "published index",
        "ref": ref,
        "label": f"Index of the Invented Islands: {ref}",
        "url": f"/outlook/index/{ref[:3]}/?term=cocaine",
        "as_of": "2026-11-20",
        "numbers": {},
        "spread": "4 to 6",
        "n": 9,
        "method": "Scores from 1 to 10 as they were published.",
        "quote": "",
        "about": {},
        "seen": "",
        "places": [ref[:3]] if kind == "index" else [],
        "note": None,
    }


def large_heat_map(language: str = "en") -> Figure:
    """Return every country by every term."""
    values: list[list[float | None]] = [
        [None if (r * c) % 41 == 40 else 1 + (r * 7 + c * 5) % 19 / 2 for c in range(len(TERMS))]
        for r in range(len(COUNTRIES))
    ]
    return heat_map(
        "large",
        "What panels expect of each market in each country",
        ABOUT,
        columns=TERMS,
        rows=[country_name(code) for code in COUNTRIES],
        values=values,
        low=1,
        high=10,
        row_head="Country",
        summary="%(rows)d countries by %(columns)d terms, on a scale from %(low)s to %(high)s.",
    )


def long_table() -> CitedFigure:
    """Return a table that is longer than a page."""
    rows = [
        (
            f"{country_name(code)}, {term.lower()}",
            [CitedCell(f"{at / 10:.1f}"), CitedCell("4 to 6")],
        )
        for code in COUNTRIES[:3]
        for at, term in enumerate(TERMS, 10)
    ]
    return CitedFigure(
        title="Every score of three countries",
        alt="96 scores.",
        heads=["Country and term", "Score", "Range"],
        rows=rows,
        notes=["Scores were invented."],
        url="/outlook/index/",
    )


def wide_table() -> CitedFigure:
    """Return a table with more columns than fit a page."""
    heads = ["Country", *(f"Harvest of {2000 + n}, in tonnes" for n in range(17))]
    rows = [
        (country_name(code), [CitedCell(f"{(at + 3) * 1234:,}") for at in range(17)])
        for code in COUNTRIES[:9]
    ]
    return CitedFigure(
        title="Harvests of nine countries", alt="17 harvests.", heads=heads, rows=rows
    )
