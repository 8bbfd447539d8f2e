"""What waits for a second officer, and what grantees ask for: one thing of each kind."""

from vigil.fund.gates import verbs as gates
from vigil.fund.models import Grant, Incident, Party, SwitchedGate
from vigil.fund.nominations import verbs as nominations
from vigil.fund.parties.verbs import changing_levels
from vigil.fund.safety.verbs import plans_and_incidents
from vigil.fund.word_keys.verbs import losing
from vigil.site.demonstration.rooms.world import DemoWorld, invented
from vigil.trust.models import Level


def ask_others(world: DemoWorld, grants: list[Grant]) -> None:
    """Begin what another officer ends: a lost key, a gate, a level, an incident, a nomination."""
    told, by = invented("fund")["grant"], world.by("officer")
    plans_and_incidents.report_incident(
        grants[3].party,
        Incident.Kind.SAFETY,
        world.today.replace(day=1),
        told["second_incident"],
        by=None,
        grant=grants[3],
        reach=Incident.Reach.USUAL,
    )
    losing.ask_for_new_key(grants[4].party, told["key_lost"], by=by)
    gates.switch_off(SwitchedGate.Gate.PROOF, told["gate_why"], by=by)
    changing_levels.say_level(grants[3].party, Level.OPEN)
    nominations.nominate(
        Party.Kind.ORGANISATION, Level.HIDDEN, told["nominated"], told["nominated_why"], by=by
    )
