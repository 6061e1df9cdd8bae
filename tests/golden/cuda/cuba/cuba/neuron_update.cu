#include "definitions.h"
#include "genn_emit/math.h"

/* P: state update
 *     dge/dt = -ge / taue : V
 *     dgi/dt = -gi / taui : V
 *     dv/dt = (ge + gi - (v - El)) / taum : V (unless refractory)
 * P: threshold
 *     _cond = (v > Vt) and not_refractory
 */
__global__ void P_stateupdater_and_threshold_flags_kernel(double defaultclock_t, double defaultclock_dt, double P_El, double P_refractory_period, double P_taue, double P_taui, double P_taum, double *__restrict__ P_ge, double *__restrict__ P_gi, const double *__restrict__ P_lastspike, uint8_t *__restrict__ P_not_refractory, double *__restrict__ P_v, int32_t P_N, double P_Vt, uint8_t *__restrict__ P_spike_thresholder_flags)
{
    const int32_t i = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < P_N) {
        const double dt = defaultclock_dt;
        const double t = defaultclock_t;
        const int64_t invariant_1 = genn_timestep(P_refractory_period, dt);
        const double invariant_2 = exp(-dt / P_taue);
        const double invariant_3 = exp(-dt / P_taui);
        const double invariant_4 = P_taue * exp(-dt / P_taue);
        const double invariant_5 = -exp(dt / P_taue);
        const double invariant_6 = dt / P_taum;
        const double invariant_7 = -dt / P_taum;
        const double invariant_8 = 0.0 - P_taum;
        const double invariant_9 = P_taui * exp(-dt / P_taui);
        const double invariant_10 = -exp(dt / P_taui);
        const double invariant_11 = P_El - P_El;
        const double invariant_12 = P_El - P_El * exp(invariant_7);
        const double invariant_13 = invariant_4 * (invariant_5 + exp(invariant_6)) * exp(invariant_7) / (invariant_8 + P_taue);
        const double invariant_14 = invariant_9 * (invariant_10 + exp(invariant_6)) * exp(invariant_7) / (invariant_8 + P_taui);
        const double invariant_15 = exp(invariant_7);
        const double limit_1 = genn_time_of_step(invariant_1, dt);
        double ge = P_ge[i];
        double gi = P_gi[i];
        const double lastspike = P_lastspike[i];
        bool not_refractory = P_not_refractory[i] != 0;
        double v = P_v[i];
        not_refractory = t - lastspike >= limit_1;
        const double ge_next = invariant_2 * ge;
        const double gi_next = invariant_3 * gi;
        const double v_next = not_refractory ? invariant_12 + (invariant_13 * ge + invariant_14 * gi + invariant_15 * v) : invariant_11 + v;
        ge = ge_next;
        gi = gi_next;
        v = not_refractory ? v_next : v;
        const bool cond = (v > P_Vt) & not_refractory;
        P_ge[i] = ge;
        P_gi[i] = gi;
        P_not_refractory[i] = uint8_t(not_refractory);
        P_v[i] = v;
        P_spike_thresholder_flags[i] = uint8_t(cond);
    }
}

/* P_stateupdater_and_threshold, continued */
__global__ void P_stateupdater_and_threshold_kernel(double defaultclock_t, double *P_lastspike, uint8_t *P_not_refractory, int32_t P_N, int32_t *P_spikespace, const uint8_t *P_spike_thresholder_flags)
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

/* What P_stateupdater_and_threshold keeps during a run. */
extern "C" void bind_P_stateupdater_and_threshold(State *s)
{
    genn_device_select(s->device);
}

/* P: state update
 *     dge/dt = -ge / taue : V
 *     dgi/dt = -gi / taui : V
 *     dv/dt = (ge + gi - (v - El)) / taum : V (unless refractory)
 * P: threshold
 *     _cond = (v > Vt) and not_refractory
 */
extern "C" int32_t launch_P_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers)
{
    const double *defaultclock_t = s->defaultclock_t;
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t P_N = s->P_N;
    (void) worker;
    (void) workers;
    const int64_t items = int64_t(P_N);
    if (items > 0) {
        P_stateupdater_and_threshold_flags_kernel<<<int32_t((items + 63) / 64), 64>>>(defaultclock_t[0], defaultclock_dt[0], s->P_El, s->P_refractory_period, s->P_taue, s->P_taui, s->P_taum, s->device_P_ge, s->device_P_gi, s->device_P_lastspike, s->device_P_not_refractory, s->device_P_v, s->P_N, s->P_Vt, s->device_P_spike_thresholder_flags);
    }
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    P_stateupdater_and_threshold_kernel<<<1, 256>>>(defaultclock_t[0], s->device_P_lastspike, s->device_P_not_refractory, s->P_N, s->device_P_spikespace, s->device_P_spike_thresholder_flags);
    const int32_t failed_1 = genn_launched(s->device);
    if (failed_1 != 0) {
        s->error_value = int64_t(failed_1);
        return -10;
    }
    return 0;
}

/* P_stateupdater_and_threshold, done when it returns. */
extern "C" int32_t P_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers)
{
    bind_P_stateupdater_and_threshold(s);
    const int32_t status = launch_P_stateupdater_and_threshold(s, worker, workers);
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

/* P: reset
 *     v = Vr
 */
__global__ void P_spike_resetter_kernel(double *__restrict__ P_v, int32_t P_N, const int32_t *__restrict__ P_spikespace, double P_Vr)
{
    const int32_t count = P_spikespace[P_N];
    for (int32_t event = int32_t(threadIdx.x); event < count; event += 256) {
        const int32_t i = P_spikespace[event];
        double v;
        v = P_Vr;
        P_v[i] = v;
    }
}

/* What P_spike_resetter keeps during a run. */
extern "C" void bind_P_spike_resetter(State *s)
{
    genn_device_select(s->device);
}

/* P: reset
 *     v = Vr
 */
extern "C" int32_t launch_P_spike_resetter(State *s, int32_t worker, int32_t workers)
{
    (void) worker;
    (void) workers;
    P_spike_resetter_kernel<<<1, 256>>>(s->device_P_v, s->P_N, s->device_P_spikespace, s->P_Vr);
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* P_spike_resetter, done when it returns. */
extern "C" int32_t P_spike_resetter(State *s, int32_t worker, int32_t workers)
{
    bind_P_spike_resetter(s);
    const int32_t status = launch_P_spike_resetter(s, worker, workers);
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
