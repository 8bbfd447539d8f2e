"""Registers the room with Django."""

from django.apps import AppConfig


class CasefileConfig(AppConfig):
    """Reports, accounts, claims, cases, victims, codings, releases."""

    name = "vigil.casefile"
    label = "casefile"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register who may do what, what is held of people, and follow what they agree to."""
        from vigil.casefile import keeper, rules  # noqa: F401
        from vigil.casefile.domain import cases, people
        from vigil.casefile.domain.withdrawing import follow_subject
        from vigil.trust.domain.subjects import Subject, subject_changed

        def follow(sender: object, subject: Subject, **_: object) -> None:
            follow_subject(subject)

        keeper.register()
        cases.register_acts()
        people.register_acts()
        subject_changed.connect(follow, weak=False, dispatch_uid="casefile")
