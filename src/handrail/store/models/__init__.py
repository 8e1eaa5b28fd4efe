"""Every table, by noun."""

from handrail.store.models.account import Invitation, Membership, Organisation, User
from handrail.store.models.audit import OPEN_STATES, Answer, AnswerEvidence, Audit, Interview, Submission
from handrail.store.models.certificate import Certificate, CertificateDocument, CertificateStatus, Signature
from handrail.store.models.corrective_action import ActionLine
from handrail.store.models.demonstration import DemonstrationDay
from handrail.store.models.desk import DeskClosed, DeskWeek, ReviewerTie, SavedPhrase, StartCall, TieWaiver
from handrail.store.models.device import Device, DevicePass
from handrail.store.models.employer import Employer, Site, WcbAccount
from handrail.store.models.evidence import Evidence
from handrail.store.models.headcount import Person, Spell
from handrail.store.models.journal import Event
from handrail.store.models.notice import OutboxItem, Reminding, WorkerBeat
from handrail.store.models.oversight import EmployerHold
from handrail.store.models.partner import Application, CourseSession, Enrolment, Partner
from handrail.store.models.premium import PremiumBasis
from handrail.store.models.pulse import PulsePhone, PulseRound
from handrail.store.models.quick_ask import CallNote, QuickAsk, QuickAskFile
from handrail.store.models.record import (
    Record,
    RecordAnswer,
    RecordInProof,
    RecordPerson,
    RecordPhoto,
    RecordPhotoBeside,
    RecordPhotoOff,
    RecordRevision,
)
from handrail.store.models.review import FileLook, Review, ReviewedAnswer, ReviewNote, VerificationVisit
from handrail.store.models.second_read import Appeal, SecondAnswer, SecondRead, Settlement
from handrail.store.models.sharing import ConcernReply, SharedLink
from handrail.store.models.system import SystemSection
from handrail.store.models.training import FirmTask, PersonTask, TicketMeaning, Training
from handrail.store.models.work_calendar import DayAnswer, Interval, NoWork

__all__ = [
    "OPEN_STATES", "ActionLine", "Answer", "AnswerEvidence", "Appeal", "Application", "Audit", "CallNote",
    "Certificate", "CertificateDocument", "CertificateStatus", "ConcernReply", "CourseSession", "DayAnswer",
    "DemonstrationDay", "DeskClosed", "DeskWeek", "Device", "DevicePass", "Employer", "EmployerHold", "Enrolment",
    "Event", "Evidence", "FileLook", "FirmTask", "Interval", "Interview", "Invitation", "Membership", "NoWork", "Organisation",
    "OutboxItem", "Partner", "Person", "PersonTask", "PremiumBasis", "PulsePhone", "PulseRound", "QuickAsk",
    "QuickAskFile", "Record", "RecordAnswer", "RecordInProof", "RecordPerson", "RecordPhoto", "RecordPhotoBeside",
    "RecordPhotoOff", "RecordRevision", "Reminding", "Review",
    "ReviewNote", "ReviewedAnswer", "ReviewerTie", "SavedPhrase", "SecondAnswer", "SecondRead", "Settlement",
    "SharedLink", "Signature", "Site", "Spell", "StartCall", "Submission", "SystemSection", "TicketMeaning",
    "TieWaiver", "Training", "User", "VerificationVisit", "WcbAccount", "WorkerBeat",
]  # fmt: skip
