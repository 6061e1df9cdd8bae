#include "definitions.h"
#include "genn_emit/cpu_math.h"
#include "genn_emit/exp.h"

/* S_Apost_decay: what stays the same throughout a run */
extern "C" int32_t S_Apost_decay_constants(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_dt = s->defaultclock_dt;
    const double S_taupost = s->S_taupost;
    (void) worker;
    (void) workers;
    const double invariant_1 = 1.0 / S_taupost;
    const double decay = genn_exp(invariant_1 * -defaultclock_dt[0]);
    s->S_Apost_decay_decay = decay;
    return 0;
}

/* S_Apre_decay: what stays the same throughout a run */
extern "C" int32_t S_Apre_decay_constants(State *s, int32_t worker, int32_t workers)
{
    const double *__restrict defaultclock_dt = s->defaultclock_dt;
    const double S_taupre = s->S_taupre;
    (void) worker;
    (void) workers;
    const double invariant_2 = 1.0 / S_taupre;
    const double decay = genn_exp(invariant_2 * -defaultclock_dt[0]);
    s->S_Apre_decay_decay = decay;
    return 0;
}
