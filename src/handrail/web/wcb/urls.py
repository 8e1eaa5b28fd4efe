"""Addresses of WCB."""

from django.urls import URLPattern, path

from handrail.web.wcb import accounts

urlpatterns: list[URLPattern] = [
    path("wcb/certificates", accounts.listing, name="wcb-list"),
    path("wcb/certificates.csv", accounts.export, name="wcb-export"),
]
