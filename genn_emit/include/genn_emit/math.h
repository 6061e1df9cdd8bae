/* What Brian2's expressions need with numpy's meaning where C's differs: floor division, modulo, sign, clip, exprel, ...
 * One version per type, named by suffix: i32, i64, f32, f64. OpenCL: paste common.h first.
 */
#ifndef GENN_MATH_H
#define GENN_MATH_H

#ifndef __OPENCL_VERSION__
#include "common.h"
#endif
#if defined(__OPENCL_VERSION__) || defined(__CUDACC__)
#define genn_expm1 expm1
#define genn_expm1f expm1f
#else
#include "exp.h"
#endif

/* Time in steps, as brian2.core.functions.timestep: the shift keeps multiples of dt out of the step before. Finite t only. */
GENN_FN int64_t genn_timestep(double t, double dt)
{
    return (int64_t)((t + 1e-3 * dt) / dt);
}

/* The smallest t for which genn_timestep(t, dt) is `step` or more: t >= genn_time_of_step(step, dt) is the same question as
 * genn_timestep(t, dt) >= step, as genn_timestep never falls where t grows. */
GENN_FN double genn_time_of_step(int64_t step, double dt)
{
    const double far = 9007199254740992.0; /* 2^53: here steps are not told apart, and neither question is asked */
    if ((double)step <= -far || (double)step >= far) {
        return step < 0 ? -(double)GENN_INFINITY : (double)GENN_INFINITY;
    }
    /* Up to step 0 the conversion rounds up, so the boundary lies one step earlier. */
    double t = ((double)(step > 0 ? step : step - 1) - 1e-3) * dt;
    while (genn_timestep(t, dt) >= step) {
        t = nextafter(t, -(double)GENN_INFINITY);
    }
    while (genn_timestep(t, dt) < step) {
        t = nextafter(t, (double)GENN_INFINITY);
    }
    return t;
}

/* ---- whole numbers: T, its unsigned twin U (arithmetic wraps, as in numpy), the suffix ---- */
#define GENN_INTEGER_FUNCTIONS(T, U, suffix)                                                                        \
    /* -x; the smallest number stays itself. */                                                                     \
    GENN_FN T genn_negative_##suffix(T x)                                                                           \
    {                                                                                                               \
        return (T)((U)0 - (U)x);                                                                                    \
    }                                                                                                               \
    /* numpy.abs: the smallest number stays itself. */                                                              \
    GENN_FN T genn_abs_##suffix(T x)                                                                                \
    {                                                                                                               \
        return x < 0 ? genn_negative_##suffix(x) : x;                                                               \
    }                                                                                                               \
    /* numpy.sign: -1, 0 or 1. */                                                                                   \
    GENN_FN T genn_sign_##suffix(T x)                                                                               \
    {                                                                                                               \
        return (T)((x > 0) - (x < 0));                                                                              \
    }                                                                                                               \
    /* numpy.clip: min(max(x, low), high). */                                                                       \
    GENN_FN T genn_clip_##suffix(T x, T low, T high)                                                                \
    {                                                                                                               \
        const T y = x > low ? x : low;                                                                              \
        return y < high ? y : high;                                                                                 \
    }                                                                                                               \
    /* numpy.floor_divide: rounds down; 0 when y is 0; by -1 apart, as the smallest number over -1 traps. */        \
    GENN_FN T genn_floor_div_##suffix(T x, T y)                                                                     \
    {                                                                                                               \
        if (y == 0 || y == -1) {                                                                                    \
            return y == 0 ? (T)0 : genn_negative_##suffix(x);                                                       \
        }                                                                                                           \
        return (T)(x / y - (T)((x % y != 0) & ((x < 0) != (y < 0))));                                               \
    }                                                                                                               \
    /* numpy.remainder: has the sign of y; 0 when y is 0. */                                                        \
    GENN_FN T genn_mod_##suffix(T x, T y)                                                                           \
    {                                                                                                               \
        if (y == 0 || y == -1) {                                                                                    \
            return 0;                                                                                               \
        }                                                                                                           \
        const T rest = (T)(x % y);                                                                                  \
        return rest != 0 && (rest < 0) != (y < 0) ? (T)(rest + y) : rest;                                           \
    }                                                                                                               \
    /* numpy.power by squaring; where numpy refuses (power < 0), 1 / x**-power rounded towards 0, and 0 for x = 0. */ \
    GENN_FN T genn_pow_int_##suffix(T x, T power)                                                                   \
    {                                                                                                               \
        if (power < 0) {                                                                                            \
            return (T)(x == 1 || (x == -1 && power % 2 == 0) ? 1 : x == -1 ? -1 : 0);                               \
        }                                                                                                           \
        U result = 1, square = (U)x;                                                                                \
        for (U bits = (U)power; bits != 0; bits >>= 1) {                                                            \
            result *= (bits & 1) != 0 ? square : (U)1;                                                              \
            square *= square;                                                                                       \
        }                                                                                                           \
        return (T)result;                                                                                           \
    }

