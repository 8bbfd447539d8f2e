"""The gates on the path to a payment, in their order."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Gate(models.TextChoices):
    """One gate. What each asks for is in `gates.conditions`."""

    ELIGIBILITY = "eligibility", pgettext_lazy("gate", "Conditions and interests")
    CHECKS = "checks", pgettext_lazy("gate", "Checks")
    DECISION = "decision", pgettext_lazy("gate", "Decision by two")
    SAFETY_PLAN = "safety_plan", pgettext_lazy("gate", "Safety plan")
    AGREEMENT = "agreement", pgettext_lazy("gate", "Agreement")
    ACCOUNT = "account", pgettext_lazy("gate", "Account")
    PAPERS = "papers", pgettext_lazy("gate", "Papers of emergencies")
    PROOF = "proof", pgettext_lazy("gate", "Proof of the last payment")
    TRANCHE = "tranche", pgettext_lazy("gate", "What the tranche waits for")
    APPROVAL = "approval", pgettext_lazy("gate", "Approval by two")
