// Square roots compile to the processor's instruction, with a call into the system's mathematical library on the path for
// negative arguments; importing the C library makes the linker find that call. Nothing else of it is used: `sqrt` is exact
// to the last bit everywhere, the library's other functions are not (see Elementary.swift).
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
