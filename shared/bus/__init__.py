"""Messages between the services: written with the state, relayed in order, applied once."""

from shared.bus.outbox import enqueue, publish

__all__ = ["enqueue", "publish"]
