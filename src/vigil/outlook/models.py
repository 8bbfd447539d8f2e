"""All models of the outlook, for Django. Each subject defines its own in its `models`."""

from vigil.outlook.answers.models import (
    Answer,
    AnswerVersion,
    CountryHandIn,
    Extension,
    GroupReason,
    GroupReasonVersion,
    PanelReminder,
    Performance,
    Pooled,
    Quote,
    Remark,
    RoundFeedback,
    Scored,
    Submission,
)
from vigil.outlook.assessments.models import (
    AssessedPlace,
    AssessedTerm,
    Assessment,
    AssessmentSheet,
)
from vigil.outlook.assessments.people.models import (
    Conflict,
    Enrolment,
    PeopleSheet,
    SecondReader,
)
from vigil.outlook.consultations.models import (
    Consultation,
    Statement,
    StatementCode,
    StatementCoding,
)
from vigil.outlook.index_editions.models import (
    EditionUpload,
    HeaderMapping,
    IndexEdition,
    IndexScore,
)
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
    ParagraphVersion,
    ReportApproval,
    ReportComment,
    ReportEdition,
    Section,
)
from vigil.outlook.reports.pictures.models import ReportPicture
from vigil.outlook.reports.word_files.models import ReturnedText
from vigil.outlook.second_reading.models import ReasonRequest

__all__ = [
    "FEWEST",
    "Answer",
    "AnswerVersion",
    "AssessedPlace",
    "AssessedTerm",
    "Assessment",
    "AssessmentSheet",
    "Basis",
    "Conflict",
    "Consultation",
    "CountryHandIn",
    "EditionFile",
    "EditionUpload",
    "Enrolment",
    "Erratum",
    "Extension",
    "FollowUp",
    "FrontMatter",
    "GroupReason",
    "GroupReasonVersion",
    "HeaderMapping",
    "IndexEdition",
    "IndexScore",
    "LibraryItem",
    "OutlookReport",
    "Panel",
    "PanelReminder",
    "Paragraph",
    "ParagraphVersion",
    "PeopleSheet",
    "Performance",
    "Pooled",
    "Question",
    "Quote",
    "ReasonRequest",
    "Recommendation",
    "Remark",
    "ReportApproval",
    "ReportAuthor",
    "ReportComment",
    "ReportEdition",
    "ReportPicture",
    "Response",
    "ReturnedText",
    "Round",
    "RoundFeedback",
    "Scored",
    "Seat",
    "SecondReader",
    "Section",
    "Standing",
    "Statement",
    "StatementCode",
    "StatementCoding",
    "Submission",
]
