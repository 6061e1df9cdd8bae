#include "definitions.h"
#include "genn_emit/slices.h"
#include "genn_emit/loops.h"
#include "genn_emit/cpu_math.h"
#include "genn_emit/exp.h"
#include "genn_emit/math.h"

/* P: state update
 *     alpha_m = 0.32*(mV**-1)*4*mV/exprel((13*mV-v+VT)/(4*mV))/ms : Hz
 *     beta_m = 0.28*(mV**-1)*5*mV/exprel((v-VT-40*mV)/(5*mV))/ms : Hz
 *     alpha_h = 0.128*exp((17*mV-v+VT)/(18*mV))/ms : Hz
 *     beta_h = 4./(1+exp((40*mV-v+VT)/(5*mV)))/ms : Hz
 *     alpha_n = 0.032*(mV**-1)*5*mV/exprel((15*mV-v+VT)/(5*mV))/ms : Hz
 *     beta_n = .5*exp((10*mV-v+VT)/(40*mV))/ms : Hz
 *     dge/dt = -ge/taue : S
 *     dgi/dt = -gi/taui : S
 *     dh/dt = alpha_h*(1-h) - beta_h*h : 1
 *     dm/dt = alpha_m*(1-m) - beta_m*m : 1
 *     dn/dt = alpha_n*(1-n) - beta_n*n : 1
 *     dv/dt = (gl*(El-v) + ge*(Ee-v) + gi*(Ei-v) - g_na*(m*m*m)*h*(v-ENa) - g_kd*(n*n*n*n)*(v-EK))/Cm : V
 */
extern "C" int32_t P_stateupdater(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_t = s->defaultclock_t;
    const double *__restrict defaultclock_dt = s->defaultclock_dt;
    double *__restrict P_v = s->P_v;
    const double P_ms = s->P_ms;
    double *__restrict P_ge = s->P_ge;
    double *__restrict P_gi = s->P_gi;
    double *__restrict P_h = s->P_h;
    const double *__restrict P_lastspike = s->P_lastspike;
    double *__restrict P_m = s->P_m;
    double *__restrict P_n = s->P_n;
    uint8_t *__restrict P_not_refractory = s->P_not_refractory;
    const int32_t P_N = s->P_N;
    const int32_t first = genn_slice(s->team, P_N, worker, workers);
    const int32_t last = genn_slice(s->team, P_N, worker + 1, workers);
    genn_fetch_border(P_not_refractory, first, last);
    genn_fetch_border(P_ge, first, last);
    genn_fetch_border(P_gi, first, last);
    genn_fetch_border(P_h, first, last);
    genn_fetch_border(P_m, first, last);
    genn_fetch_border(P_n, first, last);
    genn_fetch_border(P_v, first, last);
    const double dt = defaultclock_dt[0];
    const double invariant_2 = s->P_stateupdater_invariant_2;
    const double invariant_3 = s->P_stateupdater_invariant_3;
    const double invariant_4 = s->P_stateupdater_invariant_4;
    const double invariant_5 = s->P_stateupdater_invariant_5;
    const double invariant_6 = s->P_stateupdater_invariant_6;
    const double invariant_7 = s->P_stateupdater_invariant_7;
    const double invariant_8 = s->P_stateupdater_invariant_8;
    const double invariant_10 = s->P_stateupdater_invariant_10;
    const double invariant_11 = s->P_stateupdater_invariant_11;
    const double invariant_12 = s->P_stateupdater_invariant_12;
    const double invariant_13 = s->P_stateupdater_invariant_13;
    const double invariant_14 = s->P_stateupdater_invariant_14;
    const double invariant_15 = s->P_stateupdater_invariant_15;
    const double invariant_16 = s->P_stateupdater_invariant_16;
    const double invariant_17 = s->P_stateupdater_invariant_17;
    const double invariant_18 = s->P_stateupdater_invariant_18;
    const double invariant_19 = s->P_stateupdater_invariant_19;
    const double invariant_20 = s->P_stateupdater_invariant_20;
    const double invariant_21 = s->P_stateupdater_invariant_21;
    const double invariant_22 = s->P_stateupdater_invariant_22;
    const double invariant_23 = s->P_stateupdater_invariant_23;
    const double invariant_24 = s->P_stateupdater_invariant_24;
    const double invariant_25 = s->P_stateupdater_invariant_25;
    const double invariant_26 = s->P_stateupdater_invariant_26;
    const double invariant_27 = s->P_stateupdater_invariant_27;
    const double invariant_28 = s->P_stateupdater_invariant_28;
    const double limit_1 = s->P_stateupdater_limit_1;
    const double t = defaultclock_t[0];
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        const double lastspike = P_lastspike[i];
        bool not_refractory;
        not_refractory = t - lastspike >= limit_1;
        P_not_refractory[i] = uint8_t(not_refractory);
    }
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        double ge = P_ge[i];
        double gi = P_gi[i];
        double h = P_h[i];
        double m = P_m[i];
        double n = P_n[i];
        double v = P_v[i];
        const double ge_next = invariant_2 * ge;
        const double gi_next = invariant_3 * gi;
        const double exp_1 = genn_exp(invariant_5 * -v);
        const double exp_2 = genn_exp(invariant_28 * -v);
        const double shared_1 = exp_2 * exp_2;
        const double shared_2 = shared_1 * shared_1;
        const double shared_3 = -4.0 / (P_ms + invariant_6 * (shared_2 * shared_2)) - invariant_8 * exp_1;
        const double BA_h = invariant_4 * exp_1 / shared_3;
        const double h_next = -BA_h + (BA_h + h) * genn_exp(dt * shared_3);
        const double bernoulli_1 = genn_bernoulli_f64(invariant_12 - invariant_13 * v);
        const double shared_4 = invariant_11 * bernoulli_1 - invariant_14 * genn_bernoulli_f64(invariant_15 + invariant_7 * v);
        const double BA_m = invariant_10 * bernoulli_1 / shared_4;
        const double m_next = -BA_m + (BA_m + m) * genn_exp(dt * shared_4);
        const double shared_5 = invariant_16 * genn_bernoulli_f64(invariant_18 - invariant_7 * v);
        const double shared_6 = invariant_17 * exp_2 - shared_5;
        const double BA_n = shared_5 / shared_6;
        const double n_1 = -BA_n + (BA_n + n) * genn_exp(dt * shared_6);
        const double shared_7 = invariant_24 + invariant_25 * (n * n * (n * n)) - (invariant_26 * (h * (m * m * m)) + invariant_27 * ge + invariant_27 * gi);
        const double BA_v = (invariant_19 + (invariant_20 * (n * n * (n * n)) + invariant_21 * (h * (m * m * m)) + invariant_22 * ge + invariant_23 * gi)) / shared_7;
        const double v_next = -BA_v + (BA_v + v) * genn_exp(dt * shared_7);
        ge = ge_next;
        gi = gi_next;
        h = h_next;
        m = m_next;
        n = n_1;
        v = v_next;
        P_ge[i] = ge;
        P_gi[i] = gi;
        P_h[i] = h;
        P_m[i] = m;
        P_n[i] = n;
        P_v[i] = v;
    }
    return 0;
}

