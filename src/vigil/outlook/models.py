"""All models of the outlook, for Django. Each subject defines its own in its `models`."""

from vigil.outlook.answers.models import (
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
from vigil.outlook.assessments.models import AssessedPlace, AssessedTerm, Assessment
from vigil.outlook.consultations.models import (
    Consultation,
    Statement,
    StatementCode,
    StatementCoding,
)
from vigil.outlook.index_editions.models import EditionUpload, IndexEdition, IndexScore
from vigil.outlook.panels.models import FEWEST, Panel, Question, Round, Seat
from vigil.outlook.recommendations.models import FollowUp, Recommendation, Response, Standing
from vigil.outlook.reports.bibliography.models import LibraryItem
from vigil.outlook.reports.front_matter.models import FrontMatter, ReportAuthor
from vigil.outlook.reports.models import (
    Basis,
    EditionFile,
    Erratum,
    OutlookReport,
    Paragraph,
    ReportEdition,
    Section,
)
from vigil.outlook.reports.pictures.models import ReportPicture
from vigil.outlook.reports.word_files.models import ReturnedText

__all__ = [
    "FEWEST",
    "Answer",
    "AnswerVersion",
    "AssessedPlace",
    "AssessedTerm",
    "Assessment",
    "Basis",
    "Consultation",
    "EditionFile",
    "EditionUpload",
    "Erratum",
    "Extension",
    "FollowUp",
    "FrontMatter",
    "IndexEdition",
    "IndexScore",
    "LibraryItem",
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
    "ReportAuthor",
    "ReportEdition",
    "ReportPicture",
    "Response",
    "ReturnedText",
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
