"""A founder's own webhooks: where events are sent, which wait, and how far each delivery is.

May import `tenancy` alone and is shared by every deployable; must never hold a customer's words,
name or address: an event names things by their ids.
"""
