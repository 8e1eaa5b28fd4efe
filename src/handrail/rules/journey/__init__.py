"""The brochure's five steps: what is done, what is next and by when."""

from handrail.rules.journey.steps import AuditPoint, Journey, JourneyFacts, Step, StepCode, StepState, journey

__all__ = ["AuditPoint", "Journey", "JourneyFacts", "Step", "StepCode", "StepState", "journey"]
