"""The review page: one file that shows every article with its statements in place, and takes corrections."""

from pipeline.review.write import REVIEW_FILE, write_review

__all__ = ["REVIEW_FILE", "write_review"]
