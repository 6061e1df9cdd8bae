#include "definitions.h"
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
__global__ void P_stateupdater_kernel(double defaultclock_t, double defaultclock_dt, double *__restrict__ P_v, double P_Cm, double P_EK, double P_ENa, double P_Ee, double P_Ei, double P_El, double P_VT, double P_g_kd, double P_g_na, double P_gl, double P_mV, double P_ms, double P_refractory_period, double P_taue, double P_taui, double *__restrict__ P_ge, double *__restrict__ P_gi, double *__restrict__ P_h, const double *__restrict__ P_lastspike, double *__restrict__ P_m, double *__restrict__ P_n, uint8_t *__restrict__ P_not_refractory, int32_t P_N)
{
    const int32_t i = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < P_N) {
        const double dt = defaultclock_dt;
        const double t = defaultclock_t;
        const int64_t invariant_1 = genn_timestep(P_refractory_period, dt);
        const double invariant_2 = exp(-dt / P_taue);
        const double invariant_3 = exp(-dt / P_taui);
        const double invariant_4 = 0.128 * (2.5713844347880297 * exp(0.05555555555555555 * P_VT / P_mV)) / P_ms;
        const double invariant_5 = 0.05555555555555555 / P_mV;
        const double invariant_6 = P_ms * 2980.9579870417283 * exp(0.2 * P_VT / P_mV);
        const double invariant_7 = 0.2 / P_mV;
        const double invariant_8 = 0.128 * (2.5713844347880297 * exp(0.05555555555555555 * (P_VT / P_mV))) / P_ms;
        const double invariant_10 = 1.28 / P_ms;
        const double invariant_11 = -1.28 / P_ms;
        const double invariant_12 = 0.25 * P_VT / P_mV + 3.25;
        const double invariant_13 = 0.25 / P_mV;
        const double invariant_14 = 1.4 / P_ms;
        const double invariant_15 = -8.0 + 0.2 * -P_VT / P_mV;
        const double invariant_16 = 0.16 / P_ms;
        const double invariant_17 = -0.6420127083438707 * exp(0.025 * (P_VT / P_mV)) / P_ms;
        const double invariant_18 = 3.0 + 0.2 * P_VT / P_mV;
        const double invariant_19 = P_El * P_gl / P_Cm;
        const double invariant_20 = P_EK * P_g_kd / P_Cm;
        const double invariant_21 = P_ENa * P_g_na / P_Cm;
        const double invariant_22 = P_Ee / P_Cm;
        const double invariant_23 = P_Ei / P_Cm;
        const double invariant_24 = 0.0 - P_gl / P_Cm;
        const double invariant_25 = -P_g_kd / P_Cm;
        const double invariant_26 = P_g_na / P_Cm;
        const double invariant_27 = 1.0 / P_Cm;
        const double invariant_28 = 0.025 / P_mV;
        const double limit_1 = genn_time_of_step(invariant_1, dt);
        double ge = P_ge[i];
        double gi = P_gi[i];
        double h = P_h[i];
        const double lastspike = P_lastspike[i];
        double m = P_m[i];
        double n = P_n[i];
        double v = P_v[i];
        bool not_refractory;
        not_refractory = t - lastspike >= limit_1;
        const double ge_next = invariant_2 * ge;
        const double gi_next = invariant_3 * gi;
        const double exp_1 = exp(invariant_5 * -v);
        const double exp_2 = exp(invariant_28 * -v);
        const double shared_1 = exp_2 * exp_2;
        const double shared_2 = shared_1 * shared_1;
        const double shared_3 = -4.0 / (P_ms + invariant_6 * (shared_2 * shared_2)) - invariant_8 * exp_1;
        const double BA_h = invariant_4 * exp_1 / shared_3;
        const double h_next = -BA_h + (BA_h + h) * exp(dt * shared_3);
        const double bernoulli_1 = genn_bernoulli_f64(invariant_12 - invariant_13 * v);
        const double shared_4 = invariant_11 * bernoulli_1 - invariant_14 * genn_bernoulli_f64(invariant_15 + invariant_7 * v);
        const double BA_m = invariant_10 * bernoulli_1 / shared_4;
        const double m_next = -BA_m + (BA_m + m) * exp(dt * shared_4);
        const double shared_5 = invariant_16 * genn_bernoulli_f64(invariant_18 - invariant_7 * v);
        const double shared_6 = invariant_17 * exp_2 - shared_5;
        const double BA_n = shared_5 / shared_6;
        const double n_1 = -BA_n + (BA_n + n) * exp(dt * shared_6);
        const double shared_7 = invariant_24 + invariant_25 * (n * n * (n * n)) - (invariant_26 * (h * (m * m * m)) + invariant_27 * ge + invariant_27 * gi);
        const double BA_v = (invariant_19 + (invariant_20 * (n * n * (n * n)) + invariant_21 * (h * (m * m * m)) + invariant_22 * ge + invariant_23 * gi)) / shared_7;
        const double v_next = -BA_v + (BA_v + v) * exp(dt * shared_7);
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
        P_not_refractory[i] = uint8_t(not_refractory);
        P_v[i] = v;
    }
}

