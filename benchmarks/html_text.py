"""HTML to text on 181 saved news pages: how much of the article is read, how fast.

Figure: F1 of the words of the text against the words of the gold text, as multisets of
four-word shingles (as the pages' own benchmark counts), averaged over pages. The pages are
scrapinghub/article-extraction-benchmark (MIT); VIGIL_SHARED names the folder that holds
`data/html`. Run: `vigil bench html_text`.

What the pages declare of themselves has no gold: title, date and address are set beside what
trafilatura and htmldate say, which is no judge, but takes fifteen times as long to say it.
"""

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import Any

import trafilatura
from resiliparse.extract.html2text import extract_plain_text
from trafilatura.metadata import extract_metadata

from vigil.reading.intake.documents import decode, read_document
from vigil.reading.intake.page_metadata import read_page_metadata

NAME = "html_text"
SHINGLE = 4
WORD = re.compile(r"\w+")
PARAGRAPH = re.compile(r"<p[\s>].*?</p>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = WORD.findall(text.lower())
    size = min(SHINGLE, max(1, len(words)))
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def score(found: str, gold: str) -> tuple[float, float]:
    """Precision and recall of one page."""
    ours, theirs = shingles(found), shingles(gold)
    common = (ours & theirs).total()
    return common / (ours.total() or 1), common / (theirs.total() or 1)


def paragraphs(content: bytes) -> str:
    """The plain baseline: everything in <p>, tags cut out."""
    html, _ = decode(content)
    return "\n".join(TAG.sub("", found) for found in PARAGRAPH.findall(html))


METHODS: dict[str, Callable[[bytes], str]] = {
    "vigil (text and metadata)": lambda content: read_document(content).text,
    "vigil, careful": lambda content: read_document(content, careful=True).text,
    "resiliparse alone": lambda content: extract_plain_text(
        decode(content)[0], main_content=True, comments=False, post_meta=False, list_bullets=False
    ),
    "trafilatura fast": lambda content: trafilatura.extract(decode(content)[0], fast=True) or "",
    "trafilatura alone": lambda content: (
        trafilatura.extract(decode(content)[0], include_comments=False) or ""
    ),
    "baseline: <p>": paragraphs,
}


def measure(method: Callable[[bytes], str], pages: dict[str, bytes], gold: Any) -> dict[str, float]:
    begin = time.process_time()
    texts = {name: method(content) for name, content in pages.items()}
    seconds = time.process_time() - begin
    scores = [score(text, gold[name]["articleBody"]) for name, text in texts.items()]
    precision, recall = mean(p for p, _ in scores), mean(r for _, r in scores)
    return {
        "f1": round(2 * precision * recall / (precision + recall), 3),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "pages_per_cpu_second": round(len(pages) / seconds, 1),
    }


DATES = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}


def declared(pages: dict[str, bytes]) -> dict[str, Any]:
    """What pages declare, by Vigil and by trafilatura: how often said, how often alike."""
    html = [decode(content)[0] for content in pages.values()]
    begin = time.process_time()
    ours = [read_page_metadata(page) for page in html]
    middle = time.process_time()
    theirs = [extract_metadata(page, date_config=DATES, extensive=False) for page in html]
    end = time.process_time()
    found: dict[str, Any] = {
        "vigil_pages_per_cpu_second": round(len(html) / (middle - begin), 1),
        "trafilatura_pages_per_cpu_second": round(len(html) / (end - middle), 1),
    }
    for name, other in (("title", "title"), ("date", "date"), ("canonical", "url")):
        pairs = [
            (getattr(one, name), getattr(two, other) or "")
            for one, two in zip(ours, theirs, strict=True)
        ]
        found[name] = {
            "vigil": sum(bool(one) for one, _ in pairs),
            "trafilatura": sum(bool(two) for _, two in pairs),
            "both": sum(bool(one and two) for one, two in pairs),
            "alike": sum(bool(one) and one == two for one, two in pairs),
        }
    return found


def run(data: Path) -> dict[str, Any]:
    """Measure every method. Raises FileNotFoundError without the pages."""
    folder = data / "html"
    gold = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    pages = {
        name: gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()) for name in gold
    }
    return {
        "pages": len(pages),
        "results": {name: measure(method, pages, gold) for name, method in METHODS.items()},
        "declared": declared(pages),
    }


def table(result: dict[str, Any]) -> str:
    lines = [f"{'':28}{'F1':>8}{'P':>8}{'R':>8}{'pages/s':>10}"]
    for name, row in result["results"].items():
        lines.append(
            f"{name:28}{row['f1']:8.3f}{row['precision']:8.3f}{row['recall']:8.3f}"
            f"{row['pages_per_cpu_second']:10.1f}"
        )
    lines += ["", f"{'declared':28}{'vigil':>8}{'trafil.':>8}{'both':>8}{'alike':>8}"]
    for name in ("title", "date", "canonical"):
        row = result["declared"][name]
        lines.append(
            f"{name:28}{row['vigil']:8}{row['trafilatura']:8}{row['both']:8}{row['alike']:8}"
        )
    speeds = [result["declared"][f"{who}_pages_per_cpu_second"] for who in ("vigil", "trafilatura")]
    lines.append(f"{'pages/s':28}{speeds[0]:8.0f}{speeds[1]:8.0f}")
    return "\n".join(lines)
