"""Fill the outlook: an index, two assessments, consultations, recommendations, a report.

The first assessment is final, and the report cites it. The second is in work: in one region a round
is open, in the other the lead reads the answers of the first round a second time.
"""

from django.db import transaction

from vigil.site.demonstration.rooms.assessments import finish_assessment, follow_assessment
from vigil.site.demonstration.rooms.consultations import hold_consultations, recommend
from vigil.site.demonstration.rooms.index_editions import publish_editions
from vigil.site.demonstration.rooms.reports import publish_outlook_report
from vigil.site.demonstration.rooms.world import DemoWorld


def fill(world: DemoWorld) -> None:
    """Publish the editions, play the assessments, and write the report that stands on them."""
    with transaction.atomic():
        publish_editions(world)
        finished = finish_assessment(world)
        follow_assessment(world, finished)
        recommend(world, hold_consultations(world))
        publish_outlook_report(world, finished)
