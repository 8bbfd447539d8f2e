"""What is done first in a restored database."""

import pytest
from django.test import Client

from factories import UserFactory
from vigil.trust.models import Decision, Letter, OneTimeLink, OpenSession
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.people.verbs.sign_in_links import make_one_time_link
from vigil.trust.restoring.verbs import begin_again

pytestmark = pytest.mark.django_db


def test_letters_wait_and_nobody_is_signed_in(client: Client) -> None:
    user = UserFactory()
    states = (Letter.State.RELEASED, Letter.State.SENDING, Letter.State.SENT)
    for state in states:
        letter = write_letter(
            user, Letter.Subject.MESSAGE, "Hello", kind="message", by=None, decides=False,
            language="en",
        )  # fmt: skip
        Letter.objects.filter(pk=letter.pk).update(state=state)
    client.force_login(user)
    assert OpenSession.objects.exists()
    make_one_time_link(user)
    began = begin_again("vigil-1")
    assert (began.letters, began.sessions) == (2, 1)
    found = sorted(Letter.objects.values_list("state", flat=True))
    assert found == [Letter.State.SENT, Letter.State.WAITING, Letter.State.WAITING]
    assert not OpenSession.objects.exists()
    assert not OneTimeLink.objects.exists()
    decision = Decision.objects.get(verb="restore_backup")
    assert (decision.target_key, decision.after["letters"]) == ("vigil-1", 2)
