/* First, as it says which system functions there are. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "stack.h"

#include <pthread.h>
#include <sys/resource.h>

_Thread_local StackRange recorded_stack;

/* The whole stack, and the limit under which the system's answer holds: that of the main thread may be raised. */
static _Thread_local struct {
    uintptr_t low;
    uintptr_t high;
    rlim_t limit;
} whole;

/* What is left to the program, as a part of its stack. Before 3.11 calls take C stack whether or not they are recorded,
 * and every recorded one a little more: half is left as it is. From 3.11 on only recorded calls do. */
#if PY_VERSION_HEX >= 0x030B0000
enum { LEFT_PART = 4 };
#else
enum { LEFT_PART = 2 };
#endif

static bool
measure(void)
{
#if defined(__linux__)
    pthread_attr_t attributes;
    void *low;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) {
        return false;
    }
    bool found = pthread_attr_getstack(&attributes, &low, &size) == 0;
    pthread_attr_destroy(&attributes);
    if (!found) {
        return false;
    }
    whole.low = (uintptr_t)low;
    whole.high = (uintptr_t)low + size;
    return true;
#elif defined(__APPLE__)
    whole.high = (uintptr_t)pthread_get_stackaddr_np(pthread_self());
    whole.low = whole.high - pthread_get_stacksize_np(pthread_self());
    return true;
#else
    return false;
#endif
}

bool
stack_look_up(uintptr_t here)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0) {
        limit.rlim_cur = 0;
    }
    if (whole.high == 0 || limit.rlim_cur != whole.limit) {
        whole.limit = limit.rlim_cur;
        if (!measure()) {
            whole.low = whole.high = UINTPTR_MAX;
        }
        recorded_stack.low = whole.low + (whole.high - whole.low) / LEFT_PART;
        recorded_stack.high = whole.high;
    }
    bool on_stack = here >= whole.low && here < whole.high;
    return !on_stack || here >= recorded_stack.low;
}
