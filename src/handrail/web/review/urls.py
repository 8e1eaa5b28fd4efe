"""Addresses of the reviewer's desk."""

from django.urls import URLPattern, path

from handrail.web.review import agreement, appeals, asks, decision, desk, question, report, round, second, together

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
    path("reviews/<uuid:review>/question/<str:question>/ask", asks.ask, name="review-ask"),
    path("reviews/<uuid:review>/note/<uuid:note>/phrase", asks.keep_phrase, name="review-phrase"),
    path(
        "reviews/<uuid:review>/question/<str:question>/phrases/<uuid:phrase>/remove",
        asks.remove_phrase,
        name="review-phrase-remove",
    ),
    path("reviews/<uuid:review>/ask/<uuid:ask>/back", asks.take_back, name="review-ask-back"),
    path("reviews/<uuid:review>/calls", asks.call, name="review-call"),
    path("reviews/<uuid:review>/note/<uuid:note>", question.settle, name="review-settle"),
    path("reviews/<uuid:review>/report", report.page, name="review-report"),
    path("reviews/<uuid:review>/report.pdf", report.pdf, name="review-report-pdf"),
    path("review/second", second.listed, name="second-reads"),
    path("review/second/<uuid:second>", second.overview, name="second-read"),
    path("review/second/<uuid:second>/begin", second.begin, name="second-begin"),
    path("review/second/<uuid:second>/finish", second.finish, name="second-finish"),
    path("review/second/<uuid:second>/question/<str:question>", second.show, name="second-question"),
    path("review/second/<uuid:second>/question/<str:question>/points", second.points, name="second-points"),
    path("review/second/<uuid:second>/together", together.page, name="second-together"),
    path("review/second/<uuid:second>/together/<str:question>", together.settle, name="second-settle"),
    path("review/second/<uuid:second>/together/<str:question>/agree", together.agree, name="second-agree"),
    path("review/examples", together.examples, name="examples"),
    path("review/agreement", agreement.page, name="agreement"),
    path("review/agreement.csv", agreement.download, name="agreement-csv"),
    path("review/appeals", appeals.listed, name="appeals"),
    path("review/appeals/<uuid:appeal>", appeals.one, name="appeal"),
    path("decisions/<uuid:review>", decision.page, name="decision"),
    path("decisions/<uuid:review>/appeal", decision.appeal, name="decision-appeal"),
    path("decisions/<uuid:review>/appeal/back", decision.take_back, name="decision-appeal-back"),
]
