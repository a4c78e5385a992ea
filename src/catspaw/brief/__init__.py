"""The briefing: one page that a careful analyst could have written, every statement traceable to its claims."""
