"""Fitting: what the past of events says about the weights of a model, and how well anything is foretold.

``rem`` fits relational event models; all else about them is in the package `catspaw.fit.rem`.
"""

from catspaw.fit.rem.model import rem

__all__ = ["rem"]
