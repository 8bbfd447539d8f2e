"""Private links of contributors for tests, and somebody who holds one."""

import re
from typing import Any

from django.test import Client

from vigil.programme.contributors.verbs.consenting import subject_of
from vigil.programme.models import Contribution, GroupPerson, Recording
from vigil.trust.models import PrivateLink, User
from vigil.trust.private_links.tokens import token_of
from vigil.trust.private_links.verbs.links import make_private_link


def link_for(part: Contribution, person: GroupPerson | None = None, *, by: User) -> PrivateLink:
    """Make a private link to somebody's own page."""
    subject = subject_of(part, person)
    return make_private_link(subject.key, subject.kind, held_by="self", by=by)


class Visitor:
    """Somebody who opened their private link in a browser."""

    def __init__(self, client: Client, link: PrivateLink) -> None:
        self.client = client
        self.address = f"/programme/contribution/{token_of(link)}/"

    def page(self, **query: str) -> str:
        """Return what the page says."""
        answer = self.client.get(self.address, query)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def send(self, act: str, **data: Any) -> Any:
        """Send a form of the page."""
        found = re.search(r'name="ticket" value="([^"]+)"', self.page())
        assert found
        return self.client.post(self.address, {"ticket": found[1], "act": act, **data})

    def agree(self, *uses: str, **data: Any) -> Any:
        """Agree to some uses."""
        return self.send("agree", uses=uses, **data)

    def take_back(self, use: str) -> Any:
        """Take one use back, or all."""
        return self.send("back", use=use)

    def file(self, recording: Recording, name: str) -> str:
        """Return the address of a file of a recording behind the link."""
        return f"{self.address}recordings/{recording.uid}/{name}"
