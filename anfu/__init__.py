"""Anfu (安抚): the assistant beside a call-centre agent while an angry customer is on the line."""

__version__ = "0.1.0"
