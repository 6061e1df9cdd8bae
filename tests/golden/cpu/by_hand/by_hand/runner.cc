#include "definitions.h"

/* by_hand: time steps of clock */
extern "C" int32_t run(State *s, int64_t n_steps)
{
    int64_t *clock_timestep = s->clock_timestep;
    double *clock_t = s->clock_t;
    const double *clock_dt = s->clock_dt;
    s->steps_done = 0;
    for (int64_t k = 0; k < n_steps; k++) {
        if (clock_timestep[0] >= s->clock_end) {
            break;
        }
        const int32_t status = cells_update(s, 0, 1);
        if (status != 0) {
            return status;
        }
        const int32_t status_1 = cells_threshold_flags(s, 0, 1);
        if (status_1 != 0) {
            return status_1;
        }
        const int32_t status_2 = cells_threshold(s, 0, 1);
        if (status_2 != 0) {
            return status_2;
        }
        const int32_t status_3 = inhibition_spikes(s, 0, 1);
        if (status_3 != 0) {
            return status_3;
        }
        const int32_t status_4 = cells_reset(s, 0, 1);
        if (status_4 != 0) {
            return status_4;
        }
        clock_timestep[0] += 1;
        clock_t[0] = double(clock_timestep[0]) * clock_dt[0];
        s->steps_done += 1;
    }
    return 0;
}
