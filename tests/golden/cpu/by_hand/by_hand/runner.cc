#include "definitions.h"
#include "genn_emit/team.h"

/* by_hand: time steps of clock */
extern "C" int32_t run(State *shared, int32_t worker, int32_t workers)
{
    State own = shared[0];
    int64_t own_clock_timestep = shared->clock_timestep[0];
    own.clock_timestep = &own_clock_timestep;
    double own_clock_t = shared->clock_t[0];
    own.clock_t = &own_clock_t;
    State *s = worker == 0 ? shared : &own;
    genn_gather(s->team, worker);
    int64_t *clock_timestep = s->clock_timestep;
    double *clock_t = s->clock_t;
    const double *clock_dt = s->clock_dt;
    const int64_t n_steps = s->n_steps;
    s->steps_done = 0;
    for (int64_t k = 0; k < n_steps; k++) {
        genn_balance(s->team, worker);
        if (clock_timestep[0] >= s->clock_end) {
            break;
        }
        cells_update_and_threshold_flags(s, worker, workers);
        cells_update_and_threshold_found(s, worker, workers);
        genn_gather(s->team, worker);
        cells_update_and_threshold(s, worker, workers);
        genn_release(s->team, worker);
        inhibition_spikes(s, worker, workers);
        cells_reset(s, worker, workers);
        clock_timestep[0] += 1;
        clock_t[0] = double(clock_timestep[0]) * clock_dt[0];
        s->steps_done += 1;
    }
    return 0;
}
