"""Count the queries of each address, and print them as JSON.

    VIGIL_DATA=FOLDER python benchmarks/grants_script/fund_queries.py < ADDRESSES

ADDRESSES is JSON: `cookie`, and `addresses` by name. `SHOWN=NAME` prints the queries of one.
"""

import json
import os
import sys

from vigil.cli.support.database import set_up_django

set_up_django()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402


def main() -> None:
    """Ask for each address twice, as the second request finds what a process keeps."""
    settings.ALLOWED_HOSTS = ["testserver"]
    asked = json.load(sys.stdin)
    client, shown = Client(), os.environ.get("SHOWN")
    client.cookies.load(asked["cookie"])
    counted = {}
    for name, address in asked["addresses"].items():
        client.get(address)
        with CaptureQueriesContext(connection) as told:
            answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        counted[name] = len(told)
        if name == shown:
            for one in told.captured_queries:
                print(one["time"], one["sql"], file=sys.stderr)
    print(json.dumps(counted))


if __name__ == "__main__":
    main()
