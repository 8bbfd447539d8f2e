"""The forms that accept or reject several candidates at once."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vigil.casefile.models import Case, Rejection
from vigil.desk.cases.rejection_form import RejectionFields
from vigil.desk.triage.forms import AssignForm


class TickedForm(forms.Form):
    """The candidates that were ticked in the queue."""

    case = forms.TypedMultipleChoiceField(
        label=_("Candidates"),
        coerce=int,
        error_messages={"required": _("Tick the candidates first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only what is there can be chosen, and no number is handed to the database unseen.
        sent = self.data.getlist("case") if isinstance(self.data, QueryDict) else []
        numbers = [int(key) for key in sent if key.isascii() and key.isdigit() and len(key) < 18]
        self.cases = list(Case.objects.filter(pk__in=numbers, superseded_by=None))
        field = self.fields["case"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(case.pk), case.title) for case in self.cases]

    def clean_case(self) -> list[Case]:
        """Return the cases that were ticked."""
        return self.cases


class BulkAssignForm(TickedForm, AssignForm):
    """Several candidates, and who looks after them."""


class BulkRejectForm(TickedForm, RejectionFields):
    """Several candidates that are not cases, for one reason."""

    reason = forms.ChoiceField(
        label=_("The ticked ones are not cases:"),
        choices=[("", _("choose a reason")), *Rejection.choices],
        error_messages={"required": _("Choose why these are not cases.")},
    )

    def rejected_cases(self) -> Iterable[Case]:
        """Return the ticked candidates."""
        return self.cases
