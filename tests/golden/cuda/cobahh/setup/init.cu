#include "definitions.h"
#include "genn_emit/rng.h"

/* P: assignment
 *     _cond = True
 *     v = El + (randn() * 5 - 5)*mV
 */
__global__ void P_group_variable_set_conditional_kernel(double P_El, double P_mV, double *__restrict__ P_v, uint64_t P_group_variable_set_conditional_key, int32_t P_N)
{
    const int32_t i = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < P_N) {
        double v;
        v = P_El + P_mV * (-5.0 + 5.0 * genn_normal_f64(P_group_variable_set_conditional_key, uint32_t(i), 0u, 0u));
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
 *     v = El + (randn() * 5 - 5)*mV
 */
extern "C" int32_t launch_P_group_variable_set_conditional(State *s, int32_t worker, int32_t workers)
{
    const int32_t P_N = s->P_N;
    (void) worker;
    (void) workers;
    const int64_t items = int64_t(P_N);
    if (items > 0) {
        P_group_variable_set_conditional_kernel<<<int32_t((items + 63) / 64), 64>>>(s->P_El, s->P_mV, s->device_P_v, s->P_group_variable_set_conditional_key, s->P_N);
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

/* P: assignment
 *     _cond = True
 *     ge = (randn() * 1.5 + 4) * 10.*nS
 */
__global__ void P_group_variable_set_conditional_2_kernel(int32_t P_N, double P_nS, double *__restrict__ P_ge, uint64_t P_group_variable_set_conditional_2_key)
{
    const int32_t i = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < P_N) {
        const double invariant_statement_1 = 10.0 * P_nS;
        double ge;
        ge = invariant_statement_1 * (4.0 + 1.5 * genn_normal_f64(P_group_variable_set_conditional_2_key, uint32_t(i), 0u, 0u));
        P_ge[i] = ge;
    }
}

/* What P_group_variable_set_conditional_2 keeps during a run. */
extern "C" void bind_P_group_variable_set_conditional_2(State *s)
{
    genn_device_select(s->device);
}

/* P: assignment
 *     _cond = True
 *     ge = (randn() * 1.5 + 4) * 10.*nS
 */
extern "C" int32_t launch_P_group_variable_set_conditional_2(State *s, int32_t worker, int32_t workers)
{
    const int32_t P_N = s->P_N;
    (void) worker;
    (void) workers;
    const int64_t items = int64_t(P_N);
    if (items > 0) {
        P_group_variable_set_conditional_2_kernel<<<int32_t((items + 63) / 64), 64>>>(s->P_N, s->P_nS, s->device_P_ge, s->P_group_variable_set_conditional_2_key);
    }
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* P_group_variable_set_conditional_2, done when it returns. */
extern "C" int32_t P_group_variable_set_conditional_2(State *s, int32_t worker, int32_t workers)
{
    bind_P_group_variable_set_conditional_2(s);
    const int32_t status = launch_P_group_variable_set_conditional_2(s, worker, workers);
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

/* P: assignment
 *     _cond = True
 *     gi = (randn() * 12 + 20) * 10.*nS
 */
__global__ void P_group_variable_set_conditional_3_kernel(int32_t P_N, double P_nS, double *__restrict__ P_gi, uint64_t P_group_variable_set_conditional_3_key)
{
    const int32_t i = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < P_N) {
        const double invariant_statement_1 = 10.0 * P_nS;
        double gi;
        gi = invariant_statement_1 * (20.0 + 12.0 * genn_normal_f64(P_group_variable_set_conditional_3_key, uint32_t(i), 0u, 0u));
        P_gi[i] = gi;
    }
}

/* What P_group_variable_set_conditional_3 keeps during a run. */
extern "C" void bind_P_group_variable_set_conditional_3(State *s)
{
    genn_device_select(s->device);
}

/* P: assignment
 *     _cond = True
 *     gi = (randn() * 12 + 20) * 10.*nS
 */
extern "C" int32_t launch_P_group_variable_set_conditional_3(State *s, int32_t worker, int32_t workers)
{
    const int32_t P_N = s->P_N;
    (void) worker;
    (void) workers;
    const int64_t items = int64_t(P_N);
    if (items > 0) {
        P_group_variable_set_conditional_3_kernel<<<int32_t((items + 63) / 64), 64>>>(s->P_N, s->P_nS, s->device_P_gi, s->P_group_variable_set_conditional_3_key);
    }
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* P_group_variable_set_conditional_3, done when it returns. */
extern "C" int32_t P_group_variable_set_conditional_3(State *s, int32_t worker, int32_t workers)
{
    bind_P_group_variable_set_conditional_3(s);
    const int32_t status = launch_P_group_variable_set_conditional_3(s, worker, workers);
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
