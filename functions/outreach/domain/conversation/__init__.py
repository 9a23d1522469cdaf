"""What a conversation is: its state, its events, its effects, and what a reader may be asked.

May import `playbooks`, `understanding`, `calendar` and `permission`; must never decide a step.
"""
