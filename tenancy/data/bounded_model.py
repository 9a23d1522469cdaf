"""A PynamoDB model whose reads of many rows end, whatever DynamoDB answers.

PynamoDB asks for keys that were held back, and for the page after the last, for as long as
DynamoDB reports more. What a row means is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched
from typing import Any, ClassVar, Self

from pynamodb.constants import BATCH_GET_PAGE_LIMIT
from pynamodb.models import Model
from pynamodb.pagination import PageIterator, ResultIterator

from tenancy.data.patience import SYSTEM_PATIENCE, Patience

PAGES_AT_MOST = 10_000
"""Of one query: no function lives long enough to read as many."""


class ReadWithoutEndError(RuntimeError):
    """DynamoDB kept saying that there is more, and gave nothing further."""


class BoundedModel(Model):
    """A model whose `batch_get` and `query`, of its indexes too, raise ReadWithoutEndError rather
    than ask for ever."""

    patience: ClassVar[Patience] = SYSTEM_PATIENCE
    """With keys that were held back. A request that gives some of them is not one in vain."""

    @classmethod
    def batch_get(cls, items: Any, *args: Any, **options: Any) -> Iterator[Self]:
        """As PynamoDB's, in requests of a hundred keys."""
        consistently = args[0] if args else options.get("consistent_read")
        for some in batched(dict.fromkeys(items), BATCH_GET_PAGE_LIMIT, strict=False):
            yield from cls._of_one_request(some, consistently)

    @classmethod
    def _of_one_request(cls, some: tuple[Any, ...], consistently: bool | None) -> Iterator[Self]:
        model: Any = cls
        names = [key().attr_name for key in (model._hash_key_attribute, model._range_key_attribute)]
        wanted = [dict(zip(names, cls._serialize_keys(*place), strict=True)) for place in some]
        in_vain = 0
        while wanted:
            found, held_back = model._batch_get_page(wanted, consistently, None)
            yield from map(cls.from_raw_data, found or ())
            in_vain = 0 if len(held_back or ()) < len(wanted) else in_vain + 1
            if in_vain >= cls.patience.attempts:
                raise ReadWithoutEndError("keys were held back at every request")
            if in_vain:
                cls.patience.wait(in_vain - 1)
            wanted = held_back or []

    @classmethod
    def query(cls, *args: Any, **options: Any) -> ResultIterator[Self]:
        """As PynamoDB's."""
        found = super().query(*args, **options)
        pages = found.page_iter
        found.page_iter = BoundedPages(pages._operation, pages._args, pages._kwargs)
        return found


class BoundedPages(PageIterator[Any]):
    """Pages of a query: each begins further on than the one before, and there is a last."""

    _read = 0

    def __next__(self) -> Any:
        began = self.last_evaluated_key
        page = super().__next__()
        self._read += 1
        ends_where_it_began = began is not None and self.last_evaluated_key == began
        if ends_where_it_began or (self.last_evaluated_key and self._read >= PAGES_AT_MOST):
            raise ReadWithoutEndError(f"a query had no end after {self._read} pages")
        return page
