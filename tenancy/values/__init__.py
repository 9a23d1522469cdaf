"""Frozen values of every deployable: how one is written as JSON and read back.

Pure: may import msgspec and pydantic; must never touch a table, a file or a clock.
"""
