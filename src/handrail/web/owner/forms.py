"""What owners type, as forms: reading and plain checks only; the rules are asked by the services."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.program import Course
from handrail.rules.headcount import Relation
from handrail.services.employer.firm import FirmFields
from handrail.services.employer.starting import Wishes
from handrail.services.headcount.people import SpellFields
from handrail.services.premium.basis import BasisFields
from handrail.web.owner.words import RELATIONS


class StartForm(forms.Form):
    wanted_by = forms.CharField(
        label=_("Who wants this?"),
        max_length=200,
        help_text=_("A general contractor, a client, your insurer, yourself."),
    )
    wanted_on = forms.DateField(label=_("By when?"), required=False, help_text=_("Leave it empty if there is no day."))
    this_week = forms.CharField(
        label=_("What do your people do this week?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The jobs they are on, in your own words."),
    )
    records_from = forms.DateField(
        label=_("Since when do you keep safety records?"),
        required=False,
        help_text=_("The first talk, hazard sheet or inspection you can show. Leave it empty if there is none yet."),
    )
    trained_on = forms.DateField(
        label=_("When did somebody take the small-employer course, or for which day is it booked?"), required=False
    )
    last_ended = forms.DateField(label=_("If you had a letter or certificate before: when did it end?"), required=False)

    def wishes(self) -> Wishes:
        return Wishes(**self.cleaned_data)


class FirmNameForm(forms.Form):
    firm_name = forms.CharField(
        label=_("What do people call your firm?"),
        max_length=200,
        help_text=_("The name on the truck will do. The legal name and the WCB account come later."),
    )


class FirmForm(forms.Form):
    legal_name = forms.CharField(
        label=_("Legal name, as registered with WCB"),
        required=False,
        max_length=200,
        help_text=_("Exactly as on WCB's letters, such as 1234567 Alberta Ltd. The certificate is made out to it."),
    )
    trade_name = forms.CharField(
        label=_("Trade name"), required=False, max_length=200, help_text=_("What people call you.")
    )
    operations = forms.CharField(
        label=_("What the firm does"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )
    contact_email = forms.EmailField(label=_("E-mail"), required=False)
    records_from = forms.DateField(
        label=_("First day of your safety records"),
        required=False,
        help_text=_("The day the manual went live. The months of records are counted from it."),
    )
    pir_registered_on = forms.DateField(
        label=_("Registered with WCB for the refund since"),
        required=False,
        help_text=_("Partners in Injury Reduction. Without registration there is no refund; it takes one form to WCB."),
    )

    def fields_typed(self) -> FirmFields:
        return FirmFields(**self.cleaned_data)


class AccountForm(forms.Form):
    account = forms.CharField(label=_("WCB account number"), max_length=20)
    industry_code = forms.CharField(
        label=_("Industry code"), max_length=20, help_text=_("From WCB's rate notice. One account may have several.")
    )
    industry = forms.CharField(label=_("Industry, in words"), required=False, max_length=120)


class SiteForm(forms.Form):
    name = forms.CharField(label=_("What you call the place"), max_length=120)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    from_day = forms.DateField(label=_("First day of work there"), required=False)


class LastDayForm(forms.Form):
    last_day = forms.DateField(label=_("Last day"))


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    position = forms.CharField(
        label=_("Position"), required=False, max_length=120, help_text=_("Lead hand, roofer, bookkeeper.")
    )


class SpellForm(forms.Form):
    relation = forms.ChoiceField(
        label=_("How this person stands to the firm"), choices=[(str(one), RELATIONS[one]) for one in Relation]
    )
    from_day = forms.DateField(label=_("First day"))
    to_day = forms.DateField(label=_("Last day"), required=False, help_text=_("Empty while the person is still there."))
    covered = forms.BooleanField(label=_("Covered by your WCB account"), required=False)
    regularly_employed = forms.BooleanField(
        label=_("Works for you regularly"),
        required=False,
        help_text=_(
            "This is another count: the law asks for a safety rep from a certain number of regular workers on."
        ),
    )

    def spell(self) -> SpellFields:
        names = ("relation", "from_day", "to_day", "covered", "regularly_employed")
        return SpellFields(**{name: self.cleaned_data[name] for name in names})


class PersonForm(NameForm, SpellForm):
    field_order = ("name", "position", "relation", "from_day", "to_day", "covered", "regularly_employed")


class PersonChoice(forms.Form):
    """A form about one of the firm's people."""

    person = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people


