"""Facts in spoken Chinese: money, counts, times, numbers of orders and tickets, with their places."""

from anfu.reading.facts.gather import gather_facts

__all__ = ["gather_facts"]
