"""Addresses of the reviewer's desk."""

from django.urls import URLPattern, path

from handrail.web.review import desk, question, report, round

urlpatterns: list[URLPattern] = [
    path("reviews", desk.queue, name="review-queue"),
    path("reviews/<uuid:review>", round.overview, name="review"),
    path("reviews/<uuid:review>/open", round.open_round, name="review-open"),
    path("reviews/<uuid:review>/put-back", round.put_back, name="review-put-back"),
    path("reviews/<uuid:review>/decision", round.decide, name="review-decide"),
    path("reviews/<uuid:review>/question/<str:question>", question.show, name="review-question"),
    path("reviews/<uuid:review>/question/<str:question>/points", question.points, name="review-points"),
    path("reviews/<uuid:review>/question/<str:question>/note", question.note, name="review-note"),
    path("reviews/<uuid:review>/question/<str:question>/agree", question.agree, name="review-agree"),
    path("reviews/<uuid:review>/note/<uuid:note>", question.settle, name="review-settle"),
    path("reviews/<uuid:review>/report", report.page, name="review-report"),
    path("reviews/<uuid:review>/report.pdf", report.pdf, name="review-report-pdf"),
]
