"""How fast reading reads on two cores, with the peers in the same run.

Each rate is the median of several runs with the slowest and the fastest, by the wall clock, so a
quiet machine is needed; `cpu` is the same per second of processor where one process did the work.
Starting the processes and loading the models is measured apart, as whole commands.
"""

import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import batched
from pathlib import Path
from typing import Any

from extraction import rows
from resiliparse.extract.html2text import extract_plain_text
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier

from vigil.reading.engines.local import map_ordered
from vigil.reading.engines.page_screening import StoredPage, screen_pages
from vigil.reading.intake.documents import decode
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
from vigil.reading.intake.report_files import read_reports
from vigil.reading.intake.screening import Screener
from vigil.reading.records import Rejected, Report

RUNS = 5
BATCH = 500
PROCESSES = 2
PAGES = 4
"""How often the 181 pages are read in one run."""
ROOT = Path(__file__).resolve().parents[1]
Row = dict[str, Any]


def speed(data: Path) -> list[Row]:
    """All rates, then memory and start-up."""
    sections: tuple[Callable[[Path], Iterator[Row]], ...] = (
        screening,
        pages,
        extraction,
        memory,
        start_up,
    )
    return [row for section in sections for row in section(data)]


def timed(work: Callable[[], int], runs: int = RUNS) -> Row:
    """Units a second of some work that answers how many it did: median, slowest, fastest."""
    rates, cpu = [], []
    for _ in range(runs):
        wall, processor = time.perf_counter(), time.process_time()
        done = work()
        cpu.append(done / max(time.process_time() - processor, 1e-9))
        rates.append(done / (time.perf_counter() - wall))
    return {**_spread(rates), "cpu": round(statistics.median(cpu), 1)}


def _spread(values: Sequence[float]) -> Row:
    return {
        "median": round(statistics.median(values), 2),
        "range": [round(min(values), 2), round(max(values), 2)],
    }


def line(what: str, unit: str, measured: Row | None, target: float | None = None,
         how: str = "", **beside: Row) -> Row:  # fmt: skip
    return {"what": what, "unit": unit, "target": target, "vigil": measured, "how": how,
            "peers": beside}  # fmt: skip


# Screening.


def screening(data: Path) -> Iterator[Row]:
    """Stage one, and both stages, on the whole raw paper."""
    told = _reports(data, "zacatecas_es")
    screener = Screener.load()
    screener.screen(told[:BATCH])
    unit = "reports/s"

    def first(batch: Sequence[Report]) -> list[bool]:
        return [screener.passes(report) for report in batch]

    yield line(
        "screening, stage one", unit, timed(lambda: _in_batches(first, told), 3), 5000,
        f"one process, {len(told):,} raw reports, {sum(map(screener.passes, told)):,} pass",
        **{"hashed words and logistic regression (one process)": timed(_hashing(told), 3)},
    )  # fmt: skip
    yield line(
        "screening, both stages, one process", unit,
        timed(lambda: _in_batches(screener.screen, told), 3), None, f"{len(told):,} raw reports",
    )  # fmt: skip
    yield line(
        "screening, stage one, two processes", unit, _over_processes(told, _pass), 5000,
        "with the reports' way to the processes and the answers' way back",
    )  # fmt: skip
    yield line(
        "screening, both stages, two processes", unit, _over_processes(told, _screen), 1000,
        "with the reports' way to the processes and the answers' way back",
    )  # fmt: skip


def _reports(data: Path, name: str) -> list[Report]:
    found = read_reports(data / "reports" / f"{name}.jsonl.gz")
    return [r for r in found if not isinstance(r, Rejected)]


def _in_batches(stage: Callable[[Sequence[Report]], Any], told: Sequence[Report]) -> int:
    for batch in batched(told, BATCH):
        stage(batch)
    return len(told)


def _hashing(told: Sequence[Report]) -> Callable[[], int]:
    """A linear model over hashed words and word pairs of the whole text, labels by lot."""
    words = HashingVectorizer(ngram_range=(1, 2), n_features=2**18, alternate_sign=False)
    texts = [f"{r.title}\n{r.text}" for r in told[:2000]]
    learner = SGDClassifier(loss="log_loss", max_iter=5, random_state=0)
    learner.fit(words.transform(texts[:200]), [n % 2 for n in range(200)])

    def work() -> int:
        learner.predict_proba(words.transform(texts))
        return len(texts)

    return work


