"""Addresses of the phone: the page that works without signal, its parts, and letting a phone in."""

from django.urls import URLPattern, path

from handrail.web.phone import letting_in, sending, shell

urlpatterns: list[URLPattern] = [
    path("phones", letting_in.phones, name="phones"),
    path("phones/add", letting_in.add, name="phone-add"),
    path("phones/<uuid:device_id>/remove", letting_in.remove, name="phone-remove"),
    path("pair", letting_in.pair, name="pair"),
    path("pair/<str:code>", letting_in.pair_code, name="pair-code"),
    path("phone", shell.phone, name="phone"),
    path("phone/worker.js", shell.worker, name="phone-worker"),
    path("phone/manifest.webmanifest", shell.manifest, name="phone-manifest"),
    path("phone/book", sending.book, name="phone-book"),
    path("phone/records", sending.record, name="phone-records"),
    path("phone/photos/<uuid:photo_id>", sending.photo, name="phone-photo"),
    path("phone/no-work", sending.no_work, name="phone-no-work"),
]
