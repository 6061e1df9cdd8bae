/* cuba: state and functions */
#pragma once
#include <stdint.h>

struct State {
    // run
    int64_t error_value;                             // the offending value when a kernel returns an error
    int64_t steps_done;                              // steps carried out by the last call of run
    int64_t defaultclock_end;                        // run until this time step
    // defaultclock
    int64_t *defaultclock_timestep;
    double *defaultclock_t;                          // s
    double *defaultclock_dt;                         // s
    // P
    double P_El;                                     // m^2 kg s^-3 A^-1
    double P_refractory_period;                      // s
    double P_taue;                                   // s
    double P_taui;                                   // s
    double P_taum;                                   // s
    double *P_ge;                                    // m^2 kg s^-3 A^-1
    double *P_gi;                                    // m^2 kg s^-3 A^-1
    double *P_lastspike;                             // s
    uint8_t *P_not_refractory;
    double *P_v;                                     // m^2 kg s^-3 A^-1
    int32_t P_N;                                     // number of elements
    double P_Vt;                                     // m^2 kg s^-3 A^-1
    int32_t *P_spikespace;
    int32_t *P_i;
    double P_Vr;                                     // m^2 kg s^-3 A^-1
    // P_spike_thresholder
    uint8_t *P_spike_thresholder_flags;
    int32_t *P_spike_thresholder_found;
    // spikes
    int32_t *spikes_i;
    double *spikes_t;                                // s
    int64_t spikes_source_start;
    int64_t spikes_source_stop;
    int32_t *spikes_count;
    int32_t *spikes_N;
    int64_t spikes_capacity;                         // rows that fit
    // Ce
    double Ce_we;                                    // m^2 kg s^-3 A^-1
    int32_t *Ce_synaptic_post;
    int32_t *Ce_synaptic_pre;
    // Ce_pre
    int64_t *Ce_pre_rows;                            // where the synapses of each source begin
    int32_t Ce_pre_ascending;                        // whether targets ascend within rows
    // Ci
    double Ci_wi;                                    // m^2 kg s^-3 A^-1
    int32_t *Ci_synaptic_post;
    int32_t *Ci_synaptic_pre;
    // Ci_pre
    int64_t *Ci_pre_rows;                            // where the synapses of each source begin
    int32_t Ci_pre_ascending;                        // whether targets ascend within rows
    // how it is carried out
    int64_t n_steps;                                 // steps that run takes at most
    void *team;                                      // threads that share the work, none if the caller does it alone
    int64_t *ticks;                                  // of each part of a step, and of what is left of it, when it is profiled
    double P_stateupdater_and_threshold_invariant_2;
    double P_stateupdater_and_threshold_invariant_3;
    double P_stateupdater_and_threshold_invariant_11;
    double P_stateupdater_and_threshold_invariant_12;
    double P_stateupdater_and_threshold_invariant_13;
    double P_stateupdater_and_threshold_invariant_14;
    double P_stateupdater_and_threshold_invariant_15;
    double P_stateupdater_and_threshold_limit_1;
};

extern "C" int32_t P_stateupdater_and_threshold_constants(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_stateupdater_and_threshold_flags(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_stateupdater_and_threshold_found(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_stateupdater_and_threshold(State *s, int32_t worker, int32_t workers);
extern "C" int32_t P_spike_resetter(State *s, int32_t worker, int32_t workers);
extern "C" int32_t spikes(State *s, int32_t worker, int32_t workers);
extern "C" int32_t Ce_pre(State *s, int32_t worker, int32_t workers);
extern "C" int32_t Ci_pre(State *s, int32_t worker, int32_t workers);
extern "C" int32_t run(State *shared, int32_t worker, int32_t workers);
