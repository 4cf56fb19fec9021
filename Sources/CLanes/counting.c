#include "CLanes.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

void patchlab_count_up_to_each(const uint32_t *numbers, size_t count, size_t step, const uint32_t *last, size_t limits,
                               uint32_t *found) {
    // As many as there is room for, so that the compiler compares a number with several limits at once.
    uint32_t bounds[8] = {0}, sums[8] = {0};
    for (size_t k = 0; k < limits; k++) bounds[k] = last[k];
    for (size_t i = 0; i < count; i++) {
        uint32_t number = numbers[i * step] - 1;
        for (size_t k = 0; k < 8; k++) sums[k] += number <= bounds[k];
    }
    for (size_t k = 0; k < limits; k++) found[k] = sums[k];
}

uint64_t patchlab_find_states(const uint8_t *pairs, size_t count, int low, int high, int other_low, int other_high) {
    uint64_t found = 0;
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i states = _mm_set1_epi16(15), zero = _mm_setzero_si128();
    const __m128i below = _mm_set1_epi16((short)(low - 1)), above = _mm_set1_epi16((short)(high + 1));
    const __m128i other_below = _mm_set1_epi16((short)(other_low - 1)), other_above = _mm_set1_epi16((short)(other_high + 1));
    for (; i + 8 <= count; i += 8) {
        __m128i state = _mm_and_si128(_mm_loadu_si128((const __m128i *)(const void *)(pairs + 2 * i)), states);
        __m128i is_one = _mm_and_si128(_mm_cmpgt_epi16(state, below), _mm_cmpgt_epi16(above, state));
        __m128i is_other = _mm_and_si128(_mm_cmpgt_epi16(state, other_below), _mm_cmpgt_epi16(other_above, state));
        int bits = _mm_movemask_epi8(_mm_packs_epi16(_mm_or_si128(is_one, is_other), zero));
        found |= (uint64_t)(uint32_t)bits << i;
    }
#endif
    for (; i < count; i++) {
        int state = pairs[2 * i] & 15;
        found |= (uint64_t)((state >= low && state <= high) || (state >= other_low && state <= other_high)) << i;
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
