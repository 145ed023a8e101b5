"""The loss on plain tensors: the paper's formulas by hand, and an independent float64 formula."""

import math

import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.slow


def test_beta_by_hand() -> None:
    from srkit.training.fdpo import segment_factors

    # ΔR = (1, 3), λ = 0.5: w = e^0.5, e^1.5 over their sum; 2w − 1 = ∓tanh(0.5) = ∓0.46212
    found = segment_factors(torch.tensor([[1.0, 3.0], [2.0, 2.0]]), alpha=0.4, lam=0.5)
    step = 0.4 * math.tanh(0.5)
    assert found[0].tolist() == pytest.approx([1 - step, 1 + step])
    assert found[1].tolist() == [1.0, 1.0]
    assert segment_factors(torch.tensor([[1.0, 9.0]]), alpha=0.0, lam=0.5).tolist() == [[1.0, 1.0]]
    extreme = segment_factors(torch.tensor([[-900.0, 900.0]]), alpha=0.3, lam=0.6)
    assert extreme.tolist()[0] == pytest.approx([0.7, 1.3])


def batch(seed: int, pairs: int = 3, length: int = 7):  # type: ignore[no-untyped-def]
    make = torch.Generator().manual_seed(seed)
    logps, ref = (-torch.rand(2 * pairs, length, generator=make, dtype=torch.float64) for _ in "ab")
    segments = (
        torch.arange(length) >= torch.randint(1, length, (2 * pairs, 1), generator=make)
    ).long()
    deltas = torch.randn(pairs, 2, generator=make, dtype=torch.float64)
    return logps, ref, segments, deltas


@pytest.mark.parametrize("seed", range(5))
def test_against_plain_arithmetic(seed: int) -> None:
    from srkit.training.fdpo import fdpo_loss

    logps, ref, segments, deltas = batch(seed)
    beta, alpha, lam = 0.1, 0.3, 0.6
    found = fdpo_loss(logps, ref, segments, deltas, beta, alpha, lam)
    losses = []
    for k in range(3):

        def ratio(row: int, segment: int) -> float:
            tokens = range(logps.shape[1])
            return sum(
                float(logps[row, t] - ref[row, t]) for t in tokens if segments[row, t] == segment
            )

        up = [math.exp(lam * float(deltas[k, s])) for s in (0, 1)]
        z = 0.0
        for s in (0, 1):
            beta_s = beta * (1 + alpha * (2 * up[s] / sum(up) - 1))
            z += beta_s * (ratio(k, s) - ratio(k + 3, s))
            assert float(found.ratios[k, s]) == pytest.approx(ratio(k, s), abs=1e-12)
        losses.append(math.log1p(math.exp(-z)))
    assert float(found.loss) == pytest.approx(sum(losses) / 3, abs=1e-12)


def margins(found):  # type: ignore[no-untyped-def]
    chosen, rejected = found.rewards.chunk(2)
    return chosen - rejected


def test_segment_ratios_add_up_and_swapping_flips() -> None:
    from srkit.training.fdpo import fdpo_loss

    logps, ref, segments, deltas = batch(9)
    found = fdpo_loss(logps, ref, segments, deltas, 0.1, 0.3, 0.6)
    assert torch.allclose(found.ratios.sum(1), (logps - ref).sum(1), atol=1e-12, rtol=0)
    swap = torch.tensor([3, 4, 5, 0, 1, 2])
    other = fdpo_loss(logps[swap], ref[swap], segments[swap], -deltas, 0.1, 0.3, 0.6)
    assert torch.allclose(other.factors, 2 - found.factors, atol=1e-12)
    plain = fdpo_loss(logps, ref, segments, deltas * 0, 0.1, 0.3, 0.6)
    flipped = fdpo_loss(logps[swap], ref[swap], segments[swap], deltas * 0, 0.1, 0.3, 0.6)
    assert torch.allclose(margins(plain), -margins(flipped), atol=1e-12)


def test_gradient_against_finite_differences() -> None:
    from srkit.training.fdpo import fdpo_loss

    logps, ref, segments, deltas = batch(4)
    logps.requires_grad_()
    assert torch.autograd.gradcheck(
        lambda x: fdpo_loss(x, ref, segments, deltas, 0.5, 0.3, 0.6).loss, (logps,)
    )
