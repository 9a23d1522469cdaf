"""What a founder reads when the model that also reads replies has a problem."""

from __future__ import annotations

from functions.outreach.ports import ModelHealth, ModelProblem


def model_problem_words(health: ModelHealth | None) -> str:
    """One sentence; empty where nothing is wrong. Replies are read inside Warmline meanwhile."""
    match health:
        case ModelHealth(model=model, problem=ModelProblem.UNKNOWN):
            return f"The provider knows no model {model}. Warmline's operator must choose another."
        case ModelHealth(model=model, problem=ModelProblem.RETIRES, ends=ends):
            return f"The model {model} shuts down on {ends}. Warmline's operator must replace it."
        case ModelHealth(model=model, problem=ModelProblem.RETIRED, ends=ends):
            return f"The model {model} shut down on {ends}. Warmline's operator must replace it."
        case ModelHealth(problem=ModelProblem.KEY_REFUSED):
            return "The provider refuses the key. Warmline's operator must put in another."
        case _:
            return ""
