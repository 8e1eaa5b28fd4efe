"""Who may do what: one small matrix of roles by actions, which prints itself as a page of the documentation.

A cell says through which tie to the row a role may act:

- `own`      the row belongs to the actor's own organisation (an employer's roles reach their employer)
- `partner`  the row's employer has chosen the actor's organisation as its Certifying Partner
- `all`      every row of the program (office, and for certificates the insurer)

An empty cell is a refusal. Absent and foreign look the same to whoever asks.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a person is in one organisation."""

    OWNER = "owner"
    CREW = "crew"
    CONSULTANT = "consultant"
    REVIEWER = "reviewer"
    TRAINER = "trainer"
    PARTNER_ADMIN = "partner_admin"
    OFFICE = "office"
    WCB = "wcb"
    OPERATOR = "operator"


class Kind(StrEnum):
    """What an organisation is."""

    EMPLOYER = "employer"
    PARTNER = "partner"
    OFFICE = "office"
    WCB = "wcb"
    OPERATOR = "operator"


ROLES_OF: Final[dict[Kind, frozenset[Role]]] = {
    Kind.EMPLOYER: frozenset({Role.OWNER, Role.CREW, Role.CONSULTANT}),
    Kind.PARTNER: frozenset({Role.REVIEWER, Role.TRAINER, Role.PARTNER_ADMIN}),
    Kind.OFFICE: frozenset({Role.OFFICE}),
    Kind.WCB: frozenset({Role.WCB}),
    Kind.OPERATOR: frozenset({Role.OPERATOR}),
}


class Tie(StrEnum):
    OWN = "own"
    PARTNER = "partner"
    ALL = "all"


class Action(StrEnum):
    """What can be done; the value is what the journal and the permission page show."""

    EMPLOYER_READ = "employer.read"
    EMPLOYER_WRITE = "employer.write"
    MEMBERS_MANAGE = "members.manage"
    PEOPLE_READ = "people.read"
    PEOPLE_WRITE = "people.write"
    TRAINING_WRITE = "training.write"
    TRAINING_CONFIRM = "training.confirm"
    SYSTEM_READ = "system.read"
    SYSTEM_WRITE = "system.write"
    EVIDENCE_ADD = "evidence.add"
    EVIDENCE_READ = "evidence.read"
    RECORD_ADD = "record.add"
    RECORD_READ = "record.read"
    RECORD_CHANGE = "record.change"
    RECORD_READ_RESTRICTED = "record.read_restricted"
    CALENDAR_MARK = "calendar.mark"
    CALENDAR_WRITE = "calendar.write"
    DEVICE_MANAGE = "device.manage"
    SHARE = "share"
    REMINDERS_SET = "reminders.set"
    AUDIT_READ = "audit.read"
    AUDIT_ANSWER = "audit.answer"
    AUDIT_SUBMIT = "audit.submit"
    AUDIT_WITHDRAW = "audit.withdraw"
    REVIEW_QUEUE = "review.queue"
    REVIEW_READ = "review.read"
    REVIEW_WRITE = "review.write"
    REVIEW_DECIDE = "review.decide"
    REVIEW_ASSIGN = "review.assign"
    REVIEW_SECOND = "review.second"
    REVIEW_INDEPENDENCE = "review.independence"
    DESK_READ = "desk.read"
    DESK_PLAN = "desk.plan"
    DESK_CALL = "desk.call"
    DECISION_READ = "decision.read"
    APPEAL_MAKE = "appeal.make"
    APPEAL_ANSWER = "appeal.answer"
    PARTNER_APPLY = "partner.apply"
    PARTNER_DECIDE = "partner.decide"
    CERTIFICATE_READ = "certificate.read"
    CERTIFICATE_SIGN = "certificate.sign"
    CERTIFICATE_COSIGN = "certificate.cosign"
    CERTIFICATE_LIST = "certificate.list"
    PREMIUM_READ = "premium.read"
    PREMIUM_WRITE = "premium.write"
    OVERSIGHT_READ = "oversight.read"
    OVERSIGHT_HOLD = "oversight.hold"
    OPERATE = "operate"


_OWN_TEAM = {Role.OWNER: Tie.OWN, Role.CONSULTANT: Tie.OWN}
_WHOLE_CREW = {**_OWN_TEAM, Role.CREW: Tie.OWN}

