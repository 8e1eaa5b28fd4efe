"""Opening an organisation that nobody is in yet: a partner, the office, WCB, the operator; by whoever runs this installation."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from handrail.program import load_pack
from handrail.rules.permissions import Kind, Role
from handrail.rules.reason import BadInput
from handrail.services import journal
from handrail.services.account.inviting import send
from handrail.services.account.members import KEEPER
from handrail.services.actor import CLOCKWORK
from handrail.services.moment import Moment
from handrail.store.models import Invitation, Organisation, Partner

# An employer is founded by its own owner; the others are opened by whoever runs this installation.
OPENED: dict[Kind, Role] = {kind: role for kind, role in KEEPER.items() if kind is not Kind.EMPLOYER}


@transaction.atomic
def open_organisation(moment: Moment, kind: str, name: str, email: str, program_id: str = "") -> Invitation:
    """Make the organisation (or find it by kind and name) and mail its first keeper an invitation.

    A partner needs `program_id`, its file in the pack. Raises BadInput naming what is wrong.
    """
    if kind not in {one.value for one in OPENED}:
        raise BadInput("KIND", f"'{kind}' cannot be opened.", f"Use one of {', '.join(one.value for one in OPENED)}.")
    if not name.strip():
        raise BadInput("NAME", "is empty.", "Write the organisation's name.")
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BadInput("EMAIL", f"'{email}' is not an e-mail address.", "Write one such as sam@example.com.") from None
    actor = CLOCKWORK.through("cli")
    organisation, made = Organisation.objects.get_or_create(
        kind=kind, name=name.strip(), defaults={"created_at": moment.now}
    )
    if kind == Kind.PARTNER and made:
        _as_partner(organisation, program_id)
    if made:
        journal.note(actor, moment, "organisation.open", ("organisation", organisation.pk), chain=organisation.pk)
    return send(actor, moment, organisation, address, OPENED[Kind(kind)], by=None)


def _as_partner(organisation: Organisation, program_id: str) -> None:
    known = load_pack().partners
    if program_id not in known:
        raise BadInput(
            "--program",
            f"'{program_id}' is not a partner of the pack." if program_id else "is missing.",
            f"Use one of {', '.join(sorted(known))}, or add its file to the pack.",
        )
    if Partner.objects.filter(program_id=program_id).exists():
        raise BadInput("--program", f"'{program_id}' is taken by another organisation.", "Use its own name.")
    Partner.objects.create(organisation=organisation, program_id=program_id)
