#include "clock.h"

#include <stdio.h>
#include <string.h>

Clock the_clock;

/* The first setting: what the rate is measured from. */
static struct {
    uint64_t ticks;
    uint64_t time;
    bool usable;
} first;

static const uint64_t SHORTEST_MEASURE_NS = 5000000;
static const uint64_t LONGEST_USE_NS = 1000000000;

/* Whether the kernel trusts the processor's counter: it watches it, and chooses another clock when it must not. */
static bool
kernel_uses_counter(void)
{
#if defined(__x86_64__) && defined(__linux__)
    char name[16] = "";
    FILE *file = fopen("/sys/devices/system/clocksource/clocksource0/current_clocksource", "re");
    if (file == NULL) {
        return false;
    }
    bool read = fgets(name, sizeof name, file) != NULL;
    fclose(file);
    return read && strcmp(name, "tsc\n") == 0;
#else
    return false;
#endif
}

void
clock_begin(void)
{
    first.usable = kernel_uses_counter();
    first.ticks = read_counter();
    first.time = system_ns();
    the_clock = (Clock){0};
}

void
clock_set(void)
{
    if (!first.usable) {
        return;
    }
    uint64_t ticks = read_counter();
    uint64_t time = system_ns();
    if (time - first.time < SHORTEST_MEASURE_NS || ticks <= first.ticks) {
        return;
    }
    double rate = (double)(time - first.time) / (double)(ticks - first.ticks);
    /* What was told already must not be told again: the clock stands still for the moment that it is ahead. */
    uint64_t told = the_clock.most_ticks != 0 && ticks - the_clock.ticks < the_clock.most_ticks
                        ? the_clock.time + ((ticks - the_clock.ticks) * the_clock.rate >> 32)
                        : 0;
    the_clock.ticks = ticks;
    the_clock.time = time > told ? time : told;
    the_clock.rate = (uint64_t)(rate * 4294967296.0);
    the_clock.most_ticks = (uint64_t)((double)LONGEST_USE_NS / rate);
}
