"""The simulated customers, their phones' pages, and the API that plays them."""
