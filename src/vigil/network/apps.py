"""Registers the room."""

from django.apps import AppConfig

from vigil.trust.domain.subjects import subject_changed


class NetworkConfig(AppConfig):
    """Members and organisations of the network."""

    name = "vigil.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say to `trust` what this room holds of people, and which pages everybody may find."""
        from vigil.network import addresses, fields, keeper, waiting
        from vigil.network.domain.agreeing import follow_consents
        from vigil.network.domain.leaving import why_account_stays
        from vigil.trust.domain.people import keep_open

        fields.register_uses()
        subject_changed.connect(follow_consents, dispatch_uid="network.members")
        keeper.register()
        addresses.register()
        waiting.register()
        keep_open("network", why_account_stays)
