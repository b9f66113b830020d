"""The stances of each statement toward the targets it names."""

from pipeline.stance.judging import Judgement, judge, judge_stances

__all__ = ["Judgement", "judge", "judge_stances"]
