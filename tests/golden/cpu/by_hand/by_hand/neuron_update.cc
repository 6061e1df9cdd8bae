#include "definitions.h"
#include "genn_emit/slices.h"
#include "genn_emit/loops.h"

/* cells: update
 *     v = v + dt*(I + g - v)/tau
 *     g = g - dt*g/tau_g
 * cells: threshold v > 1
 */
extern "C" int32_t cells_update_and_threshold_flags(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict clock_dt = s->clock_dt;
    const int32_t cells_N = s->cells_N;
    const double cells_tau = s->cells_tau;
    const double cells_tau_g = s->cells_tau_g;
    double *__restrict cells_v = s->cells_v;
    double *__restrict cells_g = s->cells_g;
    const double *__restrict cells_I = s->cells_I;
    uint8_t *__restrict cells_flags = s->cells_flags;
    const int32_t first = genn_slice(s->team, cells_N, worker, workers);
    const int32_t last = genn_slice(s->team, cells_N, worker + 1, workers);
    genn_fetch_border(cells_v, first, last);
    genn_fetch_border(cells_g, first, last);
    genn_fetch_border(cells_flags, first, last);
    GENN_INDEPENDENT
    for (int32_t i = first; i < last; i++) {
        const double v_i = cells_v[i];
        const double g_i = cells_g[i];
        const double I_i = cells_I[i];
        const double v_next = v_i + clock_dt[0] * (I_i + g_i - v_i) / cells_tau;
        const double g_next = g_i - clock_dt[0] * g_i / cells_tau_g;
        cells_v[i] = v_next;
        cells_g[i] = g_next;
        cells_flags[i] = uint8_t(v_next > 1.0);
    }
    return 0;
}

/* cells_update_and_threshold: the elements that crossed it, those of each worker apart */
extern "C" int32_t cells_update_and_threshold_found(State *s, int32_t worker, int32_t workers)
{
    const int32_t cells_N = s->cells_N;
    const uint8_t *__restrict cells_flags = s->cells_flags;
    int32_t *__restrict cells_found = s->cells_found;
    const int32_t first = genn_slice(s->team, cells_N, worker, workers);
    const int32_t last = genn_slice(s->team, cells_N, worker + 1, workers);
    const uint64_t *word = (const uint64_t *) cells_flags;
    int32_t end = first;
    for (int32_t block = first; block < last; block += 8) {
        uint64_t bits = word[block / 8];
        while (bits != 0u) {
            cells_found[end] = block + (__builtin_ctzll(bits) >> 3);
            end += 1;
            bits = bits & (bits - 1u);
        }
    }
    if (end < last) {
        cells_found[end] = -1;
    }
    return 0;
}

/* cells_update_and_threshold: all that crossed their threshold */
extern "C" int32_t cells_update_and_threshold(State *s, int32_t worker, int32_t workers)
{
    const int32_t cells_N = s->cells_N;
    int32_t *__restrict cells_spikes = s->cells_spikes;
    const int32_t *__restrict cells_found = s->cells_found;
    (void) workers;
    if (worker != 0) {
        return 0;
    }
    int32_t count = 0;
    for (int32_t finder = 0; finder < workers; finder++) {
        const int32_t end_1 = genn_slice(s->team, cells_N, finder + 1, workers);
        for (int32_t event = genn_slice(s->team, cells_N, finder, workers); event < end_1; event++) {
            if (cells_found[event] < 0) {
                break;
            }
            cells_spikes[count] = cells_found[event];
            count += 1;
        }
    }
    cells_spikes[cells_N] = count;
    return 0;
}

/* cells: reset
 *     v = 0.0
 *     count = count + 1
 */
extern "C" int32_t cells_reset(State *s, int32_t worker, int32_t workers)
{
    const int32_t cells_N = s->cells_N;
    double *__restrict cells_v = s->cells_v;
    double *__restrict cells_count = s->cells_count;
    const int32_t *__restrict cells_spikes = s->cells_spikes;
    const int32_t first = genn_slice(s->team, cells_N, worker, workers);
    const int32_t last = genn_slice(s->team, cells_N, worker + 1, workers);
    const int64_t own = genn_at_least(cells_spikes, (const int32_t *) 0, 0, int64_t(cells_spikes[cells_N]), first, cells_N);
    const int64_t own_end = genn_at_least(cells_spikes, (const int32_t *) 0, 0, int64_t(cells_spikes[cells_N]), last, cells_N);
    for (int64_t event = own; event < own_end; event++) {
        const int32_t i = cells_spikes[event];
        const double count_i = cells_count[i];
        const double v_next = 0.0;
        const double count_next = count_i + 1.0;
        cells_v[i] = v_next;
        cells_count[i] = count_next;
    }
    return 0;
}
