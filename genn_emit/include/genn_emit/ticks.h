/* Where the time of a run goes: ticks of the processor's clock, read between kernels in one of eight steps, which are chosen so
   that no period of the schedule coincides with them. Shares of the time are what counts: the unit of a tick does not matter. */
#ifndef GENN_TICKS_H
#define GENN_TICKS_H

#if !defined(__x86_64__) && !defined(__i386__) && !defined(__aarch64__)
extern "C" long clock(void) noexcept;
#endif

static inline int64_t genn_ticks(void)
{
#if defined(__x86_64__) || defined(__i386__)
    return (int64_t)__builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    int64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#else
    return clock();
#endif
}

/* The beginning of a step: 0 if it is not measured. The fractional parts of step times the golden ratio are spread evenly, also for
   every second or every tenth step. */
static inline int64_t genn_lap_begin(int64_t step)
{
    return ((uint64_t)step * 0x9E3779B97F4A7C15u) >> 61 == 0 ? genn_ticks() : 0;
}

/* Ticks since `last` go to part `which`; the return value is what the next part begins with. */
static inline int64_t genn_lap(int64_t *ticks, int32_t which, int64_t last)
{
    if (last == 0) {
        return 0;
    }
    const int64_t now = genn_ticks();
    ticks[which] += now - last;
    return now;
}

#endif
