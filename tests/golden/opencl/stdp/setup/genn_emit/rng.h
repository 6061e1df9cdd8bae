/* Random numbers as functions of a counter: no state, hence the same stream on every backend and for any number of threads.
 *
 * A draw is named by (key, element, draw, step): the seed, the neuron or synapse, the place in the code, the time step.
 * The low 16 bits of `draw` are the place in the code; draws that need several numbers count trials in the high 16 bits.
 * OpenCL: paste common.h first.
 */
#ifndef GENN_RNG_H
#define GENN_RNG_H

#ifndef __OPENCL_VERSION__
#include "common.h"
#endif

/* The four words that one counter gives. */
typedef struct {
    uint32_t w0, w1, w2, w3;
} genn_words;

/* One round of Philox4x32. Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", section 4.3. */
GENN_FN genn_words genn_philox_round(genn_words x, uint32_t key0, uint32_t key1)
{
    const uint64_t a = (uint64_t)0xD2511F53u * x.w0;
    const uint64_t b = (uint64_t)0xCD9E8D57u * x.w2;
    genn_words y;
    y.w0 = (uint32_t)(b >> 32) ^ x.w1 ^ key0;
    y.w1 = (uint32_t)b;
    y.w2 = (uint32_t)(a >> 32) ^ x.w3 ^ key1;
    y.w3 = (uint32_t)a;
    return y;
}

/* Philox4x32-10: 128 random bits for a counter and a key. Salmon et al. 2011; the key grows by Weyl constants. */
GENN_FN genn_words genn_philox(uint64_t key, uint32_t element, uint32_t draw, uint64_t step)
{
    const uint32_t weyl0 = 0x9E3779B9u, weyl1 = 0xBB67AE85u;
    const uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    genn_words x;
    x.w0 = element;
    x.w1 = draw;
    x.w2 = (uint32_t)step;
    x.w3 = (uint32_t)(step >> 32);
    x = genn_philox_round(x, k0, k1); /* written out: gcc 12 vectorises this, but not a loop over rounds */
    x = genn_philox_round(x, k0 + 1 * weyl0, k1 + 1 * weyl1);
    x = genn_philox_round(x, k0 + 2 * weyl0, k1 + 2 * weyl1);
    x = genn_philox_round(x, k0 + 3 * weyl0, k1 + 3 * weyl1);
    x = genn_philox_round(x, k0 + 4 * weyl0, k1 + 4 * weyl1);
    x = genn_philox_round(x, k0 + 5 * weyl0, k1 + 5 * weyl1);
    x = genn_philox_round(x, k0 + 6 * weyl0, k1 + 6 * weyl1);
    x = genn_philox_round(x, k0 + 7 * weyl0, k1 + 7 * weyl1);
    x = genn_philox_round(x, k0 + 8 * weyl0, k1 + 8 * weyl1);
    return genn_philox_round(x, k0 + 9 * weyl0, k1 + 9 * weyl1);
}

/* Two words as a double in [0, 1) with 53 random bits. Matsumoto and Nishimura, genrand_res53. */
GENN_FN double genn_unit_f64(uint32_t high, uint32_t low)
{
    return ((double)(int32_t)(high >> 5) * 67108864.0 + (double)(int32_t)(low >> 6)) * (1.0 / 9007199254740992.0);
}

/* One word as a float in [0, 1) with 24 random bits. */
GENN_FN float genn_unit_f32(uint32_t word)
{
    return (float)(int32_t)(word >> 8) * (1.0f / 16777216.0f);
}

/* Uniform in [0, 1), 53 bits: words 0 and 1. */
GENN_FN double genn_uniform_f64(uint64_t key, uint32_t element, uint32_t draw, uint64_t step)
{
    const genn_words w = genn_philox(key, element, draw, step);
    return genn_unit_f64(w.w0, w.w1);
}

/* Uniform in [0, 1), 24 bits: word 0. */
GENN_FN float genn_uniform_f32(uint64_t key, uint32_t element, uint32_t draw, uint64_t step)
{
    return genn_unit_f32(genn_philox(key, element, draw, step).w0);
}

/* Standard normal. Box and Muller 1958, the cosine of the pair; 1 - u > 0 keeps the logarithm finite (|x| <= 8.6). */
GENN_FN double genn_normal_f64(uint64_t key, uint32_t element, uint32_t draw, uint64_t step)
{
    const genn_words w = genn_philox(key, element, draw, step);
    const double radius = sqrt(-2.0 * log(1.0 - genn_unit_f64(w.w0, w.w1)));
    return radius * cos(6.283185307179586 * genn_unit_f64(w.w2, w.w3));
}

/* Standard normal in single precision. Box and Muller 1958; all 32 bits of word 0 go into the tail (|x| <= 6.8). */
GENN_FN float genn_normal_f32(uint64_t key, uint32_t element, uint32_t draw, uint64_t step)
{
    const genn_words w = genn_philox(key, element, draw, step);
    const float u = ((float)w.w0 + 0.5f) * (1.0f / 4294967296.0f);
    const float radius = GENN_MATHF(sqrt)(-2.0f * GENN_MATHF(log)(u));
    return radius * GENN_MATHF(cos)(6.2831855f * genn_unit_f32(w.w1));
}

/* Failures before the next success when log1mp = log1p(-p): floor(log(1 - u) / log(1 - p)), Devroye 1986, X.2.
 * The skips of one row outnumber the trials of a draw word, so count them in `step`. */
GENN_FN int64_t genn_geometric_skip(uint64_t key, uint32_t element, uint32_t draw, uint64_t step, double log1mp)
{
    const double skip = log(1.0 - genn_uniform_f64(key, element, draw, step)) / log1mp;
    return log1mp < 0.0 && skip < 9.2e18 ? (int64_t)skip : GENN_INT64_MAX;
}

#endif
