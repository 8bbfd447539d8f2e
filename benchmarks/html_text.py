"""HTML to text on 181 saved news pages: how much of the article is read, how fast.

Figure: F1 of the words of the text against the words of the gold text, as multisets of
four-word shingles (as the pages' own benchmark counts), averaged over pages. The pages are
scrapinghub/article-extraction-benchmark (MIT); VIGIL_SHARED names the folder that holds
`data/html`. Run: `vigil bench html_text`.
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

from vigil.intake.documents import decode, read_document

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
    }


def table(result: dict[str, Any]) -> str:
    lines = [f"{'':28}{'F1':>8}{'P':>8}{'R':>8}{'pages/s':>10}"]
    for name, row in result["results"].items():
        lines.append(
            f"{name:28}{row['f1']:8.3f}{row['precision']:8.3f}{row['recall']:8.3f}"
            f"{row['pages_per_cpu_second']:10.1f}"
        )
    return "\n".join(lines)
