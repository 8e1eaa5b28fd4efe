"""Who may go where: one row for each address. `test_access_matrix.py` holds the product to it, address by address and role by role.

A new address needs a row; a row whose address is gone goes too. A row says

- `get`, `post`: who is let in by that method (nothing: the address does not take it, and answers 405)
- `things`: which of the town's things (`two_sides.py`) stands in each part of the address, where it is not called like the part;
  by role, where it is not the same for each
- `shared`: roles that reach the same things of both sides (office and insurer see the whole program)
- `ok`: what a page answers to those let in, where it is not 200
- `shows`: canaries that this page may show to everybody let in, because what they stand for is meant for them
- `send`: what a POST carries besides what stands in the form that the pages show
- `counted`: a look is counted for whoever gave the link, so that a page asked for twice changes a row
- `csrf`: whether a POST needs the form token; only a door that knows no session goes without
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handrail.rules.permissions import Role
from tests.web.visiting import EVERYBODY, NOBODY, STRANGER, Visitor

Who = frozenset[Visitor]
Thing = str | Mapping[Visitor, str]

ALL: Who = frozenset(EVERYBODY)
SIGNED_IN: Who = ALL - {STRANGER}
SEATED: Who = frozenset(Role)
OWNER: Who = frozenset({Role.OWNER})
TEAM: Who = OWNER | {Role.CONSULTANT}
CREW: Who = TEAM | {Role.CREW}
REVIEWER: Who = frozenset({Role.REVIEWER})
ADMIN: Who = frozenset({Role.PARTNER_ADMIN})
DESK: Who = REVIEWER | ADMIN
COURSES: Who = frozenset({Role.TRAINER}) | ADMIN
OFFICE: Who = frozenset({Role.OFFICE})
WCB: Who = frozenset({Role.WCB})
OPERATOR: Who = frozenset({Role.OPERATOR})
MANAGERS: Who = OWNER | ADMIN | OFFICE | WCB | OPERATOR
NOT_SIGNED_IN: Who = frozenset({STRANGER})
NONE: Who = frozenset()


@dataclass(frozen=True)
class Row:
    get: Who = NONE
    post: Who = NONE
    things: Mapping[str, Thing] = field(default_factory=dict)
    shared: Who = NONE
    ok: tuple[int, ...] = (200,)
    shows: tuple[str, ...] = ()
    send: Mapping[str, str] = field(default_factory=dict)
    csrf: bool = True
    counted: bool = False

    def thing(self, part: str, who: Visitor) -> str | None:
        """The name of the town's thing in this part of the address for this visitor; None where he has none."""
        named = self.things.get(part, part)
        return named if isinstance(named, str) else named.get(who)


def page(get: Who, **more: object) -> Row:
    return Row(get=get, **more)  # type: ignore[arg-type]


def form(who: Who, **more: object) -> Row:
    """A page with a form that is sent to the page's own address."""
    return Row(get=who, post=who, **more)  # type: ignore[arg-type]


def act(post: Who, **more: object) -> Row:
    """An address that takes a POST only."""
    return Row(post=post, **more)  # type: ignore[arg-type]


_SEATS: Mapping[Visitor, str] = {role: f"seat_{role.value}" for role in Role}
_COLLEAGUE: Mapping[Visitor, str] = {Role.OWNER: "firm_membership", Role.PARTNER_ADMIN: "desk_membership"}
_INVITED: Mapping[Visitor, str] = {Role.OWNER: "firm_invitation", Role.PARTNER_ADMIN: "desk_invitation"}
_REVIEW = {"review": "review", "question": "question"}
_SECOND = {"second": "reading_second", "question": "question"}
_BOTH = {"second": "done_second", "question": "differing"}
_MOVED = (302,)
# Whoever has a link to a client sees what the firm put into it.
_GIVEN = ("SystemSection-", "Person-name", "Training-title", "Training-certificate_number", "Employer-trade_name", "SharedLink-label")  # fmt: skip
# The link came by mail to whoever opens it: it names who invites, and whom.
_OFFER = ("Invitation-email", "User-name")

