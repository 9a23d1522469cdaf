"""A founder's assistant at the API: a local MCP server that reads and drafts, over stdio.

May ask the API with a key and nothing else of the project; must never launch, answer or cancel.
"""
