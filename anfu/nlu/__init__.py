"""Rasa graph components: the only rooms besides channels, actions and server that know Rasa."""
