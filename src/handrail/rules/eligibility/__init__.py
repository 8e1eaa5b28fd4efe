"""Five public questions and an honest answer: may this firm have the small-employer certificate, and which one."""

from handrail.rules.eligibility.answer import Answers, Eligibility, Point, Question, Verdict, eligibility

__all__ = ["Answers", "Eligibility", "Point", "Question", "Verdict", "eligibility"]
