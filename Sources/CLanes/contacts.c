#include "CLanes.h"
#include "lanes.h"

#ifdef PATCHLAB_LANES

// Where a word of a slot says that the slot holds more points than that: see PoissonPoints.Path.count.
#define MORE_THAN_1 0xB17217F8u
#define MORE_THAN_2 0xEEF193F7u
#define MORE_THAN_3 0xFD271862u
#define MORE_THAN_4 0xFF9D6DD0u

/// The random words of the points of a slot, up to four, and of which of them there are points.
struct slot_words {
    words first, second, third, fourth;
    lanes has_second, has_third, has_fourth, has_more;
};

/// A process with what is the same for all devices.
struct process {
    const struct patchlab_points *points;
    words occupied, places, occurrence, word, slot, slot_high;
};

IN_LANES struct process process_of(const struct patchlab_points *points, const struct patchlab_weights *weights,
                                   words entity) {
    words who = _mm512_mullo_epi64(entity, all(weights->entity));
    struct process process = {
        .points = points,
        .occupied = _mm512_add_epi64(all(points->occupied), who),
        .places = _mm512_add_epi64(all(points->places), who),
        .occurrence = all(weights->occurrence),
        .word = all(weights->word),
        .slot = all((uint64_t)points->slot),
        .slot_high = all((uint64_t)points->slot >> 32),
    };
    return process;
}

/// Which of 64 slots hold points.
IN_LANES words occupied(const struct process *process, words index) {
    return mix(_mm512_add_epi64(process->occupied, _mm512_mullo_epi64(index, process->occurrence)));
}

IN_LANES struct slot_words words_of(const struct process *process, words number) {
    words key = _mm512_add_epi64(process->places, _mm512_mullo_epi64(number, process->occurrence));
    struct slot_words found;
    found.first = mix(key);
    key = _mm512_add_epi64(key, process->word);
    found.second = mix(key);
    key = _mm512_add_epi64(key, process->word);
    found.third = mix(key);
    found.fourth = found.third;
    words low = _mm512_and_si512(found.first, all(0xFFFFFFFFu));
    found.has_second = _mm512_cmpge_epu64_mask(low, all(MORE_THAN_1));
    found.has_third = _mm512_cmpge_epu64_mask(low, all(MORE_THAN_2));
    found.has_fourth = _mm512_cmpge_epu64_mask(low, all(MORE_THAN_3));
    found.has_more = 0;
    // Which is seldom.
    if (found.has_fourth) {
        found.fourth = mix(_mm512_add_epi64(key, process->word));
        found.has_more = _mm512_cmpge_epu64_mask(low, all(MORE_THAN_4));
    }
    return found;
}

/// The moment of a word of a slot: the slot's begin, and the upper half of word x length.
IN_LANES words moment(const struct process *process, words number, words word) {
    words word_high = _mm512_srli_epi64(word, 32);
    words low_half = all(0xFFFFFFFFu);
    words middle = _mm512_add_epi64(_mm512_mul_epu32(word_high, process->slot),
                                    _mm512_srli_epi64(_mm512_mul_epu32(word, process->slot), 32));
    words other = _mm512_add_epi64(_mm512_mul_epu32(word, process->slot_high), _mm512_and_si512(middle, low_half));
    words place = _mm512_add_epi64(_mm512_mul_epu32(word_high, process->slot_high),
                                   _mm512_add_epi64(_mm512_srli_epi64(middle, 32), _mm512_srli_epi64(other, 32)));
    return _mm512_add_epi64(_mm512_mullo_epi64(number, process->slot), place);
}

/// The last point up to and including `time`, the same for all devices.
IN_LANES words last_up_to(const struct process *process, int64_t time, lanes *unsure) {
    const int64_t slot = process->points->slot;
    int64_t number = time / slot - (time % slot < 0);
    int64_t offset = time - number * slot;
    uint64_t bit = (uint64_t)(number + 32) & 63;
    // A place is at most `offset` if its word is at most this.
    uint64_t most = (uint64_t)((((unsigned __int128)(offset + 1) << 64) - 1) / (uint64_t)slot);

    words index = all((uint64_t)((number + 32) >> 6));
    words bits = occupied(process, index);
    lanes holds = _mm512_test_epi64_mask(bits, all((uint64_t)1 << bit));
    struct slot_words here = words_of(process, all((uint64_t)number));
    lanes first = _mm512_cmple_epu64_mask(here.first, all(most));
    lanes second = _mm512_cmple_epu64_mask(here.second, all(most)) & here.has_second;
    lanes third = _mm512_cmple_epu64_mask(here.third, all(most)) & here.has_third;
    lanes fourth = _mm512_cmple_epu64_mask(here.fourth, all(most)) & here.has_fourth;
    words word = _mm512_maskz_mov_epi64(first, here.first);
    word = _mm512_mask_max_epu64(word, second, word, here.second);
    word = _mm512_mask_max_epu64(word, third, word, here.third);
    word = _mm512_mask_max_epu64(word, fourth, word, here.fourth);
    lanes is_here = holds & (first | second | third | fourth);
    *unsure |= holds & here.has_more;

    bits = _mm512_and_si512(bits, all(((uint64_t)1 << bit) - 1));
    lanes is_empty = _mm512_cmpeq_epi64_mask(bits, _mm512_setzero_si512()) & ~is_here;
    if (is_empty) {
        words other = _mm512_sub_epi64(index, all(1));
        bits = _mm512_mask_mov_epi64(bits, is_empty, occupied(process, other));
        index = _mm512_mask_mov_epi64(index, is_empty, other);
        *unsure |= _mm512_cmpeq_epi64_mask(bits, _mm512_setzero_si512()) & is_empty;
    }
    words place = _mm512_sub_epi64(all(63 - 32), _mm512_lzcnt_epi64(bits));
    words before = _mm512_add_epi64(_mm512_slli_epi64(index, 6), place);
    struct slot_words there = words_of(process, before);
    words last = _mm512_mask_max_epu64(there.first, there.has_second, there.first, there.second);
    last = _mm512_mask_max_epu64(last, there.has_third, last, there.third);
    last = _mm512_mask_max_epu64(last, there.has_fourth, last, there.fourth);
    *unsure |= there.has_more & ~is_here;
    return moment(process, _mm512_mask_mov_epi64(before, is_here, all((uint64_t)number)),
                  _mm512_mask_mov_epi64(last, is_here, word));
}

