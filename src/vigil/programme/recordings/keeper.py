"""What recordings and hosts' notes hold of people, and what a withdrawal does with it."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.casefile.people.name_matching import surely_same
from vigil.network.models import Member
from vigil.programme.contributors.verbs.withdrawing import remove_names, texts_contain_name
from vigil.programme.models import Contribution, Material, Recording, RunItem, SlotApplication
from vigil.programme.recordings.verbs.common import KIND
from vigil.programme.recordings.verbs.materials import hold_material_for_withdrawal
from vigil.programme.recordings.verbs.posting import hold_for_withdrawal
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says, that_say

ROOM: Final = "recordings"
ITEM, APPLICATION, MATERIAL = "run_item", "slot_application", "material"
ITEM_TEXTS: Final = ("title", "rights", "interpretation", "note")
APPLICATION_TEXTS: Final = ("congress", "agenda_item", "limits", "cosponsors", "controls")


class RecordingKeeper:
    """Answers for people in recordings, and for names in texts about them."""

    room = ROOM
    label = gettext_lazy("Recordings")
    models = frozenset(
        {
            "programme.AudioTrack",
            "programme.Recording",
            "programme.RecordingWords",
            "programme.Caption",
            "programme.Listening",
            "programme.Material",
            "programme.RemovedPart",
            "programme.Rendition",
            "programme.RunItem",
            "programme.SlotApplication",
        }
    )

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return recordings with somebody of these names, and hosts' texts that contain one."""
        found = [
            Holding(
                kind=KIND,
                key=one.uid,
                label=f"{one}: {one.session}",
                what=_(
                    "Nobody would be shown it, and the name is cut out of its words. Cut the "
                    "person out of the recording before it is posted again."
                ),
                ticked=one.state == Recording.State.POSTED,
            )
            for one in _recordings(names)
        ]
        for kind, label, rows in (
            (ITEM, _("Run of show"), that_say(RunItem.objects.all(), ITEM_TEXTS, names)),
            (MATERIAL, _("Material"), that_say(Material.objects.all(), ("title",), names)),
            (
                APPLICATION,
                _("Application for a slot"),
                that_say(SlotApplication.objects.all(), APPLICATION_TEXTS, names),
            ),
        ):
            what = _("Only the host side reads it. The name is cut out of its words, for good.")
            found += [Holding(kind, str(row.pk), f"{label}: {row}", what) for row in rows]
        return found

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Hold a recording and cut the name out of words."""
        if holding.kind == KIND:
            recording = Recording.objects.select_for_update().get(uid=holding.key)
            hold_for_withdrawal(recording, by=act.by, why=act.withdrawal.why)
            _cut(recording, act.names)
            return _("the recording is not shown any more, and its words say the name no more")
        if holding.kind == MATERIAL:
            material = Material.objects.select_for_update().get(pk=int(holding.key))
            hold_material_for_withdrawal(material, by=act.by, why=act.withdrawal.why)
            material.title = remove_names(material.title, act.names) or _("Document")
            material.save(update_fields=["title"])
            return _("the document is not shown any more, and its title says the name no more")
        model: type[Model] = RunItem if holding.kind == ITEM else SlotApplication
        fields = ITEM_TEXTS if holding.kind == ITEM else APPLICATION_TEXTS
        row = model._default_manager.select_for_update().get(pk=int(holding.key))
        for field in fields:
            setattr(row, field, remove_names(getattr(row, field), act.names))
        row.save(update_fields=fields)
        record("withhold_words", holding.kind, holding.key, by=act.by, why=act.withdrawal.why)
        return _("cut out of the words of the host side")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Return that held recordings are posted again by hand, once consents are checked."""
        mine = [r["done"] for r in withdrawal.receipts if r["room"] == self.room]
        return [_("recordings that were held are posted again by hand")] if any(mine) else []

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return what is still shown, and what cannot be searched."""
        posted = Recording.objects.filter(state=Recording.State.POSTED)
        sentences = []
        if any(one.state == Recording.State.POSTED for one in _recordings(names)):
            sentences.append(_("A recording with somebody of this name is still shown."))
        if posted.filter(transcript="", captions=None).exists():
            sentences.append(
                _("There are recordings without a transcript: nobody looked through them.")
            )
        if Material.objects.filter(state=Recording.State.POSTED).exists():
            sentences.append(
                _("There are documents of sessions: only their titles can be searched.")
            )
        return sentences


def _recordings(names: Sequence[str]) -> list[Recording]:
    """Return the recordings in which somebody of these names is heard or seen, or is spoken of."""
    members = that_say(Member.objects.all(), ("name", "pseudonym"), names).values_list(
        "pk", flat=True
    )
    theirs = {
        part.uid
        for part in Contribution.objects.all()
        if part.member_id in set(members)
        or (part.name and (says([part.name], names) or surely_same([part.name], list(names))))
    }
    rows = Recording.objects.exclude(state=Recording.State.REMOVED)
    return [
        one
        for one in rows.select_related("session").prefetch_related(
            "captions", "words", "session__contributions"
        )
        if one.uid in names
        or _has(one, theirs)
        or texts_contain_name(texts_of(one), names)
        or _titled(one, names)
    ]


def _has(recording: Recording, theirs: set[str]) -> bool:
    return any(
        part.uid in theirs and recording.presence.get(part.uid) != Recording.Presence.ABSENT
        for part in recording.session.contributions.all()
    )


def _titled(recording: Recording, names: Sequence[str]) -> bool:
    several = [recording.chapters, *(words.chapters for words in recording.words.all())]
    return says([str(one["title"]) for chapters in several for one in chapters], names)


def texts_of(recording: Recording) -> Iterator[tuple[Model, tuple[str, ...]]]:
    """Yield each row of a recording with its fields of free text."""
    yield recording, ("transcript", "elsewhere")
    for caption in recording.captions.all():
        yield caption, ("text",)
    for words in recording.words.all():
        yield words, ("transcript",)


def _cut(recording: Recording, names: Sequence[str]) -> None:
    for row in recording.in_languages():
        row.transcript = remove_names(row.transcript, names)
        row.chapters = [
            {**one, "title": remove_names(str(one["title"]), names)} for one in row.chapters
        ]
        row.save(update_fields=["transcript", "chapters"])
    for caption in recording.captions.all():
        caption.text = remove_names(caption.text, names)
        caption.save(update_fields=["text"])


LOG: Final = LogWords(
    kinds={
        "slot_application": pgettext_lazy("decision", "application for a slot"),
    },
)
