"""The firm's words for facts, cover and states: never the letters and terms of the instrument."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.services.corrective_action.standing import Standing


def fact_words(name: str) -> tuple[str, str]:
    """The question and its hint for one fact."""
    return {
        "field_work": (_("Does your firm ever work on a job away from its own shop or office?"), ""),
        "active_site": (
            _("Is there a job going on during your days to gather proof?"),
            _(
                "As we read the program, the certificate runs shorter where there was no job to look at. Ask your partner, "
                "or wait for the season if you can."
            ),
        ),
        "ppe": (_("Does anybody ever need protective gear: boots, hard hat, gloves, harness?"), ""),
        "equipment": (_("Does your firm ever use tools, trucks or machines?"), ""),
        "contractors": (_("Does your firm ever use subcontractors?"), ""),
        "visitors": (_("Does anybody ever visit your jobs or your shop?"), _("Clients, suppliers, inspectors.")),
        "public_exposure": (_("Can passers-by or neighbours ever come near your work?"), ""),
        "deficiencies_found": (_("Did a site check in the past year find something to put right?"), ""),
        "drill_gaps_found": (_("Did an emergency drill in the past year show something to put right?"), ""),
        "incidents_in_window": (_("Was there any incident or close call in the past year?"), ""),
    }[name]


def text_words(name: str) -> tuple[str, str, int]:
    """Label, hint and rows (0 for one line) of a text on the cover."""
    return {
        "legal_name": (_("Legal name"), _("As registered with WCB."), 0),
        "trade_name": (_("Trade name"), "", 0),
        "address": (_("Address with postal code"), "", 2),
        "phone": (_("Phone"), "", 0),
        "contact_email": (_("E-mail"), "", 0),
        "representative": (_("Company representative"), _("Whom the partner may phone about this audit."), 0),
        "operations": (_("What your people do"), "", 4),
        "shift_work": (_("Shift work"), _("Leave it empty if there is none."), 0),
        "assessor_contact": (_("How to reach that person"), _("Phone or e-mail."), 0),
    }[name]


def count_words(name: str) -> str:
    return {
        "people_now": _("People now"),
        "people_peak": _("Most people at once in the past year"),
        "managers": _("Of these, owners and managers"),
        "supervisors": _("Lead hands and supervisors"),
        "workers": _("Workers"),
        "contractors": _("Subcontractors' people"),
        "representatives": _("Safety reps"),
    }[name]


def state_words(state: str) -> tuple[str, str]:
    """The word for an audit's state, and the mark it is shown with."""
    return {
        "gathering": (_("being filled in"), "now"),
        "submitted": (_("with your partner"), "half"),
        "returned": (_("came back to you"), "now"),
        "accepted": (_("accepted, waiting for signatures"), "good"),
        "signed": (_("accepted, one signature to go"), "good"),
        "certified": (_("certified"), "good"),
        "maintained": (_("accepted for this year"), "good"),
        "not_accepted": (_("not accepted"), "bad"),
        "withdrawn": (_("taken back"), "none"),
        "closed": (_("closed"), "none"),
    }[state]


def purpose_words(purpose: str) -> str:
    return _("Yearly audit") if purpose == "maintenance" else _("Audit for the certificate")


PILES = ("binder", "paperwork", "talk", "walk")


def pile_words(pile: str) -> tuple[str, str, str]:
    """Name, what the sitting is, and the address name of a pile."""
    return {
        "binder": (_("The binder"), _("Point at pages of your safety manual."), "audit-binder"),
        "paperwork": (_("The paperwork"), _("Photograph the stack, sort it with the thumb."), "audit-paperwork"),
        "talk": (_("The talk"), _("Ask your people, one after another."), "audit-talk"),
        "walk": (_("The walk"), _("Once around the job with the camera."), "audit-walk"),
    }[pile]


def open_words(found: Standing) -> str:
    """How many fixes are open and since when, in the one sentence that every page says it with; empty where none is."""
    ageing = found.ageing
    if not ageing.open:
        return ""
    if not ageing.oldest:
        said = _("%(open)s open, all found today.") % {"open": ageing.open}
    else:
        days = ngettext(
            "%(open)s open, the oldest for %(n)s day.", "%(open)s open, the oldest for %(n)s days.", ageing.oldest
        )
        said = days % {"open": ageing.open, "n": ageing.oldest}
    if not found.shown:
        return said
    more = ngettext(
        "%(n)s of them is covered by your records now: look, and mark it as done.",
        "%(n)s of them are covered by your records now: look, and mark them as done.",
        found.shown,
    )
    return f"{said} {more % {'n': found.shown}}"
