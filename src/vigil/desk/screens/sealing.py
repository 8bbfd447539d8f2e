"""The key under which a browser keeps what somebody typed and has not sent yet."""

import base64
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import resolve_url
from django.utils.crypto import salted_hmac

from vigil.trust.models import User

SALT: Final = "vigil.desk.coding.draft"


def seal_of(user: User) -> str:
    """Return the key of this person, in base64.

    Another person who signs in in the same browser is given another one. It changes with the
    password.
    """
    secret = f"{user.pk}:{user.password}"
    digest = salted_hmac(SALT, secret, algorithm="sha256").digest()
    return base64.b64encode(digest).decode()


def sign_in_address(path: str) -> str:
    """Return where somebody whose session has ended signs in, to come back to `path`."""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({REDIRECT_FIELD_NAME: path})}"