/* What P_stateupdater keeps during a run. */
extern "C" void bind_P_stateupdater(State *s)
{
    genn_device_select(s->device);
}

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
extern "C" int32_t launch_P_stateupdater(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t P_N = s->P_N;
    (void) worker;
    (void) workers;
    const int64_t items = int64_t(P_N);
    if (items > 0) {
        P_stateupdater_kernel<<<int32_t((items + 63) / 64), 64>>>(defaultclock_t[0], defaultclock_dt[0], s->device_P_v, s->P_Cm, s->P_EK, s->P_ENa, s->P_Ee, s->P_Ei, s->P_El, s->P_VT, s->P_g_kd, s->P_g_na, s->P_gl, s->P_mV, s->P_ms, s->P_refractory_period, s->P_taue, s->P_taui, s->device_P_ge, s->device_P_gi, s->device_P_h, s->device_P_lastspike, s->device_P_m, s->device_P_n, s->device_P_not_refractory, s->P_N);
    }
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* P_stateupdater, done when it returns. */
extern "C" int32_t P_stateupdater(State *s, int32_t worker, int32_t workers)
{
    bind_P_stateupdater(s);
    const int32_t status = launch_P_stateupdater(s, worker, workers);
    if (status != 0) {
        return status;
    }
    const int32_t failed = genn_device_finish(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* P: threshold
 *     _cond = (v > -20*mV) and not_refractory
 */
__global__ void P_spike_thresholder_flags_kernel(const double *__restrict__ P_v, double P_mV, const uint8_t *__restrict__ P_not_refractory, int32_t P_N, uint8_t *__restrict__ P_spike_thresholder_flags)
{
    const int32_t i = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < P_N) {
        const double invariant_1 = -20.0 * P_mV;
        const bool not_refractory = P_not_refractory[i] != 0;
        const double v = P_v[i];
        const bool cond = (v > invariant_1) & not_refractory;
        P_spike_thresholder_flags[i] = uint8_t(cond);
    }
}

/* P_spike_thresholder, continued */
__global__ void P_spike_thresholder_kernel(double defaultclock_t, double *P_lastspike, uint8_t *P_not_refractory, int32_t P_N, int32_t *P_spikespace, const uint8_t *P_spike_thresholder_flags)
{
    __shared__ int32_t ends[256];
    const int32_t item = int32_t(threadIdx.x);
    const int32_t n_words = (P_N + 7) / 8;
    const int32_t share = (n_words + 255) / 256;
    const int32_t first_word = item * share < n_words ? item * share : n_words;
    const int32_t last_word = first_word + share < n_words ? first_word + share : n_words;
    const uint64_t *word = (const uint64_t *) P_spike_thresholder_flags;
    int32_t found = 0;
    for (int32_t w = first_word; w < last_word; w++) {
        found += int32_t((word[w] * 72340172838076673ull) >> 56u);
    }
    ends[item] = found;
    __syncthreads();
    for (int32_t shift = 1; shift < 256; shift += shift) {
        int32_t before = 0;
        if (item >= shift) {
            before = ends[item - shift];
        }
        __syncthreads();
        ends[item] += before;
        __syncthreads();
    }
    int32_t slot = ends[item] - found;
    for (int32_t w_1 = first_word; w_1 < last_word; w_1++) {
        const uint64_t bits = word[w_1];
        if (bits != 0u) {
            for (int32_t b = 0; b < 8; b++) {
                if (((bits >> uint64_t(b * 8)) & 1u) != 0u) {
                    P_spikespace[slot] = w_1 * 8 + b;
                    slot += 1;
                }
            }
        }
    }
    const int32_t count = ends[255];
    if (item == 0) {
        P_spikespace[P_N] = count;
    }
    __syncthreads();
    for (int32_t event = item; event < count; event += 256) {
        const int32_t i = P_spikespace[event];
        P_lastspike[i] = defaultclock_t;
        P_not_refractory[i] = 0;
    }
}

/* What P_spike_thresholder keeps during a run. */
extern "C" void bind_P_spike_thresholder(State *s)
{
    genn_device_select(s->device);
}

/* P: threshold
 *     _cond = (v > -20*mV) and not_refractory
 */
extern "C" int32_t launch_P_spike_thresholder(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    const int32_t P_N = s->P_N;
    (void) worker;
    (void) workers;
    const int64_t items = int64_t(P_N);
    if (items > 0) {
        P_spike_thresholder_flags_kernel<<<int32_t((items + 63) / 64), 64>>>(s->device_P_v, s->P_mV, s->device_P_not_refractory, s->P_N, s->device_P_spike_thresholder_flags);
    }
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    P_spike_thresholder_kernel<<<1, 256>>>(defaultclock_t[0], s->device_P_lastspike, s->device_P_not_refractory, s->P_N, s->device_P_spikespace, s->device_P_spike_thresholder_flags);
    const int32_t failed_1 = genn_launched(s->device);
    if (failed_1 != 0) {
        s->error_value = int64_t(failed_1);
        return -10;
    }
    return 0;
}

/* P_spike_thresholder, done when it returns. */
extern "C" int32_t P_spike_thresholder(State *s, int32_t worker, int32_t workers)
{
    bind_P_spike_thresholder(s);
    const int32_t status = launch_P_spike_thresholder(s, worker, workers);
    if (status != 0) {
        return status;
    }
    const int32_t failed = genn_device_finish(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}
