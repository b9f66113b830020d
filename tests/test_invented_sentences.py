"""The sentences that the stance model is also taught on."""

import random

from pipeline.training.constructions import LABELS, SLOT, read_patterns, write_examples


def test_every_slot_of_a_pattern_has_fillings_and_every_filling_a_pattern():
    fillings, patterns = read_patterns()
    used = {slot for pattern in patterns for slot in SLOT.findall(pattern)}
    assert used - set(LABELS) - {"S"} == set(fillings)


def test_targets_slice_back_to_names_and_each_pattern_has_its_turn():
    _, patterns = read_patterns()
    examples = list(write_examples(2 * len(patterns), random.Random(1)))
    assert len({example.text for example in examples}) >= len(patterns)
    for example in examples:
        start, end = example.target
        name = example.text[start:end]
        assert name and name == name.strip()
        assert "{" not in example.text


def test_the_same_seed_writes_the_same_sentences():
    first, second = (list(write_examples(50, random.Random(3))) for _ in range(2))
    assert first == second
    assert first != list(write_examples(50, random.Random(4)))
