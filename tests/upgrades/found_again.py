"""Look, with the code of today, for what older code made: by facts, by pages, by checks.

    python found_again.py FACTS        prints what is missing, as JSON

Facts have the form of `crashes.deeds`: each says what kind of thing it is, and how it is known.
"""

import json
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.site.settings"

import django

django.setup()

from django.contrib.auth import authenticate
from django.test import Client

from crashes import deeds, invariants
from factories import UserFactory
from fund import factories as fund
from vigil.trust.models import Role, User

PAGES = ("/", "/cases/", "/figures/", "/map/", "/data/", "/names/", "/stories/", "/network/")


def signs_in(fact: deeds.Fact, _world: deeds.World) -> bool:
    """Say whether somebody's password is still theirs, and their roles."""
    user = User.objects.get(email=fact["email"])
    held = set(user.grants.values_list("role", flat=True))
    given = {"email": fact["email"], "password": fact["password"]}
    return held == set(fact["roles"]) and authenticate(None, **given) == user


def answers(fact: deeds.Fact, _world: deeds.World) -> bool:
    """Say whether a page answers."""
    return Client(headers={"host": "localhost"}).get(
        fact["path"], follow=True
    ).status_code == fact.get("status", 200)


def main(facts: Path) -> None:
    """Print what is not there, and what does not hold."""
    deeds.FOUND |= {"person": signs_in, "page": answers}
    administrator = UserFactory(email="looks@example.org", roles=[Role.ADMINISTRATOR])
    world = deeds.World([], [], [fund.officer(email="opens@example.org")], administrator, [])
    asked = json.loads(facts.read_text("utf-8")) + [
        {"what": "page", "path": path} for path in PAGES
    ]
    missing = deeds.missing(asked, world)
    print(json.dumps([*missing, *map(str, invariants.broken())]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
