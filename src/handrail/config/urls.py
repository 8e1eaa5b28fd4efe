"""Every address: one list per audience, in the order a person meets them."""

from django.urls import include, path

from handrail.api.urls import api

urlpatterns = [
    path("", include("handrail.web.public.urls")),
    path("", include("handrail.web.account.urls")),
    path("", include("handrail.web.owner.urls")),
    path("", include("handrail.web.audit.urls")),
    path("", include("handrail.web.record.urls")),
    path("", include("handrail.web.phone.urls")),
    path("", include("handrail.web.review.urls")),
    path("", include("handrail.web.office.urls")),
    path("", include("handrail.web.partner.urls")),
    path("", include("handrail.web.wcb.urls")),
    path("", include("handrail.web.operator.urls")),
    path("api/v1/", api.urls),
]
handler400 = "handrail.web.errors.bad_request"
handler403 = "handrail.web.errors.forbidden"
handler404 = "handrail.web.errors.absent"
handler500 = "handrail.web.errors.broken"
