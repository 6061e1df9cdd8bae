#include "definitions.h"
#include "genn_emit/rng.h"

/* P: assignment
 *     _cond = True
 *     v = Vr + rand() * (Vt - Vr)
 */
__global__ void P_group_variable_set_conditional_kernel(double P_Vr, double P_Vt, const uint8_t *__restrict__ P_not_refractory, double *__restrict__ P_v, uint64_t P_group_variable_set_conditional_key, int32_t P_N)
{
    const int32_t i = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < P_N) {
        const double invariant_statement_1 = P_Vt - P_Vr;
        const bool not_refractory = P_not_refractory[i] != 0;
        double v = P_v[i];
        v = not_refractory ? P_Vr + invariant_statement_1 * genn_uniform_f64(P_group_variable_set_conditional_key, uint32_t(i), 0u, 0u) : v;
        P_v[i] = v;
    }
}

/* What P_group_variable_set_conditional keeps during a run. */
extern "C" void bind_P_group_variable_set_conditional(State *s)
{
    genn_device_select(s->device);
}

/* P: assignment
 *     _cond = True
 *     v = Vr + rand() * (Vt - Vr)
 */
extern "C" int32_t launch_P_group_variable_set_conditional(State *s, int32_t worker, int32_t workers)
{
    const int32_t P_N = s->P_N;
    (void) worker;
    (void) workers;
    const int64_t items = int64_t(P_N);
    if (items > 0) {
        P_group_variable_set_conditional_kernel<<<int32_t((items + 63) / 64), 64>>>(s->P_Vr, s->P_Vt, s->device_P_not_refractory, s->device_P_v, s->P_group_variable_set_conditional_key, s->P_N);
    }
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* P_group_variable_set_conditional, done when it returns. */
extern "C" int32_t P_group_variable_set_conditional(State *s, int32_t worker, int32_t workers)
{
    bind_P_group_variable_set_conditional(s);
    const int32_t status = launch_P_group_variable_set_conditional(s, worker, workers);
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
