/* exp and exp - 1 without tables or branches, so that loops over them become vectors with any compiler: genn_exp, genn_expf,
 * genn_expm1, genn_expm1f. Within 2 ulp; results below 2^-1021 (2^-125) are 0. Not for OpenCL and CUDA, which have their own.
 *
 * x = n ln 2 + r with a whole n and |r| <= ln 2 / 2, so exp(x) = 2^n exp(r) (Cody and Waite 1980). exp(r) = 1 + r + r^2 q(r) with
 * the polynomial q through (exp(r) - 1 - r) / r^2 at Chebyshev's points. Its even and odd powers are summed apart: two short
 * chains instead of a long one. Where the processor multiplies and adds in one instruction (FMA), these are used.
 *
 * Without GENN_VECTOR_MATH they are the C library's functions.
 */
#ifndef GENN_EXP_H
#define GENN_EXP_H

#include "common.h"

#if defined(GENN_VECTOR_MATH)

#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
#define GENN_MADD(a, b, c) __builtin_fma(a, b, c)
#define GENN_MADDF(a, b, c) __builtin_fmaf(a, b, c)
#else
#define GENN_MADD(a, b, c) ((a) * (b) + (c))
#define GENN_MADDF GENN_MADD
#endif

/* The number with these bits, and the bits of a number. */
#define GENN_BITS(T, U, suffix)                      \
    GENN_FN T genn_from_bits##suffix(U bits)         \
    {                                                \
        T x;                                         \
        __builtin_memcpy(&x, &bits, sizeof x);       \
        return x;                                    \
    }                                                \
    GENN_FN U genn_to_bits##suffix(T x)              \
    {                                                \
        U bits;                                      \
        __builtin_memcpy(&bits, &x, sizeof bits);    \
        return bits;                                 \
    }
GENN_BITS(double, uint64_t, )
GENN_BITS(float, uint32_t, f)

/* exp(r) - 1 for |r| <= ln 2 / 2, relative error 2e-17 */
GENN_FN double genn_expm1_near_0(double r)
{
    const double rr = r * r;
    const double even = GENN_MADD(
        GENN_MADD(GENN_MADD(GENN_MADD(0x1.289185613a3d6p-22, rr, 0x1.a019b90d2ae7ap-16), rr, 0x1.6c16c1788bd90p-10), rr,
            0x1.5555555553d63p-5), rr, 0x1.0000000000001p-1);
    const double odd = GENN_MADD(
        GENN_MADD(GENN_MADD(GENN_MADD(0x1.af38a9b0ec855p-26, rr, 0x1.71de0dae63bb3p-19), rr, 0x1.a01a01a7c41d5p-13), rr,
            0x1.11111111109b3p-7), rr, 0x1.5555555555556p-3);
    return GENN_MADD(rr, GENN_MADD(odd, r, even), r);
}

/* The same to 1e-8 */
GENN_FN float genn_expm1_near_0f(float r)
{
    const float rr = r * r;
    const float even = GENN_MADDF(GENN_MADDF(0.0013926183587713494f, rr, 0.041666554617204574f), rr, 0.5f);
    const float odd = GENN_MADDF(0.008363179052722578f, rr, 0.16666576989698775f);
    return GENN_MADDF(rr, GENN_MADDF(odd, r, even), r);
}

/* T, the integer of its size; the suffix; MADD; 1.5 * 2^(digits - 1), beside which a number is rounded to a whole one; ln 2 in
 * two parts, the first with so few digits that n times it is exact; the position and the offset of the exponent; the bounds.
 * genn_exp adds n to the exponent of exp(r), which is one instruction of a kind that polynomials leave idle. genn_expm1 makes 2^n
 * as 2 * 2^(n - 1), for which there is an exponent up to the largest result. */
#define GENN_EXP_FUNCTIONS(T, U, suffix, MADD, shift, high, low, position, offset, least, most)        \
    GENN_FN T genn_exp##suffix(T x)                                                                    \
    {                                                                                                  \
        const T shifted = MADD(x, (T)1.4426950408889634, (T)shift);                                    \
        const T n = shifted - (T)shift;                                                                \
        const T r = MADD(n, (T) - (low), MADD(n, (T) - (high), x));                                    \
        const U near_1 = genn_to_bits##suffix((T)1 + genn_expm1_near_0##suffix(r));                    \
        const T y = genn_from_bits##suffix(near_1 + (genn_to_bits##suffix(shifted) << position));      \
        const T above_0 = x < (T)(least) ? (T)0 : y;                                                   \
        return x <= (T)(most) ? above_0 : x + (T)GENN_INFINITY;                                        \
    }                                                                                                  \
    GENN_FN T genn_expm1##suffix(T x)                                                                  \
    {                                                                                                  \
        const T shifted = MADD(x, (T)1.4426950408889634, (T)shift);                                    \
        const T n = shifted - (T)shift;                                                                \
        const T r = MADD(n, (T) - (low), MADD(n, (T) - (high), x));                                    \
        const T half = genn_from_bits##suffix((genn_to_bits##suffix(shifted) + offset) << position);   \
        const T y = MADD(genn_expm1_near_0##suffix(r), half, half - (T)0.5);                           \
        const T above_least = x < (T)-50 ? (T)-1 : y + y;                                              \
        return x > (T)(most) ? (T)GENN_INFINITY : above_least;                                         \
    }
GENN_EXP_FUNCTIONS(double, uint64_t, , GENN_MADD, 6755399441055744.0, 0.6931471803691238, 1.9082149292705877e-10, 52, 1022u,
    -707.7, 709.782712893384)
GENN_EXP_FUNCTIONS(float, uint32_t, f, GENN_MADDF, 12582912.0, 0.693359375, -2.12194440e-4, 23, 126u, -86.9, 88.72283)

#undef GENN_BITS
#undef GENN_EXP_FUNCTIONS

#else

GENN_FN double genn_exp(double x)
{
    return exp(x);
}

GENN_FN float genn_expf(float x)
{
    return expf(x);
}

GENN_FN double genn_expm1(double x)
{
    return expm1(x);
}

GENN_FN float genn_expm1f(float x)
{
    return expm1f(x);
}

#endif
#endif
