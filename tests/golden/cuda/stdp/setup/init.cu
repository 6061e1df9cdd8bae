#include "definitions.h"
#include "genn_emit/rng.h"

/* S: assignment
 *     _cond = True
 *     w = rand() * gmax
 */
__global__ void S_group_variable_set_conditional_kernel(double S_gmax, double *__restrict__ S_w, uint64_t S_group_variable_set_conditional_key, int32_t S_N)
{
    const int32_t i = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < S_N) {
        double w;
        w = S_gmax * genn_uniform_f64(S_group_variable_set_conditional_key, uint32_t(i), 0u, 0u);
        S_w[i] = w;
    }
}

/* What S_group_variable_set_conditional keeps during a run. */
extern "C" void bind_S_group_variable_set_conditional(State *s)
{
    genn_device_select(s->device);
}

/* S: assignment
 *     _cond = True
 *     w = rand() * gmax
 */
extern "C" int32_t launch_S_group_variable_set_conditional(State *s, int32_t worker, int32_t workers)
{
    const int32_t *S_N = s->S_N;
    (void) worker;
    (void) workers;
    const int64_t items = int64_t(S_N[0]);
    if (items > 0) {
        S_group_variable_set_conditional_kernel<<<int32_t((items + 63) / 64), 64>>>(s->S_gmax, s->device_S_w, s->S_group_variable_set_conditional_key, S_N[0]);
    }
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* S_group_variable_set_conditional, done when it returns. */
extern "C" int32_t S_group_variable_set_conditional(State *s, int32_t worker, int32_t workers)
{
    bind_S_group_variable_set_conditional(s);
    const int32_t status = launch_S_group_variable_set_conditional(s, worker, workers);
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
