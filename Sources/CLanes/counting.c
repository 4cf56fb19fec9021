#include "CLanes.h"

uint32_t patchlab_count_up_to(const uint32_t *numbers, size_t count, size_t step, uint32_t last) {
    uint32_t found = 0;
    // Memory without gaps, of which the compiler compares several numbers at once.
    if (step == 1) {
        for (size_t i = 0; i < count; i++) found += numbers[i] - 1 <= last;
    } else {
        for (size_t i = 0; i < count; i++) found += numbers[i * step] - 1 <= last;
    }
    return found;
}

int32_t patchlab_least(const int32_t *numbers, size_t count) {
    int32_t least = INT32_MAX;
    for (size_t i = 0; i < count; i++) least = numbers[i] < least ? numbers[i] : least;
    return least;
}

size_t patchlab_next_zero(const uint32_t *numbers, size_t place, size_t count, size_t step) {
    // Sixteen at once, as long as there is none among them.
    while (step == 1 && place + 16 <= count) {
        uint32_t zeros = 0;
        for (size_t i = 0; i < 16; i++) zeros |= numbers[place + i] == 0;
        if (zeros) break;
        place += 16;
    }
    while (place < count && numbers[place * step] != 0) place++;
    return place;
}

static inline uint32_t value(uint32_t number, int64_t less) {
    int64_t value = (int64_t)number - 1 - less;
    return value > 0 ? (uint32_t)value : 0;
}

uint32_t patchlab_count_parts(const uint32_t *numbers, size_t count, size_t step, int64_t less, int shift, uint32_t *counts) {
    uint32_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t number = numbers[i * step];
        if (number == 0) continue;
        counts[value(number, less) >> shift]++;
        found++;
    }
    return found;
}

size_t patchlab_collect_parts(const uint32_t *numbers, size_t count, size_t step, int64_t less, int shift,
                              const bool *wanted, uint32_t *values) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t number = numbers[i * step];
        if (number == 0) continue;
        uint32_t wait = value(number, less);
        values[found] = wait;
        found += wanted[wait >> shift];
    }
    return found;
}
