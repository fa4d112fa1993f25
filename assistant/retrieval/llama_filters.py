"""Metadata filters of llama-index, held against what is known of a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from llama_index.core.vector_stores.types import (
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
)

from assistant.errors import BadInput

Compare = Callable[[Any, Any], bool]
COMPARE: dict[FilterOperator, Compare] = {
    FilterOperator.EQ: lambda held, value: held == value,
    FilterOperator.NE: lambda held, value: held != value,
    FilterOperator.IN: lambda held, value: held in value,
    FilterOperator.NIN: lambda held, value: held not in value,
    FilterOperator.GT: lambda held, value: held > value,
    FilterOperator.GTE: lambda held, value: held >= value,
    FilterOperator.LT: lambda held, value: held < value,
    FilterOperator.LTE: lambda held, value: held <= value,
    FilterOperator.TEXT_MATCH: lambda held, value: value in held,
}
ORDERED = (FilterOperator.GT, FilterOperator.GTE, FilterOperator.LT, FilterOperator.LTE)


def fits(filters: MetadataFilters, held: Mapping[str, Any]) -> bool:
    """True when a document fits; raises BadInput for a key or an operator that is not known."""
    told = [
        fits(each, held) if isinstance(each, MetadataFilters) else _fits_one(each, held)
        for each in filters.filters
    ]
    if filters.condition == FilterCondition.OR:
        return any(told) or not told
    return not any(told) if filters.condition == FilterCondition.NOT else all(told)


def _fits_one(item: MetadataFilter, held: Mapping[str, Any]) -> bool:
    known = held.get(item.key)
    if known is None or item.operator not in COMPARE:
        raise BadInput(
            f"过滤条件 {item.key} {item.operator.value} 不支持: 可用 {'、'.join(held)}，"
            f"运算 {'、'.join(operator.value for operator in COMPARE)}"
        )
    if item.operator in ORDERED and known == "":
        return False  # a document without a date is neither before nor after one
    try:
        return COMPARE[item.operator](known, item.value)
    except TypeError as error:
        raise BadInput(f"过滤条件 {item.key} 的值 {item.value!r} 类型不符: 请核对") from error
