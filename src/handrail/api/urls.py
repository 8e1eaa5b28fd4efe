"""The API's addresses: what is open to everyone, rate-limited, described by OpenAPI."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.throttling import AnonRateThrottle

from handrail.api import certificates, rules
from handrail.program import PackError
from handrail.rules.reason import BadInput
from handrail.services.errors import Absent
from handrail.services.installation.asker import address_of


class AddressThrottle(AnonRateThrottle):
    """So many questions from one address; behind our own proxy the address it adds, else nobody's own word for it."""

    def get_ident(self, request: HttpRequest) -> str | None:
        return address_of(str(request.META.get("REMOTE_ADDR", "")), request.headers.get("X-Forwarded-For", ""))


api = NinjaAPI(
    title="Handrail",
    version="1",
    description="The open part of Handrail: check a certificate, score an audit. No account is needed.",
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
    throttle=[AddressThrottle("120/m")],
)
api.add_router("/certificates", certificates.router)
api.add_router("/rules", rules.router)


@api.exception_handler(BadInput)
def bad_input(request: HttpRequest, error: BadInput | type[BadInput]) -> HttpResponse:
    detail: dict[str, Any] = {"error": str(error), "where": getattr(error, "where", "")}
    return api.create_response(request, detail, status=422)


@api.exception_handler(PackError)
def pack_error(request: HttpRequest, error: PackError | type[PackError]) -> HttpResponse:
    return api.create_response(request, {"error": str(error)}, status=422)


@api.exception_handler(Absent)
def absent(request: HttpRequest, error: Absent | type[Absent]) -> HttpResponse:
    return api.create_response(request, {"error": str(error)}, status=404)
