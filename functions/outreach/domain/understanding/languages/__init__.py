"""Words by language: tables the readers, the opt-out check and the lints look things up in.

May import nothing but `pattern`, `plain_text` and the shapes of the tables; must never decide.
"""
