#include "definitions.h"
#include "genn_emit/team.h"
#include "genn_emit/cpu_math.h"

/* stdp: time steps of defaultclock, weights_clock */
extern "C" int32_t run(State *shared, int32_t worker, int32_t workers)
{
    State own = shared[0];
    int64_t own_defaultclock_timestep = shared->defaultclock_timestep[0];
    own.defaultclock_timestep = &own_defaultclock_timestep;
    double own_defaultclock_t = shared->defaultclock_t[0];
    own.defaultclock_t = &own_defaultclock_t;
    int64_t own_weights_clock_timestep = shared->weights_clock_timestep[0];
    own.weights_clock_timestep = &own_weights_clock_timestep;
    double own_weights_clock_t = shared->weights_clock_t[0];
    own.weights_clock_t = &own_weights_clock_t;
    State *s = worker == 0 ? shared : &own;
    genn_gather(s->team, worker);
    S_Apost_decay_constants(s, worker, workers);
    S_Apre_decay_constants(s, worker, workers);
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
    const int32_t *outputs_N = s->outputs_N;
    const int64_t outputs_capacity = s->outputs_capacity;
    const int32_t *spikes_N = s->spikes_N;
    const int64_t spikes_capacity = s->spikes_capacity;
    const int64_t n_steps = s->n_steps;
    s->steps_done = 0;
    for (int64_t k = 0; k < n_steps; k++) {
        genn_balance(s->team, worker);
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
        if (outputs_capacity - int64_t(outputs_N[0]) < int64_t(neurons_N)) {
            return 1;
        }
        if (spikes_capacity - int64_t(spikes_N[0]) < int64_t(inputs_N)) {
            return 1;
        }
        if (weights_clock_ticks) {
            genn_gather(s->team, worker);
            weights(s, worker, workers);
        }
        if (defaultclock_ticks) {
            inputs_spike_thresholder_flags(s, worker, workers);
            inputs_spike_thresholder_found(s, worker, workers);
            neurons_stateupdater_and_threshold_flags(s, worker, workers);
            neurons_stateupdater_and_threshold_found(s, worker, workers);
            S_Apost_decay(s, worker, workers);
            S_Apre_decay(s, worker, workers);
            genn_gather(s->team, worker);
            inputs_spike_thresholder(s, worker, workers);
            neurons_stateupdater_and_threshold(s, worker, workers);
            outputs(s, worker, workers);
            spikes(s, worker, workers);
            genn_release(s->team, worker);
            S_pre_traces(s, worker, workers);
            S_pre(s, worker, workers);
            S_post_traces(s, worker, workers);
            genn_meet(s->team, worker);
            S_post(s, worker, workers);
            neurons_spike_resetter(s, worker, workers);
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
        genn_meet(s->team, worker);
    }
    return 0;
}
