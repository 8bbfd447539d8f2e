"""Print the queue of the data folder VIGIL_DATA: a JSON line a row, in the desk's order.

A row holds, for each report, the accounts that the candidate has of it. Reports are named by the
id they came in with. Last comes a list of the places, from 0, of rows that the desk folds below
another of their page.
"""

import json
import sys


def main(most: int) -> None:
    """Print the first rows."""
    import django

    django.setup()
    from vigil.casefile.matches.queries import doubted_among
    from vigil.desk.queue.queries import candidates, with_reports
    from vigil.desk.queue.views import PAGE

    cases = list(with_reports(candidates())[:most])
    for case in cases:
        row: dict[str, list[object]] = {}
        for membership in case.memberships.all():
            account = membership.account
            row.setdefault(account.report.key.rpartition("@")[0], []).append(account.record)
        for accounts in row.values():
            accounts.sort(key=lambda record: record["account"])  # type: ignore[index]
        print(json.dumps(row))
    place = {case.pk: at for at, case in enumerate(cases)}
    pages = [[case.pk for case in cases[start:][:PAGE]] for start in range(0, len(cases), PAGE)]
    folded = [place[pk] for page in pages for some in doubted_among(page).values() for pk in some]
    print(json.dumps(sorted(folded)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
