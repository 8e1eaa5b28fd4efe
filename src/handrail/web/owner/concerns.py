"""What the crew said, through the codes or in a record, and the owner's answer to it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from handrail.services.errors import Invalid
from handrail.services.record import concerns as said
from handrail.web.owner.saving import put_errors
from handrail.web.requests import Request

PAGE = 30


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=gettext_lazy("Your answer"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    told = forms.CharField(
        label=gettext_lazy("Tell the whole crew, in your own words"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )


@require_safe
def concerns(request: Request) -> HttpResponse:
    """Those without an answer are counted in the heading."""
    rows = said.concerns(request.actor)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    waiting = rows.filter(concern__replied_at__isnull=True).exclude(fixes__done_on__isnull=False).count()
    return render(request, "owner/concerns.html", {"page": page, "waiting": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
def concern(request: Request, record: UUID) -> HttpResponse:
    found = said.one(request.actor, record)
    form = ReplyForm(
        request.POST if request.method == "POST" else None,
        initial={"reply": found.row.reply, "told": found.row.told} if found.row else {},
    )
    form.fields["told"].help_text = _(
        "Everybody who scans a code reads this for %(days)s days, such as: the ladder is replaced. What was said and who "
        "said it stay with you, so leave both out. Empty, the crew reads nothing of it."
    ) % {"days": said.TOLD_DAYS}
    if found.through_code:
        form.fields["reply"].help_text = _("Whoever said it reads this through their code.")
    else:
        form.fields["reply"].help_text = _("It came without a code, so nobody is shown this. Tell the crew yourself.")
    if request.method == "POST" and form.is_valid():
        try:
            said.answer(request.actor, request.moment, record, **form.cleaned_data)
        except Invalid as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("Answered."))
            return redirect("concerns")
    status = 422 if request.method == "POST" else 200
    fields = found.record.fields
    context = {"found": found, "form": form, "more": fields.get("what", ""), "name": fields.get("name", "")}
    return render(request, "owner/concern.html", context, status=status)
