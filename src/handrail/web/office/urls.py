"""Addresses of the Partnerships office, and of a certificate for those it concerns."""

from django.urls import URLPattern, path

from handrail.web.office import certificate, desk, overview

urlpatterns: list[URLPattern] = [
    path("office/to-sign", desk.to_sign, name="office-home"),
    path("office/files/<uuid:audit>", desk.file, name="office-file"),
    path("office/files/<uuid:audit>/sign", desk.sign, name="office-sign"),
    path("office/overview", overview.overview, name="office-overview"),
    path("office/certificates", overview.certificates, name="office-certificates"),
    path("office/employers/<uuid:employer>/hold", overview.hold, name="office-hold"),
    path("office/certificates/<uuid:certificate>/status", certificate.change, name="office-status"),
    path("certificates/<uuid:certificate>", certificate.show, name="certificate"),
    path("certificates/<uuid:certificate>.pdf", certificate.document, name="certificate-document"),
    path("cosign", desk.to_cosign, name="cosign"),
    path("cosign/<uuid:certificate>", desk.cosign, name="cosign-one"),
]
