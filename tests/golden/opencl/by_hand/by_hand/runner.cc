#include "definitions.h"

/* by_hand: time steps of clock */
extern "C" int32_t run_steps(State *s, int64_t n_steps)
{
    int64_t *clock_timestep = s->clock_timestep;
    double *clock_t = s->clock_t;
    const double *clock_dt = s->clock_dt;
    s->steps_done = 0;
    for (int64_t k = 0; k < n_steps; k++) {
        if (clock_timestep[0] >= s->clock_end) {
            break;
        }
        const int32_t status = launch_cells_update_and_threshold(s, 0, 1);
        if (status != 0) {
            return status;
        }
        const int32_t status_1 = launch_inhibition_spikes(s, 0, 1);
        if (status_1 != 0) {
            return status_1;
        }
        const int32_t status_2 = launch_cells_reset(s, 0, 1);
        if (status_2 != 0) {
            return status_2;
        }
        clock_timestep[0] += 1;
        clock_t[0] = double(clock_timestep[0]) * clock_dt[0];
        s->steps_done += 1;
    }
    return 0;
}

/* by_hand: run, in stretches of 64 time steps */
extern "C" int32_t run(State *s, int64_t n_steps)
{
    bind_cells_update_and_threshold(s);
    bind_cells_reset(s);
    bind_inhibition_spikes(s);
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