/* ---- floating point: T, its libm function F(name), the suffix; NaN and signs of zero as numpy has them ---- */
#define GENN_FLOAT_FUNCTIONS(T, F, suffix)                                                                          \
    /* numpy.sign: NaN stays NaN, either zero gives +0. */                                                          \
    GENN_FN T genn_sign_##suffix(T x)                                                                               \
    {                                                                                                               \
        return x > 0 ? (T)1 : (x < 0 ? (T)-1 : (x == 0 ? (T)0 : x));                                                \
    }                                                                                                               \
    /* numpy.clip: min(max(x, low), high), NaN wherever one of the three is NaN. */                                 \
    GENN_FN T genn_clip_##suffix(T x, T low, T high)                                                                \
    {                                                                                                               \
        const T y = x > low || x != x ? x : low;                                                                    \
        return y < high || y != y ? y : high;                                                                       \
    }                                                                                                               \
    /* (exp(x) - 1) / x, 1 at 0, bounds as brian2.units.exprel; selects, no branches, so that it vectorises. */ \
    GENN_FN T genn_exprel_##suffix(T x)                                                                             \
    {                                                                                                               \
        const T ratio = F(genn_expm1)(x) / x;                                                                            \
        const T finite = F(fabs)(x) < (T)1e-16 ? (T)1 : ratio;                                                      \
        return x > (T)717 ? (T)GENN_INFINITY : finite;                                                              \
    }                                                                                                               \
    /* x / (exp(x) - 1) = 1 / exprel(x), the generating function of the Bernoulli numbers; 1 at 0, 0 beyond the bound above. */ \
    GENN_FN T genn_bernoulli_##suffix(T x)                                                                          \
    {                                                                                                               \
        const T ratio = x / F(genn_expm1)(x);                                                                            \
        const T finite = x == (T)0 ? (T)1 : ratio;                                                                  \
        return x > (T)717 ? (T)0 : finite;                                                                          \
    }                                                                                                               \
    /* numpy.remainder (npy_divmod in numpy/_core/src/npymath): fmod moved to the sign of y; NaN when y is 0. */    \
    GENN_FN T genn_mod_##suffix(T x, T y)                                                                           \
    {                                                                                                               \
        const T rest = F(fmod)(x, y);                                                                               \
        const T moved = (rest < 0) != (y < 0) ? rest + y : rest;                                                    \
        return y == 0 ? rest : (rest == 0 ? F(copysign)((T)0, y) : moved);                                          \
    }                                                                                                               \
    /* numpy.floor_divide (npy_divmod): (x - mod) / y snapped to the nearest whole number; x / y when y is 0. */    \
    GENN_FN T genn_floor_div_##suffix(T x, T y)                                                                     \
    {                                                                                                               \
        const T rest = F(fmod)(x, y);                                                                               \
        const T quotient = (x - rest) / y - (rest != 0 && (rest < 0) != (y < 0) ? (T)1 : (T)0);                     \
        const T low = F(floor)(quotient);                                                                           \
        const T nearest = quotient - low > (T)0.5 ? low + (T)1 : low;                                               \
        return y == 0 ? x / y : (quotient == 0 ? F(copysign)((T)0, x / y) : nearest);                               \
    }

#define GENN_MATHD(name) name
GENN_INTEGER_FUNCTIONS(int32_t, uint32_t, i32)
GENN_INTEGER_FUNCTIONS(int64_t, uint64_t, i64)
GENN_FLOAT_FUNCTIONS(float, GENN_MATHF, f32)
GENN_FLOAT_FUNCTIONS(double, GENN_MATHD, f64)

#endif
