"""The sentences that the stance model is also taught on."""

from random import Random

from pipeline.training.constructions import LABELS, SLOT, Example, read_patterns, write_examples


def examples_of(seed: int, count: int) -> list[Example]:
    return list(write_examples(count, Random(seed)))  # noqa: S311 - not for secrets


def test_every_slot_of_a_pattern_has_fillings_and_every_filling_a_pattern():
    fillings, patterns = read_patterns()
    used = {slot for pattern in patterns for slot in SLOT.findall(pattern)}
    assert used - set(LABELS) - {"S"} == set(fillings)


def test_targets_slice_back_to_names_and_each_pattern_has_its_turn():
    _, patterns = read_patterns()
    examples = examples_of(1, 2 * len(patterns))
    assert len({example.text for example in examples}) >= len(patterns)
    for example in examples:
        start, end = example.target
        name = example.text[start:end]
        assert name
        assert name == name.strip()
        assert "{" not in example.text


def test_the_same_seed_writes_the_same_sentences():
    assert examples_of(3, 50) == examples_of(3, 50)
    assert examples_of(3, 50) != examples_of(4, 50)