TABLE: dict[str, Row] = {
    # ---- open to everybody
    "front": page(ALL, ok=(200, 302)),
    "eligibility": page(ALL),
    "what-it-takes": page(ALL),
    "partners": page(ALL),
    "about": page(ALL),
    "demo-move": act(ALL, send={"by": "sideways"}),  # let in and refused: a real move is slow and tested in its room
    "alive": page(ALL),
    "ready": page(ALL, ok=(200, 503)),
    "metrics": page(NONE),  # this machine only; `test_methods.py` asks from here
    "shared": page(ALL, things={"token": "shared_token"}, shared=ALL, shows=_GIVEN, counted=True),
    "shared-pdf": page(
        ALL, things={"token": "shared_token", "part": "shared_part"}, shared=ALL, shows=_GIVEN, counted=True
    ),
    "feed": page(ALL, things={"token": "feed_token"}, shared=ALL, shows=(*_GIVEN, "ActionLine-what")),
    "here": form(
        ALL,
        things={"token": "crew_token"},
        shared=ALL,
        shows=(*_GIVEN, "Record-title", "ConcernReply-told"),
        ok=(200, 302),
    ),
    "pulse-questions": form(ALL, things={"token": "crew_token"}, shared=ALL, shows=("Employer-trade_name",)),
    "concern-answer": page(
        ALL, things={"code": "concern_code"}, shared=ALL, shows=("ConcernReply-reply", "ActionLine-done_note")
    ),
    "concern-photo": page(
        ALL, things={"code": "concern_code", "number": "concern_photo"}, shared=ALL, shows=("bytes-photo",)
    ),
    "quick-ask": form(ALL, things={"token": "ask_token"}, shared=ALL, shows=("QuickAsk-text", "Employer-trade_name")),
    "quick-ask-own": form(TEAM, things={"ask": "own_ask"}),
    "verify-number": page(ALL, ok=_MOVED),
    "verify": page(ALL, shared=ALL),
    "registry": page(ALL),
    "registry-csv": page(ALL),
    "status-list": page(ALL),
    "keys": page(ALL),
    "api:openapi-json": page(ALL),
    "api:standing": page(ALL, shared=ALL),
    "api:score_audit": Row(post=ALL, csrf=False),
    "api:api-root": page(NONE),
    # ---- accounts: the account library's pages, whose names are its own
    "account_login": form(ALL, ok=(200, 302)),
    "account_signup": form(ALL, ok=(200, 302)),
    "account_inactive": page(ALL),
    "account_email_verification_sent": page(ALL),
    "account_confirm_email": form(ALL, things={"key": "no_such_token"}, ok=(200, 404)),
    "account_logout": form(ALL, ok=(200, 302)),
    "account_reset_password": form(ALL, ok=(200, 302)),
    "account_reset_password_done": page(ALL, ok=(200, 302)),
    "account_reset_password_from_key": form(
        ALL, things={"uidb36": "no_such_user", "key": "no_such_token"}, ok=(200, 302)
    ),
    "account_reset_password_from_key_done": page(ALL, ok=(200, 302)),
    "account_reauthenticate": form(SIGNED_IN, ok=(200, 302)),
    "account_change_password": form(SIGNED_IN),
    "mfa_authenticate": form(ALL, ok=_MOVED),
    "mfa_reauthenticate": form(SIGNED_IN, ok=_MOVED),
    "mfa_index": page(SIGNED_IN),
    "mfa_activate_totp": form(SIGNED_IN, ok=(200, 302)),
    "mfa_deactivate_totp": form(SIGNED_IN, ok=(200, 302, 404)),
    "mfa_view_recovery_codes": page(SIGNED_IN, ok=(200, 302, 404)),
    "mfa_generate_recovery_codes": form(SIGNED_IN, ok=(200, 302, 404)),
    "mfa_download_recovery_codes": page(SIGNED_IN, ok=(200, 302, 404)),
    "home": page(SIGNED_IN, ok=(200, 302)),
    "switch": act(SIGNED_IN, ok=(302, 404)),  # which seat stands in the body: see the matrix
    "settings": form(SIGNED_IN),
    "leave": form(SEATED, things={"membership_id": _SEATS}),
    "members": form(MANAGERS),
    "member-remove": form(MANAGERS, things={"membership_id": _COLLEAGUE}),
    "invitation-revoke": act(MANAGERS, things={"invitation_id": _INVITED}),
    "invitation": Row(get=ALL, post=SIGNED_IN, shared=ALL, ok=(200, 302, 403), shows=_OFFER),
    "invitation-account": act(ALL, shared=ALL, shows=_OFFER),
    # ---- the firm
    "start": form(ALL),
    "start-answer": page(ALL, ok=(200, 302, 422)),
    "start-keep": act(ALL, ok=(302,)),  # a stranger is sent to make an account; his answers wait in the session
    "owner-home": page(CREW),
    "firm": page(TEAM),
    "firm-change": form(TEAM),
    "account-add": form(TEAM),
    "account-change": form(TEAM),
    "account-remove": act(TEAM, things={"account_id": "spare_account"}),
    "site-add": form(TEAM),
    "site-end": form(TEAM),
    "people": page(TEAM),
    "person-add": form(TEAM),
    "person": page(TEAM),
    "person-rename": form(TEAM),
    "person-end": form(TEAM),
    "spell-add": form(TEAM),
    "spell-change": form(TEAM),
    "spell-remove": act(TEAM),
    "person-account": form(TEAM),
    "tickets": page(TEAM),
    "my-tickets": page(SIGNED_IN),
    "ticket-needs": page(TEAM),
    "ticket-needs-sheet": page(TEAM),
    "ticket-needs-csv": page(TEAM),
    "person-tasks": form(TEAM),
    "own-tasks": form(TEAM),
    "own-task-end": act(TEAM, things={"task_id": "own_task"}),
    "ticket-cards": form(TEAM),
    "training": page(TEAM),
    "training-record": form(TEAM),
    "training-remove": act(TEAM),
    "enrol": form(TEAM),
    "seat-give-back": act(TEAM),
    "partner": form(TEAM),
    "application-take-back": act(TEAM, things={"application_id": "own_application"}),
    "system": page(CREW),
    "manual-pdf": page(CREW),
    "section": Row(get=CREW, post=TEAM),
    "section-sign": form(TEAM),
    "send": form(TEAM),
    "crew-code": form(TEAM),
    "blank-forms": page(CREW),
    "blank-all": page(CREW),
    "blank-form": page(CREW, things={"kind": "blank_kind"}),
    "feed-link": form(TEAM),
    "month": page(TEAM),
    "concerns": page(TEAM),
    "pulse": form(TEAM),
    "pulse-round": page(TEAM),
    "pulse-close": act(TEAM),
    "concern": form(TEAM, things={"record": "concern_record"}),
    "link-take-back": act(TEAM),
    "cycle": page(TEAM),
    "still": page(TEAM),
    "money": page(TEAM),
    "money-change": form(TEAM),
    # ---- the yearly audit and its proof
    "audit-home": page(TEAM),
    "audit-benchmark": page(TEAM),
    "audit-start": form(TEAM),
    "fixes": page(TEAM),
    "fix": form(TEAM),
    "audit-overview": page(TEAM),
    "audit-question": form(TEAM),
    "audit-proof-add": act(TEAM),
    "audit-proof-off": act(TEAM),
    "audit-note": act(TEAM),
    "audit-binder": form(TEAM),
    "audit-paperwork": form(TEAM),
    "audit-walk": form(TEAM),
    "audit-talk": page(TEAM),
    "audit-talk-with": form(TEAM),
    "audit-facts": form(TEAM),
    "audit-days": form(TEAM),
    "audit-cover": form(TEAM),
    "audit-check": page(TEAM),
    "audit-send": form(OWNER, ok=_MOVED, send={"version": "1", "ethics": "on", "declaration": "on"}),
    "audit-receipt": page(TEAM),
    "audit-package": page(TEAM),
    "audit-copy": page(TEAM),
    "audit-undo-start": form(TEAM),
    "audit-withdraw": form(OWNER),
    "shoebox": form(CREW),
    "shoebox-sort": form(TEAM, things={"evidence": "loose"}),
    "shoebox-remove": act(TEAM, things={"evidence": "loose"}),
    "picture-fix": form(TEAM, send={"what": "Edge without a board"}),
    "proof-file": page(TEAM | DESK),
    # ---- kept records
    "records": page(CREW),
    "record-new": page(CREW),
    "record-new-kind": form(CREW, things={"kind": "record_kind"}),
    "record": page(CREW),
    "record-change": form(TEAM),
    "record-remove": form(TEAM),
    "record-picture-off": act(TEAM, things={"photo": "record_photo"}, ok=(302,)),
    "record-picture-decide": act(TEAM, things={"photo": "picture_beside"}, send={"take": "off"}, ok=(302,)),
    "record-question-answer": act(
        TEAM, things={"about": "question_about"}, send={"asked": "0", "why": "So it is."}, ok=(409,)
    ),
    "record-settle": form(TEAM, send={"version": "1", "take": "first"}),
    # ---- the phone
    "phones": page(OWNER),
    "phone-add": form(OWNER),
    "phone-remove": form(OWNER),
    "pair": form(ALL),
    # Whoever holds the code is shown the firm and what the phone is to be called: the code was shown to them.
    "pair-code": form(ALL, shared=ALL, ok=(200, 302), shows=("Employer-trade_name", "DevicePass-name")),
    "phone": page(ALL),  # holds nothing of anybody's
    "phone-worker": page(ALL),
    "phone-manifest": page(ALL),
    "phone-book": page(CREW),
    # These take what our own page sends, which carries a header; a bare POST is turned away (`tests/web/phone/` sends it).
    "phone-records": act(CREW, csrf=False, ok=(403,)),
    "phone-photo": act(CREW, csrf=False, ok=(403,)),
    "phone-no-work": act(CREW, csrf=False, ok=(403,)),
    # ---- the days worked, the twelve months, what is promised
    "record-year": page(TEAM),
    "promises": form(TEAM),
    "audit-proposals": page(TEAM),
    "audit-proposals-offered": page(TEAM),
    "audit-proposal": form(
        TEAM, things={"question": "offered"}, send={"how": "mine", "note": "", "records": ""}, ok=(200, 302, 422)
    ),
    "calendar": page(CREW),
    "reminders": form(OWNER),
    "no-work-add": form(TEAM),
    "no-work": act(CREW),
    "no-work-change": form(TEAM, things={"stretch": "no_work"}),
    "no-work-back": act(TEAM, things={"stretch": "no_work_lasting"}),
    "no-work-remove": act(TEAM, things={"stretch": "no_work_spare"}),
    "day-answer": act(TEAM, things={"day": "settled_day"}, send={"worked": "yes"}),
    "desk-jobs": page(TEAM),
    # ---- the reviewer
    "review-queue": page(DESK),
    "review": page(DESK),
    "review-open": act(REVIEWER, things={"review": "waiting_review"}),
    "review-put-back": act(REVIEWER),
    "review-assign": form(ADMIN, things={"review": "waiting_review"}),
    "review-take": act(REVIEWER, things={"review": "waiting_review"}),
    "review-take-over": form(REVIEWER),
    "review-ties": form(DESK),
    "review-tie-mistake": form(DESK),
    "review-tie-waive": form(DESK),
    "review-waiver-agree": act(ADMIN),
    "review-waiver-refuse": act(DESK),
    "review-decide": Row(get=DESK, post=REVIEWER, ok=(200, 302)),
    "review-question": page(DESK, things=_REVIEW),
    "review-points": act(REVIEWER, things=_REVIEW),
    "review-note": act(REVIEWER, things=_REVIEW),
    "review-agree": form(REVIEWER, things=_REVIEW),
    "review-settle": act(REVIEWER, things={"note": "reading_note"}),
    "review-ask": act(REVIEWER, things=_REVIEW),
    "review-ask-back": act(REVIEWER, things={"ask": "quick_ask"}),
    "review-call": act(REVIEWER),
    "review-visit": act(REVIEWER),
    "review-visit-report": act(REVIEWER),
    "review-visit-off": act(REVIEWER),
    "review-phrase": act(REVIEWER, things={"note": "reading_note"}),
    "review-phrase-remove": act(REVIEWER, things={**_REVIEW, "phrase": "phrase"}),
    "second-reads": page(REVIEWER),
    "second-read": page(REVIEWER, things=_SECOND),
    "second-begin": act(REVIEWER, things={"second": "drawn_second"}),
    "second-give-back": act(REVIEWER, things=_SECOND),
    "second-finish": act(REVIEWER, things=_SECOND),
    "second-question": page(REVIEWER, things=_SECOND),
    "second-points": act(REVIEWER, things=_SECOND),
    "second-together": page(REVIEWER, things=_BOTH),
    "second-settle": form(REVIEWER, things=_BOTH),
    "second-agree": act(REVIEWER, things=_BOTH),
    "examples": page(DESK),
    "agreement": page(DESK),
    "agreement-csv": page(DESK),
    "appeals": page(DESK),
    "appeal": form(DESK),
    "decision": page(TEAM | DESK, things={"review": "decided_review"}),
    "decision-appeal": form(OWNER, things={"review": "returned_review"}),
    "decision-appeal-back": act(OWNER, things={"review": "returned_review"}),
    "review-report": page(TEAM | DESK, things={"review": "decided_review"}),
    "review-report-pdf": page(TEAM | DESK, things={"review": "decided_review"}),
    # ---- certificates: the office signs, the partner co-signs
    "office-home": page(OFFICE),
    "office-file": page(OFFICE, things={"audit": "to_sign"}, shared=OFFICE),
    "office-sign": act(OFFICE, things={"audit": "to_sign"}, shared=OFFICE),
    "office-overview": page(OFFICE),
    "office-certificates": page(OFFICE),
    "office-hold": act(OFFICE, shared=OFFICE),
    "office-status": act(OFFICE, shared=OFFICE),
    "certificate": page(CREW | DESK | OFFICE, shared=OFFICE),
    "certificate-document": page(CREW | DESK | OFFICE, shared=OFFICE),
    "cosign": page(ADMIN),
    "cosign-one": act(ADMIN, things={"certificate": "to_cosign"}),
    # ---- the partner's desk
    "applications": page(ADMIN),
    "application": form(ADMIN),
    "partner-firms": page(DESK | COURSES),
    "partner-plan": Row(get=DESK, post=ADMIN),
    "partner-close-day": act(ADMIN, send={"day": "2026-07-02"}),
    "partner-open-day": act(ADMIN, things={"closed": "closed_day"}),
    "partner-calls": page(DESK),
    "partner-call": form(DESK, things={"employer": "to_call"}, send={"outcome": "begins"}),
    "partner-figures": page(DESK),
    "partner-figures-print": page(DESK),
    "partner-figures-csv": page(DESK),
    "courses": page(COURSES),
    "course-new": form(ADMIN),
    "course-day": form(COURSES),
    # ---- the insurer, the operator
    "wcb-list": page(WCB | OFFICE),
    "wcb-export": page(WCB | OFFICE),
    "operate": page(OPERATOR),
    "operate-retry": act(OPERATOR, shared=OPERATOR),
}

# What a role may not read even of its own side: fragments of canaries (`two_sides.py`).
_NOT_SENT = ("Unsent", "bytes-loose", "PremiumBasis", "Interview", "13579.11", "13,579.11")
_PRIVATE = ("Answer", "Unsent", "bytes", "Evidence", "Interview", "Person", "PremiumBasis", "Record", "ReviewNote", "SystemSection", "Training")  # fmt: skip
HIDDEN: dict[Visitor, tuple[str, ...]] = {
    Role.CREW: ("Answer", "Unsent", "bytes", "Interview", "PremiumBasis", "Review", "13579.11", "13,579.11"),
    Role.REVIEWER: _NOT_SENT,
    Role.TRAINER: (*_NOT_SENT, "Answer", "bytes", "ReviewNote", "SystemSection"),
    Role.PARTNER_ADMIN: _NOT_SENT,
    Role.OFFICE: _PRIVATE,
    Role.WCB: ("CNRY",),
    Role.OPERATOR: ("CNRY",),
    NOBODY: ("CNRY",),
    STRANGER: ("CNRY",),
}
