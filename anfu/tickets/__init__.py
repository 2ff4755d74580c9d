"""Tickets: when one is filed (`filing`), what it holds (`types`), which clocks run."""
