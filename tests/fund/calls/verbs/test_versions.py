"""Versions of forms: made once for each form, and of the calls that were there before them."""

from importlib import import_module

import pytest
from django.apps import apps

from fund.applicants import FORM, open_call
from fund.factories import application, call, officer
from vigil.fund.calls import verbs as calls
from vigil.fund.calls import versions
from vigil.fund.calls.building import verbs as building
from vigil.fund.models import Call, FormVersion

pytestmark = pytest.mark.django_db


def test_an_equal_form_is_one_version_and_a_draft_has_none() -> None:
    by, made = officer(), open_call()
    one = versions.freeze_version(made)
    calls.edit_call(made, by=by, form=FORM[:3])
    calls.edit_call(made, by=by, form=FORM)
    calls.edit_call(made, by=by, places=3)
    assert [row.number for row in made.form_versions.all()] == [1, 2]
    made.refresh_from_db()
    assert versions.current_version(made) == one
    draft = building.start_call("", "template:fellowship", by=by)
    again = building.start_call("", f"call:{draft.slug}", by=by)
    assert again.slug != draft.slug
    assert not draft.form_versions.exists()


def test_calls_that_were_there_before_get_their_first_version() -> None:
    row, waits = application("submitted"), call(state=Call.State.DRAFT)
    migration = import_module("vigil.fund.migrations.0009_versions_of_forms")
    migration.freeze_first_versions(apps, None)
    migration.freeze_first_versions(apps, None)
    row.refresh_from_db()
    assert row.form_version == FormVersion.objects.get()
    assert row.form_version == versions.current_version(row.call)
    assert not waits.form_versions.exists()


def test_words_of_another_language_change_no_question() -> None:
    old = [{"key": "a", "kind": "text", "label": {"en": "A"}}]
    new = [{"key": "a", "kind": "text", "label": {"en": "A", "es": "Á"}}]
    assert not versions.changes_between(old, new, "en")
    assert versions.changes_between(old, new, "es").changed
    assert versions.carried_answers(old, [{**new[0], "kind": "choices"}], {"a": "x"}) == {}
    assert versions.carried_ticks([{"en": "A"}, {"en": "B"}], [{"en": "B"}], [0, 1]) == {0}
