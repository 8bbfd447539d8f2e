"""Everything that is held of a member, for themself."""

import base64
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.network.members import data_in_other_rooms
from vigil.network.members.verbs.email_addresses import address_of
from vigil.network.models import Member
from vigil.network.profiles.fields import FIELDS, KIND, audience_of, subject_of
from vigil.trust.consent.verbs import consents_of
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Consent, Decision, Letter, Upload, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import read_copy, uploads_of

FORMAT = "vigil-member-1"


@transaction.atomic
def own_data(member: Member, *, by: User) -> dict[str, Any]:
    """Return all data of a member in the form of JSON. For the member alone.

    Raises NotAllowed.
    """
    require(by, "network.speak_for_member", member)
    record("export_member", KIND, member.uid, by=by)
    return {
        "format": FORMAT,
        "exported_at": timezone.now().isoformat(),
        "email": address_of(member, why="the member takes their data"),
        "account": {
            "name": by.display_name,
            "since": by.date_joined.isoformat(),
            "last_sign_in": by.last_login.isoformat() if by.last_login else None,
        },
        "member": _columns(member),
        "biographies": {b.language: b.text for b in member.biographies.all()},
        "links": [{"label": link.label, "url": link.url} for link in member.links.all()],
        "shown_to": {f: audience_of(member.audiences, f).slug for f in FIELDS},
        "files": [_file(upload) for upload in uploads_of(KIND, [member.uid])],
        "consents": [_consent(consent) for consent in consents_of(subject_of(member.uid))],
        "invitations": [
            {
                "made_at": invitation.made_at.isoformat(),
                "expires_at": invitation.expires_at.isoformat(),
                "used_at": invitation.used_at.isoformat() if invitation.used_at else None,
            }
            for invitation in member.invitations.all()
        ],
        "letters": [_letter(letter) for letter in _letters(member, by)],
        "decisions": [_decision(decision) for decision in _decisions(member)],
        "elsewhere": data_in_other_rooms.exported(member),
    }


def _columns(member: Member) -> dict[str, Any]:
    """Return every column: what is added to a member later is exported without being named here."""
    left_out = {"id", "user", "audiences"}
    fields = [field for field in Member._meta.concrete_fields if field.name not in left_out]
    return {field.name: _plain(getattr(member, field.attname)) for field in fields}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _file(upload: Upload) -> dict[str, Any]:
    return {
        "kind": upload.kind,
        "taken_in_at": upload.at.isoformat(),
        "sha256": upload.sha256,
        "content_base64": base64.b64encode(read_copy(upload, by=None)).decode(),
    }


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "use": consent.use,
        "given_by": consent.given_by,
        "given_how": consent.given_how,
        "given_on": consent.given_on.isoformat(),
        "until": consent.until.isoformat() if consent.until else None,
        "recorded_at": consent.recorded_at.isoformat(),
        "withdrawn_at": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
    }


def _letters(member: Member, user: User) -> list[Letter]:
    to_them = Letter.objects.filter(about_kind=KIND, about_key=member.uid)
    return list((to_them | Letter.objects.filter(to_user=user)).distinct())


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "written_at": letter.created_at.isoformat(),
        "subject": letter.subject,
        "state": letter.state,
        # What opens an account is sealed, so that no key lies in a file.
        "text": letter.body,
    }


def _decisions(member: Member) -> list[Decision]:
    return list(Decision.objects.filter(target_kind=KIND, target_key=member.uid))


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "at": decision.at.isoformat(),
        "verb": decision.verb,
        "before": decision.before,
        "after": decision.after,
        "why": decision.why,
    }


LOG: Final = LogWords(
    verbs={
        "export_member": pgettext_lazy("decision", "download one’s own data"),
    },
    reasons={
        "the member takes their data": pgettext_lazy("decision", "the member downloads their data"),
    },
)
