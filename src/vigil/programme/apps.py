"""Registers the room."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """Events, sessions, registration, streams, recordings, messages."""

    name = "vigil.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say to `trust` what this room holds of people, and which pages everybody may find."""
        from vigil.network.domain.naming import Naming, name_changed
        from vigil.network.models import Member
        from vigil.programme import (
            addresses,
            announcing,
            keeper,
            keeper_messages,
            keeper_recordings,
            keeper_registrations,
            waiting,
        )
        from vigil.programme.domain import agreeing, renaming
        from vigil.programme.domain.recordings import hold_without_consent
        from vigil.trust.domain.subjects import Subject, subject_changed

        def follow(subject: Subject, **sent: object) -> None:
            hold_without_consent(subject)

        def rename(member: Member, before: Naming, after: Naming, **sent: object) -> None:
            renaming.follow(member, before, after)

        subject_changed.connect(follow, weak=False, dispatch_uid="programme recordings")
        name_changed.connect(rename, weak=False, dispatch_uid="programme names")
        agreeing.add_uses()
        agreeing.register_acts()
        keeper.register()
        keeper_messages.register()
        keeper_recordings.register()
        keeper_registrations.register()
        addresses.register()
        announcing.register()
        waiting.register()
