"""What a model's tokens cost, in millionths of a US cent. An unknown model costs the dearest."""

from __future__ import annotations

from functions.language_model.connection import WireName
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """Millionths of a US cent for one token; equal to US cents for a million of them."""

    input: int
    output: int

    def microcents(self, input_tokens: int, output_tokens: int) -> int:
        return input_tokens * self.input + output_tokens * self.output


PRICES = {
    ("gpt-6-luna", WireName.DECISIONS): TokenPrice(10, 0),
    ("gpt-6-luna", WireName.RESPONSES): TokenPrice(13, 50),
    ("gpt-5.6-luna", WireName.RESPONSES): TokenPrice(25, 120),
}
"""As published in November 2026: gpt-6-luna costs $0.10 a million tokens in and nothing out for
Decisions, $0.10 and $0.50 for Responses, a quarter more where a prefix is written to the cache."""
DEAREST = TokenPrice(1000, 5000)
"""Of the largest model with a published price: a limit is reached early, never late."""


def price_of(model: str, wire: WireName) -> TokenPrice:
    return PRICES.get((model, wire), DEAREST)
