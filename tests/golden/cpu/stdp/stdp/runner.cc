#include "definitions.h"
#include "genn_emit/cpu_math.h"

/* stdp: time steps of defaultclock, weights_clock */
extern "C" int32_t run(State *s, int64_t n_steps)
{
    int64_t *defaultclock_timestep = s->defaultclock_timestep;
    double *defaultclock_t = s->defaultclock_t;
    const double *defaultclock_dt = s->defaultclock_dt;
    int64_t *weights_clock_timestep = s->weights_clock_timestep;
    double *weights_clock_t = s->weights_clock_t;
    const double *weights_clock_dt = s->weights_clock_dt;
    const int32_t *weights_N = s->weights_N;
    const int64_t weights_capacity = s->weights_capacity;
    const int32_t neurons_spikespace_size = s->neurons_spikespace_size;
    const int32_t *outputs_N = s->outputs_N;
    const int64_t outputs_capacity = s->outputs_capacity;
    const int32_t inputs_spikespace_size = s->inputs_spikespace_size;
    const int32_t *spikes_N = s->spikes_N;
    const int64_t spikes_capacity = s->spikes_capacity;
    s->steps_done = 0;
    for (int64_t k = 0; k < n_steps; k++) {
        const double now = fmin(defaultclock_t[0], weights_clock_t[0]);
        const double finest_dt = fmin(defaultclock_dt[0], weights_clock_dt[0]);
        const bool defaultclock_ticks = defaultclock_t[0] - now < 0.0001 * finest_dt;
        const bool weights_clock_ticks = weights_clock_t[0] - now < 0.0001 * finest_dt;
        if (false || (defaultclock_t[0] <= now && defaultclock_timestep[0] >= s->defaultclock_end) || (weights_clock_t[0] <= now && weights_clock_timestep[0] >= s->weights_clock_end)) {
            break;
        }
        if (weights_capacity - int64_t(weights_N[0]) < 1) {
            return 1;
        }
        if (outputs_capacity - int64_t(outputs_N[0]) < int64_t(neurons_spikespace_size)) {
            return 1;
        }
        if (spikes_capacity - int64_t(spikes_N[0]) < int64_t(inputs_spikespace_size)) {
            return 1;
        }
        if (weights_clock_ticks) {
            const int32_t status = weights(s, 0, 1);
            if (status != 0) {
                return status;
            }
        }
        if (defaultclock_ticks) {
            const int32_t status_1 = neurons_stateupdater(s, 0, 1);
            if (status_1 != 0) {
                return status_1;
            }
        }
        if (defaultclock_ticks) {
            const int32_t status_2 = inputs_spike_thresholder_flags(s, 0, 1);
            if (status_2 != 0) {
                return status_2;
            }
            const int32_t status_3 = inputs_spike_thresholder(s, 0, 1);
            if (status_3 != 0) {
                return status_3;
            }
        }
        if (defaultclock_ticks) {
            const int32_t status_4 = neurons_spike_thresholder_flags(s, 0, 1);
            if (status_4 != 0) {
                return status_4;
            }
            const int32_t status_5 = neurons_spike_thresholder(s, 0, 1);
            if (status_5 != 0) {
                return status_5;
            }
        }
        if (defaultclock_ticks) {
            const int32_t status_6 = outputs(s, 0, 1);
            if (status_6 != 0) {
                return status_6;
            }
        }
        if (defaultclock_ticks) {
            const int32_t status_7 = spikes(s, 0, 1);
            if (status_7 != 0) {
                return status_7;
            }
        }
        if (defaultclock_ticks) {
            const int32_t status_8 = S_pre(s, 0, 1);
            if (status_8 != 0) {
                return status_8;
            }
        }
        if (defaultclock_ticks) {
            const int32_t status_9 = S_post(s, 0, 1);
            if (status_9 != 0) {
                return status_9;
            }
        }
        if (defaultclock_ticks) {
            const int32_t status_10 = neurons_spike_resetter(s, 0, 1);
            if (status_10 != 0) {
                return status_10;
            }
        }
        if (defaultclock_ticks) {
            defaultclock_timestep[0] += 1;
            defaultclock_t[0] = double(defaultclock_timestep[0]) * defaultclock_dt[0];
        }
        if (weights_clock_ticks) {
            weights_clock_timestep[0] += 1;
            weights_clock_t[0] = double(weights_clock_timestep[0]) * weights_clock_dt[0];
        }
        s->steps_done += 1;
    }
    return 0;
}
