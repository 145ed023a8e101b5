"""Seeds depend on every part, and on nothing else."""

from srkit.records.seeds import derive_random, derive_seed


def test_parts_matter_and_do_not_run_together() -> None:
    seeds = {
        derive_seed(*parts) for parts in [(1, "a"), (2, "a"), (1, "b"), ("1", "a"), (1, "a", None)]
    }
    assert len(seeds) == 5
    assert derive_seed("ab", "c") != derive_seed("a", "bc")
    assert 0 <= derive_seed(0) < 2**63


def test_the_same_on_every_machine() -> None:
    # printf '[0, "x"]' | sha256sum, first 16 hex digits, shifted right by one bit
    assert derive_seed(0, "x") == int("f2537be87e36bc07", 16) >> 1
    assert derive_random(0, "x").random() == derive_random(0, "x").random()
