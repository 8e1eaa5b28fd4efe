"""The forms of the audit; what they mean is decided by the services."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.program import Question, RecordKind
from handrail.services.audit.answering import Given
from handrail.services.audit.describing import COUNTS, TEXTS
from handrail.services.corrective_action.raising import WHAT
from handrail.services.errors import Invalid
from handrail.web.audit.words import count_words, fact_words, text_words

FormT = TypeVar("FormT", bound=forms.Form)
ANSWER_ASKED = ("points", "note")
COVER_ASKED = (
    "legal_name",
    "representative",
    "accounts",
    "sites",
    "operations",
    "people_now",
    "people_peak",
    "assessor",
    "assessor_contact",
)


def as_asked(form: FormT, *names: str) -> FormT:
    """The form as a page shows it: these fields may be saved empty for now, and are still asked for, not optional."""
    if form.is_bound:
        form.is_valid()  # judged once, before it looks as if nothing could stay empty
    for name in names:
        if name in form.fields:
            form.fields[name].required = True
    return form


def number_text(value: Any) -> str:
    """Points as they are typed: 7.5, 10."""
    return f"{Decimal(value).normalize():f}"


class AnswerForm(forms.Form):
    """One question: what you think it scores on the question's own scale, a note, and perhaps why it does not apply."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    carried = forms.BooleanField(label=gettext_lazy("Keep what was verified at the certification"), required=False)
    points: forms.Field
    note = forms.CharField(
        label=gettext_lazy("What is in place, in your own words"),
        help_text=gettext_lazy(
            "Who does it, how often, where it is kept. A reviewer cannot come and see it, only read it."
        ),
        widget=forms.Textarea(attrs={"rows": 7}),
        required=False,
        strip=False,
    )
    own_knowledge = forms.CharField(
        label=gettext_lazy("What I know first-hand"),
        help_text=gettext_lazy(
            "For a firm of one or two people, who have nobody to ask: what you do and know yourself."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=False,
    )
    not_applicable = forms.CharField(
        label=gettext_lazy("Does not apply to us, because"),
        help_text=gettext_lazy("Leave it empty if it does. With a reason it takes no points and costs none."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(
        self, question: Question, *args: Any, may_drop: bool, may_carry: bool = False, claim: str = "", **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.question = question
        self.fields["points"] = self._points_field(question, claim or _("What you think it scores"))
        if question.scale != "share":
            del self.fields["own_knowledge"]
        if not may_drop:
            del self.fields["not_applicable"]
        if not may_carry:
            del self.fields["carried"]
        self.order_fields(["version", "carried", "points", "note", "own_knowledge", "not_applicable"])

    def _points_field(self, question: Question, label: str) -> forms.Field:
        most = number_text(question.points)
        if question.scale == "criteria" and question.criteria:
            return forms.TypedMultipleChoiceField(
                label=label,
                help_text=_("Tick what is there. Each is worth the same share of %(most)s points.") % {"most": most},
                choices=[
                    *((str(number), text) for number, text in enumerate(question.criteria, start=1)),
                    ("0", _("None of these is there yet")),
                ],
                coerce=int,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        if question.scale == "all_or_nothing":
            return forms.TypedChoiceField(
                label=label,
                help_text=_("All or nothing."),
                choices=[(most, _("Yes, all of it: %(most)s points") % {"most": most}), ("0", _("No: 0 points"))],
                coerce=Decimal,
                empty_value=None,
                widget=forms.RadioSelect,
                required=False,
            )
        return forms.DecimalField(
            label=label,
            help_text=_("From 0 to %(most)s points.") % {"most": most},
            min_value=0,
            max_value=question.points,
            max_digits=6,
            decimal_places=2,
            required=False,
        )

    @classmethod
    def initial_of(cls, answer: Any, question: Question) -> dict[str, Any]:
        """What the fields show of a stored answer."""
        points: Any = None if answer.points is None else number_text(answer.points)
        if question.scale == "criteria" and question.criteria:
            points = [str(number) for number in answer.criteria or ([0] if answer.points is not None else [])]
        return {
            "version": answer.version,
            "carried": answer.carried,
            "points": points,
            "note": answer.note,
            "own_knowledge": answer.own_knowledge,
            "not_applicable": answer.not_applicable,
        }

    def given(self) -> Given:
        """The cleaned form as the service takes it."""
        clean = self.cleaned_data
        ticked = isinstance(clean["points"], list)
        return Given(
            points=None if ticked else clean["points"],
            criteria=tuple(clean["points"]) if ticked else (),
            not_applicable=clean.get("not_applicable", ""),
            note=_lines(clean["note"]),
            own_knowledge=_lines(clean.get("own_knowledge", "")),
            carried=clean.get("carried", False),
        )


def given_by_post(post: QueryDict) -> tuple[int, Given]:
    """The version and the answer as posted, without looking up the question first: the service knows its scale.

    Raises Invalid where the version or the points are no number.
    """
    try:
        version = int(post.get("version", ""))
    except ValueError:
        raise Invalid({"version": _("Open the page again and save once more.")}) from None
    typed = [text.strip() for text in post.getlist("points") if isinstance(text, str) and text.strip()]
    try:
        numbers = [Decimal(text) for text in typed]
    except InvalidOperation:
        raise Invalid({"points": _("Give a number, such as 7 or 7.5.")}) from None
    return version, Given(
        points=numbers[0] if len(numbers) == 1 else None,
        criteria=tuple(int(text) for text in typed if text.isascii() and text.isdecimal() and len(text) < 4),
        not_applicable=_lines(post.get("not_applicable", "")),
        note=_lines(post.get("note", "")),
        own_knowledge=_lines(post.get("own_knowledge", "")),
        carried="carried" in post,
    )


def _lines(text: str) -> str:
    """Browsers send line ends as CR LF; stored and compared they are one character."""
    return text.replace("\r\n", "\n")


class ProofForm(forms.Form):
    """What is said of proof beside one question; the pieces themselves come from the shoebox or as new files."""

    first_page = forms.IntegerField(label=gettext_lazy("From page"), min_value=1, required=False)
    last_page = forms.IntegerField(label=gettext_lazy("To page"), min_value=1, required=False)
    label = forms.CharField(
        label=gettext_lazy("What it shows"),
        help_text=gettext_lazy("For new files, such as: talk on ladders, 12 May, signed by the crew."),
        max_length=200,
        required=False,
    )


class NoteReplyForm(forms.Form):
    reply = forms.CharField(
        label=gettext_lazy("What you did about it"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class StartForm(forms.Form):
    """Which day the days to gather proof begin."""

    gathering_started_on = forms.DateField(label=gettext_lazy("First day of gathering proof"))


class FactsForm(forms.Form):
    """Does your firm ever ...?"""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, asked: Iterable[str], **named: Any) -> None:
        super().__init__(*args, **named)
        for name in asked:
            label, hint = fact_words(name)
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                help_text=hint,
                choices=[("yes", _("Yes")), ("no", _("No"))],
                coerce=lambda value: value == "yes",
                empty_value=None,
                widget=forms.RadioSelect,
                required=False,
            )

    def facts(self) -> dict[str, bool]:
        """Only what was answered."""
        return {
            name: value for name, value in self.cleaned_data.items() if name != "version" and isinstance(value, bool)
        }


class DaysForm(forms.Form):
    """The last day of gathering, and the first of the records."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    gathering_ended_on = forms.DateField(
        label=gettext_lazy("Last day of gathering proof"),
        help_text=gettext_lazy("Fill it in when you have all of it."),
        required=False,
    )
    records_from = forms.DateField(
        label=gettext_lazy("The day your safety records begin"),
        help_text=gettext_lazy("The day you began to work by your safety manual and to keep papers."),
        required=False,
    )


class CoverForm(forms.Form):
    """The cover of the submission, filled in from what the firm has told already."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    assessor = forms.ChoiceField(
        label=gettext_lazy("Who filled in this audit"),
        help_text=gettext_lazy("Somebody of your firm who took the training."),
        required=False,
    )
    accounts = forms.CharField(
        label=gettext_lazy("WCB accounts and industry codes this audit covers"),
        help_text=gettext_lazy("One a line: account, then a comma, then the industry code."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    sites = forms.CharField(
        label=gettext_lazy("Jobs and places of work"),
        help_text=gettext_lazy("One a line."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        chosen = self.fields["assessor"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("nobody yet")), *people]
        for name in TEXTS:
            label, hint, rows = text_words(name)
            area = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
            self.fields[name] = forms.CharField(
                label=label, help_text=hint, widget=area, max_length=2_000, required=False
            )
        for name in COUNTS:
            self.fields[name] = forms.IntegerField(
                label=count_words(name), min_value=0, max_value=100_000, required=False
            )
        self.order_fields(
            ["version", "legal_name", "trade_name", "accounts", "address", "phone", "contact_email", "representative",
             "operations", "shift_work", "sites", *COUNTS, "assessor", "assessor_contact"]
        )  # fmt: skip

    @staticmethod
    def initial_of(cover: dict[str, Any], assessor: Any, version: int) -> dict[str, Any]:
        accounts = [f"{one['account']}, {one['industry_code']}" for one in cover.get("accounts") or []]
        return {
            **cover,
            "version": version,
            "assessor": str(assessor or ""),
            "accounts": "\n".join(accounts),
            "sites": "\n".join(cover.get("sites") or []),
        }

    def clean_accounts(self) -> list[dict[str, str]]:
        found = []
        for line in self.cleaned_data["accounts"].splitlines():
            if not line.strip():
                continue
            account, comma, code = line.partition(",")
            if not comma or not account.strip() or not code.strip():
                raise forms.ValidationError(_("Write each as account, comma, industry code, such as 1234567, 42124."))
            found.append({"account": account.strip()[:20], "industry_code": code.strip()[:20]})
        return found

    def clean_sites(self) -> list[str]:
        return [line.strip()[:200] for line in self.cleaned_data["sites"].splitlines() if line.strip()][:100]

    def cover(self) -> dict[str, Any]:
        """The cover as it is kept: texts, whole numbers where given, sites and accounts as lists."""
        clean = self.cleaned_data
        kept: dict[str, Any] = {name: clean[name].strip() for name in TEXTS}
        kept |= {name: clean[name] for name in COUNTS if clean[name] is not None}
        return {**kept, "accounts": clean["accounts"], "sites": clean["sites"]}


class SortForm(forms.Form):
    """What a piece is and which day it is about, by thumb."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it"))
    happened_on = forms.DateField(label=gettext_lazy("The day it is about"), required=False)
    label = forms.CharField(label=gettext_lazy("What it shows"), max_length=200, required=False)
    site = forms.CharField(label=gettext_lazy("Which job"), max_length=120, required=False)

    def __init__(self, *args: Any, kinds: Iterable[RecordKind], **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.id, kind.owner_words) for kind in kinds]


class FixForm(forms.Form):
    """Closing a fix: what was done, when, and proof."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    done_on = forms.DateField(label=gettext_lazy("The day it was done"))
    done_note = forms.CharField(label=gettext_lazy("What was done"), widget=forms.Textarea(attrs={"rows": 4}))
    done_by = forms.CharField(
        label=gettext_lazy("Who did it"), max_length=120, required=False, help_text=gettext_lazy("Empty means you.")
    )


class FixPlanForm(forms.Form):
    """Who does a fix, and by when."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    who = forms.CharField(label=gettext_lazy("Who does it"), max_length=120, required=False)
    due_on = forms.DateField(label=gettext_lazy("By when"), required=False)


class PictureFixForm(forms.Form):
    """What a picture shows that has to be put right."""

    use_required_attribute = False
    what = forms.CharField(
        label=gettext_lazy("What has to be put right?"),
        help_text=gettext_lazy("Such as: no toe board on the east edge, somebody not tied off."),
        max_length=WHAT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say in a few words what it shows that has to be put right.")},
    )


class SendForm(forms.Form):
    """The two signatures under a submission."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    ethics = forms.BooleanField(
        label=gettext_lazy("The person who filled this in signs the code of ethics above."), required=False
    )
    declaration = forms.BooleanField(
        label=gettext_lazy("As the owner I declare that what I send is true and complete as far as I know."),
        required=False,
    )
