"""Link forecasting: whom will an actor act on next, by a log-linear choice with named features.

The question is (s, r, ?, t) or (?, r, o, t), all facts before day t being known.  `forecast` fits the weights on the
last days before a part of the facts and ranks all entities for each of its questions, by the protocol of the
published tables.  Modules: `splits` (files), `history` (indices), `queries`, `candidates`, the families of features
(`dyad`, `hazard`, `role`, `occasion`, `novelty`, `state`, `paths`, `likeness`, `affinity`, `groups`, `standing`), `design`
(their table), `choice` (the softmax), `estimation` (the fit), `ranking` (measures), `explain`.
"""
