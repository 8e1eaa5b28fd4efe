"""Addresses of the kept records: the list, one record, the year and the calendar."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
