#include "definitions.h"

/* cuba: time steps of defaultclock */
extern "C" int32_t run(State *s, int64_t n_steps)
{
    int64_t *defaultclock_timestep = s->defaultclock_timestep;
    double *defaultclock_t = s->defaultclock_t;
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t P_spikespace_size = s->P_spikespace_size;
    const int32_t *spikes_N = s->spikes_N;
    const int64_t spikes_capacity = s->spikes_capacity;
    s->steps_done = 0;
    for (int64_t k = 0; k < n_steps; k++) {
        if (defaultclock_timestep[0] >= s->defaultclock_end) {
            break;
        }
        if (spikes_capacity - int64_t(spikes_N[0]) < int64_t(P_spikespace_size)) {
            return 1;
        }
        const int32_t status = P_stateupdater(s, 0, 1);
        if (status != 0) {
            return status;
        }
        const int32_t status_1 = P_spike_thresholder_flags(s, 0, 1);
        if (status_1 != 0) {
            return status_1;
        }
        const int32_t status_2 = P_spike_thresholder(s, 0, 1);
        if (status_2 != 0) {
            return status_2;
        }
        const int32_t status_3 = spikes(s, 0, 1);
        if (status_3 != 0) {
            return status_3;
        }
        const int32_t status_4 = Ce_pre(s, 0, 1);
        if (status_4 != 0) {
            return status_4;
        }
        const int32_t status_5 = Ci_pre(s, 0, 1);
        if (status_5 != 0) {
            return status_5;
        }
        const int32_t status_6 = P_spike_resetter(s, 0, 1);
        if (status_6 != 0) {
            return status_6;
        }
        defaultclock_timestep[0] += 1;
        defaultclock_t[0] = double(defaultclock_timestep[0]) * defaultclock_dt[0];
        s->steps_done += 1;
    }
    return 0;
}
