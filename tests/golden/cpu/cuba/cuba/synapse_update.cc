#include "definitions.h"
#include "genn_emit/slices.h"

/* Ce: effect of spikes
 *     ge += we
 */
extern "C" int32_t Ce_pre(State *s, int32_t worker, int32_t workers)
{
    double *__restrict P_ge = s->P_ge;
    const int32_t P_N = s->P_N;
    const int32_t *__restrict P_spikespace = s->P_spikespace;
    const double Ce_we = s->Ce_we;
    const int32_t *__restrict Ce_synaptic_post = s->Ce_synaptic_post;
    const int64_t *__restrict Ce_pre_rows = s->Ce_pre_rows;
    const int32_t Ce_pre_ascending = s->Ce_pre_ascending;
    const int32_t first = genn_slice(s->team, P_N, worker, workers);
    const int32_t last = genn_slice(s->team, P_N, worker + 1, workers);
    const bool ascending = workers == 1 || Ce_pre_ascending != 0;
    const int32_t count = P_spikespace[P_N];
    for (int32_t event = 0; event < count; event++) {
        const int32_t source = P_spikespace[event];
        const int32_t later = P_spikespace[event + 2 < count ? event + 2 : event];
        genn_fetch_row(Ce_synaptic_post, Ce_pre_rows[later], Ce_pre_rows[later + 1]);
        const int64_t row_end = Ce_pre_rows[source + 1];
        int64_t position = Ce_pre_rows[source];
        while (position < row_end) {
            const int64_t run = genn_run_begin(Ce_synaptic_post, (const int32_t *) 0, position, row_end, first, last, P_N, ascending);
            const int64_t run_end = genn_run_end(Ce_synaptic_post, (const int32_t *) 0, run, row_end, first, last, P_N, ascending);
            for (int32_t synapse = int32_t(run); synapse < int32_t(run_end); synapse++) {
                const int32_t postsynaptic_idx = Ce_synaptic_post[synapse];
                double ge = P_ge[postsynaptic_idx];
                ge = ge + Ce_we;
                P_ge[postsynaptic_idx] = ge;
            }
            position = ascending ? row_end : run_end;
        }
    }
    return 0;
}

/* Ci: effect of spikes
 *     gi += wi
 */
extern "C" int32_t Ci_pre(State *s, int32_t worker, int32_t workers)
{
    double *__restrict P_gi = s->P_gi;
    const int32_t P_N = s->P_N;
    const int32_t *__restrict P_spikespace = s->P_spikespace;
    const double Ci_wi = s->Ci_wi;
    const int32_t *__restrict Ci_synaptic_post = s->Ci_synaptic_post;
    const int64_t *__restrict Ci_pre_rows = s->Ci_pre_rows;
    const int32_t Ci_pre_ascending = s->Ci_pre_ascending;
    const int32_t first = genn_slice(s->team, P_N, worker, workers);
    const int32_t last = genn_slice(s->team, P_N, worker + 1, workers);
    const bool ascending = workers == 1 || Ci_pre_ascending != 0;
    const int32_t count = P_spikespace[P_N];
    for (int32_t event = 0; event < count; event++) {
        const int32_t source = P_spikespace[event];
        const int32_t later = P_spikespace[event + 2 < count ? event + 2 : event];
        genn_fetch_row(Ci_synaptic_post, Ci_pre_rows[later], Ci_pre_rows[later + 1]);
        const int64_t row_end = Ci_pre_rows[source + 1];
        int64_t position = Ci_pre_rows[source];
        while (position < row_end) {
            const int64_t run = genn_run_begin(Ci_synaptic_post, (const int32_t *) 0, position, row_end, first, last, P_N, ascending);
            const int64_t run_end = genn_run_end(Ci_synaptic_post, (const int32_t *) 0, run, row_end, first, last, P_N, ascending);
            for (int32_t synapse = int32_t(run); synapse < int32_t(run_end); synapse++) {
                const int32_t postsynaptic_idx = Ci_synaptic_post[synapse];
                double gi = P_gi[postsynaptic_idx];
                gi = gi + Ci_wi;
                P_gi[postsynaptic_idx] = gi;
            }
            position = ascending ? row_end : run_end;
        }
    }
    return 0;
}
