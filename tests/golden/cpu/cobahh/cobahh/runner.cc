#include "definitions.h"
#include "genn_emit/team.h"
#include "genn_emit/cpu_math.h"

/* cobahh: time steps of defaultclock, trace_clock */
extern "C" int32_t run(State *shared, int32_t worker, int32_t workers)
{
    State own = shared[0];
    int64_t own_defaultclock_timestep = shared->defaultclock_timestep[0];
    own.defaultclock_timestep = &own_defaultclock_timestep;
    double own_defaultclock_t = shared->defaultclock_t[0];
    own.defaultclock_t = &own_defaultclock_t;
    int64_t own_trace_clock_timestep = shared->trace_clock_timestep[0];
    own.trace_clock_timestep = &own_trace_clock_timestep;
    double own_trace_clock_t = shared->trace_clock_t[0];
    own.trace_clock_t = &own_trace_clock_t;
    State *s = worker == 0 ? shared : &own;
    genn_gather(s->team, worker);
    P_stateupdater_constants(s, worker, workers);
    int64_t *defaultclock_timestep = s->defaultclock_timestep;
    double *defaultclock_t = s->defaultclock_t;
    const double *defaultclock_dt = s->defaultclock_dt;
    int64_t *trace_clock_timestep = s->trace_clock_timestep;
    double *trace_clock_t = s->trace_clock_t;
    const double *trace_clock_dt = s->trace_clock_dt;
    const int32_t *trace_N = s->trace_N;
    const int64_t trace_capacity = s->trace_capacity;
    const int32_t P_N = s->P_N;
    const int32_t *spikes_N = s->spikes_N;
    const int64_t spikes_capacity = s->spikes_capacity;
    const int64_t n_steps = s->n_steps;
    s->steps_done = 0;
    for (int64_t k = 0; k < n_steps; k++) {
        genn_balance(s->team, worker);
        const double now = fmin(defaultclock_t[0], trace_clock_t[0]);
        const double finest_dt = fmin(defaultclock_dt[0], trace_clock_dt[0]);
        const bool defaultclock_ticks = defaultclock_t[0] - now < 0.0001 * finest_dt;
        const bool trace_clock_ticks = trace_clock_t[0] - now < 0.0001 * finest_dt;
        if (false || (defaultclock_t[0] <= now && defaultclock_timestep[0] >= s->defaultclock_end) || (trace_clock_t[0] <= now && trace_clock_timestep[0] >= s->trace_clock_end)) {
            break;
        }
        if (trace_capacity - int64_t(trace_N[0]) < 1) {
            return 1;
        }
        if (spikes_capacity - int64_t(spikes_N[0]) < int64_t(P_N)) {
            return 1;
        }
        if (trace_clock_ticks) {
            genn_gather(s->team, worker);
            trace(s, worker, workers);
        }
        if (defaultclock_ticks) {
            genn_release(s->team, worker);
            P_stateupdater(s, worker, workers);
            P_spike_thresholder_flags(s, worker, workers);
            P_spike_thresholder_found(s, worker, workers);
            genn_gather(s->team, worker);
            P_spike_thresholder(s, worker, workers);
            spikes(s, worker, workers);
            genn_release(s->team, worker);
            Ce_pre(s, worker, workers);
            Ci_pre(s, worker, workers);
        }
        if (defaultclock_ticks) {
            defaultclock_timestep[0] += 1;
            defaultclock_t[0] = double(defaultclock_timestep[0]) * defaultclock_dt[0];
        }
        if (trace_clock_ticks) {
            trace_clock_timestep[0] += 1;
            trace_clock_t[0] = double(trace_clock_timestep[0]) * trace_clock_dt[0];
        }
        s->steps_done += 1;
        genn_meet(s->team, worker);
    }
    return 0;
}
