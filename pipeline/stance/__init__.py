"""The stances of each statement toward the targets it names."""

from pipeline.stance.asked import judge
from pipeline.stance.judging import judge_stances
from pipeline.stance.verdicts import Judgement, Limits

__all__ = ["Judgement", "Limits", "judge", "judge_stances"]
