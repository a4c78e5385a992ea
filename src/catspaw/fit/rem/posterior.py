"""Full posteriors by Hamiltonian Monte Carlo (NUTS, Hoffman and Gelman 2014), where Laplace's normal is not enough.

The likelihood and the ridge are those of the fit; a varying coefficient's spread, which the fit sets to its most likely
value, has a half-normal prior of scale 1 here (a stated judgement: coefficients are log rates per unit) and is drawn
with the rest.  Chains start at the fit and walk in the coordinates of its errors.  Needs NumPyro (extra ``bayes``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from catspaw.core.errors import MissingProgram, ModelError
from catspaw.fit.rem.blocks import Block
from catspaw.fit.rem.draws import root
from catspaw.fit.rem.result import Fit
from catspaw.fit.rem.shrink import Layout, layout
from catspaw.fit.rem.tape import tape
from catspaw.fit.rem.times import Floats

#: MiB of statistics that may be held at once: every step of a chain reads all of them.
MOST_HELD = 2048.0


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Draws of all coefficients, and whether the chains can be trusted.

    Attributes
    ----------
    names : tuple of str
        Common coefficients, then spreads (``sd 1 | sender``) and levels (``1 | sender: iran``) of varying ones.
    draws : ndarray (chains, n, p)
    r_hat : ndarray (p,)
        Split R-hat (Gelman et al. 2013): 1 where chains agree; above 1.01 run longer.
    effective : ndarray (p,)
        Effective number of draws.
    divergent : int
        Draws at which the walk broke down; any are a reason to distrust the rest.
    """

    names: tuple[str, ...]
    draws: Floats
    r_hat: Floats
    effective: Floats
    divergent: int

    @property
    def mean(self) -> Floats:
        """Posterior means, (p,)."""
        return np.asarray(self.draws.mean(axis=(0, 1)))

    @property
    def sd(self) -> Floats:
        """Posterior standard deviations, (p,)."""
        return np.asarray(self.draws.std(axis=(0, 1), ddof=1))

    def quantiles(self, *at: float) -> Floats:
        """Quantiles of each coefficient, (len(at), p)."""
        return np.asarray(np.quantile(self.draws, at, axis=(0, 1)))

    def __str__(self) -> str:
        low, high = self.quantiles(0.05, 0.95)
        rows = zip(self.names, self.mean, self.sd, low, high, self.r_hat, self.effective, strict=True)
        chains, n, _ = self.draws.shape
        return "\n".join(
            [
                f"{'':28} {'mean':>8} {'sd':>8} {'5 %':>8} {'95 %':>8} {'R-hat':>6} {'draws':>6}",
                *(f"{k:28} {m:8.4f} {s:8.4f} {a:8.4f} {b:8.4f} {r:6.3f} {e:6.0f}" for k, m, s, a, b, r, e in rows),
                f"{chains} chains of {n:,} draws by NUTS, {self.divergent} divergent",
            ]
        )


def posterior(fit: Fit, *, draws: int = 1000, warmup: int = 500, chains: int = 2, seed: int = 0) -> Posterior:
    """Draw from the full posterior of a fit.

    Parameters
    ----------
    fit : Fit
    draws, warmup : int
        Of each chain.
    chains : int
        From 2, so that they can be compared.
    seed : int
        Same seed, same version of NumPyro and same processor: same draws.

    Raises
    ------
    MissingProgram
        NumPyro is not installed.
    ModelError
        Sampled controls of a timed likelihood, which is no likelihood of one's own data; too much to hold.
    """
    try:
        from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
    except ImportError:
        raise MissingProgram(
            "full posteriors need NumPyro, which is not installed; run: pip install 'catspaw[bayes]'"
        ) from None
    if fit.robust:
        raise ModelError("sampled controls of a timed likelihood give no posterior; fit without sample=")
    if draws < 2 or warmup < 1 or chains < 2:
        raise ModelError(f"draws {draws}, warmup {warmup}, chains {chains}; allowed: from 2, 1 and 2")
    at = layout(fit.plan)
    found, divergent = _walk(fit, at, draws=draws, warmup=warmup, chains=chains, seed=seed)
    return Posterior(
        names=_names(fit, at),
        draws=found,
        r_hat=np.asarray(split_gelman_rubin(found)),
        effective=np.asarray(effective_sample_size(found)),
        divergent=divergent,
    )


def _names(fit: Fit, at: Layout) -> tuple[str, ...]:
    spreads = (f"sd {name}" for name in at.names)
    levels = (f"{name}: {label}" for name, labels in zip(at.names, at.labels, strict=True) for label in labels)
    return (*fit.names, *spreads, *levels)


