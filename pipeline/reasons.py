"""Says in plain words how a statement's source led to its speaker."""

from collections.abc import Mapping
from typing import Any

REASONS: Mapping[str, str] = {
    "name": "{source} names the speaker",
    "label": "{source} is the label of a turn",
    "phrase": "{source} is a phrase, not a name",
    "other_name": "{source} is a part or another form of the name",
    "first_person": "{source} is the first person",
    "description": "{source} is a description",
    "pronoun": "{source} is a pronoun",
    "repeated": "no source; the same words have one elsewhere",
    "carried": "no source; carried on from the paragraph before",
    "correction": "set by hand",
}
BEFORE_MENTION: Mapping[str, str] = {"other_name": " "}


def speaker_reason(row: Mapping[str, Any]) -> str:
    """Why a line of statements.jsonl has its speaker: "“she” is a pronoun, here for “Ann Roe”"; empty if unknown."""
    speaker, source = row["speaker"], row["source"]
    if speaker is None or speaker["basis"] is None:
        return ""
    reason = REASONS[speaker["basis"]].format(source=f"“{source['text']}”" if source else "the source")
    mention = speaker["evidence"]["mention"]
    if mention is None:
        return reason
    return f"{reason}{BEFORE_MENTION.get(speaker['basis'], ', here for ')}“{mention['text']}”"
