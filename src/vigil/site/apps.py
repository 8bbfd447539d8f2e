"""Registers the room."""

from django.apps import AppConfig
from django.core.signals import request_finished
from django.db.backends.signals import connection_created

from vigil.site.checks.durability import check_durability


class SiteConfig(AppConfig):
    """The Django app of settings, addresses, base templates and sign-in."""

    name = "vigil.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refuse databases that lose writes or are not ours; follow sign-ins, however they come."""
        from allauth.mfa import signals as mfa
        from django.contrib.auth import signals as auth

        from vigil.site.checks.demonstration import check_demonstration
        from vigil.site.sessions import middleware as sessions
        from vigil.site.sign_in import second_factor
        from vigil.site.watching.middleware import note_failed_sign_in
        from vigil.site.watching.request_ids import forget_request_id
        from vigil.trust.sessions import recent_sign_in

        connection_created.connect(check_durability)
        connection_created.connect(check_demonstration)
        auth.user_logged_in.connect(recent_sign_in.note_sign_in)
        auth.user_logged_in.connect(sessions.begin)
        auth.user_logged_out.connect(sessions.end)
        auth.user_login_failed.connect(note_failed_sign_in)
        request_finished.connect(forget_request_id)
        for signal in (mfa.authenticator_added, mfa.authenticator_used):
            signal.connect(second_factor.note_proof)
        mfa.authenticator_added.connect(second_factor.note_added)
        mfa.authenticator_removed.connect(second_factor.note_removed)
