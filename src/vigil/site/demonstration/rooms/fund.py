"""Fill the fund: two calls with applications, grants on their path, and what waits for officers.

Everything is done by the verbs of the path, so that each gate was passed as it is in use. Nothing
is copied: names, places and amounts are invented.
"""

from django.db import transaction

from vigil.site.demonstration.rooms.fund_calls import begin_reviews, decide_call, open_calls
from vigil.site.demonstration.rooms.fund_grants import award_grants, help_in_an_emergency
from vigil.site.demonstration.rooms.fund_money import (
    match_a_statement,
    publish_results,
    state_outcomes,
)
from vigil.site.demonstration.rooms.fund_waiting import ask_others
from vigil.site.demonstration.rooms.world import DemoWorld


def fill(world: DemoWorld) -> None:
    """Open the calls, decide one, follow its grants, and publish what they reached."""
    with transaction.atomic():
        decided = decide_call(world, open_calls(world))
        begin_reviews(world)
    grants = award_grants(world, decided)
    help_in_an_emergency(world)
    match_a_statement(world, grants)
    publish_results(world, state_outcomes(world, grants))
    ask_others(world, grants)
