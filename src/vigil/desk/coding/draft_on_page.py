"""What a page says to the script that saves a draft: where, for whom, and what it shows."""

import base64
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.crypto import salted_hmac

from vigil.casefile.models import Case, Coding
from vigil.desk.coding.forms import NEWEST, CodingForm
from vigil.trust.models import User

SALT = "vigil.desk.coding.draft"


@dataclass(frozen=True)
class DraftOnPage:
    """The draft behind a coding form that is shown to somebody."""

    case: Case
    user: User
    form: CodingForm
    coding: Coding | None = None

    @property
    def saved(self) -> str:
        """When the draft was last saved, in seconds since 1970; empty if there is none."""
        return str(int(self.coding.saved_at.timestamp())) if self.coding else ""

    @property
    def address(self) -> str:
        """Where the script sends what was typed."""
        return reverse("desk:coding_draft", args=[self.case.pk])

    @property
    def sign_in(self) -> str:
        """Where somebody whose session has ended signs in, to come back to this very screen."""
        back = {REDIRECT_FIELD_NAME: reverse("desk:coding", args=[self.case.pk])}
        return f"{resolve_url(settings.LOGIN_URL)}?{urlencode(back)}"

    @property
    def revision(self) -> str:
        """The saving that the form shows; empty where it was sent without one."""
        return "" if self.form.revision == NEWEST else str(self.form.revision)

    @property
    def window(self) -> str:
        """The window in which it was filled in, if it was sent from there."""
        return self.form.window if self.form.unsaved else ""

    @property
    def unsaved(self) -> bool:
        """Whether the form has what the draft does not have."""
        return self.form.unsaved

    @property
    def seal(self) -> str:
        """The key of this person under which the page keeps what is not saved yet, in base64.

        Another person who signs in in the same window is given another one. It changes with the
        password.
        """
        secret = f"{self.user.pk}:{self.user.password}"
        digest = salted_hmac(SALT, secret, algorithm="sha256").digest()
        return base64.b64encode(digest).decode()
