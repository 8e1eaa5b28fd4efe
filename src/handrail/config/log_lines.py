"""What a log line says of a request: the kind of address, never the address itself, since many of ours are secrets."""

from __future__ import annotations

import logging

from django.http import HttpRequest

NOBODYS = "an address that is none here"


class WithoutAddresses(logging.Filter):
    """Puts the route in place of the path in Django's lines about requests: a link's token opens what it opens."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            route = f"/{request.resolver_match.route}" if request.resolver_match else NOBODYS
            record.args = tuple(
                route if said in {request.path, request.get_full_path()} else said for said in record.args
            )
        return True
