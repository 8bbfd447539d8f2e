"""Worlds of races in the rooms above the record: panels, reports, members, stories, sessions."""

from typing import Any, Final

from network.factories import MemberFactory, manager, not_yet_in
from network.invitations.test_verbs import ADDRESS, invited
from outlook import factories_consultations as consultations
from outlook import factories_panels as panels
from outlook import factories_report as reports
from programme import message_factories as programme
from programme.registration_factories import registered, session_in
from races.arena import Pair, World
from vigil.network.invitations import verbs as invitations
from vigil.network.members.verbs import editing, leaving, listing_and_pausing
from vigil.network.models import Member, Status
from vigil.outlook.answers.verbs import answering
from vigil.outlook.consultations.verbs import editing as consultation_editing
from vigil.outlook.consultations.verbs import publishing as consultation_publishing
from vigil.outlook.models import Consultation, OutlookReport, ReportEdition, Round, Submission
from vigil.outlook.panels.verbs import rounds
from vigil.outlook.reports.verbs import publishing as report_publishing
from vigil.outlook.results.verbs import finalising_and_scoring
from vigil.programme.events.verbs import sessions
from vigil.programme.mailings.verbs import drafting as drafting_mailings
from vigil.programme.mailings.verbs import releasing as releasing_mailings
from vigil.programme.messages.verbs import moderating
from vigil.programme.messages.verbs.withdrawing import withdraw_message
from vigil.programme.models import HostCode, MailingRecipient, Message, Registration, Session
from vigil.programme.registrations.verbs import deciding, host_codes, registering
from vigil.programme.registrations.verbs import withdrawing as withdrawing_registrations
from vigil.trust.models import Task, User
from vigil.witness.campaigns.verbs import publishing as campaign_publishing
from vigil.witness.models import Campaign, PublicCampaign, PublicStory, Story
from vigil.witness.stories.verbs import publishing, reviewing, withdrawing
from witness import campaign_factories as campaigns
from witness.story_factories import a_story, agreed, approved, editor, published

State = Registration.State


# Panels


def round_closed_twice() -> World:
    panel, row, seats = panels.running(experts=2)
    for one in seats:
        panels.answer_all(one)
    close = lambda: rounds.close_round(row, by=panel.chair)  # noqa: E731
    return close, close


def handed_in_and_closed() -> World:
    panel, row, seats = panels.running(experts=2)
    panels.answer_all(seats[0])
    panels.answer(seats[1])
    return (
        lambda: answering.hand_in(seats[1], by=seats[1].user),
        lambda: rounds.close_round(row, by=panel.chair),
    )


def closed_with_all_answers() -> bool:
    closed = Round.objects.filter(state=Round.State.CLOSED).exists()
    return Submission.objects.count() == 2 or not closed


def answered_and_closed() -> World:
    panel, row, seats = panels.running(experts=2)
    for one in seats:
        panels.answer_all(one)
    asked = panel.questions.get(position=1)
    value = panels.value_of(asked, 5)
    return (
        lambda: answering.save_answer(seats[1], asked, value, by=seats[1].user, base=1),
        lambda: rounds.close_round(row, by=panel.chair),
    )


def finalised_twice() -> World:
    panel, _row, _seats = panels.played(kind="final")
    end = lambda: finalising_and_scoring.finalise(panel, by=panel.chair)  # noqa: E731
    return end, end


# Reports and consultations


def a_report_in_review() -> OutlookReport:
    by = reports.chair()
    report = reports.begun(by)
    reports.counted(report, by)
    return report_publishing.send_report(report, by=by)


def publishing_it(report: OutlookReport, by: User) -> Any:
    return lambda: report_publishing.publish_report(report, by=by, site="")


def report_published_twice() -> World:
    report = a_report_in_review()
    return publishing_it(report, reports.chair()), publishing_it(report, reports.chair())


def report_published_and_sent_back() -> World:
    report, by = a_report_in_review(), reports.chair()
    return (
        publishing_it(report, reports.chair()),
        lambda: report_publishing.send_report_back(report, by=by, why="A source is missing"),
    )


def one_edition_or_a_draft() -> bool:
    is_public = OutlookReport.objects.get().state == OutlookReport.State.PUBLISHED
    return ReportEdition.objects.count() == is_public


def consultation_published_and_withdrawn() -> World:
    row, other = consultations.settled(), consultations.chair()
    return (
        lambda: consultation_publishing.publish_consultation(row, by=row.chair),
        lambda: consultation_editing.withdraw_consultation(row, "They asked", by=other),
    )


def consultation_is_withdrawn() -> bool:
    return Consultation.objects.get().state == Consultation.State.WITHDRAWN


def consultation_withdrawn_twice() -> World:
    row, other = consultations.published(), consultations.chair()
    return (
        lambda: consultation_editing.withdraw_consultation(row, "They asked", by=row.chair),
        lambda: consultation_editing.withdraw_consultation(row, "They asked", by=other),
    )


# Members


