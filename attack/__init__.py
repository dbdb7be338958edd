"""Attacks on a service of its own: what each costs the service and its other clients."""