MATRIX: Final[dict[Action, dict[Role, Tie]]] = {
    Action.EMPLOYER_READ: {
        **_WHOLE_CREW,
        Role.REVIEWER: Tie.PARTNER,
        Role.TRAINER: Tie.PARTNER,
        Role.PARTNER_ADMIN: Tie.PARTNER,
        Role.OFFICE: Tie.ALL,
    },
    Action.EMPLOYER_WRITE: _OWN_TEAM,
    Action.MEMBERS_MANAGE: {
        Role.OWNER: Tie.OWN,
        Role.PARTNER_ADMIN: Tie.OWN,
        Role.OFFICE: Tie.OWN,
        Role.WCB: Tie.OWN,
        Role.OPERATOR: Tie.OWN,
    },
    Action.PEOPLE_READ: _OWN_TEAM,
    Action.PEOPLE_WRITE: _OWN_TEAM,
    Action.TRAINING_WRITE: _OWN_TEAM,
    Action.TRAINING_CONFIRM: {Role.TRAINER: Tie.PARTNER, Role.PARTNER_ADMIN: Tie.PARTNER},
    Action.SYSTEM_READ: {**_WHOLE_CREW, Role.REVIEWER: Tie.PARTNER, Role.PARTNER_ADMIN: Tie.PARTNER},
    Action.SYSTEM_WRITE: _OWN_TEAM,
    Action.EVIDENCE_ADD: _WHOLE_CREW,
    Action.EVIDENCE_READ: {**_OWN_TEAM, Role.REVIEWER: Tie.PARTNER, Role.PARTNER_ADMIN: Tie.PARTNER},
    # Crew and phones keep records and read what the crew kept; who was hurt is the owner's and the consultant's to read.
    Action.RECORD_ADD: _WHOLE_CREW,
    Action.RECORD_READ: _WHOLE_CREW,
    Action.RECORD_CHANGE: _OWN_TEAM,
    Action.RECORD_READ_RESTRICTED: _OWN_TEAM,
    Action.CALENDAR_MARK: _WHOLE_CREW,
    Action.CALENDAR_WRITE: _OWN_TEAM,
    Action.DEVICE_MANAGE: {Role.OWNER: Tie.OWN},
    Action.SHARE: _OWN_TEAM,
    Action.REMINDERS_SET: {Role.OWNER: Tie.OWN},
    Action.AUDIT_READ: _OWN_TEAM,
    Action.AUDIT_ANSWER: _OWN_TEAM,
    # The declaration is the owner's own: a consultant prepares, the owner signs and sends.
    Action.AUDIT_SUBMIT: {Role.OWNER: Tie.OWN},
    Action.AUDIT_WITHDRAW: {Role.OWNER: Tie.OWN},
    Action.REVIEW_QUEUE: {Role.REVIEWER: Tie.OWN, Role.PARTNER_ADMIN: Tie.OWN},
    Action.REVIEW_READ: {Role.REVIEWER: Tie.PARTNER, Role.PARTNER_ADMIN: Tie.PARTNER},
    Action.REVIEW_WRITE: {Role.REVIEWER: Tie.PARTNER},
    Action.REVIEW_DECIDE: {Role.REVIEWER: Tie.PARTNER},
    Action.REVIEW_ASSIGN: {Role.PARTNER_ADMIN: Tie.PARTNER},
    # The second reader sees the file, and the first reader's points only once both are done.
    Action.REVIEW_SECOND: {Role.REVIEWER: Tie.PARTNER},
    # Each says their own ties; two people together may let one of them read all the same.
    Action.REVIEW_INDEPENDENCE: {Role.REVIEWER: Tie.OWN, Role.PARTNER_ADMIN: Tie.OWN},
    Action.DESK_READ: {Role.REVIEWER: Tie.OWN, Role.PARTNER_ADMIN: Tie.OWN},
    Action.DESK_PLAN: {Role.PARTNER_ADMIN: Tie.OWN},
    Action.DESK_CALL: {Role.REVIEWER: Tie.PARTNER, Role.PARTNER_ADMIN: Tie.PARTNER},
    Action.DECISION_READ: _OWN_TEAM,
    Action.APPEAL_MAKE: {Role.OWNER: Tie.OWN},
    Action.APPEAL_ANSWER: {Role.REVIEWER: Tie.PARTNER, Role.PARTNER_ADMIN: Tie.PARTNER},
    Action.PARTNER_APPLY: _OWN_TEAM,
    Action.PARTNER_DECIDE: {Role.PARTNER_ADMIN: Tie.OWN},
    Action.CERTIFICATE_READ: {
        **_WHOLE_CREW,
        Role.REVIEWER: Tie.PARTNER,
        Role.PARTNER_ADMIN: Tie.PARTNER,
        Role.OFFICE: Tie.ALL,
    },
    Action.CERTIFICATE_SIGN: {Role.OFFICE: Tie.ALL},
    Action.CERTIFICATE_COSIGN: {Role.PARTNER_ADMIN: Tie.PARTNER},
    # Accounts, codes and validity only: never scores, people or proof.
    Action.CERTIFICATE_LIST: {Role.WCB: Tie.ALL, Role.OFFICE: Tie.ALL},
    Action.PREMIUM_READ: _OWN_TEAM,
    Action.PREMIUM_WRITE: _OWN_TEAM,
    Action.OVERSIGHT_READ: {Role.OFFICE: Tie.ALL},
    Action.OVERSIGHT_HOLD: {Role.OFFICE: Tie.ALL},
    Action.OPERATE: {Role.OPERATOR: Tie.OWN},
}


def tie(role: Role | str, action: Action) -> Tie | None:
    """Through which tie a role may do an action; None is a refusal."""
    return MATRIX[action].get(Role(role))


def as_markdown() -> str:
    """The matrix as a table for the documentation."""
    roles = list(Role)
    lines = ["| Action | " + " | ".join(role.value for role in roles) + " |", "|---|" + "---|" * len(roles)]
    for action in Action:
        cells = [MATRIX[action].get(role) for role in roles]
        lines.append(f"| `{action.value}` | " + " | ".join(cell.value if cell else "" for cell in cells) + " |")
    return "\n".join(lines) + "\n"
