"""Which approved answer a question asks for, decided over pairs by a classifier that was trained.

May import knowledge and the words' plain forms; must never answer from likeness alone, nor learn
anything at run time.
"""
