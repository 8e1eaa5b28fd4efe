"""Whose training is current on a day, when the refresher is due, and whether a trained person is on staff."""

from handrail.rules.training.currency import PersonTraining, Training, TrainingKind, training_currency
from handrail.rules.training.staff import TrainedOnStaff, trained_on_staff

__all__ = ["PersonTraining", "TrainedOnStaff", "Training", "TrainingKind", "trained_on_staff", "training_currency"]