/* P: threshold
 *     _cond = (v > -20*mV) and not_refractory
 */
extern "C" int32_t P_spike_thresholder_flags(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict P_v = s->P_v;
    const double P_mV = s->P_mV;
    const uint8_t *__restrict P_not_refractory = s->P_not_refractory;
    const int32_t P_N = s->P_N;
    uint8_t *__restrict P_spike_thresholder_flags = s->P_spike_thresholder_flags;
    const int32_t first = genn_slice(s->team, P_N, worker, workers);
    const int32_t last = genn_slice(s->team, P_N, worker + 1, workers);
    genn_fetch_border(P_spike_thresholder_flags, first, last);
    const double invariant_1 = -20.0 * P_mV;
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        const bool not_refractory = P_not_refractory[i] != 0;
        const double v = P_v[i];
        const bool cond = (v > invariant_1) & not_refractory;
        P_spike_thresholder_flags[i] = uint8_t(cond);
    }
    return 0;
}

/* P_spike_thresholder: the elements that crossed it, those of each worker apart */
extern "C" int32_t P_spike_thresholder_found(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_t = s->defaultclock_t;
    double *__restrict P_lastspike = s->P_lastspike;
    uint8_t *__restrict P_not_refractory = s->P_not_refractory;
    const int32_t P_N = s->P_N;
    const uint8_t *__restrict P_spike_thresholder_flags = s->P_spike_thresholder_flags;
    int32_t *__restrict P_spike_thresholder_found = s->P_spike_thresholder_found;
    const int32_t first = genn_slice(s->team, P_N, worker, workers);
    const int32_t last = genn_slice(s->team, P_N, worker + 1, workers);
    const uint64_t *word = (const uint64_t *) P_spike_thresholder_flags;
    int32_t end = first;
    for (int32_t block = first; block < last; block += 8) {
        uint64_t bits = word[block / 8];
        while (bits != 0u) {
            P_spike_thresholder_found[end] = block + (__builtin_ctzll(bits) >> 3);
            end += 1;
            bits = bits & (bits - 1u);
        }
    }
    if (end < last) {
        P_spike_thresholder_found[end] = -1;
    }
    for (int32_t event = first; event < end; event++) {
        const int32_t i = P_spike_thresholder_found[event];
        P_lastspike[i] = defaultclock_t[0];
        P_not_refractory[i] = 0;
    }
    return 0;
}

/* P_spike_thresholder: all that crossed their threshold */
extern "C" int32_t P_spike_thresholder(State *s, int32_t worker, int32_t workers)
{
    const int32_t P_N = s->P_N;
    int32_t *__restrict P_spikespace = s->P_spikespace;
    const int32_t *__restrict P_spike_thresholder_found = s->P_spike_thresholder_found;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    int32_t count = 0;
    for (int32_t finder = 0; finder < workers; finder++) {
        const int32_t end_1 = genn_slice(s->team, P_N, finder + 1, workers);
        for (int32_t event_1 = genn_slice(s->team, P_N, finder, workers); event_1 < end_1; event_1++) {
            if (P_spike_thresholder_found[event_1] < 0) {
                break;
            }
            P_spikespace[count] = P_spike_thresholder_found[event_1];
            count += 1;
        }
    }
    P_spikespace[P_N] = count;
    return 0;
}
