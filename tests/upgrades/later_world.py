"""Make data with the code of a later commit, by its own deeds (`tests/crashes`). Run by that code.

python later_world.py FACTS        (with that commit's `src` and `tests` in PYTHONPATH)
"""

import json
import os
import random
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.site.settings"

import django

django.setup()

from crashes import deeds

if __name__ == "__main__":
    deeds.stand_in_for_rebuilding()
    world, chance = deeds.make_world(), random.Random(26)
    made = [fact for deed in deeds.DEEDS for fact in deed(world, chance)]
    Path(sys.argv[1]).write_text(json.dumps(made), "utf-8")
