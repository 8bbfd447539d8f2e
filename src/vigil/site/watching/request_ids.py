"""A short id for each request, which a person can quote and the log repeats.

It is random and says nothing of the request. One that a client sends is not used.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

LETTERS: Final = "23456789abcdefghjkmnpqrstvwxyz"
"""No two of them look alike, and none is a vowel that makes words but `a` and `e`."""
LENGTH: Final = 8
_current: ContextVar[str] = ContextVar("request_id", default="")


@contextmanager
def new_request_id() -> Iterator[str]:
    """Give whatever happens inside one new id, and return it."""
    made = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    token = _current.set(made)
    try:
        yield made
    finally:
        _current.reset(token)


def request_id() -> str:
    """Return the id of the request that is being answered; "" outside one."""
    return _current.get()
