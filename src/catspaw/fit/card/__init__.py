"""The report card: forecasts of the coming days, scored against what happened and against naive baselines."""
