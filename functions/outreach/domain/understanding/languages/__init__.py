"""Words by language: tables the readers, the opt-out check and the lints look things up in.

Data alone: may import nothing but `pattern`, `plain_text` and the shapes of the tables.
"""
