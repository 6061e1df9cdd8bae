#include "definitions.h"

/* What Ce_pre keeps during a run. */
extern "C" void bind_Ce_pre(State *s)
{
    genn_set_buffer(s->device, s->Ce_pre_kernel, 0, s->device_P_ge);
    genn_set_value(s->device, s->Ce_pre_kernel, 1, &s->P_N, 4);
    genn_set_buffer(s->device, s->Ce_pre_kernel, 2, s->device_P_spikespace);
    genn_set_value(s->device, s->Ce_pre_kernel, 3, &s->Ce_we, 8);
    genn_set_buffer(s->device, s->Ce_pre_kernel, 4, s->device_Ce_synaptic_post);
    genn_set_buffer(s->device, s->Ce_pre_kernel, 5, s->device_Ce_pre_rows);
}

/* Ce: effect of spikes
 *     ge += we
 */
extern "C" int32_t launch_Ce_pre(State *s, int32_t worker, int32_t workers)
{
    (void) worker;
    (void) workers;
    const int32_t failed = genn_launch(s->device, s->Ce_pre_kernel, 256, 256);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* Ce_pre, done when it returns. */
extern "C" int32_t Ce_pre(State *s, int32_t worker, int32_t workers)
{
    bind_Ce_pre(s);
    const int32_t status = launch_Ce_pre(s, worker, workers);
    if (status != 0) {
        return status;
    }
    const int32_t failed = genn_device_finish(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* What Ci_pre keeps during a run. */
extern "C" void bind_Ci_pre(State *s)
{
    genn_set_buffer(s->device, s->Ci_pre_kernel, 0, s->device_P_gi);
    genn_set_value(s->device, s->Ci_pre_kernel, 1, &s->P_N, 4);
    genn_set_buffer(s->device, s->Ci_pre_kernel, 2, s->device_P_spikespace);
    genn_set_value(s->device, s->Ci_pre_kernel, 3, &s->Ci_wi, 8);
    genn_set_buffer(s->device, s->Ci_pre_kernel, 4, s->device_Ci_synaptic_post);
    genn_set_buffer(s->device, s->Ci_pre_kernel, 5, s->device_Ci_pre_rows);
}

/* Ci: effect of spikes
 *     gi += wi
 */
extern "C" int32_t launch_Ci_pre(State *s, int32_t worker, int32_t workers)
{
    (void) worker;
    (void) workers;
    const int32_t failed = genn_launch(s->device, s->Ci_pre_kernel, 256, 256);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* Ci_pre, done when it returns. */
extern "C" int32_t Ci_pre(State *s, int32_t worker, int32_t workers)
{
    bind_Ci_pre(s);
    const int32_t status = launch_Ci_pre(s, worker, workers);
    if (status != 0) {
        return status;
    }
    const int32_t failed = genn_device_finish(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}
