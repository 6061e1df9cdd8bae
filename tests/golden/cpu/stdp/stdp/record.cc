#include "definitions.h"

/* weights: state recorded
 *     _to_record_w = _source_w
 */
extern "C" int32_t weights(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict weights_clock_t = s->weights_clock_t;
    const double *__restrict S_w = s->S_w;
    double *__restrict weights_w = s->weights_w;
    double *__restrict weights_t = s->weights_t;
    const int32_t weights_n_indices = s->weights_n_indices;
    const int32_t *__restrict weights_indices = s->weights_indices;
    int32_t *__restrict weights_N = s->weights_N;
    const int64_t weights_capacity = s->weights_capacity;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    if (weights_capacity - int64_t(weights_N[0]) < 1) {
        return 1;
    }
    const int32_t row = weights_N[0];
    weights_t[row] = weights_clock_t[0];
    const int64_t base = int64_t(row) * int64_t(weights_n_indices);
    for (int32_t k = 0; k < weights_n_indices; k++) {
        const int32_t i = weights_indices[k];
        const double source_w = S_w[i];
        const double to_record_w = source_w;
        weights_w[base + int64_t(k)] = to_record_w;
    }
    weights_N[0] = row + 1;
    return 0;
}

/* outputs: events recorded
 *     _to_record_i = _source_i
 *     _to_record_t = _source_t
 */
extern "C" int32_t outputs(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_t = s->defaultclock_t;
    const int32_t neurons_N = s->neurons_N;
    const int32_t *__restrict neurons_spikespace = s->neurons_spikespace;
    const int32_t *__restrict neurons_i = s->neurons_i;
    int32_t *__restrict outputs_i = s->outputs_i;
    double *__restrict outputs_t = s->outputs_t;
    const int64_t outputs_source_start = s->outputs_source_start;
    const int64_t outputs_source_stop = s->outputs_source_stop;
    int32_t *__restrict outputs_count = s->outputs_count;
    int32_t *__restrict outputs_N = s->outputs_N;
    const int64_t outputs_capacity = s->outputs_capacity;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    if (outputs_capacity - int64_t(outputs_N[0]) < int64_t(neurons_spikespace[neurons_N])) {
        return 1;
    }
    const double source_t = defaultclock_t[0];
    int32_t row = outputs_N[0];
    const int32_t count = neurons_spikespace[neurons_N];
    for (int32_t event = 0; event < count; event++) {
        const int32_t i = neurons_spikespace[event];
        if (i >= int32_t(outputs_source_start) && i < int32_t(outputs_source_stop)) {
            const int32_t source_i = neurons_i[i];
            const int64_t to_record_i = int64_t(source_i);
            const double to_record_t = source_t;
            outputs_i[row] = int32_t(to_record_i);
            outputs_t[row] = to_record_t;
            outputs_count[i - int32_t(outputs_source_start)] += 1;
            row += 1;
        }
    }
    outputs_N[0] = row;
    return 0;
}

/* spikes: events recorded
 *     _to_record_i = _source_i
 *     _to_record_t = _source_t
 */
extern "C" int32_t spikes(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_t = s->defaultclock_t;
    const int32_t *__restrict inputs_spikespace = s->inputs_spikespace;
    const int32_t inputs_N = s->inputs_N;
    const int32_t *__restrict inputs_i = s->inputs_i;
    int32_t *__restrict spikes_i = s->spikes_i;
    double *__restrict spikes_t = s->spikes_t;
    const int64_t spikes_source_start = s->spikes_source_start;
    const int64_t spikes_source_stop = s->spikes_source_stop;
    int32_t *__restrict spikes_count = s->spikes_count;
    int32_t *__restrict spikes_N = s->spikes_N;
    const int64_t spikes_capacity = s->spikes_capacity;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    if (spikes_capacity - int64_t(spikes_N[0]) < int64_t(inputs_spikespace[inputs_N])) {
        return 1;
    }
    const double source_t = defaultclock_t[0];
    int32_t row = spikes_N[0];
    const int32_t count = inputs_spikespace[inputs_N];
    for (int32_t event = 0; event < count; event++) {
        const int32_t i = inputs_spikespace[event];
        if (i >= int32_t(spikes_source_start) && i < int32_t(spikes_source_stop)) {
            const int32_t source_i = inputs_i[i];
            const int64_t to_record_i = int64_t(source_i);
            const double to_record_t = source_t;
            spikes_i[row] = int32_t(to_record_i);
            spikes_t[row] = to_record_t;
            spikes_count[i - int32_t(spikes_source_start)] += 1;
            row += 1;
        }
    }
    spikes_N[0] = row;
    return 0;
}
