"""Forms of the chair: a panel, its rounds, and its seats."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.wall_time import WallTimeField
from vigil.outlook.consultations.code_lists import choices, region_choices
from vigil.outlook.consultations.forms import (
    PlainForm,
    ReasonForm,
    long_text,
    set_choices,
    short_text,
)
from vigil.outlook.models import FEWEST, Panel, Question, Round
from vigil.outlook.panels.verbs.setting_up import FEWEST_PUBLIC, MOST_EXTREME
from vigil.trust.models import Role, User


class PanelForm(PlainForm):
    """The fields of a draft panel."""

    title = short_text(_("Title (no names of persons)"))
    about = long_text(_("What it is about, for its experts and for readers"), required=False)
    language = forms.ChoiceField(
        label=_("In which language its questions are written"),
        choices=settings.LANGUAGES,
        initial="en",
    )
    edition = short_text(
        _("Edition, by which it stands beside others (as in 2026)"), 20, required=False
    )
    zone = short_text(_("Time zone of its deadlines (such as Africa/Lagos)"), 64, initial="UTC")
    follows = forms.ModelChoiceField(
        label=_("The panel of the edition before, if there was one"),
        queryset=Panel.objects.none(),
        required=False,
    )
    names = forms.ChoiceField(
        label=_("Among its experts"),
        choices=Panel.Names.choices,
        initial=Panel.Names.ANONYMOUS,
        widget=forms.RadioSelect,
    )
    smallest = forms.IntegerField(
        label=_("Of how many experts at least a result is made public"),
        initial=FEWEST,
        min_value=FEWEST_PUBLIC,
        max_value=1000,
    )
    smallest_why = short_text(
        _("If of fewer than five: why. It is shown with the results."), 1000, required=False
    )
    pooling = forms.ChoiceField(
        label=_("How judgements are put together"),
        choices=Panel.Pooling.choices,
        initial=Panel.Pooling.EQUAL,
        widget=forms.RadioSelect,
        help_text=_(
            "In a panel of fewer than ten experts, weights by seed questions usually end on one "
            "person. Such a result is not public."
        ),
    )
    extremising = forms.FloatField(
        label=_("Exponent by which pooled odds are raised, 1 to 3; empty: they are not"),
        min_value=1,
        max_value=MOST_EXTREME,
        required=False,
    )

    def __init__(self, *args: Any, before: QuerySet[Panel], **kwargs: Any) -> None:
        """Offer the final panels that the chair leads."""
        super().__init__(*args, **kwargs)
        set_choices(self, "follows", before)


def panel_initial(panel: Panel) -> Mapping[str, Any]:
    """Return the present values of a panel for its form."""
    return {name: getattr(panel, name) for name in PanelForm.base_fields}


class CopyForm(PlainForm):
    """The edition of the copy."""

    edition = short_text(_("Edition of the copy (such as 2027)"), 20, required=False)


class CoChairsForm(PlainForm):
    """Who leads a panel together with its chair: exactly those that are ticked."""

    users = forms.ModelMultipleChoiceField(
        label=_("Who leads it beside its chair"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        """Offer everybody who may lead panels and has no seat on this one."""
        super().__init__(*args, **kwargs)
        rows = User.objects.filter(is_active=True, grants__role=Role.PANEL_CHAIR)
        rows = rows.exclude(pk=panel.chair_id).exclude(panel_seats__panel=panel)
        set_choices(self, "users", rows.distinct().order_by("display_name", "username"))


class RoundForm(PlainForm):
    """A round to plan."""

    kind = forms.ChoiceField(label=_("Which estimate it asks for"), choices=Round.Kind.choices)
    opens = WallTimeField(label=_("Opens, by the clock of the panel’s time zone"))
    closes = WallTimeField(label=_("Deadline, by the same clock"))


class DeadlineForm(PlainForm):
    """A new deadline."""

    closes = WallTimeField(label=_("Deadline, by the clock of the panel’s time zone"))


class FindForm(PlainForm):
    """What an expert should know about."""

    market = forms.ChoiceField(label=_("Market"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    response = forms.ChoiceField(label=_("Response"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """List the terms in the language of the screen."""
        super().__init__(*args, **kwargs)
        _offer_codes(self, "market", choices("markets"))
        _offer_codes(self, "region", region_choices())
        _offer_codes(self, "response", choices("responses"))


class InviteForm(FindForm):
    """A person to invite, with the expertise that was searched for."""

    user = forms.ModelChoiceField(
        label=_("Who"),
        queryset=User.objects.filter(is_active=True),
        widget=forms.HiddenInput,
    )


class RoundChoiceField(forms.ModelChoiceField):
    """A choice of rounds, each labelled with its number and kind."""

    def label_from_instance(self, obj: Round) -> str:
        """Return number and kind."""
        return f"{obj.number}: {obj.get_kind_display()}"


class ExtendForm(PlainForm):
    """More time for one expert."""

    round = RoundChoiceField(
        label=_("In which round"), queryset=Round.objects.none(), to_field_name="uid"
    )
    until = WallTimeField(label=_("Until when, by the clock of the panel’s time zone"))

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        """Offer the rounds that are or were open."""
        super().__init__(*args, **kwargs)
        set_choices(self, "round", panel.rounds.exclude(state=Round.State.PLANNED))


class QuestionSelectField(forms.ModelChoiceField):
    """A choice of questions, each labelled with its number and words."""

    def label_from_instance(self, obj: Question) -> str:
        """Return number and words."""
        return f"{obj.position}. {obj.text[:100]}"


class QuestionChoiceForm(PlainForm):
    """A choice of one question of a panel."""

    question = QuestionSelectField(
        label=_("Question"), queryset=Question.objects.none(), to_field_name="uid"
    )

    def __init__(self, *args: Any, questions: QuerySet[Question], **kwargs: Any) -> None:
        """Offer these questions."""
        super().__init__(*args, **kwargs)
        set_choices(self, "question", questions)


class AbandonForm(ReasonForm):
    """The reason for ending a panel without a result."""

    sure = forms.BooleanField(label=_("I am sure: nothing of it will ever be pooled or shown."))


def _offer_codes(form: forms.Form, name: str, listed: Iterable[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("any")), *listed]
