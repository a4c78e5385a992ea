"""Figures as data and a Vega-Lite spec, shared by brief, notebook and workbench."""
