"""What files hold of people, and what withdrawing a person does with them.

Nobody can search what is in a picture. So a file is found by its description, and by the subject it
is about.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.trust.models import Upload
from vigil.trust.rooms.keepers import WithdrawalAct
from vigil.trust.rooms.simple_keeper import keeper_of
from vigil.trust.uploads.verbs.files import shred


def _shred(upload: Upload, act: WithdrawalAct) -> None:
    shred(upload, by=act.by, why=act.withdrawal.why)


KEEPER: Final = keeper_of("uploads", Upload, label=_("Uploads"), erase=_shred)
