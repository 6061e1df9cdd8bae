#include "definitions.h"
#include "genn_emit/slices.h"
#include "genn_emit/loops.h"
#include "genn_emit/cpu_math.h"
#include "genn_emit/rng.h"

/* P: assignment
 *     _cond = True
 *     v = Vr + rand() * (Vt - Vr)
 */
extern "C" int32_t P_group_variable_set_conditional(State *s, int32_t worker, int32_t workers)
{
    const double P_Vr = s->P_Vr;
    const double P_Vt = s->P_Vt;
    const uint8_t *__restrict P_not_refractory = s->P_not_refractory;
    double *__restrict P_v = s->P_v;
    const uint64_t P_group_variable_set_conditional_key = s->P_group_variable_set_conditional_key;
    const int32_t P_N = s->P_N;
    const int32_t first = genn_slice(s->team, P_N, worker, workers);
    const int32_t last = genn_slice(s->team, P_N, worker + 1, workers);
    const double invariant_statement_1 = P_Vt - P_Vr;
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        const bool not_refractory = P_not_refractory[i] != 0;
        double v = P_v[i];
        v = not_refractory ? P_Vr + invariant_statement_1 * genn_uniform_f64(P_group_variable_set_conditional_key, uint32_t(i), 0u, 0u) : v;
        P_v[i] = v;
    }
    return 0;
}

/* Ce: synapse creation
 *     _iter_low = 0
 *     _iter_high = N_post
 *     _iter_step = 1
 *     _iter_p = p
 *     _pre_idx = _raw_pre_idx
 *     _j = _k
 *     _cond = i < n_exc
 *     _post_idx = _raw_post_idx
 *     _n = 1
 */
extern "C" int32_t Ce_synapses_create_generator(State *s, int32_t worker, int32_t workers)
{
    const int32_t Ce_synapses_create_generator_source_offset = s->Ce_synapses_create_generator_source_offset;
    const int64_t Ce_n_exc = s->Ce_n_exc;
    const int64_t Ce_N_post = s->Ce_N_post;
    const double Ce_p = s->Ce_p;
    const int32_t Ce_synapses_create_generator_target_offset = s->Ce_synapses_create_generator_target_offset;
    const int32_t Ce_synapses_create_generator_N_post = s->Ce_synapses_create_generator_N_post;
    const uint64_t Ce_synapses_create_generator_key = s->Ce_synapses_create_generator_key;
    const int32_t Ce_synapses_create_generator_N_pre = s->Ce_synapses_create_generator_N_pre;
    int32_t *__restrict Ce_synaptic_pre = s->Ce_synaptic_pre;
    int32_t *__restrict Ce_synaptic_post = s->Ce_synaptic_post;
    int64_t *__restrict Ce_synapses_create_generator_made = s->Ce_synapses_create_generator_made;
    int64_t *__restrict Ce_synapses_create_generator_position = s->Ce_synapses_create_generator_position;
    const int64_t Ce_synapses_create_generator_capacity = s->Ce_synapses_create_generator_capacity;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    int64_t n_made = Ce_synapses_create_generator_made[0];
    const int64_t outer_end = int64_t(Ce_synapses_create_generator_N_pre);
    for (int64_t outer = Ce_synapses_create_generator_position[0]; outer < outer_end; outer++) {
        const int64_t i = outer;
        const int64_t row_start = n_made;
        const int32_t i_ = int32_t(i);
        const int32_t raw_pre_idx = int32_t(i) + Ce_synapses_create_generator_source_offset;
        const int64_t i_1 = int64_t(i_);
        const bool cond = i_1 < Ce_n_exc;
        if (!cond) {
            continue;
        }
        const int64_t iter_low = 0;
        const int64_t iter_high = Ce_N_post;
        const int64_t iter_step = 1;
        const double iter_p = Ce_p;
        const int64_t low = iter_low;
        const int64_t by = iter_step;
        const int64_t n_steps = by > 0 ? (iter_high > low ? (iter_high - low + by - 1) / by : 0) : (iter_high < low ? (low - iter_high - by - 1) / -by : 0);
        const double probability = iter_p;
        const double log_fail = log1p(-probability);
        const int64_t ordinal_end = probability > 0.0 ? n_steps : 0;
        int64_t jumps = 0;
        for (int64_t ordinal = genn_geometric_skip(Ce_synapses_create_generator_key, uint32_t(outer), 65535u, 0u, log_fail); ordinal < ordinal_end; ordinal += 1 + genn_geometric_skip(Ce_synapses_create_generator_key, uint32_t(outer), 65535u, uint64_t(jumps), log_fail)) {
            jumps += 1;
            const int64_t _k = low + ordinal * by;
            const int64_t j = int64_t(int32_t(_k));
            const int32_t j_ = int32_t(j);
            const int32_t raw_post_idx = j_ + Ce_synapses_create_generator_target_offset;
            if (j_ < 0 || j_ >= Ce_synapses_create_generator_N_post) {
                s->error_value = int64_t(j_);
                return -1;
            }
            const int64_t n = 1;
            for (int64_t copy = 0; copy < n; copy++) {
                if (n_made < Ce_synapses_create_generator_capacity) {
                    Ce_synaptic_pre[n_made] = raw_pre_idx;
                    Ce_synaptic_post[n_made] = raw_post_idx;
                }
                n_made += 1;
            }
        }
        if (n_made > Ce_synapses_create_generator_capacity) {
            s->error_value = n_made;
            Ce_synapses_create_generator_made[0] = row_start;
            Ce_synapses_create_generator_position[0] = outer;
            return 1;
        }
    }
    Ce_synapses_create_generator_made[0] = n_made;
    Ce_synapses_create_generator_position[0] = outer_end;
    return 0;
}

