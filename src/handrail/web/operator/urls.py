"""Addresses of the operator."""

from __future__ import annotations

from django.urls import path

from handrail.web.operator import operations

urlpatterns = [
    path("operate", operations.operate, name="operate"),
    path("operate/<uuid:item_id>/retry", operations.retry, name="operate-retry"),
]
