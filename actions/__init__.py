"""Rasa actions: unpack the tracker, call `anfu.service`, pack the reply. No rule, no SQL, no YAML."""
