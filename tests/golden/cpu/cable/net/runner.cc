#include "definitions.h"

/* net: time steps of defaultclock */
extern "C" int32_t run(State *s, int64_t n_steps)
{
    int64_t *defaultclock_timestep = s->defaultclock_timestep;
    double *defaultclock_t = s->defaultclock_t;
    const double *defaultclock_dt = s->defaultclock_dt;
    s->steps_done = 0;
    for (int64_t k = 0; k < n_steps; k++) {
        if (defaultclock_timestep[0] >= s->defaultclock_end) {
            break;
        }
        const int32_t status = neuron_spatialstateupdater_membrane(s, 0, 1);
        if (status != 0) {
            return status;
        }
        const int32_t status_1 = neuron_spatialstateupdater_sections(s, 0, 1);
        if (status_1 != 0) {
            return status_1;
        }
        const int32_t status_2 = neuron_spatialstateupdater_tree(s, 0, 1);
        if (status_2 != 0) {
            return status_2;
        }
        const int32_t status_3 = neuron_spatialstateupdater(s, 0, 1);
        if (status_3 != 0) {
            return status_3;
        }
        defaultclock_timestep[0] += 1;
        defaultclock_t[0] = double(defaultclock_timestep[0]) * defaultclock_dt[0];
        s->steps_done += 1;
    }
    return 0;
}
