/* libm for C++ without <math.h>, so that a module compiles in milliseconds. Neither for CUDA nor for OpenCL.
 *
 * GENN_VECTOR_MATH says what libmvec of this system has (gcc on x86-64 with glibc; link with -lm):
 *     1   all that glibc 2.35 and newer have
 *     2   the five of glibc 2.22: exp, log, pow, sin, cos
 *     0   nothing, also when undefined
 * With it, and -O3 -fno-math-errno -ffp-contract=off (no -ffast-math), loops over these functions use vectors; the results may
 * differ from the scalar ones in the last bits (libmvec promises 4 ulp).
 */
#ifndef GENN_CPU_MATH_H
#define GENN_CPU_MATH_H

#if defined(GENN_VECTOR_MATH) && GENN_VECTOR_MATH != 0 && defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#define GENN_SIMD_OLD __attribute__((simd("notinbranch")))
#if GENN_VECTOR_MATH == 1
#define GENN_SIMD GENN_SIMD_OLD
#endif
#endif
#ifndef GENN_SIMD_OLD
#define GENN_SIMD_OLD
#endif
#ifndef GENN_SIMD
#define GENN_SIMD
#endif

/* One function of one or two arguments in both precisions. */
#define GENN_LIBM1(simd, name)               \
    simd double name(double) noexcept;       \
    simd float name##f(float) noexcept;
#define GENN_LIBM2(simd, name)                       \
    simd double name(double, double) noexcept;       \
    simd float name##f(float, float) noexcept;

extern "C" {
/* libmvec since glibc 2.22 */
GENN_LIBM1(GENN_SIMD_OLD, exp)
GENN_LIBM1(GENN_SIMD_OLD, log)
GENN_LIBM1(GENN_SIMD_OLD, sin)
GENN_LIBM1(GENN_SIMD_OLD, cos)
GENN_LIBM2(GENN_SIMD_OLD, pow)

/* libmvec since glibc 2.35 */
GENN_LIBM1(GENN_SIMD, exp2)
GENN_LIBM1(GENN_SIMD, expm1)
GENN_LIBM1(GENN_SIMD, log10)
GENN_LIBM1(GENN_SIMD, log1p)
GENN_LIBM1(GENN_SIMD, log2)
GENN_LIBM1(GENN_SIMD, tan)
GENN_LIBM1(GENN_SIMD, asin)
GENN_LIBM1(GENN_SIMD, acos)
GENN_LIBM1(GENN_SIMD, atan)
GENN_LIBM1(GENN_SIMD, sinh)
GENN_LIBM1(GENN_SIMD, cosh)
GENN_LIBM1(GENN_SIMD, tanh)
GENN_LIBM1(GENN_SIMD, asinh)
GENN_LIBM1(GENN_SIMD, acosh)
GENN_LIBM1(GENN_SIMD, atanh)
GENN_LIBM1(GENN_SIMD, cbrt)
GENN_LIBM1(GENN_SIMD, erf)
GENN_LIBM1(GENN_SIMD, erfc)
GENN_LIBM2(GENN_SIMD, atan2)
GENN_LIBM2(GENN_SIMD, hypot)

/* single instructions, which the compiler vectorises itself, and those without a vector version */
GENN_LIBM1(, sqrt)
GENN_LIBM1(, fabs)
GENN_LIBM1(, floor)
GENN_LIBM1(, ceil)
GENN_LIBM1(, trunc)
GENN_LIBM1(, rint)
GENN_LIBM1(, round)
GENN_LIBM1(, tgamma)
GENN_LIBM1(, lgamma)
GENN_LIBM2(, fmin)
GENN_LIBM2(, fmax)
GENN_LIBM2(, fmod)
GENN_LIBM2(, copysign)
GENN_LIBM2(, nextafter)
}

#undef GENN_LIBM1
#undef GENN_LIBM2
#undef GENN_SIMD
#undef GENN_SIMD_OLD

#endif
