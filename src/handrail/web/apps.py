"""The web as a Django app: it has templates and static files, no tables."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "handrail.web"
    label = "web"