/* Ci: synapse creation
 *     _iter_low = 0
 *     _iter_high = N_post
 *     _iter_step = 1
 *     _iter_p = p
 *     _pre_idx = _raw_pre_idx
 *     _j = _k
 *     _cond = i >= n_exc
 *     _post_idx = _raw_post_idx
 *     _n = 1
 */
extern "C" int32_t Ci_synapses_create_generator(State *s, int32_t worker, int32_t workers)
{
    const int32_t Ci_synapses_create_generator_source_offset = s->Ci_synapses_create_generator_source_offset;
    const int64_t Ci_n_exc = s->Ci_n_exc;
    const int64_t Ci_N_post = s->Ci_N_post;
    const double Ci_p = s->Ci_p;
    const int32_t Ci_synapses_create_generator_target_offset = s->Ci_synapses_create_generator_target_offset;
    const int32_t Ci_synapses_create_generator_N_post = s->Ci_synapses_create_generator_N_post;
    const uint64_t Ci_synapses_create_generator_key = s->Ci_synapses_create_generator_key;
    const int32_t Ci_synapses_create_generator_N_pre = s->Ci_synapses_create_generator_N_pre;
    int32_t *__restrict Ci_synaptic_pre = s->Ci_synaptic_pre;
    int32_t *__restrict Ci_synaptic_post = s->Ci_synaptic_post;
    int64_t *__restrict Ci_synapses_create_generator_made = s->Ci_synapses_create_generator_made;
    int64_t *__restrict Ci_synapses_create_generator_position = s->Ci_synapses_create_generator_position;
    const int64_t Ci_synapses_create_generator_capacity = s->Ci_synapses_create_generator_capacity;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    int64_t n_made = Ci_synapses_create_generator_made[0];
    const int64_t outer_end = int64_t(Ci_synapses_create_generator_N_pre);
    for (int64_t outer = Ci_synapses_create_generator_position[0]; outer < outer_end; outer++) {
        const int64_t i = outer;
        const int64_t row_start = n_made;
        const int32_t i_ = int32_t(i);
        const int32_t raw_pre_idx = int32_t(i) + Ci_synapses_create_generator_source_offset;
        const int64_t i_1 = int64_t(i_);
        const bool cond = i_1 >= Ci_n_exc;
        if (!cond) {
            continue;
        }
        const int64_t iter_low = 0;
        const int64_t iter_high = Ci_N_post;
        const int64_t iter_step = 1;
        const double iter_p = Ci_p;
        const int64_t low = iter_low;
        const int64_t by = iter_step;
        const int64_t n_steps = by > 0 ? (iter_high > low ? (iter_high - low + by - 1) / by : 0) : (iter_high < low ? (low - iter_high - by - 1) / -by : 0);
        const double probability = iter_p;
        const double log_fail = log1p(-probability);
        const int64_t ordinal_end = probability > 0.0 ? n_steps : 0;
        int64_t jumps = 0;
        for (int64_t ordinal = genn_geometric_skip(Ci_synapses_create_generator_key, uint32_t(outer), 65535u, 0u, log_fail); ordinal < ordinal_end; ordinal += 1 + genn_geometric_skip(Ci_synapses_create_generator_key, uint32_t(outer), 65535u, uint64_t(jumps), log_fail)) {
            jumps += 1;
            const int64_t _k = low + ordinal * by;
            const int64_t j = int64_t(int32_t(_k));
            const int32_t j_ = int32_t(j);
            const int32_t raw_post_idx = j_ + Ci_synapses_create_generator_target_offset;
            if (j_ < 0 || j_ >= Ci_synapses_create_generator_N_post) {
                s->error_value = int64_t(j_);
                return -1;
            }
            const int64_t n = 1;
            for (int64_t copy = 0; copy < n; copy++) {
                if (n_made < Ci_synapses_create_generator_capacity) {
                    Ci_synaptic_pre[n_made] = raw_pre_idx;
                    Ci_synaptic_post[n_made] = raw_post_idx;
                }
                n_made += 1;
            }
        }
        if (n_made > Ci_synapses_create_generator_capacity) {
            s->error_value = n_made;
            Ci_synapses_create_generator_made[0] = row_start;
            Ci_synapses_create_generator_position[0] = outer;
            return 1;
        }
    }
    Ci_synapses_create_generator_made[0] = n_made;
    Ci_synapses_create_generator_position[0] = outer_end;
    return 0;
}
