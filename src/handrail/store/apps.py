"""The one Django app of ours that has tables."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "handrail.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
