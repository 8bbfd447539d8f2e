"""Say what became of the address of a stream, or why it is refused."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.programme.streams.targets import Form, Provider, Reason, Refusal

NAMES: Final[dict[Provider, str]] = {
    Provider.YOUTUBE: "YouTube",
    Provider.VIMEO: "Vimeo",
    Provider.PEERTUBE: "PeerTube",
    Provider.OWNCAST: "Owncast",
    Provider.ZOOM: "Zoom",
    Provider.TEAMS: "Microsoft Teams",
    Provider.WEBEX: "Webex",
    Provider.JITSI: "Jitsi",
    Provider.BIGBLUEBUTTON: "BigBlueButton",
    Provider.MEET: "Google Meet",
    Provider.FACEBOOK: "Facebook",
    Provider.INSTAGRAM: "Instagram",
    Provider.TIKTOK: "TikTok",
    Provider.X: "X",
}
_REFUSALS: Final[dict[Reason, str | Promise]] = {
    Reason.NO_ADDRESS: _("Write the whole address of the stream, beginning with https://."),
    Reason.LONG: _("This address is too long. Paste only the address of the stream."),
    Reason.SEVERAL: _("This text has several addresses. Paste one of them."),
    Reason.SCRIPT: _(
        "This embed code is a script of another service, and our pages run no scripts of others. "
        "Look there for an embed code that begins with <iframe."
    ),
    Reason.SCHEME: _(
        "An address that begins with %(detail)s cannot be opened from our page. Ask for one that "
        "begins with https://."
    ),
    Reason.SENDING: _(
        "The camera sends to this address (%(detail)s), and whoever knows it may be able to send. "
        "Keep it to yourself. Paste the address at which people watch."
    ),
    Reason.USER: _("This address contains a user name or a password. Ask for one without."),
    Reason.PORT: _(
        "This address names a port (%(detail)s), which many networks block. Ask for an address "
        "without one."
    ),
    Reason.PRIVATE: _(
        "%(detail)s is a name of a local network. Participants elsewhere cannot open it."
    ),
    Reason.LOOKALIKE: _(
        "%(detail)s only looks like an address of %(provider)s. Check who sent it to you, and copy "
        "the address from %(provider)s itself."
    ),
    Reason.CHANNEL: _(
        "This is the page of a channel or a list, and names no stream. Open the stream there, and "
        "copy its own address."
    ),
    Reason.PAGE: _(
        "This page of %(provider)s is no stream and no meeting. Open it there, and copy its "
        "address (Share, or Invite)."
    ),
    Reason.RECORDING: _(
        "This is a recording or a file, not a stream. Add it on the page of recordings."
    ),
    Reason.FORMAT: _(
        "Our player does not play %(detail)s. Ask for an HLS playlist: its address ends with .m3u8."
    ),
    Reason.PERSONAL: _(
        "This link of %(provider)s is for one person, or starts the meeting as its host. Paste the "
        "link that is meant for all participants."
    ),
    Reason.FOLLOWS: _(
        "The players of %(provider)s follow who watches, so our pages do not show them. Send the "
        "stream to another service as well, and paste its address there."
    ),
    Reason.FRONT_PAGE: _(
        "This is the front page of %(detail)s. Open the stream there, and copy its own address. If "
        "it is an Owncast, add embed/video to this one."
    ),
    Reason.UNKNOWN: _(
        "We do not know what is at %(detail)s. Paste the embed code of the stream (it begins with "
        "<iframe) or its HLS playlist (it ends with .m3u8)."
    ),
}


def refusal_sentence(refusal: Refusal) -> str:
    """Say why an address is refused, and what to do."""
    said = {"detail": refusal.detail, "provider": NAMES.get(refusal.provider, "")}
    return str(_REFUSALS[refusal.reason]) % said


def target_sentence(form: str, provider: str) -> str:
    """Say how a stream is shown to participants. It names no host: that stays in the vault."""
    name = NAMES.get(Provider(provider), "")
    if form == Form.HLS:
        return gettext("Played in our page from its HLS playlist.")
    if form == Form.LINK:
        return gettext("Offered as a button that opens in a new tab.")
    if form == Form.JOIN:
        return gettext("Offered as a button to %(provider)s.") % {"provider": name}
    if provider == Provider.YOUTUBE:
        return gettext("Shown in our page as a YouTube player without cookies.")
    if name:
        return gettext("Shown in our page as a %(provider)s player.") % {"provider": name}
    return gettext("Shown in our page as the player of another service.")
