#include "definitions.h"
#include "genn_emit/slices.h"
#include "genn_emit/cpu_math.h"
#include "genn_emit/exp.h"

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
    const double *__restrict defaultclock_t = s->defaultclock_t;
    double *__restrict S_w = s->S_w;
    double *__restrict neurons_ge = s->neurons_ge;
    const int32_t neurons_N = s->neurons_N;
    const int32_t *__restrict inputs_spikespace = s->inputs_spikespace;
    const int32_t inputs_N = s->inputs_N;
    const double S_dApre = s->S_dApre;
    const double S_gmax = s->S_gmax;
    const double S_taupost = s->S_taupost;
    const double S_taupre = s->S_taupre;
    const int32_t *__restrict S_synaptic_post = s->S_synaptic_post;
    double *__restrict S_Apost = s->S_Apost;
    double *__restrict S_Apre = s->S_Apre;
    double *__restrict S_lastupdate = s->S_lastupdate;
    const int64_t *__restrict S_pre_rows = s->S_pre_rows;
    const int32_t S_pre_ascending = s->S_pre_ascending;
    const int32_t first = genn_slice(neurons_N, worker, workers);
    const int32_t last = genn_slice(neurons_N, worker + 1, workers);
    const double t = defaultclock_t[0];
    const double invariant_1 = 1.0 / S_taupost;
    const double invariant_2 = 1.0 / S_taupre;
    const bool ascending = workers == 1 || S_pre_ascending != 0;
    const int32_t count = inputs_spikespace[inputs_N];
    for (int32_t event = 0; event < count; event++) {
        const int32_t source = inputs_spikespace[event];
        const int64_t row_end = S_pre_rows[source + 1];
        int64_t position = S_pre_rows[source];
        while (position < row_end) {
            const int64_t run = genn_run_begin(S_synaptic_post, (const int32_t *) 0, position, row_end, first, last, neurons_N, ascending);
            const int64_t run_end = genn_run_end(S_synaptic_post, (const int32_t *) 0, run, row_end, first, last, neurons_N, ascending);
            for (int32_t synapse = int32_t(run); synapse < int32_t(run_end); synapse++) {
                const int32_t postsynaptic_idx = S_synaptic_post[synapse];
                double Apost = S_Apost[synapse];
                double Apre = S_Apre[synapse];
                double ge = neurons_ge[postsynaptic_idx];
                double lastupdate = S_lastupdate[synapse];
                double w = S_w[synapse];
                const double Apost_next = Apost * genn_exp(invariant_1 * -(t - lastupdate));
                const double Apre_next = Apre * genn_exp(invariant_2 * -(t - lastupdate));
                Apost = Apost_next;
                Apre = Apre_next;
                ge = ge + w;
                Apre = Apre + S_dApre;
                w = w + Apost < 0.0 ? 0.0 : (w + Apost > S_gmax ? S_gmax : w + Apost);
                lastupdate = t;
                S_Apost[synapse] = Apost;
                S_Apre[synapse] = Apre;
                neurons_ge[postsynaptic_idx] = ge;
                S_lastupdate[synapse] = lastupdate;
                S_w[synapse] = w;
            }
            position = ascending ? row_end : run_end;
        }
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
    const double *__restrict defaultclock_t = s->defaultclock_t;
    double *__restrict S_w = s->S_w;
    const int32_t neurons_N = s->neurons_N;
    const int32_t *__restrict neurons_spikespace = s->neurons_spikespace;
    const double S_gmax = s->S_gmax;
    const double S_taupost = s->S_taupost;
    const double S_taupre = s->S_taupre;
    double *__restrict S_Apost = s->S_Apost;
    double *__restrict S_Apre = s->S_Apre;
    double *__restrict S_lastupdate = s->S_lastupdate;
    const double S_dApost = s->S_dApost;
    const int64_t *__restrict S_post_rows = s->S_post_rows;
    const int32_t *__restrict S_post_order = s->S_post_order;
    const int32_t first = genn_slice(neurons_N, worker, workers);
    const int32_t last = genn_slice(neurons_N, worker + 1, workers);
    const double t = defaultclock_t[0];
    const double invariant_1 = 1.0 / S_taupost;
    const double invariant_2 = 1.0 / S_taupre;
    const int64_t own = genn_at_least(neurons_spikespace, (const int32_t *) 0, 0, int64_t(neurons_spikespace[neurons_N]), first, neurons_N);
    const int64_t own_end = genn_at_least(neurons_spikespace, (const int32_t *) 0, 0, int64_t(neurons_spikespace[neurons_N]), last, neurons_N);
    for (int64_t event = own; event < own_end; event++) {
        const int32_t source = neurons_spikespace[event];
        const int64_t row_end = S_post_rows[source + 1];
        for (int64_t place = S_post_rows[source]; place < row_end; place++) {
            const int32_t synapse = S_post_order[place];
            double Apost = S_Apost[synapse];
            double Apre = S_Apre[synapse];
            double lastupdate = S_lastupdate[synapse];
            double w = S_w[synapse];
            const double Apost_next = Apost * genn_exp(invariant_1 * -(t - lastupdate));
            const double Apre_next = Apre * genn_exp(invariant_2 * -(t - lastupdate));
            Apost = Apost_next;
            Apre = Apre_next;
            Apost = Apost + S_dApost;
            w = w + Apre < 0.0 ? 0.0 : (w + Apre > S_gmax ? S_gmax : w + Apre);
            lastupdate = t;
            S_Apost[synapse] = Apost;
            S_Apre[synapse] = Apre;
            S_lastupdate[synapse] = lastupdate;
            S_w[synapse] = w;
        }
    }
    return 0;
}
