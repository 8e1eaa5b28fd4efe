"""Addresses of the partner's desk besides the review itself."""

from __future__ import annotations

from django.urls import path

from handrail.web.partner import applications, courses, firms

urlpatterns = [
    path("applications", applications.applications, name="applications"),
    path("applications/<uuid:application_id>", applications.application, name="application"),
    path("partner/firms", firms.partner_firms, name="partner-firms"),
    path("courses", courses.courses, name="courses"),
    path("courses/new", courses.course_new, name="course-new"),
    path("courses/<uuid:session_id>", courses.course_day, name="course-day"),
]
