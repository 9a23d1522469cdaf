"""The founder's pages: thin functions of (request, who is asking, ports).

Every page's first heading, for those who drive it by role and name:

| address | heading |
|---|---|
| `/sign-up` | Create your account |
| `/confirm` | Confirm your email |
| `/sign-in` | Sign in |
| `/forgot` | Forgot your password? |
| `/reset` | Set a new password |
| `/` | Getting to launch |
"""
