#include "definitions.h"
#include "genn_emit/cpu_math.h"

/* stdp: time steps of defaultclock, weights_clock */
extern "C" int32_t run_steps(State *s, int64_t n_steps)
{
    int64_t *defaultclock_timestep = s->defaultclock_timestep;
    double *defaultclock_t = s->defaultclock_t;
    const double *defaultclock_dt = s->defaultclock_dt;
    int64_t *weights_clock_timestep = s->weights_clock_timestep;
    double *weights_clock_t = s->weights_clock_t;
    const double *weights_clock_dt = s->weights_clock_dt;
    const int32_t *weights_N = s->weights_N;
    const int64_t weights_capacity = s->weights_capacity;
    const int32_t neurons_N = s->neurons_N;
    const int32_t inputs_N = s->inputs_N;
    const int64_t outputs_capacity = s->outputs_capacity;
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
        if (outputs_capacity - s->most_rows_outputs < int64_t(neurons_N)) {
            s->most_rows_outputs = genn_device_count(s->device, s->device_outputs_N);
            if (s->most_rows_outputs < 0) {
                s->error_value = s->most_rows_outputs;
                return -10;
            }
            if (outputs_capacity - s->most_rows_outputs < int64_t(neurons_N)) {
                return 1;
            }
        }
        if (spikes_capacity - s->most_rows_spikes < int64_t(inputs_N)) {
            s->most_rows_spikes = genn_device_count(s->device, s->device_spikes_N);
            if (s->most_rows_spikes < 0) {
                s->error_value = s->most_rows_spikes;
                return -10;
            }
            if (spikes_capacity - s->most_rows_spikes < int64_t(inputs_N)) {
                return 1;
            }
        }
        if (weights_clock_ticks) {
            const int32_t status = launch_weights(s, 0, 1);
            if (status != 0) {
                return status;
            }
        }
        if (defaultclock_ticks) {
            const int32_t status_1 = launch_inputs_spike_thresholder(s, 0, 1);
            if (status_1 != 0) {
                return status_1;
            }
            const int32_t status_2 = launch_neurons_stateupdater_and_threshold(s, 0, 1);
            if (status_2 != 0) {
                return status_2;
            }
            const int32_t status_3 = launch_outputs(s, 0, 1);
            if (status_3 != 0) {
                return status_3;
            }
            const int32_t status_4 = launch_spikes(s, 0, 1);
            if (status_4 != 0) {
                return status_4;
            }
            const int32_t status_5 = launch_S_Apost_decay(s, 0, 1);
            if (status_5 != 0) {
                return status_5;
            }
            const int32_t status_6 = launch_S_Apre_decay(s, 0, 1);
            if (status_6 != 0) {
                return status_6;
            }
            const int32_t status_7 = launch_S_pre_traces(s, 0, 1);
            if (status_7 != 0) {
                return status_7;
            }
            const int32_t status_8 = launch_S_pre(s, 0, 1);
            if (status_8 != 0) {
                return status_8;
            }
            const int32_t status_9 = launch_S_post_traces(s, 0, 1);
            if (status_9 != 0) {
                return status_9;
            }
            const int32_t status_10 = launch_S_post(s, 0, 1);
            if (status_10 != 0) {
                return status_10;
            }
            const int32_t status_11 = launch_neurons_spike_resetter(s, 0, 1);
            if (status_11 != 0) {
                return status_11;
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

/* stdp: run, in stretches of 64 time steps */
extern "C" int32_t run(State *s, int64_t n_steps)
{
    const int64_t outputs_capacity = s->outputs_capacity;
    const int64_t spikes_capacity = s->spikes_capacity;
    bind_inputs_spike_thresholder(s);
    bind_neurons_stateupdater_and_threshold(s);
    bind_neurons_spike_resetter(s);
    bind_weights(s);
    bind_outputs(s);
    s->most_rows_outputs = outputs_capacity;
    bind_spikes(s);
    s->most_rows_spikes = spikes_capacity;
    bind_S_Apost_decay(s);
    bind_S_Apre_decay(s);
    bind_S_pre_traces(s);
    bind_S_pre(s);
    bind_S_post_traces(s);
    bind_S_post(s);
    int64_t done = 0;
    int32_t status = 0;
    int64_t stretch = 64;
    while (status == 0 && stretch == 64 && done < n_steps) {
        status = run_steps(s, n_steps - done < 64 ? n_steps - done : 64);
        stretch = s->steps_done;
        done += stretch;
        const int32_t failed = genn_device_finish(s->device);
        if (status == 0 && failed != 0) {
            s->error_value = int64_t(failed);
            status = -10;
        }
    }
    s->steps_done = done;
    return status;
}
