#include "definitions.h"
#include "genn_emit/slices.h"
#include "genn_emit/loops.h"

/* S_Apost: decay of the value that all synapses of a neuron share */
extern "C" int32_t S_Apost_decay(State *s, int32_t worker, int32_t workers)
{
    const int32_t neurons_N = s->neurons_N;
    double *__restrict S_Apost_now = s->S_Apost_now;
    const int32_t first = genn_slice(s->team, neurons_N, worker, workers);
    const int32_t last = genn_slice(s->team, neurons_N, worker + 1, workers);
    genn_fetch_border(S_Apost_now, first, last);
    const double decay = s->S_Apost_decay_decay;
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        S_Apost_now[i] = S_Apost_now[i] * decay;
    }
    return 0;
}

/* S_Apre: decay of the value that all synapses of a neuron share */
extern "C" int32_t S_Apre_decay(State *s, int32_t worker, int32_t workers)
{
    const int32_t inputs_N = s->inputs_N;
    double *__restrict S_Apre_now = s->S_Apre_now;
    const int32_t first = genn_slice(s->team, inputs_N, worker, workers);
    const int32_t last = genn_slice(s->team, inputs_N, worker + 1, workers);
    genn_fetch_border(S_Apre_now, first, last);
    const double decay = s->S_Apre_decay_decay;
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        S_Apre_now[i] = S_Apre_now[i] * decay;
    }
    return 0;
}

/* S_pre: traces of the neurons that spiked */
extern "C" int32_t S_pre_traces(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_t = s->defaultclock_t;
    const int32_t *__restrict inputs_spikespace = s->inputs_spikespace;
    const int32_t inputs_N = s->inputs_N;
    const double S_dApre = s->S_dApre;
    double *__restrict S_Apre_now = s->S_Apre_now;
    double *__restrict S_Apre_then = s->S_Apre_then;
    double *__restrict S_pre_times = s->S_pre_times;
    const int32_t first = genn_slice(s->team, inputs_N, worker, workers);
    const int32_t last = genn_slice(s->team, inputs_N, worker + 1, workers);
    const double t = defaultclock_t[0];
    const int64_t own = genn_at_least(inputs_spikespace, (const int32_t *) 0, 0, int64_t(inputs_spikespace[inputs_N]), first, inputs_N);
    const int64_t own_end = genn_at_least(inputs_spikespace, (const int32_t *) 0, 0, int64_t(inputs_spikespace[inputs_N]), last, inputs_N);
    for (int64_t event = own; event < own_end; event++) {
        const int32_t i = inputs_spikespace[event];
        const double Apre_1 = S_Apre_now[i] + S_dApre;
        S_Apre_now[i] = Apre_1;
        S_Apre_then[i] = Apre_1;
        S_pre_times[i] = t;
    }
    return 0;
}

/* S: effect of spikes
 *     _Apost = Apost*exp(-(t - lastupdate)/taupost)
 *     _Apre = Apre*exp(-(t - lastupdate)/taupre)
 *     Apost = _Apost
 *     Apre = _Apre
 *     ge += w
 *     Apre += dApre
 *     w = clip(w + Apost, 0, gmax)
 *     lastupdate = t
 */
extern "C" int32_t S_pre(State *s, int32_t worker, int32_t workers)
{
    double *__restrict S_w = s->S_w;
    double *__restrict neurons_ge = s->neurons_ge;
    const int32_t neurons_N = s->neurons_N;
    const int32_t *__restrict inputs_spikespace = s->inputs_spikespace;
    const int32_t inputs_N = s->inputs_N;
    const double S_gmax = s->S_gmax;
    const int32_t *__restrict S_synaptic_post = s->S_synaptic_post;
    const int64_t *__restrict S_pre_rows = s->S_pre_rows;
    const int32_t S_pre_ascending = s->S_pre_ascending;
    const double *__restrict S_Apost_now = s->S_Apost_now;
    const int32_t first = genn_slice(s->team, neurons_N, worker, workers);
    const int32_t last = genn_slice(s->team, neurons_N, worker + 1, workers);
    const bool ascending = workers == 1 || S_pre_ascending != 0;
    const int32_t count = inputs_spikespace[inputs_N];
    for (int32_t event = 0; event < count; event++) {
        const int32_t source = inputs_spikespace[event];
        const int32_t later = inputs_spikespace[event + 2 < count ? event + 2 : event];
        genn_fetch_row(S_synaptic_post, S_pre_rows[later], S_pre_rows[later + 1]);
        const int64_t row_end = S_pre_rows[source + 1];
        int64_t position = S_pre_rows[source];
        while (position < row_end) {
            const int64_t run = genn_run_begin(S_synaptic_post, (const int32_t *) 0, position, row_end, first, last, neurons_N, ascending);
            const int64_t run_end = genn_run_end(S_synaptic_post, (const int32_t *) 0, run, row_end, first, last, neurons_N, ascending);
            for (int32_t synapse = int32_t(run); synapse < int32_t(run_end); synapse++) {
                const int32_t postsynaptic_idx = S_synaptic_post[synapse];
                const double Apost = S_Apost_now[postsynaptic_idx];
                double ge = neurons_ge[postsynaptic_idx];
                double w = S_w[synapse];
                ge = ge + w;
                w = w + Apost < 0.0 ? 0.0 : (w + Apost > S_gmax ? S_gmax : w + Apost);
                neurons_ge[postsynaptic_idx] = ge;
                S_w[synapse] = w;
            }
            position = ascending ? row_end : run_end;
        }
    }
    return 0;
}

