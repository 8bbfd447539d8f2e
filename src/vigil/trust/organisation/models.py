"""The table of the organisation. It has one row, or none before anybody stated anything."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """What an organisation stated of itself. What stands in the environment wins over it.

    Decisions of the log are its history. The password of its mail server lies in the vault.
    """

    class Security(models.TextChoices):
        """How the connection to the mail server is encrypted."""

        STARTTLS = "starttls", "STARTTLS"
        TLS = "tls", "TLS"
        NONE = "none", _("none")
        """For a server on this machine only."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    """True in the one row: the constraint refuses a second one."""
    name = models.CharField(max_length=120, blank=True)
    responsible = models.CharField(max_length=200, blank=True)
    """Who is responsible for the site, in one line."""
    contact = models.CharField(max_length=200, blank=True)
    publisher_id = models.CharField(max_length=80, blank=True)
    logo = models.BinaryField(default=bytes, blank=True)
    logo_type = models.CharField(max_length=20, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    accent_dark = models.CharField(max_length=7, blank=True)
    languages = models.JSONField(default=list, blank=True)
    """Languages of the site; empty: all."""
    default_language = models.CharField(max_length=12, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    data_licence = models.CharField(max_length=60, blank=True)
    closed_rooms = models.JSONField(default=list, blank=True)
    mail_host = models.CharField(max_length=253, blank=True)
    mail_port = models.PositiveIntegerField(default=0)
    """0: the usual one."""
    mail_security = models.CharField(
        max_length=8, choices=Security.choices, default=Security.STARTTLS
    )
    mail_user = models.CharField(max_length=200, blank=True)
    mail_from = models.CharField(max_length=200, blank=True)
    mail_checked_at = models.DateTimeField(null=True, blank=True)
    mail_tested_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.JSONField(default=list, blank=True)
    """Items of the list that a person said are done (`steps`)."""
    put_aside = models.JSONField(default=list, blank=True)
    """Items of the list that a person does not want to do."""
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name or "organisation"
