"""What the crew said, through the codes or in a record, and the owner's answer to it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from handrail.services.corrective_action import mending
from handrail.services.errors import Absent, Conflict, Invalid
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


class ByWhenForm(forms.Form):
    """Who puts it right and by which day, where it is not fixed yet."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    who = forms.CharField(label=gettext_lazy("Who does it"), max_length=120, required=False)
    due_on = forms.DateField(
        label=gettext_lazy("By when"),
        error_messages={"required": gettext_lazy("Give the day by which it is put right.")},
    )

    def __init__(self, line: mending.Fix, data: QueryDict | None = None) -> None:
        start = {"version": line.version, "who": line.who, "due_on": line.due_on}
        super().__init__(data, initial=start, auto_id=f"id_{line.pk}_%s")


@require_safe
def concerns(request: Request) -> HttpResponse:
    """Those without an answer are counted in the heading."""
    page = Paginator(said.concerns(request.actor), PAGE).get_page(request.GET.get("page"))
    lines = [{"row": one, "mended": any(line.done_on for line in one.fixes.all())} for one in page]
    context = {"page": page, "lines": lines, "waiting": said.waiting(request.actor)}
    return render(request, "owner/concerns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def concern(request: Request, record: UUID) -> HttpResponse:
    """What was said, the answer in words, and whether it is fixed or by when: the answer first, the fix after it."""
    found = said.one(request.actor, record)
    plans = {str(line.pk): ByWhenForm(line) for line in found.open}
    if "line" in request.POST:
        return _by_when(request, found, plans)
    form = _reply_form(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            said.answer(request.actor, request.moment, record, **form.cleaned_data)
        except Invalid as wrong:
            put_errors(form, wrong)
        else:
            if not found.open:
                messages.success(request, _("Answered."))
                return redirect("concerns")
            messages.success(request, _("Answered. Now say whether it is fixed, or by when."))
            return redirect("concern", record)
    return _shown(request, found, form, plans, 422 if request.method == "POST" else 200)


def _by_when(request: Request, found: said.Said, plans: dict[str, ByWhenForm]) -> HttpResponse:
    """Who puts one of its fixes right and by when; Absent for a fix that is not this concern's or is done."""
    line = next((one for one in found.open if str(one.pk) == request.POST["line"]), None)
    if line is None:
        raise Absent("fix")
    plan = plans[str(line.pk)] = ByWhenForm(line, request.POST)
    status = 422
    if plan.is_valid():
        try:
            mending.assign(request.actor, request.moment, line.pk, **plan.cleaned_data)
        except Conflict as newer:
            # What was typed stays and takes the newer version: sending it again is a choice.
            again = request.POST.copy()
            again["version"], status = str(newer.version), 409
            plan = plans[str(line.pk)] = ByWhenForm(line, again)
            plan.add_error(None, newer.sentence)
        else:
            messages.success(request, _("Kept. It stands among the fixes until it is done."))
            return redirect("concern", found.record.pk)
    return _shown(request, found, _reply_form(found), plans, status)


def _reply_form(found: said.Said, data: QueryDict | None = None) -> ReplyForm:
    form = ReplyForm(data, initial={"reply": found.row.reply, "told": found.row.told} if found.row else {})
    form.fields["told"].help_text = _(
        "Everybody who scans a code reads this for %(days)s days, such as: the ladder is replaced. What was said and who "
        "said it stay with you, so leave both out. Empty, the crew reads nothing of it."
    ) % {"days": said.TOLD_DAYS}
    if found.through_code:
        form.fields["reply"].help_text = _("Whoever said it reads this through their code.")
    else:
        form.fields["reply"].help_text = _("It came without a code, so nobody is shown this. Tell the crew yourself.")
    return form


def _shown(
    request: Request, found: said.Said, form: ReplyForm, plans: dict[str, ByWhenForm], status: int
) -> HttpResponse:
    fields = found.record.fields
    context = {
        "found": found,
        "form": form,
        "plans": [{"line": line, "form": plans[str(line.pk)]} for line in found.open],
        "wrong": next((one for one in plans.values() if one.errors), None),
        "done": [line for line in found.fixes if line.done_on is not None],
        "more": fields.get("what", ""),
        "name": fields.get("name", ""),
    }
    return render(request, "owner/concern.html", context, status=status)
