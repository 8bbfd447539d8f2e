"""Screens on which an officer builds a call: basics, texts, form, conditions, rubric."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
    perform,
)
from vigil.fund.access.rules import MANAGE_CALLS
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.answers_in_words import option_label
from vigil.fund.calls.building import entries
from vigil.fund.calls.building import verbs as building
from vigil.fund.calls.building.forms import (
    KIND_LABELS,
    AddFieldForm,
    ConditionForm,
    CriterionForm,
    EntryForm,
    FieldForm,
    NewCallForm,
    TakeFormForm,
    TextsForm,
    worded,
)
from vigil.fund.calls.exchange.verbs import take_form
from vigil.fund.calls.form_definition import Field, in_language
from vigil.fund.calls.forms import BasicsForm, call_values_from_form, form_initial_from_call
from vigil.fund.calls.readiness import STEPS
from vigil.fund.models import Call
from vigil.trust.models import User


def at(route: str, call: Call, *more: str) -> str:
    """Return the address of a screen of a call."""
    return reverse(f"desk_fund:{route}", args=[call.slug, *more])


def frame(call: Call, route: str) -> dict[str, Any]:
    """Return what every screen of a call shows: its title, the steps, and the next of them."""
    routes = list(STEPS)
    after = routes[routes.index(route) + 1 :]
    return {
        "call": call,
        "title": in_language(call.title, get_language() or "en"),
        "here": route,
        "step_title": STEPS[route],
        "steps": [(one, title, at(one, call)) for one, title in STEPS.items()],
        "next_step": (STEPS[after[0]], at(after[0], call)) if after else None,
    }


@room_view(MANAGE_CALLS)
@require_http_methods(READ_AND_ACT)
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a call: with a template, a copy of an earlier call, or nothing."""

    def show(screen: ScreenState) -> HttpResponseBase:
        form = screen.forms.get("new") or NewCallForm(auto_id="new-%s")
        return render(request, "fund/calls/new.html", {"form": form}, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return perform(request, None, "new", NEW_CALL, show=show, back=reverse("desk_fund:calls"))


NEW_CALL: Final = Act[None](
    form=NewCallForm,
    verb=lambda _none, data, by: building.start_call(data["slug"], data["source"], by=by),
    next=lambda _none, made: reverse("desk_fund:call", args=[made.slug]),
)


def _keep_basics(call: Call, data: Data, by: User) -> str:
    return at("call_basics", calls.edit_call(call, by=by, **call_values_from_form(data)))


def _keep_texts(call: Call, data: Data, by: User) -> None:
    now = {name: getattr(call, name) for name in ("title", "summary")}
    calls.edit_call(call, by=by, **worded(now, data, "title", "summary"))


def _basics_of(call: Call) -> dict[str, Any]:
    return form_initial_from_call({name: getattr(call, name) for name in calls.FIELDS})


BASICS: Final = Act[Call](form=BasicsForm, verb=_keep_basics, done=_("Saved."), initial=_basics_of)
TEXTS: Final = Act[Call](
    form=TextsForm,
    verb=_keep_texts,
    done=_("Saved."),
    initial=lambda call: {
        "title": call.title.get("en", ""),
        "summary": call.summary.get("en", ""),
    },
)


@room_view(MANAGE_CALLS)
@require_http_methods(READ_AND_ACT)
def basics(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change what is given, to whom, and when."""
    return _one_form(request, slug, "call_basics", BASICS)


@room_view(MANAGE_CALLS)
@require_http_methods(READ_AND_ACT)
def texts(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change title and summary in the source language."""
    return _one_form(request, slug, "call_texts", TEXTS)


def _one_form(request: HttpRequest, slug: str, route: str, act: Act[Call]) -> HttpResponseBase:
    by, found = person(request), found_or_404(Call.objects.all(), slug=slug)

    def show(screen: ScreenState) -> HttpResponseBase:
        form = forms_of({"keep": act}, found, by, screen)["keep"]
        context = {**frame(found, route), "form": form, "screen": screen}
        return render(request, "fund/calls/one_form.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return perform(request, found, "keep", act, show=show, back=at(route, found))


# Lists: the fields of the form, the criteria of the rubric, the conditions


def _changes(name: str, change: Callable[..., Any]) -> Callable[[Call, Data, User], str]:
    def verb(call: Call, data: Data, by: User) -> str:
        building.change_list(call, name, lambda now: change(now, data["key"]), by=by)
        return f"{at(ROUTE_OF[name], call)}#row-{data['key']}"

    return verb


def _list_acts(name: str) -> dict[str, Act[Call]]:
    """Return what is done with every entry of a list."""
    acts: dict[str, Callable[..., Any]] = {
        "up": lambda now, key: entries.moved(now, key, -1),
        "down": lambda now, key: entries.moved(now, key, 1),
        "part_up": lambda now, key: entries.moved_part(now, key, -1),
        "part_down": lambda now, key: entries.moved_part(now, key, 1),
        "copy": entries.copied,
        "remove": entries.removed,
    }
    done = {"copy": _("Copied."), "remove": _("Removed.")}
    return {
        act: Act(form=EntryForm, verb=_changes(name, change), done=done.get(act, ""))
        for act, change in acts.items()
    }


ROUTE_OF: Final = {
    "form": "call_form",
    "rubric": "call_rubric",
    "eligibility": "call_conditions",
}


def _add_field(form: AddFieldForm, call: Call, by: User) -> None:
    building.change_list(
        call,
        "form",
        lambda now: entries.added(now, form.entry([one["key"] for one in now])),
        by=by,
    )


class _BoundAddFieldForm(AddFieldForm):
    """The form of a new field; its data hold the form itself, which makes the entry."""

    def clean(self) -> dict[str, Any]:
        """Hand itself on."""
        return {**(super().clean() or {}), "made_by": self}


def _take(call: Call, data: Data, by: User) -> dict[str, Any] | None:
    issues = take_form(call, data["file"].read(), by=by)
    return {"issues": issues} if issues else None


FORM_ACTS: Final[Mapping[str, Act[Call]]] = {
    **_list_acts("form"),
    "add": Act(
        form=_BoundAddFieldForm,
        verb=lambda call, data, by: _add_field(data["made_by"], call, by),
        done=_("Added at the end."),
        next=lambda call, _made: f"{at('call_form', call)}#add",
    ),
    "take": Act(form=TakeFormForm, verb=_take, done=_("The form was replaced.")),
}


@room_view(MANAGE_CALLS)
@require_http_methods(READ_AND_ACT)
def form(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the parts and fields of a form; add, move, copy, remove; exchange it as a file."""
    by, found = person(request), found_or_404(Call.objects.all(), slug=slug)

    def show(screen: ScreenState) -> HttpResponseBase:
        now = Call.objects.get(pk=found.pk)
        context = {
            **frame(now, "call_form"),
            "rows": [_row(field, now.form) for field in now.form],
            "forms": forms_of(FORM_ACTS, now, by, screen),
            "issues": screen.revealed.get("issues", ()),
            "screen": screen,
        }
        return render(request, "fund/calls/form.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, found, FORM_ACTS, show=show, back=at("call_form", found))


def _row(field: Field, whole: list[Field]) -> dict[str, Any]:
    language = get_language() or "en"
    asked = {one["key"]: one for one in whole}
    conditions = [
        (
            in_language(asked[clause["field"]]["label"], language),
            [option_label(asked[clause["field"]], one, language) for one in clause["is"]],
        )
        for clause in field.get("when", ())
        if clause["field"] in asked
    ]
    return {
        "field": field,
        "is_part": field["kind"] == "part",
        "label": in_language(field["label"], language),
        "kind": KIND_LABELS[field["kind"]],
        "conditions": conditions,
    }


@room_view(MANAGE_CALLS)
@require_http_methods(READ_AND_ACT)
def field(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """Change one field or part of a form."""
    found: Call = found_or_404(Call.objects.all(), slug=slug)
    number = next((n for n, one in enumerate(found.form) if one["key"] == key), None)
    if number is None:
        raise Http404
    one = found.form[number]
    make = partial(FieldForm, field=one, before=found.form[:number])

    def show(screen: ScreenState) -> HttpResponseBase:
        context = {
            **frame(found, "call_form"),
            "form": screen.forms.get("keep") or make(auto_id="keep-%s"),
            "screen": screen,
            "field_label": in_language(one["label"], get_language() or "en"),
            "kind": KIND_LABELS[one["kind"]],
        }
        return render(request, "fund/calls/one_form.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())

    def keep(call: Call, _data: Data, by: User) -> None:
        entry = made[0].entry()
        building.change_list(call, "form", lambda now: entries.replaced(now, key, entry), by=by)

    made: list[FieldForm] = []

    def bound(*args: Any, **kwargs: Any) -> FieldForm:
        made.append(make(*args, **kwargs))
        return made[0]

    act = Act[Call](form=bound, verb=keep, done=_("Saved."))
    back = f"{at('call_form', found)}#row-{key}"
    return perform(request, found, "keep", act, show=show, back=back)


def _keep_entry(name: str, *texts: str) -> Callable[[Call, Data, User], str]:
    """Return a verb that changes an entry of a list, or adds it where it has no key yet."""

    def verb(call: Call, data: Data, by: User) -> str:
        def change(now: Any) -> Any:
            key = data["key"] or entries.new_key(data["label"], [one["key"] for one in now])
            before: entries.Entry = {"key": key}
            if data["key"]:
                before = entries.entry_of(now, key)
            numbers = {one: data[one] for one in ("points", "weight") if one in data}
            entry = worded(before | numbers, data, *texts)
            return entries.replaced(now, key, entry) if data["key"] else entries.added(now, entry)

        building.change_list(call, name, change, by=by)
        return f"{at(ROUTE_OF[name], call)}#row-{data['key']}"

    return verb


RUBRIC_ACTS: Final[Mapping[str, Act[Call]]] = {
    **_list_acts("rubric"),
    "keep": Act(form=CriterionForm, verb=_keep_entry("rubric", "label", "help"), done=_("Saved.")),
}
CONDITION_ACTS: Final[Mapping[str, Act[Call]]] = {
    **_list_acts("eligibility"),
    "keep": Act(form=ConditionForm, verb=_keep_entry("eligibility", "label"), done=_("Saved.")),
}


@room_view(MANAGE_CALLS)
@require_http_methods(READ_AND_ACT)
def rubric(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change the criteria that reviewers score."""
    return _list(request, slug, "rubric", RUBRIC_ACTS)


@room_view(MANAGE_CALLS)
@require_http_methods(READ_AND_ACT)
def conditions(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change the statements that applicants confirm; list the consents of the form."""
    return _list(request, slug, "eligibility", CONDITION_ACTS)


def _list(
    request: HttpRequest, slug: str, name: str, acts: Mapping[str, Act[Call]]
) -> HttpResponseBase:
    found: Call = found_or_404(Call.objects.all(), slug=slug)
    language = get_language() or "en"

    def show(screen: ScreenState) -> HttpResponseBase:
        now = Call.objects.get(pk=found.pk)
        kept = getattr(now, name)
        listed = entries.with_keys(kept) if name == "eligibility" else kept
        sent = screen.forms.get("keep")
        key = sent.data.get("key", "") if sent else None
        rows = [
            (
                one,
                in_language(one["label"], language),
                sent if sent and key == one["key"] else _blank(acts["keep"].form, one),
            )
            for one in listed
        ]
        context = {
            **frame(now, ROUTE_OF[name]),
            "rows": rows,
            "add": sent if sent and not key else acts["keep"].form(auto_id="add-%s"),
            "consents": [
                (one, in_language(one["label"], language))
                for one in now.form
                if one["kind"] == "consent" and name == "eligibility"
            ],
            "stays": name == "rubric" and calls.has_sent_applications(now),
            "refused": [form for act, form in screen.forms.items() if act != "keep"],
            "screen": screen,
        }
        return render(request, "fund/calls/entries.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, found, acts, show=show, back=at(ROUTE_OF[name], found))


def _blank(form: Callable[..., Any], entry: Mapping[str, Any]) -> Any:
    initial = {
        "key": entry["key"],
        "label": entry["label"].get("en", ""),
        "help": entry.get("help", {}).get("en", ""),
        "points": entry.get("points"),
        "weight": entry.get("weight", 1),
    }
    return form(auto_id=f"{entry['key']}-%s", initial=initial)
