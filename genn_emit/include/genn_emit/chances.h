/* Elements of a block that something happens to by chance, found by leaps from one to the next instead of a draw for each.
 *
 * With a probability of at most `most` for each element the leaps have a geometric distribution; where an element's own
 * probability is smaller, a second number decides. Devroye 1986, "Non-uniform random variate generation", X.2 and II.3.
 * A block has its own stream, so that it does not matter who does it: the element of its counters is the block's first one,
 * leaps are counted in the high 16 bits of `draw`.
 */
#ifndef GENN_CHANCES_H
#define GENN_CHANCES_H

#include "rng.h"

#define GENN_CERTAIN 1073741824 /* probability 1 in whole numbers, which a vector loop can take the largest of */

/* A whole number of 1 / GENN_CERTAIN that is not below probability p; of certainty if p is not a number. */
static inline int32_t genn_at_most(double p)
{
    return (int32_t)((p < 1.0 ? (p > 0.0 ? p : 0.0) : 1.0) * (double)GENN_CERTAIN) + 1;
}

static inline double genn_probability(int32_t parts)
{
    return (double)parts * (1.0 / (double)GENN_CERTAIN);
}

/* Whether a draw for each element costs less than leaps: from 1/16 on. */
static inline bool genn_likely(int32_t parts)
{
    return parts >= GENN_CERTAIN / 16;
}

/* Elements that are skipped before the next one that may be hit, `left` if none of those left is. */
static inline int32_t genn_leap(uint64_t key, uint32_t block, uint32_t draw, uint64_t step, double most, int32_t left)
{
    const genn_words w = genn_philox(key, block, draw, step);
    const double u = genn_unit_f64(w.w0, w.w1);
    if (u >= (double)left * most) { /* the chance that any of n is hit is at most n p */
        return left;
    }
    const double skip = log(1.0 - u) / log1p(-most);
    return skip < (double)left ? (int32_t)skip : left;
}

/* Whether the element at the end of that leap, whose probability is p, is hit. */
static inline bool genn_hit(uint64_t key, uint32_t block, uint32_t draw, uint64_t step, double most, double p)
{
    const genn_words w = genn_philox(key, block, draw, step);
    return genn_unit_f64(w.w2, w.w3) * most < p;
}

#endif
