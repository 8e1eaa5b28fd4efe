"""Going to any address as anybody, with every trace undone; what stood in the tables before and after; what forms a page holds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

from handrail.rules.permissions import Role
from handrail.store.models import User
from handrail.web.middleware.acting import DRAWN_FOR
from tests.web.two_sides import TODAY, Town

STRANGER, NOBODY = "stranger", "nobody"
Visitor = Role | str
EVERYBODY: tuple[Visitor, ...] = (*Role, NOBODY, STRANGER)
# Rows that a look may leave behind: the session of whoever looked.
NOT_COUNTED = {"django_session", "cache"}


@dataclass(frozen=True)
class Address:
    """One address of the product: its name and the parts of it that vary."""

    name: str
    parts: tuple[str, ...]

    def path(self, values: Mapping[str, Any]) -> str:
        return reverse(self.name, kwargs={part: values[part] for part in self.parts})


def addresses(urlconf: str | None = None) -> list[Address]:
    """Every named address of the product, in order, each name once."""
    found: dict[str, Address] = {}

    def walk(resolver: URLResolver, spaces: tuple[str, ...]) -> None:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                walk(one, (*spaces, one.namespace) if one.namespace else spaces)
            elif isinstance(one, URLPattern):
                name = ":".join((*spaces, one.name or f"UNNAMED {one.pattern}"))
                parts = tuple(one.pattern.converters) or tuple(one.pattern.regex.groupindex)
                found.setdefault(name, Address(name, parts))

    walk(get_resolver(urlconf), ())
    return list(found.values())


class Visits:
    """One browser for each visitor, and visits that leave no trace."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self._asked = 0
        self.browsers: dict[Visitor, Client] = {
            STRANGER: self._browser(None),
            NOBODY: self._browser(town.nobody.user_id),
        }
        for role in Role:
            self.browsers[role] = self._browser(town.actor(role).user_id)
        self._cookies = {who: SimpleCookie(browser.cookies.output(header="")) for who, browser in self.browsers.items()}
        self._forms: dict[str, PageForm] | None = None

    def _browser(self, user: UUID | None, **named: Any) -> Client:
        browser = Client(raise_request_exception=False, **named)
        if user is not None:
            browser.force_login(User.objects.get(pk=user))
        return browser

    def checking_csrf(self, who: Visitor) -> Client:
        """A browser of this visitor that brings no token."""
        user = (
            {NOBODY: self.town.nobody.user_id, STRANGER: None}.get(who)
            if isinstance(who, str) and not isinstance(who, Role)
            else self.town.actor(Role(who)).user_id
        )
        return self._browser(user, enforce_csrf_checks=True)

    def address(self) -> str:
        """Another address of the network for each request: limits on one address are not what is tested here."""
        self._asked += 1
        number = self._asked
        return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

    def typed(self, name: str) -> dict[str, Any]:
        """What a person would send to this address, from the form that a page of the product shows him."""
        typed = dict(self.forms().get(name, PageForm("", "post")).typed())
        # For whom the page was drawn: whoever sends this drew his own.
        typed.pop(DRAWN_FOR, None)
        return typed

    def forms(self) -> dict[str, PageForm]:
        """The first form found for each address, on the pages of those who are let in."""
        if self._forms is None:
            self._forms = self._gathered()
        return self._forms

    def _gathered(self) -> dict[str, PageForm]:
        from tests.web.access_table import TABLE

        found: dict[str, PageForm] = {}
        for address in addresses():
            row = TABLE.get(address.name)
            for who in _readers(row.get) if row else ():
                names = {part: row.thing(part, who) for part in address.parts}
                if any(name is None or name not in self.town.a.things for name in names.values()):
                    continue
                values = {part: self.town.a.things[str(name)] for part, name in names.items()}
                for form in forms_of(self.visit(who, "GET", address.path(values))):
                    try:
                        found.setdefault(resolve(form.action).view_name, form)
                    except Resolver404:
                        continue
        return found

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever is written inside is rolled back."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def go(self, who: Visitor, method: str, path: str, data: Any = None, *, onward: bool = False, **extra: Any) -> Seen:
        """One request as this visitor; the caller says whether it is undone. `onward` keeps what the last one was given."""
        browser = self.browsers[who]
        if not onward:
            browser.cookies = self._cookies[who].copy()
        extra.setdefault("REMOTE_ADDR", self.address())
        response: Any = getattr(browser, method.lower())(path, data or {}, **extra)
        return Seen.of(who, method, path, response)

    def visit(self, who: Visitor, method: str, path: str, data: Any = None, **extra: Any) -> Seen:
        """One request as this visitor, undone."""
        with self.undone():
            return self.go(who, method, path, data, **extra)


