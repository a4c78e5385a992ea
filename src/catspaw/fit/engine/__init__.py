"""Fitting the conflict engine: its own effects, estimated on event history, and forecasts by the engine itself."""

from catspaw.fit.engine.fitted import Coefficient, Fitted, fit_engine
from catspaw.fit.engine.forecasts import Simulated, simulate_ahead
from catspaw.fit.engine.panel import KINDS, Panel, Row, panel

__all__ = ["KINDS", "Coefficient", "Fitted", "Panel", "Row", "Simulated", "fit_engine", "panel", "simulate_ahead"]
