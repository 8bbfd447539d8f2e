"""Style sheets are the same for whoever asks."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

import factories
from vigil.site.styles.bundles import bundle_url


@pytest.mark.django_db
def test_nobody_is_looked_up_for_a_style_sheet(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(factories.coder())
    with django_assert_num_queries(0):
        answer = client.get(bundle_url("record"))
    assert answer.status_code == 200
    assert "Cookie" not in answer["Vary"]
    assert not answer.cookies
