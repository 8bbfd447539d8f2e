"""Addresses of the desk."""

from django.urls import path

from vigil.desk.adjudication import views as adjudication
from vigil.desk.agreement import views as agreement
from vigil.desk.care import views as care
from vigil.desk.cases.acts import ACTS
from vigil.desk.cases.views import case, documents
from vigil.desk.cases.views import list as case_list
from vigil.desk.codebook import views as codebook
from vigil.desk.coding import autosaving
from vigil.desk.coding import views as coding
from vigil.desk.comparing import views as comparing
from vigil.desk.confirmations import views as confirmations
from vigil.desk.coverage import views as coverage
from vigil.desk.decisions import views as decisions
from vigil.desk.finding import views as finding
from vigil.desk.house_rules import views as house_rules
from vigil.desk.looking_again import views as looking_again
from vigil.desk.new_cases import views as new_cases
from vigil.desk.outbox import views as outbox
from vigil.desk.outlets import views as outlets
from vigil.desk.places import views as places
from vigil.desk.queue import views as queue
from vigil.desk.requests import views as requests
from vigil.desk.sheets.views import checking, importing
from vigil.desk.taking_up import views as taking_up
from vigil.desk.triage import views as triage
from vigil.desk.users import invitation_views
from vigil.desk.users import views as users
from vigil.desk.verification import views as verification
from vigil.desk.withdrawal import views as withdrawal

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("accept/", queue.accept_several, name="accept_several"),
    path("assign/", queue.assign_several, name="assign_several"),
    path("undo/", queue.undo_last, name="undo_last"),
    path("reject/", queue.reject_several, name="reject_several"),
    path("search/", finding.search, name="search"),
    path("cases/", case_list.cases, name="cases"),
    path("cases/<int:pk>/", case.case, name="case"),
    path("views/", triage.save_view, name="save_view"),
    path("cases/<int:pk>/triage/", triage.triage, name="triage"),
    path("cases/<int:pk>/here/", triage.here, name="here"),
    path("cases/<int:pk>/compare/<int:other>/", comparing.compare, name="compare"),
    path("cases/<int:pk>/coding/", coding.coding, name="coding"),
    path("cases/<int:pk>/coding/draft/", autosaving.draft, name="coding_draft"),
    path("cases/<int:pk>/outlet/<int:report>/", outlets.outlet, name="outlet"),
    path("cases/<int:pk>/adjudication/", adjudication.adjudication, name="adjudication"),
    path("cases/<int:pk>/feedback/", agreement.feedback, name="feedback"),
    path("cases/<int:pk>/take-up/", taking_up.take_up, name="take_up"),
    *(
        path(f"cases/<int:pk>/{name}/", case.act, {"name": name}, name=f"act_{name}")
        for name in ACTS
    ),
    path("add/", new_cases.add, name="add"),
    path("add/link/", new_cases.add_link, name="add_link"),
    path("add/text/", new_cases.add_text, name="add_text"),
    path("add/case/", new_cases.add_case, name="add_case"),
    path("cases/<int:pk>/documents/", documents.documents, name="documents"),
    path("cases/<int:pk>/documents/<slug:uid>/", documents.document, name="document"),
    path("cases/<int:pk>/documents/<slug:uid>/original/", documents.original, name="original"),
    path("cases/<int:pk>/documents/<slug:uid>/remove/", documents.remove, name="remove_document"),
    path("places/", places.places, name="places"),
    path("places/map/", places.place_map, name="place_map"),
    path("agreement/", agreement.agreement, name="agreement"),
    path("agreement/gold/", agreement.gold, name="gold"),
    path("people/", users.accounts, name="accounts"),
    path("people/invite/", invitation_views.invite, name="invite"),
    path("people/invitations/", invitation_views.invitations, name="invitations"),
    path(
        "people/invitations/<int:pk>/", invitation_views.act_on_invitation, name="act_on_invitation"
    ),
    path("people/sheet/", invitation_views.people_sheet, name="people_sheet"),
    path("people/<int:pk>/", users.account, name="account"),
    path("people/<int:pk>/add/", users.add, name="add_role"),
    path("people/<int:pk>/revoke/", users.revoke, name="revoke_role"),
    path("people/<int:pk>/limit/", users.limit, name="limit_role"),
    path("people/<int:pk>/hand-over/", users.hand_over, name="hand_over_work"),
    path("people/<int:pk>/close/", users.close, name="close_account"),
    path("people/<int:pk>/reset/", users.reset, name="reset_account"),
    path("people/<int:pk>/sign-out/", users.sign_out, name="sign_out_account"),
    path("codebook/", codebook.book, name="codebook"),
    path("codebook/fields/<slug:name>/", codebook.field, name="codebook_field"),
    path("codebook/changes/", codebook.changes, name="codebook_changes"),
    path("codebook/changes/<int:pk>/", codebook.change, name="codebook_change"),
    path("codebook/recode/", codebook.recode, name="codebook_recode"),
    path("codebook/versions/<str:number>/", codebook.download, name="codebook_version"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/<int:pk>/", coverage.monitoring, name="monitoring"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("care/", care.care, name="care"),
    path("house-rules/", house_rules.house_rules, name="house_rules"),
    path("look-again/", looking_again.look_again, name="look_again"),
    path("look-again/<int:pk>/", looking_again.move, name="move_reminder"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:pk>/", outbox.letter, name="letter"),
    path("outbox/<int:pk>/release/", outbox.release, name="release_letter"),
    path("outbox/<int:pk>/discard/", outbox.discard, name="discard_letter"),
    path("sheets/", importing.sheets, name="sheets"),
    path("sheets/export/", importing.export, name="sheet_export"),
    path("sheets/conflicts/", checking.conflicts, name="sheet_conflicts"),
    path("sheets/<int:pk>/", importing.sheet, name="sheet"),
    path("sheets/<int:pk>/mapping/", importing.mapping, name="sheet_mapping"),
    path("sheets/<int:pk>/apply/", importing.apply_sheet, name="sheet_apply"),
    path("sheets/<int:pk>/broken.xlsx", importing.broken_rows, name="sheet_broken"),
    path("sheets/<int:pk>/verify/", checking.verify_sheet, name="sheet_verify"),
    path("sheets/<int:pk>/publish/", checking.publish_sheet, name="sheet_publish"),
    path("verification/", verification.verification, name="verification"),
    path("verification/<int:pk>/", verification.verify_case, name="verify_case"),
    path("withdraw/", withdrawal.withdraw, name="withdraw"),
    path("withdraw/<int:pk>/", withdrawal.withdrawal, name="withdrawal"),
    path("withdraw/<int:pk>/lift/", withdrawal.lift, name="lift"),
    path("confirmations/", confirmations.confirmations, name="confirmations"),
    path("confirmations/<int:pk>/confirm/", confirmations.confirm, name="confirm"),
    path("confirmations/<int:pk>/refuse/", confirmations.refuse, name="refuse"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<int:pk>/", requests.one_request, name="request"),
    path("requests/<int:pk>/contact/", requests.contact, name="contact"),
    path("requests/<int:pk>/answer/", requests.answer, name="answer"),
]
