"""The numbers of the rules. Their names and limits are those of `Thresholds`; none is kept here."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, create_model

from frontend_api.acts.settings.thresholds import keep_thresholds
from frontend_api.api.contract.endpoint import ApiModel, AskedModel, Call, Nothing, endpoint
from frontend_api.http.problems import ApiProblem, FieldProblem
from functions.product.thresholds import Thresholds, founder_words


class ConditionShown(ApiModel):
    """A customer it holds for is unhealthy."""

    column: str
    comparison: str
    value: str | float | bool


class ConditionAsked(AskedModel):
    """`value` is a number, a word or yes or no, as the column is."""

    column: Annotated[str, Field(max_length=60)]
    comparison: Literal["<", "<=", ">", ">=", "=", "!="]
    value: Annotated[str, Field(max_length=200)] | float | bool


_NUMBERS = dict(Thresholds.model_fields)
_NUMBERS.pop("health_conditions")
_SHOWN: dict[str, Any] = {name: (rule.annotation, ...) for name, rule in _NUMBERS.items()}
_ASKED: dict[str, Any] = {
    name: (Annotated[rule.annotation, *rule.metadata], rule.default)
    for name, rule in _NUMBERS.items()
}
ThresholdsShown = create_model(
    "ThresholdsShown",
    __base__=ApiModel,
    __doc__="Days count on the business's calendar; shares are 0 to 1.",
    health_conditions=(tuple[ConditionShown, ...], ...),
    **_SHOWN,
)
ThresholdsAsked = create_model(
    "ThresholdsAsked",
    __base__=AskedModel,
    __doc__="What is left out stays as it is; the conditions are sent all together.",
    health_conditions=(Annotated[tuple[ConditionAsked, ...], Field(max_length=20)], ()),
    **_ASKED,
)


def _shown(found: Thresholds) -> ApiModel:
    conditions = tuple(
        ConditionShown(column=one.column, comparison=one.is_, value=one.value)
        for one in found.health_conditions
    )
    plain = found.model_dump(exclude={"health_conditions"})
    return ThresholdsShown.model_validate({**plain, "health_conditions": conditions})


@endpoint("The numbers of the rules", answer=ThresholdsShown, body=Nothing, query=Nothing)
def show_thresholds(call: Call[Nothing, Nothing]) -> ApiModel | ApiProblem:
    return _shown(call.ports.settings.thresholds(call.session.tenant.id))


@endpoint(
    "Change the numbers of the rules; customers are sorted again",
    answer=ThresholdsShown,
    body=ThresholdsAsked,
    query=Nothing,
)
def change_thresholds(call: Call[AskedModel, Nothing]) -> ApiModel | ApiProblem:
    sent = call.body.model_dump(exclude_unset=True)
    if "health_conditions" in sent:
        sent["health_conditions"] = [
            {"column": one["column"], "is": one["comparison"], "value": one["value"]}
            for one in sent["health_conditions"]
        ]

    def change(before: Thresholds) -> Thresholds:
        return Thresholds.model_validate({**before.model_dump(by_alias=True), **sent})

    try:
        kept = keep_thresholds(call.session, call.ports, change)
    except ValidationError as wrong:
        return _refused(wrong)
    return _shown(kept or call.ports.settings.thresholds(call.session.tenant.id))


def _refused(wrong: ValidationError) -> ApiProblem:
    """Each number was in its own range: what is left is a condition, or how two go together."""
    errors = wrong.errors(include_url=False, include_context=False, include_input=False)
    found = tuple(
        FieldProblem(
            "/" + "/".join(str(step) for step in error["loc"]),
            founder_words([{"msg": error["msg"]}]),
        )
        for error in errors
    )
    return ApiProblem(422, " ".join(problem.detail for problem in found), found)
