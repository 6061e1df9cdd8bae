#include "definitions.h"
#include "genn_emit/team.h"

/* cuba: time steps of defaultclock */
extern "C" int32_t run(State *shared, int32_t worker, int32_t workers)
{
    State own = shared[0];
    int64_t own_defaultclock_timestep = shared->defaultclock_timestep[0];
    own.defaultclock_timestep = &own_defaultclock_timestep;
    double own_defaultclock_t = shared->defaultclock_t[0];
    own.defaultclock_t = &own_defaultclock_t;
    State *s = worker == 0 ? shared : &own;
    genn_gather(s->team, worker);
    P_stateupdater_and_threshold_constants(s, worker, workers);
    int64_t *defaultclock_timestep = s->defaultclock_timestep;
    double *defaultclock_t = s->defaultclock_t;
    const double *defaultclock_dt = s->defaultclock_dt;
    const int32_t P_N = s->P_N;
    const int32_t *spikes_N = s->spikes_N;
    const int64_t spikes_capacity = s->spikes_capacity;
    const int64_t n_steps = s->n_steps;
    s->steps_done = 0;
    for (int64_t k = 0; k < n_steps; k++) {
        genn_balance(s->team, worker);
        if (defaultclock_timestep[0] >= s->defaultclock_end) {
            break;
        }
        if (spikes_capacity - int64_t(spikes_N[0]) < int64_t(P_N)) {
            return 1;
        }
        P_stateupdater_and_threshold_flags(s, worker, workers);
        P_stateupdater_and_threshold_found(s, worker, workers);
        genn_gather(s->team, worker);
        P_stateupdater_and_threshold(s, worker, workers);
        spikes(s, worker, workers);
        genn_release(s->team, worker);
        Ce_pre(s, worker, workers);
        Ci_pre(s, worker, workers);
        P_spike_resetter(s, worker, workers);
        defaultclock_timestep[0] += 1;
        defaultclock_t[0] = double(defaultclock_timestep[0]) * defaultclock_dt[0];
        s->steps_done += 1;
    }
    return 0;
}
