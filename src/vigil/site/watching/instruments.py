"""What is counted in each process. Loaded only where metrics are wanted.

The library decides when it is loaded whether processes share a folder: so the folder is named
first. No label holds a path, an address, or anything a person chose.
"""

from typing import Final

from vigil.site.watching.metric_files import share_folder

share_folder()

from prometheus_client import Counter, Gauge, Histogram  # noqa: E402 - once the folder is shared

REQUESTS: Final = Counter(
    "vigil_requests", "Answers, by route, method and status.", ["route", "method", "status"]
)
SECONDS: Final = Histogram(
    "vigil_request_seconds",
    "Seconds until the answer began, by route.",
    ["route"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
SHED: Final = Counter("vigil_shed_requests", "Requests refused because too many waited.")
WAITING: Final = Gauge(
    "vigil_waiting_requests",
    "Requests that wait for a thread, by lane.",
    ["lane"],
    multiprocess_mode="livesum",
)
DATABASE_ERRORS: Final = Counter(
    "vigil_database_errors", "Requests that ended with an error of the database."
)
FAILED_SIGN_INS: Final = Counter("vigil_failed_sign_ins", "Sign-ins that failed.")
