"""Addresses of the phone: the page that works without signal, its parts, and letting a phone in."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
