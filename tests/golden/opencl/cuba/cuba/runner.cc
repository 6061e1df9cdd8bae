#include "definitions.h"

/* cuba: time steps of defaultclock */
extern "C" int32_t run_steps(State *s, int64_t n_steps)
{
    int64_t *defaultclock_timestep = s->defaultclock_timestep;
    double *defaultclock_t = s->defaultclock_t;
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t P_N = s->P_N;
    const int64_t spikes_capacity = s->spikes_capacity;
    s->steps_done = 0;
    for (int64_t k = 0; k < n_steps; k++) {
        if (defaultclock_timestep[0] >= s->defaultclock_end) {
            break;
        }
        if (spikes_capacity - s->most_rows_spikes < int64_t(P_N)) {
            s->most_rows_spikes = genn_device_count(s->device, s->device_spikes_N);
            if (s->most_rows_spikes < 0) {
                s->error_value = s->most_rows_spikes;
                return -10;
            }
            if (spikes_capacity - s->most_rows_spikes < int64_t(P_N)) {
                return 1;
            }
        }
        const int32_t status = launch_P_stateupdater_and_threshold(s, 0, 1);
        if (status != 0) {
            return status;
        }
        const int32_t status_1 = launch_spikes(s, 0, 1);
        if (status_1 != 0) {
            return status_1;
        }
        const int32_t status_2 = launch_Ce_pre(s, 0, 1);
        if (status_2 != 0) {
            return status_2;
        }
        const int32_t status_3 = launch_Ci_pre(s, 0, 1);
        if (status_3 != 0) {
            return status_3;
        }
        const int32_t status_4 = launch_P_spike_resetter(s, 0, 1);
        if (status_4 != 0) {
            return status_4;
        }
        defaultclock_timestep[0] += 1;
        defaultclock_t[0] = double(defaultclock_timestep[0]) * defaultclock_dt[0];
        s->steps_done += 1;
    }
    return 0;
}

/* cuba: run, in stretches of 64 time steps */
extern "C" int32_t run(State *s, int64_t n_steps)
{
    const int64_t spikes_capacity = s->spikes_capacity;
    bind_P_stateupdater_and_threshold(s);
    bind_P_spike_resetter(s);
    bind_spikes(s);
    s->most_rows_spikes = spikes_capacity;
    bind_Ce_pre(s);
    bind_Ci_pre(s);
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
