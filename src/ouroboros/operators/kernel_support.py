"""Text that every compiled module carries: how its kernels become machine code, and values cross over.

Numba is only the compiler. Its import and start take about a second in every process, even when its own
cache holds the machine code. So the object code is kept by this text, and later processes load it with
LLVM's loader alone (``llvmlite``, some 0.05 s). What an object may refer to is listed; an object that refers
to anything else is not used, because LLVM ends the process over a name that it cannot find.

The text runs in the user's program, without the engine and, where they are missing, without Numba.
"""

from __future__ import annotations

SUPPORT = r'''_ouroboros_numpy = None


def _ouroboros_undefined_names(code):
    """Names that an ELF object for 64-bit little-endian machines leaves to the loader."""
    import struct

    if code[:6] != b"\x7fELF\x02\x01":
        raise ValueError("no ELF object")
    (start,) = struct.unpack_from("<Q", code, 40)
    size, count = struct.unpack_from("<HH", code, 58)
    sections = [struct.unpack_from("<IIQQQQIIQQ", code, start + at * size) for at in range(count)]
    names = set()
    for _, kind, _, _, offset, length, link, _, _, step in sections:
        if kind == 2:
            for at in range(offset + step, offset + length, step):
                name, _, _, section = struct.unpack_from("<IBBH", code, at)
                if section == 0:
                    begin = sections[link][4] + name
                    names.add(code[begin : code.index(b"\0", begin)].decode("ascii"))
    return names


_ouroboros_memory = """
declare i64 @malloc(i64)
declare void @free(i64)
define i64 @NRT_Allocate(i64 %size) {
  %block = call i64 @malloc(i64 %size)
  ret i64 %block
}
define void @NRT_Free(i64 %block) {
  call void @free(i64 %block)
  ret void
}
define i64 @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align) {
  %wide = zext i32 %align to i64
  %room = add i64 %size, %wide
  %all = add i64 %room, 64
  %block = call i64 @malloc(i64 %all)
  %none = icmp eq i64 %block, 0
  br i1 %none, label %done, label %fill
fill:
  %after = add i64 %block, 63
  %above = add i64 %after, %wide
  %mask = sub i64 0, %wide
  %data = and i64 %above, %mask
  %p0 = inttoptr i64 %block to POINTER
  store i64 1, POINTER %p0
  %a1 = add i64 %block, 8
  %p1 = inttoptr i64 %a1 to POINTER
  store i64 0, POINTER %p1
  %a2 = add i64 %block, 16
  %p2 = inttoptr i64 %a2 to POINTER
  store i64 0, POINTER %p2
  %a3 = add i64 %block, 24
  %p3 = inttoptr i64 %a3 to POINTER
  store i64 %data, POINTER %p3
  %a4 = add i64 %block, 32
  %p4 = inttoptr i64 %a4 to POINTER
  store i64 %size, POINTER %p4
  br label %done
done:
  ret i64 %block
}
define i64 @NRT_MemInfo_alloc(i64 %size) {
  %block = call i64 @NRT_MemInfo_alloc_aligned(i64 %size, i32 16)
  ret i64 %block
}
define i64 @NRT_MemInfo_new_varsize(i64 %size) {
  ret i64 0
}
define i64 @NRT_MemInfo_new_varsize_dtor(i64 %size, i64 %dtor) {
  ret i64 0
}
define i64 @NRT_MemInfo_varsize_alloc(i64 %block, i64 %size) {
  ret i64 0
}
define i64 @NRT_MemInfo_varsize_realloc(i64 %block, i64 %size) {
  ret i64 0
}
define void @NRT_MemInfo_varsize_free(i64 %block, i64 %data) {
  ret void
}
define void @NRT_MemInfo_call_dtor(i64 %block) {
  call void @free(i64 %block)
  ret void
}
"""


def _ouroboros_linked(binding, symbol, code):
    """Load object code; returns its engine, which must live as long as it, and the address of ``symbol``."""
    import ctypes

    own = (
        "NRT_Allocate NRT_Free NRT_MemInfo_alloc_aligned NRT_MemInfo_alloc NRT_MemInfo_call_dtor"
        # Numba's lists, used on its way to an error only: they get no memory, and the kernel gives up.
        " NRT_MemInfo_new_varsize NRT_MemInfo_new_varsize_dtor NRT_MemInfo_varsize_alloc"
        " NRT_MemInfo_varsize_realloc NRT_MemInfo_varsize_free"
    ).split()
    python = (
        "PyErr_SetString PyErr_NoMemory PyExc_RuntimeError PyExc_MemoryError PyObject_Hash PyTuple_Pack"
        " PyUnicode_FromKindAndData PyUnicode_FromStringAndSize"
    ).split()
    system = (
        "sin cos tan asin acos atan tanh exp exp2 log log2 log10 pow sqrt floor ceil trunc fmod"
        " memcpy memmove memset memcmp malloc free"
    ).split()
    process = ctypes.CDLL(None)
    try:
        process.sin  # noqa: B018 - an interpreter that does not bring libm along
        library = process
    except AttributeError:
        library = ctypes.CDLL("libm.so.6")
    for name in _ouroboros_undefined_names(code) | {"malloc", "free"}:
        if name in own:
            continue
        if name in python:
            found = getattr(ctypes.pythonapi, name)
        elif name in system:
            found = getattr(process if hasattr(process, name) else library, name)
        else:
            raise ValueError(f"machine code needs {name}")
        binding.add_symbol(name, ctypes.cast(found, ctypes.c_void_p).value)
    target = binding.Target.from_default_triple()
    options = {
        "cpu": binding.get_host_cpu_name(),
        "reloc": "static" if target.name.startswith("x86") else "default",
        "codemodel": "jitdefault",
        "jit": True,
    }
    try:
        module = binding.parse_assembly(_ouroboros_memory.replace("POINTER", "ptr"))
    except RuntimeError:  # LLVM 14 names what a pointer points to
        module = binding.parse_assembly(_ouroboros_memory.replace("POINTER", "i64*"))
    engine = binding.create_mcjit_compiler(module, target.create_target_machine(**options))
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine, engine.get_function_address(symbol)


def _ouroboros_object(function, signature):
    """Compile with Numba: name and object code of a kernel."""
    global _ouroboros_numpy
    import warnings

    import numba
    import numpy

    _ouroboros_numpy = numpy
    # SVML's functions differ from libm's in the last bit.
    if numba.config.USING_SVML or numba.config.DISABLE_JIT:
        raise ValueError("this Numba cannot be exact")
    from numba.core.runtime import nrtdynmod

    if len(nrtdynmod._meminfo_struct_type.elements) != 5:
        raise ValueError("this Numba lays out memory in another way")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compiled = numba.njit(signature, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    result = compiled.overloads[compiled.signatures[0]]
    _, kind, parts = result.library.serialize_using_object_code()
    if kind != "object":
        raise ValueError(f"Numba kept {kind}")
    return result.fndesc.llvm_func_name, parts[0]


def _ouroboros_place(binding, version, mark):
    """Path under which the machine code of a kernel is kept for this processor, or None."""
    import hashlib
    import os

    folder = os.environ.get("NUMBA_CACHE_DIR")
    if not folder:
        beside = globals().get("__file__")
        if not beside:
            return None
        folder = os.path.join(os.path.dirname(os.path.abspath(beside)), "__pycache__")
    features = sorted(binding.get_host_cpu_features().items())
    told = repr((mark, version, binding.llvm_version_info, binding.get_host_cpu_name(), features))
    return os.path.join(folder, f"ouroboros-{hashlib.sha256(told.encode()).hexdigest()}.o")


def _ouroboros_keep(place, symbol, code):
    """Keep machine code for later processes, if a folder allows it; whoever is last wins."""
    import hashlib
    import os

    own = f"{place}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(own, "xb") as file:
            file.write(hashlib.sha256(symbol + code).hexdigest().encode() + b"\n" + symbol + b"\n" + code)
        os.replace(own, place)
    except OSError:
        pass


def _ouroboros_machine_code(kernels, which):
    """Machine code of a kernel, compiled when first asked for; False where it cannot be had."""
    kernel = kernels[which]
    if kernel["code"] is None:
        kernel["code"] = False
        try:
            import ctypes
            import hashlib
            import sys

            if not sys.platform.startswith("linux") or sys.maxsize < 2**32 or sys.byteorder != "little":
                return False
            import llvmlite
            from llvmlite import binding

            binding.initialize_native_target()
            binding.initialize_native_asmprinter()
            place = _ouroboros_place(binding, llvmlite.__version__, kernel["mark"])
            try:
                if place is None:
                    raise ValueError("no folder to keep it in")
                with open(place, "rb") as file:
                    digest, symbol, code = file.read().split(b"\n", 2)
                if hashlib.sha256(symbol + code).hexdigest().encode() != digest:
                    raise ValueError("damaged")
            except (OSError, ValueError):
                name, code = _ouroboros_object(kernel["function"], kernel["signature"])
                symbol = name.encode()
                if place is not None:
                    _ouroboros_keep(place, symbol, code)
            kernel["engine"], address = _ouroboros_linked(binding, symbol.decode(), code)
            kinds = {"d": ctypes.c_double, "q": ctypes.c_int64}
            prototype = ctypes.PYFUNCTYPE(ctypes.c_int32, *(kinds[kind] for kind in kernel["layout"]))
            kernel["code"] = prototype(address)
        except Exception:
            kernel["code"] = False
    return kernel["code"] if kernel["failures"] < 3 else False


def _ouroboros_words(count):
    """Room for the results of a kernel, and for its reason to fail."""
    import ctypes

    return (ctypes.c_int64 * (count + 1))()


def _ouroboros_address(words):
    """Where they are."""
    import ctypes

    return ctypes.addressof(words)


def _ouroboros_real(words, at):
    """The float among a kernel's results."""
    import ctypes

    return ctypes.c_double.from_buffer(words, 8 * at).value


def _ouroboros_rows(words, at, kind, dimensions):
    """The list, or list of lists, among a kernel's results; its memory is given back."""
    import ctypes

    owner, data = words[at], words[at + 4]
    cell = {"d": ctypes.c_double, "q": ctypes.c_int64, "b": ctypes.c_bool}[kind]
    if dimensions == 1:
        made = (cell * words[at + 5]).from_address(data)[:]
    else:
        row = cell * words[at + 6]
        made = [row.from_address(data + number * words[at + 7])[:] for number in range(words[at + 5])]
    if owner:
        count = ctypes.c_int64.from_address(owner)
        count.value -= 1
        if count.value == 0:
            free = ctypes.CDLL(None).free
            free.argtypes = (ctypes.c_void_p,)
            free.restype = None
            free(owner)
    return made


def _ouroboros_is_list(values, kind):
    """Whether this is a list, and every element of exactly this type."""
    return type(values) is list and len(values) < 2**31 and set(map(type, values)) == {kind}


def _ouroboros_is_table(rows, kind):
    """Whether this is a list of equally long lists of elements of exactly this type."""
    return (
        type(rows) is list
        and 0 < len(rows) < 2**31
        and set(map(type, rows)) == {list}
        and len(set(map(len, rows))) == 1
        and all(set(map(type, row)) == {kind} for row in rows)
    )


def _ouroboros_copied(values, kind):
    """A flat copy of a list, or of a list of lists; integers must be below 2**31 in magnitude."""
    from array import array

    if type(values[0]) is list:
        copy = array(kind)
        for row in values:
            copy.extend(row)
    else:
        copy = array(kind, values)
    if kind == "q" and not (-(2**31) < min(copy) and max(copy) < 2**31):
        raise OverflowError
    return copy


def _ouroboros_distinct(*lists):
    """Whether no list is there twice, rows included."""
    every = [*lists, *(row for rows in lists for row in rows if type(row) is list)]
    return len(set(map(id, every))) == len(every)


def _ouroboros_store(values, before, after):
    """Put changed elements back into a list or a list of lists."""
    truth = after.typecode == "b"
    bits = "b" if truth else "q"
    old, new = memoryview(before).cast("B").cast(bits), memoryview(after).cast("B").cast(bits)
    if old == new:
        return
    width = len(values[0]) if type(values[0]) is list else 0
    for at in [at for at, (one, other) in enumerate(zip(old, new)) if one != other]:
        value = after[at] != 0 if truth else after[at]
        if width:
            values[at // width][at % width] = value
        else:
            values[at] = value
'''
SUPPORT_NAMES = frozenset(
    {"type", "list", "tuple", "float", "int", "bool", "len", "set", "map", "all", "id", "zip", "globals"}
    | {"Exception", "RuntimeError", "OverflowError", "OSError", "ValueError", "AttributeError", "__import__"}
    | {
        "abs",
        "max",
        "min",
        "range",
        "enumerate",
        "memoryview",
        "repr",
        "sorted",
        "open",
        "hasattr",
        "getattr",
    }
)
"""Built-ins that the text of this file relies on."""