/// The first point from `time` on.
IN_LANES words first_from(const struct process *process, words time, lanes *unsure) {
    words number = _mm512_cvttpd_epi64(_mm512_mul_pd(_mm512_cvtepi64_pd(time), _mm512_set1_pd(process->points->per_unit)));
    words offset = _mm512_sub_epi64(time, _mm512_mullo_epi64(number, process->slot));
    lanes is_low = _mm512_cmplt_epi64_mask(offset, _mm512_setzero_si512());
    number = _mm512_mask_sub_epi64(number, is_low, number, all(1));
    offset = _mm512_mask_add_epi64(offset, is_low, offset, process->slot);
    lanes is_high = _mm512_cmpge_epi64_mask(offset, process->slot);
    number = _mm512_mask_add_epi64(number, is_high, number, all(1));
    offset = _mm512_mask_sub_epi64(offset, is_high, offset, process->slot);
    // Once is nearly always enough.
    *unsure |= _mm512_cmpge_epu64_mask(offset, process->slot);

    words shifted = _mm512_add_epi64(number, all(32));
    words index = _mm512_srai_epi64(shifted, 6);
    words bit = _mm512_and_si512(shifted, all(63));
    words bits = occupied(process, index);
    lanes holds = _mm512_test_epi64_mask(bits, _mm512_sllv_epi64(all(1), bit));
    struct slot_words here = words_of(process, number);
    // A place is at least `offset` if the upper 52 bits of its word are at least offset x 2^52 / slot, which is off by less
    // than 3 here.
    words least = _mm512_cvttpd_epi64(
        _mm512_mul_pd(_mm512_cvtepi64_pd(offset), _mm512_set1_pd(0x1p52 / (double)process->points->slot)));
    words above = _mm512_add_epi64(least, all(2));
    words below = _mm512_sub_epi64(least, all(2));
    words upper_first = _mm512_srli_epi64(here.first, 12);
    words upper_second = _mm512_srli_epi64(here.second, 12);
    words upper_third = _mm512_srli_epi64(here.third, 12);
    words upper_fourth = _mm512_srli_epi64(here.fourth, 12);
    lanes is_close = _mm512_cmple_epu64_mask(_mm512_sub_epi64(upper_first, below), all(4)) |
                     _mm512_cmple_epu64_mask(_mm512_sub_epi64(upper_second, below), all(4)) |
                     _mm512_cmple_epu64_mask(_mm512_sub_epi64(upper_third, below), all(4)) |
                     _mm512_cmple_epu64_mask(_mm512_sub_epi64(upper_fourth, below), all(4));
    lanes first = _mm512_cmpgt_epi64_mask(upper_first, above);
    lanes second = _mm512_cmpgt_epi64_mask(upper_second, above) & here.has_second;
    lanes third = _mm512_cmpgt_epi64_mask(upper_third, above) & here.has_third;
    lanes fourth = _mm512_cmpgt_epi64_mask(upper_fourth, above) & here.has_fourth;
    words word = _mm512_mask_mov_epi64(all(~(uint64_t)0), first, here.first);
    word = _mm512_mask_min_epu64(word, second, word, here.second);
    word = _mm512_mask_min_epu64(word, third, word, here.third);
    word = _mm512_mask_min_epu64(word, fourth, word, here.fourth);
    lanes is_here = holds & (first | second | third | fourth);
    *unsure |= holds & (here.has_more | is_close);

    bits = _mm512_and_si512(bits, _mm512_sllv_epi64(all(~(uint64_t)1), bit));
    lanes is_empty = _mm512_cmpeq_epi64_mask(bits, _mm512_setzero_si512()) & ~is_here;
    if (is_empty) {
        words other = _mm512_add_epi64(index, all(1));
        bits = _mm512_mask_mov_epi64(bits, is_empty, occupied(process, other));
        index = _mm512_mask_mov_epi64(index, is_empty, other);
        *unsure |= _mm512_cmpeq_epi64_mask(bits, _mm512_setzero_si512()) & is_empty;
    }
    words lowest = _mm512_and_si512(bits, _mm512_sub_epi64(_mm512_setzero_si512(), bits));
    words place = _mm512_sub_epi64(all(63 - 32), _mm512_lzcnt_epi64(lowest));
    words after = _mm512_add_epi64(_mm512_slli_epi64(index, 6), place);
    struct slot_words there = words_of(process, after);
    words next = _mm512_mask_min_epu64(there.first, there.has_second, there.first, there.second);
    next = _mm512_mask_min_epu64(next, there.has_third, next, there.third);
    next = _mm512_mask_min_epu64(next, there.has_fourth, next, there.fourth);
    *unsure |= there.has_more & ~is_here;
    return moment(process, _mm512_mask_mov_epi64(after, is_here, number), _mm512_mask_mov_epi64(next, is_here, word));
}

