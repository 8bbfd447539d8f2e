"""What a page says to the script that saves a draft: where, for whom, and what it shows."""

from dataclasses import dataclass

from django.urls import reverse

from vigil.casefile.models import Case, Coding
from vigil.desk.coding.forms import NEWEST, CodingForm
from vigil.desk.screens.sealing import seal_of, sign_in_address
from vigil.trust.models import User


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
        return sign_in_address(reverse("desk:coding", args=[self.case.pk]))

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
        """The key of this person under which the page keeps what is not saved yet."""
        return seal_of(self.user)
