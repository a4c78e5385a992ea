"""Named arrays handed to compiled code by one address.

Numba passes a named tuple of arrays as all their fields, seven words an array, to every function that is called:
with a hundred arrays compiling takes minutes and a call costs more than what it does.  A bundle is the address of
a table with one row of four words for each field: where the array lies and its shape, or a number, or another
bundle.  Compiled code reads a field where it needs it, and counts no references; Python keeps the arrays alive.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, TypeVar, cast

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, intrinsic, models, register_model, typeof_impl, unbox
from numba.np.arrayobj import make_array, populate_array

T = TypeVar("T")
_WORDS = 4  # of a row: address, and up to three lengths


class Bundle:
    """Arrays, numbers and bundles of a named tuple, behind one address."""

    def __init__(self, given: Any) -> None:
        parts = [Bundle(value) if hasattr(value, "_fields") else value for value in given]
        self._kept = parts
        self._table = np.array([_row(value) for value in parts], dtype=np.int64)
        self.address = int(self._table.ctypes.data)
        fields = tuple((name, _type(value)) for name, value in zip(given._fields, parts, strict=True))
        self.type = BundleType(type(given).__name__, fields)


def bundled(given: T) -> T:
    """Hand a named tuple to compiled code as a bundle; to the type checker it stays what it is."""
    return cast("T", Bundle(given))


class BundleType(types.Type):
    """What Numba knows of a bundle: names and types of its fields."""

    def __init__(self, name: str, fields: tuple[tuple[str, Any], ...]) -> None:
        self.fields = dict(fields)
        self.place = {field: at for at, (field, _) in enumerate(fields)}
        told = ", ".join(f"{field}: {kind}" for field, kind in fields)
        # Numba writes the name of a type into that of every function that takes it: whole, such names are half of what is kept
        super().__init__(name=f"{name}_{blake2b(told.encode(), digest_size=6).hexdigest()}")


def _row(value: Any) -> list[int]:
    if isinstance(value, Bundle):
        return [value.address, 0, 0, 0]
    if isinstance(value, np.ndarray):
        if not value.flags.c_contiguous:
            raise ValueError("arrays of a bundle lie in C order")
        return [value.ctypes.data, *value.shape, *[0] * (_WORDS - 1 - value.ndim)]
    if isinstance(value, float):
        return [struct.unpack("<q", struct.pack("<d", value))[0], 0, 0, 0]
    return [int(np.uint64(value).astype(np.int64)) if value >= 0 else int(value), 0, 0, 0]


def _type(value: Any) -> Any:
    if isinstance(value, Bundle):
        return value.type
    if isinstance(value, np.ndarray):
        return types.Array(numba.from_dtype(value.dtype), value.ndim, "C")
    if isinstance(value, float):
        return types.float64
    return types.uint64 if isinstance(value, np.uint64) else types.int64


@typeof_impl.register(Bundle)  # type: ignore[untyped-decorator]
def _typeof(value: Bundle, _context: Any) -> BundleType:
    return value.type


@register_model(BundleType)
class _Model(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: BundleType) -> None:
        super().__init__(manager, kind, ir.IntType(64).as_pointer())


@infer_getattr
class _Fields(AttributeTemplate):  # type: ignore[misc]
    key = BundleType

    def generic_resolve(self, kind: BundleType, field: str) -> Any:
        return kind.fields.get(field)


@unbox(BundleType)  # type: ignore[untyped-decorator]
def _unbox(_kind: BundleType, value: Any, c: Any) -> NativeValue:
    address = c.pyapi.object_getattr_string(value, "address")
    number = c.pyapi.long_as_longlong(address)
    c.pyapi.decref(address)
    return NativeValue(c.builder.inttoptr(number, ir.IntType(64).as_pointer()))


@lower_getattr_generic(BundleType)  # type: ignore[untyped-decorator]
def _field(context: Any, builder: Any, kind: BundleType, value: Any, field: str) -> Any:
    wanted, place = kind.fields[field], kind.place[field] * _WORDS
    word = _load(builder, value, place)
    if isinstance(wanted, BundleType):
        return builder.inttoptr(word, ir.IntType(64).as_pointer())
    if not isinstance(wanted, types.Array):
        return builder.bitcast(word, ir.DoubleType()) if wanted == types.float64 else word
    array = make_array(wanted)(context, builder)
    data = builder.inttoptr(word, context.get_data_type(wanted.dtype).as_pointer())
    size = context.get_abi_sizeof(context.get_data_type(wanted.dtype))
    shape = [_load(builder, value, place + 1 + axis) for axis in range(wanted.ndim)]
    strides: list[Any] = []
    stride = context.get_constant(types.intp, size)
    for length in reversed(shape):
        strides.insert(0, stride)
        stride = builder.mul(stride, length)
    populate_array(
        array,
        data=data,
        shape=cgutils.pack_array(builder, shape),
        strides=cgutils.pack_array(builder, strides),
        itemsize=context.get_constant(types.intp, size),
        meminfo=None,
    )
    return array._getvalue()


def _copy(_typing: Any, into: Any, given: Any) -> Any:
    """Copy an array's values, or those of all arrays of a bundle, to another of the same type and the same shapes."""

    def lowered(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        _copied(context, builder, into, *arguments)
        return context.get_dummy_value()

    return types.void(into, given), lowered


copy: Callable[[Any, Any], None] = intrinsic(_copy)


def _copied(context: Any, builder: Any, kind: Any, into: Any, given: Any) -> None:
    if isinstance(kind, types.Array):
        there, here = (make_array(kind)(context, builder, value) for value in (into, given))
        cgutils.raw_memcpy(builder, there.data, here.data, here.nitems, here.itemsize)
    elif isinstance(kind, BundleType):
        for field, part in kind.fields.items():
            _copied(context, builder, part, *(_field(context, builder, kind, v, field) for v in (into, given)))


def _load(builder: Any, table: Any, word: int) -> Any:
    """Load a word of the table, which nothing ever changes."""
    loaded = builder.load(builder.gep(table, [ir.Constant(ir.IntType(64), word)]))
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded
