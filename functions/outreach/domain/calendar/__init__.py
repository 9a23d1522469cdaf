"""How many conversations one founder can take: windows, cells, caps and free slots.

May import `understanding`, `permission` and `functions.product`; must never reserve, only compute
what can be reserved.
"""
