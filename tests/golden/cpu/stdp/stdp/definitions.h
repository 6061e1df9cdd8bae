/* stdp: state and functions */
#pragma once
#include <stdint.h>

struct State {
    // run
    int64_t error_value;                             // the offending value when a kernel returns an error
    int64_t steps_done;                              // steps carried out by the last call of run
    int64_t defaultclock_end;                        // run until this time step
    int64_t weights_clock_end;                       // run until this time step
    // defaultclock
    int64_t *defaultclock_timestep;
    double *defaultclock_t;                          // s
    double *defaultclock_dt;                         // s
    // weights_clock
    int64_t *weights_clock_timestep;
    double *weights_clock_t;                         // s
    double *weights_clock_dt;                        // s
    // S
    double *S_w;
    double S_dApre;
    double S_gmax;
    double S_taupost;                                // s
    double S_taupre;                                 // s
    int32_t *S_synaptic_post;
    double *S_Apost;
    double *S_Apre;
    double *S_lastupdate;                            // s
    int32_t *S_synaptic_pre;
    double S_dApost;
    double *S_Apost_now;                             // of the neurons at this time
    double *S_Apost_then;                            // of the neurons at their last spikes
    double *S_Apre_now;                              // of the neurons at this time
    double *S_Apre_then;                             // of the neurons at their last spikes
    // weights
    double *weights_w;
    double *weights_t;                               // s
    int32_t weights_n_indices;                       // recorded elements
    int32_t *weights_indices;
    int32_t *weights_N;
    int64_t weights_capacity;                        // rows that fit
    // neurons
    double neurons_Ee;                               // m^2 kg s^-3 A^-1
    double neurons_El;                               // m^2 kg s^-3 A^-1
    double neurons_taue;                             // s
    double neurons_taum;                             // s
    double *neurons_ge;
    double *neurons_v;                               // m^2 kg s^-3 A^-1
    int32_t neurons_N;                               // number of elements
    double neurons_vt;                               // m^2 kg s^-3 A^-1
    int32_t *neurons_spikespace;
    int32_t *neurons_i;
    double neurons_vr;                               // m^2 kg s^-3 A^-1
    // inputs
    double *inputs_rates;                            // s^-1
    int32_t *inputs_spikespace;
    int32_t inputs_N;                                // number of elements
    int32_t *inputs_i;
    // inputs_spike_thresholder
    uint8_t *inputs_spike_thresholder_flags;
    int32_t *inputs_spike_thresholder_found;
    uint64_t inputs_spike_thresholder_key;           // random numbers of this kernel
    int64_t inputs_spike_thresholder_began;          // time step at which the run began
    // neurons_spike_thresholder
    uint8_t *neurons_spike_thresholder_flags;
    int32_t *neurons_spike_thresholder_found;
    // outputs
    int32_t *outputs_i;
    double *outputs_t;                               // s
    int64_t outputs_source_start;
    int64_t outputs_source_stop;
    int32_t *outputs_count;
    int32_t *outputs_N;
    int64_t outputs_capacity;                        // rows that fit
    // spikes
    int32_t *spikes_i;
    double *spikes_t;                                // s
    int64_t spikes_source_start;
    int64_t spikes_source_stop;
    int32_t *spikes_count;
    int32_t *spikes_N;
    int64_t spikes_capacity;                         // rows that fit
    // S_pre
    int64_t *S_pre_rows;                             // where the synapses of each source begin
    int32_t S_pre_ascending;                         // whether targets ascend within rows
    double *S_pre_times;                             // second: last spikes of the neurons
    // S_post
    int64_t *S_post_rows;                            // where the synapses of each source begin
    int32_t *S_post_order;                           // synapses by source
    int32_t *S_post_targets;                         // where they lead, in the same order
    int32_t S_post_ascending;                        // whether targets ascend within rows
    double *S_post_times;                            // second: last spikes of the neurons
    // how it is carried out
    int64_t n_steps;                                 // steps that run takes at most
    void *team;                                      // threads that share the work, none if the caller does it alone
    int64_t *ticks;                                  // of each part of a step, and of what is left of it, when it is profiled
    double S_Apost_decay_decay;
    double S_Apre_decay_decay;
};

extern "C" int32_t weights(State *s, int32_t worker, int32_t workers);
extern "C" int32_t outputs(State *s, int32_t worker, int32_t workers);
extern "C" int32_t spikes(State *s, int32_t worker, int32_t workers);
extern "C" int32_t inputs_spike_thresholder_flags(State *s, int32_t worker, int32_t workers);
extern "C" int32_t inputs_spike_thresholder_found(State *s, int32_t worker, int32_t workers);
extern "C" int32_t inputs_spike_thresholder(State *s, int32_t worker, int32_t workers);
extern "C" int32_t neurons_stateupdater_and_threshold_flags(State *s, int32_t worker, int32_t workers);
extern "C" int32_t neurons_stateupdater_and_threshold_found(State *s, int32_t worker, int32_t workers);
extern "C" int32_t neurons_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers);
extern "C" int32_t neurons_spike_resetter(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_Apost_decay_constants(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_Apre_decay_constants(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_Apost_decay(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_Apre_decay(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_pre_traces(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_pre(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_post_traces(State *s, int32_t worker, int32_t workers);
extern "C" int32_t S_post(State *s, int32_t worker, int32_t workers);
extern "C" int32_t run(State *shared, int32_t worker, int32_t workers);
