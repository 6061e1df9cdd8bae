#include "definitions.h"
#include "genn_emit/cpu_math.h"
#include "genn_emit/exp.h"
#include "genn_emit/math.h"

/* P_stateupdater_and_threshold: what stays the same throughout a run */
extern "C" int32_t P_stateupdater_and_threshold_constants(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_dt = s->defaultclock_dt;
    const double P_El = s->P_El;
    const double P_refractory_period = s->P_refractory_period;
    const double P_taue = s->P_taue;
    const double P_taui = s->P_taui;
    const double P_taum = s->P_taum;
    (void) worker;
    (void) workers;
    const double dt = defaultclock_dt[0];
    const int64_t invariant_1 = genn_timestep(P_refractory_period, dt);
    const double invariant_2 = genn_exp(-dt / P_taue);
    const double invariant_3 = genn_exp(-dt / P_taui);
    const double invariant_4 = P_taue * genn_exp(-dt / P_taue);
    const double invariant_5 = -genn_exp(dt / P_taue);
    const double invariant_6 = dt / P_taum;
    const double invariant_7 = -dt / P_taum;
    const double invariant_8 = 0.0 - P_taum;
    const double invariant_9 = P_taui * genn_exp(-dt / P_taui);
    const double invariant_10 = -genn_exp(dt / P_taui);
    const double invariant_11 = P_El - P_El;
    const double invariant_12 = P_El - P_El * genn_exp(invariant_7);
    const double invariant_13 = invariant_4 * (invariant_5 + genn_exp(invariant_6)) * genn_exp(invariant_7) / (invariant_8 + P_taue);
    const double invariant_14 = invariant_9 * (invariant_10 + genn_exp(invariant_6)) * genn_exp(invariant_7) / (invariant_8 + P_taui);
    const double invariant_15 = genn_exp(invariant_7);
    const double limit_1 = genn_time_of_step(invariant_1, dt);
    s->P_stateupdater_and_threshold_invariant_2 = invariant_2;
    s->P_stateupdater_and_threshold_invariant_3 = invariant_3;
    s->P_stateupdater_and_threshold_invariant_11 = invariant_11;
    s->P_stateupdater_and_threshold_invariant_12 = invariant_12;
    s->P_stateupdater_and_threshold_invariant_13 = invariant_13;
    s->P_stateupdater_and_threshold_invariant_14 = invariant_14;
    s->P_stateupdater_and_threshold_invariant_15 = invariant_15;
    s->P_stateupdater_and_threshold_limit_1 = limit_1;
    return 0;
}
