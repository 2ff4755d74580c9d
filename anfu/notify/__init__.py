"""Delivery: where targets are (`targets`), how each kind is spoken to (`senders`), and the worker that empties the outbox."""
