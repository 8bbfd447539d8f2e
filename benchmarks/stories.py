"""10,000 generated stories: how long a reader waits for a story, the list, a search, a card.

The site runs as it does in use (waitress, a process of its own); the addresses are asked for over
HTTP, one after another. Stories stand beside cases of the record, in two languages, with quotes.
VIGIL_BENCH_STORIES names another number; VIGIL_BENCH_POSTGRES another database beside SQLite.
"""

import os
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from public_record import _python, _served, _spread  # noqa: E402

NAME = "stories"
STORIES = int(os.environ.get("VIGIL_BENCH_STORIES", "10000"))
ASKED = 60
LIMITS = {"story": 150, "list": 150, "search": 150, "feed": None, "card": None, "api": 150}
"""Most milliseconds at the 95th percentile; None: measured, no limit set."""

MAKE = """
import random, sys
from datetime import timedelta
from django.utils import timezone
from vigil.cli.support.database import set_up_django
set_up_django()
from vigil.publication.models import PublicCase
from vigil.publication.search.spelling import sound
from vigil.trust.models import User
from vigil.witness.stories import markup as marks
from vigil.witness.models import PublicStory, PublicStoryText, PublicStoryWord, Story

draw, n = random.Random(5), int(sys.argv[1])
by = User.objects.create(username="b@example.org", email="b@example.org")
cases = list(PublicCase.objects.order_by("pk")[:n])
now = timezone.now()
SYLLABLES = ["ka", "lo", "mi", "ra", "te", "su", "no", "vi"]
def word():
    return "".join(draw.choices(SYLLABLES, k=3))
def body():
    parts = [" ".join(word() for _ in range(60)) for _ in range(12)]
    quote = "> " + parts[6] + "\\n> -- " + word()
    return "\\n\\n".join([*parts[:6], "## " + word(), quote, *parts[7:]])
stories = Story.objects.bulk_create([
    Story(public_id=f"S-{k:04d}", number=k, kind="story", language="en", standing="published",
          case_id=cases[k % len(cases)].pk, created_by=by, first_published_at=now)
    for k in range(100, 100 + n)], batch_size=1000)
rows = PublicStory.objects.bulk_create([
    PublicStory(story=story, public_id=story.public_id, number=story.number, kind="story",
                told_by="family", language="en", languages=["en", "es"],
                case=cases[k % len(cases)].public_id, country=cases[k % len(cases)].country,
                year=2000 + k % 25, digest=f"{k:016d}", sources=[{"text": word(), "url": ""}],
                first_published_at=now - timedelta(hours=k), changed_at=now - timedelta(hours=k))
    for k, story in enumerate(stories)], batch_size=1000)
names = {row.pk: f"{word().title()} {word().title()}" for row in rows}
texts = (PublicStoryText(public=row, language=tag, name=names[row.pk], title=f"{word()} {word()}",
                         summary=" ".join(word() for _ in range(12)), blocks=marks.parsed(body()))
         for row in rows for tag in ("en", "es"))
PublicStoryText.objects.bulk_create(texts, batch_size=1000)
found = (PublicStoryWord(public=row, word=w, sound=sound(w))
         for row in rows for w in {*names[row.pk].lower().split(), word(), word()})
PublicStoryWord.objects.bulk_create(found, batch_size=2000)
"""


def run(_data: Path) -> dict[str, Any]:
    """Measure on every database there is."""
    databases = {"sqlite": ""}
    if url := os.environ.get("VIGIL_BENCH_POSTGRES"):
        databases["postgresql"] = url
    return {"stories": STORIES, **{name: _on(url) for name, url in databases.items()}}


def _on(url: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VIGIL_DATA": folder, "VIGIL_SECRET_KEY": "of a benchmark"}
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        _python(environment, str(HERE / "generated.py"), str(STORIES))
        _python(environment, "-c", MAKE, str(STORIES))
        with _served(environment) as port:
            return {kind: _spread(port, addresses) for kind, addresses in _addresses().items()}


def _addresses() -> dict[str, list[str]]:
    draw = random.Random(3)
    syllables = ["ka", "lo", "mi", "ra", "te", "su", "no", "vi"]

    def handle() -> str:
        return f"S-{draw.randrange(100, 100 + STORIES):04d}"

    def word() -> str:
        return "".join(draw.choices(syllables, k=3))

    kinds: dict[str, Any] = {
        "story": lambda: f"{draw.choice(['', '/es', '/ar'])}/stories/{handle()}/",
        "list": lambda: f"/stories/?page={draw.randrange(1, STORIES // 24)}",
        "search": lambda: f"/stories/?q={word()}+{word()}",
        "feed": lambda: "/stories/stories.atom",
        "card": lambda: f"/stories/{handle()}/card.png",
        "api": lambda: f"/api/v1/stories?limit=50&after={draw.randrange(100, STORIES)}",
    }
    return {name: [make() for _ in range(ASKED)] for name, make in kinds.items()}


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    lines = [f"{result['stories']:,} stories; milliseconds"]
    for name, measured in result.items():
        if name == "stories":
            continue
        lines.append(f"\n{name}\n{'':10}{'median':>8}{'p95':>8}{'most':>8}{'limit':>8}")
        for kind, times in measured.items():
            limit = LIMITS[kind] or "-"
            lines.append(
                f"{kind:10}{times['median']:>8}{times['p95']:>8}{times['most']:>8}{limit:>8}"
            )
    return "\n".join(lines)
