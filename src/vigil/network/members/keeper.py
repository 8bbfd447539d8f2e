"""What the network holds of people, and what withdrawing does with it."""

from collections.abc import Sequence
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from vigil.network.models import Biography, Link, Member, MemberSheet, Status
from vigil.network.profiles.fields import KIND, Audience
from vigil.network.visibility.queries import VisibleMember, visible_member
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User, Withdrawal
from vigil.trust.outbox.verbs.letters import address_digest
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import plain, says, that_say

TEXTS = ("name", "pseudonym", "role", "organisation")


class NetworkKeeper:
    """The members. A withdrawn member is hidden from members and the public."""

    room = "network"
    label = gettext_lazy("Network")
    models = frozenset(
        f"network.{model}" for model in ("Member", "Biography", "Link", "Invitation", "MemberSheet")
    )

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return members with these names, addresses or ids, and members who mention them."""
        return [_holding(member, names) for member in _found(names)]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Hide everything of a member from members and the public."""
        member = Member.objects.select_for_update().get(uid=holding.key)
        member.withdrawals = sorted({*member.withdrawals, act.withdrawal.pk})
        member.changed_at = timezone.now()
        member.save(update_fields=["withdrawals", "changed_at"])
        why = act.withdrawal.why
        record("withdraw_member", KIND, member.uid, by=act.by, why=why)
        return _("no longer listed, all fields hidden; consents are kept")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Show again what this withdrawal hid, within the consent of the members."""
        done = []
        for member in Member.objects.select_for_update().exclude(withdrawals=[]):
            if withdrawal.pk not in member.withdrawals:
                continue
            member.withdrawals = [pk for pk in member.withdrawals if pk != withdrawal.pk]
            member.changed_at = timezone.now()
            member.save(update_fields=["withdrawals", "changed_at"])
            why = withdrawal.lift_why
            record("show_member_again", KIND, member.uid, by=by, why=why)
            done.append(_("the member is shown again, within their consent"))
        return done

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Count the pages that still show these names, and name what was not searched."""
        sentences = []
        if n := sum(
            _names_in_member(visible_member(member, Audience.MEMBERS), names)
            for member in _found(names)
        ):
            sentences.append(
                ngettext(
                    "The name is still on %(n)d page of a member.",
                    "The name is still on %(n)d pages of members.",
                    n,
                )
                % {"n": n}
            )
        if MemberSheet.objects.filter(state=MemberSheet.State.PLANNED).exists():
            sentences.append(
                _("A sheet of members is in the vault and was not searched. Review it, or drop it.")
            )
        return sentences


def _found(names: Sequence[str]) -> list[Member]:
    """Return the members whose texts contain a name, or who have one of these addresses or ids."""
    members = Member.objects.exclude(status=Status.LEFT)
    digests = [address_digest(name) for name in names if "@" in name]
    rows = (
        that_say(members, TEXTS, names)
        | members.filter(pk__in=_short(names))
        | members.filter(uid__in=names)
        | members.filter(address_digest__in=digests)
        | members.filter(biographies__in=that_say(Biography.objects.all(), ("text",), names))
        | members.filter(links__in=that_say(Link.objects.all(), ("label", "url"), names))
    )
    return list(rows.distinct().order_by("pk").prefetch_related("biographies", "links"))


def _short(names: Sequence[str]) -> list[int]:
    """Return members with exactly one of these names, which may be too short for a search."""
    wanted = {plain(name) for name in names}
    rows = Member.objects.values_list("pk", "name", "pseudonym")
    return [pk for pk, name, other in rows if wanted & {plain(name), plain(other)} - {""}]


def _holding(member: Member, names: Sequence[str]) -> Holding:
    digests = [address_digest(name) for name in names if "@" in name]
    theirs = (
        says([member.name, member.pseudonym], names)
        or member.pk in _short(names)
        or member.uid in names
        or member.address_digest in digests
    )
    what = (
        _("The member is no longer listed, and all fields are hidden.")
        if theirs
        else _("The name is on this member’s page. The whole page is hidden.")
    )
    return Holding(
        kind=KIND,
        key=member.uid,
        label=f"{member.get_kind_display()}: {member.name or member.uid[:8]}",
        what=what,
        ticked=theirs and not member.withdrawals,
    )


def _names_in_member(what: VisibleMember, names: Sequence[str]) -> bool:
    texts = [what.name, what.role, what.organisation, *what.biographies.values()]
    texts += [text for link in what.links for text in link]
    return says(texts, names) or plain(what.name) in {plain(name) for name in names} - {""}


LOG: Final = LogWords(
    verbs={
        "show_member_again": pgettext_lazy("decision", "show a member again"),
        "withdraw_member": pgettext_lazy("decision", "withdraw a member"),
    },
)
