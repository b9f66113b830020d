"""What every training here shares: the course of the learning rate, one step of it, and the running average."""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn

MAX_NORM = 1.0


def rate_share(step: int, total: int, warmup: float) -> float:
    """The share of the peak rate at a step: linear up over the first `warmup` of them, then linear down to zero."""
    warm = max(1, int(warmup * total))
    return (step + 1) / warm if step < warm else max(0.0, (total - step) / (total - warm))


def adamw(rates: Iterable[tuple[Tensor, float]], weight_decay: float) -> torch.optim.AdamW:
    """AdamW over parameters, each with its peak rate; vectors do not decay."""
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for parameter, rate in rates:
        groups.setdefault((rate, weight_decay if parameter.ndim > 1 else 0.0), []).append(parameter)
    settings = [{"params": p, "lr": r, "weight_decay": d} for (r, d), p in groups.items()]
    return torch.optim.AdamW(settings, betas=(0.9, 0.98), fused=True)


def take_step(loss: Tensor, network: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """One step down the gradient, its norm bounded."""
    optimizer.zero_grad(set_to_none=True)
    torch.autograd.backward(loss)
    nn.utils.clip_grad_norm_(network.parameters(), MAX_NORM)
    optimizer.step()


def set_rates(optimizer: torch.optim.Optimizer, peaks: Sequence[float], share: float) -> None:
    """Sets each group's rate to a share of its peak."""
    for group, peak in zip(optimizer.param_groups, peaks, strict=True):
        group["lr"] = peak * share


def average_into(average: nn.Module, network: nn.Module, step: int, kept: float) -> None:
    """Moves the running average toward the network: a share of `kept` stays, less in the first steps."""
    keep = min(kept, (step + 1) / (step + 10))
    with torch.no_grad():
        for slow, fast in zip(average.parameters(), network.parameters(), strict=True):
            slow.lerp_(fast, 1 - keep)
