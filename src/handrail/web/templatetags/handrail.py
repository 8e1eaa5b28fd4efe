"""``{% load handrail %}``: the components of the design language and the filters for days, percents, money and points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, Field, widgets
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from handrail.web import figures
from handrail.web.components import MARKS, STATES, Cell
from handrail.web.context import role_label
from handrail.web.forms import in_plain_words

register = template.Library()


def _read(item: Any, name: str, default: Any = "") -> Any:
    if isinstance(item, Mapping):
        return item.get(name, default)
    return getattr(item, name, default)


# --- filters ---------------------------------------------------------------------------------------------------------

for _figure in (
    figures.day,
    figures.clock,
    figures.pages,
    figures.percent,
    figures.money,
    figures.points,
    figures.svg_percent,
):
    register.filter(_figure)


@register.filter
def control(bound: BoundField) -> SafeString:
    """The input of a form field, with the browser's own day picker, keypad and size where they help."""
    widget = bound.field.widget
    if isinstance(widget, widgets.DateInput) and widget.input_type == "text":
        # A native day picker only reads ISO days, whatever the language of the page.
        widget.format, widget.input_type = "%Y-%m-%d", "date"
    elif isinstance(widget, widgets.NumberInput):
        widget.attrs.setdefault("inputmode", "decimal")
    elif isinstance(widget, widgets.Textarea) and widget.attrs.get("rows") == "10":
        widget.attrs["rows"] = "5"
    return bound.as_widget()


@register.filter
def to_mend(bound: BoundField) -> list[str]:
    """What is wrong with a field, in our words where the form brings none of its own."""
    inputs = bound.field.widget
    if isinstance(inputs, widgets.CheckboxInput):
        empty_words = _("Tick this to go on.")
    elif isinstance(inputs, widgets.FileInput):
        empty_words = _("Add a file.")
    elif isinstance(inputs, widgets.Select | widgets.RadioSelect):
        empty_words = _("Choose one.")
    else:
        empty_words = _("Fill this in.")
    plain = bound.field.error_messages.get("required") == Field.default_error_messages["required"]
    return [
        empty_words if plain and error.code == "required" else in_plain_words(bound.field, error) or str(message)
        for error in bound.errors.as_data()
        for message in error
    ]


@register.filter
def cell(row: Any, column: Any) -> Cell:
    """The cell of a row under a column, as a :class:`Cell`."""
    value = _read(row, _read(column, "key"))
    return value if isinstance(value, Cell) else Cell("" if value is None else value)


# --- small marks -----------------------------------------------------------------------------------------------------


@register.simple_tag
def mark(state: str) -> SafeString:
    """The shape of a state alone; put its word beside it."""
    return MARKS[state]


@register.simple_tag
def badge(word: Any, state: str = "ahead") -> SafeString:
    """A state as shape and word: ``{% badge "Valid" "good" %}``."""
    return format_html('<span class="badge badge-{}">{}<span>{}</span></span>', state, MARKS[state], word)


@register.simple_tag
def button(
    label: Any,
    kind: str = "secondary",
    *,
    url: str = "",
    name: str = "",
    value: Any = "",
    dialog: str = "",
    key: str = "",
) -> SafeString:
    """A button, or a link that looks like one when it has a ``url``.

    ``kind`` is primary (one a page), secondary, quiet or danger. ``dialog`` names a dialog to open in place of
    following the link; ``key`` is the key that presses it where the page has keys.
    """
    if kind not in {"primary", "secondary", "quiet", "danger"}:
        raise ValueError(f"button kind is {kind!r}: use primary, secondary, quiet or danger")
    extra = format_html(' data-dialog="{}"', dialog) if dialog else SafeString("")
    extra += format_html(' data-key="{}"', key) if key else SafeString("")
    if url:
        return format_html('<a class="button button-{}" href="{}"{}>{}</a>', kind, url, extra, label)
    extra += format_html(' name="{}" value="{}"', name, value) if name else SafeString("")
    return format_html(
        '<button class="button button-{}" type="{}"{}>{}</button>',
        kind,
        "button" if dialog else "submit",
        extra,
        label,
    )


# --- forms -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def field(bound: BoundField, label: str = "", hint: str = "", prefix: str = "", suffix: str = "") -> SafeString:
    """One form field with label, hint, error and input, wired together for screen readers."""
    if label:
        bound.label = label
    if hint:
        bound.help_text = hint
    return render_to_string("components/form_field.html", {"field": bound, "prefix": prefix, "suffix": suffix})