def invitation_accepted_twice() -> World:
    token = invited(not_yet_in(ADDRESS))
    accept = lambda: invitations.accept_invitation(token)  # noqa: E731
    return accept, accept


def invitation_accepted_and_withdrawn() -> World:
    member, by = not_yet_in(ADDRESS), manager()
    token = invited(member)
    return (
        lambda: invitations.accept_invitation(token),
        lambda: invitations.withdraw_invitation(member, by=by),
    )


def member_leaves_twice() -> World:
    member, by = MemberFactory(), manager()
    return (
        lambda: leaving.leave(member, by=programme.user_of(member)),
        lambda: leaving.leave(member, by=by, why="They asked"),
    )


def member_leaves_and_is_edited() -> World:
    member, by = MemberFactory(), manager()
    return (
        lambda: leaving.leave(member, by=programme.user_of(member)),
        lambda: editing.edit_member(member, {"name": "Casilda Orduña Paz"}, by=by),
    )


def nothing_is_kept_of_who_left() -> bool:
    member = Member.objects.get()
    return member.status == Status.LEFT and not member.name


def member_paused_twice() -> World:
    member, by = MemberFactory(), manager()
    return (
        lambda: listing_and_pausing.pause(member, by=programme.user_of(member)),
        lambda: listing_and_pausing.pause(member, by=by, why="They travel"),
    )


# Stories and campaigns


def a_story_to_publish() -> tuple[Story, User]:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    return story, by


def story_approved_and_sent_back() -> World:
    story, by = a_story_to_publish()
    reviewing.family_read(story, "yes", by=by)
    reviewing.send_to_review(story, by=by)
    one, two = editor(), editor()
    return (
        lambda: reviewing.approve(story, by=one),
        lambda: reviewing.send_back(story, by=two, why="A name is wrong"),
    )


def nothing_is_approved() -> bool:
    return Story.objects.get().approved_revision is None


def story_published_twice() -> World:
    story, by = a_story_to_publish()
    approved(story, by)
    other = editor()
    return lambda: publishing.publish(story, by=by), lambda: publishing.publish(story, by=other)


def story_published_and_withdrawn() -> World:
    story, by = a_story_to_publish()
    approved(story, by)
    other = editor()
    return (
        lambda: publishing.publish(story, by=by),
        lambda: withdrawing.withdraw_story(story, by=other, why="The family asked"),
    )


def story_taken_back_and_withdrawn() -> World:
    story, by = a_story_to_publish()
    published(story, by)
    other = editor()
    return (
        lambda: publishing.take_back(story, by=by, why="A mistake"),
        lambda: withdrawing.withdraw_story(story, by=other, why="The family asked"),
    )


def story_taken_back_twice() -> World:
    story, by = a_story_to_publish()
    published(story, by)
    other = editor()
    return (
        lambda: publishing.take_back(story, by=by, why="A mistake"),
        lambda: publishing.take_back(story, by=other, why="A mistake"),
    )


def story_is_gone() -> bool:
    withdrawn = Story.objects.get().standing == Story.Standing.WITHDRAWN
    return withdrawn and not PublicStory.objects.exists()


def campaign_published_and_withdrawn() -> World:
    by, other = editor(), editor()
    campaign = campaigns.begun(by)
    campaigns.added(campaign, "text", by, text="We remember them.")
    campaigns.approved(campaign, by)
    return (
        lambda: campaign_publishing.publish_campaign(campaign, by=by),
        lambda: campaign_publishing.withdraw_campaign(campaign, by=other, why="It was asked for"),
    )


def campaign_is_gone() -> bool:
    withdrawn = Campaign.objects.get().standing == Campaign.Standing.WITHDRAWN
    return withdrawn and not PublicCampaign.objects.exists()


# The programme


def last_place_given_twice() -> World:
    session = session_in(600, capacity=1, registering=Session.Registering.APPROVAL)
    one, two = (registered(session, State.WAITING, f"{who}@example.org") for who in ("ana", "eva"))
    host, other = programme.host(), programme.host()
    return lambda: deciding.approve(one, by=host), lambda: deciding.approve(two, by=other)


def one_has_a_place() -> bool:
    states = sorted(Registration.objects.values_list("state", flat=True))
    return states == sorted([State.CONFIRMED, State.FULL])


def place_left_and_taken() -> World:
    session = session_in(600, capacity=1)
    one = registered(session, State.CONFIRMED, "ana@example.org")
    return (
        lambda: withdrawing_registrations.withdraw(one),
        lambda: registering.register([session], "eva@example.org"),
    )


def the_place_is_taken_again() -> bool:
    states = sorted(Registration.objects.values_list("state", flat=True))
    return states == sorted([State.CONFIRMED, State.WITHDRAWN])


def code_used_twice() -> World:
    session = session_in(600, registering=Session.Registering.CODES)
    host_codes.import_codes(session, "KYOTO-0001", by=programme.host())
    return (
        lambda: registering.register(
            [session], "ana@example.org", codes={session.pk: "KYOTO-0001"}
        ),
        lambda: registering.register(
            [session], "eva@example.org", codes={session.pk: "KYOTO-0001"}
        ),
    )


