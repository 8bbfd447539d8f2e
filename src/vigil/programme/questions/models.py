"""Questions from participants of a session, and the votes for them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.programme.events.models.session import Session
from vigil.trust.outbox.models import new_uid


class Question(models.Model):
    """A question to a session. Nobody else sees it before a moderator shows it.

    Who asked is not stored. `own_digest` is a keyed digest of the asker's pass and this question:
    with the pass in their browser they find it again and can take it back. A name that hosts alone
    may see lies in the vault as `name` of ("session_question", uid).
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", pgettext_lazy("question", "waiting")
        SHOWN = "shown", pgettext_lazy("question", "shown")
        ANSWERED = "answered", pgettext_lazy("question", "answered")
        REFUSED = "refused", pgettext_lazy("question", "not shown")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="questions")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    language = models.CharField(max_length=30)
    """A tag of BCP 47."""
    text = models.TextField(max_length=400)
    name = models.CharField(max_length=100, blank=True)
    """The name that its asker wants shown with it."""
    name_digest = models.CharField(max_length=64, blank=True)
    """A keyed digest of the name in the vault, by which a withdrawal finds it; empty: no name."""
    own_digest = models.CharField(max_length=64, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    """The question that it repeats: it is not listed by itself."""
    asked_at = models.DateTimeField(default=timezone.now)
    withdrawals = models.JSONField(default=list, blank=True)
    """Numbers of the withdrawals (`trust`) that took it down: while there is one, nobody is shown
    it."""

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["session", "state"])]

    def __str__(self) -> str:
        return f"question {self.pk}"


class QuestionVote(models.Model):
    """One vote for a question, under a keyed digest of the voter's pass and the question."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="votes")
    digest = models.CharField(max_length=64)
    joined = models.BooleanField(default=False)
    """It was given for a question that was merged into this one."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "digest"], name="one_vote_per_question_and_pass"
            )
        ]

    def __str__(self) -> str:
        return f"vote for question {self.question_id}"


class SessionQuestions(models.Model):
    """Whether a session takes questions now, and which one is being answered."""

    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, related_name="questions_setting"
    )
    is_open = models.BooleanField(default=False)
    answering = models.ForeignKey(
        Question, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"questions of session {self.session_id}"
