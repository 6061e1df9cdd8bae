/* Which elements a worker owns, and where they stand in lists. Results are the same for any number of workers: nobody touches
 * what another owns, and vector loops begin and end at the same elements.
 */
#ifndef GENN_SLICES_H
#define GENN_SLICES_H

#include <stdint.h>

#include "team.h"

/* What only several workers need is not inlined: compilers take their time for it. Not all that include this call it. */
#if defined(__GNUC__)
#define GENN_NOINLINE __attribute__((noinline, unused)) static
#else
#define GENN_NOINLINE static
#endif

/* Slices begin at whole cache lines, even of bytes, and are long enough for the widest vector loop to be worth entering:
 * the C library's vector functions round differently from its scalar ones. */
#define GENN_SLICE_STEP 64
#define GENN_SLICE_LEAST 256

/* Elements per worker from which slices follow the team's shares: none of those is below a quarter of what is even. */
#define GENN_SLICE_UNEVEN 1536

/* Where the slice of `worker` begins among n elements, if there are several workers. */
GENN_NOINLINE int32_t genn_slice_of_several(const void *team, int32_t n, int32_t worker, int32_t workers)
{
    const int32_t enough = n / GENN_SLICE_LEAST;
    const int32_t active = enough < 1 ? 1 : (enough < workers ? enough : workers);
    if (worker >= active) {
        return n;
    }
    const int64_t steps = n / GENN_SLICE_STEP;
    if (team == nullptr || n / workers < GENN_SLICE_UNEVEN) {
        return (int32_t)(steps * worker / active) * GENN_SLICE_STEP;
    }
    return (int32_t)(steps * ((const genn_team *)team)->shares[worker] / GENN_WHOLE) * GENN_SLICE_STEP;
}

/* Where the slice of `worker` begins among n elements; that of worker + 1 is where it ends. */
static inline int32_t genn_slice(const void *team, int32_t n, int32_t worker, int32_t workers)
{
    if (workers == 1) {
        return worker == 0 ? 0 : n;
    }
    return genn_slice_of_several(team, n, worker, workers);
}

/* The first cache lines of a slice will be changed soon. A processor that works through the slice before fetches them as well,
 * for nothing: it does not know where that ends. */
template <typename T>
static inline void genn_fetch_border(const T *array, int32_t first, int32_t last)
{
    const int32_t line = 64 / sizeof(T), end = first + 12 * line < last ? first + 12 * line : last;
    for (int32_t i = first; first != 0 && i < end; i += line) {
        __builtin_prefetch(array + i, 1);
    }
}

/* Element i of an array will be changed soon. */
template <typename T>
static inline void genn_fetch(const T *array, int64_t i)
{
    __builtin_prefetch(array + i, 1);
}

/* Positions [begin, end) of a list will be read soon: the first cache lines, the processor foresees the others. */
static inline void genn_fetch_row(const int32_t *list, int64_t begin, int64_t end)
{
    for (int64_t p = begin; p < end && p < begin + 128; p += 16) {
        __builtin_prefetch(list + p);
    }
}

/* The element that position p of a list stands for: directly, or through an index array. */
static inline int32_t genn_listed(const int32_t *list, const int32_t *order, int64_t p)
{
    return list[order == nullptr ? p : order[p]];
}

/* The first position in [begin, end) whose element is at least `least`, in an ascending list. It looks first where it would be
 * if the elements were spread evenly over [0, extent): mostly in the cache line that is needed next anyway. */
GENN_NOINLINE int64_t genn_search(
    const int32_t *list, const int32_t *order, int64_t begin, int64_t end, int32_t least, int32_t extent)
{
    if (begin >= end || genn_listed(list, order, begin) >= least) {
        return begin;
    }
    if (genn_listed(list, order, end - 1) < least) {
        return end;
    }
    int64_t low = begin, high = end - 1; /* the element at low is too small, that at high is not */
    int64_t guess = begin + (int64_t)((double)(end - begin) * least / extent);
    for (int64_t stride = 4; guess > low && guess < high; stride *= 4) {
        if (genn_listed(list, order, guess) < least) {
            low = guess;
            guess += stride;
        } else {
            high = guess;
            guess -= stride;
        }
        if (high - low <= stride) {
            break;
        }
    }
    while (high - low > 1) {
        const int64_t middle = low + (high - low) / 2;
        if (genn_listed(list, order, middle) < least) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

/* The first position from `begin` on, or `end`, whose element is in [first, last), or is not, in any order. */
GENN_NOINLINE int64_t genn_next(
    const int32_t *list, const int32_t *order, int64_t begin, int64_t end, int32_t first, int32_t last, bool within)
{
    while (begin < end) {
        const int32_t element = genn_listed(list, order, begin);
        if ((element >= first && element < last) == within) {
            break;
        }
        begin++;
    }
    return begin;
}

/* The first position in [begin, end) whose element is at least `least`, in an ascending list of elements of [0, extent). */
static inline int64_t genn_at_least(
    const int32_t *list, const int32_t *order, int64_t begin, int64_t end, int32_t least, int32_t extent)
{
    if (least <= 0 || least >= extent) {
        return least <= 0 || begin > end ? begin : end;
    }
    return genn_search(list, order, begin, end, least, extent);
}

/* Where the next run of elements of [first, last) begins in positions [begin, end) of a list, ascending or not, of elements of
 * [0, extent). */
static inline int64_t genn_run_begin(
    const int32_t *list, const int32_t *order, int64_t begin, int64_t end, int32_t first, int32_t last, int32_t extent,
    bool ascending)
{
    return ascending ? genn_at_least(list, order, begin, end, first, extent)
                     : genn_next(list, order, begin, end, first, last, true);
}

/* Where the run that begins at `begin` ends. */
static inline int64_t genn_run_end(
    const int32_t *list, const int32_t *order, int64_t begin, int64_t end, int32_t first, int32_t last, int32_t extent,
    bool ascending)
{
    return ascending ? genn_at_least(list, order, begin, end, last, extent)
                     : genn_next(list, order, begin, end, first, last, false);
}

#endif