def _walk(fit: Fit, at: Layout, *, draws: int, warmup: int, chains: int, seed: int) -> tuple[Floats, int]:
    """Run the chains; coefficients, spreads, levels (chains, draws, p), and how many draws diverged."""
    import jax
    from numpyro.infer import MCMC, NUTS

    with jax.enable_x64(True):
        potential, settle = _potential(fit, at)
        sampler = MCMC(
            NUTS(potential_fn=potential, dense_mass=True, target_accept_prob=0.95, find_heuristic_step_size=True),
            num_warmup=warmup,
            num_samples=draws,
            num_chains=chains,
            chain_method="sequential",
            progress_bar=False,
        )
        size, v = at.offsets[-1], len(at.names)
        start = np.concatenate(
            [np.zeros(at.common), np.log([fit.spread[n] for n in at.names]), np.zeros(size - at.common)]
        )
        luck = jax.random.key(seed)
        sampler.run(luck, init_params=np.tile(start, (chains, 1)), extra_fields=("diverging",))
        walked = np.asarray(sampler.get_samples(group_by_chain=True))
        divergent = int(np.asarray(sampler.get_extra_fields()["diverging"]).sum())
        found = np.asarray(jax.vmap(jax.vmap(settle))(walked))
    assert found.shape[-1] == size + v
    return found, divergent


def _potential(fit: Fit, at: Layout) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """Give minus the log posterior of a place, and what a place stands for.

    A place is standardised common coefficients, log spreads, standardised levels.
    """
    import jax.numpy as jnp

    p, v, sizes = at.common, len(at.names), np.diff(at.offsets)
    which = np.repeat(np.arange(v), sizes)
    mode, half, ridge = jnp.array(fit.coef), jnp.array(root(fit.cov)), jnp.array(fit.ridge)
    loglik = _loglik(_whole(fit), at, ordinal=not fit.plan.clocked)

    def settle(place: Any) -> Any:
        theta = mode + half @ place[:p]
        spread = jnp.exp(place[p : p + v])
        return jnp.concatenate([theta, spread, spread[which] * place[p + v :]])

    def potential(place: Any) -> Any:
        whole = settle(place)
        theta, spread = whole[:p], whole[p : p + v]
        prior = -0.5 * jnp.sum(ridge * theta**2) - 0.5 * jnp.sum(place[p + v :] ** 2)
        prior += jnp.sum(-0.5 * spread**2 + place[p : p + v])  # half-normal, and the volume of its logarithm
        return -(loglik(theta, whole[p + v :]) + prior)

    return potential, settle


def _whole(fit: Fit) -> Block:
    """Give all blocks of a fit as one.

    Raises
    ------
    ModelError
        Where they do not fit into the memory allowed.
    """
    parts, held = [], 0
    for block in tape(fit.plan, 0.0):
        held += block.nbytes
        if held > MOST_HELD * 2**20:
            raise ModelError(
                f"the statistics of {fit.alternatives:,} alternatives do not fit into {MOST_HELD:,.0f} MiB, and every step of a "
                "chain reads them all: take a shorter history, or sample= for an ordinal model"
            )
        parts.append(block)
    return joined(parts)


def joined(parts: list[Block]) -> Block:
    """Put blocks side by side."""
    rows = np.cumsum([0, *(b.x.shape[1] for b in parts)])
    sets = np.cumsum([0, *(len(b.starts) for b in parts)])
    shifted = [
        replace(b, starts=b.starts + r, hits=b.hits + r, hit_set=b.hit_set + s)
        for b, r, s in zip(parts, rows[:-1], sets[:-1], strict=True)
    ]
    flat = {
        name: np.concatenate([getattr(b, name) for b in shifted])
        for name in ("starts", "sizes", "hits", "hit_set", "exposure")
    }
    wide = {name: np.concatenate([getattr(b, name) for b in shifted], axis=1) for name in ("x", "levels", "varying")}
    return Block(log_weight=None, **flat, **wide)


def _loglik(data: Block, at: Layout, *, ordinal: bool) -> Callable[[Any, Any], Any]:
    """Give the log-likelihood as a function of common coefficients and levels, for the program that differentiates it."""
    import jax
    import jax.numpy as jnp

    x, sets = jnp.array(data.x), len(data.starts)
    set_of, hits, events = jnp.array(data.set_of), jnp.array(data.hits), jnp.array(data.events)
    exposure, varying = jnp.array(data.exposure), jnp.array(data.varying)
    own = jnp.array([data.levels[k] + at.offsets[k] - at.common for k in range(len(at.names))], dtype=jnp.int64)

    def loglik(theta: Any, levels: Any) -> Any:
        eta = theta @ x
        if at.names:
            eta = eta + jnp.sum(varying * levels[own], axis=0)
        if not ordinal:
            return eta[hits].sum() - jnp.sum(jnp.exp(eta) * exposure[set_of])
        top = jax.lax.stop_gradient(jax.ops.segment_max(eta, set_of, sets, indices_are_sorted=True))
        total = jax.ops.segment_sum(jnp.exp(eta - top[set_of]), set_of, sets, indices_are_sorted=True)
        return eta[hits].sum() - events @ (top + jnp.log(total))

    return loglik
