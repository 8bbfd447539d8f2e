"""Fill the monitor: reports in several languages are read by the machine and wait at the desk."""

import hashlib

from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.reports.verbs.admitting import admit
from vigil.reading.engines.reading_stage import Reader
from vigil.reading.intake.sources import Collected
from vigil.reading.records import Report
from vigil.site.demonstration.rooms.world import DemoWorld, days_before, invented


def fill(world: DemoWorld) -> None:
    """Read the invented reports as `vigil run` reads real ones; propose what a person decides."""
    collected = [_collected(world, told) for told in invented("monitor")["reports"]]
    read = Reader.load().read(collected)
    admit([one for one in read if one.screening.relevant])
    propose()


def _collected(world: DemoWorld, told: dict[str, str]) -> Collected:
    address = f"https://{told['id']}.example/report"
    report = Report(
        id=told["id"],
        url=address,
        outlet=told["outlet"],
        title=told["title"],
        text=told["text"],
        published=days_before(world.today, int(told["days"])).isoformat(),
        language=told["language"],
    )
    raw = hashlib.sha256(told["text"].encode()).hexdigest()
    return Collected(report=report, raw_sha256=raw)