_screener: Screener | None = None


def _load() -> None:
    global _screener
    _screener = Screener.load()


def _screen(batch: Sequence[Report]) -> list[Any]:
    assert _screener is not None
    return list(_screener.screen(batch))


def _pass(batch: Sequence[Report]) -> list[Any]:
    assert _screener is not None
    return [_screener.passes(report) for report in batch]


def _over_processes(
    told: Sequence[Report], stage: Callable[[Sequence[Report]], list[Any]], runs: int = 3
) -> Row:
    """Rate over two processes, from the first answer on, so that their start does not count."""
    batches = list(batched(told, BATCH))
    rates = []
    for _ in range(runs):
        answers = map_ordered(stage, iter(batches), workers=PROCESSES, start=_load)
        warm = [next(answers) for _ in range(PROCESSES)]
        began = time.perf_counter()
        done = sum(map(len, answers))
        rates.append(done / (time.perf_counter() - began))
        del warm
    return _spread(rates)


# Pages.


def pages(data: Path) -> Iterator[Row]:
    """Saved pages to screened reports, beside readers of HTML alone, one process each."""
    stored = _pages(data)
    html = [decode(page.content)[0] for page in stored]

    def screen_one() -> int:
        return sum(1 for _ in screen_pages(stored, workers=1, careful=False))

    screen_one()
    yield line(
        "HTML to screened report, one process", "pages/s", timed(screen_one), None,
        f"{len(stored)} pages",
    )  # fmt: skip
    fast = _pages_over_processes(stored, careful=False)
    yield line(
        "HTML to screened report, two processes", "pages/s", fast, 500,
        f"{len(stored)} pages, {PAGES} times: characters, text, title, date, address, language",
        **_readers(html),
    )  # fmt: skip
    yield line(
        "... and what is relevant read again with care", "pages/s",
        _pages_over_processes(stored, careful=True), None, "trafilatura for what screening keeps",
    )  # fmt: skip


def _pages(data: Path) -> list[StoredPage]:
    folder = data / "html"
    names = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    return [
        StoredPage(id=n, content=gzip.decompress((folder / "html" / f"{n}.html.gz").read_bytes()))
        for n in names
    ]


def _pages_over_processes(stored: Sequence[StoredPage], *, careful: bool, runs: int = RUNS) -> Row:
    rates = []
    for _ in range(runs):
        answers = screen_pages(list(stored) * PAGES, workers=PROCESSES, careful=careful)
        # Both processes must have loaded their models: two batches each.
        warm = sum(1 for _ in zip(range(128), answers, strict=False))
        began = time.perf_counter()
        done = sum(1 for _ in answers)
        rates.append(done / (time.perf_counter() - began))
        assert warm + done == len(stored) * PAGES
    return _spread(rates)


def _readers(html: Sequence[str]) -> dict[str, Row]:
    found = {
        "resiliparse alone (one process)": timed(lambda: _each(_resiliparse, html)),
        "trafilatura fast (one process)": timed(lambda: _each(_trafilatura, html), 3),
    }
    try:
        import newspaper
    except ImportError:
        return found

    def _newspaper(page: str) -> object:
        article = newspaper.Article("https://example.org/")
        article.download(input_html=page)
        article.parse()
        return article.text

    found["newspaper4k (one process)"] = timed(lambda: _each(_newspaper, html), 1)
    return found


def _each(read: Callable[[str], object], html: Sequence[str]) -> int:
    for page in html:
        read(page)
    return len(html)


def _resiliparse(page: str) -> object:
    return extract_plain_text(
        page, main_content=True, comments=False, post_meta=False, list_bullets=False
    )


def _trafilatura(page: str) -> object:
    import trafilatura

    return trafilatura.extract(page, fast=True)


# Extraction.


def extraction(data: Path) -> Iterator[Row]:
    """Relevant reports of three languages, one process."""
    told = _relevant(data)
    extractor = LearnedExtractor.load()
    for report in told[:20]:
        extractor.extract(report)

    def work() -> int:
        for report in told:
            extractor.extract(report)
        return len(told)

    yield line(
        "extraction, one process", "reports/s", timed(work, 3), 50,
        f"{len(told)} relevant reports in Spanish, Portuguese and English",
    )  # fmt: skip