@dataclass(frozen=True)
class Seen:
    """What came back."""

    who: Visitor
    method: str
    path: str
    status: int
    text: str
    headers: str
    location: str

    @classmethod
    def of(cls, who: Visitor, method: str, path: str, response: HttpResponse) -> Seen:
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        response.close()
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        cookies = response.cookies.output()
        return cls(
            who,
            method,
            path,
            response.status_code,
            body.decode("utf-8", "replace"),
            f"{headers}\n{cookies}",
            response.headers.get("Location", ""),
        )

    def __str__(self) -> str:
        return f"{self.method} {self.path} as {self.who}: {self.status} {self.location}".rstrip()

    def plain(self, *keys: object) -> str:
        """The page without what differs from one request to the next: these keys and the form token."""
        text = f"{self.status}\n{self.location}\n{self.text}"
        for key in keys:
            text = text.replace(str(key), "KEY")
        return re.sub(
            r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+|(X-CSRFToken&quot;: &quot;)\w+', "TOKEN", text
        )


def digest() -> str:
    """One hash over every row of every table but sessions and cache."""
    told = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True)):
            if table in NOT_COUNTED:
                continue
            told.update(table.encode())
            for row in cursor.execute(f"SELECT * FROM {table} ORDER BY 1"):
                told.update(repr(row).encode())
    return told.hexdigest()


@dataclass
class Field:
    """One field of a form as the page shows it."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    required: bool = False
    least: str = ""


@dataclass
class PageForm:
    """One form of a page: where it goes and what it holds."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def typed(self) -> dict[str, Any]:
        """What a quick, honest person would send: what stands there, and something plain where something must."""
        return {name: value for name, one in self.fields.items() if (value := _plain(one)) is not None}


def _plain(one: Field) -> str | None:
    if one.kind in {"hidden", "submit"} or (one.value and one.kind not in {"checkbox", "radio"}):
        return one.value
    if one.kind == "checkbox":
        return one.value or "on" if one.required else None
    if one.kind in {"radio", "select"}:
        return one.value or next((choice for choice in one.choices if choice), None)
    if one.kind == "file":
        return None
    plain = {"date": TODAY.isoformat(), "number": one.least or "1", "email": "somebody@example.com"}
    return plain.get(one.kind, "Plain words")


class _Forms(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self.by_id: dict[str, PageForm] = {}
        self._form: PageForm | None = None
        self._select: Field | None = None
        self._text: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = PageForm(had.get("action", ""), had.get("method", "get").lower())
            self.forms.append(self._form)
            self.by_id[had.get("id", "")] = self._form
        into = self.by_id.get(had["form"]) if had.get("form") else self._form
        name = had.get("name", "")
        if tag == "option" and self._select is not None:
            self._select.choices.append(had.get("value", ""))
            if "selected" in had:
                self._select.value = had.get("value", "")
        if into is None or not name or name == "csrfmiddlewaretoken":
            return
        if tag == "input":
            self._input(into, name, had)
        elif tag == "button" and had.get("type", "submit") == "submit":
            into.fields.setdefault(name, Field(name, "submit", had.get("value", "")))
        elif tag == "select":
            self._select = into.fields.setdefault(name, Field(name, "select", required="required" in had))
        elif tag == "textarea":
            self._text = into.fields.setdefault(name, Field(name, "textarea", required="required" in had))

    def _input(self, into: PageForm, name: str, had: dict[str, str]) -> None:
        kind = had.get("type", "text")
        if kind == "text" and had.get("inputmode") in {"numeric", "decimal"}:
            kind = "number"
        value = had.get("value", "")
        if kind in {"radio", "checkbox"}:
            one = into.fields.setdefault(name, Field(name, kind, required="required" in had))
            one.choices.append(value or "on")
            if "checked" in had:
                one.value = value or "on"
            return
        into.fields.setdefault(name, Field(name, kind, value, required="required" in had, least=had.get("min", "")))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            if self._text is not None:
                self._text.value = self._text.value.removeprefix("\n")
            self._text = None


def forms_of(seen: Seen) -> list[PageForm]:
    """The posting forms of a page, each with the path it goes to."""
    reader = _Forms()
    reader.feed(seen.text)
    for form in reader.forms:
        form.action = urlsplit(form.action).path or urlsplit(seen.path).path
    return [form for form in reader.forms if form.method == "post"]


def _readers(let_in: frozenset[Visitor]) -> list[Visitor]:
    """Who looks for forms on a page: the first who is let in, and the stranger, to whom some show another."""
    first = next((who for who in EVERYBODY if who in let_in), None)
    return [who for who in dict.fromkeys([first, STRANGER]) if who is not None and who in let_in]


def unknown() -> UUID:
    return uuid4()
