/* by_hand: state and functions */
#pragma once
#include <stdint.h>

struct State {
    // run
    int64_t error_value;                             // the offending value when a kernel returns an error
    int64_t steps_done;                              // steps carried out by the last call of run
    int64_t clock_end;                               // run until this time step
    // clock
    int64_t *clock_timestep;                         // time steps done
    double *clock_t;                                 // second
    double *clock_dt;                                // second
    // cells
    int32_t cells_N;                                 // number of neurons
    double cells_tau;
    double cells_tau_g;
    double *cells_v;
    double *cells_g;
    double *cells_I;
    double *cells_count;
    int32_t *cells_spikes;                           // neurons that spiked in this step
    uint8_t *cells_flags;                            // scratch: 1 where the threshold was crossed
    int32_t *cells_found;                            // scratch: spikes before they are put together
    // inhibition
    int64_t *inhibition_rows;                        // where the synapses of each source begin
    int32_t *inhibition_target;                      // target of each synapse
    double *inhibition_w;
    // how it is carried out
    int64_t n_steps;                                 // steps that run takes at most
    void *team;                                      // threads that share the work, none if the caller does it alone
    int64_t *ticks;                                  // of each part of a step, and of what is left of it, when it is profiled
};

extern "C" int32_t cells_update_and_threshold_flags(State *s, int32_t worker, int32_t workers);
extern "C" int32_t cells_update_and_threshold_found(State *s, int32_t worker, int32_t workers);
extern "C" int32_t cells_update_and_threshold(State *s, int32_t worker, int32_t workers);
extern "C" int32_t cells_reset(State *s, int32_t worker, int32_t workers);
extern "C" int32_t inhibition_spikes(State *s, int32_t worker, int32_t workers);
extern "C" int32_t run(State *shared, int32_t worker, int32_t workers);
