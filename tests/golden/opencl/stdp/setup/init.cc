#include "definitions.h"

/* S: synapse creation
 *     _iter_low = 0
 *     _iter_high = N_post
 *     _iter_step = 1
 *     _pre_idx = _raw_pre_idx
 *     _j = _k
 *     _cond = True
 *     _post_idx = _raw_post_idx
 *     _n = 1
 */
extern "C" int32_t S_synapses_create_generator(State *s, int32_t worker, int32_t workers)
{
    const int32_t S_synapses_create_generator_source_offset = s->S_synapses_create_generator_source_offset;
    const int64_t S_N_post = s->S_N_post;
    const int32_t S_synapses_create_generator_target_offset = s->S_synapses_create_generator_target_offset;
    const int32_t S_synapses_create_generator_N_post = s->S_synapses_create_generator_N_post;
    const int32_t S_synapses_create_generator_N_pre = s->S_synapses_create_generator_N_pre;
    int32_t *__restrict S_synaptic_pre = s->S_synaptic_pre;
    int32_t *__restrict S_synaptic_post = s->S_synaptic_post;
    int64_t *__restrict S_synapses_create_generator_made = s->S_synapses_create_generator_made;
    int64_t *__restrict S_synapses_create_generator_position = s->S_synapses_create_generator_position;
    const int64_t S_synapses_create_generator_capacity = s->S_synapses_create_generator_capacity;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    int64_t n_made = S_synapses_create_generator_made[0];
    const int64_t outer_end = int64_t(S_synapses_create_generator_N_pre);
    for (int64_t outer = S_synapses_create_generator_position[0]; outer < outer_end; outer++) {
        const int64_t i = outer;
        const int64_t row_start = n_made;
        const int32_t raw_pre_idx = int32_t(i) + S_synapses_create_generator_source_offset;
        const int64_t iter_low = 0;
        const int64_t iter_high = S_N_post;
        const int64_t iter_step = 1;
        const int64_t low = iter_low;
        const int64_t by = iter_step;
        const int64_t n_steps = by > 0 ? (iter_high > low ? (iter_high - low + by - 1) / by : 0) : (iter_high < low ? (low - iter_high - by - 1) / -by : 0);
        for (int64_t ordinal = 0; ordinal < n_steps; ordinal++) {
            const int64_t _k = low + ordinal * by;
            const int64_t j = int64_t(int32_t(_k));
            const int32_t j_ = int32_t(j);
            const int32_t raw_post_idx = j_ + S_synapses_create_generator_target_offset;
            if (j_ < 0 || j_ >= S_synapses_create_generator_N_post) {
                s->error_value = int64_t(j_);
                return -1;
            }
            const int64_t n = 1;
            for (int64_t copy = 0; copy < n; copy++) {
                if (n_made < S_synapses_create_generator_capacity) {
                    S_synaptic_pre[n_made] = raw_pre_idx;
                    S_synaptic_post[n_made] = raw_post_idx;
                }
                n_made += 1;
            }
        }
        if (n_made > S_synapses_create_generator_capacity) {
            s->error_value = n_made;
            S_synapses_create_generator_made[0] = row_start;
            S_synapses_create_generator_position[0] = outer;
            return 1;
        }
    }
    S_synapses_create_generator_made[0] = n_made;
    S_synapses_create_generator_position[0] = outer_end;
    return 0;
}

/* What S_group_variable_set_conditional keeps during a run. */
extern "C" void bind_S_group_variable_set_conditional(State *s)
{
    genn_set_value(s->device, s->S_group_variable_set_conditional_kernel, 0, &s->S_gmax, 8);
    genn_set_buffer(s->device, s->S_group_variable_set_conditional_kernel, 1, s->device_S_w);
    genn_set_value(s->device, s->S_group_variable_set_conditional_kernel, 2, &s->S_group_variable_set_conditional_key, 8);
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
    genn_set_value(s->device, s->S_group_variable_set_conditional_kernel, 3, S_N, 4);
    const int32_t failed = genn_launch(s->device, s->S_group_variable_set_conditional_kernel, int64_t(S_N[0]), 64);
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
