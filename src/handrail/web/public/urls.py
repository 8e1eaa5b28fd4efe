"""Addresses open to everybody."""

from django.urls import include, path

from handrail.web.public import ask, here, operations, pages, pulse, shared

urlpatterns = [
    path("", pages.front, name="front"),
    path("eligibility", pages.eligibility, name="eligibility"),
    path("what-it-takes", pages.what_it_takes, name="what-it-takes"),
    path("partners", pages.partners, name="partners"),
    path("about", pages.about, name="about"),
    path("shared/<str:token>", shared.shared, name="shared"),
    path("shared/<str:token>/<slug:part>.pdf", shared.part_pdf, name="shared-pdf"),
    path("feed/<str:token>.ics", shared.feed, name="feed"),
    path("here/<str:token>", here.here, name="here"),
    path("here/<str:token>/questions", pulse.questions, name="pulse-questions"),
    path("concern/<str:code>", here.answer, name="concern-answer"),
    path("concern/<str:code>/photo/<int:number>", here.picture, name="concern-photo"),
    path("ask/<str:token>", ask.behind, name="quick-ask"),
    path("quick-asks/<uuid:ask>", ask.own, name="quick-ask-own"),
    path("demonstration/day", operations.move_day, name="demo-move"),
    path("healthz", operations.alive, name="alive"),
    path("readyz", operations.ready, name="ready"),
    path("metrics", operations.metrics, name="metrics"),
    path("", include("handrail.web.public.registry_urls")),
]
