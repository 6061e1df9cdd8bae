#include "definitions.h"
#include "genn_emit/slices.h"
#include "genn_emit/loops.h"
#include "genn_emit/cpu_math.h"
#include "genn_emit/rng.h"

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

/* S: assignment
 *     _cond = True
 *     w = rand() * gmax
 */
extern "C" int32_t S_group_variable_set_conditional(State *s, int32_t worker, int32_t workers)
{
    const double S_gmax = s->S_gmax;
    double *__restrict S_w = s->S_w;
    const uint64_t S_group_variable_set_conditional_key = s->S_group_variable_set_conditional_key;
    const int32_t *__restrict S_N = s->S_N;
    const int32_t first = genn_slice(s->team, S_N[0], worker, workers);
    const int32_t last = genn_slice(s->team, S_N[0], worker + 1, workers);
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        double w;
        w = S_gmax * genn_uniform_f64(S_group_variable_set_conditional_key, uint32_t(i), 0u, 0u);
        S_w[i] = w;
    }
    return 0;
}