/* S_post: traces of the neurons that spiked */
extern "C" int32_t S_post_traces(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_t = s->defaultclock_t;
    const int32_t neurons_N = s->neurons_N;
    const int32_t *__restrict neurons_spikespace = s->neurons_spikespace;
    const double S_dApost = s->S_dApost;
    double *__restrict S_Apost_now = s->S_Apost_now;
    double *__restrict S_Apost_then = s->S_Apost_then;
    double *__restrict S_post_times = s->S_post_times;
    const int32_t first = genn_slice(s->team, neurons_N, worker, workers);
    const int32_t last = genn_slice(s->team, neurons_N, worker + 1, workers);
    const double t = defaultclock_t[0];
    const int64_t own = genn_at_least(neurons_spikespace, (const int32_t *) 0, 0, int64_t(neurons_spikespace[neurons_N]), first, neurons_N);
    const int64_t own_end = genn_at_least(neurons_spikespace, (const int32_t *) 0, 0, int64_t(neurons_spikespace[neurons_N]), last, neurons_N);
    for (int64_t event = own; event < own_end; event++) {
        const int32_t i = neurons_spikespace[event];
        const double Apost_1 = S_Apost_now[i] + S_dApost;
        S_Apost_now[i] = Apost_1;
        S_Apost_then[i] = Apost_1;
        S_post_times[i] = t;
    }
    return 0;
}

/* S: effect of spikes
 *     _Apost = Apost*exp(-(t - lastupdate)/taupost)
 *     _Apre = Apre*exp(-(t - lastupdate)/taupre)
 *     Apost = _Apost
 *     Apre = _Apre
 *     Apost += dApost
 *     w = clip(w + Apre, 0, gmax)
 *     lastupdate = t
 */
extern "C" int32_t S_post(State *s, int32_t worker, int32_t workers)
{
    double *__restrict S_w = s->S_w;
    const int32_t neurons_N = s->neurons_N;
    const int32_t *__restrict neurons_spikespace = s->neurons_spikespace;
    const double S_gmax = s->S_gmax;
    const int64_t *__restrict S_post_rows = s->S_post_rows;
    const int32_t *__restrict S_post_order = s->S_post_order;
    const int32_t *__restrict S_post_targets = s->S_post_targets;
    const double *__restrict S_Apre_now = s->S_Apre_now;
    const int32_t first = genn_slice(s->team, neurons_N, worker, workers);
    const int32_t last = genn_slice(s->team, neurons_N, worker + 1, workers);
    const int64_t own = genn_at_least(neurons_spikespace, (const int32_t *) 0, 0, int64_t(neurons_spikespace[neurons_N]), first, neurons_N);
    const int64_t own_end = genn_at_least(neurons_spikespace, (const int32_t *) 0, 0, int64_t(neurons_spikespace[neurons_N]), last, neurons_N);
    for (int64_t event = own; event < own_end; event++) {
        const int32_t source = neurons_spikespace[event];
        const int64_t row_end = S_post_rows[source + 1];
        for (int64_t place = S_post_rows[source]; place < row_end; place++) {
            const int32_t later = S_post_order[place + 24 < row_end ? place + 24 : place];
            genn_fetch(S_w, later);
            const int32_t synapse = S_post_order[place];
            const int32_t neuron = S_post_targets[place];
            const double Apre = S_Apre_now[neuron];
            double w = S_w[synapse];
            w = w + Apre < 0.0 ? 0.0 : (w + Apre > S_gmax ? S_gmax : w + Apre);
            S_w[synapse] = w;
        }
    }
    return 0;
}
