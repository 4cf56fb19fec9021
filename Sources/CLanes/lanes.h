// Eight numbers of 64 bits at once, for x86-64 with AVX-512. Products and sums of floating-point numbers are never fused, so
// that they are those of Swift.
#pragma once
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__linux__)
#define PATCHLAB_LANES 1
#include <immintrin.h>

#define LANES __attribute__((target("avx512f,avx512dq,avx512cd,avx512vl,avx512bw")))
#define IN_LANES static inline __attribute__((always_inline)) LANES

typedef __m512i words;
typedef __mmask8 lanes;

IN_LANES words all(uint64_t word) { return _mm512_set1_epi64((long long)word); }

/// KeyedRandom.mix.
IN_LANES words mix(words z) {
    z = _mm512_mullo_epi64(_mm512_xor_si512(z, _mm512_srli_epi64(z, 30)), all(0xBF58476D1CE4E5B9u));
    z = _mm512_mullo_epi64(_mm512_xor_si512(z, _mm512_srli_epi64(z, 27)), all(0x94D049BB133111EBu));
    return _mm512_xor_si512(z, _mm512_srli_epi64(z, 31));
}

/// The next eight of what is left, and which of them there are.
IN_LANES words load(const int32_t *numbers, size_t left, lanes *present) {
    *present = left >= 8 ? 0xFF : (lanes)((1u << left) - 1);
    return _mm512_cvtepi32_epi64(_mm256_maskz_loadu_epi32(*present, numbers));
}

IN_LANES void store(int32_t *numbers, lanes present, words values) {
    _mm256_mask_storeu_epi32(numbers, present, _mm512_cvtepi64_epi32(values));
}

/// KeyedDraw.uniform of words.
IN_LANES __m512d uniform(words word) {
    words bits = _mm512_or_si512(_mm512_srli_epi64(word, 12), all(0x3FF0000000000000u));
    return _mm512_sub_pd(_mm512_castsi512_pd(bits), _mm512_set1_pd(1 - 0x1p-53));
}
#endif
