/* The recording's clock: nanoseconds that never go back in a thread, the same as time.perf_counter_ns() (pytime.c): by
 * CLOCK_MONOTONIC, on macOS by mach_absolute_time.
 *
 * Reading the system's clock is the largest single cost of an event without values. Where the kernel itself tells the
 * time by the processor's counter, so do we: by its own rate, set anew at each flush, and by the system's clock again as
 * soon as the last setting is a second old. Set and read under the interpreter lock. */

#pragma once

/* First, as it says which system functions there are. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

typedef struct {
    uint64_t ticks; /* counter and time when it was last set */
    uint64_t time;
    uint64_t rate;       /* nanoseconds a tick, 32 bits after the point */
    uint64_t most_ticks; /* since then, for which the rate is believed; 0 where the counter is not used */
} Clock;

extern Clock the_clock;

/* Begins to measure the counter's rate, when the library is loaded. */
void clock_load(void);
/* Looks whether the counter can be used; before the first event of a recording. */
void clock_begin(void);
/* Sets the clock by that of the system. */
void clock_set(void);

static inline uint64_t
system_ns(void)
{
#if defined(__APPLE__)
    /* clock_gettime(3): mach_absolute_time after its conversion. */
    return clock_gettime_nsec_np(CLOCK_UPTIME_RAW);
#else
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
#endif
}

static inline uint64_t
read_counter(void)
{
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#else
    return 0;
#endif
}

/* By the counter alone; 0 where the system must be asked. */
static inline uint64_t
clock_quick_ns(void)
{
    uint64_t ticks = read_counter() - the_clock.ticks;
    return ticks < the_clock.most_ticks ? the_clock.time + (ticks * the_clock.rate >> 32) : 0;
}

static inline uint64_t
clock_ns(void)
{
    uint64_t ticks = read_counter() - the_clock.ticks;
    if (ticks < the_clock.most_ticks) {
        return the_clock.time + (ticks * the_clock.rate >> 32);
    }
    uint64_t now = system_ns();
    if (the_clock.most_ticks != 0) {
        clock_set();
    }
    return now;
}
