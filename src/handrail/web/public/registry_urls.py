"""Addresses of the public check and the registry."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