def _relevant(data: Path) -> list[Report]:
    labels = {
        "zacatecas_es": ("zacatecas_labels", "about_a_killing"),
        "feminicidio_pt": ("feminicidio_labels", "killing_or_attempt"),
        "muc4_en": ("muc4_labels", "killing_or_attempt"),
    }
    found: list[Report] = []
    for name, (file, label) in labels.items():
        wanted = {r["id"] for r in rows(data / "gold" / f"{file}.jsonl.gz") if r.get(label) is True}
        found += [r for r in _reports(data, name) if r.id in wanted][:150]
    return found


# Memory and start-up.

_PEAK = """
import re, sys
from pathlib import Path
{work}
print(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""
_WORK = {
    "screening": "from vigil.reading.intake.screening import Screener\n"
    "from vigil.reading.intake.report_files import read_reports\n"
    "Screener.load().screen([r for r in read_reports(sys.argv[1]) if hasattr(r, 'text')])",
    "extraction": "from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor\n"
    "from vigil.reading.intake.report_files import read_reports\n"
    "e = LearnedExtractor.load()\n"
    "[e.extract(r) for r in read_reports(sys.argv[1]) if hasattr(r, 'text')]",
    "reading (screening and extraction)": "from vigil.reading.engines.reading_stage import Reader\n"
    "from vigil.reading.intake.sources import Collected\n"
    "from vigil.reading.intake.report_files import read_reports\n"
    "from itertools import batched\n"
    "reader = Reader.load()\n"
    "kept = (r for r in read_reports(sys.argv[1]) if hasattr(r, 'text'))\n"
    "for batch in batched(kept, 250):\n"
    "    reader.read([Collected(report=r, raw_sha256='0' * 64) for r in batch], everything=True)",
    "geocoding": "from vigil.reading.intake.geocoding import Geocoder\n"
    "from vigil.reading.intake.geocoding.document_files import read_documents\n"
    "Geocoder.load().geocode([d for d in read_documents(sys.argv[2]) if hasattr(d, 'toponyms')])",
}


def memory(data: Path) -> Iterator[Row]:
    """The peak of a process of its own for each part, on a whole set."""
    told, places = data / "reports" / "muc4_en.jsonl.gz", data / "places" / "lgl.jsonl.gz"
    for what, work in _WORK.items():
        ran = subprocess.run(
            [sys.executable, "-c", _PEAK.format(work=work), str(told), str(places)],
            capture_output=True, text=True, check=False, env=_environment(),
        )  # fmt: skip
        name = f"memory, {what}"
        if ran.returncode:
            yield line(name, "MB", None, 1500, f"absent: {ran.stderr.strip().splitlines()[-1]}")
        else:
            peak = round(int(ran.stdout) / 1024, 1)
            yield line(name, "MB", {"median": peak, "range": [peak, peak]}, 1500, "peak, one run")


def start_up(data: Path) -> Iterator[Row]:
    """Whole commands on one report: what a person waits for."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.jsonl")
        text = "A journalist was shot dead by gunmen outside her home in Tumaco on Monday."
        place = {"start": text.index("Tumaco"), "end": text.index("Tumaco") + 6, "text": "Tumaco"}
        report.write_text(json.dumps({"id": "1", "text": text, "toponyms": [place]}) + "\n")
        for verb in ("screen", "extract", "geocode"):
            times = [_seconds(verb, report, Path(folder, "out")) for _ in range(RUNS + 1)][1:]
            good = [t for t in times if t is not None]
            target = 3.0 if verb == "screen" else None
            how = "whole process, one report" if good else "absent: the command fails"
            yield line(f"start-up, vigil {verb}", "s", _spread(good) if good else None, target, how)


def _seconds(verb: str, source: Path, target: Path) -> float | None:
    began = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-m", "vigil.cli", verb, str(source), "-o", str(target)],
        capture_output=True, check=False, env=_environment(),
    )  # fmt: skip
    return time.perf_counter() - began if ran.returncode == 0 else None


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"}
