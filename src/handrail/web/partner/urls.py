"""Addresses of the partner's desk besides the review itself."""

from __future__ import annotations

from django.urls import path

from handrail.web.partner import applications, calls, courses, figures, firms, plan

urlpatterns = [
    path("applications", applications.applications, name="applications"),
    path("applications/<uuid:application_id>", applications.application, name="application"),
    path("partner/firms", firms.partner_firms, name="partner-firms"),
    path("partner/plan", plan.plan, name="partner-plan"),
    path("partner/plan/close", plan.close_day, name="partner-close-day"),
    path("partner/plan/closed/<uuid:closed>/open", plan.open_day, name="partner-open-day"),
    path("partner/calls", calls.calls, name="partner-calls"),
    path("partner/calls/<uuid:employer>", calls.call, name="partner-call"),
    path("partner/figures", figures.figures, name="partner-figures"),
    path("partner/figures/print", figures.printed, name="partner-figures-print"),
    path("partner/figures.csv", figures.download, name="partner-figures-csv"),
    path("courses", courses.courses, name="courses"),
    path("courses/new", courses.course_new, name="course-new"),
    path("courses/<uuid:session_id>", courses.course_day, name="course-day"),
]