def _links_of(form: BaseForm) -> Iterable[tuple[str, str]]:
    for name, messages in form.errors.items():
        if name == "__all__":
            yield from (("", str(message)) for message in messages)
            continue
        bound = form[name]
        # A group has no input of its own name: its first choice is what focus can reach.
        target = f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label
        yield from ((target, f"{bound.label}: {message}") for message in to_mend(bound))


@register.inclusion_tag("components/error_summary.html")
def error_summary(*sources: Any, heading: str = "") -> dict[str, Any]:
    """What must be mended before the page can go on, each line a link to its field.

    Takes forms, formsets, or lists of ``(field id, message)``; shows nothing where there is nothing to mend.
    """
    lines: list[tuple[str, str]] = []
    for source in sources:
        if isinstance(source, BaseForm):
            lines.extend(_links_of(source))
        elif hasattr(source, "forms"):
            lines.extend(("", str(message)) for message in source.non_form_errors())
            for form in source.forms:
                lines.extend(_links_of(form))
        elif source:
            lines.extend((str(target or ""), str(message)) for target, message in source)
    return {"lines": lines, "heading": heading}


@register.inclusion_tag("components/autosave_status.html")
def autosave_status() -> dict[str, Any]:
    """The line inside a ``data-autosave`` form that says whether the words have arrived."""
    return {}


@register.inclusion_tag("components/photos.html")
def photos(name: str = "files", label: str = "", camera: bool = False, accept: str = "") -> dict[str, Any]:
    """An input for several files or photos in a row, with the list of what was taken so far."""
    return {"name": name, "label": label or _("Add photos or files"), "camera": camera, "accept": accept}


# --- where you are on a way ------------------------------------------------------------------------------------------


@register.inclusion_tag("components/rail.html")
def rail(posts: Iterable[Any], label: str = "", direction: str = "auto", small: bool = False) -> dict[str, Any]:
    """The rail: where you are on a way. ``direction`` is auto (down on a phone, across when wide), across or down."""
    if direction not in {"auto", "across", "down"}:
        raise ValueError(f"rail direction is {direction!r}: use auto, across or down")
    shown = [
        {
            "word": _read(post, "word"),
            "state": _read(post, "state", "ahead"),
            "detail": _read(post, "detail"),
            "url": _read(post, "url"),
            "current": _read(post, "current", False),
            "mark": MARKS[_read(post, "state", "ahead")],
            "said": STATES[_read(post, "state", "ahead")],
        }
        for post in posts
    ]
    return {"posts": shown, "label": label or _("Where you are"), "direction": direction, "small": small}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks: Iterable[Any], label: str = "") -> dict[str, Any]:
    """Things to do, each with its state in a word and a link to do it."""
    shown = [
        {
            "label": _read(task, "label"),
            "url": _read(task, "url"),
            "hint": _read(task, "hint"),
            "state": _read(task, "state", "ahead"),
            "word": _read(task, "word") or STATES[_read(task, "state", "ahead")],
        }
        for task in tasks
    ]
    return {"tasks": shown, "label": label}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Any], label: str = "") -> dict[str, Any]:
    """What happened, in the order given, hung on a rail."""
    return {"events": list(events), "label": label or _("What happened")}


@register.inclusion_tag("components/progress.html")
def progress(value: int, of: int, words: str = "") -> dict[str, Any]:
    """ "62 of 68 answered", with its bar. ``words`` is what is counted, such as "answered"."""
    return {"value": value, "of": of, "words": words}


@register.inclusion_tag("components/score_gauge.html")
def score_gauge(
    score: Any,
    pass_mark: Any,
    element_mark: Any,
    *,
    label: str = "",
    on: Any = None,
    unfinished: Iterable[str] = (),
    theirs: bool = False,
) -> dict[str, Any]:
    """A score in words and as bars, with the overall mark, and each element with its own mark.

    ``score`` is what the scoring rule gives: ``percent``, ``passed``, ``elements`` (``id, title, awarded, available,
    percent, passed``) and, where present, ``awarded`` and ``available``. The marks come from the program's data.
    ``unfinished`` names the elements still being answered: they are open, not failed. ``theirs``: whoever reads it is not
    the firm it is about.
    """
    elements = list(_read(score, "elements", ()))
    still_open = frozenset(unfinished)
    return {
        "score": score,
        "elements": elements,
        "unfinished": still_open,
        "failing": [
            element
            for element in elements
            if _read(element, "passed") is False and _read(element, "id") not in still_open
        ],
        "pass_mark": pass_mark,
        "element_mark": element_mark,
        "label": label,
        "on": on,
        "theirs": theirs,
        "low": (figures.decimal_of(_read(score, "percent")) or Decimal(0))
        < (figures.decimal_of(pass_mark) or Decimal(0)),
    }


