#pragma once
// Loops over many devices at once, which Swift's compiler does not make. Each of them works out what a function in Swift says of
// one device, to the bit, on every machine; where a machine has no lanes for it, that function is called instead.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What the parts of a key of a random draw are multiplied by.
struct patchlab_weights {
    uint64_t entity, occurrence, word;
};

/// A Poisson process on the line of time, of one device each: see PoissonPoints.swift.
struct patchlab_points {
    /// The sums of the keys of entity 0 and occurrence 0: which slots hold points, and where.
    uint64_t occupied, places;
    /// The length of a slot, and one divided by it.
    int64_t slot;
    double per_unit;
};

/// Devices that check in, and when they are on: see MemorylessPeriods.swift and SessionGenerator.swift.
struct patchlab_contacts {
    struct patchlab_weights weights;
    struct patchlab_points on, off;
    /// Periods that begin later are of no interest.
    int64_t horizon;
    /// Seconds between two polls; 0: a device can be reached at any moment.
    int64_t every;
    /// How late a poll may be, as a share of that, and the sum of the key of entity 0 of the draws that say it.
    double jitter;
    uint64_t lateness;
};

/// True if this machine has the lanes that the functions below need which say so.
bool patchlab_has_lanes(void);

/// How many numbers, each `step` after the one before, are at most `last` once 1 is taken from them; 0 wraps around.
uint32_t patchlab_count_up_to(const uint32_t *numbers, size_t count, size_t step, uint32_t last);

/// The first place from `place` on, but before `count`, at which the number is 0, each being `step` after the one before; `count`
/// if there is none.
size_t patchlab_next_zero(const uint32_t *numbers, size_t place, size_t count, size_t step);

/// Counts, in equal parts of their range, numbers that are not 0, each `step` after the one before, less 1 and what is to be
/// taken from them; 0 for less. Returns how many they are.
uint32_t patchlab_count_parts(const uint32_t *numbers, size_t count, size_t step, int64_t less, int shift, uint32_t *counts);

/// Writes down such numbers of the parts that are wanted. Returns how many they are; there has to be room for one more.
size_t patchlab_collect_parts(const uint32_t *numbers, size_t count, size_t step, int64_t less, int shift,
                              const bool *wanted, uint32_t *values);

/// The same for each of `limits` limits, which are at most 8, into `found`.
void patchlab_count_up_to_each(const uint32_t *numbers, size_t count, size_t step, const uint32_t *last, size_t limits,
                               uint32_t *found);

/// A bit for each of at most 64 pairs of bytes, lowest first: whether the lower half of its first byte lies between `low` and
/// `high`, or between `other_low` and `other_high`.
uint64_t patchlab_find_states(const uint8_t *pairs, size_t count, int low, int high, int other_low, int other_high);

/// The least of the numbers; the greatest there is if there are none.
int32_t patchlab_least(const int32_t *numbers, size_t count);

/// Writes down the first contact of each device from `time` on, which must not be negative; -1 where that has to be found in
/// another way, which is seldom. Needs lanes.
void patchlab_find_contacts(const struct patchlab_contacts *plan, int64_t time, const int32_t *devices, size_t count,
                            int32_t *contacts);

/// Writes down for each entity a span of shift + mean x exponential seconds. Needs lanes.
///
/// - key: the sum of the key of entity 0.
/// - rows: 128 times the reciprocal and the logarithm of ShortLogarithmTable.swift.
void patchlab_draw_spans(uint64_t key, struct patchlab_weights weights, double shift, double mean, const double *rows,
                         const int32_t *entities, size_t count, int32_t *spans);

/// Writes down the first word of the draw of each of `count` entities from `entity` on. Needs lanes.
void patchlab_draw_words(uint64_t key, struct patchlab_weights weights, uint64_t entity, size_t count, uint64_t *drawn);

/// Writes down for each entity whether something of that probability happens. Needs lanes.
void patchlab_draw_chances(uint64_t key, struct patchlab_weights weights, double probability, const int32_t *entities,
                           size_t count, bool *happens);
