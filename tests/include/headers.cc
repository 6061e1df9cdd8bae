/* Every function of the headers as a loop over arrays, for the tests. Loops marked `vector` must vectorise. */
#include "genn_emit/math.h"
#include "genn_emit/rng.h"
#include "genn_emit/rng_discrete.h"

#define EXPORT extern "C" void
#define RESTRICT __restrict

EXPORT philox(uint32_t *words, uint64_t key, uint32_t element, uint32_t draw, uint64_t step)
{
    const genn_words w = genn_philox(key, element, draw, step);
    words[0] = w.w0, words[1] = w.w1, words[2] = w.w2, words[3] = w.w3;
}

#define DRAW(T, name, ...)                                                                                          \
    {                                                                                                               \
        for (int64_t i = 0; i < n; i++) {                                                                           \
            y[i] = genn_##name(key, (uint32_t)i, draw, step __VA_ARGS__);                                           \
        }                                                                                                           \
    }
#define WHERE int64_t n, uint64_t key, uint32_t draw, uint64_t step
EXPORT uniform_f64(double *RESTRICT y, WHERE) DRAW(double, uniform_f64) // vector
EXPORT uniform_f32(float *RESTRICT y, WHERE) DRAW(float, uniform_f32) // vector
EXPORT normal_f64(double *RESTRICT y, WHERE) DRAW(double, normal_f64) // vector
EXPORT normal_f32(float *RESTRICT y, WHERE) DRAW(float, normal_f32) // vector
EXPORT poisson(int32_t *RESTRICT y, WHERE, double lambda) DRAW(int32_t, poisson, , lambda)
EXPORT binomial(int32_t *RESTRICT y, WHERE, int32_t size, double p) DRAW(int32_t, binomial, , size, p)
EXPORT geometric_skip(int64_t *RESTRICT y, WHERE, double log1mp) DRAW(int64_t, geometric_skip, , log1mp)

#define MAP1(T, name)                                                                                               \
    EXPORT name(T *RESTRICT z, const T *RESTRICT x, int64_t n)                                                      \
    {                                                                                                               \
        for (int64_t i = 0; i < n; i++) {                                                                           \
            z[i] = genn_##name(x[i]);                                                                               \
        }                                                                                                           \
    }
#define MAP2(T, name)                                                                                               \
    EXPORT name(T *RESTRICT z, const T *RESTRICT x, const T *RESTRICT y, int64_t n)                                 \
    {                                                                                                               \
        for (int64_t i = 0; i < n; i++) {                                                                           \
            z[i] = genn_##name(x[i], y[i]);                                                                         \
        }                                                                                                           \
    }
#define MAP3(T, name)                                                                                               \
    EXPORT name(T *RESTRICT z, const T *RESTRICT x, const T *RESTRICT low, const T *RESTRICT high, int64_t n)       \
    {                                                                                                               \
        for (int64_t i = 0; i < n; i++) {                                                                           \
            z[i] = genn_##name(x[i], low[i], high[i]);                                                              \
        }                                                                                                           \
    }
MAP1(double, sign_f64) // vector
MAP1(float, sign_f32) // vector
MAP1(int32_t, sign_i32)
MAP1(int64_t, sign_i64)
MAP1(int32_t, abs_i32)
MAP1(int64_t, abs_i64)
MAP1(double, exprel_f64) // vector
MAP1(float, exprel_f32) // vector
MAP1(double, bernoulli_f64) // vector
MAP1(float, bernoulli_f32) // vector
/* Under other names than those of the C library. */
#define genn_own_exp genn_exp
#define genn_own_expf genn_expf
#define genn_own_expm1 genn_expm1
#define genn_own_expm1f genn_expm1f
MAP1(double, own_exp) // vector
MAP1(float, own_expf) // vector
MAP1(double, own_expm1) // vector
MAP1(float, own_expm1f) // vector
MAP2(double, mod_f64)
MAP2(float, mod_f32)
MAP2(int32_t, mod_i32)
MAP2(int64_t, mod_i64)
MAP2(double, floor_div_f64)
MAP2(float, floor_div_f32)
MAP2(int32_t, floor_div_i32)
MAP2(int64_t, floor_div_i64)
MAP2(int32_t, pow_int_i32)
MAP2(int64_t, pow_int_i64)
MAP3(double, clip_f64) // vector
MAP3(float, clip_f32) // vector
MAP3(int32_t, clip_i32) // vector
MAP3(int64_t, clip_i64) // vector

EXPORT time_of_step(double *RESTRICT z, const int64_t *RESTRICT step, double dt, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        z[i] = genn_time_of_step(step[i], dt);
    }
}

EXPORT timestep(int64_t *RESTRICT z, const double *RESTRICT t, double dt, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        z[i] = genn_timestep(t[i], dt);
    }
}

EXPORT log_factorial(double *RESTRICT z, const double *RESTRICT x, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        z[i] = genn_log_factorial(x[i]);
    }
}

#define LIBM(name)                                                                                                  \
    EXPORT libm_##name(double *RESTRICT z, const double *RESTRICT x, int64_t n)                                     \
    {                                                                                                               \
        for (int64_t i = 0; i < n; i++) {                                                                           \
            z[i] = name(x[i]);                                                                                      \
        }                                                                                                           \
    }
LIBM(exp) // vector
LIBM(log) // vector
LIBM(sin) // vector
LIBM(expm1) // vector
LIBM(tanh) // vector
LIBM(sqrt) // vector
