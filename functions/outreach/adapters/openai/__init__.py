"""Reading by OpenAI's models, over two wires, and what may leave for it.

May import the SDK inside a function alone; must never send a name, an address or an id.
"""
