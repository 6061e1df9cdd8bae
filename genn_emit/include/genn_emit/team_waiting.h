/* Workers of a team (team.cc) and how they wait for each other: they look for a while, then they sleep. */
#ifndef GENN_TEAM_WAITING_H
#define GENN_TEAM_WAITING_H

#include "genn_emit/team.h"

#include <pthread.h>
#include <sched.h>
#include <time.h>

#define GENN_LINE 64

/* How often a waiting worker looks before it goes to sleep: for tens of microseconds at most, less where it was in vain. */
#define GENN_MOST_LOOKS 1024
#define GENN_FEWEST_LOOKS 16

/* Nanoseconds that sleep lasts on an idle machine when the other comes at once, waking included, and some more. */
#define GENN_SHORT 100000

/* Of so many waits, by chance, the time of one is taken. A power of two. */
#define GENN_WAITS 8

typedef int32_t (*genn_job)(void *state, int32_t worker, int32_t workers);

/* Where waiting workers sleep. */
struct alignas(GENN_LINE) genn_bed {
    pthread_mutex_t mutex;
    pthread_cond_t condition;
    int32_t sleepers;
};

struct genn_threads;

/* What belongs to one worker, in cache lines of its own. */
struct alignas(GENN_LINE) genn_place {
    uint32_t gathered;                    /* how often it was at gather: worker 0 looks at it */
    alignas(GENN_LINE) uint32_t released; /* how often it was at release: its own business */
    int32_t looks, worker, status;
    int32_t processor; /* that it came to wait on, below zero if unknown: the others look at it */
    int64_t value;     /* goes with the status */
    uint32_t steps;    /* how often it was at balance */
    uint32_t dice;
    int64_t waited; /* nanoseconds since the shares changed, as far as they were timed */
    bool slept;     /* since then */
    double share;   /* of 1 */
    pthread_t thread;
    genn_threads *team;
};

struct alignas(GENN_LINE) genn_threads {
    genn_team face; /* first: what generated code sees */
    genn_job job;   /* none: time to end */
    void *state;
    int32_t *shares; /* those in face */
    int64_t since;   /* when they changed, 0 if that was in another run */
    alignas(GENN_LINE) uint32_t released; /* how often worker 0 was at release */
    genn_bed gathering, releasing;
    genn_place *places;
#if defined(__linux__)
    cpu_set_t processors; /* that the team may use */
#endif
};

static inline void genn_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Nanoseconds of a clock that only goes forward. */
static inline int64_t genn_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline bool genn_reached(const uint32_t *count, uint32_t wanted)
{
    return (int32_t)(__atomic_load_n(count, __ATOMIC_SEQ_CST) - wanted) >= 0;
}

static void genn_sleep(genn_bed *bed, const uint32_t *count, uint32_t wanted)
{
    pthread_mutex_lock(&bed->mutex);
    __atomic_fetch_add(&bed->sleepers, 1, __ATOMIC_SEQ_CST);
    while (!genn_reached(count, wanted)) {
        pthread_cond_wait(&bed->condition, &bed->mutex);
    }
    __atomic_fetch_sub(&bed->sleepers, 1, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&bed->mutex);
}

static inline void genn_note_processor(genn_place *place)
{
#if defined(__linux__)
    __atomic_store_n(&place->processor, sched_getcpu(), __ATOMIC_RELAXED);
#else
    (void)place;
#endif
}

/* Two workers on one processor get their turns one after the other, and on a busy machine other programs come between: a step
 * then takes as long as a turn. The scheduler is slow to part them, so the one that waits does. The thread that called the team
 * is the user's and goes where it likes; the others avoid the processors of all. */
static void genn_part(genn_place *place)
{
#if defined(__linux__)
    genn_threads *team = place->team;
    cpu_set_t others = team->processors;
    genn_place *crowding = nullptr;
    for (int32_t worker = 0; worker < team->face.workers; worker++) {
        genn_place *other = &team->places[worker];
        const int32_t there = __atomic_load_n(&other->processor, __ATOMIC_RELAXED);
        if (there < 0) {
            continue;
        }
        if (other != place && there == place->processor) {
            crowding = other;
        }
        CPU_CLR(there, &others);
    }
    if (crowding != nullptr && CPU_COUNT(&others) != 0) {
        const pthread_t mover = place->worker != 0 ? pthread_self() : crowding->thread;
        pthread_setaffinity_np(mover, sizeof others, &others);
    }
#else
    (void)place;
#endif
}

static void genn_wait(genn_place *place, genn_bed *bed, const uint32_t *count, uint32_t wanted)
{
    genn_note_processor(place);
    for (int32_t look = 0; look < place->looks; look++) {
        if (genn_reached(count, wanted)) {
            place->looks += place->looks < GENN_MOST_LOOKS ? place->looks / 8 : 0;
            return;
        }
        genn_relax();
    }
    __atomic_store_n(&place->slept, true, __ATOMIC_RELAXED);
    genn_part(place);
    const int64_t asleep = genn_now();
    genn_sleep(bed, count, wanted);
    if (genn_now() - asleep < GENN_SHORT) {
        /* A little more patience would have been cheaper than to be woken. */
        place->looks = place->looks < GENN_MOST_LOOKS / 2 ? place->looks * 2 : GENN_MOST_LOOKS;
    } else {
        /* The other has lost its processor, or has long to go: on a busy machine, looking would only delay it. */
        place->looks = place->looks > 4 * GENN_FEWEST_LOOKS ? place->looks / 4 : GENN_FEWEST_LOOKS;
    }
}

/* Now, if the wait that begins is to be timed; 0 otherwise. Numerical Recipes' quick generator. */
static inline int64_t genn_begin_wait(genn_place *place)
{
    place->dice = place->dice * 1664525u + 1013904223u;
    return (place->dice >> 16) % GENN_WAITS == 0 ? genn_now() : 0;
}

static inline void genn_end_wait(genn_place *place, int64_t begin)
{
    place->waited += begin != 0 ? (genn_now() - begin) * GENN_WAITS : 0;
}

static void genn_count(genn_bed *bed, uint32_t *count, uint32_t value)
{
    __atomic_store_n(count, value, __ATOMIC_SEQ_CST);
    /* Either the sleeper sees the new count, or we see the sleeper. */
    if (__atomic_load_n(&bed->sleepers, __ATOMIC_SEQ_CST) != 0) {
        pthread_mutex_lock(&bed->mutex);
        pthread_cond_broadcast(&bed->condition);
        pthread_mutex_unlock(&bed->mutex);
    }
}

#endif
