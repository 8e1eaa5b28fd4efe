"""Addresses of the kept records: the list, one record, the year and the calendar."""

from django.urls import URLPattern, path

from handrail.web.record import keeping, pages

urlpatterns: list[URLPattern] = [
    path("records", pages.records, name="records"),
    path("records/new", keeping.choose, name="record-new"),
    path("records/new/<slug:kind>", keeping.new, name="record-new-kind"),
    path("records/<uuid:record>", pages.record, name="record"),
    path("records/<uuid:record>/change", keeping.change, name="record-change"),
    path("records/<uuid:record>/remove", pages.remove, name="record-remove"),
    path("records/<uuid:record>/settle", pages.settle, name="record-settle"),
]
