#pragma once
// Swift has no way of its own to ask for a cache line in advance.

/// Asks the processor to fetch the cache line that holds `address`, for reading and writing, soon to be used again. Never faults.
static inline __attribute__((always_inline)) void patchlab_prefetch(const void *address) {
    __builtin_prefetch(address, 1, 3);
}
