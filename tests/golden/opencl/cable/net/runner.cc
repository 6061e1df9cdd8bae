#include "definitions.h"

/* net: time steps of defaultclock */
extern "C" int32_t run_steps(State *s, int64_t n_steps)
{
    int64_t *defaultclock_timestep = s->defaultclock_timestep;
    double *defaultclock_t = s->defaultclock_t;
    const double *defaultclock_dt = s->defaultclock_dt;
    s->steps_done = 0;
    for (int64_t k = 0; k < n_steps; k++) {
        if (defaultclock_timestep[0] >= s->defaultclock_end) {
            break;
        }
        const int32_t status = launch_neuron_spatialstateupdater(s, 0, 1);
        if (status != 0) {
            return status;
        }
        defaultclock_timestep[0] += 1;
        defaultclock_t[0] = double(defaultclock_timestep[0]) * defaultclock_dt[0];
        s->steps_done += 1;
    }
    return 0;
}

/* net: run, in stretches of 64 time steps */
extern "C" int32_t run(State *s, int64_t n_steps)
{
    bind_neuron_spatialstateupdater(s);
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
