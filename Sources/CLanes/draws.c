#include "CLanes.h"
#include "lanes.h"

#ifdef PATCHLAB_LANES

bool patchlab_has_lanes(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512cd") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
}

/// shortNegativeLog.
IN_LANES __m512d short_negative_log(__m512d u, const double *rows) {
    words bits = _mm512_castpd_si512(u);
    words row = _mm512_slli_epi64(_mm512_and_si512(_mm512_srli_epi64(bits, 45), all(127)), 1);
    __m512d reciprocal = _mm512_i64gather_pd(row, rows, 8);
    __m512d logarithm = _mm512_i64gather_pd(row, rows + 1, 8);
    __m512d k = _mm512_cvtepi64_pd(_mm512_sub_epi64(_mm512_srli_epi64(bits, 52), all(1023)));
    words one = all(0x3FF0000000000000u);
    __m512d z = _mm512_castsi512_pd(_mm512_or_si512(_mm512_and_si512(bits, all(0x000FFFFFFFFFFFFFu)), one));
    __m512d r = _mm512_sub_pd(_mm512_mul_pd(z, reciprocal), _mm512_set1_pd(1));
    __m512d r2 = _mm512_mul_pd(r, r);
    __m512d low = _mm512_sub_pd(_mm512_set1_pd(1.0 / 2), _mm512_mul_pd(r, _mm512_set1_pd(1.0 / 3)));
    __m512d sum = _mm512_add_pd(low, _mm512_mul_pd(r2, _mm512_set1_pd(1.0 / 4)));
    __m512d series = _mm512_sub_pd(r, _mm512_mul_pd(r2, sum));
    __m512d whole = _mm512_sub_pd(logarithm, _mm512_mul_pd(k, _mm512_set1_pd(0x1.62e42fefa39efp-1)));
    return _mm512_max_pd(_mm512_sub_pd(whole, series), _mm512_setzero_pd());
}

/// Tick(roundingNonNegative:).
IN_LANES words rounded(__m512d seconds) {
    __m512d base = _mm512_set1_pd(0x1p52);
    __m512d shifted = _mm512_add_pd(base, seconds);
    __m512d rest = _mm512_sub_pd(seconds, _mm512_sub_pd(shifted, base));
    words ticks = _mm512_sub_epi64(_mm512_castpd_si512(shifted), _mm512_castpd_si512(base));
    lanes is_half_below = _mm512_cmp_pd_mask(rest, _mm512_set1_pd(0.5), _CMP_EQ_OQ);
    ticks = _mm512_mask_add_epi64(ticks, is_half_below, ticks, all(1));
    lanes fits = _mm512_cmp_pd_mask(seconds, _mm512_set1_pd(0x7FFFFFFE), _CMP_LT_OQ);
    return _mm512_mask_mov_epi64(all(0x7FFFFFFE), fits, ticks);
}

LANES void patchlab_draw_spans(uint64_t key, struct patchlab_weights weights, double shift, double mean, const double *rows,
                               const int32_t *entities, size_t count, int32_t *spans) {
    for (size_t i = 0; i < count; i += 8) {
        lanes present;
        words entity = load(entities + i, count - i, &present);
        words word = mix(_mm512_add_epi64(all(key), _mm512_mullo_epi64(entity, all(weights.entity))));
        __m512d exponential = short_negative_log(uniform(_mm512_xor_si512(word, all(~(uint64_t)0))), rows);
        __m512d seconds = _mm512_add_pd(_mm512_set1_pd(shift), _mm512_mul_pd(_mm512_set1_pd(mean), exponential));
        store(spans + i, present, rounded(seconds));
    }
}

LANES void patchlab_draw_chances(uint64_t key, struct patchlab_weights weights, double probability, const int32_t *entities,
                                 size_t count, bool *happens) {
    for (size_t i = 0; i < count; i += 8) {
        lanes present;
        words entity = load(entities + i, count - i, &present);
        words word = mix(_mm512_add_epi64(all(key), _mm512_mullo_epi64(entity, all(weights.entity))));
        lanes is_true = _mm512_cmp_pd_mask(uniform(word), _mm512_set1_pd(probability), _CMP_LT_OQ);
        _mm_mask_storeu_epi8((char *)happens + i, present, _mm_maskz_set1_epi8(is_true, 1));
    }
}

LANES void patchlab_draw_words(uint64_t key, struct patchlab_weights weights, uint64_t entity, size_t count,
                               uint64_t *drawn) {
    words place = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
    for (size_t i = 0; i < count; i += 8) {
        lanes present = count - i >= 8 ? 0xFF : (lanes)((1u << (count - i)) - 1);
        words who = _mm512_add_epi64(all(entity + i), place);
        words word = mix(_mm512_add_epi64(all(key), _mm512_mullo_epi64(who, all(weights.entity))));
        _mm512_mask_storeu_epi64(drawn + i, present, word);
    }
}

#else

bool patchlab_has_lanes(void) { return false; }
void patchlab_draw_words(uint64_t key, struct patchlab_weights weights, uint64_t entity, size_t count, uint64_t *drawn) {}
void patchlab_draw_spans(uint64_t key, struct patchlab_weights weights, double shift, double mean, const double *rows,
                         const int32_t *entities, size_t count, int32_t *spans) {}
void patchlab_draw_chances(uint64_t key, struct patchlab_weights weights, double probability, const int32_t *entities,
                           size_t count, bool *happens) {}

#endif