def code_let_one_in() -> bool:
    return Registration.objects.count() == HostCode.objects.exclude(used_by=None).count() == 1


def registration_approved_and_session_cancelled() -> World:
    session = session_in(600, registering=Session.Registering.APPROVAL)
    waits = registered(session, State.WAITING, "ana@example.org")
    host, other = programme.host(), programme.host()
    return (
        lambda: deciding.approve(waits, by=host),
        lambda: sessions.cancel_session(session, by=other, why="The speaker is ill"),
    )


def session_is_cancelled() -> bool:
    return Session.objects.get().state == "cancelled"


def session_cancelled_twice() -> World:
    session, host, other = session_in(600), programme.host(), programme.host()
    return (
        lambda: sessions.cancel_session(session, by=host, why="The speaker is ill"),
        lambda: sessions.cancel_session(session, by=other, why="The speaker is ill"),
    )


def message_shown_twice() -> World:
    message = programme.sent(programme.an_event(), programme.a_member())
    host, other = programme.host(), programme.host()
    return (
        lambda: moderating.show_message(message, by=host),
        lambda: moderating.show_message(message, by=other),
    )


def message_shown_and_withdrawn() -> World:
    member = programme.a_member()
    message, host = programme.sent(programme.an_event(), member), programme.host()
    return (
        lambda: moderating.show_message(message, by=host),
        lambda: withdraw_message(message, by=programme.user_of(member)),
    )


def message_is_withdrawn() -> bool:
    (state,) = Message.objects.values_list("state", flat=True)
    return state == Message.State.WITHDRAWN


def mailing_released_twice() -> World:
    session = session_in(60)
    registered(session, address="ana@example.org")
    host, other = programme.host(), programme.host()
    choice = drafting_mailings.MailingChoice(
        template="delay", minutes=10, sessions=[session], languages=["en"]
    )
    row = drafting_mailings.draft_mailing(session.event, choice, by=host)
    read = releasing_mailings.fingerprint(row)
    return (
        lambda: releasing_mailings.release_mailing(row, read, 1, by=host),
        lambda: releasing_mailings.release_mailing(row, read, 1, by=other),
    )


def mailing_goes_once() -> bool:
    return MailingRecipient.objects.count() == Task.objects.count() == 1


ROOMS_ABOVE: Final[dict[str, Pair]] = {
    "close a round twice": Pair(round_closed_twice),
    "hand a round in and close it": Pair(handed_in_and_closed, (1, 2), closed_with_all_answers),
    "answer a round and close it": Pair(answered_and_closed, (1, 2)),
    "finalise a panel twice": Pair(finalised_twice),
    "publish a report twice": Pair(
        report_published_twice, holds=one_edition_or_a_draft, most_harmful=True
    ),
    "publish a report and send it back": Pair(
        report_published_and_sent_back, holds=one_edition_or_a_draft
    ),
    "publish a consultation and withdraw it": Pair(
        consultation_published_and_withdrawn, (1, 2), consultation_is_withdrawn
    ),
    "withdraw a consultation twice": Pair(consultation_withdrawn_twice),
    "accept an invitation twice": Pair(invitation_accepted_twice),
    "accept an invitation and withdraw it": Pair(invitation_accepted_and_withdrawn),
    "leave twice": Pair(member_leaves_twice),
    "leave and edit a member": Pair(
        member_leaves_and_is_edited, (1, 2), nothing_is_kept_of_who_left, most_harmful=True
    ),
    "pause a member twice": Pair(member_paused_twice),
    "approve a story and send it back": Pair(
        story_approved_and_sent_back, (1, 2), nothing_is_approved
    ),
    "publish a story twice": Pair(story_published_twice, most_harmful=True),
    "publish a story and withdraw it": Pair(
        story_published_and_withdrawn, (1, 2), story_is_gone, most_harmful=True, daily=True
    ),
    "take a story back and withdraw it": Pair(
        story_taken_back_and_withdrawn, (1, 2), story_is_gone
    ),
    "take a story back twice": Pair(story_taken_back_twice),
    "publish a campaign and withdraw it": Pair(
        campaign_published_and_withdrawn, (1, 2), campaign_is_gone, most_harmful=True
    ),
    "give the last place twice": Pair(last_place_given_twice, (2,), one_has_a_place),
    "leave a place and take it": Pair(place_left_and_taken, (2,), the_place_is_taken_again),
    "use a code twice": Pair(code_used_twice, (2,), code_let_one_in),
    "approve a registration and cancel the session": Pair(
        registration_approved_and_session_cancelled, (1, 2), session_is_cancelled
    ),
    "cancel a session twice": Pair(session_cancelled_twice),
    "send a message from the hosts twice": Pair(mailing_released_twice, holds=mailing_goes_once),
    "show a message twice": Pair(message_shown_twice),
    "show a message and withdraw it": Pair(
        message_shown_and_withdrawn, (1, 2), message_is_withdrawn, most_harmful=True
    ),
}
