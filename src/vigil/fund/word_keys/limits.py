"""Limit how often somebody types a key, counted by all processes together.

Nobody guesses 64 bits: this keeps one sender from taking the processor from all others. Tries are
counted by network address where it is known, and otherwise together, generously: behind a proxy
everybody comes from one address.
"""

import time
from typing import Final

from django.core.cache import cache

WINDOW: Final = 600
"""Seconds."""
FROM_ONE: Final = 20
"""Tries of one network address in a window."""
FROM_ALL: Final = 400
"""Tries of everybody whose address is not known in a window."""


def seconds_to_wait(address: str) -> int:
    """Count a try; return for how many seconds no other is allowed, 0 if this one is."""
    now = time.time()
    window, passed = divmod(int(now), WINDOW)
    key = f"word-key-{address or 'unknown'}-{window}"
    cache.add(key, 0, WINDOW)
    tries = cache.incr(key)
    return 0 if tries <= (FROM_ONE if address else FROM_ALL) else WINDOW - passed
