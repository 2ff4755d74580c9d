"""Connectors: how words get in and guidance gets out."""
