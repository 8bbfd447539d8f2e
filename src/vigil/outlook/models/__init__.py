"""What the outlook keeps."""

from vigil.outlook.models.answer import (
    Answer,
    AnswerVersion,
    Extension,
    PanelReminder,
    Performance,
    Pooled,
    Remark,
    Scored,
    Submission,
)
from vigil.outlook.models.panel import FEWEST, Panel, Question, Round, Seat

__all__ = [
    "FEWEST",
    "Answer",
    "AnswerVersion",
    "Extension",
    "Panel",
    "PanelReminder",
    "Performance",
    "Pooled",
    "Question",
    "Remark",
    "Round",
    "Scored",
    "Seat",
    "Submission",
]
