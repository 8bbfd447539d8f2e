"""Registers the room."""

from typing import Any

from django.apps import AppConfig

from vigil.casefile.domain.changing import cases_changed
from vigil.fund.domain.party_changing import party_changed


class FundConfig(AppConfig):
    """Calls, nominations, applications, reviews, grants, reports."""

    name = "vigil.fund"
    label = "fund"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may what in this room, what it holds of people, and what it follows."""
        from vigil.fund import addresses, keeper, rules, waiting  # noqa: F401
        from vigil.fund.domain import levels
        from vigil.fund.doors import APPLICATION, EMERGENCY
        from vigil.trust import doors

        addresses.register()
        keeper.register()
        levels.register_acts()
        doors.register(EMERGENCY, APPLICATION)
        waiting.register()
        cases_changed.connect(follow_cases, dispatch_uid="fund prompts")
        party_changed.connect(follow_party, dispatch_uid="fund releases")


def follow_cases(pks: frozenset[int], **kwargs: Any) -> None:
    """Ask officers to look again, in the transaction in which a case was verified."""
    from vigil.fund.domain import prompting

    prompting.follow_cases(pks)


def follow_party(party: Any, **kwargs: Any) -> None:
    """Let what is published follow, in the transaction in which a party was hidden or removed."""
    from vigil.fund.domain import releasing

    releasing.follow(party)
