#include "definitions.h"

/* Ce: effect of spikes
 *     ge += we
 */
extern "C" int32_t Ce_pre(State *s, int32_t worker, int32_t workers)
{
    double *__restrict P_ge = s->P_ge;
    const int32_t *__restrict P_spikespace = s->P_spikespace;
    const int32_t P_spikespace_size = s->P_spikespace_size;
    const double Ce_we = s->Ce_we;
    const int32_t *__restrict Ce_synaptic_post = s->Ce_synaptic_post;
    const int64_t *__restrict Ce_pre_rows = s->Ce_pre_rows;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    const int32_t count = P_spikespace[P_spikespace_size];
    for (int32_t event = 0; event < count; event++) {
        const int32_t source = P_spikespace[event];
        for (int32_t synapse = int32_t(Ce_pre_rows[source]); synapse < int32_t(Ce_pre_rows[source + 1]); synapse++) {
            const int32_t postsynaptic_idx = Ce_synaptic_post[synapse];
            double ge = P_ge[postsynaptic_idx];
            ge = ge + Ce_we;
            P_ge[postsynaptic_idx] = ge;
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
    const int32_t *__restrict P_spikespace = s->P_spikespace;
    const int32_t P_spikespace_size = s->P_spikespace_size;
    const double Ci_wi = s->Ci_wi;
    const int32_t *__restrict Ci_synaptic_post = s->Ci_synaptic_post;
    const int64_t *__restrict Ci_pre_rows = s->Ci_pre_rows;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    const int32_t count = P_spikespace[P_spikespace_size];
    for (int32_t event = 0; event < count; event++) {
        const int32_t source = P_spikespace[event];
        for (int32_t synapse = int32_t(Ci_pre_rows[source]); synapse < int32_t(Ci_pre_rows[source + 1]); synapse++) {
            const int32_t postsynaptic_idx = Ci_synaptic_post[synapse];
            double gi = P_gi[postsynaptic_idx];
            gi = gi + Ci_wi;
            P_gi[postsynaptic_idx] = gi;
        }
    }
    return 0;
}
