"""Print the queue of the data folder VIGIL_DATA: a JSON line a row, in the desk's order.

A row holds, for each report, the accounts that the candidate has of it. Reports are named by the
id they came in with.
"""

import json
import sys


def main(most: int) -> None:
    """Print the first rows."""
    import django

    django.setup()
    from vigil.desk.queue.queries import candidates, with_reports

    for case in with_reports(candidates())[:most]:
        row: dict[str, list[object]] = {}
        for membership in case.memberships.all():
            account = membership.account
            row.setdefault(account.report.key.rpartition("@")[0], []).append(account.record)
        for accounts in row.values():
            accounts.sort(key=lambda record: record["account"])  # type: ignore[index]
        print(json.dumps(row))


if __name__ == "__main__":
    main(int(sys.argv[1]))
