"""Registers the room."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from vigil.casefile.domain.changing import cases_changed
from vigil.publication.beside import stand_beside
from vigil.trust.domain.subjects import Subject, subject_changed

if TYPE_CHECKING:
    from vigil.trust.models import Consent, User


class WitnessConfig(AppConfig):
    """Stories, remembrance, campaign, testimony."""

    name = "vigil.witness"
    label = "witness"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the record and what was agreed; say to `trust` what this room holds of people."""
        from wagtail.models import AbstractPage
        from wagtail.permissions import register_permission_policy

        from vigil.trust import doors
        from vigil.trust.domain.offering import story_offered
        from vigil.witness import (
            addresses,
            campaign_addresses,
            campaign_keeper,
            keeper,
            keeper_testimony,
            names_following,
            names_keeper,
            rules_testimony,
            standing,
            waiting,
        )
        from vigil.witness.cms import RolesPolicy
        from vigil.witness.domain import agreeing
        from vigil.witness.doors import STORY, TIP
        from vigil.witness.reading import beside_case

        agreeing.add_uses()
        agreeing.register_acts()
        doors.register(TIP, STORY)
        keeper.register()
        keeper_testimony.register()
        names_keeper.register()
        names_following.connect(self)
        assert rules_testimony.READERS  # loading it is what registers its rules
        campaign_keeper.register()
        campaign_addresses.register()
        addresses.register()
        standing.register()
        waiting.register()
        register_permission_policy(AbstractPage, RolesPolicy())
        stand_beside("stories", _("Stories"), beside_case)
        # The room stands above the public record, whose rows are therefore made first.
        cases_changed.connect(follow_cases, dispatch_uid="witness stories")
        cases_changed.connect(follow_cases_in_campaigns, dispatch_uid="witness campaigns")
        subject_changed.connect(follow_consent, dispatch_uid="witness stories")
        story_offered.connect(hear_offer, dispatch_uid="witness stories")


def follow_cases(pks: frozenset[int], **kwargs: Any) -> None:
    """Let stories follow a change to cases, in the same transaction."""
    from vigil.witness.domain import following

    following.follow_cases(pks)


def follow_consent(subject: Subject, **kwargs: Any) -> None:
    """Let stories follow a change of what was agreed, in the same transaction."""
    from vigil.witness.domain import following

    following.follow_consent(subject)


def hear_offer(consent: "Consent", by: "User", **kwargs: Any) -> bool:
    """Keep that somebody agreed to be asked, in the same transaction; say whether it is new."""
    from vigil.witness.domain import offers

    return offers.keep_offer(consent, by)[1]


def follow_cases_in_campaigns(pks: frozenset[int], **kwargs: Any) -> None:
    """Let campaigns follow a change to cases, in the same transaction."""
    from vigil.witness.domain import campaign_following

    campaign_following.follow_cases(pks)
