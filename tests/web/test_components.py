"""The design language: what each component says to eyes, to screen readers and to a page without JavaScript."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.forms.renderers import DjangoTemplates
from django.http import HttpResponse
from django.template import Context, Template, engines
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.urls import path
from playwright.sync_api import Page, Route, expect, sync_playwright

import handrail.web
from handrail.web.components import STATES, Cell, Column, Event, Post, Task

pytestmark = pytest.mark.urls(__name__)
urlpatterns = [
    path(f"{name}-address", lambda request: HttpResponse(), name=name)
    for name in ("demo-move", "switch", "account_logout")
]
STATIC = Path(handrail.web.__file__).parent / "static" / "handrail"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Renderer(DjangoTemplates):
    field_template_name = "components/form_field.html"
    form_template_name = "components/form.html"


class PersonForm(forms.Form):
    default_renderer = Renderer
    name = forms.CharField(label="Legal name", help_text="As it stands on the account")
    email = forms.EmailField(label="E-mail", required=False)
    start = forms.DateField(label="First day", initial=date(2026, 4, 24))
    relation = forms.ChoiceField(label="Who", choices=[("w", "On the crew"), ("o", "Owner")], widget=forms.RadioSelect)
    kept = forms.BooleanField(label="I keep to it", error_messages={"required": "Read it first."})


SCORE = {
    "percent": "77.62",
    "passed": False,
    "elements": [
        {"id": "1", "title": "Leadership", "awarded": 50, "available": 60, "percent": "83.33", "passed": True},
        {"id": "6", "title": "Other parties", "awarded": 0, "available": 0, "percent": None, "passed": None},
        {"id": "8", "title": "Emergency", "awarded": 17, "available": 40, "percent": "42.50", "passed": False},
    ],
}


def show(source: str, **values: Any) -> str:
    return Template("{% load handrail %}" + source).render(Context(values))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("source", "value", "said"),
    [
        ("day", date(2026, 4, 24), "Friday 24 April 2026"),
        ("day", "2026-04-24", "Friday 24 April 2026"),
        ("day:'short'", date(2026, 4, 24), "24 April 2026"),
        ("day", datetime(2026, 5, 10, 5, 40, tzinfo=UTC), "Saturday 9 May 2026"),
        ("clock", datetime(2026, 5, 10, 5, 40, tzinfo=UTC), "23:40"),
        ("day", None, ""),
        ("clock", date(2026, 4, 24), ""),
        ("percent", Decimal("79.996"), "79.99 %"),
        ("percent", "93.34", "93.34 %"),
        ("percent", Decimal("42.5"), "42.50 %"),
        ("percent", 80, "80 %"),
        ("percent", None, ""),
        ("money", Decimal("1234.505"), "$1,234.51"),
        ("money", "-20", "-$20.00"),
        ("points", Decimal("7.50"), "7.5"),
        ("points", Decimal("10.00"), "10"),
        ("points", 385, "385"),
    ],
)
def test_figures_and_days_are_said_one_way(source: str, value: object, said: str) -> None:
    assert show("{{ value|" + source + " }}", value=value) == said


def test_every_post_of_a_rail_says_its_state_in_words() -> None:
    html = show("{% rail posts label='Five steps' %}", posts=[Post(f"Step {state}", state) for state in STATES])
    for state, said in STATES.items():
        assert f"Step {state} , {said}" in words(html)
    assert 'aria-label="Five steps"' in html


def test_the_present_post_is_marked_as_the_current_step() -> None:
    html = show("{% rail posts %}", posts=[Post("Training", "done"), Post("Assess", "now", url="/audit", current=True)])
    assert html.count('aria-current="step"') == 1
    assert 'href="/audit"' in html


def test_states_differ_in_shape_and_not_only_in_colour() -> None:
    drawn = [re.sub(r"mark-\w+", "", show("{% mark state %}", state=state)) for state in STATES]
    assert len(set(drawn)) == len(STATES)


@pytest.mark.parametrize(
    "source", ["{% mark 'green' %}", "{% button 'Go' kind='blue' %}", "{% rail p direction='up' %}"]
)
def test_a_state_or_kind_that_does_not_exist_is_refused(source: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        show(source, p=[])


def test_what_people_typed_is_escaped_everywhere() -> None:
    bad = "<script>alert(1)</script>"
    html = show(
        "{% badge b 'good' %}{% button b url=b %}{% rail posts %}{% task_list tasks %}{% timeline events %}"
        "{% table columns rows %}{% definitions pairs %}{% card heading=b %}{{ b }}{% endcard %}"
        "{% banner heading=b %}{{ b }}{% endbanner %}{% empty heading=b %}{{ b }}{% endempty %}"
        "{% dialog id='x' heading=b %}{{ b }}{% enddialog %}{% error_summary list %}",
        b=bad,
        posts=[Post(bad, detail=bad)],
        tasks=[Task(bad, word=bad, hint=bad)],
        events=[Event(date(2026, 4, 24), bad, bad, bad)],
        columns=[Column("a", bad)],
        rows=[{"a": bad}, {"a": Cell(bad, state="good")}],
        pairs=[(bad, bad)],
        list=[("id_x", bad)],
    )
    assert "<script" not in html


def test_a_wrong_field_is_wired_to_its_hint_and_its_error() -> None:
    html = show("{% field form.name %}", form=PersonForm({}))
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', html)
    assert described
    for identifier in described[1].split():
        assert f'id="{identifier}"' in html
    assert 'aria-invalid="true"' in html
    assert "Fill this in." in html


def test_a_form_printed_whole_looks_as_its_fields_printed_one_by_one() -> None:
    whole = str(PersonForm({}))
    single = show("{% for f in form %}{% field f %}{% endfor %}", form=PersonForm({}))
    assert words(whole) == words(single)
    assert whole.count('class="field ') == 5


def test_a_group_of_choices_has_a_legend_and_a_label_for_each() -> None:
    html = show("{% field form.relation %}", form=PersonForm())
    assert re.search(r"<fieldset[^>]*>.*<legend>Who</legend>", html, re.DOTALL)
    assert 'for="id_relation_0"' in html
    assert 'for="id_relation_1"' in html


def test_a_day_is_asked_with_the_native_picker_in_iso() -> None:
    html = show("{% field form.start %}", form=PersonForm())
    assert 'type="date"' in html
    assert 'value="2026-04-24"' in html


def test_the_error_summary_links_to_something_that_can_take_focus() -> None:
    form = PersonForm({})
    html = show("{% error_summary form %}{{ form }}", form=form)
    targets = re.findall(r'<a href="#([^"]+)">', html)
    assert targets == ["id_name", "id_start", "id_relation_0", "id_kept"]
    for target in targets:
        assert f'id="{target}"' in html
    assert 'role="alert"' in html
    assert "4 things to fix" in html
    assert "I keep to it: Read it first." in html


def test_nothing_to_mend_shows_no_summary() -> None:
    assert show("{% error_summary form %}", form=PersonForm()).strip() == ""


def test_the_score_is_said_in_words_with_its_mark_and_its_failing_element() -> None:
    html = show("{% score_gauge score pass_mark=80 element_mark=50 on=day %}", score=SCORE, day=date(2026, 4, 24))
    said = words(html)
    assert "77.62 % of the 80 % you need" in said
    assert "on 24 April 2026" in said
    assert "Emergency is at 42.50 % . Under 50 % fails the whole audit." in said
    assert "Does not apply" in said
    assert html.count("fails the whole audit") == 1
    assert 'width="77.62%"' in html
    assert "style=" not in html


def test_progress_says_its_figures() -> None:
    assert "62 of 68 answered" in words(show("{% progress 62 68 'answered' %}"))


def test_table_cells_carry_their_heading_for_the_phone() -> None:
    html = show(
        "{% table columns rows caption='Who counts' %}",
        columns=[Column("who", "Person", names_row=True), Column("days", "Days", figures=True)],
        rows=[SimpleNamespace(who="Dale", days=128)],
    )
    assert '<th scope="row" role="rowheader">Dale</th>' in html
    assert re.search(r'<td[^>]*data-label="Days"[^>]*>128</td>', html)


def test_pages_of_a_list_keep_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/registry?q=roof&page=2")
    html = Template("{% load handrail %}{% pagination page %}").render(
        Context({"request": request, "page": Paginator(range(60), 20).page(2)})
    )
    assert "?q=roof&amp;page=1" in html
    assert "?q=roof&amp;page=3" in html


def frame(**values: Any) -> str:
    page = engines["django"].from_string(
        '{% extends "base.html" %}{% block heading %}3 things this month{% endblock %}{% block title %}This month{% endblock %}'
    )
    return str(page.render(values, RequestFactory().get("/")))


def test_the_frame_stands_with_nothing_in_its_context() -> None:
    html = frame()
    assert "<h1>3 things this month</h1>" in html
    assert 'href="#main"' in html
    assert "Sign in" in html


def test_the_frame_marks_the_present_page_and_offers_other_seats() -> None:
    seats = [
        SimpleNamespace(id=n, organisation_id=n, organisation_name=name, role=None)
        for n, name in enumerate(["Prairie Crest Roofing", "Northline Oilfield"])
    ]
    actor = SimpleNamespace(name="Dale", organisation_name="Prairie Crest Roofing", organisation_id=0, role=None)
    items = [
        SimpleNamespace(label="Home", url="/home", current=True),
        SimpleNamespace(label="People", url="/p", current=False),
    ]
    html = frame(actor=actor, seats=seats, nav_items=items)
    assert '<a href="/home" aria-current="page">Home</a>' in html
    assert "Northline Oilfield" in html
    assert "Sign out" in html


def test_the_demonstration_shows_its_day() -> None:
    html = frame(demo=SimpleNamespace(day=date(2026, 6, 1)))
    assert "Today is Monday 1 June 2026" in words(html)
    assert 'action="/demo-move-address"' in html
    for move in ("next", "month", "year"):
        assert f'name="by" value="{move}"' in html


def test_pages_carry_nothing_that_a_strict_policy_would_stop() -> None:
    for html in (frame(), render_to_string("errors/500.html")):
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", html)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', html)


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 422, 429, 500])
def test_an_error_page_says_what_happened_and_what_to_do(code: int) -> None:
    html = get_template(f"errors/{code}.html").render({})
    assert re.search(r"<h1>[^<]{10,}</h1>", html)
    assert '<div class="actions">' in html
    assert "!" not in words(html.split("<body", 1)[1])
    assert "oops" not in html.lower()


def test_a_refusal_is_said_in_its_own_sentence() -> None:
    assert "The crew is laid off." in get_template("errors/422.html").render({"sentence": "The crew is laid off."})


def test_a_conflict_shows_both_texts() -> None:
    error = SimpleNamespace(yours={"note": "Mondays"}, theirs={"note": "Every morning"}, by="Dana")
    html = get_template("errors/409.html").render({"sentence": "Dana saved first.", "error": error})
    assert "Mondays" in html
    assert "Every morning" in html
    assert "Saved by Dana" in html


def test_the_gallery_shows_every_component_once_built() -> None:
    html = render_to_string(
        "components/gallery.html",
        {
            "form": PersonForm({}),
            "good": {"name": PersonForm()["name"], "rate": PersonForm()["email"]},
            "steps": [Post("Assess", "now")],
            "tasks": [Task("Talk", state="done", word="5 signed")],
            "score": SCORE,
            "columns": [Column("who", "Person")],
            "rows": [{"who": "Dale"}],
            "pairs": {"Standing": Cell("Valid", state="good")},
            "events": [Event(datetime(2026, 5, 10, 5, 52, tzinfo=UTC), "Sent", "Dale")],
            "page": Paginator(range(60), 20).page(2),
            "keys": [("j", "Next question")],
        },
        RequestFactory().get("/"),
    )
    for made in (
        "rail-auto",
        "button-primary",
        "tasks",
        "gauge",
        "table-stack",
        "timeline",
        "empty",
        "<dialog",
        "data-keys-off",
    ):
        assert made in html
    assert "Saturday 9 May 2026 · 23:52" in html
    identifiers = re.findall(r'\sid="([^"]+)"', html)
    wired = {
        target for group in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', html) for target in group.split()
    }
    assert wired <= set(identifiers)


class Wire:
    """A browser page with one autosaved form, and the answers its server gives."""

    def __init__(self, page: Page) -> None:
        self.page, self.status, self.body, self.version = page, 200, "{}", 1
        page.route("**/*", self.answer)
        page.goto("http://handrail.test/question")
        self.note, self.said = page.locator("textarea"), page.locator("[data-autosave-status]")

    def answer(self, route: Route) -> None:
        address = route.request.url
        if address.endswith("/save") and self.status == 0:
            route.abort()
        elif address.endswith("/save"):
            assert route.request.headers["accept"] == "application/json"
            route.fulfill(status=self.status, content_type="application/json", body=self.body)
        elif "/handrail/handrail" in address:
            route.fulfill(path=STATIC / f"handrail{Path(address).suffix}")
        else:
            form = (
                '<form method="post" action="/save" data-autosave data-draft-key="answer:1"><input type="hidden" name="version"'
                f' value="{self.version}"><div class="field"><label for="id_note">Note</label><textarea id="id_note" name="note">'
                '</textarea></div></form><div data-conflict></div><script src="/static/handrail/handrail.js"></script>'
            )
            route.fulfill(content_type="text/html", body=render_to_string("components/script_words.html") + form)

    def replies(self, status: int, **body: object) -> None:
        self.status, self.body = status, json.dumps(body)


@pytest.fixture
def wire() -> Iterator[Wire]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the browser's part of autosave was not tested")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield Wire(browser.new_page())
        browser.close()


def test_a_wide_table_is_a_region_with_a_name_that_takes_the_focus() -> None:
    html = show("{% wide label=name %}<table></table>{% endwide %}", name="Weeks <b>")
    assert (
        '<div class="table-wide" tabindex="0" role="region" aria-label="Weeks &lt;b&gt;"><table></table></div>' in html
    )
    assert re.search(r'<p class="wide-hint quiet" hidden>', html), "said only where there is more beside"


@pytest.mark.browser
@pytest.mark.slow
def test_what_is_typed_is_kept_until_it_has_arrived(wire: Wire) -> None:
    wire.replies(200, version=2, saved_at="2026-06-01T14:02:10-06:00")
    wire.note.fill("Ladders on Mondays")
    expect(wire.said).to_have_text("Saved 14:02")
    assert wire.page.locator("input[name=version]").input_value() == "2"

    wire.replies(0)
    wire.note.fill("Ladders every morning")
    expect(wire.said).to_have_text("Not sent yet: kept on this device")
    wire.page.reload()
    wire.replies(200, version=3, saved_at="2026-06-01T14:05:00-06:00")
    wire.page.get_by_role("button", name="Put them back").click()
    expect(wire.note).to_have_value("Ladders every morning")
    expect(wire.said).to_have_text("Saved 14:05")
    wire.page.reload()
    expect(wire.page.get_by_role("button", name="Put them back")).to_have_count(0)


@pytest.mark.browser
@pytest.mark.slow
def test_a_refusal_stands_at_its_field_and_a_conflict_in_its_place(wire: Wire) -> None:
    wire.replies(422, errors={"note": "At most 2,000 letters."})
    wire.note.fill("Long")
    expect(wire.page.locator(".field .field-error")).to_have_text("At most 2,000 letters.")
    expect(wire.note).to_have_attribute("aria-invalid", "true")

    wire.replies(409, html="<p>Dana wrote: every morning</p>")
    wire.note.fill("Shorter")
    panel = wire.page.locator("div[data-conflict]")
    expect(panel).to_have_text("Dana wrote: every morning")
    expect(panel).to_be_focused()
    expect(wire.note).to_have_value("Shorter")
