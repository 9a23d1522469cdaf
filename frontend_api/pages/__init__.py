"""The founder's pages: thin functions of (request, who is asking, ports).

May import `launch`, `rehearsal`, `wording`, `http` and `ports`; must never import a gateway.

Every page's first heading, for those who drive it by role and name:

| address | heading |
|---|---|
| `/sign-up` | Create your account |
| `/confirm` | Confirm your email |
| `/sign-in` | Sign in |
| `/forgot` | Forgot your password? |
| `/reset` | Set a new password |
| `/` | Getting to launch (Today, once every step is done) |
| `/customers` | Customers |
| `/customers/imports/{import_id}` | Import |
| `/segments` | Segments |
| `/segments/customer?id=` | the customer's name |
| `/segments/thresholds` | Thresholds |
| `/segments/runs?was=&now=` | Compare runs |
| `/offers` | Offers |
| `/offers/new` | New offer |
| `/offers/{offer_id}` | Edit offer |
| `/playbooks` | Playbooks |
| `/playbooks/{motion}/{language}` | Upsell, English (and so on) |
| `/playbooks/{motion}/{language}/read` | Upsell, English: read and approve (and so on) |
| `/knowledge` | Knowledge |
| `/rehearsal?motion=&language=` | Rehearsal |
| `/rehearsal/phone/{rehearsal_id}` | Rehearsal by phone |
| `/bandwidth` | Bandwidth |
| `/channels` | Channels |
| `/campaigns` | Campaigns |
| `/campaigns/new` | New campaign |
| `/campaigns/{campaign_id}` | the campaign's name |
| `/conversations` | Conversations |
| `/conversations/{conversation_id}` | the customer's name |
| `/bookings?show=bookings, callbacks or opt-outs` | Bookings |
| `/bookings/{booking_id}` | Conversation with <customer> |
| `/billing` | Usage & billing |
| `/audit` | Audit log |
| `/settings` | Settings |
"""
