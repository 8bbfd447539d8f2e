"""Say what a check found at an address of a stream, and what to do."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vigil.programme.streams.findings import Finding

SENTENCES: Final[dict[Finding, Promise]] = {
    Finding.NOT_YET: _("Not checked yet. The check runs in the background; reload in a minute."),
    Finding.ANSWERS: _("It answers."),
    Finding.LOGIN: _(
        "It asks people to sign in there. Let everybody in who has the link, or use another "
        "address."
    ),
    Finding.FORBIDDEN: _(
        "It refused our check (status 403). Try it as a participant: a service that refuses "
        "programs may still let people in."
    ),
    Finding.GONE: _(
        "There is no stream at this address, or it is private. Make it public or unlisted there, "
        "or paste its new address."
    ),
    Finding.NO_FRAME: _(
        "The service does not let other sites show it. Allow embedding there, or use another "
        "address."
    ),
    Finding.MOVED: _(
        "It leads to another host, which our page does not load. Paste the address at which it "
        "ends."
    ),
    Finding.NO_CORS: _(
        "Its server does not let other sites play it (CORS). Ask whoever runs it to allow our site."
    ),
    Finding.ELSEWHERE: _(
        "Its parts are at another host, which our page does not load. Ask for a playlist at the "
        "host of its parts."
    ),
    Finding.NO_PLAYLIST: _("It answers, but not with an HLS playlist. Has the stream begun?"),
    Finding.NO_ANSWER: _("It did not answer. Check the address, and whether the service works."),
    Finding.UNSAFE: _(
        "It leads into a local network, back to http, or in a circle. Participants cannot open it."
    ),
}


def finding_sentence(found: str) -> str:
    """Say what was found at an address."""
    return str(SENTENCES[Finding(found)])