@register.filter
def role_word(role: Any) -> str:
    """The word for a role, as the frame of every page says it."""
    return role_label(role)


@register.inclusion_tag("components/keys.html")
def keys(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The keys that work on a page, what each does, and a way to leave them off."""
    return {"keys": list(pairs)}


# --- lists -----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/table.html")
def table(columns: Iterable[Any], rows: Iterable[Any], caption: str = "", empty: str = "") -> dict[str, Any]:
    """A table that stacks into rows on a phone; cells may be text or :class:`handrail.web.components.Cell`."""
    return {"columns": list(columns), "rows": list(rows), "caption": caption, "empty": empty}


@register.inclusion_tag("components/definitions.html")
def definitions(pairs: Iterable[tuple[Any, Any]] | Mapping[Any, Any]) -> dict[str, Any]:
    """Names and what they are, side by side; a pair's second part may be a :class:`Cell`."""
    listed = pairs.items() if isinstance(pairs, Mapping) else pairs
    return {"pairs": [(name, value if isinstance(value, Cell) else Cell(value)) for name, value in listed]}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any, name: str = "page", newest_first: bool = False) -> dict[str, Any]:
    """Earlier and later pages of a list (a Django ``Page``), keeping the rest of the address.

    ``newest_first``: the list begins with the latest, so its next page is called older.
    """
    return {"request": context.get("request"), "page": page, "name": name, "newest_first": newest_first}


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, number: int) -> str:
    """The address of a page of the list, with whatever else the address asks for kept."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query[context.get("name") or "page"] = str(number)
    return f"?{query.urlencode()}"


# --- blocks ----------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def card(content: SafeString, heading: str = "", level: int = 2, needs_you: bool = False) -> SafeString:
    """A card on the paper. Cards do not stand inside cards; at most one on a screen ``needs_you``."""
    top = format_html("<h{}>{}</h{}>", level, heading, level) if heading else SafeString("")
    return format_html('<section class="card{}">{}{}</section>', " card-needs" if needs_you else "", top, content)


@register.simple_block_tag
def banner(content: SafeString, state: str = "info", heading: str = "") -> SafeString:
    """Something to know before the rest of the page: info, good, bad or now."""
    top = format_html("<h2>{}</h2>", heading) if heading else SafeString("")
    return format_html(
        '<div class="banner banner-{}" role="{}">{}<div>{}{}</div></div>',
        state,
        "alert" if state == "bad" else "status",
        MARKS[state],
        top,
        content,
    )


@register.simple_block_tag
def dialog(content: SafeString, id: str, heading: str) -> SafeString:
    """A native dialog that ``data-dialog="id"`` opens; without JavaScript the opener's own address serves as the page."""
    return format_html(
        '<dialog class="dialog" id="{0}" aria-labelledby="{0}-heading"><h2 id="{0}-heading">{1}</h2>{2}'
        '<form method="dialog" class="dialog-close"><button class="button button-quiet">{3}</button></form></dialog>',
        id,
        heading,
        content,
        _("Go back"),
    )


@register.simple_block_tag
def empty(content: SafeString, heading: str) -> SafeString:
    """What stands where nothing is yet: says what will be here and how it comes."""
    return format_html('<div class="empty">{}<div><h2>{}</h2>{}</div></div>', MARKS["ahead"], heading, content)


@register.simple_block_tag
def wide(content: SafeString, label: str) -> SafeString:
    """A table that may be wider than its page: a region with a name that takes the focus and slides, with a sign at its edge.

    The sentence above it shows only where there is something beside, and only with JavaScript; the edge needs none.
    """
    return format_html(
        '<div class="wide-part"><p class="wide-hint quiet" hidden>{}</p>'
        '<div class="table-wide" tabindex="0" role="region" aria-label="{}">{}</div></div>',
        _("There is more to the side: slide the table, or use the arrow keys."),
        label,
        content,
    )
