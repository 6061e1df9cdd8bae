/* Poisson and binomial numbers from the counters of rng.h, exact in distribution (to the 53 bits of a uniform).
 * OpenCL: paste common.h and rng.h first.
 */
#ifndef GENN_RNG_DISCRETE_H
#define GENN_RNG_DISCRETE_H

#ifndef __OPENCL_VERSION__
#include "rng.h"
#endif

/* Rejection takes fewer than two trials on average; the bound only keeps a device from hanging. */
#define GENN_TRIALS 65536u

/* log(k!) of a whole number k >= 0: the product below 16, else Stirling's series (Abramowitz and Stegun 6.1.41). */
GENN_FN double genn_log_factorial(double k)
{
    if (k < 16.0) {
        double product = 1.0;
        for (double factor = 2.0; factor <= k; factor += 1.0) {
            product *= factor;
        }
        return log(product);
    }
    const double x = k + 1.0, r = 1.0 / (x * x);
    const double tail = (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r / 1680.0))) / x;
    return (x - 0.5) * log(x) - x + 0.9189385332046727 + tail;
}

/* Poisson by inversion, lambda below 10: subtract the probabilities of 0, 1, 2, ... from u. Devroye 1986, X.3.3. */
GENN_FN int32_t genn_poisson_inversion(double u, double lambda)
{
    double probability = exp(-lambda);
    int32_t k = 0;
    while (u >= probability && k < 128) { /* P(k > 128) < 1e-90; rounding may leave some u over */
        u -= probability;
        k += 1;
        probability *= lambda / (double)k;
    }
    return k;
}

/* Poisson by transformed rejection, lambda of 10 and more. Hormann 1993, "The transformed rejection method", PTRS. */
GENN_FN double genn_poisson_ptrs(uint64_t key, uint32_t element, uint32_t draw, uint64_t step, double lambda)
{
    const double log_lambda = log(lambda);
    const double b = 0.931 + 2.53 * sqrt(lambda);
    const double a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    const double v_r = 0.9277 - 3.6224 / (b - 2.0);
    for (uint32_t trial = 0; trial < GENN_TRIALS; trial++) {
        const genn_words w = genn_philox(key, element, draw + (trial << 16), step);
        const double u = genn_unit_f64(w.w0, w.w1) - 0.5, v = 1.0 - genn_unit_f64(w.w2, w.w3);
        const double us = 0.5 - fabs(u);
        const double k = floor((2.0 * a / us + b) * u + lambda + 0.43);
        if (us >= 0.07 && v <= v_r) {
            return k;
        }
        if (k < 0.0 || (us < 0.013 && v > us)) {
            continue;
        }
        if (log(v * inverse_alpha / (a / (us * us) + b)) <= k * log_lambda - lambda - genn_log_factorial(k)) {
            return k;
        }
    }
    return floor(lambda);
}

/* Poisson of mean lambda; 0 where lambda is not positive or not a number, INT32_MAX where the number would not fit. */
GENN_FN int32_t genn_poisson(uint64_t key, uint32_t element, uint32_t draw, uint64_t step, double lambda)
{
    if (!(lambda > 0.0)) {
        return 0;
    }
    if (lambda < 10.0) {
        return genn_poisson_inversion(genn_uniform_f64(key, element, draw, step), lambda);
    }
    if (lambda > 2147483647.0) {
        return GENN_INT32_MAX;
    }
    const double k = genn_poisson_ptrs(key, element, draw, step, lambda);
    return k < 2147483647.0 ? (int32_t)k : GENN_INT32_MAX;
}

/* Binomial by inversion, n p below 10, p <= 1/2: P(k+1) = P(k) (n-k)/(k+1) p/(1-p). Kachitvichyanukul, Schmeiser 1988, BINV. */
GENN_FN int32_t genn_binomial_inversion(double u, int32_t n, double p)
{
    const double odds = p / (1.0 - p);
    double probability = exp((double)n * log1p(-p));
    int32_t k = 0;
    while (u >= probability && k < n && k < 128) { /* rounding may leave some u over */
        u -= probability;
        probability *= odds * (double)(n - k) / (double)(k + 1);
        k += 1;
    }
    return k;
}

/* Binomial by transformed rejection, n p of 10 and more, p <= 1/2. Hormann 1993, "The generation of binomial random variates", BTRS. */
GENN_FN int32_t genn_binomial_btrs(uint64_t key, uint32_t element, uint32_t draw, uint64_t step, int32_t n, double p)
{
    const double size = (double)n, log_odds = log(p / (1.0 - p));
    const double deviation = sqrt(size * p * (1.0 - p));
    const double b = 1.15 + 2.53 * deviation;
    const double a = -0.0873 + 0.0248 * b + 0.01 * p;
    const double alpha = (2.83 + 5.1 / b) * deviation;
    const double v_r = 0.92 - 4.2 / b;
    const double mode = floor((size + 1.0) * p);
    const double at_mode = genn_log_factorial(mode) + genn_log_factorial(size - mode) - mode * log_odds;
    for (uint32_t trial = 0; trial < GENN_TRIALS; trial++) {
        const genn_words w = genn_philox(key, element, draw + (trial << 16), step);
        const double u = genn_unit_f64(w.w0, w.w1) - 0.5, v = 1.0 - genn_unit_f64(w.w2, w.w3);
        const double us = 0.5 - fabs(u);
        const double k = floor((2.0 * a / us + b) * u + size * p + 0.5);
        if (us >= 0.07 && v <= v_r) {
            return (int32_t)k;
        }
        if (k < 0.0 || k > size) {
            continue;
        }
        const double below_mode = at_mode + k * log_odds - genn_log_factorial(k) - genn_log_factorial(size - k);
        if (log(v * alpha / (a / (us * us) + b)) <= below_mode) {
            return (int32_t)k;
        }
    }
    return (int32_t)mode;
}

/* Binomial: successes in n trials of probability p (n < 0 and NaN count as 0, p outside [0, 1] as the nearer end). */
GENN_FN int32_t genn_binomial(uint64_t key, uint32_t element, uint32_t draw, uint64_t step, int32_t n, double p)
{
    if (n <= 0 || !(p > 0.0)) {
        return 0;
    }
    if (p >= 1.0) {
        return n;
    }
    const double rarer = p > 0.5 ? 1.0 - p : p;
    const int32_t k = (double)n * rarer < 10.0
                          ? genn_binomial_inversion(genn_uniform_f64(key, element, draw, step), n, rarer)
                          : genn_binomial_btrs(key, element, draw, step, n, rarer);
    return p > 0.5 ? n - k : k;
}

#endif
