"""The plain letters: one at each hand-off, one before each due day. Text only, short, with what to do next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be sent: to which side it goes, subject and text."""

    to: str  # "owners" of the employer | "partner" (reviewers and administrators) | "office" | an address
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class _Form:
    to: str
    subject: StrPromise
    text: StrPromise


LETTERS: Final[dict[str, tuple[_Form, ...]]] = {
    "submitted": (
        _Form(
            "owners",
            _("%(firm)s: your audit is with %(partner)s"),
            _(
                "Your audit reached %(partner)s. Receipt: %(receipt)s.\n"
                "You will hear by mail when it comes back or is accepted."
            ),
        ),
        _Form(
            "partner",
            _("Audit received: %(firm)s"),
            _("%(firm)s sent in round %(round)s of its audit. It is in your queue."),
        ),
    ),
    "returned": (
        _Form(
            "owners",
            _("%(firm)s: your audit came back, answer by %(day)s"),
            _(
                "%(partner)s read your audit and sent it back with notes. Each note stands on the question it is about.\n"
                "Send it in again by %(day)s. That day counts."
            ),
        ),
    ),
    "accepted": (
        _Form(
            "owners",
            _("%(firm)s: your audit is accepted"),
            _("%(partner)s accepted your audit with %(percent)s %%. %(next)s"),
        ),
    ),
    "not_accepted": (
        _Form(
            "owners",
            _("%(firm)s: your audit was not accepted"),
            _(
                "%(partner)s did not accept your audit. The report says why, question by question. "
                "You can begin again; nothing you collected is lost."
            ),
        ),
    ),
    "visit_ordered": (
        _Form(
            "owners",
            _("%(firm)s: your reviewer wants to see your site by %(day)s"),
            _(
                "%(partner)s reads your audit and wants to see your site before deciding, by %(day)s. They phone you to agree "
                "on a day. What they want to see and why stands beside your audit. Nothing is refused, and it takes none of "
                "your days."
            ),
        ),
    ),
    "visit_off": (
        _Form(
            "owners",
            _("%(firm)s: nobody needs to see your site after all"),
            _("%(partner)s called the visit off and goes on reading your audit. There is nothing for you to do."),
        ),
    ),
    "assigned": (
        _Form(
            "%(email)s",
            _("A file is yours to read: %(firm)s"),
            _("It was given to you. What to mind stands on its page:"),
        ),
    ),
    "quick_ask": (
        _Form(
            "owners",
            _("%(firm)s: one small thing for your reviewer, until %(until)s"),
            _(
                "%(partner)s reads your audit and asks: %(text)s\n\n"
                "A photo or a few words will do, until %(until)s. The link opens without signing in, so you can hand it to "
                "whoever has it. It costs no round and changes nothing you sent."
            ),
        ),
    ),
    "quick_answer": (
        _Form(
            "%(email)s",
            _("Quick ask answered: %(firm)s, question %(question)s"),
            _("%(firm)s answered your quick ask on question %(question)s. The answer stands beside the question:"),
        ),
    ),
    "second_read": (
        _Form(
            "%(email)s",
            _("A file you decided was read a second time: %(firm)s"),
            _(
                "Another reviewer read it without your points, and you two judged some questions differently. "
                "Nothing of your decision changes. Look at them together:"
            ),
        ),
    ),
    "settlement": (
        _Form(
            "%(email)s",
            _("A proposal on a file you read: %(firm)s"),
            _("The other reader proposes what a question is worth. Agree with it, or propose something else:"),
        ),
    ),
    "appeal_made": (
        _Form(
            "partner",
            _("Appeal: %(firm)s, answer by %(day)s"),
            _(
                "%(firm)s asks that the decision on its audit be looked at again. Somebody who had no part in that "
                "decision answers by %(day)s."
            ),
        ),
    ),
    "appeal_withdrawn": (
        _Form(
            "partner",
            _("Appeal taken back: %(firm)s"),
            _("%(firm)s took its appeal back. Nothing is left to do."),
        ),
    ),
    "appeal_upheld": (
        _Form(
            "owners",
            _("%(firm)s: the decision on your audit stands"),
            _(
                "Somebody at %(partner)s who had no part in the decision looked at it again. It stands; the answer says why. "
                "The days of the decision run on as before."
            ),
        ),
    ),
    "appeal_changed": (
        _Form(
            "owners",
            _("%(firm)s: your audit is read anew"),
            _(
                "Somebody at %(partner)s who had no part in the decision looked at it again, and you were heard: the file you "
                "sent is read anew. You need not send anything."
            ),
        ),
    ),
    "withdrawn": (
        _Form(
            "partner",
            _("Audit withdrawn: %(firm)s"),
            _("%(firm)s withdrew its audit. Nothing is left to do."),
        ),
    ),
    "closed": (
        _Form(
            "owners",
            _("%(firm)s: the days to correct your audit are used up"),
            _(
                "All days to correct this audit are used up, so it is closed. Your answers and proof are kept. "
                "Begin a new audit when you are ready."
            ),
        ),
    ),
    "signed": (
        _Form(
            "owners",
            _("%(firm)s: your certificate %(number)s"),
            _(
                "Both signatures are on your certificate %(number)s. It is valid through %(day)s, as long as the yearly "
                "audit is done on its day.\nAnyone can check it at the address below."
            ),
        ),
    ),
    "application_received": (
        _Form(
            "partner",
            _("Application: %(firm)s"),
            _("%(firm)s asks you to be its Certifying Partner. Accept or refuse it on your desk."),
        ),
    ),
    "application_accepted": (
        _Form(
            "owners",
            _("%(firm)s: %(partner)s is your Certifying Partner"),
            _("%(partner)s accepted your application. Next: the training."),
        ),
    ),
    "application_refused": (
        _Form(
            "owners",
            _("%(firm)s: %(partner)s could not accept your application"),
            _("The reason given: %(reason)s"),
        ),
    ),
    "invitation": (
        _Form(
            "%(email)s",
            _("You are invited to %(firm)s on Handrail"),
            _("%(by)s invites you. Open this link by %(day)s; it works once."),
        ),
    ),
    "held": (_Form("owners", _("%(firm)s: %(what)s"), _("%(text)s")),),
    "due": (
        _Form(
            "owners",
            _("%(firm)s: %(what)s by %(day)s (%(days)s days)"),
            _("%(what)s is due by %(day)s. %(cost)s"),
        ),
    ),
    "ticket": (
        _Form(
            "owners",
            _("%(firm)s: %(what)s of %(person)s ends on %(day)s (%(days)s days)"),
            _(
                "The ticket %(what)s of %(person)s stands through %(day)s. Book the renewal; "
                "after that day the work that needs it waits.\nAll tickets of your people:"
            ),
        ),
    ),
    "rhythm": (
        _Form(
            "owners",
            _("%(firm)s: what to keep now"),
            _(
                "%(text)s\n\nOnly what you promised yourself is counted, and only the days you work. "
                "Change or stop these mails here:"
            ),
        ),
    ),
    "cancelled": (
        _Form(
            "owners",
            _("%(firm)s: your certificate is cancelled from %(day)s"),
            _(
                "The yearly audit was not sent in by its day, so the certificate ended. "
                "Phone %(partner)s today and ask what can still be done."
            ),
        ),
    ),
}


def long_day(day: date | str) -> str:
    """`Friday 24 April 2026`."""
    return date_format(date.fromisoformat(day) if isinstance(day, str) else day, "l j F Y")


def compose(kind: str, facts: dict[str, Any]) -> list[Letter]:
    """The letters of one hand-off. Facts are plain values: names, a day as ISO text, a link; a missing one is blank."""
    filled: defaultdict[str, Any] = defaultdict(str, facts)
    if facts.get("day"):
        filled["day"] = long_day(facts["day"])
    foot = f"\n\n{facts['link']}\n" if facts.get("link") else "\n"
    return [
        Letter(form.to % filled, str(form.subject) % filled, str(form.text) % filled + foot) for form in LETTERS[kind]
    ]
