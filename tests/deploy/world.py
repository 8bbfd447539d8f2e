"""Fill an installation that is to be asked through a proxy: `python -m deploy.world`.

Writes as JSON who signs in, with which secret of a second factor, and where a recording belongs.
"""

import json
import sys

import django


def main() -> None:
    """Make a programme host with a second factor, and a recording without a file."""
    django.setup()
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from factories import UserFactory
    from programme.factories import SessionFactory
    from vigil.programme.recordings.verbs.files import prepare_recording
    from vigil.trust.models import Role

    host = UserFactory(roles=[Role.PROGRAMME_HOST], email="host@example.org")
    host.set_password("a long pass phrase")
    host.save()
    secret = generate_totp_secret()
    TOTP.activate(host, secret)
    recording = prepare_recording(SessionFactory(), "en", by=host)
    json.dump({"secret": secret, "recording": recording.pk}, sys.stdout)


if __name__ == "__main__":
    main()
