"""Addresses of the kept records: the list, one record, the year and the calendar."""

from django.urls import URLPattern, path

from handrail.web.record import calendar, keeping, pages, proposals, pulse, reminders, year

urlpatterns: list[URLPattern] = [
    path("records", pages.records, name="records"),
    path("records/new", keeping.choose, name="record-new"),
    path("records/new/<slug:kind>", keeping.new, name="record-new-kind"),
    path("records/<uuid:record>", pages.record, name="record"),
    path("records/<uuid:record>/change", keeping.change, name="record-change"),
    path("records/<uuid:record>/remove", pages.remove, name="record-remove"),
    path("records/<uuid:record>/settle", pages.settle, name="record-settle"),
    path("records/<uuid:record>/pictures/<uuid:photo>/off", pages.picture_off, name="record-picture-off"),
    path("records/<uuid:record>/pictures/<uuid:photo>/decide", pages.picture_decide, name="record-picture-decide"),
    path("records/<uuid:record>/answers/<slug:about>", pages.answer, name="record-question-answer"),
    path("year", year.year, name="record-year"),
    path("audit/<uuid:audit>/proposals", proposals.proposals, name="audit-proposals"),
    path("audit/<uuid:audit>/proposals/offered", proposals.offered, name="audit-proposals-offered"),
    path("audit/<uuid:audit>/proposals/<str:question>", proposals.proposal, name="audit-proposal"),
    path("promises", calendar.promises, name="promises"),
    path("reminders", reminders.reminders, name="reminders"),
    path("pulse", pulse.pulse, name="pulse"),
    path("pulse/<uuid:pulse_round>", pulse.pulse_round, name="pulse-round"),
    path("pulse/<uuid:pulse_round>/close", pulse.pulse_close, name="pulse-close"),
    path("calendar", calendar.calendar, name="calendar"),
    path("calendar/no-work/add", calendar.stretch_add, name="no-work-add"),
    path("calendar/no-work/today", calendar.no_work, name="no-work"),
    path("calendar/no-work/<uuid:stretch>", calendar.stretch_change, name="no-work-change"),
    path("calendar/no-work/<uuid:stretch>/back", calendar.stretch_back, name="no-work-back"),
    path("calendar/no-work/<uuid:stretch>/remove", calendar.stretch_remove, name="no-work-remove"),
    path("calendar/days/<slug:day>", calendar.day_answer, name="day-answer"),
    path("calendar/desk-jobs", calendar.desk_jobs, name="desk-jobs"),
]
