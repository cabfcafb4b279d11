/* How much is left of the C stack of the running thread. */

#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The part of the stack in which calls are recorded, by address, for the running thread; empty until it is looked up. */
typedef struct {
    uintptr_t low;
    uintptr_t high;
} StackRange;

#if defined(__linux__)
__attribute__((tls_model("initial-exec")))
#endif
extern _Thread_local StackRange recorded_stack;

/* stack_has_room for an address that is not in the known range: looks the stack up. */
bool stack_look_up(uintptr_t here);

/* Whether the running thread has used less of its stack than it may while calls are recorded. A stack that is not the
 * system's (a coroutine's of another runtime) is taken to be large enough. */
static inline bool
stack_has_room(void)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    if (here >= recorded_stack.low && here < recorded_stack.high) {
        return true;
    }
    return stack_look_up(here);
}