class TrainingForm(PersonChoice):
    course = forms.ChoiceField(label=_("Course"), required=False)
    title = forms.CharField(
        label=_("What the ticket says"), required=False, max_length=160, help_text=_("Needed for another ticket only.")
    )
    taken_on = forms.DateField(label=_("Taken on"))
    expires_on = forms.DateField(label=_("Ends on, as printed"), required=False)
    certificate_number = forms.CharField(label=_("Number on the ticket"), required=False, max_length=60)

    def __init__(self, *args: Any, courses: tuple[Course, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["course"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*((one.id, one.name) for one in courses), ("", _("Another ticket"))]


class ApplyForm(forms.Form):
    partner = forms.UUIDField(widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("Anything they should know"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("By when you need it, and what your people do."),
    )


class SectionForm(forms.Form):
    body = forms.CharField(
        label=_("How it is done in your firm"),
        required=False,
        max_length=60000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Plain words. A blank line begins a new paragraph; a line that begins with a dash is a list."),
    )
    file = forms.ChoiceField(label=_("Or pages of a file you have"), required=False)
    upload = forms.FileField(
        label=_("Or add a file now"), required=False, help_text=_("PDF, photo, Word or Excel. It is kept as proof too.")
    )
    first_page = forms.IntegerField(label=_("From page"), required=False, min_value=1)
    last_page = forms.IntegerField(label=_("To page"), required=False, min_value=1)
    review_on = forms.DateField(label=_("Look it over again by"), required=False)

    def __init__(self, *args: Any, files: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("No file")), *files]


class SignForm(forms.Form):
    name = forms.CharField(label=_("Who signs"), max_length=120)
    on = forms.DateField(label=_("Signed on"))
    review_on = forms.DateField(label=_("Look it over again by"), required=False)


def read_amounts(text: str) -> tuple[Decimal, ...]:
    """Amounts of money, one a line; dollar signs, spaces and thousands commas are allowed. Raises ValidationError."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        plain = line.replace("$", "").replace(",", "").replace(" ", "").strip()
        if not plain:
            continue
        try:
            amount = Decimal(plain)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or amount < 0 or amount >= 10**9:
            said = _("Line %(number)s is not an amount. Write 0 or more in dollars, one worker a line, without names.")
            raise forms.ValidationError(said, params={"number": number})
        found.append(amount.quantize(Decimal("0.01")))
    return tuple(found)


class BasisForm(forms.Form):
    insurable_earnings = forms.DecimalField(
        label=_("Insurable earnings of the year, as reported to WCB"), required=False, max_digits=12, decimal_places=2,
        min_value=0,
    )  # fmt: skip
    worker_earnings = forms.CharField(
        label=_("Or each worker's earnings, one a line"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("No names. Each is counted up to the year's maximum."),
    )
    personal_coverage = forms.DecimalField(
        label=_("Personal coverage you bought for owners"), required=False, max_digits=12, decimal_places=2, min_value=0
    )
    rate = forms.DecimalField(
        label=_("Rate of WCB's own notice, dollars for each 100"),
        required=False,
        max_digits=7,
        decimal_places=4,
        min_value=0,
        help_text=_("Leave it empty to use the published one, where there is one."),
    )
    costs = forms.DecimalField(
        label=_("What your claims cost, from WCB's statement"), required=False, max_digits=12, decimal_places=2,
        min_value=0,
    )  # fmt: skip
    expected = forms.DecimalField(
        label=_("What WCB expected them to cost"), required=False, max_digits=12, decimal_places=2, min_value=0
    )
    charged = forms.BooleanField(
        label=_("The firm is charged under the Occupational Health and Safety Act"), required=False
    )
    statement_amount = forms.DecimalField(
        label=_("WCB's own figure for your refund"), required=False, max_digits=12, decimal_places=2, min_value=0,
        help_text=_("It overrides every estimate."),
    )  # fmt: skip
    statement_on = forms.DateField(label=_("Day of that statement"), required=False)

    def clean_worker_earnings(self) -> tuple[Decimal, ...]:
        return read_amounts(self.cleaned_data["worker_earnings"])

    def fields_typed(self) -> BasisFields:
        typed = dict(self.cleaned_data)
        typed["personal_coverage"] = typed["personal_coverage"] or Decimal(0)
        return BasisFields(**typed)
