"""The page behind an invitation's link."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.services.account import accepting
from handrail.services.account.accepting import Standing
from handrail.services.errors import Refused, WrongState
from handrail.web.account.seating import sit
from handrail.web.requests import Request

# What a link that no longer works answers: gone for good, or not for this person.
STATUS = {Standing.USED: 410, Standing.EXPIRED: 410, Standing.REVOKED: 410, Standing.OTHER_ACCOUNT: 403}


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Request, token: str) -> HttpResponse:
    """What the link offers; joining is a press of its own, so that a mail scanner that opens links joins nobody."""
    if request.method == "POST":
        try:
            seat = accepting.accept(request.actor, request.moment, token)
        except (WrongState, Refused):
            return _page(request, token)
        offer = accepting.look(request.actor, request.moment, token)
        sit(request, seat)
        messages.success(request, _("You now act for %(name)s.") % {"name": offer.organisation})
        return redirect("home")
    return _page(request, token)


def _page(request: Request, token: str) -> HttpResponse:
    offer = accepting.look(request.actor, request.moment, token)
    page = {"offer": offer, "token": token, "next": urlencode({"next": request.path})}
    return render(request, "account/invitation.html", page, status=STATUS.get(offer.standing, 200))


@require_POST
def account_from(request: Request, token: str) -> HttpResponse:
    """Go on to a new account: the link came to this mailbox, so the address needs no second check."""
    back = reverse("invitation", args=[token])
    if request.actor.signed_in:
        return redirect(back)
    try:
        mailbox = accepting.mailbox(request.actor, request.moment, token)
    except (WrongState, Refused):
        return _page(request, token)
    get_adapter().stash_verified_email(request, mailbox)
    return redirect(f"{reverse('account_signup')}?{urlencode({'next': back})}")
