"""Addresses of the public check and the registry."""

from django.urls import URLPattern, path

from handrail.web.public import registry, verify

urlpatterns: list[URLPattern] = [
    path("verify", verify.look_up, name="verify-number"),
    path("verify/<str:number>", verify.verify, name="verify"),
    path("registry", registry.registry, name="registry"),
    path("registry.csv", registry.registry_csv, name="registry-csv"),
    path("registry/status-list", registry.status_list, name="status-list"),
    path(".well-known/handrail/keys.json", registry.public_keys, name="keys"),
]
