#include "clock.h"

#include <stdio.h>
#include <string.h>

Clock the_clock;

/* Both clocks at one moment. */
typedef struct {
    uint64_t ticks;
    uint64_t time;
} Moment;

/* Since when the rate is measured. */
static Moment first;
static bool usable;

static const uint64_t SHORTEST_MEASURE_NS = 5000000;
static const uint64_t LONGEST_USE_NS = 1000000000;
/* A thread that loses its processor between two readings takes longer. */
static const uint64_t LONGEST_READING_TICKS = 2000;
enum { READINGS = 5 };
/* More than a clock is ever slewed by: the machine slept meanwhile, and one of the two went on. */
static const double MOST_DIFFERENCE = 0.001;

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

static bool
read_both(Moment *moment)
{
    for (int reading = 0; reading < READINGS; reading++) {
        moment->ticks = read_counter();
        moment->time = system_ns();
        if (read_counter() - moment->ticks < LONGEST_READING_TICKS) {
            return true;
        }
    }
    return false;
}

/* From now on by the counter. What was told already must not be told again: the clock stands still while it is ahead. */
static void
use(Moment now, double rate)
{
    uint64_t ahead = the_clock.most_ticks != 0 && now.ticks - the_clock.ticks < the_clock.most_ticks
                         ? the_clock.time + ((now.ticks - the_clock.ticks) * the_clock.rate >> 32)
                         : 0;
    the_clock.ticks = now.ticks;
    the_clock.time = now.time > ahead ? now.time : ahead;
    the_clock.rate = (uint64_t)(rate * 4294967296.0);
    the_clock.most_ticks = (uint64_t)((double)LONGEST_USE_NS / rate);
}

/* Of the last setting, nanoseconds a tick; 0 before the first. */
static double
known_rate(void)
{
    return (double)the_clock.rate / 4294967296.0;
}

void
clock_load(void)
{
    (void)read_both(&first);
}

void
clock_begin(void)
{
    Moment now;
    usable = kernel_uses_counter() && read_both(&now);
    if (!usable) {
        the_clock = (Clock){0};
    } else if (the_clock.rate != 0) {
        first = now;
        use(now, known_rate());
    } else if (now.time - first.time > LONGEST_USE_NS) {
        first = now;
    } else {
        clock_set();
    }
}

void
clock_set(void)
{
    Moment now;
    if (!usable || !read_both(&now) || now.time - first.time < SHORTEST_MEASURE_NS || now.ticks <= first.ticks) {
        return;
    }
    double rate = (double)(now.time - first.time) / (double)(now.ticks - first.ticks);
    double known = known_rate();
    if (known != 0 && (rate > known * (1 + MOST_DIFFERENCE) || rate < known * (1 - MOST_DIFFERENCE))) {
        /* The system is asked until the rate is measured again. */
        first = now;
        the_clock.rate = 0;
        the_clock.most_ticks = 0;
        return;
    }
    use(now, rate);
}
