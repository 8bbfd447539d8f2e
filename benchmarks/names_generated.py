"""Generated names to remember: one case a person, drawn from a seed. Not one is a real person.

python benchmarks/names_generated.py 100000      (VIGIL_DATA, DATABASE_URL name the database)
"""

import json
import random
import sys
import time
from itertools import batched
from typing import Any

from generated import AT_ONCE, SYLLABLES, _case, _made


def word_of(draw: random.Random, of: int) -> str:
    """Return one of so many names; of 300, six in a hundred people have the most common."""
    return _word(int(of * draw.random() ** 2))


def _word(number: int) -> str:
    """Return the same word for the same number, of three or four syllables."""
    draw = random.Random(number)
    return "".join(draw.choices(SYLLABLES, k=draw.choice((3, 4))))


def _name(draw: random.Random) -> str:
    words = (word_of(draw, 300), word_of(draw, 5000), word_of(draw, 5000))
    return " ".join(word.title() for word in words)


def fill(count: int, seed: int = 11) -> None:
    """Write `count` public cases with one person each, who was killed."""
    from django.db import transaction

    from vigil.casefile.models import Case, Victim, VictimName
    from vigil.casefile.people.name_matching import fold
    from vigil.publication.models import PublicCase

    draw = random.Random(seed)
    for numbers in batched(range(1, count + 1), AT_ONCE):
        with transaction.atomic():
            made = [_killed(draw, number) for number in numbers]
            cases = Case.objects.bulk_create(_case(one) for one in made)
            victims = Victim.objects.bulk_create(
                Victim(
                    case=case,
                    position=0,
                    name=one["people"][0]["name"],
                    role="target",
                    outcome="killed",
                    target_category=one["people"][0]["category"],
                    age_low=one["people"][0]["age"],
                )
                for one, case in zip(made, cases, strict=True)
            )
            VictimName.objects.bulk_create(
                VictimName(victim=v, name=v.name, folded=fold(v.name)) for v in victims
            )
            PublicCase.objects.bulk_create(map(_public, cases))


def _public(case: Any) -> Any:
    """Return the public row of a case as far as names read it: making all of it takes minutes."""
    from django.utils import timezone

    from vigil.publication.models import PublicCase

    counts = ("n_people", "n_named", "n_killed", "n_survived")
    targets = ("n_targets", "n_targets_killed", "n_targets_survived")
    return PublicCase(
        case=case,
        public_id=case.public_id,
        number=int(case.public_id[2:]),
        contested=False,
        headline=True,
        coarsened=False,
        date=case.date,
        country=case.country,
        admin1=case.admin1,
        place=case.place_name,
        categories=0,
        outcomes=0,
        digest="",
        changed_at=timezone.now(),
        published_at=timezone.now(),
        **dict.fromkeys((*counts, *targets), 1),
    )


def _killed(draw: random.Random, number: int) -> dict[str, Any]:
    one = _made(draw, number, [None])
    person = {**one["people"][0], "name": _name(draw), "outcome": "killed"}
    return {**one, "event": "killing", "people": [person]}


def main() -> None:
    """Fill the database that the environment names; print how long the names took."""
    from vigil.cli.support.database import set_up_django

    set_up_django()
    from django.core.management import call_command

    from vigil.publication.models import PublicState
    from vigil.witness.names.projection import rebuild

    call_command("migrate", verbosity=0)
    PublicState.objects.update_or_create(pk=1, defaults={"token": "generated"})
    fill(int(sys.argv[1]))
    began = time.perf_counter()
    n = rebuild()
    print(json.dumps({"rows": n, "made_in_s": round(time.perf_counter() - began, 1)}))


if __name__ == "__main__":
    main()
