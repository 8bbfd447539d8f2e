"""What the test of two machines makes by verbs, on one of them: people, a case, a codebook.

python two_machines_world.py people|codebook        prints JSON
"""

import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.site.settings"

from vigil.cli.support.database import set_up_django

set_up_django()

from casefile.codebook_changes.test_verbs import NEW, released
from factories import UserFactory
from vigil.casefile.models import Case, Origin
from vigil.trust.models import Role


def people() -> dict[str, int]:
    """Make somebody whose password is guessed; return a case that coders work on."""
    UserFactory(email="tried@example.org", roles=[Role.CODER])
    return {"case": Case.objects.filter(origin=Origin.COMPILED).values_list("pk", flat=True)[0]}


def codebook() -> dict[str, str]:
    """Release a version of the codebook with the value `drone`."""
    return {"released": str(released(NEW)[0].pk)}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]]()))
