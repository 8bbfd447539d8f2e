"""What the outlook keeps."""

from vigil.outlook.models.answer import (
    Answer,
    AnswerVersion,
    Extension,
    PanelReminder,
    Performance,
    Pooled,
    Quote,
    Remark,
    RoundFeedback,
    Scored,
    Submission,
)
from vigil.outlook.models.consultation import (
    Consultation,
    Statement,
    StatementCode,
    StatementCoding,
)
from vigil.outlook.models.edition import EditionUpload, IndexEdition, IndexScore
from vigil.outlook.models.panel import FEWEST, Panel, Question, Round, Seat
from vigil.outlook.models.recommendation import FollowUp, Recommendation, Response, Standing
from vigil.outlook.models.report import (
    Basis,
    EditionFile,
    Erratum,
    OutlookReport,
    Paragraph,
    ReportEdition,
    Section,
)

__all__ = [
    "FEWEST",
    "Answer",
    "AnswerVersion",
    "Basis",
    "Consultation",
    "EditionFile",
    "EditionUpload",
    "Erratum",
    "Extension",
    "FollowUp",
    "IndexEdition",
    "IndexScore",
    "OutlookReport",
    "Panel",
    "PanelReminder",
    "Paragraph",
    "Performance",
    "Pooled",
    "Question",
    "Quote",
    "Recommendation",
    "Remark",
    "ReportEdition",
    "Response",
    "Round",
    "RoundFeedback",
    "Scored",
    "Seat",
    "Section",
    "Standing",
    "Statement",
    "StatementCode",
    "StatementCoding",
    "Submission",
]
