"""What a certificate is worth in one year's premium: the published base, the best measure, the gate, and their reasons."""

from handrail.rules.premium.facts import (
    Account,
    CertificateYear,
    Experience,
    PremiumFacts,
    Statement,
)
from handrail.rules.premium.gate import Gate
from handrail.rules.premium.measures import Measure
from handrail.rules.premium.reading import parse_premium
from handrail.rules.premium.refund import AccountPremium, Premium, premium

__all__ = [
    "Account",
    "AccountPremium",
    "CertificateYear",
    "Experience",
    "Gate",
    "Measure",
    "Premium",
    "PremiumFacts",
    "Statement",
    "parse_premium",
    "premium",
]
