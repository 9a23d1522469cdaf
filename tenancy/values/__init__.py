"""Frozen values of every deployable: how one is written as JSON and read back.

Pure: may import msgspec and pydantic; must never touch a table, a clock, or a file
other than those that ship with the code.
"""
