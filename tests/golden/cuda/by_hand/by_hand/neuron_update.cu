#include "definitions.h"

/* cells: update
 *     v = v + dt*(I + g - v)/tau
 *     g = g - dt*g/tau_g
 * cells: threshold v > 1
 */
__global__ void cells_update_and_threshold_flags_kernel(double clock_dt, int32_t cells_N, double cells_tau, double cells_tau_g, double *__restrict__ cells_v, double *__restrict__ cells_g, const double *__restrict__ cells_I, uint8_t *__restrict__ cells_flags)
{
    const int32_t i = int32_t(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < cells_N) {
        const double v_i = cells_v[i];
        const double g_i = cells_g[i];
        const double I_i = cells_I[i];
        const double v_next = v_i + clock_dt * (I_i + g_i - v_i) / cells_tau;
        const double g_next = g_i - clock_dt * g_i / cells_tau_g;
        cells_v[i] = v_next;
        cells_g[i] = g_next;
        cells_flags[i] = uint8_t(v_next > 1.0);
    }
}

/* cells_update_and_threshold, continued */
__global__ void cells_update_and_threshold_kernel(int32_t cells_N, int32_t *cells_spikes, const uint8_t *cells_flags)
{
    __shared__ int32_t ends[256];
    const int32_t item = int32_t(threadIdx.x);
    const int32_t n_words = (cells_N + 7) / 8;
    const int32_t share = (n_words + 255) / 256;
    const int32_t first_word = item * share < n_words ? item * share : n_words;
    const int32_t last_word = first_word + share < n_words ? first_word + share : n_words;
    const uint64_t *word = (const uint64_t *) cells_flags;
    int32_t found = 0;
    for (int32_t w = first_word; w < last_word; w++) {
        found += int32_t((word[w] * 72340172838076673ull) >> 56u);
    }
    ends[item] = found;
    __syncthreads();
    for (int32_t shift = 1; shift < 256; shift += shift) {
        int32_t before = 0;
        if (item >= shift) {
            before = ends[item - shift];
        }
        __syncthreads();
        ends[item] += before;
        __syncthreads();
    }
    int32_t slot = ends[item] - found;
    for (int32_t w_1 = first_word; w_1 < last_word; w_1++) {
        const uint64_t bits = word[w_1];
        if (bits != 0u) {
            for (int32_t b = 0; b < 8; b++) {
                if (((bits >> uint64_t(b * 8)) & 1u) != 0u) {
                    cells_spikes[slot] = w_1 * 8 + b;
                    slot += 1;
                }
            }
        }
    }
    const int32_t count = ends[255];
    if (item == 0) {
        cells_spikes[cells_N] = count;
    }
}

/* What cells_update_and_threshold keeps during a run. */
extern "C" void bind_cells_update_and_threshold(State *s)
{
    genn_device_select(s->device);
}

/* cells: update
 *     v = v + dt*(I + g - v)/tau
 *     g = g - dt*g/tau_g
 * cells: threshold v > 1
 */
extern "C" int32_t launch_cells_update_and_threshold(State *s, int32_t worker, int32_t workers)
{
    const double *clock_dt = s->clock_dt;
    const int32_t cells_N = s->cells_N;
    (void) worker;
    (void) workers;
    const int64_t items = int64_t(cells_N);
    if (items > 0) {
        cells_update_and_threshold_flags_kernel<<<int32_t((items + 63) / 64), 64>>>(clock_dt[0], s->cells_N, s->cells_tau, s->cells_tau_g, s->device_cells_v, s->device_cells_g, s->device_cells_I, s->device_cells_flags);
    }
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    cells_update_and_threshold_kernel<<<1, 256>>>(s->cells_N, s->device_cells_spikes, s->device_cells_flags);
    const int32_t failed_1 = genn_launched(s->device);
    if (failed_1 != 0) {
        s->error_value = int64_t(failed_1);
        return -10;
    }
    return 0;
}

/* cells_update_and_threshold, done when it returns. */
extern "C" int32_t cells_update_and_threshold(State *s, int32_t worker, int32_t workers)
{
    bind_cells_update_and_threshold(s);
    const int32_t status = launch_cells_update_and_threshold(s, worker, workers);
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

/* cells: reset
 *     v = 0.0
 *     count = count + 1
 */
__global__ void cells_reset_kernel(int32_t cells_N, double *__restrict__ cells_v, double *__restrict__ cells_count, const int32_t *__restrict__ cells_spikes)
{
    const int32_t count = cells_spikes[cells_N];
    for (int32_t event = int32_t(threadIdx.x); event < count; event += 256) {
        const int32_t i = cells_spikes[event];
        const double count_i = cells_count[i];
        const double v_next = 0.0;
        const double count_next = count_i + 1.0;
        cells_v[i] = v_next;
        cells_count[i] = count_next;
    }
}

/* What cells_reset keeps during a run. */
extern "C" void bind_cells_reset(State *s)
{
    genn_device_select(s->device);
}

/* cells: reset
 *     v = 0.0
 *     count = count + 1
 */
extern "C" int32_t launch_cells_reset(State *s, int32_t worker, int32_t workers)
{
    (void) worker;
    (void) workers;
    cells_reset_kernel<<<1, 256>>>(s->cells_N, s->device_cells_v, s->device_cells_count, s->device_cells_spikes);
    const int32_t failed = genn_launched(s->device);
    if (failed != 0) {
        s->error_value = int64_t(failed);
        return -10;
    }
    return 0;
}

/* cells_reset, done when it returns. */
extern "C" int32_t cells_reset(State *s, int32_t worker, int32_t workers)
{
    bind_cells_reset(s);
    const int32_t status = launch_cells_reset(s, worker, workers);
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