/// The first second that begins at a moment or after it.
IN_LANES words second_from(words moment) { return _mm512_srai_epi64(_mm512_add_epi64(moment, all((1 << 20) - 1)), 20); }

/// A poll of an on-period, by its number: late by its jitter, but for the first, which is the connection.
IN_LANES words poll(const struct patchlab_contacts *plan, words device, words start, words number, words every) {
    words time = _mm512_add_epi64(start, _mm512_mullo_epi64(number, every));
    if (plan->jitter <= 0) return time;
    words occurrence = _mm512_or_si512(_mm512_slli_epi64(start, 32), number);
    words key = _mm512_add_epi64(all(plan->lateness), _mm512_mullo_epi64(device, all(plan->weights.entity)));
    words word = mix(_mm512_add_epi64(key, _mm512_mullo_epi64(occurrence, all(plan->weights.occurrence))));
    __m512d share = _mm512_mul_pd(uniform(word), _mm512_set1_pd(plan->jitter));
    words late = _mm512_cvttpd_epi64(_mm512_mul_pd(share, _mm512_cvtepi64_pd(every)));
    return _mm512_mask_add_epi64(time, _mm512_cmpgt_epi64_mask(number, _mm512_setzero_si512()), time, late);
}

LANES void patchlab_find_contacts(const struct patchlab_contacts *plan, int64_t time, const int32_t *devices, size_t count,
                                  int32_t *contacts) {
    const words now = all((uint64_t)time);
    const int64_t moment = (int64_t)((uint64_t)time << 20);
    const bool is_push = plan->every == 0;
    const words every = all(is_push ? 1 : (uint64_t)plan->every);
    for (size_t i = 0; i < count; i += 8) {
        lanes present;
        words device = load(devices + i, count - i, &present);
        struct process on = process_of(&plan->on, &plan->weights, device);
        struct process off = process_of(&plan->off, &plan->weights, device);
        lanes unsure = 0;
        // MemorylessPeriods.period.
        words begin = first_from(&on, last_up_to(&off, moment, &unsure), &unsure);
        words after = _mm512_add_epi64(_mm512_max_epi64(all((uint64_t)moment), begin), all(1));
        words start = second_from(begin);
        words end = _mm512_min_epi64(second_from(first_from(&off, after, &unsure)), all(0x7FFFFFFE));
        unsure |= _mm512_cmpgt_epi64_mask(start, all((uint64_t)plan->horizon)) | _mm512_cmpge_epi64_mask(start, end) |
                  _mm512_cmplt_epi64_mask(start, all((uint64_t)-(1 << 30)));

        // SessionGenerator.checkIn: the next poll of a period that is under way. That before `time` may be late enough.
        words age = _mm512_sub_epi64(now, start);
        lanes is_under_way = _mm512_cmpgt_epi64_mask(age, _mm512_setzero_si512());
        words contact = now;
        if (!is_push) {
            words number = _mm512_cvttpd_epi64(_mm512_div_pd(_mm512_cvtepi64_pd(age), _mm512_cvtepi64_pd(every)));
            words last = poll(plan, device, start, number, every);
            words next = poll(plan, device, start, _mm512_add_epi64(number, all(1)), every);
            unsure |= _mm512_cmpge_epi64_mask(last, end) & is_under_way;
            contact = _mm512_mask_mov_epi64(next, _mm512_cmpge_epi64_mask(last, now), last);
        }
        contact = _mm512_mask_mov_epi64(start, is_under_way, contact);
        unsure |= _mm512_cmpge_epi64_mask(contact, end);
        store(contacts + i, present, _mm512_mask_mov_epi64(contact, unsure, all(~(uint64_t)0)));
    }
}

#else

void patchlab_find_contacts(const struct patchlab_contacts *plan, int64_t time, const int32_t *devices, size_t count,
                            int32_t *contacts) {}

#endif
