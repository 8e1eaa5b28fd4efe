"""Figures of the installation for a monitor: counts only, nobody's data."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from handrail.store.models import Audit, Certificate, Employer, OutboxItem


def prometheus() -> bytes:
    """The figures in Prometheus's text form."""
    registry = CollectorRegistry()
    waiting = OutboxItem.objects.filter(done_at__isnull=True)
    for name, text, value in (
        ("handrail_employers", "Employers on this installation", Employer.objects.count()),
        ("handrail_certificates", "Certificates ever issued", Certificate.objects.count()),
        ("handrail_audits_submitted", "Audits waiting for a reviewer", Audit.objects.filter(state="submitted").count()),
        ("handrail_outbox_waiting", "Side effects not done yet", waiting.filter(failed_at__isnull=True).count()),
        ("handrail_outbox_failed", "Side effects that gave up", waiting.filter(failed_at__isnull=False).count()),
    ):
        Gauge(name, text, registry=registry).set(value)
    return generate_latest(registry)
