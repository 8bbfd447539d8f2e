"""A short id for each request, which a person can quote and the log repeats.

It is random and says nothing of the request. One that a client sends is not used.
"""

import secrets
from contextvars import ContextVar
from typing import Any, Final

LETTERS: Final = "23456789abcdefghjkmnpqrstvwxyz"
"""No two of them look alike, and none is a vowel that makes words but `a` and `e`."""
LENGTH: Final = 8
_current: ContextVar[str] = ContextVar("request_id", default="")


def new_request_id() -> str:
    """Give the request that begins an id, and return it. It holds until the answer was sent."""
    made = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    _current.set(made)
    return made


def forget_request_id(**_kwargs: Any) -> None:
    """Forget the id, because the answer was sent. Django logs its refusals shortly before."""
    _current.set("")


def request_id() -> str:
    """Return the id of the request that is being answered; "" outside one."""
    return _current.get()
