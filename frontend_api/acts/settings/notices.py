"""What one founder chooses to be mailed, of what their role is mailed at all."""

from __future__ import annotations

from collections.abc import Mapping

from frontend_api.http.forms import FieldRefusal
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.notices.kinds import NoticeChoices, rules_for


def keep_notices(
    session: Session, ports: Ports, wanted: Mapping[str, str]
) -> NoticeChoices | tuple[FieldRefusal, ...]:
    """Kind → delivery; what is left out stays as it was. All of it is kept, or none."""
    founder = session.founder
    rules = {rule.kind.value: rule for rule in rules_for(founder.role)}
    refused = tuple(
        FieldRefusal((rules[kind].why if kind in rules else "") or _ONE_OF, kind)
        for kind, chosen in wanted.items()
        if kind not in rules or chosen not in rules[kind].allowed
    )
    if refused:
        return refused
    return ports.settings.edit_notice_choices(
        session.tenant.id,
        founder.id,
        lambda before: NoticeChoices(founder.id, {**before.chosen, **wanted}),
    )


_ONE_OF = "Please choose one of these."
